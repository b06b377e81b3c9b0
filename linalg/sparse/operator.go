package sparse

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// Operator is a linear map that can be applied to a vector. [CSR] and [CSC]
// are operators; [OperatorFunc], [DenseOperator] and [Shift] make others.
// Methods must be safe for concurrent use if the operator is shared.
type Operator[T array.Inexact] interface {
	// Shape returns the lengths of results and of operands.
	Shape() (rows, cols int)
	// Apply computes dst = A·x. It changes x never and dst wholly, and keeps
	// neither. dst and x do not overlap.
	Apply(dst, x []T) error
}

// AdjointOperator is an operator that can also be applied the other way.
type AdjointOperator[T array.Inexact] interface {
	Operator[T]
	// ApplyAdjoint computes dst = Aᴴ·x.
	ApplyAdjoint(dst, x []T) error
}

// Preconditioner approximates the solution of A·z = r cheaply. A factorisation
// that solves exactly is one as well.
type Preconditioner[T array.Inexact] interface {
	// Solve computes dst = M⁻¹·r. It does not change r; dst and r do not
	// overlap.
	Solve(dst, r []T) error
}

// funcOperator is an operator made of functions.
type funcOperator[T array.Inexact] struct {
	rows, cols     int
	apply, adjoint func(dst, x []T) error
}

func (f *funcOperator[T]) Shape() (rows, cols int) { return f.rows, f.cols }

func (f *funcOperator[T]) Apply(dst, x []T) error {
	if err := checkApply("apply", f.rows, f.cols, dst, x); err != nil {
		return err
	}
	return f.apply(dst, x)
}

func (f *funcOperator[T]) ApplyAdjoint(dst, x []T) error {
	if err := checkApply("apply adjoint", f.cols, f.rows, dst, x); err != nil {
		return err
	}
	if f.adjoint == nil {
		return badValue("apply adjoint", "the operator was made without its adjoint")
	}
	return f.adjoint(dst, x)
}

// OperatorFunc returns the operator of a function that computes dst = A·x, and
// of one for Aᴴ·x, which may be nil if it is not needed. SciPy: LinearOperator.
func OperatorFunc[T array.Inexact](rows, cols int, apply, adjoint func(dst, x []T) error) (AdjointOperator[T], error) {
	if rows < 0 || cols < 0 {
		return nil, badShape("operator", "negative dimension", []int{rows, cols})
	}
	if apply == nil {
		return nil, badValue("operator", "no function to apply")
	}
	return &funcOperator[T]{rows, cols, apply, adjoint}, nil
}

// DenseOperator returns a 2-d array as an operator. The array is not copied
// unless its layout needs it.
func DenseOperator[T array.Inexact](a array.Array[T]) (AdjointOperator[T], error) {
	if a.NDim() != 2 {
		return nil, badShape("operator", "want two dimensions", a.Shape())
	}
	data, _ := array.AsContiguous(a).Data()
	m := blas.RowMajor(data, a.Dim(0), a.Dim(1), max(1, a.Dim(1)))
	by := func(m blas.Mat[T]) func(dst, x []T) error {
		return func(dst, x []T) error {
			blas.Gemv(eager(), 1, m, blas.VecOf(x), 0, blas.VecOf(dst))
			return nil
		}
	}
	return &funcOperator[T]{m.Rows, m.Cols, by(m), by(m.H())}, nil
}

// Shift returns the operator A - sigma·I of a square operator.
func Shift[T array.Inexact](a Operator[T], sigma T) (AdjointOperator[T], error) {
	rows, cols := a.Shape()
	if rows != cols {
		return nil, badShape("shift", "not square", []int{rows, cols})
	}
	f := &funcOperator[T]{rows: rows, cols: cols}
	f.apply = func(dst, x []T) error {
		if err := a.Apply(dst, x); err != nil {
			return err
		}
		blas.Axpy(eager(), -sigma, blas.VecOf(x), blas.VecOf(dst))
		return nil
	}
	if h, ok := a.(AdjointOperator[T]); ok {
		f.adjoint = func(dst, x []T) error {
			if err := h.ApplyAdjoint(dst, x); err != nil {
				return err
			}
			blas.Axpy(eager(), -blas.Conj(sigma), blas.VecOf(x), blas.VecOf(dst))
			return nil
		}
	}
	return f, nil
}
