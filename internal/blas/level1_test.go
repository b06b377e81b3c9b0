package blas

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/internal/cpu"
)

// strided returns the n elements as a vector with the given stride, guards of
// NaN between and around.
func strided[T Scalar](data []T, inc int) Vec[T] {
	if len(data) == 0 {
		return Vec[T]{nil, 0, inc}
	}
	nan := FromReal[T](math.NaN())
	mem := make([]T, (len(data)-1)*inc+1)
	for i := range mem {
		mem[i] = nan
	}
	v := Vec[T]{mem, len(data), inc}
	for i, x := range data {
		v.Set(i, x)
	}
	return v
}

func (v Vec[T]) values() []T {
	s := make([]T, v.N)
	for i := range s {
		s[i] = v.At(i)
	}
	return s
}

// gaps reports whether only the elements of v are other than NaN.
func (v Vec[T]) gaps() bool {
	for i, x := range v.Data {
		if i%v.Inc != 0 && x == x {
			return false
		}
	}
	return true
}

func same[T Scalar](a, b []T) bool {
	for i := range a {
		x, y := Complex128(a[i]), Complex128(b[i])
		for _, p := range [][2]float64{{real(x), real(y)}, {imag(x), imag(y)}} {
			if math.Float64bits(p[0]) != math.Float64bits(p[1]) && !(p[0] != p[0] && p[1] != p[1]) {
				return false
			}
		}
	}
	return len(a) == len(b)
}

func forTypes(t *testing.T, f64, f32, c128, c64 func(t *testing.T)) {
	t.Run("float64", f64)
	t.Run("float32", f32)
	t.Run("complex128", c128)
	t.Run("complex64", c64)
}

var level1Lengths = []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 100, 127, 128, 129, 1031, 4097, 8193, 16400}

// TestLevel1 holds vectors of every stride against plain loops in complex128,
// and the bits of all tiers and strides against each other.
func TestLevel1(t *testing.T) {
	forTypes(t, testLevel1[float64], testLevel1[float32], testLevel1[complex128], testLevel1[complex64])
}

func testLevel1[T Scalar](t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, n := range level1Lengths {
		xs, ys := draw[T](r, n), draw[T](r, n)
		for _, alpha := range []T{0, 1, -1, FromComplex[T](0.3 - 1.7i), FromReal[T](2.5)} {
			type result struct {
				x, y    []T
				scalars []T
			}
			var first *result
			for _, tier := range cpu.Available() {
				for _, inc := range [][2]int{{1, 1}, {1, 3}, {2, 1}, {5, 2}} {
					env := Env{Tier: tier}
					x, y := strided(xs, inc[0]), strided(ys, inc[1])
					got := &result{}
					got.scalars = append(got.scalars, Dot(env, x, y), Dotc(env, x, y), FromReal[T](Nrm2(env, x)), FromReal[T](Asum(env, x)), FromReal[T](float64(IAmax(env, x))))
					Axpy(env, alpha, x, y)
					Scal(env, alpha, x)
					Rot(env, x, y, 0.8, alpha)
					Swap(env, x, y)
					got.x, got.y = x.values(), y.values()
					if !x.gaps() || !y.gaps() {
						t.Fatalf("n %d, strides %v: wrote between the elements", n, inc)
					}
					if first == nil {
						first = got
						checkLevel1(t, xs, ys, alpha, got.x, got.y, got.scalars)
					}
					if !same(got.x, first.x) || !same(got.y, first.y) || !same(got.scalars, first.scalars) {
						t.Fatalf("n %d, alpha %v, strides %v on %v: other bits", n, alpha, inc, tier)
					}
				}
			}
		}
	}
}

// checkLevel1 repeats what testLevel1 does in plain loops.
func checkLevel1[T Scalar](t *testing.T, xs, ys []T, alpha T, gotX, gotY, scalars []T) {
	t.Helper()
	tol := 100 * Eps[T]()
	var dot, dotc, sq, sum complex128
	var mag float64
	at, most := -1, -1.0
	for i := range xs {
		x, y := Complex128(xs[i]), Complex128(ys[i])
		dot += x * y
		dotc += complex(real(x), -imag(x)) * y
		mag += Abs(x) * Abs(y)
		sq += complex(Abs(x)*Abs(x), 0)
		sum += complex(Abs1(x), 0)
		if a := Re(FromReal[T](Abs1(xs[i]))); a > most {
			most, at = a, i
		}
		a := Complex128(alpha)
		y += a * x
		x *= a
		ca := complex(real(a), -imag(a))
		x, y = 0.8*x+a*y, 0.8*y-ca*x
		if Abs(Complex128(gotX[i])-y) > tol*20 || Abs(Complex128(gotY[i])-x) > tol*20 {
			t.Fatalf("element %d of %d, alpha %v: %v, %v, want %v, %v", i, len(xs), alpha, gotX[i], gotY[i], y, x)
		}
	}
	for i, w := range []complex128{dot, dotc, complex(math.Sqrt(real(sq)), 0), sum, complex(float64(at), 0)} {
		bound := []float64{tol * mag, tol * mag, tol * real(w), tol * real(w), 0}[i]
		if !(Abs(Complex128(scalars[i])-w) <= bound) {
			t.Fatalf("%s of %d: %v, want %v", []string{"Dot", "Dotc", "Nrm2", "Asum", "IAmax"}[i], len(xs), scalars[i], w)
		}
	}
}

// TestNrm2Range: near overflow, near underflow and beside infinities.
func TestNrm2Range(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range [][]float64{{3e300, 4e300}, {3e-300, 4e-300}, {1e308, 1e308, -1e308}, {5e-324}, {5e-324, 5e-324, 1e-310}, {1, 1e-200}, {0, 0}, {}, {inf, 1}, {-inf, 3e300}, {nan, 1}, {inf, nan}, {1e200, 1e-200}} {
		for _, inc := range []int{1, 3} {
			got := Nrm2(best, strided(c, inc))
			want := norm(c)
			if math.IsNaN(want) != math.IsNaN(got) || math.IsInf(want, 0) != math.IsInf(got, 0) {
				t.Errorf("Nrm2(%v) = %v, want %v", c, got, want)
			} else if !math.IsNaN(want) && !math.IsInf(want, 0) && math.Abs(got-want) > 4*Eps[float64]()*want+5e-324 {
				t.Errorf("Nrm2(%v) = %v, want %v", c, got, want)
			}
		}
	}
	z := []complex64{complex(3e38, 4e37), complex(1e-45, 2e-45)}
	if got, want := Nrm2(best, VecOf(z)), math.Hypot(float64(real(z[0])), float64(imag(z[0]))); math.Abs(got-want) > 1e-15*want {
		t.Errorf("Nrm2(%v) = %v, want %v", z, got, want)
	}
}

// norm is the norm by numbers of 2000 bits.
func norm(x []float64) float64 {
	s := new(big.Float).SetPrec(2000)
	out := 0.0
	for _, v := range x {
		if math.IsNaN(v) {
			return v
		}
		if math.IsInf(v, 0) {
			out = math.Inf(1)
			continue
		}
		b := new(big.Float).SetPrec(2000).SetFloat64(v)
		s.Add(s, b.Mul(b, b))
	}
	if out != 0 {
		for _, v := range x {
			if math.IsNaN(v) {
				return v
			}
		}
		return out
	}
	r, _ := s.Sqrt(s).Float64()
	return r
}
