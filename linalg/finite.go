package linalg

import (
	"errors"
	"math"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
)

// finite returns a *NotFiniteError if an operand holds NaN or infinity. The
// sum of an array tells: it is finite unless an element is not, or the sum
// itself overflows.
func finite[T Scalar](env nd.Env, op string, operands ...array.Array[T]) error {
	for k, a := range operands {
		if a.Size() <= smallCheck {
			if err := findNotFinite(op, k, a); err != nil {
				return err
			}
			continue
		}
		total := array.Zeros[T]()
		axes := make([]int, a.NDim())
		for i := range axes {
			axes[i] = i
		}
		nd.Reduce(env, kernel.RedSum, total.Raw(), a.Raw(), axes)
		if !blas.Finite(total.Item()) {
			if err := findNotFinite(op, k, a); err != nil {
				return err
			}
		}
	}
	return nil
}

// errNotFinite stands for a [*NotFiniteError] whose place is still to be found.
var errNotFinite = errors.New("not finite")

func finiteMat[T Scalar](m blas.Mat[T]) bool {
	for i := range m.Rows {
		for j := range m.Cols {
			if !blas.Finite(m.At(i, j)) {
				return false
			}
		}
	}
	return true
}

// finiteNorm returns a *NotFiniteError if matrix i of s, or its lower triangle,
// holds NaN or infinity. Its norm tells: it is finite unless an element is not,
// or the norm itself overflows.
func finiteNorm[T Scalar](op string, norm float64, s stack[T], i int, lower bool) error {
	if blas.Finite(norm) {
		return nil
	}
	m := s.at(i)
	for r := range m.Rows {
		end := m.Cols
		if lower {
			end = r + 1
		}
		for c := range end {
			if x := m.At(r, c); !blas.Finite(x) {
				return &NotFiniteError{op, 0, append(index(s.lead, i), r, c), blas.Complex128(x)}
			}
		}
	}
	return nil
}

// smallCheck bounds the arrays that are looked through element by element.
const smallCheck = 64

func findNotFinite[T Scalar](op string, operand int, a array.Array[T]) error {
	for at, x := range a.Enumerate() {
		if !blas.Finite(x) {
			return &NotFiniteError{Op: op, Operand: operand, Index: append([]int(nil), at...), Value: blas.Complex128(x)}
		}
	}
	return nil
}

// IllConditioned reports whether a reciprocal condition number says that no
// digit of the result can be trusted: it is below the precision of T.
func IllConditioned[T Scalar](rcond float64) bool {
	return rcond < 2*blas.Eps[T]() || math.IsNaN(rcond)
}
