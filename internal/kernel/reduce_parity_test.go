package kernel

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kerneltest"
)

// paritySizes are the lengths every tier is held to the reference at.
func paritySizes() []int {
	var s []int
	for n := 1; n <= 131; n++ {
		s = append(s, n)
	}
	return append(s, 191, 192, 193, 255, 256, 257, 500, 511, 512, 513, 1023, 1024, 1025, 1031,
		2047, 2048, 2049, 2111, 4095, 4096, 4097, 8191, 8192, 8193, 3*BlockLen+77)
}

// guarded is memory for n elements of a type, misaligned by whole elements
// and surrounded by sentinels.
type guarded struct {
	mem  []byte
	at   int
	size int
}

const guardBytes, guardByte = 256, 0xA5

// guard is what stands around.
var guard = bytes.Repeat([]byte{guardByte}, 2*guardBytes)

func newGuarded(size, misalign int) guarded {
	g := guarded{make([]byte, size+2*guardBytes), guardBytes + misalign, size}
	copy(g.mem, guard[:g.at])
	copy(g.mem[g.at+size:], guard)
	return g
}

func (g guarded) ptr() unsafe.Pointer { return unsafe.Pointer(&g.mem[g.at]) }

func (g guarded) bytes() []byte { return g.mem[g.at : g.at+g.size] }

// intact reports whether the sentinels are.
func (g guarded) intact() bool {
	return bytes.HasPrefix(guard, g.mem[:g.at]) && bytes.HasPrefix(guard, g.mem[g.at+g.size:])
}

// pattern is a way to fill an array.
type pattern struct {
	name  string
	value func(rng *rand.Rand, i, n int) float64
}

var patterns = []pattern{
	{"normal", func(rng *rand.Rand, i, n int) float64 { return rng.NormFloat64() }},
	{"wide", func(rng *rand.Rand, i, n int) float64 {
		return rng.NormFloat64() * math.Exp2(float64(rng.IntN(60)-30))
	}},
	{"negative zeros", func(*rand.Rand, int, int) float64 { return math.Copysign(0, -1) }},
	{"zeros of both signs", func(rng *rand.Rand, i, n int) float64 {
		return math.Copysign(0, rng.Float64()-0.5)
	}},
	{"one number among NaN", func(_ *rand.Rand, i, n int) float64 {
		if i == n/2 {
			return 3
		}
		return math.NaN()
	}},
	{"one NaN", func(rng *rand.Rand, i, n int) float64 {
		if i == n*2/3 {
			return math.NaN()
		}
		return rng.NormFloat64()
	}},
	{"all NaN", func(*rand.Rand, int, int) float64 { return math.NaN() }},
	{"infinities", func(rng *rand.Rand, i, n int) float64 {
		if i == 0 || i == n-1 {
			return math.Inf(1 - 2*(i&1))
		}
		return rng.Float64()
	}},
	{"all +Inf", func(*rand.Rand, int, int) float64 { return math.Inf(1) }},
	{"all -Inf", func(*rand.Rand, int, int) float64 { return math.Inf(-1) }},
	{"tiny", func(rng *rand.Rand, i, n int) float64 {
		return float64(rng.IntN(7)-3) * math.SmallestNonzeroFloat64
	}},
	{"ties", func(rng *rand.Rand, i, n int) float64 { return float64(rng.IntN(3) - 1) }},
	{"huge", func(rng *rand.Rand, i, n int) float64 { return math.MaxFloat64 * (rng.Float64() - 0.5) }},
}

// patternsFor leaves out what would only repeat random integers.
func patternsFor(dt dtype.DType) []pattern {
	if dt.IsFloat() || dt.IsComplex() {
		return patterns
	}
	var some []pattern
	for _, p := range patterns {
		switch p.name {
		case "normal", "negative zeros", "ties", "all +Inf", "all -Inf", "all NaN":
			some = append(some, p)
		}
	}
	return some
}

// fillAs writes pattern p as elements of dt; integers take random bits, or
// few values where the pattern has ties.
func fillAs(dt dtype.DType, p pattern, b []byte, rng *rand.Rand) {
	n := len(b) / dt.Size()
	switch dt {
	case dtype.Float64, dtype.Complex128:
		x := unsafe.Slice((*float64)(unsafe.Pointer(&b[0])), len(b)/8)
		for i := range x {
			x[i] = p.value(rng, i, len(x))
		}
	case dtype.Float32, dtype.Complex64:
		x := unsafe.Slice((*float32)(unsafe.Pointer(&b[0])), len(b)/4)
		for i := range x {
			x[i] = float32(p.value(rng, i, len(x)))
			if p.name == "tiny" {
				x[i] = float32(rng.IntN(7)-3) * math.SmallestNonzeroFloat32
			}
		}
	case dtype.Bool:
		for i := range b {
			b[i] = byte(rng.IntN(2))
			if p.name == "negative zeros" || p.name == "all NaN" {
				b[i] = byte(len(p.name) & 1)
			}
		}
	default:
		for i := 0; i < n; i++ {
			v := rng.Uint64()
			switch p.name {
			case "ties":
				v = uint64(rng.IntN(3)) - 1
			case "negative zeros":
				v = 0
			case "all -Inf":
				v = 1 << (8*dt.Size() - 1)
			case "all +Inf":
				v = math.MaxUint64
			}
			for k := 0; k < dt.Size(); k++ {
				b[i*dt.Size()+k] = byte(v >> (8 * k))
			}
		}
	}
}

// sameBits compares results of type dt; any NaN equals any NaN.
func sameBits(dt dtype.DType, a, b []byte) bool {
	switch dt {
	case dtype.Float64, dtype.Complex128:
		return sameFloats(unsafe.Slice((*float64)(unsafe.Pointer(&a[0])), len(a)/8), unsafe.Slice((*float64)(unsafe.Pointer(&b[0])), len(b)/8))
	case dtype.Float32, dtype.Complex64:
		return sameFloats(unsafe.Slice((*float32)(unsafe.Pointer(&a[0])), len(a)/4), unsafe.Slice((*float32)(unsafe.Pointer(&b[0])), len(b)/4))
	}
	return string(a) == string(b)
}

func sameFloats[T float](a, b []T) bool {
	for i, v := range a {
		w := b[i]
		if v != v && w != w {
			continue
		}
		if v != w || math.Signbit(float64(v)) != math.Signbit(float64(w)) {
			return false
		}
	}
	return true
}

// higherTiers are the tiers with assembly.
func higherTiers() []cpu.Tier { return cpu.Available()[1:] }

// reductionCase runs one entry of the package; dst has room for rows results.
type reductionCase struct {
	name    string
	in, out dtype.DType
	run     func(t cpu.Tier, dst, a, b unsafe.Pointer, n int)
}

// reductionCases lists every whole-array reduction on every element type.
func reductionCases() []reductionCase {
	var cases []reductionCase
	for d := 1; d < dtype.Count; d++ {
		dt := dtype.DType(d)
		for r := Reduction(0); int(r) < ReductionCount; r++ {
			if r.Supports(dt) {
				cases = append(cases, reductionCase{fmt.Sprintf("%v/%v", r, dt), dt, r.Result(dt),
					func(t cpu.Tier, dst, a, _ unsafe.Pointer, n int) { Reduce(t, r, dt, dst, a, n) }})
			}
		}
		cases = append(cases, reductionCase{"dot/" + dt.String(), dt, SumType(dt),
			func(t cpu.Tier, dst, a, b unsafe.Pointer, n int) { Dot(t, dt, dst, a, b, n) }})
		if dt.IsFloat() {
			cases = append(cases, reductionCase{"sumsqdev/" + dt.String(), dt, dt,
				func(t cpu.Tier, dst, a, b unsafe.Pointer, n int) { SumSqDev(t, dt, dst, b, a, n) }})
		}
	}
	return cases
}

func TestReductionParity(t *testing.T) {
	sizes := paritySizes()
	if len(kerneltest.Tiers(t)) == 0 {
		t.Skip("no assembly in this build: the reference is all there is")
	}
	for _, c := range reductionCases() {
		for pi, p := range patternsFor(c.in) {
			rng := rand.New(rand.NewPCG(uint64(pi), 3))
			for _, n := range sizes {
				if pi > 1 && n > 20 && (n+pi)%9 != 0 || testing.Short() && n > 20 && (n+pi)%7 != 0 {
					continue // the rarer values at a ninth of the longer lengths
				}
				checkReduction(t, c, p, n, n%3, rng)
				if t.Failed() {
					return
				}
			}
		}
	}
}

func checkReduction(t *testing.T, c reductionCase, p pattern, n, misalign int, rng *rand.Rand) {
	t.Helper()
	size := c.in.Size()
	a, b := newGuarded(n*size, misalign*size), newGuarded(n*size, (2-misalign)*size)
	fillAs(c.in, p, a.bytes(), rng)
	fillAs(c.in, p, b.bytes(), rng)
	want := newGuarded(c.out.Size(), 0)
	c.run(cpu.Generic, want.ptr(), a.ptr(), b.ptr(), n)
	for _, tier := range higherTiers() {
		got := newGuarded(c.out.Size(), 0)
		c.run(tier, got.ptr(), a.ptr(), b.ptr(), n)
		if !sameBits(c.out, got.bytes(), want.bytes()) {
			t.Errorf("%s on %v, %s, n=%d: %x, reference %x", c.name, tier, p.name, n, got.bytes(), want.bytes())
		}
		if !got.intact() || !a.intact() || !b.intact() {
			t.Errorf("%s on %v, n=%d: wrote outside its result", c.name, tier, n)
		}
	}
}

// TestRowsParity holds ReduceRows, DotRows and SumSqDevRows to single rows.
func TestRowsParity(t *testing.T) {
	const rows = 5
	for _, dt := range []dtype.DType{dtype.Float64, dtype.Float32, dtype.Int32, dtype.Complex64} {
		for _, n := range []int{1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 100, 2049} {
			stride := n + 3
			size := dt.Size()
			rng := rand.New(rand.NewPCG(uint64(n), 5))
			a := newGuarded(((rows-1)*stride+n)*size, size)
			b := newGuarded(((rows-1)*stride+n)*size, 0)
			fillAs(dt, patterns[0], a.bytes(), rng)
			fillAs(dt, patterns[0], b.bytes(), rng)
			at := func(g guarded, i int) unsafe.Pointer { return unsafe.Add(g.ptr(), i*stride*size) }
			for _, tier := range cpu.Available() {
				for r := Reduction(0); int(r) < ReductionCount; r++ {
					if r.Supports(dt) {
						compareRows(t, fmt.Sprintf("%v %v %v n=%d", tier, r, dt, n), r.Result(dt), rows,
							func(dst unsafe.Pointer) { ReduceRows(tier, r, dt, dst, a.ptr(), n, rows, stride) },
							func(dst unsafe.Pointer, i int) { Reduce(cpu.Generic, r, dt, dst, at(a, i), n) })
					}
				}
				compareRows(t, fmt.Sprintf("%v dot %v n=%d", tier, dt, n), SumType(dt), rows,
					func(dst unsafe.Pointer) { DotRows(tier, dt, dst, a.ptr(), b.ptr(), n, rows, stride, stride) },
					func(dst unsafe.Pointer, i int) { Dot(cpu.Generic, dt, dst, at(a, i), at(b, i), n) })
				compareRows(t, fmt.Sprintf("%v dot one %v n=%d", tier, dt, n), SumType(dt), rows,
					func(dst unsafe.Pointer) { DotRows(tier, dt, dst, a.ptr(), b.ptr(), n, rows, stride, 0) },
					func(dst unsafe.Pointer, i int) { Dot(cpu.Generic, dt, dst, at(a, i), b.ptr(), n) })
				if dt.IsFloat() && n >= rows {
					compareRows(t, fmt.Sprintf("%v sqdev %v n=%d", tier, dt, n), dt, rows,
						func(dst unsafe.Pointer) { SumSqDevRows(tier, dt, dst, b.ptr(), a.ptr(), n, rows, stride) },
						func(dst unsafe.Pointer, i int) {
							SumSqDev(cpu.Generic, dt, dst, unsafe.Add(b.ptr(), i*size), at(a, i), n)
						})
				}
			}
		}
	}
}

func compareRows(t *testing.T, name string, out dtype.DType, rows int, all func(unsafe.Pointer), one func(unsafe.Pointer, int)) {
	t.Helper()
	got, want := newGuarded(rows*out.Size(), 0), newGuarded(rows*out.Size(), 0)
	all(got.ptr())
	for i := 0; i < rows; i++ {
		one(unsafe.Add(want.ptr(), i*out.Size()), i)
	}
	if !sameBits(out, got.bytes(), want.bytes()) || !got.intact() {
		t.Fatalf("%s: %x, one by one %x", name, got.bytes(), want.bytes())
	}
}

// TestAccumulateParity holds the row kernels to the reference.
func TestAccumulateParity(t *testing.T) {
	for d := 1; d < dtype.Count; d++ {
		dt := dtype.DType(d)
		for r := Reduction(0); int(r) < ReductionCount; r++ {
			if !r.Supports(dt) || r.IsArg() {
				continue
			}
			for pi, p := range patternsFor(dt) {
				rng := rand.New(rand.NewPCG(uint64(pi), 11))
				for _, n := range []int{1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 63, 64, 65, 127, 129, 200} {
					if testing.Short() && (n+pi)%4 != 0 {
						continue
					}
					checkAccumulate(t, r, dt, p, n, 1+rng.IntN(40), rng)
					if t.Failed() {
						return
					}
				}
			}
		}
	}
}

func checkAccumulate(t *testing.T, r Reduction, dt dtype.DType, p pattern, n, rows int, rng *rand.Rand) {
	t.Helper()
	size, out := dt.Size(), r.Result(dt)
	stride := n + rng.IntN(5)
	x := newGuarded(((rows-1)*stride+n)*size, rng.IntN(3)*size)
	fillAs(dt, p, x.bytes(), rng)
	want := newGuarded(n*out.Size(), 0)
	FillIdentity(r, dt, want.ptr(), n)
	accumulatePass(cpu.Generic, r, dt, want.ptr(), x.ptr(), n, rows, stride)
	for _, tier := range cpu.Available() {
		got := newGuarded(n*out.Size(), out.Size())
		FillIdentity(r, dt, got.ptr(), n)
		Accumulate(tier, r, dt, got.ptr(), x.ptr(), n, rows, stride)
		if !sameBits(out, got.bytes(), want.bytes()) {
			t.Errorf("%v %v on %v, %s, n=%d rows=%d:\n%x, reference\n%x", r, dt, tier, p.name, n, rows, got.bytes(), want.bytes())
		}
		if !got.intact() || !x.intact() {
			t.Errorf("%v %v on %v, n=%d: wrote outside its result", r, dt, tier, n)
		}
	}
}

// TestAccumulateColumns holds Accumulate to column-by-column loops said
// independently of it, and MergeRows to the scalar operation.
func TestAccumulateColumns(t *testing.T) {
	const n, rows = 37, 70
	x := normals(n * rows)
	mean := normals(n)
	for _, tier := range cpu.Available() {
		sum, dev, least, at := make([]float64, n), make([]float64, n), make([]float64, n), make([]int64, n)
		px := unsafe.Pointer(&x[0])
		FillIdentity(RedSum, dtype.Float64, unsafe.Pointer(&sum[0]), n)
		Accumulate(tier, RedSum, dtype.Float64, unsafe.Pointer(&sum[0]), px, n, rows, n)
		AccumulateSqDev(tier, dtype.Float64, unsafe.Pointer(&dev[0]), unsafe.Pointer(&mean[0]), px, n, rows, n)
		AccumulateArg(tier, RedArgMin, dtype.Float64, unsafe.Pointer(&least[0]), unsafe.Pointer(&at[0]), px, n, rows, n, 0)
		for j := 0; j < n; j++ {
			s, d, best := 0.0, 0.0, 0
			for i := 0; i < rows; i++ {
				v := x[i*n+j]
				s += v
				d = math.FMA(v-mean[j], v-mean[j], d)
				if v < x[best*n+j] {
					best = i
				}
			}
			if s != sum[j] || d != dev[j] || int64(best) != at[j] || least[j] != x[best*n+j] {
				t.Fatalf("%v: column %d: sum %v %v, dev %v %v, argmin %d %d", tier, j, s, sum[j], d, dev[j], best, at[j])
			}
		}
		double := append([]float64(nil), sum...)
		MergeRows(tier, RedSumSq, dtype.Float64, unsafe.Pointer(&double[0]), unsafe.Pointer(&sum[0]), n)
		for j := range double {
			if double[j] != 2*sum[j] {
				t.Fatalf("%v: merged rows: %v, want %v", tier, double[j], 2*sum[j])
			}
		}
	}
}

func TestReductionsDoNotAllocate(t *testing.T) {
	x := normals(10000)
	var dst [2]uint64
	var acc [100]uint64
	for _, tier := range cpu.Available() {
		for _, r := range []Reduction{RedSum, RedMin, RedArgMax, RedCount, RedNaNCount} {
			if got := allocations(5, func() {
				Reduce(tier, r, dtype.Float64, unsafe.Pointer(&dst), unsafe.Pointer(&x[0]), len(x))
				ReduceRows(tier, r, dtype.Float64, unsafe.Pointer(&dst), unsafe.Pointer(&x[0]), 10, 2, 10)
				Dot(tier, dtype.Float64, unsafe.Pointer(&dst), unsafe.Pointer(&x[0]), unsafe.Pointer(&x[0]), len(x))
				if !r.IsArg() {
					Accumulate(tier, r, dtype.Float64, unsafe.Pointer(&acc), unsafe.Pointer(&x[0]), 100, 9, 100)
				}
			}); got != 0 {
				t.Errorf("%v on %v: %v allocations", r, tier, got)
			}
		}
	}
}

// TestReduceSymbolsAreTested fails for a kernel in an assembly file that no
// row of the tables above reaches.
func TestReduceSymbolsAreTested(t *testing.T) {
	lane := "(sum|prod|sumAbs|sumSq|min|max|fmin|fmax|nanSum|nanProd)"
	known := regexp.MustCompile("^(" + lane + "(Rows)?F(64|32)|(dot|sqDev|complexSum|sqDevRows|countNumbers|find|findNaN)F(64|32)|" +
		"(sum|min|max)(Rows)?[IU](8|16|32|64)|(count|find)(8|16|32|64)" + ")(AVX2|AVX512|NEON)$")
	files, err := filepath.Glob("reduce_*.s")
	if err != nil || len(files) == 0 {
		t.Fatalf("no assembly files: %v", err)
	}
	text := regexp.MustCompile(`(?m)^TEXT ·(\w+)\(SB\)`)
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range text.FindAllStringSubmatch(string(src), -1) {
			if !known.MatchString(m[1]) {
				t.Errorf("%s: %s is in no test table", f, m[1])
			}
		}
	}
}

// TestAccumulateIsReducePerColumn holds rows to columns wherever order does
// not matter.
func TestAccumulateIsReducePerColumn(t *testing.T) {
	const n, rows = 35, 80
	for d := 1; d < dtype.Count; d++ {
		dt := dtype.DType(d)
		for r := Reduction(0); int(r) < ReductionCount; r++ {
			exact := dt == dtype.Bool || dt.IsInteger()
			if !r.Supports(dt) || !exact && (r.isSum() || r == RedProd || r == RedNaNProd) && r != RedCount && r != RedNaNCount {
				continue
			}
			for pi, p := range patternsFor(dt) {
				rng := rand.New(rand.NewPCG(uint64(pi), 23))
				size, out := dt.Size(), r.Result(dt).Size()
				x := newGuarded(n*rows*size, 0)
				fillAs(dt, p, x.bytes(), rng)
				want := newGuarded(n*out, 0)
				column := newGuarded(rows*size, 0)
				for j := 0; j < n; j++ {
					for i := 0; i < rows; i++ {
						copy(column.bytes()[i*size:(i+1)*size], x.bytes()[(i*n+j)*size:])
					}
					Reduce(cpu.Generic, r, dt, unsafe.Add(want.ptr(), j*out), column.ptr(), rows)
				}
				for _, tier := range cpu.Available() {
					got, vals := newGuarded(n*out, 0), newGuarded(n*size, 0)
					if r.IsArg() {
						vals2, at2 := newGuarded(n*size, 0), newGuarded(n*out, 0)
						AccumulateArg(tier, r, dt, vals.ptr(), got.ptr(), x.ptr(), n, 11, n, 0)
						AccumulateArg(tier, r, dt, vals.ptr(), got.ptr(), unsafe.Add(x.ptr(), 11*n*size), n, 2, n, 11)
						AccumulateArg(tier, r, dt, vals2.ptr(), at2.ptr(), unsafe.Add(x.ptr(), 13*n*size), n, rows-13, n, 0)
						for j := 0; j < n; j++ {
							*(*int64)(unsafe.Add(at2.ptr(), 8*j)) += 13
						}
						MergeArgRows(r, dt, vals.ptr(), got.ptr(), vals2.ptr(), at2.ptr(), n)
					} else {
						FillIdentity(r, dt, got.ptr(), n)
						Accumulate(tier, r, dt, got.ptr(), x.ptr(), n, rows, n)
					}
					if !sameBits(r.Result(dt), got.bytes(), want.bytes()) || !got.intact() || !vals.intact() {
						t.Fatalf("%v %v on %v, %s:\n%x, by columns\n%x", r, dt, tier, p.name, got.bytes(), want.bytes())
					}
				}
			}
		}
	}
}

// TestReductionsStayInside reads operands that end where memory ends.
func TestReductionsStayInside(t *testing.T) {
	const most = 300
	fence, fence2 := kerneltest.Fenced(t, most*16), kerneltest.Fenced(t, most*16)
	for i := range fence {
		fence[i], fence2[i] = 0x11, 0x11
	}
	for _, c := range reductionCases() {
		for _, n := range []int{1, 2, 3, 5, 8, 9, 31, 33, 63, 64, 65, 127, 129, 255, most} {
			if c.in == dtype.Bool {
				continue // 0x11 is no bool, and uint8 takes the same road
			}
			tail := len(fence) - n*c.in.Size()
			want, got := newGuarded(c.out.Size(), 0), newGuarded(c.out.Size(), 0)
			a, b := unsafe.Pointer(&fence[tail]), unsafe.Pointer(&fence2[tail])
			c.run(cpu.Generic, want.ptr(), a, b, n)
			for _, tier := range higherTiers() {
				c.run(tier, got.ptr(), a, b, n)
				if !sameBits(c.out, got.bytes(), want.bytes()) {
					t.Errorf("%s on %v, n=%d: %x, reference %x", c.name, tier, n, got.bytes(), want.bytes())
				}
			}
		}
	}
	acc := make([]byte, most*16)
	for d := 2; d < dtype.Count; d++ {
		dt := dtype.DType(d)
		for _, r := range []Reduction{RedSum, RedMin, RedCount} {
			for n := 1; r.Supports(dt) && n < 2*33; n++ {
				const rows = 4
				tail := len(fence) - n*rows*dt.Size()
				for _, tier := range higherTiers() {
					if tail >= 0 {
						Accumulate(tier, r, dt, unsafe.Pointer(&acc[0]), unsafe.Pointer(&fence[tail]), n, rows, n)
					}
				}
			}
		}
	}
}
