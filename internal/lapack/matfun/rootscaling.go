package matfun

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// rootScaling is T^(1/2^s) - I for a triangular T, near enough to zero for the
// Padé approximant of degree m of a function at I.
type rootScaling struct {
	r    Mat[complex128]
	s, m int
}

// mostRoots bounds the square roots taken; all but matrices with elements far
// beyond their eigenvalues need fewer than 20.
const mostRoots = 120

// scaleByRoots takes square roots of T until theta, which has the bounds for
// the degrees 1 to 7, tells that a degree will do; norms of powers decide, not
// the norm. A. H. Al-Mohy and N. J. Higham, "Improved inverse scaling and
// squaring algorithms for the matrix logarithm", SIAM J. Sci. Comput. 34
// (2012), algorithm 4.1.
func scaleByRoots(env Env, t0 Mat[complex128], theta [8]float64) (rs rootScaling, st Status) {
	t := t0.Clone(env)
	s0 := rootsForSpectrum(t, theta[7])
	for range s0 {
		t, st = sqrtUpper(env, t)
		if st != OK || blas.Stopped(env) {
			return rs, max(st, Stopped)
		}
	}
	s, tries := s0, 0
	for {
		e := t.Clone(env)
		addDiagonal(e, -1)
		if !finite(e) {
			return rs, NotFinite
		}
		m, again := degreeForRoots(env, e, theta, s == s0, &tries)
		if !again {
			rs = rootScaling{e, s, m}
			rs.correct(t0)
			return rs, OK
		}
		if t, st = sqrtUpper(env, t); st != OK {
			return rs, st
		}
		if s++; s > mostRoots || blas.Stopped(env) {
			return rs, NotConverged
		}
	}
}

// rootsForSpectrum returns how many square roots bring all eigenvalues within
// bound of 1.
func rootsForSpectrum(t Mat[complex128], bound float64) int {
	d := make([]complex128, t.Rows)
	for i := range d {
		d[i] = t.At(i, i)
	}
	for s := range mostRoots {
		far := false
		for _, z := range d {
			far = far || cabs(z-1) > bound
		}
		if !far {
			return s
		}
		for i := range d {
			d[i] = csqrt(d[i])
		}
	}
	return mostRoots
}

// degreeForRoots returns the degree that serves I+e, or that another root is
// to be taken.
func degreeForRoots(env Env, e Mat[complex128], theta [8]float64, first bool, tries *int) (m int, again bool) {
	e2 := mul(env, e, e)
	d3 := root(productNorm(env, e2, e), 3)
	if first {
		d2 := root(lapack.Norm1(e2), 2)
		for m := 1; m <= 2; m++ {
			if max(d2, d3) <= theta[m] {
				return m, false
			}
		}
	}
	d4 := root(productNorm(env, e2, e2), 4)
	a3 := max(d3, d4)
	if a3 <= theta[7] {
		m = 3
		for a3 > theta[m] {
			m++
		}
		if m <= 6 {
			return m, false
		}
		if a3/2 <= theta[5] && *tries < 2 { // one root more and a lower degree
			*tries++
			return 0, true
		}
	}
	d5 := root(productNorm(env, e2, e2, e), 5)
	eta := min(a3, max(d4, d5))
	for m = 6; m <= 7; m++ {
		if eta <= theta[m] {
			return m, false
		}
	}
	return 0, true
}

// correct writes diagonal and first superdiagonal of T^(1/2^s) - I without the
// cancellation that subtracting I brings.
func (rs *rootScaling) correct(t0 Mat[complex128]) {
	p := math.Ldexp(1, -rs.s)
	for i := range t0.Rows {
		rs.r.Set(i, i, rootMinusOne(t0.At(i, i), rs.s))
		if i > 0 && rs.s > 0 {
			f := powerDifference(t0.At(i-1, i-1), t0.At(i, i), p)
			rs.r.Set(i-1, i, cmul(t0.At(i-1, i), f))
		}
	}
}

// rootMinusOne returns z^(1/2^s) - 1 as (z-1)/((1+z^(1/2))·(1+z^(1/4))···).
// A. H. Al-Mohy, "A more accurate Briggs method for the logarithm", Numer.
// Algorithms 59 (2012).
func rootMinusOne(z complex128, s int) complex128 {
	if s == 0 {
		return z - 1
	}
	if real(z) < 0 {
		z = csqrt(z)
		s--
	}
	up, down := z-1, complex128(1)
	for range s {
		z = csqrt(z)
		down = cmul(down, 1+z)
	}
	return blas.Div(up, down)
}

// logDifference returns the divided difference (log y - log x)/(y - x). N. J.
// Higham, Functions of Matrices, SIAM, 2008, (11.28).
func logDifference(x, y complex128) complex128 {
	switch {
	case x == y:
		return blas.Div(1, x)
	case cabs(y-x) > 0.5*cabs(y+x):
		return blas.Div(clog(y)-clog(x), y-x)
	}
	h, _ := halfLogRatio(x, y)
	return blas.Div(h+h, y-x)
}

// powerDifference returns the divided difference (y^p - x^p)/(y - x). N. J.
// Higham and L. Lin, "A Schur-Padé algorithm for fractional powers of a
// matrix", SIAM J. Matrix Anal. Appl. 32 (2011), (5.5).
func powerDifference(x, y complex128, p float64) complex128 {
	switch {
	case x == y:
		return scaled(p, cexp(scaled(p-1, clog(x))))
	case cabs(y-x) > 0.5*cabs(y+x):
		return blas.Div(cpow(y, p)-cpow(x, p), y-x)
	}
	h, sum := halfLogRatio(x, y)
	mean := cexp(scaled(p/2, sum))
	return blas.Div(cmul(mean, scaled(2, csinh(scaled(p, h)))), y-x)
}

// halfLogRatio returns (log y - log x)/2 for close x and y, by the inverse
// hyperbolic tangent, and log x + log y.
func halfLogRatio(x, y complex128) (half, sum complex128) {
	lx, ly := clog(x), clog(y)
	turns := math.Ceil((imag(ly-lx) - math.Pi) / (2 * math.Pi))
	half = catanh(blas.Div(y-x, y+x)) + complex(0, float64(math.Pi*turns))
	return half, lx + ly
}

// cpow is z^p, principal value.
func cpow(z complex128, p float64) complex128 {
	if z == 0 {
		return 0
	}
	return cexp(scaled(p, clog(z)))
}
