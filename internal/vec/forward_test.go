package vec

import (
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
)

// forwardCase is a triangular system and what it is solved with.
type forwardCase[T Real] struct {
	name string
	sys  System
	tri  []T
	up   bool // from the last row of b to the first
}

const parts = 2 // of complex elements

// forwardCases returns systems of all layouts. They keep their matrix alive.
func forwardCases[T Real](r *rand.Rand, rows int) []forwardCase[T] {
	a, tri := make([]T, parts*rows*rows), make([]T, parts*rows*Edge)
	for i := range a {
		a[i] = T(r.NormFloat64() / 16)
	}
	for i := range tri {
		tri[i] = T(r.NormFloat64() / 4)
	}
	size := int(unsafe.Sizeof(a[0]))
	first, last, clast := Ptr(&a[0]), Ptr(&a[rows*rows-1]), Ptr(&a[parts*rows*rows-parts])
	return []forwardCase[T]{
		{"down", System{A: first, ARS: rows * size, ACS: size, Rows: rows}, tri, false},
		{"up", System{A: last, ARS: -size, ACS: -rows * size, Rows: rows, Back: true}, tri, true},
		{"complex down", System{A: first, ARS: parts * size, ACS: parts * rows * size, Rows: rows}, tri, false},
		{"complex up", System{A: clast, ARS: -parts * rows * size, ACS: -parts * size, Rows: rows, Back: true, Conj: true}, tri, true},
	}
}

// run solves for n numbers in each row of b.
func (c *forwardCase[T]) run(t cpu.Tier, m *memory[T], n int) {
	b, ld := m.pb(), m.bytes()
	if c.up {
		b, ld = Ptr(&m.b[guard+(c.sys.Rows-1)*m.ld]), -ld
	}
	if c.parts() == parts {
		CForward(t, &c.sys, &c.tri[0], b, ld, n/parts)
	} else {
		Forward(t, &c.sys, &c.tri[0], b, ld, n)
	}
}

// parts is how many numbers an element of the system has.
func (c *forwardCase[T]) parts() int {
	if c.name[0] == 'c' {
		return parts
	}
	return 1
}

// TestForward holds every tier against the reference, bit for bit, with guards.
func TestForward(t *testing.T) {
	t.Run("float64", forwardTiers[float64])
	t.Run("float32", forwardTiers[float32])
}

func forwardTiers[T Real](t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	step := 1
	if testing.Short() {
		step = 5
	}
	for _, rows := range []int{Edge, 3 * Edge} {
		for _, c := range forwardCases[T](r, rows) {
			for n := 0; n < 55; n += step { // all that three vectors leave
				c.check(t, r, n&^(c.parts()-1), n%3 == 0)
			}
		}
	}
	for _, c := range forwardCases[T](r, 128) {
		c.check(t, r, 134, false) // more than one call
	}
}

func (c *forwardCase[T]) check(t *testing.T, r *rand.Rand, n int, wild bool) {
	t.Helper()
	m := &memory[T]{ld: n + 5}
	m.b = draw[T](r, c.sys.Rows*m.ld+guard, wild)
	want := m.clone()
	c.run(cpu.Generic, want, n)
	for i, v := range want.b {
		in := i >= guard && (i-guard)%m.ld < n
		if !in && math.Float64bits(float64(v)) != math.Float64bits(float64(m.b[i])) && v == v {
			t.Fatalf("%s: %d numbers in %d rows: wrote place %d", c.name, n, c.sys.Rows, i)
		}
	}
	for _, tier := range cpu.Available() {
		got := m.clone()
		c.run(tier, got, n)
		if s := got.differ(want); s != "" {
			t.Fatalf("%s: %d numbers in %d rows on %v: %s", c.name, n, c.sys.Rows, tier, s)
		}
	}
}

// TestForwardSolves holds the result against the definition: the triangle
// times the result is what was given.
func TestForwardSolves(t *testing.T) {
	const rows, n = 5 * Edge, 11
	r := rand.New(rand.NewPCG(8, 9))
	for _, c := range forwardCases[float64](r, rows) {
		if c.parts() == parts {
			continue // TestTrsm of package blas has them
		}
		m := &memory[float64]{ld: n + 5}
		m.b = draw[float64](r, rows*m.ld+guard, false)
		x := m.clone()
		c.run(cpu.Best, x, n)
		at := func(m *memory[float64], i, j int) float64 {
			if c.up {
				i = rows - 1 - i
			}
			return m.b[guard+i*m.ld+j]
		}
		for i := range rows {
			for j := range n {
				// Inside a block the elements are those of tri, the diagonal
				// reciprocals.
				sum, scale := at(x, i, j)/c.tri[i*Edge+i%Edge], 0.0
				for k := range i {
					e := c.tri[i*Edge+k%Edge]
					if k < i&^(Edge-1) {
						e = *(*float64)(unsafe.Add(c.sys.A, i*c.sys.ARS+k*c.sys.ACS))
					}
					sum += e * at(x, k, j)
					scale += math.Abs(e * at(x, k, j))
				}
				if d := math.Abs(sum - at(m, i, j)); !(d <= 1e-13*(scale+math.Abs(sum))) {
					t.Fatalf("%s: row %d of %d times the result is %g, not %g", c.name, i, rows, sum, at(m, i, j))
				}
			}
		}
	}
}
