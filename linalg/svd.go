package linalg

import (
	"math"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/svd"
	"github.com/scicore-go/scicore/internal/nd"
)

// SVDMethod chooses an algorithm for singular values.
type SVDMethod uint8

const (
	// DivideAndConquer is the fast one. Singular values have an absolute error
	// of about eps·s[0]. LAPACK: ?gesdd.
	DivideAndConquer SVDMethod = iota
	// Jacobi also finds small singular values of matrices with badly scaled
	// columns to nearly full relative accuracy. LAPACK: ?gejsv.
	Jacobi
)

// SVDOptions adjusts [SVD]. Nil means the defaults.
type SVDOptions struct {
	Full   bool // U is m by m and Vh n by n instead of sharing min(m, n) columns
	Method SVDMethod
}

// SVDResult is a = U·diag(S)·Vh.
type SVDResult[T Scalar] struct {
	U  array.Array[T]       // orthonormal columns: m by k, or m by m
	S  array.Array[float64] // k values, descending, not negative
	Vh array.Array[T]       // orthonormal rows: k by n, or n by n
}

// SVD returns the singular value decomposition; k = min(m, n). NumPy:
// linalg.svd with full_matrices=False.
func SVD[T Scalar](a array.Array[T], o *SVDOptions) (SVDResult[T], error) {
	return svdOf(eager(), "svd", a, o)
}

func svdOf[T Scalar](env nd.Env, op string, a array.Array[T], o *SVDOptions) (r SVDResult[T], err error) {
	if o == nil {
		o = &SVDOptions{}
	}
	if o.Method > Jacobi {
		return r, valueError(op, "method %d is none", o.Method)
	}
	s, err := matrices(op, a)
	if err != nil {
		return r, err
	}
	if err := finite(env, op, a); err != nil {
		return r, err
	}
	m, n, k := s.rows, s.cols, min(s.rows, s.cols)
	ucols, vrows, job := k, k, svd.Economy
	if o.Full {
		ucols, vrows, job = m, n, svd.Full
	}
	u, us := make2[T](s.lead, m, ucols)
	vh, vs := make2[T](s.lead, vrows, n)
	sv, row := values[float64](s.lead, k)
	err = each(env, s.count(), 20*float64(m)*float64(n)*float64(k), func(env nd.Env, i int) error {
		run := svd.Gesdd[T]
		if o.Method == Jacobi {
			run = svd.Gesvj[T]
		}
		if !run(env, job, s.at(i).Clone(env), row(i), us.at(i), vs.at(i)) {
			return &ConvergenceError{op, k, index(s.lead, i)}
		}
		return nil
	})
	return SVDResult[T]{u, sv, vh}, err
}

// SVDVals returns the singular values alone, descending. NumPy: linalg.svdvals.
func SVDVals[T Scalar](a array.Array[T]) (array.Array[float64], error) {
	return svdvals(eager(), "svdvals", a)
}

func svdvals[T Scalar](env nd.Env, op string, a array.Array[T]) (sv array.Array[float64], err error) {
	s, err := matrices(op, a)
	if err != nil {
		return sv, err
	}
	if err := finite(env, op, a); err != nil {
		return sv, err
	}
	k := min(s.rows, s.cols)
	sv, row := values[float64](s.lead, k)
	err = each(env, s.count(), 4*float64(s.rows)*float64(s.cols)*float64(k), func(env nd.Env, i int) error {
		if !svd.Gesdd(env, svd.Values, s.at(i).Clone(env), row(i), blas.Mat[T]{}, blas.Mat[T]{}) {
			return &ConvergenceError{op, k, index(s.lead, i)}
		}
		return nil
	})
	return sv, err
}

// Pinv returns the Moore-Penrose pseudoinverses. Singular values up to rtol
// times the largest count as zero; a negative rtol means max(m, n)·2·eps.
// NumPy: linalg.pinv.
func Pinv[T Scalar](a array.Array[T], rtol float64) (array.Array[T], error) {
	return pinv(eager(), a, rtol)
}

func pinv[T Scalar](env nd.Env, a array.Array[T], rtol float64) (array.Array[T], error) {
	r, err := svdOf(env, "pinv", a, nil)
	if err != nil {
		return array.Array[T]{}, err
	}
	us, vs := stackOf(r.U), stackOf(r.Vh)
	out, s := make2[T](us.lead, vs.cols, us.rows)
	sv, _ := r.S.Data()
	k := us.cols
	err = each(env, s.count(), 2*float64(s.rows)*float64(s.cols)*float64(k), func(env nd.Env, i int) error {
		row := sv[i*k : (i+1)*k]
		rank := rankOf[T](row, s.rows, s.cols, rtol)
		u, v := us.at(i).Window(0, 0, s.cols, rank), vs.at(i).Window(0, 0, rank, s.rows)
		for j := range rank {
			blas.Scal(env, blas.FromReal[T](1/row[j]), v.Row(j))
		}
		blas.Gemm(env, 1, v.H(), u.H(), 0, s.at(i))
		return nil
	})
	return out, err
}

// rankOf counts the singular values above rtol times the largest.
func rankOf[T Scalar](sv []float64, rows, cols int, rtol float64) int {
	if rtol < 0 {
		rtol = float64(max(rows, cols)) * 2 * blas.Eps[T]()
	}
	rank := 0
	for _, x := range sv {
		if x > rtol*sv[0] {
			rank++
		}
	}
	return rank
}

// MatrixRank returns the number of singular values above rtol times the
// largest; a negative rtol means max(m, n)·2·eps. NumPy: linalg.matrix_rank.
func MatrixRank[T Scalar](a array.Array[T], rtol float64) (array.Array[int64], error) {
	return matrixRank(eager(), a, rtol)
}

func matrixRank[T Scalar](env nd.Env, a array.Array[T], rtol float64) (array.Array[int64], error) {
	sv, err := svdvals(env, "matrix_rank", a)
	if err != nil {
		return array.Array[int64]{}, err
	}
	s := stackOf(a)
	out, row := values[int64](s.lead, -1)
	all, _ := sv.Data()
	k := min(s.rows, s.cols)
	for i := range s.count() {
		row(i)[0] = int64(rankOf[T](all[i*k:(i+1)*k], s.rows, s.cols, rtol))
	}
	return out, nil
}

// Cond returns the condition numbers ‖a‖·‖a⁻¹‖ in the given norm, infinity for
// a singular matrix. Two, the ratio of the largest to the smallest singular
// value, and NegTwo take matrices of any shape; the others want square ones and
// form the inverse. NumPy: linalg.cond.
func Cond[T Scalar](a array.Array[T], ord Order) (array.Array[float64], error) {
	return cond(eager(), a, ord)
}

func cond[T Scalar](env nd.Env, a array.Array[T], ord Order) (array.Array[float64], error) {
	const op = "cond"
	switch ord {
	case Two, NegTwo:
		return spectralCond(env, a, ord)
	case Fro, One, NegOne, Inf, NegInf, Nuc:
	default:
		return array.Array[float64]{}, valueError(op, "order %v is none of its norms", ord)
	}
	s, err := squares(op, a)
	if err != nil {
		return array.Array[float64]{}, err
	}
	if s.rows == 0 {
		return array.Array[float64]{}, shapeError(op, "matrices without elements", a.Shape())
	}
	if err := finite(env, op, a); err != nil {
		return array.Array[float64]{}, err
	}
	out, row := values[float64](s.lead, -1)
	for i := range s.count() {
		m := array.FromSlice(s.at(i).Clone(env).Data).Reshape(s.rows, s.cols)
		inv, _, err := inverse(env, m)
		if err != nil {
			row(i)[0] = math.Inf(1)
			continue
		}
		x, err := norm(env, m, ord)
		if err != nil {
			return out, err
		}
		y, err := norm(env, inv, ord)
		if err != nil {
			row(i)[0] = math.Inf(1) // the inverse has overflowed
			continue
		}
		row(i)[0] = x.Item() * y.Item()
	}
	return out, nil
}

func spectralCond[T Scalar](env nd.Env, a array.Array[T], ord Order) (array.Array[float64], error) {
	sv, err := svdvals(env, "cond", a)
	if err != nil {
		return sv, err
	}
	k := sv.Dim(-1)
	if k == 0 {
		return sv, shapeError("cond", "matrices without elements", a.Shape())
	}
	shape := sv.Shape()
	out, row := values[float64](shape[:len(shape)-1], -1)
	all, _ := sv.Data()
	for i := range prod(shape[:len(shape)-1]) {
		big, small := all[i*k], all[i*k+k-1]
		switch {
		case ord == NegTwo && big == 0:
			row(i)[0] = 0
		case ord == NegTwo:
			row(i)[0] = small / big
		case small == 0:
			row(i)[0] = math.Inf(1)
		default:
			row(i)[0] = big / small
		}
	}
	return out, nil
}

// NullSpace returns an orthonormal basis of the null space of a matrix, n by
// n-rank. Singular values up to rtol times the largest count as zero; a negative
// rtol means max(m, n)·2·eps. SciPy: linalg.null_space.
func NullSpace[T Scalar](a array.Array[T], rtol float64) (array.Array[T], error) {
	if a.NDim() != 2 {
		return array.Array[T]{}, shapeError("null_space", "want one matrix", a.Shape())
	}
	r, err := svdOf(eager(), "null_space", a, &SVDOptions{Full: true})
	if err != nil {
		return array.Array[T]{}, err
	}
	sv, _ := r.S.Data()
	rank := rankOf[T](sv, a.Dim(0), a.Dim(1), rtol)
	return adjoint(r.Vh.Slice(array.RangeFrom(rank))), nil
}

// Orth returns an orthonormal basis of the range of a matrix, m by rank; rtol
// is as for [NullSpace]. SciPy: linalg.orth.
func Orth[T Scalar](a array.Array[T], rtol float64) (array.Array[T], error) {
	if a.NDim() != 2 {
		return array.Array[T]{}, shapeError("orth", "want one matrix", a.Shape())
	}
	r, err := svdOf(eager(), "orth", a, nil)
	if err != nil {
		return array.Array[T]{}, err
	}
	sv, _ := r.S.Data()
	rank := rankOf[T](sv, a.Dim(0), a.Dim(1), rtol)
	return array.Copy(r.U.Slice(array.All, array.RangeTo(rank))), nil
}

// adjoint returns the conjugate transpose of a matrix as a new array.
func adjoint[T Scalar](a array.Array[T]) array.Array[T] {
	s := stackOf(a)
	out, t := emptyMatrices[T](s.lead, s.cols, s.rows)
	for i := range s.count() {
		blas.Copy(eager(), t.at(i), s.at(i).H())
	}
	return out
}
