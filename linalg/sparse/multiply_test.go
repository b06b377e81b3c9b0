package sparse

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

func TestApply(t *testing.T) {
	eachType(t, testApply[float32], testApply[float64], testApply[complex64], testApply[complex128])
}

func testApply[T array.Inexact](t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	for _, s := range [][3]int{{0, 0, 1}, {0, 3, 1}, {3, 0, 1}, {1, 1, 1}, {9, 5, 2}, {40, 60, 9}, {60, 40, 17}, {33, 33, 30}} {
		a := sparseOf[T](r, s[0], s[1], s[2])
		x, y := drawVec[T](r, s[1]), drawVec[T](r, s[0])
		tol := 16 * eps[T]()
		got, back := make([]T, s[0]), make([]T, s[1])
		for i := range got {
			got[i] = 99 // what was there must not be read
		}
		for i := range back {
			back[i] = 99
		}
		check := func(what string, err error, got, want []T) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			near(t, what+" "+shapeName(s[0], s[1]), got, want, tol)
		}
		want, wantBack := denseMul(a, x, false), denseMul(a, y, true)
		check("csr", a.Apply(got, x), got, want)
		check("csr adjoint", a.ApplyAdjoint(back, y), back, wantBack)
		c := a.ToCSC()
		check("csc", c.Apply(got, x), got, want)
		check("csc adjoint", c.ApplyAdjoint(back, y), back, wantBack)
		conj := a.Conj()
		check("csr transpose", conj.ApplyTranspose(back, y), back, wantBack)
		check("csc transpose", conj.ToCSC().ApplyTranspose(back, y), back, wantBack)
		d := must(DenseOperator(a.ToDense()))
		check("dense", d.Apply(got, x), got, want)
		check("dense adjoint", d.ApplyAdjoint(back, y), back, wantBack)
	}
}

// TestApplyBits holds large products, cut into many chunks, to the same bits
// for every number of workers.
func TestApplyBits(t *testing.T) {
	eachType(t, testApplyBits[float32], testApplyBits[float64], testApplyBits[complex64], testApplyBits[complex128])
}

func testApplyBits[T array.Inexact](t *testing.T) {
	r := rand.New(rand.NewPCG(2, 9))
	random := sparseOf[T](r, 9000, 3000, 10)
	for name, a := range map[string]*CSR[T]{"random": random, "wide": random.ToCSC().T(), "grid": laplace2D[T](100)} {
		x, y := drawVec[T](r, a.cols), drawVec[T](r, a.rows)
		b := drawVec[T](r, 7*a.cols)
		var first, back, many []T
		var prod *CSR[T]
		for _, env := range envs() {
			got, gotBack, gotMany := make([]T, a.rows), make([]T, a.cols), make([]T, 7*a.rows)
			gather(env, a, false, got, x)
			scatter(env, a, true, gotBack, y)
			multiplyMany(env, a, gotMany, b, 7)
			p := multiply(env, must(a.SliceCols(0, 600)), must(a.SliceRows(0, 600)))
			if first == nil {
				first, back, many, prod = got, gotBack, gotMany, p
			}
			sameBits(t, name, got, first)
			sameBits(t, name+" adjoint", gotBack, back)
			sameBits(t, name+" by a dense matrix", gotMany, many)
			sameBits(t, name+" squared", p.val, prod.val)
		}
		if name != "wide" && len(a.scatterPlanOf().rows) == 2 {
			t.Errorf("%s: one block only: nothing was tested", name)
		}
		// Against the product row by row, and the transposed one by definition.
		for i := range a.rows {
			var s complex128
			cols, values := a.Row(i)
			for k, j := range cols {
				s += blas.Complex128(values[k]) * blas.Complex128(x[j])
			}
			if d := blas.Abs(s - blas.Complex128(first[i])); !(d <= 1e3*eps[T]()) {
				t.Fatalf("%s: row %d is off by %g", name, i, d)
			}
		}
		near(t, name+" adjoint", back, must(MatVec[T](a.H().ToCSR(), y)), 64*eps[T]())
		col := make([]T, a.cols)
		for c := range 7 {
			for j := range col {
				col[j] = b[j*7+c]
			}
			got := make([]T, a.rows)
			for i := range got {
				got[i] = many[i*7+c]
			}
			near(t, name+" column", got, must(MatVec[T](a, col)), 64*eps[T]())
		}
	}
}

func TestApplyRefuses(t *testing.T) {
	a := must(Eye[float64](4))
	buf := make([]float64, 12)
	if err := a.Apply(buf[:4], buf[2:6]); !errors.Is(err, array.ErrValue) {
		t.Errorf("overlap: %v", err)
	}
	if err := a.Apply(buf[:4], buf[4:8]); err != nil {
		t.Errorf("neighbours: %v", err)
	}
	for _, f := range []func(dst, x []float64) error{a.Apply, a.ApplyAdjoint, a.ApplyTranspose, a.T().Apply, a.T().ApplyAdjoint, a.T().ApplyTranspose} {
		if err := f(buf[:3], buf[4:8]); !errors.Is(err, array.ErrShape) {
			t.Errorf("short result: %v", err)
		}
		if err := f(buf[:4], buf[4:9]); !errors.Is(err, array.ErrShape) {
			t.Errorf("long operand: %v", err)
		}
	}
}

func TestMatMulDense(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	a := sparseOf[complex64](r, 30, 20, 4)
	for _, k := range []int{0, 1, 3, 4, 5, 9} {
		b := array.FromSlice(drawVec[complex64](r, 20*k), 20, k)
		want := array.ToSlice(array.MatMul(a.ToDense(), b))
		near(t, "product", array.ToSlice(must(MatMulDense(a, b))), want, 32*eps[complex64]())
		bt := array.Copy(b.T()).T()
		dst := array.Zeros[complex64](k, 30).T()
		if err := MatMulDenseInto(dst, a, bt); err != nil {
			t.Fatal(err)
		}
		near(t, "strided product", array.ToSlice(dst), want, 32*eps[complex64]())
	}
	b := array.Zeros[complex64](20, 20)
	if err := MatMulDenseInto(b, must(Eye[complex64](20)), b); !errors.Is(err, array.ErrValue) {
		t.Errorf("overlap: %v", err)
	}
}
