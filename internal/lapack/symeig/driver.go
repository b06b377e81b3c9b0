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
// Memory beyond a: two matrices of its size and 512 columns with vectors,
// nothing of that size without. A complex a takes half of that, in real
// matrices, and one of its own size.
func Syevd[T blas.Scalar](env blas.Env, vectors bool, uplo blas.Uplo, a blas.Mat[T], w []float64) (failed int) {
	if a.Rows == 0 {
		return 0
	}
	s := newSolver(env, uplo, a)
	if !s.finite() {
		return giveUp(vectors, a, w)
	}
	s.reduce()
	if !vectors {
		copy(w, s.d)
		failed = Sterf(env, w, s.e)
		rescale(w, s.scale)
		return failed
	}
	failed = s.vectors(a, w, 0, a.Rows)
	return failed
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

// vectors solves the tridiagonal problem and writes the values and vectors
// from index first to last, without last.
func (s *solver[T]) vectors(out blas.Mat[T], w []float64, first, last int) (failed int) {
	var v blas.Mat[T]
	var order []int
	if blas.IsSingle[T]() {
		v, order, failed = tridiagonalVectors[T, float32](s, first, last)
	} else {
		v, order, failed = tridiagonalVectors[T, float64](s, first, last)
	}
	copy(w, s.d[first:last])
	rescale(w[:last-first], s.scale)
	Ormtr(s.env, blas.Lower, false, s.lower, s.tau, v)
	if s.conj {
		blas.ConjInPlace(v)
	}
	copyColumns(s.env, out, v, order)
	if out.Conj {
		out.Conj = false
		blas.ConjInPlace(out)
	}
	return failed
}

// tridiagonalVectors returns the eigenvectors of the tridiagonal matrix that
// are asked for, in T, and the order of the columns.
func tridiagonalVectors[T blas.Scalar, R blas.Real](s *solver[T], first, last int) (v blas.Mat[T], order []int, failed int) {
	n := s.lower.Rows
	z := blas.ScratchCols[R](n, n)
	order, failed = divide(s.env, s.d, s.e, z, leaf)
	order = order[first:last]
	if same, ok := any(z).(blas.Mat[T]); ok && last-first == n {
		return same, order, failed
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
	return v, order, failed
}
