package band

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// LU is the factorisation P·A = L·U of a band matrix by partial pivoting. Row
// interchanges are applied to the columns on their right only, block by block,
// so that L keeps the band.
type LU[T blas.Scalar] struct {
	n, kl, ku int // ku is the width of U: what A had and kl for fill-in
	block     int // columns per panel
	// view shows the storage as a dense matrix: in column-major order with
	// columns of ld elements, element (i, j) of the band lies i + j·(ld-1)
	// behind element (0, 0). Windows inside the band are dense matrices like
	// any other. block-1 more diagonals of zeros on either side make every
	// panel a rectangle.
	view Mat[T]
	// Pivots has for every column the row it was exchanged with.
	Pivots []int
	norm   float64 // of A
}

// narrow is the number of subdiagonals below which columns are eliminated one
// by one.
const narrow = 32

// Gbtrf factors a. pivot is the first column whose pivot is exactly zero: the
// factorisation is complete then, but solving divides by zero; -1 if there is
// none. The factors take n·(2·KL+KU+1) elements, and 62·n more from 32
// subdiagonals on. LAPACK: ?gbtrf.
func Gbtrf[T blas.Scalar](env Env, a Matrix[T]) (f *LU[T], pivot int) {
	a.check()
	f = newLU(a)
	pivot = -1
	for j := 0; j < f.n && !blas.Stopped(env); j += f.block {
		var p int
		if f.block == 1 {
			p = f.column(env, j)
		} else {
			p = f.panel(env, j)
		}
		if pivot < 0 {
			pivot = p
		}
	}
	return f, pivot
}

func newLU[T blas.Scalar](a Matrix[T]) *LU[T] {
	n := a.N()
	f := &LU[T]{n: n, kl: min(a.KL, max(n-1, 0)), norm: a.Norm1(), block: 1, Pivots: make([]int, n)}
	f.ku = min(a.KU+f.kl, max(n-1, 0))
	if f.kl >= narrow {
		f.block = 32
	}
	up := f.ku + f.block - 1
	ld := up + 1 + f.kl + f.block - 1
	data := make([]T, n*ld)
	if n == 0 {
		return f
	}
	f.view = Mat[T]{Data: data[up:], Rows: n, Cols: n, RS: 1, CS: ld - 1}
	for j := range n {
		from, to := a.rows(j)
		for i := from; i < to; i++ {
			f.view.Data[i+j*(ld-1)] = a.AB.At(a.KU+i-j, j)
		}
	}
	return f
}

// below returns one more than the last row that a panel of jb columns from j
// on has elements in.
func (f *LU[T]) below(j, jb int) int { return min(f.n, j+jb+f.kl) }

// right returns one more than the last column that rows j to j+jb reach.
func (f *LU[T]) right(j, jb int) int { return min(f.n, j+jb+f.ku) }

// column eliminates one column.
func (f *LU[T]) column(env Env, k int) (pivot int) {
	d, cs := f.view.Data, f.view.CS
	col := d[k+k*cs : k+k*cs+f.below(k, 1)-k]
	p := blas.IAmax(env, blas.VecOf(col))
	f.Pivots[k] = k + p
	if col[p] == 0 {
		return k
	}
	end := f.right(k, 1)
	if p != 0 {
		for j := k; j < end; j++ {
			at := k + j*cs
			d[at], d[at+p] = d[at+p], d[at]
		}
	}
	l := col[1:]
	divide(l, col[0])
	for j := k + 1; j < end; j++ {
		at := k + j*cs
		subtract(env, d[at], l, d[at+1:at+1+len(l)])
	}
	return -1
}

// panel eliminates the columns of one block and updates those on the right.
func (f *LU[T]) panel(env Env, j int) (pivot int) {
	jb := min(f.block, f.n-j)
	m := f.below(j, jb) - j
	p := f.view.Window(j, j, m, jb)
	pivot = -1
	for c := range jb {
		col := p.Col(c).From(c, min(m, c+f.kl+1))
		r := blas.IAmax(env, col)
		f.Pivots[j+c] = j + c + r
		if col.At(r) == 0 {
			if pivot < 0 {
				pivot = j + c
			}
			continue
		}
		if r != 0 {
			blas.Swap(env, p.Row(c), p.Row(c+r))
		}
		l := p.Col(c).From(c+1, m)
		divide(l.Data, p.At(c, c))
		for k := c + 1; k < jb; k++ {
			subtract(env, p.At(c, k), l.Data, p.Col(k).From(c+1, m).Data)
		}
	}
	w := f.right(j, jb) - (j + jb)
	if w == 0 {
		return pivot
	}
	f.swap(env, j, jb, f.view.Window(0, j+jb, f.n, w), false)
	top := f.view.Window(j, j+jb, jb, w)
	blas.Trsm(env, blas.Lower, blas.Unit, 1, p.Window(0, 0, jb, jb), top)
	blas.Gemm(env, -1, p.Window(jb, 0, m-jb, jb), top, 1, f.view.Window(j+jb, j+jb, m-jb, w))
	return pivot
}

// swap applies the interchanges of columns j to j+jb to the rows of b.
func (f *LU[T]) swap(env Env, j, jb int, b Mat[T], back bool) {
	for c := range jb {
		k := j + c
		if back {
			k = j + jb - 1 - c
		}
		if p := f.Pivots[k]; p != k {
			blas.Swap(env, b.Row(k), b.Row(p))
		}
	}
}

// Solve overwrites b with A⁻¹·b, or A⁻ᴴ·b if adjoint; b has any number of
// columns. LAPACK: ?gbtrs.
func (f *LU[T]) Solve(env Env, adjoint bool, b Mat[T]) {
	if b.Rows != f.n {
		panic("band: solve: shapes do not fit")
	}
	if b.Empty() {
		return
	}
	if f.block > 1 {
		f.solveBlocks(env, adjoint, b)
		return
	}
	x := make([]T, f.n)
	for j := range b.Cols {
		if blas.Stopped(env) {
			return
		}
		col := blas.VecOf(x)
		for i := range x {
			x[i] = b.At(i, j)
		}
		if adjoint {
			f.solveAdjoint(env, col)
		} else {
			f.solve(env, col)
		}
		for i := range x {
			b.Set(i, j, x[i])
		}
	}
}

// SolveT overwrites b with A⁻ᵀ·b.
func (f *LU[T]) SolveT(env Env, b Mat[T]) {
	blas.ConjInPlace(b)
	f.Solve(env, true, b)
	blas.ConjInPlace(b)
}

// solve is Solve for columns eliminated one by one and one contiguous vector.
func (f *LU[T]) solve(env Env, b blas.Vec[T]) {
	x, d, cs := b.Data, f.view.Data, f.view.CS
	for k := range x {
		if p := f.Pivots[k]; p != k {
			x[k], x[p] = x[p], x[k]
		}
		at, m := k+k*cs, f.below(k, 1)-k
		subtract(env, x[k], d[at+1:at+m], x[k+1:k+m])
	}
	for k := len(x) - 1; k >= 0; k-- {
		at := k + k*cs
		x[k] = blas.Div(x[k], d[at])
		top := max(0, k-f.ku)
		subtract(env, x[k], d[at-(k-top):at], x[top:k])
	}
}

func (f *LU[T]) solveAdjoint(env Env, b blas.Vec[T]) {
	x, d, cs := b.Data, f.view.Data, f.view.CS
	for k := range x {
		at, top := k+k*cs, max(0, k-f.ku)
		s := x[k] - dotc(env, d[at-(k-top):at], x[top:k])
		x[k] = blas.Div(s, blas.Conj(d[at]))
	}
	for k := len(x) - 1; k >= 0; k-- {
		at, m := k+k*cs, f.below(k, 1)-k
		x[k] -= dotc(env, d[at+1:at+m], x[k+1:k+m])
		if p := f.Pivots[k]; p != k {
			x[k], x[p] = x[p], x[k]
		}
	}
}

func (f *LU[T]) solveBlocks(env Env, adjoint bool, b Mat[T]) {
	nrhs := b.Cols
	blocks := (f.n + f.block - 1) / f.block
	rows := func(i, j int) Mat[T] { return b.Window(i, 0, j-i, nrhs) }
	lower := func(j int) {
		jb := min(f.block, f.n-j)
		m := f.below(j, jb)
		l, l21 := f.view.Window(j, j, jb, jb), f.view.Window(j+jb, j, m-j-jb, jb)
		if !adjoint {
			f.swap(env, j, jb, b, false)
			blas.Trsm(env, blas.Lower, blas.Unit, 1, l, rows(j, j+jb))
			blas.Gemm(env, -1, l21, rows(j, j+jb), 1, rows(j+jb, m))
			return
		}
		blas.Gemm(env, -1, l21.H(), rows(j+jb, m), 1, rows(j, j+jb))
		blas.Trsm(env, blas.Upper, blas.Unit, 1, l.H(), rows(j, j+jb))
		f.swap(env, j, jb, b, true)
	}
	upper := func(j int) {
		jb := min(f.block, f.n-j)
		top := max(0, j-f.ku)
		u, u12 := f.view.Window(j, j, jb, jb), f.view.Window(top, j, j-top, jb)
		if !adjoint {
			blas.Trsm(env, blas.Upper, blas.NonUnit, 1, u, rows(j, j+jb))
			blas.Gemm(env, -1, u12, rows(j, j+jb), 1, rows(top, j))
			return
		}
		blas.Gemm(env, -1, u12.H(), rows(top, j), 1, rows(j, j+jb))
		blas.Trsm(env, blas.Lower, blas.NonUnit, 1, u.H(), rows(j, j+jb))
	}
	first, second := lower, upper
	if adjoint {
		first, second = upper, lower
	}
	for k := range blocks {
		first(k * f.block)
	}
	for k := blocks - 1; k >= 0; k-- {
		second(k * f.block)
	}
}

// RCond estimates the reciprocal condition number of A in the 1-norm, zero for
// a singular matrix. LAPACK: ?gbcon.
func (f *LU[T]) RCond(env Env) float64 {
	for k := range f.n {
		if f.view.Data[k*(1+f.view.CS)] == 0 {
			return 0
		}
	}
	return rcond(f.n, f.norm, func(x Mat[T], adjoint bool) Mat[T] {
		f.Solve(env, adjoint, x)
		return x
	})
}

// rcond estimates 1/(‖A‖·‖A⁻¹‖) by solving with A.
func rcond[T blas.Scalar](n int, norm float64, solve func(x Mat[T], adjoint bool) Mat[T]) float64 {
	if n == 0 {
		return 1
	}
	if norm == 0 || math.IsNaN(norm) {
		return norm
	}
	inv := lapack.EstimateNorm1(n, solve)
	r := 1 / inv / norm
	if math.IsNaN(inv) || math.IsInf(r, 0) {
		return 0
	}
	return r
}
