package linalg

import (
	"math"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/lapack/svd"
	"github.com/scicore-go/scicore/internal/nd"
)

// RandomizedOptions adjusts [RandomizedSVD]. Nil means the defaults.
type RandomizedOptions struct {
	Oversample int    // vectors beside those asked for; zero means 10
	Power      int    // passes that sharpen the decay of the values; zero means 2, a negative number none
	Seed       uint64 // equal seeds give equal bits
}

// RandomizedSVD approximates the k largest singular values and their vectors by
// products with random matrices, in about 4·m·n·k·(Power+1) operations instead
// of 20·m·n·min(m, n). The error is near the first value that is left out, and
// within a few per cent of it when the values decay: it is for matrices that are
// nearly of low rank. N. Halko, P. Martinsson and J. Tropp, "Finding structure
// with randomness", SIAM Review 53 (2011). scikit-learn: randomized_svd.
func RandomizedSVD[T Scalar](a array.Array[T], k int, o *RandomizedOptions) (SVDResult[T], error) {
	return randomizedSVD(eager(), a, k, o)
}

func randomizedSVD[T Scalar](env nd.Env, a array.Array[T], k int, o *RandomizedOptions) (r SVDResult[T], err error) {
	const op = "randomized_svd"
	s, err := matrices(op, a)
	if err != nil {
		return r, err
	}
	if k < 0 || k > min(s.rows, s.cols) {
		return r, valueError(op, "k = %d of %d singular values", k, min(s.rows, s.cols))
	}
	if err := finite(env, op, a); err != nil {
		return r, err
	}
	how := svd.Randomized{Oversample: 10, Power: 2}
	if o != nil {
		how.Seed = o.Seed
		if o.Oversample > 0 {
			how.Oversample = o.Oversample
		}
		if o.Power != 0 {
			how.Power = max(o.Power, 0)
		}
	}
	var us, vs stack[T]
	var row func(int) []float64
	r.U, us = make2[T](s.lead, s.rows, k)
	r.Vh, vs = make2[T](s.lead, k, s.cols)
	r.S, row = values[float64](s.lead, k)
	work := 4 * float64(s.rows) * float64(s.cols) * float64(k+how.Oversample) * float64(how.Power+1)
	err = each(env, s.count(), work, func(env nd.Env, i int) error {
		if !svd.Gesddr(env, s.at(i), how, row(i), us.at(i), vs.at(i)) {
			return &ConvergenceError{op, k, index(s.lead, i)}
		}
		return nil
	})
	return r, err
}

// InterpolativeResult approximates a matrix by some of its columns:
// a[:, Columns] · Coefficients.
type InterpolativeResult[T Scalar] struct {
	Columns      array.Array[int64] // which columns of a stand for all, k of them
	Coefficients array.Array[T]     // k by n, with the identity at Columns
}

// Interpolative returns the interpolative decomposition of one matrix by rank of
// its columns or, if rank is negative, by as many as keep the relative error
// near tol. Pivoted QR; H. Cheng, Z. Gimbutas, P. Martinsson and V. Rokhlin, "On
// the compression of low rank matrices", SIAM J. Sci. Comput. 26 (2005). SciPy:
// linalg.interpolative.interp_decomp.
func Interpolative[T Scalar](a array.Array[T], rank int, tol float64) (r InterpolativeResult[T], err error) {
	const op = "interpolative"
	env := eager()
	if a.NDim() != 2 {
		return r, shapeError(op, "want one matrix", a.Shape())
	}
	s := stackOf(a)
	if rank > min(s.rows, s.cols) || rank < 0 && !(tol >= 0) {
		return r, valueError(op, "rank %d, tolerance %g", rank, tol)
	}
	if err := finite(env, op, a); err != nil {
		return r, err
	}
	p := svd.Interpolate(env, s.at(0).Clone(env), rank, tol)
	columns := make([]int64, p.Rank)
	coefficients, cs := make2[T](nil, p.Rank, s.cols)
	m := cs.at(0)
	for j, at := range p.Pivots {
		if j < p.Rank {
			columns[j] = int64(at)
			m.Set(j, at, 1)
			continue
		}
		for i := range p.Rank {
			m.Set(i, at, p.T.At(i, j-p.Rank))
		}
	}
	return InterpolativeResult[T]{array.FromSlice(columns), coefficients}, nil
}

// PolarResult is a = U·H for matrices with at least as many rows as columns,
// and a = H·U for others.
type PolarResult[T Scalar] struct {
	U array.Array[T] // orthonormal columns, or rows; of the shape of a
	H array.Array[T] // Hermitian, positive semidefinite, min(m, n) by min(m, n)
}

// Polar returns the polar decompositions. SciPy: linalg.polar.
func Polar[T Scalar](a array.Array[T]) (PolarResult[T], error) { return polar(eager(), a) }

func polar[T Scalar](env nd.Env, a array.Array[T]) (r PolarResult[T], err error) {
	const op = "polar"
	s, err := matrices(op, a)
	if err != nil {
		return r, err
	}
	if err := finite(env, op, a); err != nil {
		return r, err
	}
	k := min(s.rows, s.cols)
	var us, hs stack[T]
	r.U, us = make2[T](s.lead, s.rows, s.cols)
	r.H, hs = make2[T](s.lead, k, k)
	err = each(env, s.count(), 24*float64(s.rows)*float64(s.cols)*float64(k), func(env nd.Env, i int) error {
		if !svd.Polar(env, s.at(i).Clone(env), us.at(i), hs.at(i)) {
			return &ConvergenceError{op, k, index(s.lead, i)}
		}
		return nil
	})
	return r, err
}

// ProcrustesResult is the orthogonal matrix that takes one set of points nearest
// to another.
type ProcrustesResult[T Scalar] struct {
	R     array.Array[T]       // n by n, orthonormal columns: least ‖a·R - b‖ in the Frobenius norm
	Scale array.Array[float64] // the multiple of a·R that lies nearest to b
}

// OrthogonalProcrustes returns the orthogonal matrices R of least ‖a·R - b‖ for
// a and b of m by n. P. Schönemann, Psychometrika 31 (1966). SciPy:
// linalg.orthogonal_procrustes, whose scale is Scale·‖a‖².
func OrthogonalProcrustes[T Scalar](a, b array.Array[T]) (ProcrustesResult[T], error) {
	return procrustes(eager(), a, b)
}

func procrustes[T Scalar](env nd.Env, a, b array.Array[T]) (r ProcrustesResult[T], err error) {
	const op = "orthogonal_procrustes"
	x, y, lead, err := pair(op, a, b)
	if err != nil {
		return r, err
	}
	if x.rows != y.rows || x.cols != y.cols {
		return r, shapeError(op, "want matrices of one shape", a.Shape(), b.Shape())
	}
	if err := finite(env, op, a, b); err != nil {
		return r, err
	}
	n := x.cols
	var rs stack[T]
	var scale func(int) []float64
	r.R, rs = make2[T](lead, n, n)
	r.Scale, scale = values[float64](lead, -1)
	err = each(env, rs.count(), float64(2*square(n)*float64(x.rows))+float64(24*cube(n)), func(env nd.Env, i int) error {
		sum, ok := svd.Procrustes(env, x.at(i), y.at(i), rs.at(i))
		if !ok {
			return &ConvergenceError{op, n, index(lead, i)}
		}
		if norm := normOf(env, x.at(i), Fro); norm > 0 {
			scale(i)[0] = sum / norm / norm
		} else {
			scale(i)[0] = math.NaN() // every multiple of zero is as near
		}
		return nil
	})
	return r, err
}
