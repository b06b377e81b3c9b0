package matfun

import (
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// Trsyl solves A·X + sign·X·B = scale·C for triangular or real quasi-triangular
// A and B, the forms Schur decompositions have, and overwrites c with X. The
// triangles are those of the views passed: a.H() and b.H() with the other Uplo
// solve with adjoints. What is on the other side of a triangle (beyond 2 by 2
// blocks) must be zero.
//
// scale <= 1 keeps X from overflowing. exact is false if eigenvalues of A and
// -sign·B are so close that quotients were perturbed to a pivot of the size of
// rounding errors. Recursion turns all but small blocks into products:
// I. Jonsson and B. Kågström, "Recursive blocked algorithms for solving
// triangular systems", part I, ACM TOMS 28 (2002). LAPACK: ?trsyl3.
func Trsyl[T blas.Scalar](env Env, uploA blas.Uplo, a Mat[T], sign float64, uploB blas.Uplo, b, c Mat[T]) (scale float64, exact bool) {
	if blas.IsComplex[T]() {
		return trsylAs[complex128](env, uploA, a, sign, uploB, b, c)
	}
	return trsylAs[float64](env, uploA, a, sign, uploB, b, c)
}

func trsylAs[W wide, T blas.Scalar](env Env, uploA blas.Uplo, a Mat[T], sign float64, uploB blas.Uplo, b, c Mat[T]) (float64, bool) {
	x := widen[W](env, c)
	s := newTriangularSolver(env, sylvester, sign, uploA, widen[W](env, a), uploB, widen[W](env, b))
	scale := s.solve(s.a, s.b, x)
	narrow(env, c, x)
	return scale, s.exact
}

// equation names what a triangularSolver solves.
type equation uint8

const (
	sylvester equation = iota // A·X + sign·X·B = C
	stein                     // A·X·B - X = C
)

// triangularSolver solves matrix equations whose coefficients are (quasi-)
// triangular.
type triangularSolver[W wide] struct {
	env        Env
	kind       equation
	sign       float64
	upA, upB   blas.Uplo
	a, b       Mat[W]
	least      float64 // smallest pivot
	exact      bool
	small      baseCase[W]
	withoutGap bool // a zero pivot is right where the right-hand side is zero
}

func newTriangularSolver[W wide](env Env, kind equation, sign float64, upA blas.Uplo, a Mat[W], upB blas.Uplo, b Mat[W]) *triangularSolver[W] {
	s := &triangularSolver[W]{env: env, kind: kind, sign: sign, upA: upA, upB: upB, a: a, b: b, exact: true}
	eps, big := blas.Eps[float64](), max(lapack.MaxAbs(a), lapack.MaxAbs(b))
	if kind == stein {
		big = max(1, lapack.MaxAbs(a)*lapack.MaxAbs(b))
	}
	s.least = max(eps*big, 0x1p-1022/eps*float64(max(a.Rows*b.Rows, 1)))
	return s
}

// baseOrder is the largest order of coefficients that are not split.
const baseOrder = 24

// solve overwrites c with the solution of the equation with blocks a and b of
// the coefficients and returns the scale of it.
func (s *triangularSolver[W]) solve(a, b, c Mat[W]) float64 {
	m, n := c.Rows, c.Cols
	switch {
	case m == 0 || n == 0 || blas.Stopped(s.env):
		return 1
	case m <= baseOrder && n <= baseOrder:
		return s.base(a, b, c)
	case m >= n:
		return s.splitA(a, b, c)
	}
	return s.splitB(a, b, c)
}

// splitAt returns where a matrix is cut in two without cutting a block.
func splitAt[W wide](a Mat[W]) int {
	h := a.Rows / 2
	if a.At(h, h-1) != 0 && a.At(h-1, h) != 0 {
		h++
	}
	return h
}

// splitA cuts A = (A11 A12; 0 A22), or its mirror image, and X in two rows of
// blocks; the second one is solved first.
func (s *triangularSolver[W]) splitA(a, b, c Mat[W]) float64 {
	n, h := a.Rows, splitAt(a)
	a11, a22, off := a.Window(0, 0, h, h), a.Window(h, h, n-h, n-h), a.Window(0, h, h, n-h)
	c1, c2 := c.Window(0, 0, h, c.Cols), c.Window(h, 0, n-h, c.Cols)
	if s.upA == blas.Lower {
		a11, a22, off, c1, c2 = a22, a11, a.Window(h, 0, n-h, h), c2, c1
	}
	s2 := s.solve(a22, b, c2)
	rescale(s2, c1)
	x := c2
	if s.kind == stein {
		x = mul(s.env, c2, b)
	}
	blas.Gemm(s.env, -1, off, x, 1, c1)
	s1 := s.solve(a11, b, c1)
	rescale(s1, c2)
	return s1 * s2
}

// splitB cuts B = (B11 B12; 0 B22), or its mirror image, and X in two columns
// of blocks; the first one is solved first.
func (s *triangularSolver[W]) splitB(a, b, c Mat[W]) float64 {
	n, h := b.Rows, splitAt(b)
	b11, b22, off := b.Window(0, 0, h, h), b.Window(h, h, n-h, n-h), b.Window(0, h, h, n-h)
	c1, c2 := c.Window(0, 0, c.Rows, h), c.Window(0, h, c.Rows, n-h)
	if s.upB == blas.Lower {
		b11, b22, off, c1, c2 = b22, b11, b.Window(h, 0, n-h, h), c2, c1
	}
	s1 := s.solve(a, b11, c1)
	rescale(s1, c2)
	if s.kind == stein {
		blas.Gemm(s.env, -1, a, mul(s.env, c1, off), 1, c2)
	} else {
		blas.Gemm(s.env, blas.FromReal[W](-s.sign), c1, off, 1, c2)
	}
	s2 := s.solve(a, b22, c2)
	rescale(s2, c1)
	return s1 * s2
}

func rescale[W wide](by float64, c Mat[W]) {
	if by == 1 {
		return
	}
	f := blas.FromReal[W](by)
	for i := range c.Rows {
		for j := range c.Cols {
			c.Set(i, j, blas.Mul(f, c.At(i, j)))
		}
	}
}
