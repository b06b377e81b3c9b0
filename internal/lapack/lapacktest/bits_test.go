package lapacktest_test

import (
	"bufio"
	"flag"
	"fmt"
	"maps"
	"math"
	"math/bits"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/lapack/band"
	"github.com/scicore-go/scicore/internal/lapack/lanes"
	_ "github.com/scicore-go/scicore/internal/lapack/lapacktest" // for its flag
	"github.com/scicore-go/scicore/internal/lapack/matfun"
	"github.com/scicore-go/scicore/internal/lapack/schur"
	"github.com/scicore-go/scicore/internal/lapack/svd"
	"github.com/scicore-go/scicore/internal/lapack/symeig"
)

// updating is what the flag -update of package lapacktest says.
func updating() bool { return flag.Lookup("update").Value.String() == "true" }

const bitsFile = "testdata/bits.txt"

// orders cross the sizes at which algorithms change: by hand, by one panel, by
// several shifts at once.
var orders = []int{5, 33, 80}

// sum is a checksum of results; all NaNs are one.
type sum struct {
	hash  uint64
	count int
}

func (s *sum) float(x float64) {
	u := math.Float64bits(x)
	if x != x {
		u = 0x7ff8 << 48
	}
	s.hash = bits.RotateLeft64((s.hash^u)*0x9e3779b97f4a7c15, 29)
	s.count++
}

func (s *sum) floats(xs []float64) {
	for _, x := range xs {
		s.float(x)
	}
}

func (s *sum) ints(xs ...int) {
	for _, x := range xs {
		s.float(float64(x))
	}
}

func (s *sum) complexes(xs []complex128) {
	for _, x := range xs {
		s.float(real(x))
		s.float(imag(x))
	}
}

// addMat adds the elements of matrices.
func addMat[T blas.Scalar](s *sum, ms ...blas.Mat[T]) {
	for _, m := range ms {
		for i := range m.Rows {
			for j := range m.Cols {
				x := blas.Complex128(m.At(i, j))
				s.float(real(x))
				s.float(imag(x))
			}
		}
	}
}

// source draws matrices by additions and divisions by powers of two alone,
// which are the same everywhere.
type source[T blas.Scalar] struct {
	r *rand.Rand
	n int
}

func (d source[T]) matrix(rows, cols int) blas.Mat[T] {
	m := blas.NewMat[T](rows, cols)
	for i := range rows {
		for j := range cols {
			m.Set(i, j, blas.FromComplex[T](complex(d.r.Float64()-0.5, d.r.Float64()-0.5)))
		}
	}
	return m
}

func (d source[T]) square() blas.Mat[T] { return d.matrix(d.n, d.n) }

// shifted is a square matrix with shift added to its diagonal: no eigenvalues
// on the negative axis if shift is large.
func (d source[T]) shifted(shift float64) blas.Mat[T] {
	m := d.square()
	for i := range d.n {
		m.Set(i, i, m.At(i, i)+blas.FromReal[T](shift))
	}
	return m
}

// hermitian is a Hermitian matrix, definite if shift is the order.
func (d source[T]) hermitian(shift float64) blas.Mat[T] {
	m := d.square()
	for i := range d.n {
		m.Set(i, i, blas.FromReal[T](blas.Re(m.At(i, i))+shift))
		for j := range i {
			m.Set(j, i, blas.Conj(m.At(i, j)))
		}
	}
	return m
}

// stackOf is m as matrices of some rows each.
func stackOf[T blas.Scalar](m blas.Mat[T], rows int) lanes.Stack[T] {
	at := make([]int, m.Rows/rows)
	for l := range at {
		at[l] = l * rows * m.RS
	}
	return lanes.Stack[T]{First: &m.Data[0], RS: m.RS, CS: m.CS, At: at}
}

// results are computations whose bits are recorded.
func results[T blas.Scalar]() map[string]func(env blas.Env, d source[T], s *sum) {
	return map[string]func(env blas.Env, d source[T], s *sum){
		"solve": func(env blas.Env, d source[T], s *sum) {
			a, b, piv := d.square(), d.matrix(d.n, 3), make([]int, d.n)
			norm := lapack.Norm1(a)
			s.ints(lapack.Getrf(env, a, piv))
			s.ints(piv...)
			lapack.Getrs(env, a, piv, b)
			s.float(lapack.Gecon(env, a, piv, norm))
			addMat(s, a, b)
		},
		"cholesky": func(env blas.Env, d source[T], s *sum) {
			a := d.hermitian(float64(d.n))
			s.ints(lapack.Potrf(env, blas.Lower, a))
			addMat(s, a)
		},
		"ldl": func(env blas.Env, d source[T], s *sum) {
			a, e, piv := d.hermitian(0), make([]T, d.n), make([]int, d.n)
			s.ints(lapack.Hetrf(env, blas.Lower, a, e, piv))
			s.ints(piv...)
			addMat(s, a)
		},
		"qr": func(env blas.Env, d source[T], s *sum) {
			a, tau := d.matrix(d.n+3, d.n), make([]T, d.n)
			lapack.Geqrf(env, a, tau)
			addMat(s, a)
			lapack.Orgqr(env, a, tau)
			addMat(s, a)
		},
		"leastsquares": func(env blas.Env, d source[T], s *sum) {
			a, b := d.matrix(d.n, d.n+2), d.matrix(d.n+2, 2)
			s.ints(lapack.Gelsy(env, a, b, 1e-6))
			addMat(s, b)
		},
		"eigh": func(env blas.Env, d source[T], s *sum) {
			a, w := d.hermitian(0), make([]float64, d.n)
			s.ints(symeig.Syevd(env, true, blas.Lower, a, w))
			s.floats(w)
			addMat(s, a)
		},
		"eighrange": func(env blas.Env, d source[T], s *sum) {
			a, w := d.hermitian(0), make([]float64, d.n)
			found, failed := symeig.Syevr(env, true, blas.Upper, a, w, symeig.ByIndex(1, 3))
			s.ints(found, failed)
			s.floats(w[:found])
			addMat(s, a.Window(0, 0, d.n, found))
		},
		"svd": func(env blas.Env, d source[T], s *sum) {
			a, w, u, vh := d.square(), make([]float64, d.n), blas.NewMat[T](d.n, d.n), blas.NewMat[T](d.n, d.n)
			svd.Gesdd(env, svd.Full, a, w, u, vh)
			s.floats(w)
			addMat(s, u, vh)
		},
		"svdvals": func(env blas.Env, d source[T], s *sum) {
			a, w := d.matrix(d.n+4, d.n), make([]float64, d.n)
			svd.Gesdd(env, svd.Values, a, w, blas.Mat[T]{}, blas.Mat[T]{})
			s.floats(w)
		},
		"schur": func(env blas.Env, d source[T], s *sum) {
			a, z, w := d.square(), blas.NewMat[T](d.n, d.n), make([]complex128, d.n)
			_, _, failed := schur.Gees(env, a, z, w, nil)
			s.ints(failed)
			s.complexes(w)
			addMat(s, a, z)
		},
		"eig": func(env blas.Env, d source[T], s *sum) {
			w := make([]complex128, d.n)
			left, right, failed := schur.Geev(env, d.square(), w, true, true)
			s.ints(failed)
			s.complexes(w)
			addMat(s, left, right)
		},
		"qz": func(env blas.Env, d source[T], s *sum) {
			a, b, q, z := d.square(), d.square(), blas.NewMat[T](d.n, d.n), blas.NewMat[T](d.n, d.n)
			alpha, beta := make([]complex128, d.n), make([]float64, d.n)
			_, _, failed := schur.Gges(env, a, b, q, z, alpha, beta, nil)
			s.ints(failed)
			s.complexes(alpha)
			s.floats(beta)
			addMat(s, a, b, q, z)
		},
		"expm": func(env blas.Env, d source[T], s *sum) {
			x := blas.NewMat[T](d.n, d.n)
			s.ints(int(matfun.Expm(env, x, d.square())))
			addMat(s, x)
		},
		"logm": func(env blas.Env, d source[T], s *sum) {
			x := blas.NewMat[T](d.n, d.n)
			s.ints(int(matfun.Logm(env, x, d.shifted(math.Sqrt(float64(d.n))))))
			addMat(s, x)
		},
		"sqrtm": func(env blas.Env, d source[T], s *sum) {
			x := blas.NewMat[T](d.n, d.n)
			s.ints(int(matfun.Sqrtm(env, x, d.shifted(math.Sqrt(float64(d.n))))))
			addMat(s, x)
		},
		"sylvester": func(env blas.Env, d source[T], s *sum) {
			x := blas.NewMat[T](d.n, d.n)
			rep, st := matfun.Sylvester(env, true, x, d.shifted(10), d.shifted(10), d.square())
			s.ints(int(st))
			s.floats([]float64{rep.RCond, rep.Residual})
			addMat(s, x)
		},
		"care": func(env blas.Env, d source[T], s *sum) {
			if d.n > orders[1] {
				return
			}
			x := blas.NewMat[T](d.n, d.n)
			_, st := matfun.CARE(env, x, matfun.Riccati[T]{A: d.square(), B: d.matrix(d.n, 2),
				Q: d.hermitian(float64(d.n)), R: source[T]{d.r, 2}.hermitian(2)})
			s.ints(int(st))
			addMat(s, x)
		},
		"band": func(env blas.Env, d source[T], s *sum) {
			a, b := band.FromDense(d.shifted(2), 2, 1), d.matrix(d.n, 2)
			f, pivot := band.Gbtrf(env, a)
			s.ints(pivot)
			f.Solve(env, false, b)
			addMat(s, b)
		},
		"lanes": func(env blas.Env, d source[T], s *sum) {
			if d.n > orders[0] {
				return
			}
			count := lanes.Lanes[T]()
			a, b := d.matrix(count*d.n, d.n), d.matrix(count*d.n, 2)
			out := make([]lanes.Result, count)
			lanes.Solve(env.Tier, d.n, 2, stackOf(a, d.n), stackOf(b, d.n), stackOf(b, d.n), out)
			for _, r := range out {
				s.ints(int(r.State))
				s.float(r.RCond)
			}
			addMat(s, b)
		},
	}
}

// TestBits: decompositions have the recorded bits on every kernel tier and
// every architecture, whether their arithmetic is right being the matter of
// their own tests. After a change that is meant to alter results, write the
// table again with -update. Short tests leave the largest order to the best
// tier.
func TestBits(t *testing.T) {
	want, got := recorded(t), map[string]uint64{}
	check := func(name string, tier cpu.Tier, h uint64) {
		switch seen, ok := got[name]; {
		case !ok:
			got[name] = h
		case seen != h:
			t.Errorf("%s: %v has other bits than %v", name, tier, cpu.Available()[0])
		}
		if !updating() && want[name] != h {
			t.Errorf("%s on %v: %016x, recorded are %016x", name, tier, h, want[name])
		}
	}
	for _, tier := range cpu.Available() {
		bitsOf[float64](tier, check)
		bitsOf[float32](tier, check)
		bitsOf[complex128](tier, check)
		bitsOf[complex64](tier, check)
	}
	if updating() {
		record(t, got)
	} else if t.Failed() {
		t.Log("if results were meant to change: go test ./internal/lapack/lapacktest -run TestBits -update")
	} else if len(got) != len(want) {
		t.Errorf("%d results, %d are recorded", len(got), len(want))
	}
}

func bitsOf[T blas.Scalar](tier cpu.Tier, check func(name string, tier cpu.Tier, h uint64)) {
	for i, n := range orders {
		if testing.Short() && i == 2 && tier != cpu.Best {
			continue
		}
		for what, run := range results[T]() {
			var s sum
			run(blas.Env{Tier: tier}, source[T]{rand.New(rand.NewPCG(uint64(n), 1)), n}, &s)
			if s.count > 0 {
				check(fmt.Sprintf("%s %T %d", what, *new(T), n), tier, s.hash)
			}
		}
	}
}

func recorded(t *testing.T) map[string]uint64 {
	t.Helper()
	if updating() {
		return nil
	}
	f, err := os.Open(bitsFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[string]uint64{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		i := strings.LastIndexByte(lines.Text(), ' ')
		var h uint64
		if _, err := fmt.Sscanf(lines.Text()[i+1:], "%x", &h); err != nil {
			t.Fatalf("%q: %v", lines.Text(), err)
		}
		out[lines.Text()[:i]] = h
	}
	return out
}

func record(t *testing.T, sums map[string]uint64) {
	t.Helper()
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		fmt.Fprintf(&b, "%s %016x\n", name, sums[name])
	}
	if err := os.MkdirAll("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(bitsFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
