package sparse

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/symeig"
)

// EigSh returns k eigenvalues of a symmetric or Hermitian operator in
// increasing order, and their eigenvectors as the columns of an n by k array,
// by the Lanczos method with thick restarts and full reorthogonalisation. K.
// Wu and H. Simon, "Thick-restart Lanczos method for large symmetric
// eigenvalue problems" (2000).
//
// Whether all were found is told in the EigResult, beside which the best
// approximations stand. Of a multiple eigenvalue a Krylov method may find fewer
// copies than there are; [LOBPCG] does not. Memory is n·(Subspace+1) numbers.
// Errors are returned for shapes, input that is not finite, failing operators
// and a cancelled context. SciPy: eigsh.
func EigSh[T array.Inexact](ctx context.Context, a Operator[T], k int, opts *EigOptions[T]) ([]float64, array.Array[T], EigResult, error) {
	var o EigOptions[T]
	if opts != nil {
		o = *opts
	}
	none := array.Array[T]{}
	n, err := checkEig("eigsh", a, k, &o)
	if err != nil {
		return nil, none, EigResult{}, err
	}
	if o.Which > SmallestAlgebraic {
		return nil, none, EigResult{}, badValue("eigsh", "a Hermitian operator has no eigenvalues by imaginary part")
	}
	apply, err := o.transformed(ctx, "eigsh", a)
	if err != nil {
		return nil, none, EigResult{}, err
	}
	l := lanczos[T]{krylov: newKrylov(ctx, "eigsh", n, subspaceOf(o.Subspace, k, n), apply), k: k, o: o}
	l.begin(o.V0)
	if err := l.iterate(); err != nil {
		return nil, none, l.res, err
	}
	return l.finish(a)
}

// transformed returns the operator whose eigenvalues are iterated on.
func (o *EigOptions[T]) transformed(ctx context.Context, op string, a Operator[T]) (func(dst, x []T) error, error) {
	if o.Sigma == nil {
		return a.Apply, nil
	}
	if !blas.Finite(*o.Sigma) {
		return nil, badValue(op, "sigma is %v", *o.Sigma)
	}
	if o.Inverse != nil {
		return o.Inverse.Solve, nil
	}
	var m *CSR[T]
	switch a := a.(type) {
	case *CSR[T]:
		m = a
	case *CSC[T]:
		m = a.ToCSR()
	default:
		return nil, badValue(op, "sigma needs an inverse for an operator that is not a sparse matrix")
	}
	eye, err := Eye[T](m.rows)
	if err != nil {
		return nil, err
	}
	if m, err = Sub(m, Scale(*o.Sigma, eye)); err != nil {
		return nil, err
	}
	f, err := NewLU(ctx, m, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: A - sigma·I: %w", op, err)
	}
	return f.Solve, nil
}

type lanczos[T array.Inexact] struct {
	*krylov[T]
	k     int
	o     EigOptions[T]
	theta []float64
	s     blas.Mat[T] // Ritz vectors in the basis
	order []int       // Ritz values, best first
	res   EigResult
}

// iterate restarts until the wanted have converged or the restarts are used
// up.
func (l *lanczos[T]) iterate() error {
	from := 0
	for {
		if err := l.extend(from); err != nil {
			return err
		}
		l.ritz()
		l.res.Found = l.found()
		l.res.Restarts++
		if l.o.Progress != nil {
			l.o.Progress(l.res.Restarts, l.res.Found)
		}
		if l.res.Found == l.k || l.m == l.n || l.res.Restarts >= l.o.limit() {
			return nil
		}
		from = l.restart()
	}
}

// ritz solves the projected problem.
func (l *lanczos[T]) ritz() {
	l.s = blas.NewCols[T](l.m, l.m)
	for j := range l.m {
		for i := range j {
			x := (l.b.At(i, j) + blas.Conj(l.b.At(j, i))) * blas.FromReal[T](0.5)
			l.s.Set(i, j, x)
			l.s.Set(j, i, blas.Conj(x))
		}
		l.s.Set(j, j, blas.FromReal[T](blas.Re(l.b.At(j, j))))
	}
	l.theta = make([]float64, l.m)
	symeig.Syevd(serial(), true, blas.Lower, l.s, l.theta)
	l.order = identity(l.m)
	slices.SortStableFunc(l.order, func(p, q int) int {
		x, y := complex(l.theta[p], 0), complex(l.theta[q], 0)
		if l.o.Which.better(x, y) {
			return -1
		} else if l.o.Which.better(y, x) {
			return 1
		}
		return 0
	})
	l.big = math.Max(l.big, math.Max(math.Abs(l.theta[0]), math.Abs(l.theta[l.m-1])))
}

// found counts the wanted whose residual is small.
func (l *lanczos[T]) found() int {
	count := 0
	last := blas.Abs(l.b.At(l.m, l.m-1))
	for _, i := range l.order[:l.k] {
		if last*blas.Abs(l.s.At(l.m-1, i)) <= l.o.tol()*l.big {
			count++
		}
	}
	return count
}

// restart keeps the best Ritz vectors.
func (l *lanczos[T]) restart() int {
	p := keptOf(l.m, l.k)
	z, b := blas.NewCols[T](l.m, p), blas.NewCols[T](p, p)
	for c, i := range l.order[:p] {
		blas.CopyVec(l.env, l.s.Col(i), z.Col(c))
		b.Set(c, c, blas.FromReal[T](l.theta[i]))
	}
	l.compress(z, b)
	return p
}

// finish forms the eigenpairs and measures their residuals.
func (l *lanczos[T]) finish(a Operator[T]) ([]float64, array.Array[T], EigResult, error) {
	l.res.Applications = l.calls
	type pair struct {
		value float64
		at    int
	}
	var pairs []pair
	for _, i := range l.order[:l.k] {
		v := l.theta[i]
		if l.o.Sigma != nil {
			v = blas.Re(*l.o.Sigma) + 1/v
		}
		pairs = append(pairs, pair{v, i})
	}
	slices.SortStableFunc(pairs, func(p, q pair) int {
		if p.value < q.value {
			return -1
		} else if p.value > q.value {
			return 1
		}
		return 0
	})
	values := make([]float64, l.k)
	z, x := blas.NewCols[T](l.m, l.k), blas.ScratchCols[T](l.n, l.k)
	for c, p := range pairs {
		values[c] = p.value
		blas.CopyVec(l.env, l.s.Col(p.at), z.Col(c))
	}
	blas.Gemm(l.env, 1, l.v.Window(0, 0, l.n, l.m), z, 0, x)
	r := make([]T, l.n)
	for c, v := range values {
		col := x.Col(c).Data[:l.n]
		l.scale(col, l.norm(col)) // restarts add up rounding errors
		if err := a.Apply(r, col); err != nil {
			return nil, array.Array[T]{}, l.res, fmt.Errorf("eigsh: operator: %w", err)
		}
		blas.Axpy(l.env, blas.FromReal[T](-v), blas.VecOf(col), blas.VecOf(r))
		l.res.Residuals = append(l.res.Residuals, blas.Nrm2(l.env, blas.VecOf(r)))
	}
	l.res.conclude(l.k, l.m == l.n)
	return values, columns(x), l.res, nil
}

// conclude fills in the reason. With the whole space as basis the projected
// problem is the problem.
func (r *EigResult) conclude(k int, whole bool) {
	if whole {
		r.Found = k
	}
	r.Converged, r.Reason = r.Found == k, MaxIterations
	if r.Converged {
		r.Reason = Converged
	}
	for _, v := range r.Residuals {
		if v-v != 0 {
			r.Converged, r.Reason = false, Overflow
		}
	}
}

// columns returns a column-major matrix without gaps as an array.
func columns[T array.Inexact](m blas.Mat[T]) array.Array[T] {
	return array.FromSlice(m.Data[:m.Rows*m.Cols], m.Cols, m.Rows).T()
}
