package gemm

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
	"github.com/scicore-go/scicore/internal/vec"
)

// quick reports whether the test should take its smaller form.
func quick() bool { return testing.Short() || raceEnabled }

var pools = []*sched.Pool{nil, sched.New(1), sched.New(2), sched.New(3), sched.New(8)}

// shapesOfRoads reach every road: small, near, thin, packed, vector, with
// ends of k-blocks and of chunks inside.
func shapesOfRoads(kc int) [][3]int {
	return [][3]int{
		{1, 300, 300}, {300, 1, 301}, {1, 1, 1000}, {1, 2100, 37}, {2100, 1, 37}, {1, 7, kc + 9}, {5, 1, kc + 3},
		{3, 130, kc - 1}, {9, 400, kc}, {16, 50, kc + 1}, {130, 3, 200}, {33, 47, 2*kc + 3},
		{67, 129, 131}, {35, 613, 70}, {300, 57, 35},
	}
}

func testRoads[T Real](t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, d := range shapesOfRoads(depth(sizeOf[T]())) {
		if raceEnabled && d[0]*d[1]*d[2] > 200000 {
			continue
		}
		alpha, beta := T(scalars[1+r.IntN(3)]), T(scalars[r.IntN(4)])
		a, b, c, want := trial(r, d[0], d[1], d[2], alpha, beta)
		for _, tier := range cpu.Available() {
			for i, p := range pools {
				if quick() && i != 2 || tier == cpu.Generic && i%3 != 0 {
					continue
				}
				check(t, tier, p, a, b, c, want, alpha, beta, rowMajor, rowMajor, rowMajor)
				check(t, tier, p, a, b, c, want, alpha, beta, layout(r.IntN(int(layoutsEnd))), layout(r.IntN(int(layoutsEnd))), layout(r.IntN(int(layoutsEnd))))
			}
			check(t, tier, nil, a, b, c, want, alpha, beta, colWindow, colWindow, rowMajor)
			check(t, tier, nil, a, b, c, want, alpha, beta, strided, strided, colMajor)
		}
	}
}

func TestRoads(t *testing.T) {
	t.Run("float64", testRoads[float64])
	t.Run("float32", testRoads[float32])
}

// testStrips crosses the borders of strips and blocks of columns: ends of one
// and of two vectors, of part of one, and rows packed for later blocks.
func testStrips[T Real](t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, d := range [][3]int{{17, stripWidth + 30, 9}, {17, blockWidth + 25, 520}, {blockRows + 70, 120, 20},
		{29, 2*blockWidth + 64, 300}, {tallRows + 11, blockWidth + 8, 3}, {24, 64, 300}, {20, 160, 90}, {19, 208, 70}} {
		if raceEnabled && d[0]*d[1]*d[2] > 3000000 {
			continue
		}
		a, b, c, want := trial[T](r, d[0], d[1], d[2], 1, 1)
		for _, tier := range cpu.Available() {
			check(t, tier, pools[3], a, b, c, want, 1, 1, rowMajor, rowMajor, rowMajor)
			check(t, tier, nil, a, b, c, want, 1, 1, rowWindow, rowWindow, rowWindow)
			check(t, tier, nil, a, b, c, want, 1, 1, colMajor, colMajor, rowMajor)
		}
	}
}

func TestStrips(t *testing.T) {
	t.Run("float64", testStrips[float64])
	t.Run("float32", testStrips[float32])
}

// testStripPack holds the strip that packs A against the strip that does not,
// and what it writes against A.
func testStripPack[T Real](t *testing.T) {
	r := rand.New(rand.NewPCG(23, 24))
	size := sizeOf[T]()
	for _, tier := range cpu.Available() {
		g := geometryOf(tier, size)
		if !g.strips {
			continue
		}
		for k := 1; k <= 11; k++ {
			n := 2 * g.width()
			a, b := copyOf(random[T](r, g.rows, k), rowWindow, guard), random[T](r, k, n)
			got, want := newMatrix[T](g.rows, n, rowWindow, guard), newMatrix[T](g.rows, n, rowWindow, guard)
			packed, slivers := newMatrix[T](k, g.rows, rowMajor, guard), newMatrix[T](k, g.rows, rowMajor, guard)
			for p := range k {
				for i := range g.rows {
					*slivers.at(p, i) = *a.at(i, p)
				}
			}
			x := tile{a: a.P, ars: a.RS * size, acs: a.CS * size, b: b.P, brs: b.RS * size, c: want.P, crs: want.RS * size,
				next: a.P, k: k, alpha: toBits(T(1)), mode: set, mask: laneMask(g.lanes), panels: 2, bskip: (g.width() - k*b.RS) * size}
			runTile(tier, size, g.rows, g.vecs, &x)
			x.c, x.to = got.P, packed.P
			stripPack(tier, size, &x)
			wantSame(t, tier.String()+" product", got, want, guard)
			wantSame(t, tier.String()+" packed", packed, slivers, guard)
		}
	}
}

func TestStripPack(t *testing.T) {
	t.Run("float64", testStripPack[float64])
	t.Run("float32", testStripPack[float32])
}

// TestError holds products against exact sums: |error| <= bound*eps*|A||B|.
func TestError(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	const m, n, k = 9, 11, 1500
	a, b := random[float32](r, m, k), random[float32](r, k, n)
	c := newMatrix[float32](m, n, rowMajor, 0)
	Gemm(cpu.Best, nil, nil, m, n, k, 1, a.Mat, b.Mat, 0, c.Mat)
	bound := float64(depth(4)+k/depth(4)+2) * 0x1p-24
	for i := range m {
		for j := range n {
			var sum, abs float64 // float64 is exact enough for float32 products
			for p := range k {
				x := float64(*a.at(i, p)) * float64(*b.at(p, j))
				sum += x
				abs += math.Abs(x)
			}
			if e := math.Abs(float64(*c.at(i, j)) - sum); e > bound*abs {
				t.Errorf("c[%d][%d] is off by %g, more than %g", i, j, e, bound*abs)
			}
		}
	}
}

// TestSpecials: NaN and Inf propagate past zeros, C is not read for beta == 0,
// A and B are not read for alpha == 0.
func TestSpecials(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, tier := range cpu.Available() {
		for _, d := range [][3]int{{1, 40, 40}, {40, 1, 40}, {3, 5, 2}, {70, 70, 70}} {
			m, n, k := d[0], d[1], d[2]
			zero, poison := newMatrix(m, k, rowMajor, 0.0), newMatrix(k, n, rowMajor, 1.0)
			*poison.at(k-1, 0) = nan
			*poison.at(0, n-1) = inf
			c := newMatrix(m, n, rowMajor, nan)
			Gemm(tier, nil, nil, m, n, k, 1, zero.Mat, poison.Mat, 0, c.Mat)
			for j := range n {
				got, want := *c.at(m-1, j), j == 0 || j == n-1
				if math.IsNaN(got) != want || !want && got != 0 {
					t.Errorf("%v %v: column %d is %v", tier, d, j, got)
				}
			}
			for i := range m {
				*c.at(i, 0) = 3
			}
			Gemm(tier, nil, nil, m, n, k, 0, poison.T(), zero.T(), 2, c.Mat)
			if got := *c.at(0, 0); got != 6 {
				t.Errorf("%v %v: alpha == 0 gave %v, want 6", tier, d, got)
			}
		}
	}
}

// TestBroadcast reads operands whose rows or columns repeat.
func TestBroadcast(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	for _, d := range [][3]int{{5, 9, 7}, {1, 200, 90}, {60, 70, 80}, {8, 300, 290}} {
		m, n, k := d[0], d[1], d[2]
		for _, s := range [][2]int{{0, 1}, {1, 0}, {0, 0}} {
			v := random[float64](r, 1, 300)
			a := matrix[float64]{Mat[float64]{v.P, s[0], s[1]}, m, k, v.mem}
			b := matrix[float64]{Mat[float64]{v.P, s[1], s[0]}, k, n, v.mem}
			c, want := newMatrix(m, n, rowMajor, guard), newMatrix(m, n, rowMajor, guard)
			naive(m, n, k, 1, a, b, 0, want)
			for _, tier := range cpu.Available() {
				Gemm(tier, nil, nil, m, n, k, 1, a.Mat, b.Mat, 0, c.Mat)
				wantSame(t, "broadcast", c, want, guard)
			}
		}
	}
}

func TestGemv(t *testing.T) {
	a, x, y := []float64{1, 2, 3, 4, 5, 6}, []float64{1, 0, -1, 0, 2}, []float64{10, 0, 20}
	Gemv(cpu.Best, nil, nil, 2, 3, 2, Of(a, 3), unsafe.Pointer(&x[0]), 2, 1, unsafe.Pointer(&y[0]), 2)
	if want := [3]float64{10 + 2*(1-2+6), 0, 20 + 2*(4-5+12)}; [3]float64(y) != want {
		t.Errorf("y = %v, want %v", y, want)
	}
}

func TestCancel(t *testing.T) {
	done := make(chan struct{})
	close(done)
	for _, d := range [][3]int{{200, 200, 200}, {1, 500, 500}, {500, 1, 500}, {8, 900, 900}, {5, 5, 5}} {
		a, b := newMatrix(d[0], d[2], rowMajor, 1.0), newMatrix(d[2], d[1], rowMajor, 1.0)
		c := newMatrix(d[0], d[1], rowMajor, 0.0)
		for _, p := range pools {
			if Gemm(cpu.Best, p, done, d[0], d[1], d[2], 1, a.Mat, b.Mat, 0, c.Mat) {
				t.Errorf("%v on %d workers: a closed done gave true", d, p.Workers())
			}
		}
	}
}

// TestComplex holds complex products against sums in complex128 and checks
// that tiers and workers agree on the bits.
func TestComplex(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	const m, n, k = 21, 34, 300
	fill := func(rows, cols int, l layout) matrix[complex128] {
		x := newMatrix(rows, cols, l, complex(guard, guard))
		for i := range rows {
			for j := range cols {
				*x.at(i, j) = complex(r.NormFloat64(), r.NormFloat64())
			}
		}
		return x
	}
	for _, s := range [][2]complex128{{1, 0}, {2 - 1i, 1}, {-1, 0.5 + 3i}, {0, 1i}} {
		a, b, c0 := fill(m, k, colWindow), fill(k, n, rowMajor), fill(m, n, strided)
		var first matrix[complex128]
		for i, tier := range cpu.Available() {
			c := copyOf(c0, strided, complex(guard, guard))
			Gemm(tier, pools[i%len(pools)], nil, m, n, k, s[0], a.Mat, b.Mat, s[1], c.Mat)
			if i == 0 {
				first = c
				compareComplex(t, s, a, b, c0, c)
			}
			for q := range c.mem {
				if c.mem[q] != first.mem[q] {
					t.Fatalf("%v differs from %v at %d: %v, %v", tier, cpu.Generic, q, c.mem[q], first.mem[q])
				}
			}
		}
	}
}

func compareComplex(t *testing.T, s [2]complex128, a, b, c0, c matrix[complex128]) {
	t.Helper()
	for i := range c.rows {
		for j := range c.cols {
			want := s[1] * *c0.at(i, j)
			for p := range a.cols {
				want += s[0] * *a.at(i, p) * *b.at(p, j)
			}
			if e := cmplx.Abs(*c.at(i, j) - want); e > 1e-12*float64(a.cols) {
				t.Fatalf("scalars %v: c[%d][%d] = %v, want %v", s, i, j, *c.at(i, j), want)
			}
		}
	}
}

func TestComplex64(t *testing.T) {
	a, b := []complex64{1 + 2i, 3, -1i, 2}, []complex64{1i, 1, 2, -1 + 1i}
	c := make([]complex64, 4)
	Gemm(cpu.Best, nil, nil, 2, 2, 2, 1, Of(a, 2), Of(b, 2), 0, Of(c, 2))
	want := []complex64{4 + 1i, -2 + 5i, 5, -2 + 1i}
	for i := range want {
		if c[i] != want[i] {
			t.Errorf("c[%d] = %v, want %v", i, c[i], want[i])
		}
	}
}

func testInt[T Integer](t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	const m, n, k = 37, 41, 55
	fill := func(rows, cols int, l layout) matrix[T] {
		x := newMatrix[T](rows, cols, l, 77)
		for i := range rows {
			for j := range cols {
				*x.at(i, j) = T(r.Uint64())
			}
		}
		return x
	}
	for _, l := range []layout{rowMajor, colMajor, reversed} {
		a, b, c := fill(m, k, l), fill(k, n, l), fill(m, n, l)
		GemmInt(pools[3], nil, m, n, k, a.Mat, b.Mat, c.Mat)
		for i := range m {
			for j := range n {
				var want T
				for p := range k {
					want += *a.at(i, p) * *b.at(p, j)
				}
				if got := *c.at(i, j); got != want {
					t.Fatalf("layout %d: c[%d][%d] = %v, want %v", l, i, j, got, want)
				}
			}
		}
	}
}

func TestInt(t *testing.T) {
	t.Run("int8", testInt[int8])
	t.Run("uint16", testInt[uint16])
	t.Run("int32", testInt[int32])
	t.Run("uint64", testInt[uint64])
}

// TestBatch: every matrix of a stack has the bits of Gemm, also where stacks
// fold into one product and where an operand is broadcast.
func TestBatch(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	const m, n, k = 6, 10, 8
	shape := []int{3, 5}
	a, b := random[float64](r, 15*m, k), random[float64](r, 15*k, n)
	strides := map[string][2][]int{
		"full":         {{5 * m * k, m * k}, {5 * k * n, k * n}},
		"one B":        {{5 * m * k, m * k}, {0, 0}},
		"B by row":     {{5 * m * k, m * k}, {k * n, 0}},
		"A broadcast":  {{0, 0}, {5 * k * n, k * n}},
		"A transposed": {{m * k, 3 * m * k}, {0, k * n}},
	}
	for name, s := range strides {
		for _, p := range pools {
			got, want := make([]float64, 15*m*n), make([]float64, m*n)
			sa, sb := Stack[float64]{a.Mat, s[0]}, Stack[float64]{b.Mat, s[1]}
			sc := Stack[float64]{Of(got, n), []int{5 * m * n, m * n}}
			if !Batch(cpu.Best, p, nil, shape, m, n, k, 1, sa, sb, 0, sc) {
				t.Fatal("cancelled without being asked")
			}
			for i := range 15 {
				Gemm(cpu.Best, nil, nil, m, n, k, 1, sa.at(shape, i), sb.at(shape, i), 0, Of(want, n))
				for q := range want {
					if got[i*m*n+q] != want[q] {
						t.Fatalf("%s: matrix %d element %d = %v, want %v", name, i, q, got[i*m*n+q], want[q])
					}
				}
			}
		}
	}
}

func TestFMA32(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 18))
	special := []float32{0, float32(math.Copysign(0, -1)), 1, -1, 0x1p-149, -0x1p-149, 0x1p-126, math.MaxFloat32,
		float32(math.Inf(1)), float32(math.NaN()), 1 + 0x1p-23, 1 - 0x1p-24, 0x1p-75, 0x1p64, 3}
	for _, x := range special {
		for _, y := range special {
			for _, z := range special {
				if got, want := vec.FMA(x, y, z), slowFMA(x, y, z); !same(got, want) {
					t.Errorf("FMA(%g, %g, %g) = %g, want %g", x, y, z, got, want)
				}
			}
		}
	}
	trials := 200000
	if quick() {
		trials = 20000
	}
	for range trials {
		x := math.Float32frombits(r.Uint32()&0x807fffff | 0x3f800000)
		y := math.Float32frombits(r.Uint32()&0x80000fff | uint32(120+r.IntN(16))<<23)
		z := math.Float32frombits(r.Uint32()&0x80000001 | uint32(90+r.IntN(60))<<23)
		if r.IntN(4) == 0 {
			x, z = x*0x1p-126, z*0x1p-126
		}
		if got, want := vec.FMA(x, y, z), slowFMA(x, y, z); !same(got, want) {
			t.Fatalf("FMA(%g, %g, %g) = %g, want %g", x, y, z, got, want)
		}
	}
}

// TestKernels runs every micro-kernel against the reference, with every
// length of k around the unrolling, every mode, and guards around C.
func testKernels[T Real](t *testing.T) {
	r := rand.New(rand.NewPCG(19, 20))
	size := sizeOf[T]()
	for _, tier := range cpu.Available() {
		g := geometryOf(tier, size)
		for rows := 1; rows <= g.rows; rows *= 2 {
			for vecs := 1; vecs <= g.vecs; vecs++ {
				if vecs > 3 && vecs != g.vecs {
					continue
				}
				for k := 1; k <= 11; k++ {
					for mode := set; mode <= scale; mode++ {
						kernelTrial[T](t, r, tier, g, rows, vecs, k, mode, 1)
						if g.strips && rows == g.rows {
							kernelTrial[T](t, r, tier, g, rows, vecs, k, mode, 3)
						}
					}
				}
			}
		}
	}
}

func kernelTrial[T Real](t *testing.T, r *rand.Rand, tier cpu.Tier, g geometry, rows, vecs, k, mode, panels int) {
	t.Helper()
	size := sizeOf[T]()
	n := panels * vecs * g.lanes
	if g.mask && panels == 1 {
		n -= r.IntN(g.lanes)
	}
	a, b, c := random[T](r, rows, k), random[T](r, k, n), random[T](r, rows, n)
	got := copyOf(c, rowWindow, guard)
	for i := range rows {
		for j := range n {
			var s T
			for p := range k {
				s = slowFMA(*a.at(i, p), *b.at(p, j), s)
			}
			*c.at(i, j) = enter(*c.at(i, j), s, 0.75, -3, mode)
		}
	}
	bm := copyOf(b, rowWindow, T(math.NaN()))
	x := tile{a: a.P, ars: a.RS * size, acs: a.CS * size, b: bm.P, brs: bm.RS * size, c: got.P, crs: got.RS * size,
		next: a.P, k: k, alpha: toBits(T(0.75)), beta: toBits(T(-3)), mode: mode, mask: laneMask((n-1)%g.lanes + 1),
		panels: panels, bskip: (vecs*g.lanes - k*bm.RS) * size}
	runTile(tier, size, rows, vecs, &x)
	wantSame(t, tier.String(), got, c, guard)
}

func TestKernels(t *testing.T) {
	t.Run("float64", testKernels[float64])
	t.Run("float32", testKernels[float32])
}

// TestPeak: the measuring kernels run and count.
func TestPeak(t *testing.T) {
	for _, tier := range cpu.Available() {
		for _, size := range []int{4, 8} {
			if f := PeakFlops(tier, size); f < 1e6 {
				t.Errorf("%v, %d bytes: %g flop/s", tier, size, f)
			}
		}
	}
}

// TestCovered fails when an assembly function is not of a family that the
// tests above reach through the dispatchers.
func TestCovered(t *testing.T) {
	files, err := filepath.Glob("*.s")
	if err != nil || len(files) == 0 {
		t.Fatal("no assembly found: ", err)
	}
	dispatch := ""
	for _, name := range []string{"dispatch_amd64.go", "dispatch_arm64.go", "decl_amd64.go", "decl_arm64.go"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		dispatch += string(text)
	}
	symbol := regexp.MustCompile(`(?m)^TEXT ·(\w+)`)
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range symbol.FindAllStringSubmatch(string(text), -1) {
			// A call: tabs before, no "func" keyword.
			if !strings.Contains(dispatch, "\t"+m[1]+"(") {
				t.Errorf("%s: nothing calls %s", name, m[1])
			}
		}
	}
}
