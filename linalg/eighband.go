package linalg

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/symeig"
	"github.com/scicore-go/scicore/internal/nd"
)

// EighTridiagonal returns the eigenvalues and eigenvectors of symmetric or
// Hermitian tridiagonal matrices with diagonal d (n real numbers along the last
// axis) and e below it (n-1). Options are those of [Eigh] but for the triangle.
//
// Few eigenvalues of many take time and memory of their number times n:
// bisection and inverse iteration. Otherwise divide and conquer. LAPACK: ?stevr.
// SciPy: linalg.eigh_tridiagonal.
func EighTridiagonal[T Scalar](d, e array.Array[T], o *EighOptions) (EighResult[T], error) {
	return eighTridiagonal(eager(), d, e, o, true)
}

// EigValsHTridiagonal returns the eigenvalues alone. SciPy:
// linalg.eigvalsh_tridiagonal.
func EigValsHTridiagonal[T Scalar](d, e array.Array[T], o *EighOptions) (array.Array[float64], error) {
	r, err := eighTridiagonal(eager(), d, e, o, false)
	return r.Values, err
}

func eighTridiagonal[T Scalar](env nd.Env, d, e array.Array[T], o *EighOptions, vectors bool) (r EighResult[T], err error) {
	const op = "eigh_tridiagonal"
	if d.NDim() == 0 || e.NDim() == 0 {
		return r, shapeError(op, "diagonals need a dimension", d.Shape(), e.Shape())
	}
	m, l := columns(d), columns(e)
	if l.rows != max(m.rows-1, 0) {
		return r, shapeError(op, "want diagonals of n and n-1 numbers", d.Shape(), e.Shape())
	}
	lead, err := common(op, m.lead, l.lead)
	if err != nil {
		return r, err
	}
	if err := finite(env, op, d, e); err != nil {
		return r, err
	}
	m, l = m.stretch(lead), l.stretch(lead)
	p := eighParts[T]{op: op, lead: lead, n: m.rows, work: 20 * square(m.rows), vectors: vectors}
	if vectors {
		p.work += float64(4 * cube(m.rows))
	}
	if err := p.choose(o, d.Shape()); err != nil {
		return r, err
	}
	return p.run(env, func(env nd.Env, i int, w []float64, z blas.Mat[T]) (found, failed int) {
		ab := blas.NewMat[T](2, p.n)
		blas.CopyVec(env, m.at(i).Col(0), ab.Row(0))
		blas.CopyVec(env, l.at(i).Col(0), ab.Row(1).From(0, l.rows))
		return symeig.Sbevr(env, ab, p.part, w, z)
	})
}

// EighBanded returns the eigenvalues and eigenvectors of symmetric or Hermitian
// band matrices. Of a matrix the main diagonal and those below it are given:
// element (i, j), i ≥ j, is ab[i-j, j], as for [SolveBandedPositive]; with
// o.Upper those above, and element (i, j), i ≤ j, is ab[k+i-j, j], where k is
// the last row. Elements outside the matrix are not read. Other options are
// those of [Eigh].
//
// Values alone cost O(n²) operations a diagonal; vectors O(n³), where a band of
// more than some tens of diagonals is no better than the full matrix. LAPACK:
// ?sbevd, ?sbevx. SciPy: linalg.eig_banded.
func EighBanded[T Scalar](ab array.Array[T], o *EighOptions) (EighResult[T], error) {
	return eighBanded(eager(), ab, o, true)
}

// EigValsHBanded returns the eigenvalues alone. SciPy: linalg.eigvals_banded.
func EigValsHBanded[T Scalar](ab array.Array[T], o *EighOptions) (array.Array[float64], error) {
	r, err := eighBanded(eager(), ab, o, false)
	return r.Values, err
}

func eighBanded[T Scalar](env nd.Env, ab array.Array[T], o *EighOptions, vectors bool) (r EighResult[T], err error) {
	const op = "eig_banded"
	s, err := matrices(op, ab)
	if err != nil {
		return r, err
	}
	if s.rows == 0 {
		return r, shapeError(op, "want at least the main diagonal", ab.Shape())
	}
	upper := o != nil && o.Upper
	if err := finiteBand(op, s, upper); err != nil {
		return r, err
	}
	n, width := s.cols, float64(min(s.rows, s.cols))
	p := eighParts[T]{op: op, lead: s.lead, n: n, work: 6 * square(n) * width, vectors: vectors}
	if vectors {
		p.work += float64(8 * cube(n))
	}
	if err := p.choose(o, ab.Shape()); err != nil {
		return r, err
	}
	return p.run(env, func(env nd.Env, i int, w []float64, z blas.Mat[T]) (found, failed int) {
		m := s.at(i)
		if upper {
			m = lowerBand(m)
		}
		return symeig.Sbevr(env, m, p.part, w, z)
	})
}

// finiteBand looks at the elements of the matrix among those of the storage.
func finiteBand[T Scalar](op string, s stack[T], upper bool) error {
	for k := range s.count() {
		m := s.at(k)
		for d := range m.Rows {
			from, to := 0, m.Cols-d
			if upper {
				from, to = m.Rows-1-d, m.Cols
			}
			for j := from; j < to; j++ {
				if v := m.At(d, j); !blas.Finite(v) {
					return &NotFiniteError{op, 0, append(index(s.lead, k), d, j), blas.Complex128(v)}
				}
			}
		}
	}
	return nil
}

// lowerBand returns the lower diagonals of a Hermitian matrix of which the upper
// ones are given.
func lowerBand[T Scalar](up blas.Mat[T]) blas.Mat[T] {
	low := blas.NewMat[T](up.Rows, up.Cols)
	for d := range up.Rows {
		for j := range max(up.Cols-d, 0) {
			low.Set(d, j, blas.Conj(up.At(up.Rows-1-d, j+d)))
		}
	}
	return low
}
