package band

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Env says who does the work.
type Env = blas.Env

// Mat is a dense matrix.
type Mat[T blas.Scalar] = blas.Mat[T]

// Matrix is a square band matrix with KL diagonals below the main one and KU
// above. AB has KL+KU+1 rows and as many columns as the matrix; element (i, j)
// is AB(KU+i-j, j). Elements of AB that belong to no element are not read.
// This is what scipy.linalg.solve_banded takes, and the lower KL+KU+1 rows of
// LAPACK's storage for ?gbtrf.
type Matrix[T blas.Scalar] struct {
	KL, KU int
	AB     Mat[T]
}

// N returns the order.
func (m Matrix[T]) N() int { return m.AB.Cols }

// At returns element (i, j), zero outside the band.
func (m Matrix[T]) At(i, j int) T {
	if i-j > m.KL || j-i > m.KU {
		return 0
	}
	return m.AB.At(m.KU+i-j, j)
}

// rows returns the rows that column j has inside the band, from and to.
func (m Matrix[T]) rows(j int) (from, to int) { return max(0, j-m.KU), min(m.N(), j+m.KL+1) }

// FromDense reads the band of a square matrix.
func FromDense[T blas.Scalar](a Mat[T], kl, ku int) Matrix[T] {
	m := Matrix[T]{kl, ku, blas.NewMat[T](kl+ku+1, a.Cols)}
	for j := range a.Cols {
		for i, to := m.rows(j); i < to; i++ {
			m.AB.Set(ku+i-j, j, a.At(i, j))
		}
	}
	return m
}

// Dense returns the matrix with its zeros.
func (m Matrix[T]) Dense() Mat[T] {
	a := blas.NewMat[T](m.N(), m.N())
	for j := range m.N() {
		for i, to := m.rows(j); i < to; i++ {
			a.Set(i, j, m.At(i, j))
		}
	}
	return a
}

// Norm1 returns the largest column sum of magnitudes. LAPACK: ?langb '1'.
func (m Matrix[T]) Norm1() float64 {
	big := 0.0
	for j := range m.N() {
		s := 0.0
		for i, to := m.rows(j); i < to; i++ {
			s += blas.Abs(m.At(i, j))
		}
		if s > big || math.IsNaN(s) {
			big = s
		}
	}
	return big
}

// check panics unless the storage fits.
func (m Matrix[T]) check() {
	if m.KL < 0 || m.KU < 0 || m.AB.Rows != m.KL+m.KU+1 {
		panic("band: storage does not have KL+KU+1 rows")
	}
}

// Gbmv computes y = alpha·A·x + beta·y. If beta is zero, y is not read.
// LAPACK: ?gbmv.
func Gbmv[T blas.Scalar](env Env, alpha T, a Matrix[T], x blas.Vec[T], beta T, y blas.Vec[T]) {
	a.check()
	if x.N != a.N() || y.N != a.N() {
		panic("band: gbmv: shapes do not fit")
	}
	for i := range y.N {
		if beta == 0 {
			y.Set(i, 0)
		} else {
			y.Set(i, blas.Mul(beta, y.At(i)))
		}
	}
	for j := range a.N() {
		f := blas.Mul(alpha, x.At(j))
		for i, to := a.rows(j); i < to; i++ {
			y.Set(i, y.At(i)+blas.Mul(a.At(i, j), f))
		}
	}
}
