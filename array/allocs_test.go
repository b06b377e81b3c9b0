//go:build !race

package array

// The race detector lets a sync.Pool forget on purpose, so allocations are
// counted without it.

import (
	"testing"
)

func TestElementwiseIntoAllocatesNothing(t *testing.T) {
	a, b := Ones[float64](30, 40), Ones[float64](40)
	dst, mask := Zeros[float64](30, 40), Zeros[bool](30, 40)
	at, col := Ones[float64](40, 30).T(), Ones[float64](30, 1)
	if n := testing.AllocsPerRun(50, func() {
		AddInto(dst, a, a)
		AddInto(dst, dst, b)
		MulInto(dst, at, col)
		AddScalarInto(dst, dst, 2)
		RSubScalarInto(dst, 2, at)
		ExpInto(dst, a)
		LessInto(mask, a, at)
		WhereInto(dst, mask, a, dst)
		ClipInto(dst, dst, 0, 1)
		FMAInto(dst, a, b, dst)
		FMAInto(dst, a, a, dst)
		WhereInto(dst, mask, dst, a)
		dst.Set(dst.At(0, 1)+1, 1, -1)
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
