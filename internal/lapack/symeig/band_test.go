package symeig

import (
	"fmt"
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

// randomBand returns the lower diagonals of a Hermitian matrix with NaN outside,
// and the matrix.
func randomBand[T blas.Scalar](n, kd int, seed uint64) (ab, full blas.Mat[T]) {
	ab, full = lapacktest.Random[T](kd+1, n, seed), blas.NewMat[T](n, n)
	for j := range n {
		for k := range kd + 1 {
			if j+k >= n {
				ab.Set(k, j, blas.FromReal[T](math.NaN()))
				continue
			}
			x := ab.At(k, j)
			if k == 0 {
				x = blas.FromReal[T](blas.Re(x))
			}
			full.Set(j+k, j, x)
			full.Set(j, j+k, blas.Conj(x))
		}
	}
	return ab, full
}

func TestBand(t *testing.T) {
	testBand[float32](t)
	testBand[float64](t)
	testBand[complex64](t)
	testBand[complex128](t)
}

// testBand holds values and vectors of band matrices to LAPACK's limits, and the
// values to those of the dense solver.
func testBand[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, n := range []int{1, 2, 3, 10, 80} {
		for _, kd := range []int{0, 1, 2, 7, n + 3} {
			ab, a := randomBand[T](n, kd, uint64(n+kd))
			name := fmt.Sprintf("%T n=%d kd=%d", *new(T), n, kd)
			dense, want := a.Clone(env), make([]float64, n)
			Syevd(env, false, blas.Lower, dense, want)
			w, z := make([]float64, n), blas.NewMat[T](n, n)
			if found, failed := Sbevr(env, ab, ByIndex(0, n), w, blas.Mat[T]{}); found != n || failed != 0 {
				t.Fatalf("%s: %d values, %d failed", name, found, failed)
			}
			checkValues(t, name, w, want, 50*float64(n)*blas.Eps[T]())
			vw := make([]float64, n)
			if found, failed := Sbevr(env, ab, ByIndex(0, n), vw, z); found != n || failed != 0 {
				t.Fatalf("%s: %d vectors, %d failed", name, found, failed)
			}
			checkValues(t, name+" with vectors", vw, w, 8*eps*float64(n))
			bandResiduals(t, name, a, vw, z)
			some := blas.NewMat[T](n, n)
			lo, hi := n/3, min(n, n/3+4)
			if found, failed := Sbevr(env, ab, ByIndex(lo, hi), vw, some); found != hi-lo || failed != 0 {
				t.Fatalf("%s: part of %d, %d failed", name, found, failed)
			}
			for i, x := range vw[:hi-lo] {
				if norm := math.Max(math.Abs(w[0]), math.Abs(w[n-1])); !(math.Abs(x-w[lo+i]) <= 8*eps*float64(n)*norm) {
					t.Errorf("%s in part: value %d is %v, want %v", name, lo+i, x, w[lo+i])
				}
			}
			bandResiduals(t, name+" in part", a, vw[:hi-lo], some.Window(0, 0, n, hi-lo))
		}
	}
}

// bandResiduals checks A·z = z·w and the orthogonality of z.
func bandResiduals[T blas.Scalar](t *testing.T, name string, a blas.Mat[T], w []float64, z blas.Mat[T]) {
	t.Helper()
	n, k := z.Rows, z.Cols
	r := blas.NewMat[T](n, k)
	for i := range n {
		for j := range k {
			r.Set(i, j, blas.Mul(z.At(i, j), blas.FromReal[T](w[j])))
		}
	}
	blas.Gemm(blas.Env{}, 1, a, z, -1, r)
	limit := 30 * float64(n) * blas.Eps[T]()
	if x := lapack.Norm1(r) / math.Max(lapack.Norm1(a), 1e-300); !(x <= limit) {
		t.Errorf("%s: residual %.2g, limit %.2g", name, x, limit)
	}
	o := blas.Eye[T](k)
	blas.Gemm(blas.Env{}, 1, z.H(), z, -1, o)
	if x := lapack.Norm1(o); !(x <= limit) {
		t.Errorf("%s: orthogonality %.2g, limit %.2g", name, x, limit)
	}
}

// TestBandOfPowers takes powers of the matrix (-1, 2, -1), whose eigenvalues are
// known, also near overflow and underflow.
func TestBandOfPowers(t *testing.T) {
	const n, far = 60, 9
	for _, scale := range []float64{1, 0x1p1000, 0x1p-1000} {
		for power := 1; power <= 3; power++ {
			l := blas.NewMat[float64](n, n)
			for i := range n {
				l.Set(i, i, 2)
				if i > 0 {
					l.Set(i, i-1, -1)
					l.Set(i-1, i, -1)
				}
			}
			p := blas.Eye[float64](n)
			for range power {
				next := blas.NewMat[float64](n, n)
				blas.Gemm(blas.Env{}, 1, l, p, 0, next)
				p = next
			}
			ab := blas.NewMat[float64](power+1, n)
			for j := range n {
				for k := 0; k <= power && j+k < n; k++ {
					ab.Set(k, j, p.At(j+k, j)*scale)
				}
			}
			w, want := make([]float64, n), make([]float64, n)
			if found, failed := Sbevr(lapacktest.Best(), ab, ByIndex(0, n), w, blas.Mat[float64]{}); found != n || failed != 0 {
				t.Fatal(found, failed)
			}
			for k := range want {
				want[k] = math.Pow(2-2*math.Cos(math.Pi*float64(k+1)/(n+1)), float64(power)) * scale
			}
			checkValues(t, fmt.Sprint("power ", power, " scale ", scale), w, want, far*eps*8)
			half := want[n/2]*0.5 + want[n/2-1]*0.5
			if found, _ := Sbevr(lapacktest.Best(), ab, ByValue(half, math.Inf(1)), w, blas.Mat[float64]{}); found != n/2 {
				t.Errorf("power %d, scale %g: %d values above %g, want %d", power, scale, found, half, n/2)
			}
		}
	}
}

// TestBandBits holds results for several workers and tiers against each other.
func TestBandBits(t *testing.T) {
	ab, _ := randomBand[complex128](150, 7, 1)
	var first blas.Mat[complex128]
	for _, e := range lapacktest.Envs() {
		w, z := make([]float64, 150), blas.NewMat[complex128](150, 150)
		Sbevr(e.Env, ab, ByIndex(0, 150), w, z)
		if first.Empty() {
			first = z
		} else if !lapacktest.SameBits(first, z) {
			t.Errorf("%s: other bits", e.Name)
		}
	}
}
