package lapack

import (
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func TestNorms(t *testing.T) {
	forTypes(t, testNorms[float32], testNorms[float64], testNorms[complex64], testNorms[complex128])
}

func testNorms[T blas.Scalar](t *testing.T) {
	for _, s := range [][2]int{{0, 0}, {0, 3}, {3, 0}, {1, 1}, {3, 5}, {5, 3}, {40, 600}, {600, 40}, {17, 17}} {
		orig := lapacktest.Random[T](s[0], s[1], 3)
		for _, l := range layouts {
			a, _ := laid(t, l, orig)
			one, inf, big, sum := 0.0, 0.0, 0.0, 0.0
			for i := range s[0] {
				r := 0.0
				for j := range s[1] {
					x := blas.Abs(orig.At(i, j))
					r += x
					big = max(big, x)
					sum += x * x
				}
				inf = max(inf, r)
			}
			for j := range s[1] {
				r := 0.0
				for i := range s[0] {
					r += blas.Abs(orig.At(i, j))
				}
				one = max(one, r)
			}
			for _, c := range []struct {
				name      string
				got, want float64
			}{{"1", Norm1(a), one}, {"inf", NormInf(a), inf}, {"max", MaxAbs(a), big}, {"fro", NormFro(blas.Env{}, a), math.Sqrt(sum)}} {
				if !(math.Abs(c.got-c.want) <= 1e-13*c.want) && !(blas.IsSingle[T]() && math.Abs(c.got-c.want) <= 1e-5*c.want) {
					t.Errorf("%d by %d, %s: norm %s is %g, want %g", s[0], s[1], l.name, c.name, c.got, c.want)
				}
			}
			for _, uplo := range []blas.Uplo{blas.Lower, blas.Upper} {
				tri := triangle(uplo, false, orig, s[0], s[1])
				if got, want := NormTri(uplo, blas.NonUnit, a), Norm1(tri); math.Abs(got-want) > 1e-13*want {
					t.Errorf("triangle: %g, want %g", got, want)
				}
				if s[0] == s[1] {
					blas.Mirror(uplo, true, tri)
					if got, want := NormSym(uplo, a), Norm1(tri); math.Abs(got-want) > 1e-13*want {
						t.Errorf("symmetric: %g, want %g", got, want)
					}
				}
			}
			if l.pad == 0 && !a.Empty() {
				a.Data[len(a.Data)/2] = blas.FromReal[T](math.NaN())
				for _, x := range []float64{Norm1(a), NormInf(a), MaxAbs(a), NormFro(blas.Env{}, a)} {
					if !math.IsNaN(x) {
						t.Errorf("a norm of NaN is %g", x)
					}
				}
			}
		}
	}
}

// TestNormsOutOfRange: squares of the elements overflow or vanish.
func TestNormsOutOfRange(t *testing.T) {
	for _, scale := range []float64{0x1p-1040, 0x1p-600, 0x1p600, 0x1p1000} {
		a := blas.NewMat[complex128](3, 20)
		for i := range a.Data {
			a.Data[i] = complex(3*scale, -4*scale)
		}
		sq := a.Window(0, 0, 3, 3)
		for _, c := range []struct {
			name      string
			got, want float64
		}{
			{"1", Norm1(a), 15}, {"inf", NormInf(a), 100}, {"max", MaxAbs(a), 5}, {"triangle", NormTri(blas.Upper, blas.NonUnit, a), 15},
			{"symmetric", NormSym(blas.Lower, sq), 15}, {"Hermitian", NormHerm(blas.Upper, sq), 13},
		} {
			if want := c.want * scale; !(math.Abs(c.got-want) <= 1e-14*want+0x1p-1070) {
				t.Errorf("times %g: norm %s is %g, want %g", scale, c.name, c.got, want)
			}
		}
	}
}

func TestLascl(t *testing.T) {
	a := blas.RowMajor([]float64{1, -2, 3, 0x1p-1000}, 2, 2, 2)
	Lascl(blas.Env{}, 0x1p-1070, 0x1p-1060, a)
	for i, want := range []float64{1024, -2048, 3072, 0x1p-990} {
		if a.Data[i] != want {
			t.Errorf("element %d is %g, want %g", i, a.Data[i], want)
		}
	}
	Lascl(blas.Env{}, 0x1p1000, 0x1p-50, a) // the factor is below the normal numbers
	if want := math.Ldexp(1024, -1050); a.Data[0] != want {
		t.Errorf("%g, want %g", a.Data[0], want)
	}
}

// Windows without elements, of either layout, may lie at the end of memory or
// have none.
func TestNormsOfNothing(t *testing.T) {
	forTypes(t, testNormsOfNothing[float32], testNormsOfNothing[float64], testNormsOfNothing[complex64], testNormsOfNothing[complex128])
}

func testNormsOfNothing[T blas.Scalar](t *testing.T) {
	whole := blas.RowMajor(make([]T, 400), 20, 20, 20)
	for _, a := range []blas.Mat[T]{whole.Window(0, 20, 20, 0), whole.Window(20, 0, 0, 20), whole.Window(20, 20, 0, 0), whole.Window(0, 7, 0, 13), {}, {Rows: 20, RS: 1, CS: 20}, {Cols: 20, RS: 20, CS: 1}} {
		for _, a := range []blas.Mat[T]{a, a.T()} {
			for name, norm := range map[string]float64{"MaxAbs": MaxAbs(a), "Norm1": Norm1(a), "NormInf": NormInf(a), "NormFro": NormFro(blas.Env{}, a),
				"NormTri": NormTri(blas.Upper, blas.Unit, a), "NormTri lower": NormTri(blas.Lower, blas.NonUnit, a)} {
				if norm != 0 {
					t.Errorf("%T: %s of %d by %d is %g", *new(T), name, a.Rows, a.Cols, norm)
				}
			}
		}
	}
	for _, a := range []blas.Mat[T]{{}, whole.Window(20, 20, 0, 0)} {
		if x := NormSym(blas.Lower, a) + NormHerm(blas.Upper, a); x != 0 {
			t.Errorf("%T: symmetric norms of nothing are %g", *new(T), x)
		}
	}
}
