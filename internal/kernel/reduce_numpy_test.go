package kernel

import (
	"bufio"
	"encoding/hex"
	"os"
	"strings"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// TestNumPyReductions holds every tier to results NumPy wrote down; the table
// is explained in testdata/reduce.py.
func TestNumPyReductions(t *testing.T) {
	f, err := os.Open("testdata/reduce.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	var dt dtype.DType
	var x []byte
	seen := 0
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		last, err := hex.DecodeString(fields[len(fields)-1])
		if err != nil {
			t.Fatalf("bad line %q", lines.Text())
		}
		if fields[0] == "=" {
			if dt, err = dtype.Parse(fields[1]); err != nil {
				t.Fatal(err)
			}
			x = last
			continue
		}
		for _, tier := range cpu.Available() {
			got, out := applyNamed(t, tier, fields[0], dt, x, len(last))
			if !sameBits(out, got, last) {
				t.Errorf("%s of %v on %v, elements %x:\n%x, NumPy\n%x", fields[0], dt, tier, x, got, last)
			}
		}
		seen++
	}
	if lines.Err() != nil || seen < 1000 {
		t.Fatalf("%d results read: %v", seen, lines.Err())
	}
}

// applyNamed runs the reduction or scan of the given name.
func applyNamed(t *testing.T, tier cpu.Tier, name string, dt dtype.DType, x []byte, size int) ([]byte, dtype.DType) {
	t.Helper()
	got := newGuarded(size, 0)
	a, n := newGuarded(len(x), 0), len(x)/dt.Size()
	copy(a.bytes(), x)
	for r := Reduction(0); int(r) < ReductionCount; r++ {
		if r.String() == name {
			Reduce(tier, r, dt, got.ptr(), a.ptr(), n)
			return got.bytes(), r.Result(dt)
		}
	}
	for op := ScanOp(0); int(op) < ScanCount; op++ {
		if op.String() == name {
			var carry Partial
			Scan(tier, op, dt, got.ptr(), unsafe.Pointer(&carry), a.ptr(), n, true)
			return got.bytes(), op.Result(dt)
		}
	}
	t.Fatalf("no reduction or scan %q", name)
	return nil, 0
}
