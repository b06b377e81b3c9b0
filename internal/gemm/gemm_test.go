package gemm

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
)

// guard stands around every window: its bits must survive.
const guard = 12345.5

// layout says how a test matrix lies in memory.
type layout int

const (
	rowMajor layout = iota
	colMajor
	rowWindow  // a window of a wider matrix
	colWindow  // its transpose
	strided    // neither stride is one
	reversed   // both strides negative
	layoutsEnd // number of layouts
)

// matrix is a test matrix with its whole memory.
type matrix[T any] struct {
	Mat[T]
	rows, cols int
	mem        []T
}

func newMatrix[T any](rows, cols int, l layout, fill T) matrix[T] {
	rs, cs := cols, 1
	switch l {
	case colMajor:
		rs, cs = 1, rows
	case rowWindow:
		rs = cols + 5
	case colWindow:
		rs, cs = 1, rows+3
	case strided, reversed:
		rs, cs = 2*cols+3, 2
	}
	span := 0
	if rows > 0 && cols > 0 {
		span = (rows-1)*rs + (cols-1)*cs
	}
	const edge = 40
	mem := make([]T, span+1+2*edge)
	for i := range mem {
		mem[i] = fill
	}
	start := edge
	if l == reversed {
		start, rs, cs = edge+span, -rs, -cs
	}
	return matrix[T]{Mat[T]{unsafe.Pointer(&mem[start]), rs, cs}, rows, cols, mem}
}

func (m matrix[T]) at(i, j int) *T { return (*T)(m.Mat.At(i, j).P) }

// copyOf returns a matrix with the elements of m in another layout.
func copyOf[T any](m matrix[T], l layout, fill T) matrix[T] {
	c := newMatrix(m.rows, m.cols, l, fill)
	for i := range m.rows {
		for j := range m.cols {
			*c.at(i, j) = *m.at(i, j)
		}
	}
	return c
}

func random[T Real](r *rand.Rand, rows, cols int) matrix[T] {
	m := newMatrix[T](rows, cols, rowMajor, guard)
	for i := range rows {
		for j := range cols {
			*m.at(i, j) = T(r.NormFloat64())
		}
	}
	return m
}

// naive is the specification of the package comment, element by element.
func naive[T Real](m, n, k int, alpha T, a, b matrix[T], beta T, c matrix[T]) {
	kc := 2048 / int(unsafe.Sizeof(alpha))
	for i := range m {
		for j := range n {
			e := c.at(i, j)
			if alpha == 0 || k == 0 {
				*e = scaled(beta, *e)
			}
			for p0 := 0; p0 < k && alpha != 0; p0 += kc {
				var s T
				for p := p0; p < min(k, p0+kc); p++ {
					s = slowFMA(*a.at(i, p), *b.at(p, j), s)
				}
				switch {
				case p0 > 0:
					*e = slowFMA(alpha, s, *e)
				case beta == 0:
					*e = T(alpha * s)
				default:
					*e = slowFMA(alpha, s, scaled(beta, *e))
				}
			}
		}
	}
}

func scaled[T Real](beta, c T) T {
	if beta == 0 {
		return 0
	}
	return T(beta * c)
}

// slowFMA is independent of fma32: float32 sums that float64 cannot hold
// exactly go through big.Float.
func slowFMA[T Real](x, y, z T) T {
	if unsafe.Sizeof(x) == 8 {
		return T(math.FMA(float64(x), float64(y), float64(z)))
	}
	p := float64(x) * float64(y)
	s := p + float64(z)
	if math.IsNaN(s) || math.IsInf(s, 0) || s == 0 {
		return T(s)
	}
	if s-p == float64(z) && s-float64(z) == p {
		return T(s) // s is the exact sum
	}
	f, _ := new(big.Float).SetPrec(400).Add(big.NewFloat(p).SetPrec(400), big.NewFloat(float64(z))).Float32()
	return T(f)
}

// same reports whether x and y have the same bits or are both NaN.
func same[T Real](x, y T) bool {
	return toBits(x) == toBits(y) || x != x && y != y
}

// wantSame fails unless got has the elements of want and nothing else in its
// memory has changed.
func wantSame[T Real](t *testing.T, what string, got, want matrix[T], fill T) {
	t.Helper()
	left := 0
	for _, x := range got.mem {
		if same(x, fill) {
			left++
		}
	}
	if outside := len(got.mem) - got.rows*got.cols; left < outside {
		t.Fatalf("%s: %d elements outside the window were written", what, outside-left)
	}
	for i := range got.rows {
		for j := range got.cols {
			if g, w := *got.at(i, j), *want.at(i, j); !same(g, w) {
				t.Fatalf("%s: c[%d][%d] = %v (%x), want %v (%x)", what, i, j, g, toBits(g), w, toBits(w))
			}
		}
	}
}

// check holds one product on one tier and pool against the reference, with
// the given layouts.
func check[T Real](t *testing.T, tier cpu.Tier, p *sched.Pool, a, b, c, want matrix[T], alpha, beta T, la, lb, lc layout) {
	t.Helper()
	m, n, k := c.rows, c.cols, a.cols
	nan := T(math.NaN())
	ga, gb := copyOf(a, la, nan), copyOf(b, lb, nan)
	gc := copyOf(c, lc, guard)
	if !Gemm(tier, p, nil, m, n, k, alpha, ga.Mat, gb.Mat, beta, gc.Mat) {
		t.Fatal("cancelled without being asked")
	}
	what := fmt.Sprintf("%v %T %dx%dx%d alpha=%v beta=%v layouts %d %d %d workers %d",
		tier, alpha, m, n, k, alpha, beta, la, lb, lc, p.Workers())
	wantSame(t, what, gc, want, guard)
}

// trial makes operands and their reference product.
func trial[T Real](r *rand.Rand, m, n, k int, alpha, beta T) (a, b, c, want matrix[T]) {
	a, b, c = random[T](r, m, k), random[T](r, k, n), random[T](r, m, n)
	want = copyOf(c, rowMajor, guard)
	naive(m, n, k, alpha, a, b, beta, want)
	return a, b, c, want
}

var scalars = []float64{0, 1, -1, 0.5}

func testShapes[T Real](t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for m := 0; m <= 17; m++ {
		for n := 0; n <= 55; n++ {
			if (m*7+n*3)%5 != 0 && m > 3 && n > 3 {
				continue
			}
			k := r.IntN(12)
			alpha, beta := T(scalars[r.IntN(4)]), T(scalars[r.IntN(4)])
			a, b, c, want := trial(r, m, n, k, alpha, beta)
			for _, tier := range cpu.Available() {
				la, lb, lc := layout(r.IntN(int(layoutsEnd))), layout(r.IntN(int(layoutsEnd))), layout(r.IntN(int(layoutsEnd)))
				check(t, tier, nil, a, b, c, want, alpha, beta, la, lb, lc)
				check(t, tier, nil, a, b, c, want, alpha, beta, rowMajor, rowMajor, rowMajor)
			}
		}
	}
}

func TestShapes(t *testing.T) {
	t.Run("float64", testShapes[float64])
	t.Run("float32", testShapes[float32])
}

func testLayouts[T Real](t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	kc := depth(sizeOf[T]())
	for _, d := range [][3]int{{5, 7, 3}, {33, 51, 70}, {17, 30, kc + 5}} {
		a, b, c, want := trial(r, d[0], d[1], d[2], T(0.5), T(-1))
		for _, tier := range cpu.Available() {
			for la := range layoutsEnd {
				for lb := range layoutsEnd {
					for lc := range layoutsEnd {
						if (tier == cpu.Generic || quick()) && (la+lb+lc)%3 != 0 {
							continue
						}
						check(t, tier, nil, a, b, c, want, 0.5, -1, la, lb, lc)
					}
				}
			}
		}
	}
}

func TestLayouts(t *testing.T) {
	t.Run("float64", testLayouts[float64])
	t.Run("float32", testLayouts[float32])
}
