package kernel

import (
	"bytes"
	"math"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// TestFastForms: among ordinary operands, where the loops over many vectors
// run, and around one rare operand at any place, every function of one float
// gives the bits of its reference.
func TestFastForms(t *testing.T) {
	rare := []float64{0, math.Copysign(0, -1), -1, 0x1p-1074, 0x1p-140, 1e30, 1e300, math.Inf(1), math.Inf(-1), math.NaN()}
	for op := Op(0); op < numOps; op++ {
		for _, dt := range []dtype.DType{dtype.Float64, dtype.Float32} {
			if op.Arity() == 1 && op.Supports(dt) {
				t.Run(op.String()+"/"+dt.String(), func(t *testing.T) { fastForm(t, op, dt, rare) })
			}
		}
	}
}

func fastForm(t *testing.T, op Op, dt dtype.DType, rare []float64) {
	const n = 150
	x, want, got := make([]byte, 8*n), make([]byte, 8*n), make([]byte, 8*n)
	set := func(i int, v float64) {
		if dt == dtype.Float32 {
			slice[float32](unsafe.Pointer(&x[0]), n)[i] = float32(v)
		} else {
			slice[float64](unsafe.Pointer(&x[0]), n)[i] = v
		}
	}
	ordinary := func(i int) float64 { return 0.03 + float64(i*i%n)*math.Pi/100 }
	for i := range n {
		set(i, ordinary(i))
	}
	check := func(m int, at int, v float64) {
		t.Helper()
		used := m * op.Result(dt).Size()
		clear(want)
		refUnary(op, dt, unsafe.Pointer(&want[0]), unsafe.Pointer(&x[0]), m)
		oneNaN(op.Result(dt), want[:used])
		for _, tier := range cpu.Available() {
			clear(got)
			Unary(tier, op, dt, unsafe.Pointer(&got[0]), unsafe.Pointer(&x[0]), m)
			oneNaN(op.Result(dt), got[:used])
			if !bytes.Equal(got, want) {
				t.Fatalf("%s: other bits than the reference for %d ordinary operands and %g at %d", tier, m, v, at)
			}
		}
	}
	for m := 1; m <= n; m++ {
		check(m, -1, 0)
	}
	for at := 0; at < n; at += 7 {
		for _, v := range rare {
			set(at, v)
			check(n, at, v)
		}
		set(at, ordinary(at))
	}
}
