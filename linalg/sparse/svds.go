package sparse

import (
	"context"
	"fmt"
	"math"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/svd"
)

// SVDs returns the k largest singular values of an operator of any shape in
// decreasing order, and their left and right vectors as the columns of two
// arrays, by Lanczos bidiagonalisation with thick restarts and full
// reorthogonalisation. J. Baglama and L. Reichel, "Augmented implicitly
// restarted Lanczos bidiagonalization methods" (2005). Options.Which may also be
// [SmallestMagnitude], for which convergence is slow; Sigma and Inverse are
// not used, V0 is a start for the right vectors.
//
// Whether all were found is told in the EigResult, whose residuals are the
// larger of |A·v - σ·u| and |Aᴴ·u - σ·v|. Errors are those of [EigSh]. SciPy:
// svds, which returns the values in increasing order.
func SVDs[T array.Inexact](ctx context.Context, a AdjointOperator[T], k int, opts *EigOptions[T]) (u array.Array[T], s []float64, v array.Array[T], res EigResult, err error) {
	var o EigOptions[T]
	if opts != nil {
		o = *opts
	}
	if err = checkSVD(a, k, &o); err != nil {
		return u, nil, v, res, err
	}
	rows, cols := a.Shape()
	g := &golubKahan[T]{k: k, o: o, apply: a.Apply, adjoint: a.ApplyAdjoint}
	if wide := rows < cols; wide { // the short side is the one that can fill its space
		rows, cols = cols, rows
		g.apply, g.adjoint, g.wide = g.adjoint, g.apply, true
	}
	g.rows, g.cols = rows, cols
	m := subspaceOf(o.Subspace, k, cols)
	g.krylov = newKrylov(ctx, "svds", cols, m, g.apply)
	g.left = newBasis[T](g.env, rows, m)
	if !g.wide {
		g.begin(o.V0)
	} else if err = g.beginWide(); err != nil {
		return u, nil, v, g.res, err
	}
	if err = g.iterate(); err != nil {
		return u, nil, v, g.res, err
	}
	return g.finish()
}

func checkSVD[T array.Inexact](a AdjointOperator[T], k int, o *EigOptions[T]) error {
	rows, cols := a.Shape()
	switch {
	case k < 1 || k > min(rows, cols):
		return badValue("svds", "%d singular values of a matrix of %d rows and %d columns", k, rows, cols)
	case o.Which > SmallestMagnitude:
		return badValue("svds", "singular values have magnitudes only")
	case o.V0 != nil && len(o.V0) != cols:
		return badShape("svds", "the start vector does not fit the matrix", []int{len(o.V0)}, []int{cols})
	}
	if f, ok := a.(finiteChecker); ok {
		if err := f.checkFinite("svds"); err != nil {
			return err
		}
	}
	return finite("svds", "start vector", o.V0)
}

// golubKahan is a bidiagonalisation on its way: A·V = U·B, Aᴴ·U = V·Bᴴ plus a
// last column, rows >= cols. After a restart B is a diagonal with one full
// column, so all of it is kept.
type golubKahan[T array.Inexact] struct {
	*krylov[T]     // V and B
	left           *basis[T]
	apply, adjoint func(dst, x []T) error
	wide           bool // A is the adjoint of the caller's
	rows, cols, k  int
	o              EigOptions[T]
	rest           float64 // length of the last column
	sigma          []float64
	q, zh          blas.Mat[T]
	res            EigResult
}

// beginWide carries a start vector over to the other side.
func (g *golubKahan[T]) beginWide() error {
	if g.o.V0 == nil {
		g.begin(nil)
		return nil
	}
	x := make([]T, g.cols)
	if err := g.times(x, g.o.V0, g.adjoint); err != nil {
		return err
	}
	g.begin(x)
	return nil
}

func (g *golubKahan[T]) iterate() error {
	from := 0
	for {
		if err := g.extendBoth(from); err != nil {
			return err
		}
		g.res.Found = g.triplets()
		g.res.Restarts++
		if g.o.Progress != nil {
			g.o.Progress(g.res.Restarts, g.res.Found)
		}
		if g.res.Found == g.k || g.m == g.cols || g.res.Restarts >= g.o.limit() {
			return nil
		}
		from = g.restart()
	}
}

// extendBoth makes columns from to m-1 of U and from+1 to m of V.
func (g *golubKahan[T]) extendBoth(from int) error {
	h := make([]T, g.m+1)
	for j := from; j < g.m; j++ {
		if err := g.times(g.left.col(j), g.col(j), g.apply); err != nil {
			return err
		}
		alpha := g.left.append(j, h[:j])
		for i := range j {
			g.b.Set(i, j, h[i])
		}
		g.b.Set(j, j, blas.FromReal[T](alpha))
		if err := g.times(g.col(j+1), g.left.col(j), g.adjoint); err != nil {
			return err
		}
		g.rest = g.append(j+1, h[:j+1])
	}
	return nil
}

// order returns the place of the i-th wanted value.
func (g *golubKahan[T]) order(i int) int {
	if g.o.Which == SmallestMagnitude {
		return g.m - 1 - i
	}
	return i
}

// triplets decomposes B and counts the wanted whose residual is small.
func (g *golubKahan[T]) triplets() int {
	g.sigma = make([]float64, g.m)
	g.q, g.zh = blas.NewCols[T](g.m, g.m), blas.NewCols[T](g.m, g.m)
	b := blas.NewCols[T](g.m, g.m)
	blas.Copy(serial(), b, g.b.Window(0, 0, g.m, g.m))
	svd.Gesdd(serial(), svd.Full, b, g.sigma, g.q, g.zh)
	g.big = math.Max(g.big, g.sigma[0])
	count := 0
	for i := range g.k {
		if g.rest*blas.Abs(g.q.At(g.m-1, g.order(i))) <= g.o.tol()*g.big {
			count++
		}
	}
	return count
}

// wanted returns the best p columns of the left and right vectors of B.
func (g *golubKahan[T]) wanted(p int) (q, z blas.Mat[T]) {
	q, z = blas.NewCols[T](g.m, p), blas.NewCols[T](g.m, p)
	for c := range p {
		i := g.order(c)
		blas.CopyVec(g.env, g.q.Col(i), q.Col(c))
		blas.Copy(g.env, z.Window(0, c, g.m, 1), g.zh.Window(i, 0, 1, g.m).H())
	}
	return q, z
}

func (g *golubKahan[T]) restart() int {
	p := keptOf(g.m, g.k)
	q, z := g.wanted(p)
	g.combine(z)
	g.left.combine(q)
	copy(g.col(p), g.col(g.m))
	blas.Fill(g.b, 0, 0)
	for c := range p {
		g.b.Set(c, c, blas.FromReal[T](g.sigma[g.order(c)]))
	}
	return p
}

// finish forms the triplets and measures their residuals.
func (g *golubKahan[T]) finish() (u array.Array[T], s []float64, v array.Array[T], res EigResult, err error) {
	g.res.Applications = g.calls
	q, z := g.wanted(g.k)
	left, right := blas.ScratchCols[T](g.rows, g.k), blas.ScratchCols[T](g.cols, g.k)
	blas.Gemm(g.env, 1, g.left.v, q, 0, left)
	blas.Gemm(g.env, 1, g.v.Window(0, 0, g.cols, g.m), z, 0, right)
	s = make([]float64, g.k)
	for c := range s {
		at := c
		if g.o.Which == SmallestMagnitude { // largest first all the same
			at = g.k - 1 - c
		}
		s[c] = g.sigma[g.order(at)]
	}
	if g.o.Which == SmallestMagnitude {
		reverseColumns(left)
		reverseColumns(right)
	}
	for c := range s {
		x, y := left.Col(c).Data[:g.rows], right.Col(c).Data[:g.cols]
		r, err := g.residualOf(x, y, s[c])
		if err != nil {
			return u, nil, v, g.res, err
		}
		g.res.Residuals = append(g.res.Residuals, r)
	}
	g.res.conclude(g.k, g.m == g.cols)
	if g.wide {
		left, right = right, left
	}
	return columns(left), s, columns(right), g.res, nil
}

func (g *golubKahan[T]) residualOf(x, y []T, sigma float64) (float64, error) {
	ay, ax := make([]T, g.rows), make([]T, g.cols)
	if err := g.apply(ay, y); err != nil {
		return 0, fmt.Errorf("svds: operator: %w", err)
	}
	if err := g.adjoint(ax, x); err != nil {
		return 0, fmt.Errorf("svds: operator: %w", err)
	}
	blas.Axpy(g.env, blas.FromReal[T](-sigma), blas.VecOf(x), blas.VecOf(ay))
	blas.Axpy(g.env, blas.FromReal[T](-sigma), blas.VecOf(y), blas.VecOf(ax))
	return math.Max(g.norm(ay), g.norm(ax)), nil
}

func reverseColumns[T array.Inexact](m blas.Mat[T]) {
	for i, j := 0, m.Cols-1; i < j; i, j = i+1, j-1 {
		blas.Swap(blas.Env{}, m.Col(i), m.Col(j))
	}
}
