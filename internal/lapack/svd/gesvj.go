package svd

import (
	"math"
	"slices"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// Gesvj is [Gesdd] by the one-sided Jacobi method, for small singular values
// that are determined by the matrix although they lie far below the largest: a
// has columns, or rows, of very different sizes, and would be well conditioned
// were they equal. Every value then has a relative error of a small multiple of
// n·eps times the condition number of the equilibrated matrix, as long as it is
// no smaller than 1e-250 of the largest element.
//
// Two QR factorisations go first, the former with its columns pivoted and its
// rows sorted by size: they sort out the sizes, so that the rotations converge
// fast. Everything is computed in double precision, whatever the type. It takes
// several times as long as Gesdd, and 5·min(m, n)² elements beside two copies of
// a. a is left as it is.
//
// It returns false, with NaN in all results, if a holds NaN or infinity, and
// false if it has not converged. Z. Drmač and K. Veselić, "New fast and accurate
// Jacobi SVD algorithm", SIAM J. Matrix Anal. Appl. 29 (2008); A. Cox and N.
// Higham, "Stability of Householder QR factorization for weighted least squares
// problems" (1998) on sorted rows; LAPACK: ?gejsv, ?gesvj.
func Gesvj[T blas.Scalar](env blas.Env, job Job, a blas.Mat[T], s []float64, u, vh blas.Mat[T]) bool {
	checkJob(job, a, s, u, vh)
	if a.Rows < a.Cols {
		return Gesvj(env, job, a.T(), s, vh.T(), u.T())
	}
	if done, ok := trivial(job, a, lapack.MaxAbs(a), s, u, vh); done {
		return ok
	}
	if blas.IsComplex[T]() {
		return inDouble[T, complex128](env, job, a, s, u, vh)
	}
	return inDouble[T, float64](env, job, a, s, u, vh)
}

// double is the type in which the rotations run.
type double interface{ float64 | complex128 }

// inDouble converts there and back.
func inDouble[T blas.Scalar, W double](env blas.Env, job Job, a blas.Mat[T], s []float64, u, vh blas.Mat[T]) bool {
	ur, uc, vr, vc := job.shapes(a.Rows, a.Cols)
	wa, wu, wv := blas.ScratchCols[W](a.Rows, a.Cols), blas.ScratchCols[W](ur, uc), blas.Scratch[W](vr, vc)
	convert(wa, a)
	ok := jacobi(env, job, wa, s, wu, wv)
	if job != Values {
		convert(u, wu)
		convert(vh, wv)
	}
	return ok
}

func convert[D, S blas.Scalar](dst blas.Mat[D], src blas.Mat[S]) {
	for i := range src.Rows {
		for j := range src.Cols {
			dst.Set(i, j, blas.FromComplex[D](blas.Complex128(src.At(i, j))))
		}
	}
}

// jacobiTop is the exponent to which the largest element is brought: squares
// stay finite, and those of elements 2^-850 of it have all digits.
const jacobiTop = 400

// jacobi decomposes a, which it destroys, with at least as many rows as
// columns.
func jacobi[W double](env blas.Env, job Job, a blas.Mat[W], s []float64, u, vh blas.Mat[W]) bool {
	n := a.Cols
	up := jacobiTop - math.Ilogb(lapack.MaxAbs(a))
	raise(a, up)
	rows := sortRows(env, &a)
	pivots, tau := make([]int, n), make([]W, n)
	lapack.Geqp3(env, a, pivots, tau)
	// Rᴴ = Q₁·R₁, and the columns of X = R₁ᴴ are rotated.
	r := blas.NewCols[W](n, n)
	blas.CopyTriangle(blas.Lower, r, a.Window(0, 0, n, n).H())
	tau1 := make([]W, n)
	lapack.Geqrf(env, r, tau1)
	x := blas.NewCols[W](n, n)
	blas.CopyTriangle(blas.Lower, x, r.H())

	c := newColumns(x, job != Values)
	ok := c.run(env)
	c.sort()
	for i, p := range c.order {
		s[i] = math.Ldexp(c.norm[p], -up)
	}
	if job == Values {
		return ok
	}
	blas.Fill(u, 0, 1)
	c.left(env, u.Window(0, 0, n, n))
	lapack.Ormqr(env, false, a, tau, u)
	unsortRows(env, u, rows)
	v := blas.ScratchCols[W](n, n)
	for i, p := range c.order {
		blas.CopyVec(env, c.v.Col(p), v.Col(i))
	}
	lapack.Ormqr(env, false, r, tau1, v)
	for j, p := range pivots {
		for i := range n {
			vh.Set(i, p, blas.Conj(v.At(j, i)))
		}
	}
	return ok
}

// raise multiplies a by 2^up, in steps whose factors are normal numbers.
func raise[T blas.Scalar](a blas.Mat[T], up int) {
	step := 1000
	if blas.IsSingle[T]() {
		step = 100
	}
	for up != 0 {
		by := min(max(up, -step), step)
		up -= by
		f := blas.FromReal[T](math.Ldexp(1, by))
		for i := range a.Rows {
			for j := range a.Cols {
				e := &a.Data[i*a.RS+j*a.CS]
				*e = blas.Mul(*e, f)
			}
		}
	}
}

// sortRows brings the rows of a into decreasing order of their largest
// elements, and returns where each came from.
func sortRows[W double](env blas.Env, a *blas.Mat[W]) []int {
	m := a.Rows
	size, from := make([]float64, m), make([]int, m)
	for i := range m {
		from[i] = i
		size[i] = lapack.MaxAbs(a.Window(i, 0, 1, a.Cols))
	}
	slices.SortStableFunc(from, func(i, j int) int {
		switch {
		case size[i] > size[j]:
			return -1
		case size[i] < size[j]:
			return 1
		}
		return 0
	})
	b := blas.ScratchCols[W](m, a.Cols)
	for i, f := range from {
		blas.CopyVec(env, a.Row(f), b.Row(i))
	}
	*a = b
	return from
}

// unsortRows moves row i to row from[i].
func unsortRows[W double](env blas.Env, u blas.Mat[W], from []int) {
	b := u.CloneCols(env)
	for i, f := range from {
		blas.CopyVec(env, b.Row(i), u.Row(f))
	}
}

// columns is a matrix whose columns are made orthogonal by rotations, with
// the product v of the rotations.
type columns[W double] struct {
	x, v  blas.Mat[W]
	norm  []float64
	order []int // the columns, larger ones first as far as is known
	tol   float64
}

func newColumns[W double](x blas.Mat[W], vectors bool) *columns[W] {
	n := x.Cols
	c := &columns[W]{x: x, norm: make([]float64, n), order: make([]int, n), tol: math.Sqrt(float64(n)) * eps}
	for i := range c.order {
		c.order[i] = i
	}
	if vectors {
		c.v = blas.NewCols[W](n, n)
		blas.Fill(c.v, 0, 1)
	}
	return c
}

const (
	jacobiSweeps = 40
	pairElements = 1 << 13 // elements of the columns that one worker rotates
)

// run sweeps over all pairs until a sweep finds all of them orthogonal. A sweep
// is a tournament: in each round every column meets one other, so that the
// rounds can be shared out.
func (c *columns[W]) run(env blas.Env) bool {
	n := len(c.norm)
	players := n + n&1
	grain := max(pairElements/(2*n), 1)
	rotated := make([]bool, players/2)
	for range jacobiSweeps {
		for j := range n {
			c.norm[j] = blas.Nrm2(env, c.x.Col(j))
		}
		c.sort()
		clear(rotated)
		for round := range players - 1 {
			env.Pool.For(nil, (players/2+grain-1)/grain, func(chunk int) {
				for k := chunk * grain; k < min((chunk+1)*grain, players/2); k++ {
					if i, j := meeting(players, round, k); j < n && c.pair(env, i, j) {
						rotated[k] = true
					}
				}
			})
			if blas.Stopped(env) {
				return false
			}
		}
		if !slices.Contains(rotated, true) {
			return true
		}
	}
	return false
}

// meeting returns pair k of a round, the lower number first: the last player
// stays, the others walk around a circle.
func meeting(players, round, k int) (i, j int) {
	around := players - 1
	i, j = (round+k)%around, (round+around-k)%around
	if k == 0 {
		j = around
	}
	return min(i, j), max(i, j)
}

// pair makes the columns at places i and j orthogonal, and puts the larger one
// first. It reports whether there was anything to do.
func (c *columns[W]) pair(env blas.Env, i, j int) bool {
	env.Pool = nil
	if c.norm[c.order[i]] < c.norm[c.order[j]] {
		c.order[i], c.order[j] = c.order[j], c.order[i]
	}
	p, q := c.order[i], c.order[j]
	a, b := c.norm[p], c.norm[q]
	if b == 0 {
		return false
	}
	x, y := c.x.Col(p), c.x.Col(q)
	g := blas.Complex128(blas.Dotc(env, x, y))
	size := blas.Abs(g)
	cosine := size / a / b
	if !(cosine > c.tol) {
		return false
	}
	zeta := (b/a - a/b) / 2 / cosine
	t := 1 / (math.Abs(zeta) + math.Sqrt(1+float64(zeta*zeta)))
	if zeta < 0 {
		t = -t
	}
	if math.Abs(zeta) > 0x1p500 {
		t = 0.5 / zeta
	}
	cs := 1 / math.Sqrt(1+float64(t*t))
	// x' = cs·x - sn·conj(phase)·y
	s := blas.FromComplex[W](complex(-cs*t*(real(g)/size), cs*t*(imag(g)/size)))
	blas.Rot(env, x, y, cs, s)
	if c.v.Rows > 0 {
		blas.Rot(env, c.v.Col(p), c.v.Col(q), cs, s)
	}
	c.turned(env, p, q, t*cosine)
	return true
}

// turned brings the norms of two columns up to date after a rotation that took
// change·a·b from the square of a, and gave it to that of b.
func (c *columns[W]) turned(env blas.Env, p, q int, change float64) {
	a, b := c.norm[p], c.norm[q]
	if f := 1 - float64(change*(b/a)); f > 0.5 {
		c.norm[p] = a * math.Sqrt(f)
	} else {
		c.norm[p] = blas.Nrm2(env, c.x.Col(p))
	}
	if f := 1 + float64(change*(a/b)); f > 0.5 {
		c.norm[q] = b * math.Sqrt(f)
	} else {
		c.norm[q] = blas.Nrm2(env, c.x.Col(q))
	}
}

// sort puts the larger columns first.
func (c *columns[W]) sort() {
	slices.SortStableFunc(c.order, func(i, j int) int {
		switch {
		case c.norm[i] > c.norm[j]:
			return -1
		case c.norm[i] < c.norm[j]:
			return 1
		}
		return 0
	})
}

// left writes the normalised columns to u, and completes them to a basis if
// some are zero.
func (c *columns[W]) left(env blas.Env, u blas.Mat[W]) {
	n, rank := len(c.norm), 0
	for i, p := range c.order {
		col := u.Col(i)
		blas.CopyVec(env, c.x.Col(p), col)
		if c.norm[p] == 0 {
			continue
		}
		rank++
		for k := range n {
			x := blas.Complex128(col.At(k))
			col.Set(k, blas.FromComplex[W](complex(real(x)/c.norm[p], imag(x)/c.norm[p])))
		}
	}
	if rank == n {
		return
	}
	q, tau := u.Window(0, 0, n, rank).CloneCols(env), make([]W, rank)
	lapack.Geqrf(env, q, tau)
	rest := blas.NewCols[W](n, n-rank)
	for j := range n - rank {
		rest.Set(rank+j, j, 1)
	}
	lapack.Ormqr(env, false, q, tau, rest)
	blas.Copy(env, u.Window(0, rank, n, n-rank), rest)
}
