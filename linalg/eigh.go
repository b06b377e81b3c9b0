package linalg

import (
	"slices"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/symeig"
	"github.com/scicore-go/scicore/internal/nd"
)

// EighOptions adjusts [Eigh]. Nil means the lower triangle and all
// eigenvalues.
type EighOptions struct {
	Upper bool // the upper triangle is read instead of the lower
	// ByIndex keeps the eigenvalues From … To of the ascending order, To
	// included, counted from 0.
	ByIndex  bool
	From, To int
	// ByValue keeps the eigenvalues in (Above, UpTo]; it takes one matrix, not a
	// stack, since the number of values depends on the elements.
	ByValue     bool
	Above, UpTo float64
}

// EighResult holds eigenvalues and eigenvectors of Hermitian matrices:
// a·Vectors = Vectors·diag(Values).
type EighResult[T Scalar] struct {
	Values  array.Array[float64] // ascending
	Vectors array.Array[T]       // orthonormal columns
}

// Eigh returns the eigenvalues and eigenvectors of symmetric or Hermitian
// matrices, of which one triangle is read.
//
// Tridiagonal form, divide and conquer; a part of the eigenvalues saves work on
// the vectors of the others. LAPACK: ?syevd, ?syevr. NumPy: linalg.eigh.
func Eigh[T Scalar](a array.Array[T], o *EighOptions) (EighResult[T], error) {
	return eigh(eager(), a, o, true)
}

// EigValsH returns the eigenvalues alone. NumPy: linalg.eigvalsh.
func EigValsH[T Scalar](a array.Array[T], o *EighOptions) (array.Array[float64], error) {
	r, err := eigh(eager(), a, o, false)
	return r.Values, err
}

func eigh[T Scalar](env nd.Env, a array.Array[T], o *EighOptions, vectors bool) (r EighResult[T], err error) {
	const op = "eigh"
	if o == nil {
		o = &EighOptions{}
	}
	s, err := squares(op, a)
	if err != nil {
		return r, err
	}
	if err := finiteTriangle(env, op, a, s, &TriangularOptions{Lower: !o.Upper}); err != nil {
		return r, err
	}
	if o.ByIndex || o.ByValue {
		return eighRange(env, a, s, o, vectors)
	}
	n := s.rows
	var row func(int) []float64
	r.Values, row = values[float64](s.lead, n)
	var vs stack[T]
	if vectors {
		r.Vectors, vs = emptyMatrices[T](s.lead, n, n)
	}
	err = each(env, s.count(), 9*cube(n), func(env nd.Env, i int) error {
		var m blas.Mat[T]
		if vectors {
			m = vs.at(i)
			blas.Copy(env, m, s.at(i))
		} else {
			m = s.at(i).Clone(env)
		}
		if failed := symeig.Syevd(env, vectors, blas.Uplo(o.Upper), m, row(i)); failed > 0 {
			return &ConvergenceError{op, failed, index(s.lead, i)}
		}
		return nil
	})
	return r, err
}

// eighRange is eigh for a part of the eigenvalues.
func eighRange[T Scalar](env nd.Env, a array.Array[T], s stack[T], o *EighOptions, vectors bool) (r EighResult[T], err error) {
	const op = "eigh"
	switch {
	case o.ByIndex && o.ByValue:
		return r, valueError(op, "ByIndex and ByValue exclude each other")
	case o.ByIndex && (o.From < 0 || o.To < o.From || o.To >= s.rows):
		return r, valueError(op, "eigenvalues %d to %d of %d", o.From, o.To, s.rows)
	case o.ByValue && len(s.lead) > 0:
		return r, shapeError(op, "ByValue wants one matrix", a.Shape())
	case o.ByValue && !(o.Above < o.UpTo):
		return r, valueError(op, "no value lies in (%g, %g]", o.Above, o.UpTo)
	}
	part, k := symeig.ByIndex(o.From, o.To+1), o.To-o.From+1
	if o.ByValue {
		part, k = symeig.ByValue(o.Above, o.UpTo), s.rows
	}
	var row func(int) []float64
	r.Values, row = values[float64](s.lead, k)
	var vs stack[T]
	if vectors {
		r.Vectors, vs = emptyMatrices[T](s.lead, s.rows, k)
	}
	found := k
	err = each(env, s.count(), 9*cube(s.rows), func(env nd.Env, i int) error {
		m, w := s.at(i).Clone(env), make([]float64, s.rows)
		n, failed := symeig.Syevr(env, vectors, blas.Uplo(o.Upper), m, w, part)
		if failed > 0 {
			return &ConvergenceError{op, failed, index(s.lead, i)}
		}
		copy(row(i), w[:n])
		if vectors {
			blas.Copy(env, vs.at(i).Window(0, 0, s.rows, n), m.Window(0, 0, s.rows, n))
		}
		if o.ByValue { // one matrix
			found = n
		}
		return nil
	})
	if found < k {
		r.Values = array.Copy(r.Values.Slice(array.RangeTo(found)))
		if vectors {
			r.Vectors = array.Copy(r.Vectors.Slice(array.All, array.RangeTo(found)))
		}
	}
	return r, err
}

// Pencil names a generalised symmetric eigenproblem.
type Pencil uint8

const (
	AxLambdaBx Pencil = iota // a·x = λ·b·x
	ABxLambdax               // a·b·x = λ·x
	BAxLambdax               // b·a·x = λ·x
)

// EighGeneralized returns the eigenvalues and eigenvectors of a Hermitian
// pencil with positive definite b; lower triangles are read. Vectors are
// normalised to xᴴ·b·x = 1, for BAxLambdax to xᴴ·b⁻¹·x = 1. A b that is not
// positive definite is a [*NotPositiveDefiniteError].
//
// LAPACK: ?sygvd. SciPy: linalg.eigh with b.
func EighGeneralized[T Scalar](a, b array.Array[T], kind Pencil) (EighResult[T], error) {
	return eighGeneralized(eager(), a, b, kind)
}

func eighGeneralized[T Scalar](env nd.Env, a, b array.Array[T], kind Pencil) (r EighResult[T], err error) {
	const op = "eigh"
	if kind > BAxLambdax {
		return r, valueError(op, "pencil %d is none", kind)
	}
	x, y, lead, err := pair(op, a, b)
	if err != nil {
		return r, err
	}
	if x.rows != x.cols || y.rows != y.cols || x.rows != y.rows {
		return r, shapeError(op, "want square matrices of one size", a.Shape(), b.Shape())
	}
	if err := finite(env, op, a, b); err != nil {
		return r, err
	}
	n := x.rows
	var row func(int) []float64
	var vs stack[T]
	r.Values, row = values[float64](lead, n)
	r.Vectors, vs = emptyMatrices[T](slices.Clone(lead), n, n)
	err = each(env, vs.count(), 14*cube(n), func(env nd.Env, i int) error {
		m := vs.at(i)
		blas.Copy(env, m, x.at(i))
		minor, failed := symeig.Sygvd(env, symeig.AxLambdaBx+symeig.Problem(kind), true, blas.Lower, m, y.at(i).Clone(env), row(i))
		switch {
		case minor > 0:
			return &NotPositiveDefiniteError{op, minor - 1, index(lead, i)}
		case failed > 0:
			return &ConvergenceError{op, failed, index(lead, i)}
		}
		return nil
	})
	return r, err
}
