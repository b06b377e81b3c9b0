package sparse

import (
	"context"
	"math"
	"slices"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// LUOptions are what [NewLU] can be told. The zero value and nil stand for the
// defaults.
type LUOptions struct {
	// Order is the order of the columns; nil stands for an approximate minimum
	// degree order: of A + Aᵀ where the structure is nearly symmetric and the
	// diagonal complete, of AᵀA otherwise.
	Order []int
	// PivotTol in (0, 1] lets the diagonal element be the pivot if it is at
	// least PivotTol times the largest of its column; 1 is partial pivoting. 0
	// stands for 0.1 with the order of A + Aᵀ, for 1 otherwise.
	PivotTol float64
}

// LU is the factorisation A[p][:, q] = L·U of a square matrix, L with a unit
// diagonal. It may be used by several goroutines, and is a [Preconditioner]
// that solves exactly.
type LU[T array.Inexact] struct {
	n     int
	p, q  []int
	l, u  *CSR[T] // by columns: row j is column j; without the diagonals
	inv   []T     // reciprocals of the diagonal of U
	diag  []T
	norm1 float64 // of A
}

// NewLU factorises a column by column with partial pivoting. J. Gilbert and T.
// Peierls, "Sparse partial pivoting in time proportional to arithmetic
// operations" (1988). It returns a *PivotError with the column of a that
// depends on those before it.
func NewLU[T array.Inexact](ctx context.Context, a *CSR[T], opts *LUOptions) (*LU[T], error) {
	if err := checkSquare("lu", a); err != nil {
		return nil, err
	}
	var o LUOptions
	if opts != nil {
		o = *opts
	}
	if !(o.PivotTol >= 0 && o.PivotTol <= 1) {
		return nil, badValue("lu", "pivot tolerance %v: must be in (0,1]", o.PivotTol)
	}
	tol := 1.0
	switch {
	case o.Order != nil:
		if err := checkPermutation("lu", o.Order, a.rows); err != nil {
			return nil, err
		}
	case nearlySymmetric(a):
		o.Order, tol = minimumDegree(a.rows, symmetricPattern(a)), 0.1
	default:
		o.Order = minimumDegree(a.rows, columnPattern(a))
	}
	if o.PivotTol > 0 {
		tol = o.PivotTol
	}
	f := newElimination(a.ToCSC().t, o.Order, tol)
	for k := range a.rows {
		if k&255 == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if err := f.column(k); err != nil {
			return nil, err
		}
	}
	return f.finish(Norm(a, One)), nil
}

// nearlySymmetric reports whether most elements have a mirror image and no
// diagonal element is missing.
func nearlySymmetric[T array.Inexact](a *CSR[T]) bool {
	t := a.ToCSC().t
	mirrored, off := 0, 0
	for i := range a.rows {
		p, q := a.idx[a.ptr[i]:a.ptr[i+1]], t.idx[t.ptr[i]:t.ptr[i+1]]
		diagonal := false
		for len(p) > 0 {
			switch {
			case len(q) > 0 && q[0] < p[0]:
				q = q[1:]
				continue
			case int(p[0]) == i:
				diagonal = true
			case len(q) > 0 && q[0] == p[0]:
				mirrored, off = mirrored+1, off+1
			default:
				off++
			}
			p = p[1:]
		}
		if !diagonal {
			return false
		}
	}
	return 2*mirrored >= off
}

// elimination is a factorisation on its way. Rows keep their numbers until
// the end; place[i] is the step at which row i became the pivot, or -1.
type elimination[T array.Inexact] struct {
	a     *CSR[T] // A by columns
	q     []int
	tol   float64
	n     int
	place []int32
	lp    []int
	short []int // end of the part of each column of L that searches look at, 0: all
	li    []int32
	lx    []T
	up    []int
	ui    []int32
	ux    []T
	diag  []T
	x     []T
	mark  []int32
	order []int32 // rows that the column reaches, in an order to eliminate in
	stack []int32
	at    []int // how far each row on the stack was looked at
}

func newElimination[T array.Inexact](byCols *CSR[T], q []int, tol float64) *elimination[T] {
	n := byCols.rows
	f := &elimination[T]{a: byCols, q: q, tol: tol, n: n, place: make([]int32, n), lp: []int{0}, up: []int{0}, short: make([]int, n),
		diag: make([]T, n), x: make([]T, n), mark: make([]int32, n), stack: make([]int32, 0, n), at: make([]int, n)}
	size := 4 * len(byCols.idx)
	f.li, f.lx = make([]int32, 0, size), make([]T, 0, size)
	f.ui, f.ux = make([]int32, 0, size), make([]T, 0, size)
	for i := range f.place {
		f.place[i] = -1
	}
	return f
}

// column solves L·x = A[:, q[k]] and divides x into columns of U and L.
func (f *elimination[T]) column(k int) error {
	rows, values := f.a.Row(f.q[k])
	f.reach(rows, int32(k+1))
	for p, i := range rows {
		f.x[i] = values[p]
	}
	best, pivot := -1.0, int32(-1)
	for p := len(f.order) - 1; p >= 0; p-- {
		i := f.order[p]
		j := f.place[i]
		if j < 0 {
			if size := blas.Abs(f.x[i]); size > best || math.IsNaN(size) {
				best, pivot = size, i
			}
			continue
		}
		xi := f.x[i]
		f.ui, f.ux = append(f.ui, j), append(f.ux, xi)
		if xi != 0 {
			subtractColumn(f.x, f.li[f.lp[j]:f.lp[j+1]], f.lx[f.lp[j]:f.lp[j+1]], xi)
		}
	}
	f.up = append(f.up, len(f.ui))
	if !(best > 0) || math.IsInf(best, 0) {
		var v T
		if pivot >= 0 {
			v = f.x[pivot]
		}
		return &PivotError{Op: "lu", Row: f.q[k], Pivot: blas.Complex128(v), Kind: ErrSingular}
	}
	if d := f.q[k]; f.place[d] < 0 && f.mark[d] == int32(k+1) && blas.Abs(f.x[d]) >= f.tol*best {
		pivot = int32(d)
	}
	f.divide(k, pivot)
	return nil
}

// divide makes row pivot the k-th and stores the column of L, with the zeros
// that cancellation left: prune relies on the structure being complete.
func (f *elimination[T]) divide(k int, pivot int32) {
	d := f.x[pivot]
	f.diag[k], f.place[pivot] = d, int32(k)
	for _, i := range f.order {
		if f.place[i] < 0 {
			f.li, f.lx = append(f.li, i), append(f.lx, blas.Div(f.x[i], d))
		}
		f.x[i] = 0
	}
	f.lp = append(f.lp, len(f.li))
	f.prune(k, pivot)
}

// prune shortens what later searches look at: once column j of L has the k-th
// pivot row and U has (j,k), whatever j reaches through rows without a place
// is reached through column k as well. S. Eisenstat and J. Liu, "Exploiting
// structural symmetry in a sparse partial pivoting code" (1993).
func (f *elimination[T]) prune(k int, pivot int32) {
	for _, j := range f.ui[f.up[k]:f.up[k+1]] {
		from, to := f.lp[j], f.lp[j+1]
		if f.short[j] > 0 || !slices.Contains(f.li[from:to], pivot) {
			continue
		}
		end := from
		for p := from; p < to; p++ {
			if f.place[f.li[p]] >= 0 {
				f.li[p], f.li[end] = f.li[end], f.li[p]
				f.lx[p], f.lx[end] = f.lx[end], f.lx[p]
				end++
			}
		}
		f.short[j] = end
	}
}

// reach finds the rows that a column fills, depth first through the columns of
// L, so that order lists each after the rows it changes.
func (f *elimination[T]) reach(rows []int32, mark int32) {
	f.order = f.order[:0]
	for _, start := range rows {
		if f.mark[start] == mark {
			continue
		}
		f.push(start, mark)
		for len(f.stack) > 0 {
			i := f.stack[len(f.stack)-1]
			end := 0
			if j := f.place[i]; j >= 0 {
				end = f.lp[j+1]
				if f.short[j] > 0 {
					end = f.short[j]
				}
			}
			down := false
			for f.at[i] < end {
				r := f.li[f.at[i]]
				f.at[i]++
				if f.mark[r] != mark {
					f.push(r, mark)
					down = true
					break
				}
			}
			if !down {
				f.stack = f.stack[:len(f.stack)-1]
				f.order = append(f.order, i)
			}
		}
	}
}

func (f *elimination[T]) push(i, mark int32) {
	f.mark[i] = mark
	f.stack = append(f.stack, i)
	if j := f.place[i]; j >= 0 {
		f.at[i] = f.lp[j]
	}
}

// finish gives the rows their places.
func (f *elimination[T]) finish(norm1 float64) *LU[T] {
	for k, i := range f.li {
		f.li[k] = f.place[i]
	}
	lu := &LU[T]{n: f.n, p: make([]int, f.n), q: f.q, diag: f.diag, inv: make([]T, f.n), norm1: norm1,
		l: newCSR(f.n, f.n, f.lp, f.li, f.lx), u: newCSR(f.n, f.n, f.up, f.ui, f.ux)}
	for i, k := range f.place {
		lu.p[k] = i
	}
	for k, d := range f.diag {
		lu.inv[k] = blas.Div(1, d)
	}
	return lu
}

// Shape returns the order of the matrix twice.
func (f *LU[T]) Shape() (rows, cols int) { return f.n, f.n }

// NNZ returns the number of stored elements of both factors, the diagonal of
// U among them.
func (f *LU[T]) NNZ() int { return len(f.l.idx) + len(f.u.idx) + f.n }

// Orders returns the orders of rows and of columns, not to be written.
func (f *LU[T]) Orders() (p, q []int) { return f.p, f.q }

// Solve computes dst = A⁻¹·b.
func (f *LU[T]) Solve(dst, b []T) error {
	if err := checkApply("lu", f.n, f.n, dst, b); err != nil {
		return err
	}
	x := make([]T, f.n)
	for k, i := range f.p {
		x[k] = b[i]
	}
	for j := range f.n {
		rows, values := f.l.Row(j)
		subtractColumn(x, rows, values, x[j])
	}
	for j := f.n - 1; j >= 0; j-- {
		rows, values := f.u.Row(j)
		x[j] = blas.Mul(x[j], f.inv[j])
		subtractColumn(x, rows, values, x[j])
	}
	for k, j := range f.q {
		dst[j] = x[k]
	}
	return nil
}

// SolveAdjoint computes dst = A⁻ᴴ·b.
func (f *LU[T]) SolveAdjoint(dst, b []T) error {
	if err := checkApply("lu", f.n, f.n, dst, b); err != nil {
		return err
	}
	x := make([]T, f.n)
	for k, j := range f.q {
		x[k] = b[j]
	}
	for j := range f.n {
		rows, values := f.u.Row(j)
		x[j] = blas.Mul(x[j]-columnDot(x, rows, values, true), blas.Conj(f.inv[j]))
	}
	for j := f.n - 1; j >= 0; j-- {
		rows, values := f.l.Row(j)
		x[j] -= columnDot(x, rows, values, true)
	}
	for k, i := range f.p {
		dst[i] = x[k]
	}
	return nil
}

// RCond estimates the reciprocal of the condition number of A in the 1-norm:
// near 1 for a good matrix, near the machine precision for one that is singular
// to working precision.
func (f *LU[T]) RCond() float64 {
	if f.n == 0 {
		return 1
	}
	inv := lapack.EstimateNorm1(f.n, func(x blas.Mat[T], adjoint bool) blas.Mat[T] {
		y := blas.NewCols[T](x.Rows, x.Cols)
		in := make([]T, f.n)
		for c := range x.Cols {
			for i := range in {
				in[i] = x.At(i, c)
			}
			solve := f.Solve
			if adjoint {
				solve = f.SolveAdjoint
			}
			_ = solve(y.Col(c).Data[:f.n], in) // lengths fit
		}
		return y
	})
	if r := 1 / f.norm1 / inv; r <= 1 {
		return r
	}
	return 0 // overflow, or NaN: nothing is known to be right
}

// LogDet returns the determinant as phase·exp(log), phase of magnitude one.
func (f *LU[T]) LogDet() (phase T, log float64) {
	sign := parity(f.p) * parity(f.q)
	phase = blas.FromReal[T](sign)
	for _, d := range f.diag {
		size := blas.Abs(d)
		phase = blas.Mul(phase, blas.Div(d, blas.FromReal[T](size)))
		log += blas.Log(size)
	}
	return phase, log
}

// parity returns the sign of a permutation.
func parity(p []int) float64 {
	seen := make([]bool, len(p))
	sign := 1.0
	for i := range p {
		for j := p[i]; !seen[i] && j != i; j = p[j] {
			seen[j] = true
			sign = -sign
		}
		seen[i] = true
	}
	return sign
}

// DirectResult says how good the solution of [Solve] is.
type DirectResult struct {
	// RCond estimates the reciprocal condition number; see [LU.RCond].
	RCond float64
	// Residual is |b - A·x| in the Euclidean norm.
	Residual float64
	// IllConditioned tells that RCond is below the machine precision: not a
	// digit of x need be right.
	IllConditioned bool
}

// Solve returns the solution of A·x = b by [LU] and one step of iterative
// refinement. It returns a *PivotError if a is singular. SciPy: spsolve.
func Solve[T array.Inexact](ctx context.Context, a *CSR[T], b []T) ([]T, DirectResult, error) {
	if len(b) != a.rows {
		return nil, DirectResult{}, badShape("solve", "b does not fit the matrix", []int{a.rows, a.cols}, []int{len(b)})
	}
	if err := finite("solve", "b", b); err != nil {
		return nil, DirectResult{}, err
	}
	f, err := NewLU(ctx, a, nil)
	if err != nil {
		return nil, DirectResult{}, err
	}
	x, r, d := make([]T, a.rows), make([]T, a.rows), make([]T, a.rows)
	if err := f.Solve(x, b); err != nil {
		return nil, DirectResult{}, err
	}
	before := directResidual(a, r, x, b)
	if err := f.Solve(d, r); err != nil {
		return nil, DirectResult{}, err
	}
	res := DirectResult{RCond: f.RCond(), Residual: before}
	res.IllConditioned = res.RCond < blas.Eps[T]()
	for i := range d {
		d[i] += x[i]
	}
	if after := directResidual(a, r, d, b); after < before {
		x, res.Residual = d, after
	}
	return x, res, nil
}

// directResidual computes r = b - A·x and returns its norm.
func directResidual[T array.Inexact](a *CSR[T], r, x, b []T) float64 {
	env := eager()
	gather(env, a, false, r, x)
	for i, v := range r {
		r[i] = b[i] - v
	}
	return blas.Nrm2(env, blas.VecOf(r))
}
