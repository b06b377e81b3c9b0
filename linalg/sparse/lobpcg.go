package sparse

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/lapack/symeig"
)

// LOBPCGOptions are what [LOBPCG] can be told. The zero value and nil stand
// for the defaults.
type LOBPCGOptions[T array.Inexact] struct {
	// Largest asks for the largest eigenvalues instead of the smallest.
	Largest bool
	// Tol is how small residuals |A·v - λ·v| must be, relative to the largest
	// Ritz value seen; 0 stands for 1e-8, or 1e-5 for single precision.
	Tol float64
	// MaxIterations bounds the iterations; 0 stands for 1000.
	MaxIterations int
	// Block is the number of vectors iterated; those beyond k make the k
	// converge faster. 0 stands for k + max(2, k/4).
	Block int
	// X0 is where to start, n by at least k; missing vectors of the block are
	// random.
	X0 *array.Array[T]
	// Preconditioner makes the residuals into better directions; it should be
	// positive definite and near the inverse of A. Nil stands for none.
	Preconditioner Preconditioner[T]
	// Progress is called after every iteration on the goroutine of the caller.
	Progress func(iteration, converged int)
}

// LOBPCG returns the k smallest (or largest) eigenvalues of a symmetric or
// Hermitian operator in increasing order, and their eigenvectors as the
// columns of an n by k array, by the locally optimal block preconditioned
// conjugate gradient method. A. Knyazev, "Toward the optimal preconditioned
// eigensolver" (2001), on bases that are kept orthonormal as J. Duersch, M. Shao,
// C. Yang and M. Gu, "A robust and efficient implementation of LOBPCG" (2018),
// propose. It finds all copies of a multiple eigenvalue, up to the size of the
// block, and needs no inverse, only a preconditioner to be fast.
//
// Whether all were found is told in the EigResult, whose Restarts are the
// iterations. Memory is 14·n·Block numbers. Errors are those of [EigSh].
func LOBPCG[T array.Inexact](ctx context.Context, a Operator[T], k int, opts *LOBPCGOptions[T]) ([]float64, array.Array[T], EigResult, error) {
	var o LOBPCGOptions[T]
	if opts != nil {
		o = *opts
	}
	n, err := checkEig("lobpcg", a, k, &EigOptions[T]{})
	if err == nil && o.X0 != nil && (o.X0.NDim() != 2 || o.X0.Dim(0) != n) {
		err = badShape("lobpcg", "the start does not fit the matrix", o.X0.Shape(), []int{n, n})
	}
	if err != nil {
		return nil, array.Array[T]{}, EigResult{}, err
	}
	l := newLOBPCG(ctx, a, n, k, o)
	if err := l.start(); err != nil {
		return nil, array.Array[T]{}, l.res, err
	}
	if err := l.iterate(); err != nil {
		return nil, array.Array[T]{}, l.res, err
	}
	return l.finish()
}

// lobpcg holds S = [X P W], orthonormal, and A·S: the vectors, the last
// directions, and the preconditioned residuals.
type lobpcg[T array.Inexact] struct {
	ctx    context.Context
	env    blas.Env
	a      Operator[T]
	o      LOBPCGOptions[T]
	n, k   int
	nx     int // vectors in X
	np     int // directions in P
	s, as  blas.Mat[T]
	s2     blas.Mat[T] // where the next of both are formed
	as2    blas.Mat[T]
	theta  []float64
	tol    float64
	max    int
	big    float64
	active []int // columns of X whose residual is still large
	r      blas.Mat[T]
	res    EigResult
}

func newLOBPCG[T array.Inexact](ctx context.Context, a Operator[T], n, k int, o LOBPCGOptions[T]) *lobpcg[T] {
	l := &lobpcg[T]{ctx: ctx, env: eager(), a: a, o: o, n: n, k: k, tol: o.Tol, max: o.MaxIterations}
	l.env.Done = ctx.Done()
	if l.tol <= 0 {
		l.tol = relative[T](0)
	}
	if l.max <= 0 {
		l.max = 1000
	}
	l.nx = o.Block
	if l.nx <= 0 {
		l.nx = k + max(2, k/4)
	}
	l.nx = min(max(l.nx, k), n)
	l.s, l.as = blas.NewCols[T](n, 3*l.nx), blas.NewCols[T](n, 3*l.nx)
	l.s2, l.as2 = blas.NewCols[T](n, 3*l.nx), blas.NewCols[T](n, 3*l.nx)
	l.r = blas.NewCols[T](n, l.nx)
	return l
}

func (l *lobpcg[T]) cols(m blas.Mat[T], from, to int) blas.Mat[T] {
	return m.Window(0, from, l.n, to-from)
}

// start makes X orthonormal and rotates it to Ritz vectors.
func (l *lobpcg[T]) start() error {
	rnd := rand.New(rand.NewPCG(0x5eed, 2))
	for j := range l.nx {
		for i := range l.n {
			l.s.Set(i, j, blas.FromComplex[T](complex(rnd.Float64()-0.5, rnd.Float64()-0.5)))
		}
	}
	if x := l.o.X0; x != nil {
		for j := range min(l.nx, x.Dim(1)) {
			for i := range l.n {
				l.s.Set(i, j, x.At(i, j))
				if !blas.Finite(x.At(i, j)) {
					return &NonFiniteError{Op: "lobpcg", What: "start", Index: []int{i, j}}
				}
			}
		}
	}
	for got := l.orthonormalise(0, l.nx); got < l.nx; got = l.orthonormalise(got, l.nx) {
		for j := got; j < l.nx; j++ { // columns that depended on others
			for i := range l.n {
				l.s.Set(i, j, blas.FromComplex[T](complex(rnd.Float64()-0.5, rnd.Float64()-0.5)))
			}
		}
	}
	if err := l.applyTo(0, l.nx); err != nil {
		return err
	}
	return l.rayleighRitz(l.nx)
}

// applyTo computes columns of A·S.
func (l *lobpcg[T]) applyTo(from, to int) error {
	for j := from; j < to; j++ {
		if l.ctx.Err() != nil {
			return fmt.Errorf("lobpcg: after %d iterations: %w", l.res.Restarts, context.Cause(l.ctx))
		}
		y := l.as.Col(j).Data[:l.n]
		if err := l.a.Apply(y, l.s.Col(j).Data[:l.n]); err != nil {
			return fmt.Errorf("lobpcg: operator: %w", err)
		}
		l.res.Applications++
		if norm := blas.Nrm2(l.env, blas.VecOf(y)); norm-norm != 0 {
			return &NonFiniteError{Op: "lobpcg", What: "a product with the operator", Index: []int{l.res.Applications - 1}}
		}
	}
	return nil
}

// orthonormalise makes columns from to to of S orthonormal and orthogonal to
// those before; columns that depend on others are dropped. It returns the end
// of what is left. A pass that found little to take away leaves nothing but
// rounding errors behind.
func (l *lobpcg[T]) orthonormalise(from, to int) int {
	for j := from; j < to; j++ {
		l.normalise(j, 0)
	}
	for range 5 {
		if from == to {
			return to
		}
		before, w := l.cols(l.s, 0, from), l.cols(l.s, from, to)
		worst := 0.0
		if from > 0 {
			c := blas.ScratchCols[T](from, to-from)
			blas.Gemm(l.env, 1, before.H(), w, 0, c)
			blas.Gemm(l.env, -1, before, c, 1, w)
			worst = lapack.MaxAbs(c)
		}
		for j := from; j < to; j++ {
			l.normalise(j, 100*blas.Eps[T]())
		}
		end, off := l.decorrelate(from, to)
		if worst = math.Max(worst, off); worst < 0.01 && end == to {
			break
		}
		to = end
	}
	return to
}

// normalise scales column j of S to length one, or to zero if it is no longer
// than the floor.
func (l *lobpcg[T]) normalise(j int, floor float64) {
	x := l.s.Col(j)
	norm := blas.Nrm2(l.env, x)
	if !(norm > floor) {
		clear(x.Data[:l.n])
		return
	}
	blas.Scal(l.env, blas.FromReal[T](1/norm), x)
}

// decorrelate multiplies the unit columns W by the inverse square root of WᴴW
// (A. Stathopoulos and K. Wu, 2002), leaving out directions that rounding
// made. It returns the new end and the largest product of two columns.
func (l *lobpcg[T]) decorrelate(from, to int) (int, float64) {
	w := l.cols(l.s, from, to)
	m := to - from
	g := blas.ScratchCols[T](m, m)
	blas.Gemm(l.env, 1, w.H(), w, 0, g)
	worst := 0.0
	for j := range m {
		for i := range j {
			worst = math.Max(worst, blas.Abs(g.At(i, j)))
		}
	}
	d := make([]float64, m)
	symeig.Syevd(serial(), true, blas.Lower, g, d)
	drop := 0
	for drop < m && !(d[drop] > 1e3*blas.Eps[T]()) {
		drop++
	}
	kept := m - drop
	if kept == 0 {
		return from, worst
	}
	z := g.Window(0, drop, m, kept)
	for j := range kept {
		blas.Scal(serial(), blas.FromReal[T](1/math.Sqrt(d[drop+j])), z.Col(j))
	}
	q := blas.ScratchCols[T](l.n, kept)
	blas.Gemm(l.env, 1, w, z, 0, q)
	blas.Copy(l.env, l.cols(l.s, from, from+kept), q)
	return from + kept, worst
}

// rayleighRitz makes X the best vectors and P the directions to them in the
// span of the first m columns of S.
func (l *lobpcg[T]) rayleighRitz(m int) error {
	s, as := l.cols(l.s, 0, m), l.cols(l.as, 0, m)
	g := blas.ScratchCols[T](m, m)
	blas.Gemm(l.env, 1, s.H(), as, 0, g)
	for j := range m {
		for i := range j {
			x := (g.At(i, j) + blas.Conj(g.At(j, i))) * blas.FromReal[T](0.5)
			g.Set(i, j, x)
			g.Set(j, i, blas.Conj(x))
		}
	}
	w := make([]float64, m)
	if failed := symeig.Syevd(serial(), true, blas.Lower, g, w); failed > 0 {
		return badValue("lobpcg", "the projected matrix has no eigenvalues to working precision")
	}
	l.big = math.Max(l.big, math.Max(math.Abs(w[0]), math.Abs(w[m-1])))
	c := g.Window(0, 0, m, l.nx)
	l.theta = w[:l.nx]
	if l.o.Largest {
		c, l.theta = g.Window(0, m-l.nx, m, l.nx), w[m-l.nx:]
	}
	d := l.directions(c, m)
	l.combine(c, d)
	l.np = d.Cols
	return nil
}

// directions returns coefficients of the part of the new X outside the old
// one, orthonormal and orthogonal to c.
func (l *lobpcg[T]) directions(c blas.Mat[T], m int) blas.Mat[T] {
	if m == l.nx {
		return blas.NewCols[T](m, 0)
	}
	// The small problem is the large one over again: basis [c d] of order m.
	sub := &lobpcg[T]{env: serial(), n: m, s: blas.NewCols[T](m, 2*l.nx)}
	blas.Copy(sub.env, sub.cols(sub.s, 0, l.nx), c)
	d := sub.cols(sub.s, l.nx, 2*l.nx)
	blas.Copy(sub.env, d, c)
	blas.Fill(d.Window(0, 0, l.nx, l.nx), 0, 0)
	to := sub.orthonormalise(l.nx, 2*l.nx)
	return sub.cols(sub.s, l.nx, to)
}

// combine sets X = S·c and P = S·d, and their images, in the other pair of
// buffers.
func (l *lobpcg[T]) combine(c, d blas.Mat[T]) {
	l.product(l.s, c, d, l.s2)
	l.product(l.as, c, d, l.as2)
	l.s, l.s2, l.as, l.as2 = l.s2, l.s, l.as2, l.as
}

func (l *lobpcg[T]) product(from, c, d, to blas.Mat[T]) {
	old := l.cols(from, 0, c.Rows)
	blas.Gemm(l.env, 1, old, c, 0, l.cols(to, 0, l.nx))
	if d.Cols > 0 {
		blas.Gemm(l.env, 1, old, d, 0, l.cols(to, l.nx, l.nx+d.Cols))
	}
}

func (l *lobpcg[T]) iterate() error {
	idle := 0 // iterations without a new direction
	for {
		l.residuals()
		if l.o.Progress != nil && l.res.Restarts > 0 {
			l.o.Progress(l.res.Restarts, l.res.Found)
		}
		if l.res.Found == l.k || l.res.Restarts >= l.max || l.nx == l.n {
			return nil
		}
		from := l.nx + l.np
		to, err := l.search(from)
		if err != nil {
			return err
		}
		if to = l.orthonormalise(from, to); to == from {
			if idle++; idle == 2 {
				l.res.Reason = Stagnated
				return nil
			}
		} else {
			idle = 0
		}
		if err := l.applyTo(from, to); err != nil {
			return err
		}
		if err := l.rayleighRitz(to); err != nil {
			return err
		}
		l.res.Restarts++
	}
}

// residuals computes R = A·X - X·Θ and which columns are still large.
func (l *lobpcg[T]) residuals() {
	l.active, l.res.Found = l.active[:0], 0
	l.res.Residuals = make([]float64, l.nx)
	for j := range l.nx {
		r := l.r.Col(j)
		blas.CopyVec(l.env, l.as.Col(j), r)
		blas.Axpy(l.env, blas.FromReal[T](-l.theta[j]), l.s.Col(j), r)
		norm := blas.Nrm2(l.env, r)
		l.res.Residuals[j] = norm
		small := norm <= l.tol*l.big
		if small && l.wanted(j) {
			l.res.Found++
		}
		if !small {
			l.active = append(l.active, j)
		}
	}
}

// wanted reports whether column j of X is one of the k.
func (l *lobpcg[T]) wanted(j int) bool {
	if l.o.Largest {
		return j >= l.nx-l.k
	}
	return j < l.k
}

// search sets the columns of S from the given one to preconditioned residuals.
func (l *lobpcg[T]) search(from int) (int, error) {
	to := from
	for _, j := range l.active {
		if to == l.n { // the space is full
			break
		}
		r, w := l.r.Col(j).Data[:l.n], l.s.Col(to).Data[:l.n]
		if l.o.Preconditioner == nil {
			copy(w, r)
		} else if err := l.o.Preconditioner.Solve(w, r); err != nil {
			return 0, fmt.Errorf("lobpcg: preconditioner: %w", err)
		}
		to++
	}
	return to, nil
}

// finish measures the residuals anew and picks the k wanted.
func (l *lobpcg[T]) finish() ([]float64, array.Array[T], EigResult, error) {
	first := 0
	if l.o.Largest {
		first = l.nx - l.k
	}
	whole := l.nx == l.n
	why := l.res.Reason
	if err := l.applyTo(first, first+l.k); err != nil {
		return nil, array.Array[T]{}, l.res, err
	}
	l.residuals()
	l.res.Residuals = slices.Clone(l.res.Residuals[first : first+l.k])
	x := blas.ScratchCols[T](l.n, l.k)
	blas.Copy(l.env, x, l.cols(l.s, first, first+l.k))
	l.res.conclude(l.k, whole)
	if !l.res.Converged && why != Unfinished {
		l.res.Reason = why
	}
	return slices.Clone(l.theta[first : first+l.k]), columns(x), l.res, nil
}
