package linalg

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/schur"
	"github.com/scicore-go/scicore/internal/nd"
)

// EigOptions adjusts [Eig]. Nil means the defaults.
type EigOptions struct {
	Left bool // left eigenvectors too
}

// EigResult holds eigenvalues and eigenvectors: a·Right[:,i] = Values[i]·Right[:,i]
// and Left[:,i]ᴴ·a = Values[i]·Left[:,i]ᴴ. Vectors have Euclidean norm 1, and
// their largest component is real.
type EigResult struct {
	Values array.Array[complex128] // n for each matrix, in no order; pairs of a real matrix follow each other
	Right  array.Array[complex128] // n by n, vectors in columns
	Left   array.Array[complex128] // if asked for
}

// Eig returns the eigenvalues and right eigenvectors of square matrices; nil
// options are the defaults. Eigenvectors of a defective matrix are not
// independent: see [EigResult] and the condition of Right.
//
// Balancing, Hessenberg form, multishift QR with aggressive early deflation.
// LAPACK: ?geev. NumPy: linalg.eig.
func Eig[T Scalar](a array.Array[T], o *EigOptions) (EigResult, error) {
	if o == nil {
		o = &EigOptions{}
	}
	return eig(eager(), a, true, o.Left)
}

// EigVals returns the eigenvalues alone. NumPy: linalg.eigvals.
func EigVals[T Scalar](a array.Array[T]) (array.Array[complex128], error) {
	r, err := eig(eager(), a, false, false)
	return r.Values, err
}

func eig[T Scalar](env nd.Env, a array.Array[T], right, left bool) (r EigResult, err error) {
	const op = "eig"
	s, err := squares(op, a)
	if err != nil {
		return r, err
	}
	if err := finite(env, op, a); err != nil {
		return r, err
	}
	n := s.rows
	var row func(int) []complex128
	r.Values, row = values[complex128](s.lead, n)
	var rs, ls stack[complex128]
	if right {
		r.Right, rs = emptyMatrices[complex128](s.lead, n, n)
	}
	if left {
		r.Left, ls = emptyMatrices[complex128](s.lead, n, n)
	}
	err = each(env, s.count(), 25*cube(n), func(env nd.Env, i int) error {
		vl, vr, failed := schur.Geev(env, s.at(i).Clone(env), row(i), left, right)
		if failed > 0 {
			return &ConvergenceError{op, failed, index(s.lead, i)}
		}
		if right {
			unpack(env, rs.at(i), row(i), vr)
		}
		if left {
			unpack(env, ls.at(i), row(i), vl)
		}
		return nil
	})
	return r, err
}

// unpack writes eigenvectors of any element type as complex128.
func unpack[T Scalar](env nd.Env, dst blas.Mat[complex128], w []complex128, v blas.Mat[T]) {
	switch v := any(v).(type) {
	case blas.Mat[float64]:
		blas.Copy(env, dst, schur.Unpack[complex128](w, v))
	case blas.Mat[float32]:
		blas.Copy(env, dst, schur.Unpack[complex128](w, v))
	case blas.Mat[complex128]:
		blas.Copy(env, dst, v)
	case blas.Mat[complex64]:
		for i := range v.Rows {
			for j := range v.Cols {
				dst.Set(i, j, complex128(v.At(i, j)))
			}
		}
	}
}

// SchurResult is a = Z·T·Zᴴ with Z unitary.
type SchurResult[T Scalar] struct {
	T      array.Array[T]          // upper triangular; for real types with 2 by 2 blocks for complex pairs
	Z      array.Array[T]          // orthonormal columns
	Values array.Array[complex128] // eigenvalues in the order of the diagonal
	Sorted array.Array[int64]      // how many eigenvalues the selection put first
}

// Schur returns the Schur form, real for real types and complex for complex
// ones ([SchurComplex] gives a real matrix its complex form). If first is not
// nil, the eigenvalues for which it is true stand first, and the leading columns
// of Z span their invariant subspace.
//
// LAPACK: ?gees. SciPy: linalg.schur.
func Schur[T Scalar](a array.Array[T], first func(eigenvalue complex128) bool) (SchurResult[T], error) {
	return schurOf(eager(), a, first)
}

// SchurComplex returns the complex Schur form of a real matrix. SciPy:
// linalg.schur with output="complex", linalg.rsf2csf.
func SchurComplex[T array.Float](a array.Array[T], first func(eigenvalue complex128) bool) (SchurResult[complex128], error) {
	return schurOf(eager(), array.Cast[complex128](a), first)
}

func schurOf[T Scalar](env nd.Env, a array.Array[T], first func(complex128) bool) (r SchurResult[T], err error) {
	const op = "schur"
	s, err := squares(op, a)
	if err != nil {
		return r, err
	}
	if err := finite(env, op, a); err != nil {
		return r, err
	}
	var ts, zs stack[T]
	r.T, ts = copyOf(env, s)
	r.Z, zs = make2[T](s.lead, s.rows, s.cols)
	var row func(int) []complex128
	var count func(int) []int64
	r.Values, row = values[complex128](s.lead, s.rows)
	r.Sorted, count = values[int64](s.lead, -1)
	err = each(env, s.count(), 25*cube(s.rows), func(env nd.Env, i int) error {
		selected, _, failed := schur.Gees(env, ts.at(i), zs.at(i), row(i), first)
		if failed > 0 {
			return &ConvergenceError{op, failed, index(s.lead, i)}
		}
		count(i)[0] = int64(selected)
		return nil
	})
	return r, err
}

// HessenbergResult is a = Q·H·Qᴴ with Q unitary.
type HessenbergResult[T Scalar] struct {
	H array.Array[T] // zero below the first subdiagonal
	Q array.Array[T]
}

// Hessenberg reduces square matrices to Hessenberg form. LAPACK: ?gehrd.
// SciPy: linalg.hessenberg.
func Hessenberg[T Scalar](a array.Array[T]) (HessenbergResult[T], error) {
	return hessenberg(eager(), a)
}

func hessenberg[T Scalar](env nd.Env, a array.Array[T]) (r HessenbergResult[T], err error) {
	const op = "hessenberg"
	s, err := squares(op, a)
	if err != nil {
		return r, err
	}
	if err := finite(env, op, a); err != nil {
		return r, err
	}
	n := s.rows
	var hs, qs stack[T]
	r.H, hs = copyOf(env, s)
	r.Q, qs = emptyMatrices[T](s.lead, n, n)
	err = each(env, s.count(), 14./3*cube(n), func(env nd.Env, i int) error {
		h := hs.at(i)
		tau := schur.Gehrd(env, 0, n, h)
		blas.Copy(env, qs.at(i), schur.Orghr(env, 0, n, h, tau))
		for r := range n {
			for c := range max(r-1, 0) {
				h.Set(r, c, 0)
			}
		}
		return nil
	})
	return r, err
}
