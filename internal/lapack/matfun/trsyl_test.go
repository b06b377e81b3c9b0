package matfun

import (
	"fmt"
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

// quasi returns a random upper triangular matrix, with 2 by 2 blocks here and
// there if real, and eigenvalues near shift.
func quasi[T blas.Scalar](n int, shift float64, seed uint64) Mat[T] {
	a := lapacktest.Random[T](n, n, seed)
	for i := range n {
		for j := range n {
			switch {
			case j == i-1 && !blas.IsComplex[T]() && i%5 == 1 && i%3 != 0:
				a.Set(i, j, -a.At(j, i)) // equal diagonal elements follow
				a.Set(i, i, a.At(j, j))
			case j < i:
				a.Set(i, j, 0)
			case i == j:
				a.Set(i, i, a.At(i, i)+blas.FromReal[T](shift))
			}
		}
	}
	return a
}

func TestTrsyl(t *testing.T) {
	testTrsyl[float64](t)
	testTrsyl[float32](t)
	testTrsyl[complex128](t)
	testTrsyl[complex64](t)
}

func testTrsyl[T blas.Scalar](t *testing.T) {
	for _, d := range [][2]int{{0, 3}, {1, 1}, {2, 2}, {1, 7}, {7, 2}, {24, 25}, {23, 24}, {25, 60}, {61, 24}, {80, 81}} {
		m, n := d[0], d[1]
		if m*n > 2000 && testing.Short() {
			continue
		}
		for k := range 8 {
			upA, upB, sign := blas.Uplo(k&1 == 0), blas.Uplo(k&2 == 0), float64(1-k/2&2)
			a, b := quasi[T](m, 8, 1), quasi[T](n, sign*8, 2)
			if upA == blas.Lower {
				a = a.H()
			}
			if upB == blas.Lower {
				b = b.H()
			}
			c := lapacktest.Random[T](m, n, 3)
			x := c.CloneCols(Env{})
			scale, exact := Trsyl(lapacktest.Best(), upA, a, sign, upB, b, x)
			name := fmt.Sprintf("%T %dx%d upper %t, %t sign %g", c.Data, m, n, upA, upB, sign)
			if scale != 1 || !exact {
				t.Errorf("%s: scale %g, exact %t", name, scale, exact)
			}
			if r := sylvesterRatio(a, b, x, c, sign); !(r < 10) {
				t.Errorf("%s: residual ratio %g", name, r)
			}
		}
	}
}

// sylvesterRatio is ‖A·X + sign·X·B - C‖ by eps and the size of the terms.
func sylvesterRatio[T blas.Scalar](a, b, x, c Mat[T], sign float64) float64 {
	if c.Empty() {
		return 0
	}
	r := c.Clone(Env{})
	blas.Gemm(Env{}, 1, a.Clone(Env{}), x, -1, r)
	blas.Gemm(Env{}, blas.FromReal[T](sign), x, b.Clone(Env{}), 1, r)
	size := (lapack.Norm1(a)+lapack.Norm1(b))*lapack.Norm1(x) + lapack.Norm1(c)
	if e := lapack.Norm1(r) / size / blas.Eps[T](); !math.IsNaN(e) {
		return e / float64(max(a.Rows, b.Rows))
	}
	return math.Inf(1)
}

func TestStein(t *testing.T) {
	testStein[float64](t)
	testStein[complex128](t)
}

func testStein[W wide](t *testing.T) {
	for _, d := range [][2]int{{1, 1}, {2, 2}, {5, 3}, {24, 24}, {30, 47}, {70, 33}} {
		for k := range 4 {
			upA, upB := blas.Uplo(k&1 == 0), blas.Uplo(k&2 == 0)
			a, b := quasi[W](d[0], 6, 1), quasi[W](d[1], 6, 2)
			if upA == blas.Lower {
				a = a.H().Clone(Env{})
			}
			if upB == blas.Lower {
				b = b.H().Clone(Env{})
			}
			c := lapacktest.Random[W](d[0], d[1], 3)
			x := c.Clone(Env{})
			s := newTriangularSolver(lapacktest.Best(), stein, 0, upA, a, upB, b)
			if scale := s.solve(a, b, x); scale != 1 || !s.exact {
				t.Errorf("%v: scale %g, exact %t", d, scale, s.exact)
			}
			r := mul2(mul2(a, x), b)
			e := 0.0
			for i := range d[0] {
				for j := range d[1] {
					e = max(e, blas.Abs(r.At(i, j)-x.At(i, j)-c.At(i, j)))
				}
			}
			size := lapack.Norm1(a)*lapack.Norm1(x)*lapack.Norm1(b) + lapack.Norm1(c)
			if !(e < 100*blas.Eps[float64]()*size) {
				t.Errorf("%T %v upper %t, %t: residual %g of %g", c.Data, d, upA, upB, e, size)
			}
		}
	}
}

func TestTrsylExtremes(t *testing.T) {
	// A common eigenvalue: perturbed, finite, said.
	a, b := quasi[float64](6, 3, 1), quasi[float64](6, 3, 1)
	x := lapacktest.Random[float64](6, 6, 4)
	if _, exact := Trsyl(Env{}, blas.Upper, a, -1, blas.Upper, b, x); exact || !finite(x) {
		t.Errorf("singular: exact %t, finite %t", exact, finite(x))
	}
	// A solution beyond the range: scaled.
	one, c := blas.RowMajor([]float64{1e-200}, 1, 1, 1), blas.RowMajor([]float64{1e200}, 1, 1, 1)
	scale, exact := Trsyl(Env{}, blas.Upper, one, 1, blas.Upper, one, c)
	if got := c.Data[0] * 2e-200 / scale; !exact || math.Abs(got/1e200-1) > 1e-12 {
		t.Errorf("scale %g, exact %t, x %g", scale, exact, c.Data[0])
	}
	// Rows solved later than a scaled one.
	big := blas.RowMajor([]float64{1e-285, 1e-285, 0, 1e-290}, 2, 2, 2)
	zero := blas.NewMat[float64](1, 1)
	c = blas.RowMajor([]float64{1e20, 1e20}, 2, 1, 1)
	scale, _ = Trsyl(Env{}, blas.Upper, big, 1, blas.Upper, zero, c)
	if e := math.Abs(c.Data[0]+c.Data[1]-scale*1e305)/c.Data[1] + math.Abs(c.Data[1]*1e-290/scale/1e20-1); !finite(c) || e > 1e-14 || scale == 1 {
		t.Errorf("scaled row: scale %g, x %v, off by %g", scale, c.Data, e)
	}
	a.Set(2, 3, math.NaN())
	Trsyl(Env{}, blas.Upper, a, 1, blas.Upper, b, x) // it ends
}
