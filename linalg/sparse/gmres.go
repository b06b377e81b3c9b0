package sparse

import (
	"context"
	"math"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// GMRES solves A·x = b for any square A by the generalised minimal residual
// method, begun again after Options.Restart steps, preconditioned from the
// right, so that the residual it minimises is the true one. Y. Saad and M.
// Schultz, "GMRES: a generalized minimal residual algorithm for solving
// nonsymmetric linear systems" (1986). It keeps Restart+1 vectors, twice as
// many if Flexible. Results and errors are those of [CG].
func GMRES[T array.Inexact](ctx context.Context, a Operator[T], b []T, opts *Options[T]) ([]T, Result, error) {
	s, err := start(ctx, "gmres", a, b, opts)
	if err != nil {
		return nil, Result{}, err
	}
	s.stall = 1 - 1e-9
	m := s.opts.Restart
	if m <= 0 {
		m = 30
	}
	m = max(1, min(m, len(b), s.max))
	g := &gmres[T]{run: s, m: m, w: make([]T, len(b)), z: make([]T, len(b)),
		h: blas.NewCols[complex128](m+1, m), rhs: make([]complex128, m+1), c: make([]float64, m), s: make([]complex128, m)}
	return s.solve(g.cycle)
}

type gmres[T array.Inexact] struct {
	*run[T]
	m    int
	v, k [][]T // the basis; what the preconditioner made of it, if flexible
	w, z []T
	h    blas.Mat[complex128] // triangular by the rotations c, s
	rhs  []complex128
	c    []float64
	s    []complex128
}

func (g *gmres[T]) cycle() (Reason, error) {
	beta := g.norm(g.r)
	clear(g.rhs)
	g.rhs[0] = complex(beta, 0)
	g.keep(&g.v, 0, g.r, 1/beta)
	for j := range g.m {
		z, err := g.direction(j)
		if err != nil {
			return 0, err
		}
		if err := g.apply(g.w, z); err != nil {
			return 0, err
		}
		size := g.norm(g.w)
		next := g.orthogonalise(j, size)
		exhausted := !(next > blas.Eps[T]()*size)
		g.rotate(j, next)
		over, err := g.step(blas.Abs(g.rhs[j+1]))
		if err != nil {
			return 0, err
		}
		if over || exhausted || j+1 == g.m {
			why := Unfinished
			if exhausted {
				why = Breakdown
			}
			return why, g.update(j + 1)
		}
		g.keep(&g.v, j+1, g.w, 1/next)
	}
	return Unfinished, nil
}

// keep stores x·scale as vector j of a basis.
func (g *gmres[T]) keep(basis *[][]T, j int, x []T, scale float64) {
	if j == len(*basis) {
		*basis = append(*basis, make([]T, len(x)))
	}
	v := (*basis)[j]
	copy(v, x)
	if scale != 1 {
		g.scal(blas.FromReal[T](scale), v)
	}
}

// direction returns M⁻¹·v[j].
func (g *gmres[T]) direction(j int) ([]T, error) {
	if g.opts.Preconditioner == nil {
		return g.v[j], nil
	}
	if err := g.precondition(g.z, g.v[j]); err != nil {
		return nil, err
	}
	if g.opts.Flexible {
		g.keep(&g.k, j, g.z, 1)
	}
	return g.z, nil
}

// orthogonalise takes the basis out of w by modified Gram-Schmidt, a second
// time if little is left, and returns the length of the rest.
func (g *gmres[T]) orthogonalise(j int, size float64) float64 {
	for pass := range 2 {
		for i := 0; i <= j; i++ {
			d := g.dot(g.v[i], g.w)
			g.axpy(-d, g.v[i], g.w)
			if pass == 0 {
				g.h.Set(i, j, 0)
			}
			g.h.Set(i, j, g.h.At(i, j)+blas.Complex128(d))
		}
		rest := g.norm(g.w)
		if rest > 0.1*size || pass == 1 {
			return rest
		}
	}
	return 0
}

// rotate makes column j of h triangular and turns the right side along.
func (g *gmres[T]) rotate(j int, next float64) {
	for i := range j {
		x, y := g.h.At(i, j), g.h.At(i+1, j)
		g.h.Set(i, j, scaled(g.c[i], x)+blas.Mul(g.s[i], y))
		g.h.Set(i+1, j, scaled(g.c[i], y)-blas.Mul(blas.Conj(g.s[i]), x))
	}
	x := g.h.At(j, j)
	length, phase := blas.Abs(x), complex128(1)
	if x != 0 {
		phase = complex(real(x)/length, imag(x)/length)
	}
	size := blas.Hypot(length, next)
	g.c[j], g.s[j] = 1, 0
	if size != 0 {
		g.c[j], g.s[j] = length/size, scaled(next/size, phase)
	}
	g.h.Set(j, j, scaled(size, phase))
	r := g.rhs[j]
	g.rhs[j] = scaled(g.c[j], r)
	g.rhs[j+1] = -blas.Mul(blas.Conj(g.s[j]), r)
}

// scaled returns f·z part by part.
func scaled(f float64, z complex128) complex128 {
	return complex(float64(f*real(z)), float64(f*imag(z)))
}

// update adds the best combination of the first n directions to x. Directions
// that a singular matrix leaves without weight are passed over.
func (g *gmres[T]) update(n int) error {
	y := g.rhs[:n]
	big := 0.0
	for i := range n {
		big = math.Max(big, blas.Abs(g.h.At(i, i)))
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			y[i] -= blas.Mul(g.h.At(i, k), y[k])
		}
		if d := g.h.At(i, i); blas.Abs(d) > blas.Eps[T]()*big {
			y[i] = blas.Div(y[i], d)
		} else {
			y[i] = 0
		}
	}
	basis, sum := g.v, g.x
	if g.opts.Flexible && g.opts.Preconditioner != nil {
		basis = g.k
	} else if g.opts.Preconditioner != nil {
		clear(g.w)
		sum = g.w
	}
	for i, c := range y {
		g.axpy(blas.FromComplex[T](c), basis[i], sum)
	}
	if &sum[0] == &g.x[0] {
		return nil
	}
	if err := g.precondition(g.z, g.w); err != nil {
		return err
	}
	g.axpy(1, g.z, g.x)
	return nil
}
