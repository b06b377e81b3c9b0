package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
)

// dense is a matrix of the plain loops that results are held against.
type dense [][]complex128

func newDense(m, n int) dense {
	d := make(dense, m)
	for i := range d {
		d[i] = make([]complex128, n)
	}
	return d
}

func denseOf[T Scalar](a Mat[T]) dense {
	d := newDense(a.Rows, a.Cols)
	for i := range d {
		for j := range d[i] {
			d[i][j] = Complex128(a.At(i, j))
		}
	}
	return d
}

func conj(z complex128) complex128 { return complex(real(z), -imag(z)) }

func (a dense) t(c bool) dense {
	if len(a) == 0 {
		return a
	}
	d := newDense(len(a[0]), len(a))
	for i := range a {
		for j, x := range a[i] {
			if c {
				x = conj(x)
			}
			d[j][i] = x
		}
	}
	return d
}

// triangle returns the triangle of a that an operation sees.
func (a dense) triangle(uplo Uplo, diag Diag) dense {
	d := newDense(len(a), len(a))
	for i := range a {
		for j := range a {
			switch {
			case i == j && diag == Unit:
				d[i][j] = 1
			case i == j || (j > i) == (uplo == Upper):
				d[i][j] = a[i][j]
			}
		}
	}
	return d
}

// full returns the symmetric or Hermitian matrix of which a has a triangle.
func (a dense) full(uplo Uplo, herm bool) dense {
	d := newDense(len(a), len(a))
	for i := range a {
		for j := range a {
			x := a[i][j]
			if i != j && (j > i) != (uplo == Upper) {
				x = a[j][i]
				if herm {
					x = conj(x)
				}
			}
			if i == j && herm {
				x = complex(real(x), 0)
			}
			d[i][j] = x
		}
	}
	return d
}

func (a dense) abs() [][]float64 {
	d := make([][]float64, len(a))
	for i := range a {
		d[i] = make([]float64, len(a[i]))
		for j, x := range a[i] {
			d[i][j] = Abs1(x)
		}
	}
	return d
}

// addProduct returns alpha·a·b + c and, as bound of errors, the same of
// absolute values.
func addProduct(alpha complex128, a, b dense, beta complex128, c dense) (sum, size dense) {
	m, n := len(c), 0
	if m > 0 {
		n = len(c[0])
	}
	sum, size = newDense(m, n), newDense(m, n)
	bt := b.t(false)
	aa, ba := a.abs(), bt.abs()
	for i := range m {
		for j := range n {
			var s complex128
			var z float64
			for k := range b {
				s += a[i][k] * bt[j][k]
				z += aa[i][k] * ba[j][k]
			}
			s, z = s*alpha, z*Abs(alpha)
			if alpha == 0 {
				s, z = 0, 0
			}
			if beta != 0 {
				s, z = s+beta*c[i][j], z+Abs(beta*c[i][j])
			}
			sum[i][j], size[i][j] = s, complex(z, 0)
		}
	}
	return sum, size
}

// placement says how a test matrix lies in memory.
type placement struct {
	order int // 0 rows contiguous, 1 columns, 2 neither
	conj  bool
}

func (p placement) String() string { return fmt.Sprintf("%d%v", p.order, p.conj) }

func placements[T Scalar]() []placement {
	ps := []placement{{0, false}, {1, false}, {2, false}}
	if IsComplex[T]() {
		ps = append(ps, placement{0, true}, placement{1, true}, placement{2, true})
	}
	return ps
}

// place copies a into memory of NaNs.
func place[T Scalar](a Mat[T], p placement) Mat[T] {
	rs, cs := a.Cols+3, 1
	switch p.order {
	case 1:
		rs, cs = 1, a.Rows+2
	case 2:
		rs, cs = 2*a.Cols+5, 2
	}
	if a.Empty() {
		return Mat[T]{Rows: a.Rows, Cols: a.Cols, RS: rs, CS: cs, Conj: p.conj}
	}
	data := make([]T, (a.Rows-1)*rs+(a.Cols-1)*cs+1)
	for i := range data {
		data[i] = FromReal[T](math.NaN())
	}
	m := Mat[T]{Data: data, Rows: a.Rows, Cols: a.Cols, RS: rs, CS: cs, Conj: p.conj}
	for i := range a.Rows {
		for j := range a.Cols {
			m.Set(i, j, a.At(i, j))
		}
	}
	return m
}

func cloneData[T Scalar](m Mat[T]) Mat[T] {
	m.Data = append([]T(nil), m.Data...)
	return m
}

// untouched fails if got differs from before outside the elements that keep
// says an operation may write.
func untouched[T Scalar](t *testing.T, what string, got, before Mat[T], mine func(i, j int) bool) {
	t.Helper()
	w := cloneData(before)
	for i := range got.Rows {
		for j := range got.Cols {
			if mine(i, j) {
				at := i*got.RS + j*got.CS
				w.Data[at] = got.Data[at]
			}
		}
	}
	if !same(got.Data, w.Data) {
		t.Fatalf("%s: wrote where it must not", what)
	}
}

func everywhere(i, j int) bool { return true }

func within(uplo Uplo) func(i, j int) bool {
	return func(i, j int) bool { return i == j || (j > i) == (uplo == Upper) }
}

// close fails unless the elements of got that mine names are near want.
func closeTo[T Scalar](t *testing.T, what string, got Mat[T], want, size dense, mine func(i, j int) bool) {
	t.Helper()
	for i := range got.Rows {
		for j := range got.Cols {
			if !mine(i, j) {
				continue
			}
			tol := (20 + float64(got.Rows+got.Cols)) * 4 * Eps[T]() * (real(size[i][j]) + 1e-30)
			if d := Abs(Complex128(got.At(i, j)) - want[i][j]); !(d <= tol) {
				t.Fatalf("%s: element (%d,%d) is %v, want %v (off by %g, may be %g)", what, i, j, got.At(i, j), want[i][j], d, tol)
			}
		}
	}
}

var testPools = []*sched.Pool{nil, sched.New(2), sched.New(5)}

// everyWay runs an operation on a copy of out for all tiers and pools and
// fails if bits differ; it returns the result.
func everyWay[T Scalar](t *testing.T, what string, out Mat[T], run func(env Env, out Mat[T])) Mat[T] {
	t.Helper()
	var first Mat[T]
	tiers := cpu.Available()
	for i, tier := range tiers {
		for j, p := range testPools {
			if i == 0 && (j > 0 || out.Rows > 70 && len(tiers) > 1) || testing.Short() && i+j > 1 {
				continue // the reference is slow
			}
			got := cloneData(out)
			run(Env{Tier: tier, Pool: p}, got)
			if first.RS == 0 {
				first = got
			} else if !same(got.Data, first.Data) {
				t.Fatalf("%s: other bits on %v with %d workers", what, tier, p.Workers())
			}
		}
	}
	return first
}

func drawMat[T Scalar](r *rand.Rand, m, n int) Mat[T] { return RowMajor(draw[T](r, m*n), m, n, n) }

func pick[T any](r *rand.Rand, s []T) T { return s[r.IntN(len(s))] }

// scalarsOf are the factors that operations treat in their own way, and
// others.
func scalarsOf[T Scalar]() []T {
	return []T{0, 1, -1, FromReal[T](0.75), FromComplex[T](0.5 - 1.25i)}
}
