package sparse

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
)

// Which names the eigenvalues that are wanted.
type Which uint8

// The ends of a spectrum. Those by real and imaginary part are for [Eigs], by
// algebraic order for [EigSh] and [LOBPCG].
const (
	LargestMagnitude Which = iota
	SmallestMagnitude
	LargestAlgebraic
	SmallestAlgebraic
	LargestReal
	SmallestReal
	LargestImag // by the magnitude of the imaginary part
	SmallestImag
)

// EigOptions are what [EigSh], [Eigs] and [SVDs] can be told. The zero value
// and nil stand for the defaults.
type EigOptions[T array.Inexact] struct {
	// Which eigenvalues are wanted. With Sigma it speaks of 1/(λ-Sigma), so that
	// the default means those next to Sigma.
	Which Which
	// Tol is how small residuals |A·v - λ·v| must be, relative to the largest
	// Ritz value seen; 0 stands for 1e-10, or 1e-5 for single precision.
	Tol float64
	// Subspace is the number of basis vectors kept; 0 stands for the larger of
	// 2k+1 and 20.
	Subspace int
	// MaxRestarts bounds the restarts, each of which applies the operator up to
	// Subspace times; 0 stands for 1000.
	MaxRestarts int
	// V0 is where to start; nil stands for a fixed random vector.
	V0 []T
	// Sigma asks for eigenvalues next to it by shift and invert. Inverse must
	// then solve (A - Sigma·I)·x = r; if it is nil, a [CSR] or [CSC] is
	// factorised by [NewLU], and other operators are an error.
	Sigma   *T
	Inverse Preconditioner[T]
	// Progress is called after every restart on the goroutine of the caller.
	Progress func(restart, converged int)
}

// EigResult says how good eigenvalues or singular values are.
type EigResult struct {
	Restarts     int
	Applications int // of the operator or its inverse
	// Residuals has |A·v - λ·v| for each vector of length one, computed anew.
	Residuals []float64
	// Found is how many of the wanted met the tolerance.
	Found     int
	Converged bool // all did
	Reason    Reason
}

// basis is a growing set of orthonormal vectors, the columns of v.
type basis[T array.Inexact] struct {
	env blas.Env
	n   int
	v   blas.Mat[T]
	w   []T // scratch: a conjugate
	rnd *rand.Rand
}

func newBasis[T array.Inexact](env blas.Env, n, size int) *basis[T] {
	q := &basis[T]{env: env, n: n, v: blas.NewCols[T](n, size), rnd: rand.New(rand.NewPCG(0x5eed, 1))}
	if blas.IsComplex[T]() {
		q.w = make([]T, n)
	}
	return q
}

// col returns column j.
func (q *basis[T]) col(j int) []T { return q.v.Data[j*q.n : (j+1)*q.n : (j+1)*q.n] }

// begin sets the first column.
func (q *basis[T]) begin(v0 []T) {
	x := q.col(0)
	if v0 != nil {
		copy(x, v0)
		if norm := q.norm(x); norm > 0 {
			q.scale(x, norm)
			return
		}
	}
	q.random(0)
}

func (q *basis[T]) norm(x []T) float64 { return blas.Nrm2(q.env, blas.VecOf(x)) }

// scale divides x by its norm.
func (q *basis[T]) scale(x []T, norm float64) {
	blas.Scal(q.env, blas.FromReal[T](1/norm), blas.VecOf(x))
}

// random sets column j to a random direction orthogonal to those before it.
func (q *basis[T]) random(j int) {
	x := q.col(j)
	for range 5 {
		for i := range x {
			x[i] = blas.FromComplex[T](complex(q.rnd.Float64()-0.5, q.rnd.Float64()-0.5))
		}
		q.project(j, x, nil)
		q.project(j, x, nil)
		if norm := q.norm(x); norm > 0 {
			q.scale(x, norm)
			return
		}
	}
}

// project takes the first j columns out of x and adds what it took to h, if
// there is one.
func (q *basis[T]) project(j int, x, h []T) {
	if j == 0 {
		return
	}
	v := q.v.Window(0, 0, q.n, j)
	d := make([]T, j)
	if q.w == nil {
		blas.Gemv(q.env, 1, v.T(), blas.VecOf(x), 0, blas.VecOf(d))
	} else { // Vᴴ·x = conj(Vᵀ·conj(x)) needs no conjugate copy of V
		for i, z := range x {
			q.w[i] = blas.Conj(z)
		}
		blas.Gemv(q.env, 1, v.T(), blas.VecOf(q.w), 0, blas.VecOf(d))
		for i, z := range d {
			d[i] = blas.Conj(z)
		}
	}
	blas.Gemv(q.env, -1, v, blas.VecOf(d), 1, blas.VecOf(x))
	for i := range h[:min(j, len(h))] {
		h[i] += d[i]
	}
}

// append makes x, orthogonalised twice against the first j columns, column j,
// where x already stands. It writes what it took to h and returns the length
// of the rest, 0 if x depends on the others; the column is then a random one,
// as long as the space has another direction.
func (q *basis[T]) append(j int, h []T) float64 {
	x := q.col(j)
	size := q.norm(x)
	clear(h)
	q.project(j, x, h)
	q.project(j, x, h)
	rest := q.norm(x)
	if rest > 10*blas.Eps[T]()*size && j < q.n {
		q.scale(x, rest)
		return rest
	}
	if j < q.n {
		q.random(j)
	} else {
		clear(x)
	}
	return 0
}

// combine replaces the first p columns by combinations, the columns of z, of
// the first z.Rows.
func (q *basis[T]) combine(z blas.Mat[T]) {
	c := blas.ScratchCols[T](q.n, z.Cols)
	blas.Gemm(q.env, 1, q.v.Window(0, 0, q.n, z.Rows), z, 0, c)
	blas.Copy(q.env, q.v.Window(0, 0, q.n, z.Cols), c)
}

// krylov is a Krylov decomposition, A·V[:, :m] = V·B, on its way: V has m+1
// orthonormal columns, B is m+1 by m.
type krylov[T array.Inexact] struct {
	*basis[T]
	op    string
	ctx   context.Context
	apply func(dst, x []T) error
	m     int
	b     blas.Mat[T]
	h     []T // scratch: coefficients
	calls int
	big   float64 // largest Ritz value seen
}

func newKrylov[T array.Inexact](ctx context.Context, op string, n, m int, apply func(dst, x []T) error) *krylov[T] {
	env := eager()
	env.Done = ctx.Done()
	return &krylov[T]{basis: newBasis[T](env, n, m+1), op: op, ctx: ctx, apply: apply, m: m,
		b: blas.NewCols[T](m+1, m), h: make([]T, m+1)}
}

// times computes dst = A·x, and looks whether to go on.
func (k *krylov[T]) times(dst, x []T, apply func(dst, x []T) error) error {
	if k.ctx.Err() != nil {
		return fmt.Errorf("%s: after %d applications: %w", k.op, k.calls, context.Cause(k.ctx))
	}
	if err := apply(dst, x); err != nil {
		return fmt.Errorf("%s: operator: %w", k.op, err)
	}
	k.calls++
	if size := blas.Nrm2(k.env, blas.VecOf(dst)); size-size != 0 {
		return &NonFiniteError{Op: k.op, What: "a product with the operator", Index: []int{k.calls - 1}}
	}
	return nil
}

// extend makes columns from+1 to m of V.
func (k *krylov[T]) extend(from int) error {
	for j := from; j < k.m; j++ {
		if err := k.times(k.col(j+1), k.col(j), k.apply); err != nil {
			return err
		}
		rest := k.append(j+1, k.h[:j+1])
		for i := 0; i <= j; i++ {
			k.b.Set(i, j, k.h[i])
		}
		k.b.Set(j+1, j, blas.FromReal[T](rest))
	}
	return nil
}

// compress replaces the basis by p combinations, the columns of z, and the
// last column; b is what B becomes above its last row.
func (k *krylov[T]) compress(z, b blas.Mat[T]) {
	p := z.Cols
	spike := make([]T, p)
	last := k.b.At(k.m, k.m-1)
	for i := range p {
		spike[i] = blas.Mul(last, z.At(k.m-1, i))
	}
	k.combine(z)
	copy(k.col(p), k.col(k.m))
	blas.Fill(k.b, 0, 0)
	blas.Copy(k.env, k.b.Window(0, 0, p, p), b)
	for i, s := range spike {
		k.b.Set(p, i, s)
	}
}

// subspaceOf returns how many vectors to keep for k eigenvalues of order n.
func subspaceOf(asked, k, n int) int {
	if asked <= 0 {
		asked = max(2*k+1, 20)
	}
	return min(n, max(asked, k+2))
}

// keptOf returns how many vectors of m survive a restart for k wanted.
func keptOf(m, k int) int { return max(1, min(m-1, k+(m-k)/3)) }

func (o *EigOptions[T]) limit() int {
	if o.MaxRestarts > 0 {
		return o.MaxRestarts
	}
	return 1000
}

func (o *EigOptions[T]) tol() float64 {
	switch {
	case o.Tol > 0:
		return o.Tol
	case blas.IsSingle[T]():
		return 1e-5
	}
	return 1e-10
}

// checkEig checks what a caller handed over.
func checkEig[T array.Inexact](op string, a Operator[T], k int, o *EigOptions[T]) (n int, err error) {
	rows, cols := a.Shape()
	if rows != cols {
		return 0, badShape(op, "not square", []int{rows, cols})
	}
	if k < 1 || k > rows {
		return 0, badValue(op, "%d eigenvalues of a matrix of order %d", k, rows)
	}
	if o.V0 != nil && len(o.V0) != rows {
		return 0, badShape(op, "the start vector does not fit the matrix", []int{len(o.V0)}, []int{rows})
	}
	if f, ok := a.(finiteChecker); ok {
		if err := f.checkFinite(op); err != nil {
			return 0, err
		}
	}
	return rows, finite(op, "start vector", o.V0)
}

// better reports whether eigenvalue x comes before y.
func (w Which) better(x, y complex128) bool {
	key := func(z complex128) float64 {
		switch w {
		case SmallestMagnitude:
			return -blas.Abs(z)
		case LargestAlgebraic, LargestReal:
			return real(z)
		case SmallestAlgebraic, SmallestReal:
			return -real(z)
		case LargestImag:
			return math.Abs(imag(z))
		case SmallestImag:
			return -math.Abs(imag(z))
		}
		return blas.Abs(z)
	}
	if p, q := key(x), key(y); p != q {
		return p > q
	}
	return real(x) > real(y) || real(x) == real(y) && imag(x) > imag(y)
}

// serial runs small dense problems, whose order is that of the subspace.
func serial() blas.Env { return blas.Env{Tier: cpu.Best} }
