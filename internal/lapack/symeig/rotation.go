package symeig

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

const (
	eps     = 0x1p-53 // of float64, in which everything tridiagonal is done
	safeMin = 0x1p-1022
)

// rotation returns c, s and r with c·f + s·g = r and c·g - s·f = 0, c²+s² = 1.
// LAPACK: dlartg.
func rotation(f, g float64) (c, s, r float64) {
	switch {
	case g == 0:
		return 1, 0, f
	case f == 0:
		return 0, 1, g
	}
	const small, big = 0x1p-480, 0x1p480
	if a, b := math.Abs(f), math.Abs(g); a > small && a < big && b > small && b < big {
		r = math.Sqrt(float64(f*f) + float64(g*g))
	} else {
		r = blas.Hypot(f, g)
	}
	return f / r, g / r, r
}

// jacobi returns the rotation that makes [a b; b c] diagonal: a-t·b belongs to
// the vector (c, -s) and c+t·b to (s, c).
func jacobi(a, b, c float64) (cs, sn, t float64) {
	if b == 0 {
		return 1, 0, 0
	}
	theta := (c - a) / 2 / b
	t = 1 / (math.Abs(theta) + math.Sqrt(1+float64(theta*theta)))
	if theta < 0 {
		t = -t
	}
	cs = 1 / math.Sqrt(1+float64(t*t))
	return cs, t * cs, t
}
