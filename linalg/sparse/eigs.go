package sparse

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/schur"
)

// Eigs returns k eigenvalues of any square operator, the best in the sense of
// Options.Which first, and their eigenvectors of length one as the columns of
// an n by k array, by the Arnoldi method with Krylov-Schur restarts. G.
// Stewart, "A Krylov-Schur algorithm for large eigenproblems" (2001). Of a
// conjugate pair of a real operator the second may fall outside the k.
//
// Whether all were found is told in the EigResult. Memory is n·(Subspace+1)
// numbers. Errors are those of [EigSh]. SciPy: eigs.
func Eigs[T array.Inexact](ctx context.Context, a Operator[T], k int, opts *EigOptions[T]) ([]complex128, array.Array[complex128], EigResult, error) {
	var o EigOptions[T]
	if opts != nil {
		o = *opts
	}
	none := array.Array[complex128]{}
	n, err := checkEig("eigs", a, k, &o)
	if err != nil {
		return nil, none, EigResult{}, err
	}
	apply, err := o.transformed(ctx, "eigs", a)
	if err != nil {
		return nil, none, EigResult{}, err
	}
	s := arnoldi[T]{krylov: newKrylov(ctx, "eigs", n, subspaceOf(o.Subspace, k, n), apply), k: k, o: o}
	s.begin(o.V0)
	if err := s.iterate(); err != nil {
		return nil, none, s.res, err
	}
	return s.finish(a)
}

type arnoldi[T array.Inexact] struct {
	*krylov[T]
	k     int
	o     EigOptions[T]
	w     []complex128         // Ritz values
	y     blas.Mat[complex128] // their vectors in the basis
	order []int                // best first
	res   EigResult
}

func (s *arnoldi[T]) iterate() error {
	from := 0
	for {
		if err := s.extend(from); err != nil {
			return err
		}
		if !s.ritz() {
			s.res.Reason = Stagnated
			return badValue("eigs", "the projected matrix has no eigenvalues to working precision")
		}
		s.res.Found = s.found()
		s.res.Restarts++
		if s.o.Progress != nil {
			s.o.Progress(s.res.Restarts, s.res.Found)
		}
		if s.res.Found == s.k || s.m == s.n || s.res.Restarts >= s.o.limit() {
			return nil
		}
		from = s.restart()
	}
}

// ritz solves the projected problem, in double precision.
func (s *arnoldi[T]) ritz() bool {
	s.w = make([]complex128, s.m)
	var failed int
	if blas.IsComplex[T]() {
		c := blas.NewCols[complex128](s.m, s.m)
		widen(c, s.b, blas.Complex128[T])
		_, s.y, failed = schur.Geev(serial(), c, s.w, false, true)
	} else { // real arithmetic makes pairs exactly conjugate
		c := blas.NewCols[float64](s.m, s.m)
		widen(c, s.b, blas.Re[T])
		var packed blas.Mat[float64]
		if _, packed, failed = schur.Geev(serial(), c, s.w, false, true); failed == 0 {
			s.y = schur.Unpack[complex128](s.w, packed)
		}
	}
	if failed != 0 {
		return false
	}
	s.order = ranked(s.w, s.o.Which)
	for _, z := range s.w {
		s.big = math.Max(s.big, blas.Abs(z))
	}
	return true
}

// widen copies the top left of src to dst.
func widen[D, T array.Inexact](dst blas.Mat[D], src blas.Mat[T], convert func(T) D) {
	for j := range dst.Cols {
		for i := range dst.Rows {
			dst.Set(i, j, convert(src.At(i, j)))
		}
	}
}

// ranked returns the places of eigenvalues, best first.
func ranked(w []complex128, by Which) []int {
	order := identity(len(w))
	slices.SortStableFunc(order, func(p, q int) int {
		if by.better(w[p], w[q]) {
			return -1
		} else if by.better(w[q], w[p]) {
			return 1
		}
		return 0
	})
	return order
}

func (s *arnoldi[T]) found() int {
	count := 0
	last := blas.Abs(s.b.At(s.m, s.m-1))
	for _, i := range s.order[:s.k] {
		if last*blas.Abs(s.y.At(s.m-1, i)) <= s.o.tol()*s.big {
			count++
		}
	}
	return count
}

// restart keeps the Schur vectors of the best Ritz values.
func (s *arnoldi[T]) restart() int {
	env := serial()
	t, z := blas.NewCols[T](s.m, s.m), blas.NewCols[T](s.m, s.m)
	blas.Copy(env, t, s.b.Window(0, 0, s.m, s.m))
	w := make([]complex128, s.m)
	if _, _, failed := schur.Gees(env, t, z, w, nil); failed != 0 {
		return s.restartOne()
	}
	sel := make([]bool, s.m)
	order := ranked(w, s.o.Which)
	for _, i := range order[:keptOf(s.m, s.k)] {
		sel[i] = true
	}
	p, _ := schur.Trsen(env, sel, t, z, w)
	if p == 0 {
		return s.restartOne()
	}
	if p == s.m { // a pair came along: leave room to go on
		p--
		if t.At(p, p-1) != 0 {
			p--
		}
	}
	s.compress(z.Window(0, 0, s.m, p), t.Window(0, 0, p, p))
	return p
}

// restartOne begins again with the best Ritz vector alone.
func (s *arnoldi[T]) restartOne() int {
	x := make([]T, s.n)
	y := make([]T, s.m)
	for i := range y {
		y[i] = blas.FromComplex[T](s.y.At(i, s.order[0]))
	}
	blas.Gemv(s.env, 1, s.v.Window(0, 0, s.n, s.m), blas.VecOf(y), 0, blas.VecOf(x))
	blas.Fill(s.b, 0, 0)
	s.begin(x)
	return 0
}

// finish forms the eigenpairs and measures their residuals.
func (s *arnoldi[T]) finish(a Operator[T]) ([]complex128, array.Array[complex128], EigResult, error) {
	s.res.Applications = s.calls
	values := make([]complex128, s.k)
	x := blas.NewCols[complex128](s.n, s.k)
	for c, i := range s.order[:s.k] {
		values[c] = s.w[i]
		if s.o.Sigma != nil {
			values[c] = blas.Complex128(*s.o.Sigma) + blas.Div(1, s.w[i])
		}
		if err := s.vector(x.Col(c).Data[:s.n], i, a, values[c]); err != nil {
			return nil, array.Array[complex128]{}, s.res, err
		}
	}
	s.res.conclude(s.k, s.m == s.n)
	return values, columns(x), s.res, nil
}

// vector writes Ritz vector i and appends its residual. A real operator is
// applied to real and imaginary part.
func (s *arnoldi[T]) vector(dst []complex128, i int, a Operator[T], value complex128) error {
	parts := []complex128{1}
	if !blas.IsComplex[T]() {
		parts = []complex128{1, 1i}
	}
	y, x, ax := make([]T, s.m), make([]T, s.n), make([]T, s.n)
	image := make([]complex128, s.n)
	for _, unit := range parts {
		for q := range y {
			z := s.y.At(q, i)
			if unit == 1i {
				z = complex(imag(z), 0)
			}
			y[q] = blas.FromComplex[T](z)
		}
		blas.Gemv(s.env, 1, s.v.Window(0, 0, s.n, s.m), blas.VecOf(y), 0, blas.VecOf(x))
		if err := a.Apply(ax, x); err != nil {
			return fmt.Errorf("eigs: operator: %w", err)
		}
		for q := range x {
			dst[q] += unit * blas.Complex128(x[q])
			image[q] += unit * blas.Complex128(ax[q])
		}
	}
	blas.Axpy(s.env, -value, blas.VecOf(dst), blas.VecOf(image))
	s.res.Residuals = append(s.res.Residuals, blas.Nrm2(s.env, blas.VecOf(image)))
	return nil
}
