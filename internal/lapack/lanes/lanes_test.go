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
			mem := memory(r, k, rows*(cols+2)+20, (rows+cols)%2 == 1)
			for name, call := range map[string]func(b *block, p unsafe.Pointer){
				"sub": func(b *block, p unsafe.Pointer) {
					x := unsafe.Add(p, rows*ld)
					b.sub(unsafe.Add(p, groupBytes), ld, x, groupBytes, unsafe.Add(x, 5*groupBytes), rows, cols)
				},
				"pick": func(b *block, p unsafe.Pointer) {
					best := unsafe.Add(p, rows*ld)
					b.fill(best, 0.5)
					b.fill(unsafe.Add(best, groupBytes), 7)
					b.pick(best, unsafe.Add(best, groupBytes), p, ld, rows, 3)
				},
				"swap": func(b *block, p unsafe.Pointer) {
					at := unsafe.Add(p, rows*ld)
					for l := range b.lanes {
						b.set(at, l, float64(l%3))
					}
					b.swap(p, unsafe.Add(at, groupBytes), at, 1, cols)
				},
				"scale":  func(b *block, p unsafe.Pointer) { b.scale(p, ld, unsafe.Add(p, rows*ld), rows) },
				"sumAbs": func(b *block, p unsafe.Pointer) { b.sumAbs(unsafe.Add(p, rows*ld), p, ld, rows) },
			} {
				got, want := append([]complex128(nil), mem...), append([]complex128(nil), mem...)
				b := &block{kind: k, tier: tier, lanes: lanesFor(k)}
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

func testSolve[T blas.Scalar](t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 2, 3, 4, 7, 8, 16, 18} {
		for _, nrhs := range []int{0, 1, 3} {
			for _, count := range []int{1, Lanes[T](), Lanes[T]() - 1} {
				systems := make([]System[T], count)
				for i := range systems {
					a, b := randomMat[T](r, n, n), randomMat[T](r, n, nrhs)
					if i%3 == 1 {
						a = a.T()
					}
					systems[i] = System[T]{A: a, B: b, X: blas.NewMat[T](n, nrhs)}
				}
				Solve(cpu.Best, systems)
				for i, s := range systems {
					checkSystem(t, n, s)
					if i > 0 && i < count-1 {
						continue // the reference takes its time
					}
					one := []System[T]{{A: s.A, B: s.B, X: blas.NewMat[T](n, nrhs)}}
					Solve(cpu.Generic, one)
					if one[0].RCond != s.RCond || one[0].Zero != s.Zero {
						t.Fatalf("n = %d, lane %d: %g, alone by the reference %g", n, i, s.RCond, one[0].RCond)
					}
					for k := range s.X.Data {
						if s.X.Data[k] != one[0].X.Data[k] {
							t.Fatalf("n = %d, lane %d: element %d is %v, alone by the reference %v", n, i, k, s.X.Data[k], one[0].X.Data[k])
						}
					}
				}
			}
		}
	}
}

// checkSystem holds a solution to LAPACK's scaled residual, and the condition
// to the inverse, which further right sides give.
func checkSystem[T blas.Scalar](t *testing.T, n int, s System[T]) {
	t.Helper()
	if s.Zero >= 0 || n == 0 {
		if n > 0 {
			t.Fatalf("n = %d: pivot %d is zero", n, s.Zero)
		}
		return
	}
	inv := []System[T]{{A: s.A, B: blas.Eye[T](n), X: blas.NewMat[T](n, n)}}
	Solve(cpu.Best, inv)
	norm, invNorm := oneNorm(s.A), oneNorm(inv[0].X)
	for j := range s.B.Cols {
		res, size := 0.0, 0.0
		for i := range n {
			d := blas.Complex128(s.B.At(i, j))
			for k := range n {
				d -= blas.Complex128(s.A.At(i, k)) * blas.Complex128(s.X.At(k, j))
			}
			res += blas.Abs(d)
			size += blas.Abs(s.X.At(i, j))
		}
		if ratio := res / (norm * size * blas.Eps[T]()); !(ratio < 30) {
			t.Fatalf("n = %d: residual %g", n, ratio)
		}
	}
	low := 1.01 // the estimate is a lower bound of the inverse's norm
	if blas.IsComplex[T]() {
		low = 4 // by magnitudes that are up to √2 too large, and twice that in the other norm
	}
	if exact := 1 / (norm * invNorm); !(s.RCond > exact/low && s.RCond < 10*exact) {
		t.Fatalf("n = %d: rcond %g, exactly %g", n, s.RCond, exact)
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

func TestSingular(t *testing.T) {
	systems := []System[float64]{
		{A: blas.Eye[float64](3), B: blas.NewMat[float64](3, 1)},
		{A: blas.NewMat[float64](3, 3), B: blas.NewMat[float64](3, 1)},
		{A: blas.RowMajor([]float64{1, 2, 3, 2, 4, 6, 1, 0, 1}, 3, 3, 3), B: blas.NewMat[float64](3, 1)},
	}
	for i := range systems {
		systems[i].B.Set(1, 0, 7)
		systems[i].X = systems[i].B
	}
	Solve(cpu.Best, systems)
	for i, want := range []int{-1, 0, 2} {
		if s := systems[i]; s.Zero != want || s.X.At(1, 0) != 7 || want >= 0 && s.RCond != 0 {
			t.Errorf("system %d: zero pivot %d, want %d; x %v, rcond %g", i, s.Zero, want, s.X.Data, s.RCond)
		}
	}
	nan := []System[float64]{{A: blas.RowMajor([]float64{math.NaN(), 1, 1, 1}, 2, 2, 2), B: blas.NewMat[float64](2, 1), X: blas.NewMat[float64](2, 1)}}
	Solve(cpu.Best, nan)
	if !math.IsNaN(nan[0].RCond) {
		t.Errorf("rcond of NaN is %g", nan[0].RCond)
	}
}
