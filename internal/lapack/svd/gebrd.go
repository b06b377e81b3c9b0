package svd

import (
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// panelOf is the number of columns of an n-column matrix that are reduced before
// the rest is brought up to date.
func panelOf(n int) int {
	if n <= 256 {
		return 16
	}
	return 32
}

// Bidiagonal is what [Gebrd] makes of an m by n matrix A with m >= n: a real
// upper bidiagonal B with A = Q·B·Pᴴ, n by n.
type Bidiagonal[T blas.Scalar] struct {
	D, E []float64 // the diagonal of B and the n-1 elements above it

	a          blas.Mat[T] // reflectors: of Q below the diagonal, of conj(P) right of the one above it
	tauQ, tauP []T
}

// Gebrd reduces a, which has at least as many rows as columns and no Conj
// mark, to bidiagonal form. It overwrites a with the reflectors.
//
// Between two columns the matrix is read once, not twice as in LAPACK's ?labrd:
// the product with the left reflector gives the row to be eliminated next, and
// while a block of columns is still in the cache its product with that row is
// added up; the product with the right reflector, which is the row but for its
// first element and a factor, follows by a rank-one correction. See G. Howell,
// J. Demmel, C. Fulton, S. Hammarling and K. Marmol, "Cache efficient
// bidiagonalization using BLAS 2.5 operators", ACM TOMS 34 (2008). LAPACK:
// ?gebrd.
func Gebrd[T blas.Scalar](env blas.Env, a blas.Mat[T]) Bidiagonal[T] {
	m, n := a.Rows, a.Cols
	if m < n {
		panic("svd: gebrd: more columns than rows")
	}
	b := Bidiagonal[T]{D: make([]float64, n), E: make([]float64, max(n-1, 0)), a: a, tauQ: make([]T, n), tauP: make([]T, max(n-1, 0))}
	p := newPanel[T](m, n)
	for j := 0; j < n && !blas.Stopped(env); j += panelOf(n) {
		w := min(panelOf(n), n-j)
		p.reduce(env, &b, j, w)
		if j+w < n {
			l := p.l.Window(j+w, 0, m-j-w, 2*w)
			r := p.r.Window(j+w, 0, n-j-w, 2*w)
			blas.Gemm(env, -1, l, r.T(), 1, a.Window(j+w, j+w, m-j-w, n-j-w))
		}
	}
	return b
}

// panel holds the deferred update of a reduction: the matrix is A - L·Rᵀ, with
//
//	L = (v₀ x₀ v₁ x₁ …)   R = (y₀ w₀ y₁ w₁ …)
//
// where I - tau·v·vᴴ and I - tau·w·wᴴ are the reflectors from the left and,
// conjugated, from the right, and y and x the products with them.
type panel[T blas.Scalar] struct {
	l, r       blas.Mat[T] // rows and columns are those of the whole matrix
	conj       []T         // the vector that multiplies the matrix, conjugated
	row        []T         // the row that is eliminated
	corr, part []T
	coef       []T
	sums       blas.Mat[T] // one partial product with the row for each group of columns
}

func newPanel[T blas.Scalar](m, n int) *panel[T] {
	w := 2 * min(panelOf(n), n)
	return &panel[T]{
		l: blas.NewCols[T](m, w), r: blas.NewCols[T](n, w),
		conj: make([]T, m), row: make([]T, n), corr: make([]T, n), part: make([]T, m), coef: make([]T, w),
		sums: blas.ScratchCols[T](m, max(groupsOf(n), 1)),
	}
}

// reduce reduces w columns and rows from j on, leaving the rest of the matrix
// as it is.
func (p *panel[T]) reduce(env blas.Env, b *Bidiagonal[T], j, w int) {
	for k := range w {
		p.column(env, b, j+k, 2*k)
		if j+k+1 < b.a.Cols {
			p.rowAndProducts(env, b, j+k, 2*k)
		}
	}
	p.storeRows(env, b.a, j, w)
}

// storeRows writes the reflectors of rows j..j+w to these rows. One after the
// other they would be written with the stride of a column.
func (p *panel[T]) storeRows(env blas.Env, a blas.Mat[T], j, w int) {
	const cols = 64
	env.Pool.For(nil, (a.Cols-j+cols-1)/cols, func(chunk int) {
		from := j + chunk*cols
		for c := max(from, j+1); c < min(from+cols, a.Cols); c++ {
			for k := range min(w, c-j) {
				a.Data[c*a.CS+j+k] = p.r.Data[(2*k+1)*p.r.CS+c]
			}
		}
	})
}

// column brings column i up to date with the first k columns of L and R and
// eliminates what is below its diagonal; v becomes column k of L.
func (p *panel[T]) column(env blas.Env, b *Bidiagonal[T], i, k int) {
	m := b.a.Rows
	col := b.a.Col(i).From(i, m)
	p.subtract(env, p.l.Window(i, 0, m-i, k), p.r.Row(i), col)
	beta, tau := lapack.Larfg(env, col.At(0), col.From(1, m-i))
	b.D[i], b.tauQ[i] = blas.Re(beta), tau
	v := p.l.Col(k).From(i, m)
	blas.CopyVec(env, col, v)
	v.Set(0, 1)
}

// rowAndProducts applies the reflector of column i, eliminates row i and
// computes y, w and x.
func (p *panel[T]) rowAndProducts(env blas.Env, b *Bidiagonal[T], i, k int) {
	m, n := b.a.Rows, b.a.Cols
	c := n - i - 1 // columns that remain
	v := conjugate(p.conj[:m-i], p.l.Col(k).From(i, m))
	r := p.r.Window(i+1, 0, c, k)
	coef := p.coef[:k]
	dots(env, p.l.Window(i, 0, m-i, k), v, coef)
	corr := blas.VecOf(p.corr[:c])
	clear(corr.Data)
	axpys(env, r, coef, corr)
	row := blas.VecOf(p.row[:c])
	clear(row.Data)
	p.subtract(env, r, p.l.Row(i), row)

	y := p.r.Col(k).From(i+1, n)
	x := p.l.Col(k+1).From(i+1, m)
	p.sweep(env, b.a.Window(i, i+1, m-i, c), v, blas.Conj(b.tauQ[i]), y, x)
	first := row.At(0)
	beta, tau := lapack.Larfg(env, first, row.From(1, c))
	b.E[i], b.tauP[i] = blas.Re(beta), tau
	row.Set(0, 1)
	w := p.r.Col(k+1).From(i+1, n)
	blas.CopyVec(env, row, w)
	p.product(env, b.a.Window(i+1, i+1, m-i-1, c), first, beta, tau, w, x)
	p.finish(env, i, k, blas.Conj(tau), w, x)
}

// product turns x = A·conj(row) into A·conj(w), where w = (row - beta·e₀) /
// (row[0] - beta). A row so small that the products with it have lost digits
// is multiplied again, as w.
func (p *panel[T]) product(env blas.Env, a blas.Mat[T], first, beta, tau T, w, x blas.Vec[T]) {
	if tau == 0 || x.N == 0 {
		return
	}
	if d := first - beta; blas.Abs(d) > tinyRow[T]() {
		blas.Axpy(env, -beta, a.Col(0), x)
		blas.Scal(env, blas.Div(1, blas.Conj(d)), x)
		return
	}
	blas.Gemv(env, 1, a, conjugate(p.row[:w.N], w), 0, x)
}

// tinyRow is the size of rows, in a matrix of order one, below which the
// products with them may be denormal.
func tinyRow[T blas.Scalar]() float64 {
	return blas.SafeMin[T]() / (blas.Eps[T]() * blas.Eps[T]())
}

// finish subtracts from x what the deferred update takes from A·conj(w), and
// scales it.
func (p *panel[T]) finish(env blas.Env, i, k int, scale T, w, x blas.Vec[T]) {
	wc := conjugate(p.row[:w.N], w)
	coef := p.coef[:k+1]
	dots(env, p.r.Window(i+1, 0, w.N, k+1), wc, coef)
	for t := range coef {
		coef[t] = -coef[t]
	}
	axpys(env, p.l.Window(i+1, 0, x.N, k+1), coef, x)
	blas.Scal(env, scale, x)
}

// subtract computes y -= a·x for the first elements of x.
func (p *panel[T]) subtract(env blas.Env, a blas.Mat[T], x, y blas.Vec[T]) {
	coef := p.coef[:a.Cols]
	for t := range coef {
		coef[t] = -x.At(t)
	}
	axpys(env, a, coef, y)
}

// worthWorkers is the number of elements of a matrix from which a product with
// a vector is shared out.
const worthWorkers = 1 << 14

// dots computes y = aᵀ·x.
func dots[T blas.Scalar](env blas.Env, a blas.Mat[T], x blas.Vec[T], y []T) {
	if a.Rows*a.Cols < worthWorkers {
		blas.DotCols(env, a, x, y)
		return
	}
	const cols = 8
	env.Pool.For(nil, (a.Cols+cols-1)/cols, func(c int) {
		j, w := c*cols, min(cols, a.Cols-c*cols)
		blas.DotCols(env, a.Window(0, j, a.Rows, w), x, y[j:j+w])
	})
}

// axpys computes y += a·x.
func axpys[T blas.Scalar](env blas.Env, a blas.Mat[T], x []T, y blas.Vec[T]) {
	if a.Rows*a.Cols < worthWorkers {
		blas.AxpyCols(env, a, x, y)
		return
	}
	const rows = 256
	env.Pool.For(nil, (a.Rows+rows-1)/rows, func(c int) {
		i, h := c*rows, min(rows, a.Rows-c*rows)
		blas.AxpyCols(env, a.Window(i, 0, h, a.Cols), x, y.From(i, i+h))
	})
}

// conjugate writes conj(v) to dst.
func conjugate[T blas.Scalar](dst []T, v blas.Vec[T]) blas.Vec[T] {
	d := blas.VecOf(dst)
	blas.CopyVec(blas.Env{}, v, d)
	if blas.IsComplex[T]() {
		for i := range dst {
			dst[i] = blas.Conj(dst[i])
		}
	}
	return d
}

const (
	groupWidth = 128 // columns multiplied by one worker, at least
	maxGroups  = 16
	blockWidth = 4 // columns that stay in the first-level cache between the two products
)

// groupsOf returns into how many groups n columns are cut; each has a partial
// product of its own, added in order.
func groupsOf(n int) int { return min((n+groupWidth-1)/groupWidth, maxGroups) }

// sweep computes, in one pass over a,
//
//	y = scale·(aᵀ·v - corr),  row += a[0] - y,  x = a[1:]·conj(row).
func (p *panel[T]) sweep(env blas.Env, a blas.Mat[T], v blas.Vec[T], scale T, y, x blas.Vec[T]) {
	n, groups := a.Cols, groupsOf(a.Cols)
	width := ((n+groups-1)/groups + blockWidth - 1) / blockWidth * blockWidth
	groups = (n + width - 1) / width
	env.Pool.For(nil, groups, func(g int) {
		sum := p.sums.Col(g).From(0, x.N)
		clear(sum.Data)
		var coef [blockWidth]T
		for j := g * width; j < min((g+1)*width, n); j += blockWidth {
			w := min(blockWidth, n-j)
			cols := a.Window(0, j, a.Rows, w)
			yj, row, corr := y.Data[j:j+w], p.row[j:j+w], p.corr[j:j+w]
			blas.DotCols(env, cols, v, yj)
			for t := range yj {
				yj[t] = blas.Mul(scale, yj[t]-corr[t])
				row[t] += cols.Data[t*cols.CS] - yj[t]
				coef[t] = blas.Conj(row[t])
			}
			blas.AxpyCols(env, cols.Window(1, 0, x.N, w), coef[:w], sum)
		}
	})
	blas.CopyVec(env, p.sums.Col(0).From(0, x.N), x)
	for g := 1; g < groups; g++ {
		blas.Axpy(env, 1, p.sums.Col(g).From(0, x.N), x)
	}
}
