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
	p := eighParts[T]{op: "eigh", lead: s.lead, n: s.rows, work: 9 * cube(s.rows), vectors: vectors}
	if err := p.choose(o, a.Shape()); err != nil {
		return r, err
	}
	return p.run(env, func(env nd.Env, i int, w []float64, z blas.Mat[T]) (found, failed int) {
		m := s.at(i).Clone(env)
		found, failed = symeig.Syevr(env, vectors, blas.Uplo(o.Upper), m, w, p.part)
		if vectors {
			blas.Copy(env, z.Window(0, 0, z.Rows, found), m.Window(0, 0, z.Rows, found))
		}
		return found, failed
	})
}

// eighParts finds a part of the eigenvalues of each matrix of a stack.
type eighParts[T Scalar] struct {
	op      string
	lead    []int
	n       int
	work    float64 // operations on one matrix
	vectors bool
	part    symeig.Part
	most    int // how many values there may be
	open    bool
}

// choose reads the part from options that may be nil; shape is that of the
// operand.
func (p *eighParts[T]) choose(o *EighOptions, shape []int) error {
	p.part, p.most = symeig.ByIndex(0, p.n), p.n
	switch {
	case o == nil:
	case o.ByIndex && o.ByValue:
		return valueError(p.op, "ByIndex and ByValue exclude each other")
	case o.ByIndex && (o.From < 0 || o.To < o.From || o.To >= p.n):
		return valueError(p.op, "eigenvalues %d to %d of %d", o.From, o.To, p.n)
	case o.ByValue && len(p.lead) > 0:
		return shapeError(p.op, "ByValue wants one matrix", shape)
	case o.ByValue && !(o.Above < o.UpTo):
		return valueError(p.op, "no value lies in (%g, %g]", o.Above, o.UpTo)
	case o.ByIndex:
		p.part, p.most = symeig.ByIndex(o.From, o.To+1), o.To-o.From+1
	case o.ByValue:
		p.part, p.open = symeig.ByValue(o.Above, o.UpTo), true
	}
	return nil
}

// run calls solve for every matrix, with room for all n values and, in z, for
// as many vectors as there may be.
func (p *eighParts[T]) run(env nd.Env, solve func(env nd.Env, i int, w []float64, z blas.Mat[T]) (found, failed int)) (r EighResult[T], err error) {
	var row func(int) []float64
	r.Values, row = values[float64](p.lead, p.most)
	var vs stack[T]
	if p.vectors {
		r.Vectors, vs = emptyMatrices[T](p.lead, p.n, p.most)
	}
	count := p.most
	err = each(env, prod(p.lead), p.work, func(env nd.Env, i int) error {
		w := make([]float64, p.n)
		var z blas.Mat[T]
		if p.vectors {
			z = vs.at(i)
		}
		found, failed := solve(env, i, w, z)
		if failed > 0 {
			return &ConvergenceError{p.op, failed, index(p.lead, i)}
		}
		copy(row(i), w[:found])
		if p.open { // one matrix
			count = found
		}
		return nil
	})
	if count < p.most {
		r.Values = array.Copy(r.Values.Slice(array.RangeTo(count)))
		if p.vectors {
			r.Vectors = array.Copy(r.Vectors.Slice(array.All, array.RangeTo(count)))
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
