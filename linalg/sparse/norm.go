package sparse

import (
	"math"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// NormOrder names a norm of a matrix.
type NormOrder uint8

// The norms.
const (
	Frobenius NormOrder = iota // square root of the sum of squares
	One                        // largest column sum of magnitudes
	Inf                        // largest row sum of magnitudes
	MaxAbs                     // largest magnitude
)

// Norm returns a norm of a, NaN if an element is NaN. SciPy:
// sparse.linalg.norm.
func Norm[T array.Inexact](a *CSR[T], order NormOrder) float64 {
	switch order {
	case Frobenius:
		return blas.Nrm2(eager(), blas.VecOf(a.val))
	case MaxAbs:
		big := 0.0
		for _, v := range a.val {
			big = larger(big, blas.Abs(v))
		}
		return big
	case One:
		sums := make([]float64, a.cols)
		for k, j := range a.idx {
			sums[j] += blas.Abs(a.val[k])
		}
		return largest(sums)
	}
	sums := make([]float64, a.rows)
	for i := range a.rows {
		_, values := a.Row(i)
		for _, v := range values {
			sums[i] += blas.Abs(v)
		}
	}
	return largest(sums)
}

func largest(x []float64) float64 {
	big := 0.0
	for _, v := range x {
		big = larger(big, v)
	}
	return big
}

func larger(big, v float64) float64 {
	if v > big || math.IsNaN(v) {
		return v
	}
	return big
}

// checkFinite reports the first stored value that is NaN or infinite.
func (a *CSR[T]) checkFinite(op string) error {
	for i := range a.rows {
		for k := a.ptr[i]; k < a.ptr[i+1]; k++ {
			if !blas.Finite(a.val[k]) {
				return &NonFiniteError{Op: op, What: "matrix", Index: []int{i, int(a.idx[k])}}
			}
		}
	}
	return nil
}

func (a *CSC[T]) checkFinite(op string) error {
	err := a.t.checkFinite(op)
	if n, ok := err.(*NonFiniteError); ok {
		n.Index[0], n.Index[1] = n.Index[1], n.Index[0]
	}
	return err
}

// finite reports the first element of x that is NaN or infinite.
func finite[T array.Inexact](op, what string, x []T) error {
	for i, v := range x {
		if !blas.Finite(v) {
			return &NonFiniteError{Op: op, What: what, Index: []int{i}}
		}
	}
	return nil
}
