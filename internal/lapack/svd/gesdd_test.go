package svd

import (
	"fmt"
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

var table = lapacktest.NewTable("svd", "Singular value decompositions")

func vectors[T blas.Scalar](job Job, m, n int) (s []float64, u, vh blas.Mat[T]) {
	a, b, c, d := job.shapes(m, n)
	return make([]float64, min(m, n)), blas.NewMat[T](a, b), blas.NewMat[T](c, d)
}

// check holds a decomposition against LAPACK's measures.
func check[T blas.Scalar](t *testing.T, routine string, c lapacktest.Case[T], s []float64, u, vh blas.Mat[T]) {
	t.Helper()
	for i, x := range s {
		if !(x >= 0) || i > 0 && x > s[i-1] {
			t.Fatalf("%s: %s: values are not positive and falling: %v", routine, c.Name, s)
		}
	}
	k := len(s)
	if k > 0 {
		us := blas.NewMat[complex128](u.Rows, k)
		scale := 1.0
		if s[0] > 0 {
			scale = math.Ldexp(1, -min(max(math.Ilogb(s[0]), -1000), 1000))
		}
		for i := range us.Rows {
			for j := range k {
				us.Set(i, j, blas.Complex128(u.At(i, j))*complex(s[j]*scale, 0))
			}
		}
		v, a := blas.NewMat[complex128](k, vh.Cols), blas.NewMat[complex128](c.A.Rows, c.A.Cols)
		for i := range k {
			for j := range v.Cols {
				v.Set(i, j, blas.Complex128(vh.At(i, j)))
			}
		}
		for i := range a.Rows {
			for j := range a.Cols {
				a.Set(i, j, blas.Complex128(c.A.At(i, j))*complex(scale, 0))
			}
		}
		p := blas.NewMat[complex128](a.Rows, a.Cols)
		blas.Gemm(lapacktest.Best(), 1, us, v, 0, p)
		lapacktest.Add[T](t, table, routine+": ‖A - U·S·Vᴴ‖", c.Name, lapacktest.Distance(a, p)*blas.Eps[complex128]()/blas.Eps[T]())
	}
	lapacktest.Add[T](t, table, routine+": U", c.Name, lapacktest.Orthogonality(u))
	lapacktest.Add[T](t, table, routine+": V", c.Name, lapacktest.Orthogonality(vh.H()))
}

func shapes() [][2]int {
	if testing.Short() {
		return [][2]int{{0, 0}, {0, 3}, {3, 0}, {1, 1}, {1, 7}, {7, 1}, {2, 2}, {5, 4}, {40, 33}, {70, 20}}
	}
	return [][2]int{{0, 0}, {0, 3}, {3, 0}, {1, 1}, {1, 7}, {7, 1}, {2, 2}, {3, 2}, {2, 3}, {5, 4}, {17, 17}, {26, 26}, {32, 33}, {40, 33}, {65, 65}, {70, 20}, {20, 70}, {130, 110}}
}

func TestGesdd(t *testing.T) {
	t.Run("float64", testGesdd[float64])
	t.Run("float32", testGesdd[float32])
	t.Run("complex128", testGesdd[complex128])
	t.Run("complex64", testGesdd[complex64])
}

func testGesdd[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, d := range shapes() {
		m, n := d[0], d[1]
		cases := lapacktest.Rect[T](m, n, 1)
		if m == n {
			cases = lapacktest.Square[T](m, 1)
		}
		for _, c := range cases {
			for _, job := range []Job{Economy, Full} {
				s, u, vh := vectors[T](job, m, n)
				if !Gesdd(env, job, c.A.Clone(env), s, u, vh) {
					t.Fatalf("%dx%d %s: not converged", m, n, c.Name)
				}
				check(t, "Gesdd", c, s, u, vh)
				alone := make([]float64, len(s))
				if !Gesdd(env, Values, c.A.CloneCols(env), alone, u, vh) {
					t.Fatalf("%dx%d %s: values not converged", m, n, c.Name)
				}
				for i := range s {
					if e := math.Abs(s[i]-alone[i]) / (s[0]*float64(max(m, n))*blas.Eps[T]() + math.SmallestNonzeroFloat64); e > lapacktest.Threshold {
						t.Errorf("%dx%d %s: values alone differ by %g", m, n, c.Name, e)
					}
				}
			}
		}
	}
}

func TestSameBits(t *testing.T) {
	t.Run("float64", testSameBits[float64])
	t.Run("float32", testSameBits[float32])
	t.Run("complex128", testSameBits[complex128])
	t.Run("complex64", testSameBits[complex64])
}

func testSameBits[T blas.Scalar](t *testing.T) {
	for _, d := range [][2]int{{150, 150}, {40, 90}, {301, 130}} {
		m, n := d[0], d[1]
		if testing.Short() && m > 150 {
			continue
		}
		a := lapacktest.Random[T](m, n, 5)
		var s0 []float64
		var u0, v0 blas.Mat[T]
		for i, env := range lapacktest.Envs() {
			s, u, vh := vectors[T](Full, m, n)
			Gesdd(env.Env, Full, a.Clone(env.Env), s, u, vh)
			if i == 0 {
				s0, u0, v0 = s, u, vh
				continue
			}
			if !lapacktest.SameBits(u, u0) || !lapacktest.SameBits(vh, v0) || fmt.Sprint(s) != fmt.Sprint(s0) {
				t.Errorf("%dx%d: other bits with %s", m, n, env.Name)
			}
		}
	}
}

// Operands of any strides, conjugated or windows of larger matrices, give the
// decomposition of what they show, and nothing is written beside them.
func TestViews(t *testing.T) {
	types(t, testViews[float64], testViews[float32], testViews[complex128], testViews[complex64])
}

func testViews[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	guard := blas.FromReal[T](12345)
	framed := func(rows, cols int, byCols bool) (view, all blas.Mat[T]) {
		all = blas.NewMat[T](rows+2, cols+2)
		if byCols {
			all = blas.NewCols[T](rows+2, cols+2)
		}
		blas.Fill(all, guard, guard)
		return all.Window(1, 1, rows, cols), all
	}
	type driver struct {
		name string
		run  func(blas.Env, Job, blas.Mat[T], []float64, blas.Mat[T], blas.Mat[T]) bool
	}
	for _, d := range [][2]int{{30, 30}, {35, 30}, {30, 35}, {60, 20}, {20, 60}} {
		m, n := d[0], d[1]
		for pass := range 8 {
			for _, f := range []driver{{"Gesdd", Gesdd[T]}, {"Gesvd", Gesvd[T]}, {"Gesvj", Gesvj[T]}} {
				a := lapacktest.Random[T](m, n, 7)
				if pass&1 != 0 {
					a = lapacktest.Random[T](n, m, 7).H()
				}
				want := a.Clone(env)
				job := []Job{Economy, Full}[pass>>1&1]
				ur, uc, vr, vc := job.shapes(m, n)
				u, uAll := framed(ur, uc, pass&4 != 0)
				vh, vAll := framed(vr, vc, pass&2 != 0)
				s := make([]float64, min(m, n))
				if !f.run(env, job, a, s, u, vh) {
					t.Fatalf("%s: failed", f.name)
				}
				check(t, f.name, lapacktest.Case[T]{Name: "views", A: want}, s, u, vh)
				for _, all := range []blas.Mat[T]{uAll, vAll} {
					for i := range all.Rows {
						for j := range all.Cols {
							if (i == 0 || j == 0 || i == all.Rows-1 || j == all.Cols-1) && all.At(i, j) != guard {
								t.Fatalf("%s: wrote beside its result", f.name)
							}
						}
					}
				}
			}
		}
	}
}

func TestStops(t *testing.T) {
	done := make(chan struct{})
	close(done)
	env := lapacktest.Best()
	env.Done = done
	a := lapacktest.Random[float64](80, 80, 1)
	s, u, vh := vectors[float64](Full, 80, 80)
	for _, job := range []Job{Values, Full} {
		if Gesdd(env, job, a.Clone(blas.Env{}), s, u, vh) || Gesvj(env, job, a, s, u, vh) {
			t.Error("a cancelled decomposition claims success")
		}
	}
}
