package gemm

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/internal/cpu"
)

// rowsOfParts makes a complex matrix as the real one that gemmComplex describes.
func rowsOfParts[T Real](m, n int, at func(i, j int) (re, im T)) matrix[T] {
	out := newMatrix[T](m, 2*n, rowMajor, guard)
	for i := range m {
		for j := range n {
			*out.at(i, 2*j), *out.at(i, 2*j+1) = at(i, j)
		}
	}
	return out
}

// complexCase is a product of complex matrices held as matrices of parts.
type complexCase[T Real] struct {
	m, n, k     int
	f           Form
	a, b, c     matrix[T] // interleaved parts
	alpha, beta pair[T]
}

func conjIf[T Real](conj bool, re, im T) (T, T) {
	if conj {
		return re, -im
	}
	return re, im
}

// want is the product by the naive real one.
func (x complexCase[T]) want() matrix[T] {
	alpha, beta := x.alpha, x.beta
	out := copyOf(x.c, rowMajor, guard)
	if beta.im != 0 {
		for i := range x.m {
			for j := range x.n {
				e := times(beta, pair[T]{*out.at(i, 2*j), *out.at(i, 2*j+1)})
				*out.at(i, 2*j), *out.at(i, 2*j+1) = e.re, e.im
			}
		}
		beta = pair[T]{1, 0}
	}
	scale := pair[T]{1, 0}
	if alpha.im != 0 {
		scale, alpha = alpha, scale
	}
	a := rowsOfParts(x.m, x.k, func(i, p int) (T, T) { return conjIf(x.f.ConjA, *x.a.at(i, 2*p), *x.a.at(i, 2*p+1)) })
	b := newMatrix[T](2*x.k, 2*x.n, rowMajor, guard)
	for p := range x.k {
		for j := range x.n {
			re, im := conjIf(x.f.ConjB, *x.b.at(p, 2*j), *x.b.at(p, 2*j+1))
			if scale.im != 0 {
				e := times(scale, pair[T]{re, im})
				re, im = e.re, e.im
			}
			*b.at(2*p, 2*j), *b.at(2*p, 2*j+1) = re, im
			*b.at(2*p+1, 2*j), *b.at(2*p+1, 2*j+1) = -im, re
		}
	}
	naive(x.m, 2*x.n, 2*x.k, alpha.re, a, b, beta.re, out)
	return out
}

// unpartial restores what lies outside the part of C.
func (x complexCase[T]) unpartial(out matrix[T]) {
	for i := range x.m {
		from, to := x.f.Part.row(i, x.n)
		for j := range 2 * x.n {
			if j < 2*from || j >= 2*to {
				*out.at(i, j) = *x.c.at(i, j)
			}
		}
	}
}

// placed lays a matrix of parts out as a complex one.
func placed[T Real, C Float](m matrix[T], l layout, join func(re, im T) C, fill C) matrix[C] {
	c := newMatrix(m.rows, m.cols/2, l, fill)
	for i := range c.rows {
		for j := range c.cols {
			*c.at(i, j) = join(*m.at(i, 2*j), *m.at(i, 2*j+1))
		}
	}
	return c
}

func testForms[T Real, C Float](t *testing.T, join func(re, im T) C, split func(C) (re, im T)) {
	r := rand.New(rand.NewPCG(31, 32))
	scalars := []pair[T]{{1, 0}, {-1, 0}, {0.5, 0}, {0.75, -2}, {0, 0}}
	for _, d := range [][3]int{{1, 1, 1}, {2, 3, 4}, {5, 5, 7}, {13, 13, 1}, {9, 30, 6}, {30, 1, 11}, {1, 30, 11}, {40, 40, 40}, {77, 77, 33}, {70, 70, 150}, {20, 400, 50}, {200, 30, 40}} {
		if quick() && d[0]*d[1]*d[2] > 200000 {
			continue
		}
		x := complexCase[T]{m: d[0], n: d[1], k: d[2]}
		x.a, x.b, x.c = random[T](r, x.m, 2*x.k), random[T](r, x.k, 2*x.n), random[T](r, x.m, 2*x.n)
		for form := range 4 {
			x.f = Form{ConjA: form&1 > 0, ConjB: form&2 > 0}
			if x.m == x.n {
				x.f.Part = Part(r.IntN(3))
			}
			x.alpha, x.beta = scalars[r.IntN(4)], scalars[r.IntN(5)]
			want := x.want()
			x.unpartial(want)
			guard := join(guard, guard)
			nan := join(T(math.NaN()), 0)
			for _, tier := range cpu.Available() {
				for i, p := range pools {
					if tier == cpu.Generic && i != form || i == 1 {
						continue
					}
					la, lb, lc := layout(r.IntN(int(layoutsEnd))), layout(r.IntN(int(layoutsEnd))), layout(r.IntN(int(layoutsEnd)))
					a, b, c := placed(x.a, la, join, nan), placed(x.b, lb, join, nan), placed(x.c, lc, join, guard)
					what := fmt.Sprintf("%v %T %v %+v alpha %v beta %v layouts %d %d %d workers %d", tier, guard, d, x.f, x.alpha, x.beta, la, lb, lc, p.Workers())
					if !GemmForm(tier, p, nil, x.f, x.m, x.n, x.k, join(x.alpha.re, x.alpha.im), a.Mat, b.Mat, join(x.beta.re, x.beta.im), c.Mat) {
						t.Fatal("cancelled without being asked")
					}
					flipped := c.RS == 1 && c.CS != 1
					compareParts(t, what, c, want, flipped, split, guard)
				}
			}
		}
	}
}

// compareParts holds c against want. A product that was transposed multiplies
// parts in another order: it is close, otherwise it has the same bits.
func compareParts[T Real, C Float](t *testing.T, what string, c matrix[C], want matrix[T], flipped bool, split func(C) (re, im T), guard C) {
	t.Helper()
	left := 0
	for _, v := range c.mem {
		if v == guard {
			left++
		}
	}
	if left < len(c.mem)-c.rows*c.cols {
		t.Fatalf("%s: wrote outside the window", what)
	}
	tol := 2e-12
	if sizeOf[T]() == 4 {
		tol = 2e-3
	}
	for i := range c.rows {
		for j := range c.cols {
			re, im := split(*c.at(i, j))
			wr, wi := *want.at(i, 2*j), *want.at(i, 2*j+1)
			near := math.Abs(float64(re-wr)) < tol && math.Abs(float64(im-wi)) < tol
			if !(same(re, wr) && same(im, wi)) && !(flipped && near) {
				t.Fatalf("%s: c[%d][%d] = %v, %v, want %v, %v", what, i, j, re, im, wr, wi)
			}
		}
	}
}

// TestForms: conjugated operands and triangles have the bits of whole products
// of conjugated copies, and nothing else is written.
func TestForms(t *testing.T) {
	t.Run("complex128", func(t *testing.T) {
		testForms(t, func(re, im float64) complex128 { return complex(re, im) }, func(z complex128) (float64, float64) { return real(z), imag(z) })
	})
	t.Run("complex64", func(t *testing.T) {
		testForms(t, func(re, im float32) complex64 { return complex(re, im) }, func(z complex64) (float32, float32) { return real(z), imag(z) })
	})
	t.Run("float64", testParts[float64])
	t.Run("float32", testParts[float32])
}

func testParts[T Real](t *testing.T) {
	r := rand.New(rand.NewPCG(33, 34))
	for _, d := range [][3]int{{1, 1, 1}, {2, 2, 4}, {5, 5, 7}, {13, 13, 1}, {30, 40, 6}, {47, 47, 40}, {77, 77, 33}, {200, 200, 20}, {410, 410, 9}, {33, 33, 600}} {
		if quick() && d[0]*d[1]*d[2] > 200000 {
			continue
		}
		for _, part := range []Part{Lower, Upper} {
			alpha, beta := T(scalars[r.IntN(4)]), T(scalars[r.IntN(4)])
			a, b, c, want := trial(r, d[0], d[1], d[2], alpha, beta)
			for i := range d[0] {
				from, to := part.row(i, d[1])
				for j := range d[1] {
					if j < from || j >= to {
						*want.at(i, j) = *c.at(i, j)
					}
				}
			}
			for _, tier := range cpu.Available() {
				for i, p := range pools {
					if tier == cpu.Generic && i != 2 || i == 1 {
						continue
					}
					la, lb, lc := layout(r.IntN(int(layoutsEnd))), layout(r.IntN(int(layoutsEnd))), layout(r.IntN(int(layoutsEnd)))
					ga, gb, gc := copyOf(a, la, T(math.NaN())), copyOf(b, lb, T(math.NaN())), copyOf(c, lc, guard)
					GemmForm(tier, p, nil, Form{Part: part}, d[0], d[1], d[2], alpha, ga.Mat, gb.Mat, beta, gc.Mat)
					wantSame(t, fmt.Sprintf("%v %T %v part %d alpha %v beta %v layouts %d %d %d workers %d", tier, alpha, d, part, alpha, beta, la, lb, lc, p.Workers()), gc, want, guard)
				}
			}
		}
	}
}
