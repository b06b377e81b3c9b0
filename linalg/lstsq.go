package linalg

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/lapack/svd"
	"github.com/scicore-go/scicore/internal/nd"
)

// LstSqMethod chooses an algorithm for least squares.
type LstSqMethod uint8

const (
	// OrthogonalFactors is a QR decomposition with pivoting, made complete from
	// the right: several times as fast as the singular values, and nearly always
	// of the same rank. LAPACK: ?gelsy.
	OrthogonalFactors LstSqMethod = iota
	// SingularValues decides about the rank where the distance to the matrices
	// of lower rank is known, and returns the singular values. LAPACK: ?gelsd.
	SingularValues
)

// methodNames are the values of the attribute "method".
var methodNames = [...]string{OrthogonalFactors: "gelsy", SingularValues: "gelsd"}

// String returns the name of LAPACK's routine, "gelsy" or "gelsd", which is
// also that of the method in a graph.
func (m LstSqMethod) String() string {
	if int(m) < len(methodNames) {
		return methodNames[m]
	}
	return "unknown"
}

// LstSqOptions adjusts [LstSq]. Nil means the defaults.
type LstSqOptions struct {
	// RCond is the reciprocal condition number below which directions count as
	// null; zero means max(m, n)·2·eps. Singular values are held against it
	// themselves, the other method estimates them.
	RCond  float64
	Method LstSqMethod
}

// LstSqResult is a least squares solution.
type LstSqResult[T Scalar] struct {
	X        array.Array[T]       // the x of least norm among those with the least ‖a·x - b‖
	Residual array.Array[float64] // ‖a·x - b‖ for each right side
	Rank     array.Array[int64]   // effective rank of each matrix
	// S holds the min(m, n) singular values of each matrix, descending, if the
	// method is SingularValues.
	S array.Array[float64]
}

// LstSq returns the x of least ‖a·x - b‖, and the one of least norm where there
// are several, for matrices of any shape and rank. b is as for [Solve].
//
// Complete orthogonal decomposition or singular values, see [LstSqMethod].
// LAPACK: ?gelsy, ?gelsd. NumPy: linalg.lstsq; SciPy: linalg.lstsq with
// lapack_driver.
func LstSq[T Scalar](a, b array.Array[T], o *LstSqOptions) (LstSqResult[T], error) {
	return lstsq(eager(), a, b, o)
}

func lstsq[T Scalar](env nd.Env, a, b array.Array[T], o *LstSqOptions) (res LstSqResult[T], err error) {
	const op = "lstsq"
	s, err := matrices(op, a)
	if err != nil {
		return res, err
	}
	r, err := rightSide(op, s.lead, s.rows, b)
	if err != nil {
		return res, err
	}
	if err := finite(env, op, a, b); err != nil {
		return res, err
	}
	m, n, k := s.rows, s.cols, r.b.cols
	rcond, err := lstsqLimit[T](op, m, n, o)
	if err != nil {
		return res, err
	}
	var xs stack[T]
	res.X, xs = r.result(n)
	s = s.stretch(r.lead)
	var norms func(int) []float64
	var rank func(int) []int64
	if r.vector {
		res.Residual, norms = values[float64](r.lead, -1)
	} else {
		res.Residual, norms = values[float64](r.lead, k)
	}
	res.Rank, rank = values[int64](r.lead, -1)
	var sv func(int) []float64
	if o != nil && o.Method == SingularValues {
		res.S, sv = values[float64](r.lead, min(m, n))
	}
	err = each(env, s.count(), 4*float64(m)*float64(n)*float64(min(m, n)), func(env nd.Env, i int) error {
		work := blas.NewMat[T](max(m, n), k)
		blas.Copy(env, work.Window(0, 0, m, k), r.b.at(i))
		if sv == nil {
			rank(i)[0] = int64(lapack.Gelsy(env, s.at(i).Clone(env), work, rcond))
		} else {
			found, ok := svd.Gelsd(env, s.at(i).Clone(env), work, rcond, sv(i))
			if !ok {
				return &ConvergenceError{op, min(m, n), index(r.lead, i)}
			}
			rank(i)[0] = int64(found)
		}
		blas.Copy(env, xs.at(i), work.Window(0, 0, n, k))
		left := r.b.at(i).Clone(env)
		blas.Gemm(env, -1, s.at(i), xs.at(i), 1, left)
		for j := range k {
			norms(i)[j] = blas.Nrm2(env, left.Col(j))
		}
		return nil
	})
	return res, err
}

// lstsqLimit returns the reciprocal condition number that the options ask for.
func lstsqLimit[T Scalar](op string, m, n int, o *LstSqOptions) (float64, error) {
	rcond := float64(max(m, n)) * 2 * blas.Eps[T]()
	if o == nil {
		return rcond, nil
	}
	if o.Method > SingularValues {
		return 0, valueError(op, "method %d is none", o.Method)
	}
	if o.RCond != 0 {
		rcond = o.RCond
	}
	if !(rcond > 0 && rcond < 1) && max(m, n) > 0 {
		return 0, valueError(op, "RCond = %g, want a number between 0 and 1", rcond)
	}
	return rcond, nil
}
