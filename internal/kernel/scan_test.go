package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// TestScanIsSequential holds scans to the last value of a one-by-one fold
// over every prefix, in one piece, in two, in place and in rows.
func TestScanIsSequential(t *testing.T) {
	for d := 1; d < dtype.Count; d++ {
		dt := dtype.DType(d)
		for op := ScanOp(0); int(op) < ScanCount; op++ {
			if !op.Supports(dt) {
				continue
			}
			for pi, p := range patternsFor(dt) {
				rng := rand.New(rand.NewPCG(uint64(pi), 17))
				for _, n := range []int{1, 2, 3, 7, 64, 100} {
					checkScan(t, op, dt, p, n, rng)
				}
			}
		}
	}
}

func checkScan(t *testing.T, op ScanOp, dt dtype.DType, p pattern, n int, rng *rand.Rand) {
	t.Helper()
	const rows = 6
	in, out := dt.Size(), op.Result(dt).Size()
	x := newGuarded(rows*n*in, in)
	fillAs(dt, p, x.bytes(), rng)
	want := scanByMerge(op, dt, x, n, rows)

	whole := newGuarded(rows*n*out, 0)
	for i := 0; i < rows; i++ {
		cut := rng.IntN(n)
		carry := newGuarded(out, 0)
		dst, src := unsafe.Add(whole.ptr(), i*n*out), unsafe.Add(x.ptr(), i*n*in)
		Scan(cpu.Best, op, dt, dst, carry.ptr(), src, cut, true)
		Scan(cpu.Best, op, dt, unsafe.Add(dst, cut*out), carry.ptr(), unsafe.Add(src, cut*in), n-cut, cut == 0)
		if !carry.intact() || !sameBits(op.Result(dt), carry.bytes(), whole.bytes()[((i+1)*n-1)*out:(i+1)*n*out]) {
			t.Fatalf("%v %v: wrong carry", op, dt)
		}
	}
	if !sameBits(op.Result(dt), whole.bytes(), want) || !whole.intact() {
		t.Fatalf("%v %v, %s, n=%d:\n%x, want\n%x", op, dt, p.name, n, whole.bytes(), want)
	}
	byRows := newGuarded(rows*n*out, 0)
	ScanRows(cpu.Best, op, dt, byRows.ptr(), x.ptr(), n, rows, n, n)
	if !sameBits(op.Result(dt), byRows.bytes(), want) || !byRows.intact() {
		t.Fatalf("%v %v by rows, %s, n=%d:\n%x, want\n%x", op, dt, p.name, n, byRows.bytes(), want)
	}
	if in == out {
		ScanRows(cpu.Best, op, dt, x.ptr(), x.ptr(), n, rows, n, n)
		if !sameBits(op.Result(dt), x.bytes(), want) || !x.intact() {
			t.Fatalf("%v %v in place, n=%d: differs", op, dt, n)
		}
	}
}

// scanByMerge folds prefixes by the scalar step of the reduction tree.
func scanByMerge(op ScanOp, dt dtype.DType, x guarded, n, rows int) []byte {
	in, out := dt.Size(), op.Result(dt).Size()
	want := newGuarded(rows*n*out, 0)
	for i := 0; i < rows; i++ {
		var acc Partial
		for j := 0; j < n; j++ {
			p := Part(cpu.Generic, op.reduction(), dt, unsafe.Add(x.ptr(), (i*n+j)*in), 1, 0)
			if j > 0 {
				p = merge(op.reduction(), dt, acc, p)
			}
			acc = p
			acc.store(out, unsafe.Add(want.ptr(), (i*n+j)*out))
		}
	}
	return want.bytes()
}

func TestScanValues(t *testing.T) {
	nan := math.NaN()
	x := []float64{3, 1, nan, 2, -5}
	wants := map[ScanOp][]float64{
		CumSum: {3, 4, nan, nan, nan}, CumProd: {3, 3, nan, nan, nan},
		CumMin: {3, 1, nan, nan, nan}, CumMax: {3, 3, nan, nan, nan},
	}
	for op, want := range wants {
		got := make([]float64, len(x))
		var carry float64
		Scan(cpu.Best, op, dtype.Float64, unsafe.Pointer(&got[0]), unsafe.Pointer(&carry), unsafe.Pointer(&x[0]), len(x), true)
		if !sameFloats(got, want) {
			t.Errorf("%v: %v, want %v", op, got, want)
		}
	}
	b := []int8{-100, -100, 50}
	got := make([]int64, 3)
	var carry int64
	Scan(cpu.Best, CumSum, dtype.Int8, unsafe.Pointer(&got[0]), unsafe.Pointer(&carry), unsafe.Pointer(&b[0]), 3, true)
	if got[0] != -100 || got[1] != -200 || got[2] != -150 || carry != -150 {
		t.Errorf("cumsum of int8: %v, carry %d", got, carry)
	}
}
