package symeig

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Syevd computes the eigenvalues of a symmetric or Hermitian matrix, ascending
// in w, n long, and, if vectors is set, overwrites a with the orthonormal
// eigenvectors as columns. Only the triangle uplo of a is read; all of a is
// overwritten in either case. It returns how many values did not converge, 0 as
// good as always; with a NaN or infinity in a that is all of them, and w and the
// vectors are NaN. LAPACK: ?syevd, ?heevd.
//
// Memory beyond a: two matrices of its size and 256 columns with vectors,
// nothing of that size without. A complex a takes half of that, in real
// matrices, and one of its own size.
func Syevd[T blas.Scalar](env blas.Env, vectors bool, uplo blas.Uplo, a blas.Mat[T], w []float64) (failed int) {
	_, failed = Syevr(env, vectors, uplo, a, w, ByIndex(0, a.Rows))
	return failed
}

// Part names some of the eigenvalues of a matrix.
type Part struct {
	byValue  bool
	from, to int
	lo, hi   float64
}

// ByIndex names the eigenvalues from one index to another, without the last,
// in ascending order.
func ByIndex(from, to int) Part { return Part{from: from, to: to} }

// ByValue names the eigenvalues w with lo < w <= hi.
func ByValue(lo, hi float64) Part { return Part{byValue: true, lo: lo, hi: hi} }

// among returns the indices of the part in ascending values that have been
// divided by scale.
func (p Part) among(w []float64, scale float64) (from, to int) {
	if !p.byValue {
		return min(max(p.from, 0), len(w)), min(max(p.to, p.from, 0), len(w))
	}
	for _, x := range w {
		if !(x*scale > p.lo) {
			from++
		}
		if x*scale <= p.hi {
			to++
		}
	}
	return from, max(from, to)
}

// Syevr is [Syevd] for some of the eigenvalues; found is how many they are.
// They come first in w, their vectors first in a, whose other columns are then
// undefined. The values are those of Syevd, bit by bit. All are computed, and of
// the vectors only what the last merge adds is saved, with carrying them back:
// most of the work after the reduction. LAPACK: ?syevr, ?heevr.
func Syevr[T blas.Scalar](env blas.Env, vectors bool, uplo blas.Uplo, a blas.Mat[T], w []float64, part Part) (found, failed int) {
	if a.Rows == 0 {
		return 0, 0
	}
	s := newSolver(env, uplo, a)
	if !s.finite() {
		from, to := min(part.from, a.Rows), min(part.to, a.Rows)
		if part.byValue {
			from, to = 0, a.Rows
		}
		return max(to-from, 0), giveUp(vectors, a, w)
	}
	s.reduce()
	if vectors {
		return s.vectors(a, w, part)
	}
	failed = Sterf(env, s.d, s.e)
	from, to := part.among(s.d, s.scale)
	copy(w, s.d[from:to])
	rescale(w[:to-from], s.scale)
	return to - from, failed
}

// giveUp is the answer to a matrix that is not finite.
func giveUp[T blas.Scalar](vectors bool, a blas.Mat[T], w []float64) int {
	nan := math.NaN()
	for i := range w {
		w[i] = nan
	}
	if vectors {
		x := blas.FromComplex[T](complex(nan, 0))
		blas.Fill(a, x, x)
	}
	return a.Rows
}

// solver is a matrix on its way through reduction, tridiagonal problem and
// back.
type solver[T blas.Scalar] struct {
	env   blas.Env
	lower blas.Mat[T] // column-major, its lower triangle is that of the matrix
	conj  bool        // or rather of its conjugate
	scale float64     // a power of two that lower was divided by
	d, e  []float64
	tau   []T
}

// newSolver looks at a as a column-major matrix whose lower triangle is given.
// It copies where that is no view, inside a if it can.
func newSolver[T blas.Scalar](env blas.Env, uplo blas.Uplo, a blas.Mat[T]) *solver[T] {
	s := &solver[T]{env: env, scale: 1}
	if a.Conj { // conj(A) is Aᵀ
		a.Conj = false
		a, uplo = a.T(), uplo.T()
	}
	switch {
	case a.RS != 1 && a.CS != 1:
		c := blas.ScratchCols[T](a.Rows, a.Cols)
		blas.Copy(env, c, a)
		a = c
	case a.RS != 1:
		a, uplo, s.conj = a.T(), uplo.T(), blas.IsComplex[T]()
	}
	if uplo == blas.Upper {
		blas.Mirror(blas.Upper, true, a)
	}
	s.lower = a
	n := a.Rows
	s.d, s.e, s.tau = make([]float64, n), make([]float64, n), make([]T, n)
	return s
}

// finite reports whether the triangle is, after bringing its largest element
// into the range in which nothing overflows and nothing of weight underflows.
func (s *solver[T]) finite() bool {
	big := 0.0
	n := s.lower.Rows
	for j := range n {
		for i := j; i < n; i++ {
			x := s.lower.At(i, j)
			if i == j {
				x = blas.FromReal[T](blas.Re(x))
			}
			if y := magnitude(x); y > big || y != y {
				big = y
			}
			if big-big != 0 {
				return false
			}
		}
	}
	s.toRange(big)
	return true
}

// toRange scales the triangle if its largest element asks for it.
func (s *solver[T]) toRange(big float64) {
	least := math.Sqrt(blas.SafeMin[T]() / blas.Eps[T]())
	if big == 0 || big >= least && big <= 1/least {
		return
	}
	exp := math.Ilogb(big)
	s.scale = math.Ldexp(1, exp)
	half := blas.FromReal[T](math.Ldexp(1, -exp/2))
	rest := blas.FromReal[T](math.Ldexp(1, -exp+exp/2))
	n := s.lower.Rows
	for j := range n {
		for i := j; i < n; i++ { // in two steps, since 1/scale may overflow
			s.lower.Set(i, j, blas.Mul(blas.Mul(s.lower.At(i, j), half), rest))
		}
	}
}

// magnitude returns the larger of |Re x| and |Im x|, NaN if one is.
func magnitude[T blas.Scalar](x T) float64 {
	return math.Max(math.Abs(blas.Re(x)), math.Abs(blas.Im(x)))
}

func (s *solver[T]) reduce() {
	Sytrd(s.env, blas.Lower, s.lower, s.d, s.e, s.tau)
}

// vectors solves the tridiagonal problem and writes the values and vectors of
// the part.
func (s *solver[T]) vectors(out blas.Mat[T], w []float64, part Part) (found, failed int) {
	var v blas.Mat[T]
	var order []int
	var from int
	if blas.IsSingle[T]() {
		v, order, from, failed = tridiagonalVectors[T, float32](s, part)
	} else {
		v, order, from, failed = tridiagonalVectors[T, float64](s, part)
	}
	found = len(order)
	copy(w, s.d[from:from+found])
	rescale(w[:found], s.scale)
	Ormtr(s.env, blas.Lower, false, s.lower, s.tau, v)
	if s.conj {
		blas.ConjInPlace(v)
	}
	out = out.Window(0, 0, out.Rows, found)
	conj := out.Conj
	out.Conj = false
	copyColumns(s.env, out, v, order)
	if conj {
		blas.ConjInPlace(out)
	}
	return found, failed
}

// tridiagonalVectors returns the eigenvectors of the tridiagonal matrix that
// are asked for, in T, the order of their columns, and the index of the first.
func tridiagonalVectors[T blas.Scalar, R blas.Real](s *solver[T], part Part) (v blas.Mat[T], order []int, from, failed int) {
	n := s.lower.Rows
	z := blas.ScratchCols[R](n, n)
	t := newTearing(s.env, s.d, s.e, z, leaf)
	t.choose = func(w []float64) (from, to int) { return part.among(w, s.scale) }
	order, from, failed = t.run()
	if same, ok := any(z).(blas.Mat[T]); ok && len(order) == n {
		return same, order, from, failed
	}
	v = blas.ScratchCols[T](n, len(order))
	s.env.Pool.For(s.env.Done, len(order), func(j int) {
		from, to := z.Col(order[j]).Data, v.Col(j).Data
		for i, x := range from {
			to[i] = blas.FromReal[T](float64(x))
		}
	})
	for j := range order {
		order[j] = j
	}
	return v, order, from, failed
}
