package lanes

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
)

// awkward are values that rounding, signs and comparisons go wrong on.
var awkward = []float64{0, math.Copysign(0, -1), 1, -1, math.Inf(1), math.Inf(-1), math.NaN(), 0x1p-1074, -0x1p-149, math.MaxFloat32, 1 + 0x1p-23}

func TestKernelsAgree(t *testing.T) {
	for _, k := range []kind{{false, false}, {true, false}, {false, true}, {true, true}} {
		t.Run(fmt.Sprintf("single %t, complex %t", k.single, k.complex), func(t *testing.T) {
			for _, tier := range cpu.Available() {
				testKernels(t, tier, k)
			}
		})
	}
}

// testKernels holds every kernel of a tier against the reference, with what
// lies around the operands.
func testKernels(t *testing.T, tier cpu.Tier, k kind) {
	r := rand.New(rand.NewPCG(3, 4))
	for rows := 1; rows <= 5; rows++ {
		for cols := 1; cols <= 5; cols++ {
			ld := (cols + 2) * groupBytes
			mem := memory(r, k, rows*(cols+2)+50, (rows+cols)%2 == 1)
			for name, call := range map[string]func(b *block, p unsafe.Pointer){
				"load": func(b *block, p unsafe.Pointer) {
					b.n, b.cols = rows, cols+2
					from := unsafe.Add(p, rows*ld)
					b.load(unsafe.Add(p, groupBytes), from, 24, 16, cols)
				},
				"norm": func(b *block, p unsafe.Pointer) { b.norm(unsafe.Add(p, rows*ld), p, ld, rows, cols) },
				"factor": func(b *block, p unsafe.Pointer) {
					b.zero = unsafe.Add(p, rows*ld)
					b.inv = unsafe.Add(b.zero, groupBytes)
					if rows <= cols {
						b.factor(p, ld, rows, cols-rows, cols)
					}
				},
				"back": func(b *block, p unsafe.Pointer) {
					b.inv = unsafe.Add(p, rows*ld)
					if rows <= cols {
						b.back(p, unsafe.Add(p, rows*groupBytes), ld, rows, cols+2-rows)
					}
				},
				"inverse": func(b *block, p unsafe.Pointer) {
					if rows <= cols {
						b.begin(b.tier, b.kind, 3*rows, 1)
						b.inv = unsafe.Add(p, 20*groupBytes)
						b.inverse(unsafe.Add(p, rows*ld), p, groupBytes, 3*rows)
					}
				},
			} {
				got, want := append([]complex128(nil), mem...), append([]complex128(nil), mem...)
				b := &block{kind: k, tier: tier, lanes: lanesFor(k)}
				for l := range b.off {
					b.off[l] = int64((l * 5 % 32) * 16)
				}
				call(b, unsafe.Pointer(unsafe.SliceData(got)))
				b.tier = cpu.Generic
				call(b, unsafe.Pointer(unsafe.SliceData(want)))
				if at := differ(k, got, want); at >= 0 {
					t.Fatalf("%v: %s of %d by %d differs from the reference at number %d", tier, name, rows, cols, at)
				}
			}
		}
	}
}

func lanesFor(k kind) int {
	n := groupBytes / 8
	if k.single {
		n *= 2
	}
	if k.complex {
		n /= 2
	}
	return n
}

func memory(r *rand.Rand, k kind, groups int, odd bool) []complex128 {
	mem := make([]complex128, groups*groupBytes/16)
	p := unsafe.Pointer(unsafe.SliceData(mem))
	next := func() float64 {
		if odd && r.IntN(4) == 0 {
			return awkward[r.IntN(len(awkward))]
		}
		return r.NormFloat64()
	}
	if k.single {
		for i := range numbers[float32](p, groups*groupBytes/4) {
			numbers[float32](p, groups*groupBytes/4)[i] = float32(next())
		}
		return mem
	}
	for i := range numbers[float64](p, groups*groupBytes/8) {
		numbers[float64](p, groups*groupBytes/8)[i] = next()
	}
	return mem
}

// differ returns the first number that has other bits, NaN being NaN.
func differ(k kind, a, b []complex128) int {
	if k.single {
		x, y := numbers[float32](unsafe.Pointer(&a[0]), 4*len(a)), numbers[float32](unsafe.Pointer(&b[0]), 4*len(b))
		for i := range x {
			if math.Float32bits(x[i]) != math.Float32bits(y[i]) && (x[i] == x[i] || y[i] == y[i]) {
				return i
			}
		}
		return -1
	}
	x, y := numbers[float64](unsafe.Pointer(&a[0]), 2*len(a)), numbers[float64](unsafe.Pointer(&b[0]), 2*len(b))
	for i := range x {
		if math.Float64bits(x[i]) != math.Float64bits(y[i]) && (x[i] == x[i] || y[i] == y[i]) {
			return i
		}
	}
	return -1
}

func TestSolve(t *testing.T) {
	t.Run("float64", testSolve[float64])
	t.Run("float32", testSolve[float32])
	t.Run("complex128", testSolve[complex128])
	t.Run("complex64", testSolve[complex64])
}

func randomMat[T blas.Scalar](r *rand.Rand, rows, cols int) blas.Mat[T] {
	m := blas.NewMat[T](rows, cols)
	for i := range m.Data {
		m.Data[i] = blas.FromComplex[T](complex(r.NormFloat64(), r.NormFloat64()))
	}
	return m
}

// batch is systems side by side in memory, in order or not.
type batch[T blas.Scalar] struct {
	n, nrhs int
	data    blas.Mat[T] // a row for each
	at      []int       // where it starts
	turned  bool        // the matrices lie there transposed
}

func newBatch[T blas.Scalar](n, nrhs, count int, turned bool) batch[T] {
	b := batch[T]{n: n, nrhs: nrhs, data: blas.NewMat[T](count, n*n+2*n*nrhs+1), turned: turned}
	for l := range count {
		b.at = append(b.at, (count-1-l)*b.data.Cols)
	}
	return b
}

// parts returns A, B and X of system l.
func (b batch[T]) parts(l int) (a, rhs, x blas.Mat[T]) {
	of := b.data.Data[b.at[l]:]
	a = blas.RowMajor(of[:b.n*b.n], b.n, b.n, b.n)
	if b.turned {
		a = a.T()
	}
	of = of[b.n*b.n:]
	k := b.n * b.nrhs
	return a, blas.RowMajor(of[:k], b.n, b.nrhs, b.nrhs), blas.RowMajor(of[k:2*k], b.n, b.nrhs, b.nrhs)
}

// solve solves systems from on, in place if told to.
func (b batch[T]) solve(t cpu.Tier, from, count int, inPlace bool) []Result {
	first := func(skip int) *T { return &b.data.Data[skip] }
	at := b.at[from : from+count]
	a := Stack[T]{first(0), b.n, 1, at}
	if b.turned {
		a.RS, a.CS = a.CS, a.RS
	}
	rhs := Stack[T]{first(b.n * b.n), b.nrhs, 1, at}
	x := Stack[T]{first(b.n*b.n + b.n*b.nrhs), b.nrhs, 1, at}
	if inPlace {
		x = rhs
	}
	out := make([]Result, count)
	Solve(t, b.n, b.nrhs, a, rhs, x, out)
	return out
}

func testSolve[T blas.Scalar](t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for i, n := range []int{0, 1, 2, 3, 4, 7, 8, 16, 18} {
		for _, nrhs := range []int{0, 1, 3} {
			for _, count := range []int{1, Lanes[T](), Lanes[T]() - 1} {
				b := newBatch[T](n, nrhs, count, i%2 == 0)
				copy(b.data.Data, randomMat[T](r, count, b.data.Cols).Data)
				out := b.solve(cpu.Best, 0, count, false)
				for l, res := range out {
					a, rhs, x := b.parts(l)
					checkSystem(t, a, rhs, x, res)
					if l > 0 && l < count-1 {
						continue // the reference takes its time
					}
					want := b.solve(cpu.Generic, l, 1, true)
					if want[0] != res {
						t.Fatalf("n = %d, lane %d: %v, alone by the reference %v", n, l, res, want[0])
					}
					for k := range x.Data {
						if x.Data[k] != rhs.Data[k] {
							t.Fatalf("n = %d, lane %d: element %d is %v, alone by the reference %v", n, l, k, x.Data[k], rhs.Data[k])
						}
					}
				}
			}
		}
	}
}

// checkSystem holds a solution to LAPACK's scaled residual, and the condition
// to the inverse, whose columns other right sides give.
func checkSystem[T blas.Scalar](t *testing.T, a, rhs, x blas.Mat[T], res Result) {
	t.Helper()
	n := a.Rows
	if res.State != Solved || n == 0 {
		if n > 0 {
			t.Fatalf("n = %d: %v", n, res)
		}
		return
	}
	inv := newBatch[T](n, n, 1, false)
	ia, eye, ix := inv.parts(0)
	blas.Copy(blas.Env{}, ia, a)
	blas.Copy(blas.Env{}, eye, blas.Eye[T](n))
	inv.solve(cpu.Best, 0, 1, false)
	norm := oneNorm(a)
	for j := range rhs.Cols {
		off, size := 0.0, 0.0
		for i := range n {
			d := blas.Complex128(rhs.At(i, j))
			for k := range n {
				d -= blas.Complex128(a.At(i, k)) * blas.Complex128(x.At(k, j))
			}
			off += blas.Abs(d)
			size += blas.Abs(x.At(i, j))
		}
		if ratio := off / (norm * size * blas.Eps[T]()); !(ratio < 30) {
			t.Fatalf("n = %d: residual %g", n, ratio)
		}
	}
	low, high := 1+1e3*blas.Eps[T]()/res.RCond, 1+1e3*blas.Eps[T]()/res.RCond
	if blas.IsComplex[T]() {
		low *= 2 // magnitudes are up to √2 too large, in both norms
	}
	if exact := 1 / (norm * oneNorm(ix)); !(res.RCond > exact/low && res.RCond < exact*high) {
		t.Fatalf("n = %d: rcond %g, exactly %g", n, res.RCond, exact)
	}
}

func oneNorm[T blas.Scalar](a blas.Mat[T]) float64 {
	big := 0.0
	for j := range a.Cols {
		s := 0.0
		for i := range a.Rows {
			s += blas.Abs(a.At(i, j))
		}
		big = math.Max(big, s)
	}
	return big
}

func TestTrouble(t *testing.T) {
	t.Run("float64", testTrouble[float64])
	t.Run("float32", testTrouble[float32])
	t.Run("complex128", testTrouble[complex128])
	t.Run("complex64", testTrouble[complex64])
}

// testTrouble has systems of every state in one block.
func testTrouble[T blas.Scalar](t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	cases := []struct {
		a     [9]float64
		b     float64
		state State
		zero  int
	}{
		{[9]float64{1, 0, 0, 0, 1, 0, 0, 0, 1}, 7, Solved, 0},
		{[9]float64{}, 7, Singular, 0},
		{[9]float64{1, 2, 3, 2, 4, 6, 1, 0, 1}, 7, Singular, 2},
		{[9]float64{0, 0, 1, 0, 0, 1, 0, 0, 1}, 7, Singular, 0},
		{[9]float64{1, 0, 0, 0, 1, 0, nan, 0, 1}, 7, NotFinite, 0},
		{[9]float64{1, 0, -inf, 0, 1, 0, 0, 0, 1}, 7, NotFinite, 0},
		{[9]float64{1, 0, 0, 0, 1, 0, 0, 0, 1}, inf, NotFinite, 0},
		{[9]float64{}, nan, NotFinite, 0},
		{[9]float64{1, 0, 0, 0, 1, 0, 0, 0, 0x1p-149}, 7, Extreme, 0},
	}
	if !blas.IsSingle[T]() {
		cases[len(cases)-1].a[8] = 0x1p-1074
	}
	for _, c := range cases {
		for _, at := range []int{0, 1, Lanes[T]() - 1} {
			b := newBatch[T](3, 1, Lanes[T](), false)
			for l := range b.at {
				a, rhs, x := b.parts(l)
				blas.Copy(blas.Env{}, a, blas.Eye[T](3))
				if l == at {
					for i, v := range c.a {
						a.Set(i/3, i%3, blas.FromReal[T](v))
					}
				}
				rhs.Set(1, 0, blas.FromReal[T](7))
				x.Set(1, 0, blas.FromReal[T](5))
				if l == at {
					rhs.Set(1, 0, blas.FromReal[T](c.b))
				}
			}
			for l, res := range b.solve(cpu.Best, 0, len(b.at), false) {
				want := Result{RCond: 1}
				if l == at && c.state != Solved {
					want = Result{State: c.state, Zero: c.zero}
				}
				if _, _, x := b.parts(l); res != want || (x.At(1, 0) == blas.FromReal[T](5)) != (want.State != Solved) {
					t.Fatalf("%v in lane %d: lane %d is %v, want %v; x = %v", c, at, l, res, want, x.Data)
				}
			}
		}
	}
}
