package lapack

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

var accuracy = lapacktest.NewTable("factor", "LU, Cholesky, LDL and QR factorisations")

func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && !testing.Short() && flag.Lookup("test.run").Value.String() == "" {
		accuracy.Finish(reporter{}, "../..")
	}
	os.Exit(code)
}

// reporter lets the table be finished after all tests.
type reporter struct{ testing.TB }

func (reporter) Helper() {}

func (reporter) Fatal(args ...any) {
	fmt.Fprintln(os.Stderr, args...)
	os.Exit(1)
}

func (r reporter) Fatalf(format string, args ...any) { r.Fatal(fmt.Sprintf(format, args...)) }

func (r reporter) Errorf(format string, args ...any) { r.Fatal(fmt.Sprintf(format, args...)) }

// layout is a way to lay a matrix out in memory.
type layout struct {
	name string
	pad  int
	cols bool
}

var layouts = []layout{{"rows", 0, false}, {"columns", 0, true}, {"row window", 3, false}, {"column window", 5, true}}

// laid copies a with a layout; check fails t if memory around it was touched.
func laid[T blas.Scalar](t *testing.T, l layout, a blas.Mat[T]) (m blas.Mat[T], check func()) {
	t.Helper()
	rows, cols := a.Rows, a.Cols
	if l.cols {
		rows, cols = cols, rows
	}
	ld := cols + l.pad
	guard := blas.FromReal[T](12345)
	data := make([]T, (rows+2)*ld+l.pad)
	for i := range data {
		data[i] = guard
	}
	whole := blas.RowMajor(data[ld:], rows, cols, max(ld, 1))
	m = whole
	if l.cols {
		m = whole.T()
	}
	if !m.Empty() {
		m = m.Window(0, 0, m.Rows, m.Cols)
		blas.Copy(blas.Env{}, m, a)
	}
	return m, func() {
		t.Helper()
		for i, x := range data {
			r, c := i/max(ld, 1)-1, i%max(ld, 1)
			if (r < 0 || r >= rows || c >= cols) && x != guard {
				t.Fatalf("%s: wrote outside the matrix", l.name)
			}
		}
	}
}

// forTypes runs a test over the four element types.
func forTypes(t *testing.T, s, d, c, z func(*testing.T)) {
	t.Run("float32", s)
	t.Run("float64", d)
	t.Run("complex64", c)
	t.Run("complex128", z)
}

// sizes are orders around every change of road.
func sizes() []int {
	if testing.Short() {
		return []int{0, 1, 2, 17, 35}
	}
	return []int{0, 1, 2, 3, 5, 8, 16, 17, 32, 33, 50, 97}
}

// shapes are rectangles around every change of road.
func shapes() [][2]int {
	out := [][2]int{{0, 3}, {3, 0}, {1, 5}, {5, 1}, {40, 7}, {7, 40}, {70, 33}, {33, 70}}
	for _, n := range sizes() {
		out = append(out, [2]int{n, n})
	}
	if !testing.Short() {
		out = append(out, [2]int{300, 20}, [2]int{20, 300}, [2]int{130, 129}, [2]int{129, 130})
	}
	return out
}

// sameEverywhere runs f in all environments and compares the bits it returns.
func sameEverywhere[T blas.Scalar](t *testing.T, what string, f func(env blas.Env) blas.Mat[T]) {
	t.Helper()
	envs := lapacktest.Envs()
	want := f(envs[0].Env)
	for _, e := range envs[1:] {
		if !lapacktest.SameBits(want, f(e.Env)) {
			t.Errorf("%s: %s gives other bits than %s", what, e.Name, envs[0].Name)
		}
	}
}

// triangle copies one triangle of a, with zeros elsewhere, and ones on the
// diagonal if unit.
func triangle[T blas.Scalar](uplo blas.Uplo, unit bool, a blas.Mat[T], rows, cols int) blas.Mat[T] {
	out := blas.NewMat[T](rows, cols)
	for i := range rows {
		for j := range cols {
			if i == j || (j > i) == bool(uplo) {
				out.Set(i, j, a.At(i, j))
			}
			if i == j && unit {
				out.Set(i, j, 1)
			}
		}
	}
	return out
}

// finite reports whether no element has left the range, as the solution of a
// system with a huge inverse may.
func finite[T blas.Scalar](a blas.Mat[T]) bool {
	for i := range a.Rows {
		for j := range a.Cols {
			if !blas.Finite(a.At(i, j)) {
				return false
			}
		}
	}
	return true
}

func name(parts ...any) string { return fmt.Sprint(parts...) }
