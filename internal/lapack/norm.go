package lapack

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// MaxAbs returns the largest |a[i][j]|, zero for an empty matrix, NaN if there
// is one. LAPACK: ?lange 'M'.
func MaxAbs[T blas.Scalar](a blas.Mat[T]) float64 {
	big := 0.0
	for i := range a.Rows {
		for j := range a.Cols {
			x := blas.Abs(a.Data[i*a.RS+j*a.CS])
			if x > big || math.IsNaN(x) {
				big = x
			}
		}
	}
	return big
}

// Norm1 returns the largest column sum of magnitudes. LAPACK: ?lange '1'.
func Norm1[T blas.Scalar](a blas.Mat[T]) float64 { return NormInf(a.T()) }

// NormInf returns the largest row sum of magnitudes. LAPACK: ?lange 'I'.
func NormInf[T blas.Scalar](a blas.Mat[T]) float64 {
	big := 0.0
	for i := range a.Rows {
		s := 0.0
		for j := range a.Cols {
			s += blas.Abs(a.Data[i*a.RS+j*a.CS])
		}
		if s > big || math.IsNaN(s) {
			big = s
		}
	}
	return big
}

// NormFro returns the Frobenius norm. LAPACK: ?lange 'F'.
func NormFro[T blas.Scalar](env blas.Env, a blas.Mat[T]) float64 {
	rows := blas.VecOf(make([]float64, a.Rows))
	for i := range a.Rows {
		w := a.Window(i, 0, 1, a.Cols)
		rows.Set(i, blas.Nrm2(env, blas.Vec[T]{Data: w.Data, N: a.Cols, Inc: a.CS}))
	}
	return blas.Nrm2(env, rows)
}
