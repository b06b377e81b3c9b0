package kernel

import (
	"flag"
	"fmt"
	"hash/fnv"
	"os"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kerneltest"
)

var updateBits = flag.Bool("update-bits", false, "rewrite testdata/bits.txt")

const bitsFile = "testdata/bits.txt"

// TestSameBitsEverywhere hashes what every kernel makes of fixed operands and
// compares with hashes written down once. What they say is not that the values
// are right, other tests do, but that every machine and tier has the same: the
// file is from amd64 and read on each architecture, where a compiler that
// contracts a product with a sum would change it.
func TestSameBitsEverywhere(t *testing.T) {
	tiers := cpu.Available()
	var lines []string
	for _, r := range rows() {
		h := hashes(r, tiers)
		for i := range h {
			if h[i] != h[0] {
				t.Errorf("%s: tier %s gives other bits than %s", r.name, tiers[i], tiers[0])
			}
		}
		lines = append(lines, fmt.Sprintf("%s %s %016x", r.name, r.dst, h[0]))
	}
	slices.Sort(lines)
	lines = slices.Compact(lines)
	got := strings.Join(lines, "\n") + "\n"
	if *updateBits {
		if err := os.WriteFile(bitsFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(bitsFile)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		want[strings.TrimSpace(line)] = true
	}
	for _, l := range lines {
		if !want[l] {
			t.Errorf("%s is not in %s: other bits than before (if that is meant: go test -run SameBits -update-bits)", l, bitsFile)
		}
	}
	if len(want) != len(lines) {
		t.Errorf("%s has %d lines for %d kernels", bitsFile, len(want), len(lines))
	}
}

// hashes runs a row on fixed operands, once per tier.
func hashes(r kernelRow, tiers []cpu.Tier) []uint64 {
	in := make([]unsafe.Pointer, len(r.in))
	for i, dt := range r.in {
		in[i] = unsafe.Pointer(&kerneltest.Operand(dt, extent, i)[0])
	}
	var out []uint64
	for _, t := range tiers {
		dst := make([]uint64, (extent*r.dst.Size()+7)/8)
		b := unsafe.Slice((*byte)(unsafe.Pointer(&dst[0])), extent*r.dst.Size())
		r.run(t, unsafe.Pointer(&dst[0]), in, extent)
		oneNaN(r.dst, b)
		h := fnv.New64a()
		h.Write(b)
		out = append(out, h.Sum64())
	}
	return out
}

// oneNaN makes every NaN the same.
func oneNaN(dt dtype.DType, b []byte) {
	switch dt {
	case dtype.Float32, dtype.Complex64:
		for i, x := range slice[float32](unsafe.Pointer(&b[0]), len(b)/4) {
			if x != x {
				slice[float32](unsafe.Pointer(&b[0]), len(b)/4)[i] = nan32()
			}
		}
	case dtype.Float64, dtype.Complex128:
		for i, x := range slice[float64](unsafe.Pointer(&b[0]), len(b)/8) {
			if x != x {
				slice[float64](unsafe.Pointer(&b[0]), len(b)/8)[i] = nan64()
			}
		}
	}
}

// FuzzTiers gives raw bytes to every operation on floats and compares tiers.
func FuzzTiers(f *testing.F) {
	for _, n := range []int{8, 64, 136, 520} {
		f.Add(kerneltest.Operand(dtype.Float64, n/8, 0), kerneltest.Operand(dtype.Float64, n/8, 1), uint8(n))
	}
	f.Fuzz(func(t *testing.T, a, b []byte, which uint8) {
		dt := []dtype.DType{dtype.Float64, dtype.Float32, dtype.Int64, dtype.Int32}[which%4]
		n := min(len(a), len(b)) / dt.Size()
		if n == 0 {
			return
		}
		for op := OpInvalid + 1; int(op) < OpCount; op++ {
			if !op.Supports(dt) || op.Arity() > 2 {
				continue
			}
			size := n * op.Result(dt).Size()
			want := make([]byte, size)
			for _, tier := range cpu.Available() { // Generic comes first
				got := make([]byte, size)
				if op.Arity() == 1 {
					Unary(tier, op, dt, ptr(got), ptr(a), n)
				} else {
					Binary(tier, op, dt, VV, ptr(got), ptr(a), ptr(b), n)
				}
				if tier == cpu.Generic {
					want = got
				} else if i := kerneltest.Diff(op.Result(dt), got, want); i >= 0 {
					t.Errorf("%s of %s on %s: element %d of %d differs", op, dt, tier, i, n)
				}
			}
		}
	})
}
