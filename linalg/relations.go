package linalg

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/nd"
)

// SubspaceAngles returns the angles between the ranges of two matrices with the
// same number of rows, the largest first, as many as the smaller rank has. Small
// angles are found from their sines and large ones from their cosines, so that
// each is exact to some eps (A. Björck and G. Golub, "Numerical Methods for
// Computing Angles Between Linear Subspaces", Math. Comp. 27, 1973; A. Knyazev and
// M. Argentati, SIAM J. Sci. Comput. 23, 2002). SciPy: linalg.subspace_angles.
func SubspaceAngles[T Scalar](a, b array.Array[T]) (array.Array[float64], error) {
	const op = "subspace_angles"
	var none array.Array[float64]
	if a.NDim() != 2 || b.NDim() != 2 || a.Dim(0) != b.Dim(0) {
		return none, shapeError(op, "want two matrices with the same number of rows", a.Shape(), b.Shape())
	}
	if err := finite(eager(), op, a, b); err != nil {
		return none, err
	}
	x, err := Orth(a, -1)
	if err != nil {
		return none, err
	}
	y, err := Orth(b, -1)
	if err != nil {
		return none, err
	}
	if x.Dim(1) < y.Dim(1) {
		x, y = y, x
	}
	if y.Dim(1) == 0 {
		return array.Zeros[float64](0), nil
	}
	both := array.MatMul(adjoint(x), y)
	cosines, err := SVDVals(both)
	if err != nil {
		return none, err
	}
	sines, err := SVDVals(array.Sub(y, array.MatMul(x, both)))
	if err != nil {
		return none, err
	}
	cosines = array.Clip(array.Copy(cosines.Flip(0)), 0, 1)
	bySine, byCosine := array.Asin(array.Clip(sines, 0, 1)), array.Acos(cosines)
	for k := range bySine.Size() {
		if c := cosines.At(k); c*c < 0.5 {
			bySine.Set(byCosine.At(k), k)
		}
	}
	return bySine, nil
}

// KhatriRao returns the Kronecker products of the columns of a with those of b:
// of m by n and k by n matrices one of m·k by n. Leading axes broadcast. SciPy:
// linalg.khatri_rao.
func KhatriRao[T Scalar](a, b array.Array[T]) (array.Array[T], error) {
	return khatriRao(eager(), a, b)
}

func khatriRao[T Scalar](env nd.Env, a, b array.Array[T]) (array.Array[T], error) {
	const op = "khatri_rao"
	x, y, lead, err := pair(op, a, b)
	if err != nil {
		return array.Array[T]{}, err
	}
	if x.cols != y.cols {
		return array.Array[T]{}, shapeError(op, "want as many columns", a.Shape(), b.Shape())
	}
	out, s := emptyMatrices[T](lead, x.rows*y.rows, x.cols)
	err = each(env, s.count(), float64(s.rows*s.cols), func(env nd.Env, i int) error {
		p, q, dst := x.at(i), y.at(i), s.at(i)
		for r := range dst.Rows {
			for j := range dst.Cols {
				dst.Set(r, j, blas.Mul(p.At(r/q.Rows, j), q.At(r%q.Rows, j)))
			}
		}
		return nil
	})
	return out, err
}

// Bandwidth returns how many diagonals below and above the main one of a matrix
// hold anything but zeros. SciPy: linalg.bandwidth.
func Bandwidth[T Scalar](a array.Array[T]) (lower, upper int, err error) {
	if a.NDim() != 2 {
		return 0, 0, shapeError("bandwidth", "want one matrix", a.Shape())
	}
	m := stackOf(a).at(0)
	for i := range m.Rows {
		for j := range m.Cols {
			if m.At(i, j) != 0 {
				lower, upper = max(lower, i-j), max(upper, j-i)
			}
		}
	}
	return lower, upper, nil
}

// IsHermitian reports whether square matrices, every one of a stack, are equal
// to their conjugate transposes: in every element, to tol times the largest
// magnitude of the matrix. NaN is equal to nothing. SciPy: linalg.ishermitian.
func IsHermitian[T Scalar](a array.Array[T], tol float64) (bool, error) {
	return isMirror("ishermitian", a, tol, true)
}

// IsSymmetric is [IsHermitian] for transposes that are not conjugated. SciPy:
// linalg.issymmetric.
func IsSymmetric[T Scalar](a array.Array[T], tol float64) (bool, error) {
	return isMirror("issymmetric", a, tol, false)
}

func isMirror[T Scalar](op string, a array.Array[T], tol float64, conj bool) (bool, error) {
	s, err := squares(op, a)
	if err != nil {
		return false, err
	}
	if !(tol >= 0) {
		return false, valueError(op, "tolerance %g, want a number that is not negative", tol)
	}
	for k := range s.count() {
		if !mirror(s.at(k), tol, conj) {
			return false, nil
		}
	}
	return true, nil
}

func mirror[T Scalar](m blas.Mat[T], tol float64, conj bool) bool {
	if tol > 0 {
		big := 0.0
		for i := range m.Rows {
			for j := range m.Cols {
				big = max(big, blas.Abs(m.At(i, j)))
			}
		}
		tol *= big
	}
	for i := range m.Rows {
		for j := range i + 1 {
			x, y := m.At(i, j), m.At(j, i)
			if conj {
				y = blas.Conj(y)
			}
			if x != y && !(blas.Abs(x-y) <= tol) {
				return false
			}
		}
	}
	return true
}
