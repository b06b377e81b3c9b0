package sparse

import (
	"math"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// Diagonal is a [Preconditioner] that divides by a diagonal.
type Diagonal[T array.Inexact] struct{ inv []T }

// Jacobi returns the preconditioner by the diagonal of a. It returns a
// *PivotError if an element of it is zero.
func Jacobi[T array.Inexact](a *CSR[T]) (*Diagonal[T], error) {
	if err := checkSquare("jacobi", a); err != nil {
		return nil, err
	}
	inv, err := invertAll("jacobi", a.Diagonal(0))
	if err != nil {
		return nil, err
	}
	return &Diagonal[T]{inv}, nil
}

// Solve divides r by the diagonal.
func (d *Diagonal[T]) Solve(dst, r []T) error {
	if err := checkApply("jacobi", len(d.inv), len(d.inv), dst, r); err != nil {
		return err
	}
	for i, v := range r {
		dst[i] = blas.Mul(d.inv[i], v)
	}
	return nil
}

// invertAll replaces every element by its reciprocal.
func invertAll[T array.Inexact](op string, d []T) ([]T, error) {
	for i, v := range d {
		if v == 0 || !blas.Finite(v) {
			return nil, &PivotError{Op: op, Row: i, Pivot: blas.Complex128(v), Kind: ErrSingular}
		}
		d[i] = blas.Div(1, v)
	}
	return d, nil
}

func checkSquare[T array.Inexact](op string, a *CSR[T]) error {
	if a.rows != a.cols {
		return badShape(op, "not square", []int{a.rows, a.cols})
	}
	return a.checkFinite(op)
}

// Incomplete is a [Preconditioner] that is the product of a lower and an upper
// triangular matrix: an incomplete factorisation, or a relaxation that can be
// written so. It may be used by several goroutines.
type Incomplete[T array.Inexact] struct {
	n    int
	l, u triangle[T]
}

// Solve computes dst = U⁻¹·L⁻¹·r.
func (m *Incomplete[T]) Solve(dst, r []T) error {
	if err := checkApply("preconditioner", m.n, m.n, dst, r); err != nil {
		return err
	}
	copy(dst, r)
	m.l.lower(dst)
	m.u.upper(dst)
	return nil
}

// NNZ returns the stored elements of both factors off their diagonals.
func (m *Incomplete[T]) NNZ() int { return len(m.l.idx) + len(m.u.idx) }

// split returns the parts of a below and above the diagonal.
func split[T array.Inexact](a *CSR[T]) (l, u *CSR[T]) { return a.Tril(-1), a.Triu(1) }

// SSOR returns the preconditioner by symmetric successive over-relaxation,
//
//	M = (D/ω + L)·(ω/(2-ω)·D⁻¹)·(D/ω + U),
//
// for 0 < ω < 2; ω = 1 is symmetric Gauss-Seidel. It is positive definite if a
// is. It returns a *PivotError if an element of the diagonal is zero.
func SSOR[T array.Inexact](a *CSR[T], omega float64) (*Incomplete[T], error) {
	if err := checkSquare("ssor", a); err != nil {
		return nil, err
	}
	if !(omega > 0 && omega < 2) {
		return nil, badValue("ssor", "omega %v: must be in (0,2)", omega)
	}
	inv, err := invertAll("ssor", a.Diagonal(0))
	if err != nil {
		return nil, err
	}
	l, u := split(a)
	// The middle factor goes into the upper one: row i of it becomes
	// 1/(2-ω) on the diagonal and ω/(2-ω)/d[i] times U beside it.
	uv, ui := make([]T, len(u.val)), make([]T, a.rows)
	w, rest := blas.FromReal[T](omega), blas.FromReal[T](2-omega)
	for i := range a.rows {
		f := blas.Div(blas.Mul(w, inv[i]), rest)
		for k := u.ptr[i]; k < u.ptr[i+1]; k++ {
			uv[k] = blas.Mul(f, u.val[k])
		}
		ui[i] = rest
		inv[i] = blas.Mul(w, inv[i])
	}
	return &Incomplete[T]{a.rows, triangle[T]{l.ptr, l.idx, l.val, inv}, triangle[T]{u.ptr, u.idx, uv, ui}}, nil
}

// ILU0 returns the incomplete LU factorisation on the places of a: L·U equals
// a there. J. Meijerink and H. van der Vorst (1977). It returns a *PivotError
// if a pivot is zero or not stored.
func ILU0[T array.Inexact](a *CSR[T]) (*Incomplete[T], error) {
	if err := checkSquare("ilu0", a); err != nil {
		return nil, err
	}
	n := a.rows
	val := append([]T(nil), a.val...)
	inv := make([]T, n)
	diag := make([]int, n)  // place of the diagonal of each row
	where := make([]int, n) // place of a column in the row at hand, plus one
	for i := range n {
		from, to := a.ptr[i], a.ptr[i+1]
		for k := from; k < to; k++ {
			where[a.idx[k]] = k + 1
		}
		diag[i] = where[i] - 1
		for k := from; k < to && int(a.idx[k]) < i; k++ {
			row := int(a.idx[k])
			val[k] = blas.Mul(val[k], inv[row])
			for p := diag[row] + 1; p < a.ptr[row+1]; p++ {
				if at := where[a.idx[p]]; at > 0 {
					val[at-1] -= blas.Mul(val[k], val[p])
				}
			}
		}
		for k := from; k < to; k++ {
			where[a.idx[k]] = 0
		}
		var pivot T
		if diag[i] >= 0 {
			pivot = val[diag[i]]
		}
		if pivot == 0 || !blas.Finite(pivot) {
			return nil, &PivotError{Op: "ilu0", Row: i, Pivot: blas.Complex128(pivot), Kind: ErrSingular}
		}
		inv[i] = blas.Div(1, pivot)
	}
	l, u := split(newCSR(n, n, a.ptr, a.idx, val))
	return &Incomplete[T]{n, triangle[T]{l.ptr, l.idx, l.val, nil}, triangle[T]{u.ptr, u.idx, u.val, inv}}, nil
}

// IC0 returns the incomplete Cholesky factorisation L·Lᴴ on the places of the
// lower triangle of the symmetric or Hermitian a; what is above it is not
// read. The diagonal is taken 1+shift times, which a positive definite matrix
// may need when the factorisation of a itself fails with a *PivotError (T.
// Manteuffel, "An incomplete factorization technique for positive definite
// linear systems", 1980); 0 is the usual value, 0.001 to 0.1 a remedy.
func IC0[T array.Inexact](a *CSR[T], shift float64) (*Incomplete[T], error) {
	if err := checkSquare("ic0", a); err != nil {
		return nil, err
	}
	if !(shift >= 0) {
		return nil, badValue("ic0", "shift %v: must not be negative", shift)
	}
	l := a.Tril(-1)
	inv := make([]T, a.rows)
	grow := blas.FromReal[T](1 + shift)
	for i := range a.rows {
		from, to := l.ptr[i], l.ptr[i+1]
		pivot := blas.Re(blas.Mul(grow, a.At(i, i)))
		for k := from; k < to; k++ {
			row := int(l.idx[k])
			s := l.val[k] - rowDot(l, from, k, l.ptr[row], l.ptr[row+1])
			l.val[k] = blas.Mul(s, inv[row])
			pivot -= absSquare(l.val[k])
		}
		if !(pivot > 0) || pivot-pivot != 0 {
			return nil, &PivotError{Op: "ic0", Row: i, Pivot: complex(pivot, 0), Kind: ErrNotPositiveDefinite}
		}
		inv[i] = blas.FromReal[T](1 / math.Sqrt(pivot))
	}
	u := l.H().ToCSR()
	return &Incomplete[T]{a.rows, triangle[T]{l.ptr, l.idx, l.val, inv}, triangle[T]{u.ptr, u.idx, u.val, inv}}, nil
}

// rowDot returns the sum of l[p]·conj(l[q]) over the columns that two pieces
// of rows share.
func rowDot[T array.Inexact](l *CSR[T], p, pEnd, q, qEnd int) T {
	var s T
	for p < pEnd && q < qEnd {
		switch {
		case l.idx[p] < l.idx[q]:
			p++
		case l.idx[p] > l.idx[q]:
			q++
		default:
			s += blas.Mul(l.val[p], blas.Conj(l.val[q]))
			p, q = p+1, q+1
		}
	}
	return s
}

// absSquare returns |x|².
func absSquare[T array.Inexact](x T) float64 {
	re, im := blas.Re(x), blas.Im(x)
	return float64(re*re) + float64(im*im)
}
