package vec

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
)

// memory is what a kernel works on: vectors and rows with guards around, and
// the sums that it returns.
type memory[T Real] struct {
	x, y, b []T
	f       []float64
	ld      int // elements between rows of b
	sums    []T
	index   int64
	exact   float64
}

const guard = 3

// newMemory draws operands of n numbers; odd ones among them if wild.
func newMemory[T Real](r *rand.Rand, n int, wild bool) *memory[T] {
	m := &memory[T]{ld: n + 5, sums: make([]T, 16)}
	m.x, m.y, m.b = draw[T](r, n+2*guard, wild), draw[T](r, n+2*guard, wild), draw[T](r, 8*m.ld+guard, wild)
	m.f = draw[float64](r, n+2*guard, wild)
	for i := range m.sums {
		m.sums[i] = T(r.NormFloat64())
	}
	return m
}

func draw[T Real](r *rand.Rand, n int, wild bool) []T {
	odd := []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), 1e-320, -3e-45, 1e-162, -1e-23, 1e308, 3e38}
	s := make([]T, n)
	for i := range s {
		s[i] = T(r.NormFloat64())
		if wild && r.IntN(4) == 0 {
			s[i] = T(odd[r.IntN(len(odd))])
		}
	}
	return s
}

func (m *memory[T]) clone() *memory[T] {
	c := *m
	c.x, c.y, c.b, c.sums = slices.Clone(m.x), slices.Clone(m.y), slices.Clone(m.b), slices.Clone(m.sums)
	c.f = slices.Clone(m.f)
	return &c
}

func (m *memory[T]) px() Ptr { return Ptr(&m.x[guard]) }
func (m *memory[T]) py() Ptr { return Ptr(&m.y[guard]) }
func (m *memory[T]) pb() Ptr { return Ptr(&m.b[guard]) }
func (m *memory[T]) pf() Ptr { return Ptr(&m.f[guard]) }
func (m *memory[T]) bytes() int {
	return m.ld * int(unsafe.Sizeof(m.x[0]))
}
func (m *memory[T]) size() int { return int(unsafe.Sizeof(m.x[0])) }

// cases runs every kernel on n real numbers; those of complex elements take
// n/2 of them.
func cases[T Real]() map[string]func(t cpu.Tier, m *memory[T], n int) {
	four := func(m *memory[T]) *[4]T { return (*[4]T)(Ptr(&m.sums[0])) }
	eight := func(m *memory[T]) *[2]Sums[T] { return (*[2]Sums[T])(Ptr(&m.sums[0])) }
	a, f := [4]T{1.5, -2.25, 0.3, -0.1}, Times[T](0.7, -1.3)
	fs := [4]Factor[T]{f, TimesConj[T](-0.2, 0.9), Times[T](1.1, 1.2), TimesConj[T](3, -4)}
	two := [2]Factor[T]{fs[1], fs[2]}
	bump := &CBump[T]{f, fs[0], Times[T](0.25, -1), Times[T](-0.6, 0.35), fs[1]}
	few := func(n int) int { return min(n, Chunk/Edge+6) } // in eight rows
	var tri [Edge * Edge]T
	var ctri [2 * Edge * Edge]T
	r := rand.New(rand.NewPCG(7, 7))
	for i := range ctri {
		ctri[i] = T(r.NormFloat64() / 4)
		tri[i/2] = T(r.NormFloat64() / 4)
	}
	return map[string]func(t cpu.Tier, m *memory[T], n int){
		"Axpy":   func(t cpu.Tier, m *memory[T], n int) { Axpy(t, T(1.7), m.px(), m.py(), n) },
		"CAxpy":  func(t cpu.Tier, m *memory[T], n int) { CAxpy(t, f, m.px(), m.py(), n/2) },
		"CAxpyC": func(t cpu.Tier, m *memory[T], n int) { CAxpy(t, fs[1], m.px(), m.py(), n/2) },
		"Scal":   func(t cpu.Tier, m *memory[T], n int) { Scal(t, T(-1.7), m.px(), n) },
		"CScal":  func(t cpu.Tier, m *memory[T], n int) { CScal(t, f, m.px(), n/2) },
		"Rot":    func(t cpu.Tier, m *memory[T], n int) { Rot(t, T(0.6), T(-0.8), m.px(), m.py(), n) },
		"CRot":   func(t cpu.Tier, m *memory[T], n int) { CRot(t, T(0.6), T(0.7), T(-0.3), m.px(), m.py(), n/2) },
		"Reflect": func(t cpu.Tier, m *memory[T], n int) {
			k := min(n, m.ld-5) // the third row is one of b
			Reflect(t, &Bump[T]{0.3, -0.7, 1.2, 0.36, -0.84}, m.px(), m.py(), m.pb(), k)
		},
		"ReflectColumns": func(t cpu.Tier, m *memory[T], n int) {
			ld := 5 // elements between rows
			ReflectColumns(t, &Bump[T]{0.3, -0.7, 1.2, 0.36, -0.84}, m.px(), ld*m.size(), (n+2)/ld)
		},
		"ReflectColumnsBack": func(t cpu.Tier, m *memory[T], n int) {
			ld := 4
			ReflectColumnsBack(t, &Bump[T]{0.3, -0.7, 1.2, 0.36, -0.84}, m.px(), ld*m.size(), (n+1)/ld)
		},
		"RotColumns": func(t cpu.Tier, m *memory[T], n int) {
			ld := 3
			RotColumns(t, T(0.6), T(-0.8), m.px(), ld*m.size(), (n+1)/ld)
		},
		"CRotColumns": func(t cpu.Tier, m *memory[T], n int) {
			ld := 6
			CRotColumns(t, T(0.6), T(0.7), T(-0.3), m.px(), ld*m.size(), (n+2)/ld)
		},
		"CReflect": func(t cpu.Tier, m *memory[T], n int) {
			CReflect(t, bump, m.px(), m.py(), m.pb(), n/2)
		},
		"CReflect2": func(t cpu.Tier, m *memory[T], n int) {
			CReflect2(t, (*CPair[T])(bump[:3]), m.px(), m.py(), n/2)
		},
		"CReflectColumns": func(t cpu.Tier, m *memory[T], n int) {
			ld := 8
			CReflectColumns(t, bump, m.px(), ld*m.size(), (n+2)/ld)
		},
		"CReflectColumns2": func(t cpu.Tier, m *memory[T], n int) {
			ld := 6
			CReflectColumns2(t, (*CPair[T])(bump[:3]), m.px(), ld*m.size(), (n+2)/ld)
		},
		"Swap":    func(t cpu.Tier, m *memory[T], n int) { Swap(t, m.px(), m.py(), n*m.size()/4) },
		"Dot":     func(t cpu.Tier, m *memory[T], n int) { m.sums[0] = Dot[T](t, m.px(), m.py(), n) },
		"CDot":    func(t cpu.Tier, m *memory[T], n int) { eight(m)[0] = CDot[T](t, m.px(), m.py(), n/2) },
		"Asum":    func(t cpu.Tier, m *memory[T], n int) { m.exact = Asum[T](t, m.px(), n) },
		"AddAbs":  func(t cpu.Tier, m *memory[T], n int) { AddAbs[T](t, m.px(), m.pf(), n) },
		"CAddAbs": func(t cpu.Tier, m *memory[T], n int) { CAddAbs[T](t, m.px(), m.pf(), n/2) },
		"SumSq":   func(t cpu.Tier, m *memory[T], n int) { m.exact = SumSq[T](t, m.px(), n) },
		"MaxAbs":  func(t cpu.Tier, m *memory[T], n int) { m.index = min(MaxAbs[T](t, m.px(), n), infBits[T]()+1) },
		"IAmax":   func(t cpu.Tier, m *memory[T], n int) { m.index = int64(IAmax[T](t, m.px(), n)) },
		"CIAmax":  func(t cpu.Tier, m *memory[T], n int) { m.index = int64(CIAmax[T](t, m.px(), n/2)) },
		"Rank":    func(t cpu.Tier, m *memory[T], n int) { Rank(t, &a, m.pb(), m.bytes(), m.py(), n) },
		"CRank":   func(t cpu.Tier, m *memory[T], n int) { CRank(t, &fs, m.pb(), m.bytes(), m.py(), n/2) },
		"Dots":    func(t cpu.Tier, m *memory[T], n int) { Dots(t, m.pb(), m.bytes(), m.px(), n, four(m)) },
		"CDots":   func(t cpu.Tier, m *memory[T], n int) { CDots(t, m.pb(), m.bytes(), m.px(), n/2, eight(m)) },
		"CDots4": func(t cpu.Tier, m *memory[T], n int) {
			CDots4(t, m.pb(), m.bytes(), m.px(), n/2, (*[4]Sums[T])(Ptr(&m.sums[0])))
		},
		"Symv": func(t cpu.Tier, m *memory[T], n int) { Symv(t, m.pb(), m.bytes(), m.px(), &a, m.py(), n, four(m)) },
		"CSymv": func(t cpu.Tier, m *memory[T], n int) {
			CSymv(t, m.pb(), m.bytes(), m.px(), &two, m.py(), n/2, eight(m))
		},
		"Solve":  func(t cpu.Tier, m *memory[T], n int) { Solve(t, &tri, m.pb(), m.bytes(), few(n)) },
		"Mult":   func(t cpu.Tier, m *memory[T], n int) { Mult(t, &tri, m.pb(), m.bytes(), few(n)) },
		"CSolve": func(t cpu.Tier, m *memory[T], n int) { CSolve(t, &ctri, m.pb(), m.bytes(), few(n)/2) },
		"CMult":  func(t cpu.Tier, m *memory[T], n int) { CMult(t, &ctri, m.pb(), m.bytes(), few(n)/2) },
	}
}

// differ says where two results are not the same bits, NaNs being equal.
func (m *memory[T]) differ(o *memory[T]) string {
	for _, c := range []struct {
		name string
		a, b []T
	}{{"x", m.x, o.x}, {"y", m.y, o.y}, {"b", m.b, o.b}, {"sums", m.sums, o.sums}} {
		for i, v := range c.a {
			if w := c.b[i]; math.Float64bits(float64(v)) != math.Float64bits(float64(w)) && !(v != v && w != w) {
				return fmt.Sprintf("%s[%d] = %v, want %v", c.name, i, v, w)
			}
		}
	}
	for i, v := range m.f {
		if w := o.f[i]; math.Float64bits(v) != math.Float64bits(w) && !(v != v && w != w) {
			return fmt.Sprintf("f[%d] = %v, want %v", i, v, w)
		}
	}
	if m.index != o.index || math.Float64bits(m.exact) != math.Float64bits(o.exact) && !(m.exact != m.exact && o.exact != o.exact) {
		return fmt.Sprintf("%d, %v, want %d, %v", m.index, m.exact, o.index, o.exact)
	}
	return ""
}

var lengths = func() []int {
	var ns []int
	for n := range 140 {
		ns = append(ns, n)
	}
	return append(ns, 255, 256, 257, 1030, 1031, Chunk-1, Chunk, Chunk+1, Chunk+2, 2*Chunk+34)
}()

// TestTiers holds every tier against the reference, bit for bit, with guards.
func TestTiers(t *testing.T) {
	t.Run("float64", tiers[float64])
	t.Run("float32", tiers[float32])
}

func tiers[T Real](t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for name, run := range cases[T]() {
		for _, n := range lengths {
			for _, wild := range []bool{false, true} {
				if name[0] == 'C' && n%2 == 1 {
					continue
				}
				m := newMemory[T](r, n, wild)
				want := m.clone()
				run(cpu.Generic, want, n)
				if s := want.outside(m, n); s != "" {
					t.Fatalf("%s(%d): %s", name, n, s)
				}
				for _, tier := range cpu.Available() {
					got := m.clone()
					run(tier, got, n)
					if s := got.differ(want); s != "" {
						t.Fatalf("%s(%d) on %v: %s", name, n, tier, s)
					}
				}
			}
		}
	}
}

// outside says where a result touched what is not its own.
func (m *memory[T]) outside(before *memory[T], n int) string {
	own := before.clone()
	copy(own.x[guard:guard+n], m.x[guard:])
	copy(own.y[guard:guard+n], m.y[guard:])
	for r := range 8 {
		copy(own.b[guard+r*m.ld:][:n], m.b[guard+r*m.ld:])
	}
	copy(own.f[guard:guard+n], m.f[guard:])
	own.sums, own.index, own.exact = m.sums, m.index, m.exact
	return m.differ(own)
}

// TestUnderflowedLanes: a lane that underflowed to -0 stays what it is when
// the partial vector at the end has no element for it.
func TestUnderflowedLanes(t *testing.T) {
	for n := 1; n < 140; n++ {
		m := newMemory[float64](rand.New(rand.NewPCG(1, 1)), n, false)
		for i := range m.x {
			m.x[i], m.y[i] = 1e-200, -1e-200
		}
		for i := range m.b {
			m.b[i] = -1e-200
		}
		clear(m.sums)
		for name, run := range cases[float64]() {
			if name[0] == 'C' && n%2 == 1 {
				continue
			}
			want := m.clone()
			run(cpu.Generic, want, n)
			for _, tier := range cpu.Available() {
				got := m.clone()
				run(tier, got, n)
				if s := got.differ(want); s != "" {
					t.Fatalf("%s(%d) on %v: %s", name, n, tier, s)
				}
			}
		}
	}
}

// TestSums holds the sums against plain loops in higher precision.
func TestSums(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range lengths {
		m := newMemory[float32](r, n, false)
		var dot, abs, sq, scale float64
		for i := range n {
			x, y := float64(m.x[guard+i]), float64(m.y[guard+i])
			dot += x * y
			scale += math.Abs(x * y)
			abs += math.Abs(x)
			sq += x * x
		}
		near := func(what string, got, want, scale float64) {
			if !(math.Abs(got-want) <= 1e-6*scale) {
				t.Fatalf("%s of %d: %v, want %v", what, n, got, want)
			}
		}
		near("dot", float64(Dot[float32](cpu.Best, m.px(), m.py(), n)), dot, scale)
		near("asum", Asum[float32](cpu.Best, m.px(), n), abs, abs)
		sum := make([]float64, n)
		AddAbs[float32](cpu.Best, m.px(), Ptr(unsafe.SliceData(sum)), n)
		AddAbs[float32](cpu.Best, m.px(), Ptr(unsafe.SliceData(sum)), n)
		for i, s := range sum {
			near("twice |x|", s, 2*math.Abs(float64(m.x[guard+i])), 0)
		}
		near("ssq", SumSq[float32](cpu.Best, m.px(), n), sq, 1e-5*sq)
		if n%2 == 1 {
			continue
		}
		var plain, conj complex128
		for i := 0; i < n; i += 2 {
			x, y := complex(float64(m.x[guard+i]), float64(m.x[guard+i+1])), complex(float64(m.y[guard+i]), float64(m.y[guard+i+1]))
			plain += x * y
			conj += complex(real(x), -imag(x)) * y
		}
		clear(sum)
		CAddAbs[float32](cpu.Best, m.px(), Ptr(unsafe.SliceData(sum)), n/2)
		for i, s := range sum[:n/2] {
			near("|z|", s, math.Hypot(float64(m.x[guard+2*i]), float64(m.x[guard+2*i+1])), 1e-9*s)
		}
		s := CDot[float32](cpu.Best, m.px(), m.py(), n/2)
		re, im := s.Plain()
		near("re x*y", float64(re), real(plain), 2*scale+1e-30)
		near("im x*y", float64(im), imag(plain), 2*scale+2)
		re, im = s.Conj()
		near("re conj(x)*y", float64(re), real(conj), 2*scale+1e-30)
		near("im conj(x)*y", float64(im), imag(conj), 2*scale+2)
	}
}

// TestIAmax: the first of equals, and the first NaN above everything.
func TestIAmax(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	long := make([]float64, 3*Chunk)
	long[Chunk+5], long[2*Chunk+1] = -7, 7
	for _, c := range []struct {
		x    []float64
		want int
	}{
		{nil, -1}, {[]float64{0}, 0}, {[]float64{0, math.Copysign(0, -1)}, 0}, {[]float64{1, -3, 3}, 1},
		{[]float64{1, inf, nan, nan}, 2}, {[]float64{-inf, inf}, 0}, {long, Chunk + 5},
	} {
		for _, tier := range cpu.Available() {
			if got := IAmax[float64](tier, Ptr(unsafe.SliceData(c.x)), len(c.x)); got != c.want {
				t.Errorf("IAmax of %d on %v: %d, want %d", len(c.x), tier, got, c.want)
			}
		}
	}
	z := []complex128{1 + 1i, -2 + 2i, 4, complex(0, nan)}
	for n, want := range []int{-1, 0, 1, 1, 3} {
		if got := CIAmax[float64](cpu.Best, Ptr(unsafe.SliceData(z)), n); got != want {
			t.Errorf("CIAmax of %d: %d, want %d", n, got, want)
		}
	}
}

func TestNoAllocations(t *testing.T) {
	m := newMemory[float64](rand.New(rand.NewPCG(1, 1)), 64, false)
	for name, run := range cases[float64]() {
		if a := testing.AllocsPerRun(20, func() { run(cpu.Best, m, 64) }); a != 0 {
			t.Errorf("%s allocates %v times", name, a)
		}
	}
}

func BenchmarkKernels(b *testing.B) {
	for _, n := range []int{4, 16, 64, 512} {
		m := newMemory[float64](rand.New(rand.NewPCG(1, 1)), n, false)
		for name, run := range cases[float64]() {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				for b.Loop() {
					run(cpu.Best, m, n)
				}
			})
		}
	}
}
