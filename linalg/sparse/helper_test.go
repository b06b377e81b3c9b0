package sparse

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
)

// envs are the environments among which no bit may differ.
func envs() []blas.Env {
	var out []blas.Env
	for _, t := range cpu.Available() {
		for _, p := range []*sched.Pool{nil, sched.New(2), sched.New(5)} {
			out = append(out, blas.Env{Tier: t, Pool: p})
		}
	}
	return out
}

func draw[T array.Inexact](r *rand.Rand) T {
	return blas.FromComplex[T](complex(r.NormFloat64(), r.NormFloat64()))
}

func drawVec[T array.Inexact](r *rand.Rand, n int) []T {
	x := make([]T, n)
	for i := range x {
		x[i] = draw[T](r)
	}
	return x
}

// sparseOf returns a random matrix with about perRow elements in a row; some
// rows are empty, some have many.
func sparseOf[T array.Inexact](r *rand.Rand, rows, cols, perRow int) *CSR[T] {
	b := Builder[T]{Rows: rows, Cols: cols}
	for i := range rows {
		n := r.IntN(2*perRow + 1)
		if i%7 == 3 {
			n = 0
		}
		if i%11 == 5 {
			n *= 6
		}
		if cols == 0 {
			n = 0
		}
		for range n {
			b.Add(i, r.IntN(cols), draw[T](r))
		}
	}
	a, err := b.CSR()
	if err != nil {
		panic(err)
	}
	return a
}

// laplace2D is the 5-point Laplacian of an m by m grid.
func laplace2D[T array.Inexact](m int) *CSR[T] {
	d := must(Diags(m, m, []int{-1, 0, 1}, [][]T{{-1}, {2}, {-1}}))
	i := must(Eye[T](m))
	return must(Add(must(Kron(i, d)), must(Kron(d, i))))
}

func laplace1D[T array.Inexact](n int) *CSR[T] {
	if n == 1 {
		return Scale(2, must(Eye[T](1)))
	}
	return must(Diags(n, n, []int{-1, 0, 1}, [][]T{{-1}, {2}, {-1}}))
}

func must[V any](v V, err error) V {
	if err != nil {
		panic(err)
	}
	return v
}

// eachType runs a test for every element type.
func eachType(t *testing.T, f32, f64, c64, c128 func(*testing.T)) {
	t.Run("float32", f32)
	t.Run("float64", f64)
	t.Run("complex64", c64)
	t.Run("complex128", c128)
}

// near fails unless |got - want| <= tol in the Euclidean norm, relative to
// scale.
func near[T array.Inexact](t *testing.T, what string, got, want []T, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d elements, want %d", what, len(got), len(want))
	}
	diff := make([]T, len(got))
	for i := range got {
		diff[i] = got[i] - want[i]
	}
	env := blas.Env{}
	d, w := blas.Nrm2(env, blas.VecOf(diff)), blas.Nrm2(env, blas.VecOf(want))
	if !(d <= tol*max(w, 1e-300)) {
		t.Errorf("%s: off by %g of %g", what, d, w)
	}
}

func sameBits[T array.Inexact](t *testing.T, what string, got, want []T) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d elements, want %d", what, len(got), len(want))
	}
	for i := range got {
		if got[i] != want[i] && (got[i] == got[i] || want[i] == want[i]) {
			t.Fatalf("%s: element %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

// denseMul is the product by the definition, in complex128.
func denseMul[T array.Inexact](a *CSR[T], x []T, adjoint bool) []T {
	rows, cols := a.Shape()
	if adjoint {
		out := make([]complex128, cols)
		for i := range rows {
			for j := range cols {
				out[j] += blas.Complex128(blas.Conj(a.At(i, j))) * blas.Complex128(x[i])
			}
		}
		return narrow[T](out)
	}
	out := make([]complex128, rows)
	for i := range rows {
		for j := range cols {
			out[i] += blas.Complex128(a.At(i, j)) * blas.Complex128(x[j])
		}
	}
	return narrow[T](out)
}

func narrow[T array.Inexact](z []complex128) []T {
	out := make([]T, len(z))
	for i, v := range z {
		out[i] = blas.FromComplex[T](v)
	}
	return out
}

func eps[T array.Inexact]() float64 { return 2 * blas.Eps[T]() }

func shapeName(rows, cols int) string { return fmt.Sprintf("%dx%d", rows, cols) }
