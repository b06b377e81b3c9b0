package linalg

import (
	"math/cmplx"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/schur"
	"github.com/scicore-go/scicore/internal/nd"
)

// PencilResult holds the eigenvalues Alpha[i]/Beta[i] of a·v = λ·b·v. A Beta of
// zero means an infinite eigenvalue; Alpha zero as well means that the pencil
// is singular, and any number is an eigenvalue.
type PencilResult struct {
	Alpha array.Array[complex128]
	Beta  array.Array[float64]    // not negative
	Right array.Array[complex128] // eigenvectors in columns
}

// Values returns Alpha/Beta, with complex infinity for infinite eigenvalues and
// NaN for those of a singular pencil.
func (r PencilResult) Values() array.Array[complex128] {
	out := array.Copy(r.Alpha)
	data, _ := out.Data()
	beta, _ := r.Beta.Data()
	for i, b := range beta {
		switch {
		case b != 0:
			data[i] = complex(real(data[i])/b, imag(data[i])/b)
		case data[i] == 0:
			data[i] = cmplx.NaN()
		default:
			data[i] = cmplx.Inf()
		}
	}
	return out
}

// EigGeneralized returns the eigenvalues and right eigenvectors of pencils
// a·v = λ·b·v of general matrices; b may be singular. For Hermitian a and
// positive definite b [EighGeneralized] is faster and more accurate. LAPACK:
// ?ggev. SciPy: linalg.eig with b.
func EigGeneralized[T Scalar](a, b array.Array[T]) (PencilResult, error) {
	return eigGeneralized(eager(), a, b)
}

func eigGeneralized[T Scalar](env nd.Env, a, b array.Array[T]) (r PencilResult, err error) {
	const op = "eig"
	s, lead, err := together(env, op, a, b)
	if err != nil {
		return r, err
	}
	n := s[0].rows
	var alpha func(int) []complex128
	var beta func(int) []float64
	var vs stack[complex128]
	r.Alpha, alpha = values[complex128](lead, n)
	r.Beta, beta = values[float64](lead, n)
	r.Right, vs = emptyMatrices[complex128](lead, n, n)
	err = each(env, vs.count(), 66*cube(n), func(env nd.Env, i int) error {
		_, v, failed := schur.Ggev(env, s[0].at(i).Clone(env), s[1].at(i).Clone(env), alpha(i), beta(i), false, true)
		if failed > 0 {
			return &ConvergenceError{op, failed, index(lead, i)}
		}
		unpack(env, vs.at(i), alpha(i), v)
		return nil
	})
	return r, err
}

// QZResult is the generalised Schur form a = Q·S·Zᴴ, b = Q·P·Zᴴ with unitary Q
// and Z.
type QZResult[T Scalar] struct {
	S, P   array.Array[T] // upper triangular; S of a real pencil with 2 by 2 blocks for complex pairs
	Q, Z   array.Array[T]
	Alpha  array.Array[complex128]
	Beta   array.Array[float64]
	Sorted array.Array[int64] // how many eigenvalues the selection put first
}

// QZ returns the generalised Schur form of pencils. If first is not nil, the
// eigenvalues alpha/beta for which it is true stand first. LAPACK: ?gges.
// SciPy: linalg.qz, linalg.ordqz.
func QZ[T Scalar](a, b array.Array[T], first func(alpha complex128, beta float64) bool) (QZResult[T], error) {
	return qzOf(eager(), a, b, first)
}

func qzOf[T Scalar](env nd.Env, a, b array.Array[T], first func(complex128, float64) bool) (r QZResult[T], err error) {
	const op = "qz"
	s, lead, err := together(env, op, a, b)
	if err != nil {
		return r, err
	}
	n := s[0].rows
	var alpha func(int) []complex128
	var beta func(int) []float64
	var count func(int) []int64
	var ss, ps, qs, zs stack[T]
	r.Alpha, alpha = values[complex128](lead, n)
	r.Beta, beta = values[float64](lead, n)
	r.Sorted, count = values[int64](lead, -1)
	r.S, ss = copyOf(env, s[0])
	r.P, ps = copyOf(env, s[1])
	r.Q, qs = make2[T](lead, n, n)
	r.Z, zs = make2[T](lead, n, n)
	err = each(env, ss.count(), 66*cube(n), func(env nd.Env, i int) error {
		var q, z blas.Mat[T] = qs.at(i), zs.at(i)
		selected, _, failed := schur.Gges(env, ss.at(i), ps.at(i), q, z, alpha(i), beta(i), first)
		if failed > 0 {
			return &ConvergenceError{op, failed, index(lead, i)}
		}
		count(i)[0] = int64(selected)
		return nil
	})
	return r, err
}
