package kernel

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kerneltest"
)

// kernelRow is one kernel: a loop of one operation on one type in one mode.
type kernelRow struct {
	name   string // of the symbol, without the tier
	dst    dtype.DType
	in     []dtype.DType
	scalar []bool // which operands are one element
	run    func(t cpu.Tier, dst unsafe.Pointer, in []unsafe.Pointer, n int)
}

// opSymbols are the operations by the name their symbols begin with.
var opSymbols = map[string]Op{"neg": Neg, "abs": Abs, "sign": Sign, "square": Square, "reciprocal": Reciprocal, "sqrt": Sqrt,
	"cbrt": Cbrt, "floor": Floor, "ceil": Ceil, "trunc": Trunc, "rint": Rint, "exp": Exp, "exp2": Exp2, "expm1": Expm1,
	"log": Log, "log2": Log2, "log10": Log10, "log1p": Log1p, "sin": Sin, "cos": Cos, "tan": Tan, "asin": Asin, "acos": Acos,
	"atan": Atan, "sinh": Sinh, "cosh": Cosh, "tanh": Tanh, "asinh": Asinh, "acosh": Acosh, "atanh": Atanh, "erf": Erf,
	"erfc": Erfc, "gamma": Gamma, "lGamma": LGamma, "not": Not, "conj": Conj, "popCount": PopCount, "isNaN": IsNaN,
	"isInf": IsInf, "isFinite": IsFinite, "signBit": SignBit, "cAbs": CAbs, "arg": Arg, "real": Real, "imag": Imag,
	"add": Add, "sub": Sub, "mul": Mul, "div": Div, "floorDiv": FloorDiv, "mod": Mod, "rem": Rem, "pow": Pow, "min": Min,
	"max": Max, "fMin": FMin, "fMax": FMax, "atan2": Atan2, "hypot": Hypot, "copySign": CopySign, "nextAfter": NextAfter,
	"bitAnd": BitAnd, "bitOr": BitOr, "bitXor": BitXor, "shl": Shl, "shr": Shr, "eq": Eq, "ne": Ne, "lt": Lt, "le": Le,
	"gt": Gt, "ge": Ge, "fma": FMA}

var short = map[dtype.DType]string{dtype.Bool: "Bool", dtype.Int8: "I8", dtype.Int16: "I16", dtype.Int32: "I32", dtype.Int64: "I64",
	dtype.Uint8: "U8", dtype.Uint16: "U16", dtype.Uint32: "U32", dtype.Uint64: "U64", dtype.Float32: "F32", dtype.Float64: "F64",
	dtype.Complex64: "C64", dtype.Complex128: "C128"}

var modeNames = [...]string{"VV", "VS", "SV", "SS"}

// rows is the table of every elementwise kernel.
func rows() []kernelRow {
	var out []kernelRow
	for dt := dtype.Bool; int(dt) < dtype.Count; dt++ {
		for name, op := range opSymbols {
			if op.Supports(dt) {
				out = append(out, opRows(name+short[dt], op, dt)...)
			}
		}
		for m := VV; m <= SS; m++ {
			out = append(out, kernelRow{fmt.Sprintf("select%d%s", 8*dt.Size(), modeNames[m]), dt, []dtype.DType{dtype.Bool, dt, dt},
				[]bool{false, m == SV || m == SS, m == VS || m == SS},
				func(t cpu.Tier, dst unsafe.Pointer, in []unsafe.Pointer, n int) {
					Select(t, dt, m, dst, in[0], in[1], in[2], n)
				}})
		}
		for to := dtype.Bool; int(to) < dtype.Count; to++ {
			out = append(out, kernelRow{"cast" + short[dt] + short[to], to, []dtype.DType{dt}, []bool{false},
				func(t cpu.Tier, dst unsafe.Pointer, in []unsafe.Pointer, n int) { Cast(t, to, dt, dst, in[0], n) }})
		}
	}
	out = append(out, kernelRow{"copyStream", dtype.Uint8, []dtype.DType{dtype.Uint8}, []bool{false},
		func(t cpu.Tier, dst unsafe.Pointer, in []unsafe.Pointer, n int) { CopyStream(t, dst, in[0], n) }})
	return append(out, streamRows()...)
}

// streamRows are the operations that can write past the caches on some tier.
func streamRows() (out []kernelRow) {
	for _, dt := range []dtype.DType{dtype.Float32, dtype.Float64} {
		for name, op := range opSymbols {
			name = "stream" + strings.ToUpper(name[:1]) + name[1:] + short[dt]
			if !op.Supports(dt) || op.Result(dt) != dt {
				continue
			}
			switch op.Arity() {
			case 1:
				out = append(out, kernelRow{name, dt, []dtype.DType{dt}, []bool{false}, func(t cpu.Tier, dst unsafe.Pointer, in []unsafe.Pointer, n int) {
					if !StreamUnary(t, op, dt, dst, in[0], n) {
						Unary(t, op, dt, dst, in[0], n)
					}
				}})
			case 2:
				for m := VV; m <= SV; m++ {
					out = append(out, kernelRow{name + modeNames[m], dt, []dtype.DType{dt, dt}, []bool{m == SV, m == VS},
						func(t cpu.Tier, dst unsafe.Pointer, in []unsafe.Pointer, n int) {
							if !StreamBinary(t, op, dt, m, dst, in[0], in[1], n) {
								Binary(t, op, dt, m, dst, in[0], in[1], n)
							}
						}})
				}
			default:
				out = append(out, kernelRow{name, dt, []dtype.DType{dt, dt, dt}, make([]bool, 3), func(t cpu.Tier, dst unsafe.Pointer, in []unsafe.Pointer, n int) {
					if !StreamTernary(t, op, dt, dst, in[0], in[1], in[2], n) {
						Ternary(t, op, dt, dst, in[0], in[1], in[2], n)
					}
				}})
			}
		}
	}
	return slices.DeleteFunc(out, func(r kernelRow) bool { return !streamsSomewhere(r.name) })
}

// streamsSomewhere reports whether a stream kernel of this name is in the
// assembly, so that the table has no row for what is not there.
func streamsSomewhere(name string) bool { return streamSymbols()[name] }

var streamSymbols = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	files, _ := filepath.Glob("zz_stream_*.s")
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			panic(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^TEXT ·(stream\w+?)(AVX2|AVX512)\(SB\)`).FindAllStringSubmatch(string(text), -1) {
			out[m[1]] = true
		}
	}
	return out
})

func opRows(name string, op Op, dt dtype.DType) []kernelRow {
	res := op.Result(dt)
	switch op.Arity() {
	case 1:
		return []kernelRow{{name, res, []dtype.DType{dt}, []bool{false}, func(t cpu.Tier, dst unsafe.Pointer, in []unsafe.Pointer, n int) {
			Unary(t, op, dt, dst, in[0], n)
		}}}
	case 3:
		return []kernelRow{{name, res, []dtype.DType{dt, dt, dt}, make([]bool, 3), func(t cpu.Tier, dst unsafe.Pointer, in []unsafe.Pointer, n int) {
			Ternary(t, op, dt, dst, in[0], in[1], in[2], n)
		}}}
	}
	var out []kernelRow
	for m := VV; m <= SV; m++ {
		out = append(out, kernelRow{name + modeNames[m], res, []dtype.DType{dt, dt}, []bool{m == SV, m == VS},
			func(t cpu.Tier, dst unsafe.Pointer, in []unsafe.Pointer, n int) {
				Binary(t, op, dt, m, dst, in[0], in[1], n)
			}})
	}
	return out
}

// otherSymbols matches the files of what tests of their own compare: the
// reductions, strided copies and hints about the caches.
var otherSymbols = regexp.MustCompile(`^(reduce|strided|cache_)`)

// TestEverySymbolHasARow: no kernel goes untested.
func TestEverySymbolHasARow(t *testing.T) {
	known := map[string]bool{}
	for _, r := range rows() {
		known[r.name] = true
	}
	files, err := filepath.Glob("*.s")
	if err != nil || len(files) == 0 {
		t.Fatal("no assembly found", err)
	}
	symbol := regexp.MustCompile(`(?m)^TEXT ·(\w+?)(AVX2|AVX512|NEON)?\(SB\)`)
	for _, f := range files {
		if otherSymbols.MatchString(f) {
			continue
		}
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range symbol.FindAllStringSubmatch(string(text), -1) {
			switch {
			case m[2] == "":
				t.Errorf("%s: %s does not end in the name of a tier", f, m[1])
			case !known[m[1]]:
				t.Errorf("%s: %s%s has no row in the table", f, m[1], m[2])
			}
		}
	}
}

// extent is how many elements every operand of the test has: more than the
// largest size, so that each size can begin anywhere.
const extent = 2 * kerneltest.MaxSize

// TestTiersAgree compares every kernel on every tier with the reference, bit
// for bit, at every size: at changing and misaligned starts, next to unreadable
// memory, with guards around the result, and in place.
func TestTiersAgree(t *testing.T) {
	tiers := kerneltest.Tiers(t)
	sizes := kerneltest.Sizes(testing.Short())
	for _, r := range rows() {
		b := newBench(t, r, scalars[0])
		for _, tier := range tiers {
			for i, n := range sizes {
				b.compare(t, tier, n, i*37%(extent-n), i%3)
			}
			for j := range r.in {
				if !r.scalar[j] && r.in[j].Size() == r.dst.Size() {
					b.inPlace(t, tier, j)
				}
			}
			b.allocations(t, tier)
		}
		if slices.Contains(r.scalar, true) {
			for _, s := range scalars[1:] {
				b := newBench(t, r, s)
				for _, tier := range tiers {
					b.compare(t, tier, 1025, 0, 0)
				}
			}
		}
	}
}

// scalars are the places, in kerneltest's operands, of the values that
// one-element operands take: a half, two zeros, infinity and NaN among them.
var scalars = []int{5, 0, 1, 24, 26, 1500}

// bench holds a row's operands and what the reference makes of them.
type bench struct {
	kernelRow
	in     [][]byte
	want   []byte
	fenced [][]byte
}

func newBench(t *testing.T, r kernelRow, scalar int) *bench {
	b := &bench{kernelRow: r, want: make([]byte, extent*r.dst.Size())}
	ptrs := make([]unsafe.Pointer, len(r.in))
	for i, dt := range r.in {
		b.in = append(b.in, kerneltest.Operand(dt, extent, i))
		if r.scalar[i] {
			s := dt.Size()
			b.in[i] = kerneltest.Operand(dt, extent, 1)[scalar*s : (scalar+1)*s]
		}
		ptrs[i] = unsafe.Pointer(&b.in[i][0])
		b.fenced = append(b.fenced, kerneltest.Fenced(t, extent*dt.Size()))
	}
	r.run(cpu.Generic, unsafe.Pointer(&b.want[0]), ptrs, extent)
	return b
}

// operands copies n elements from start of each operand to where memory ends,
// or, misaligned, that many elements before.
func (b *bench) operands(n, start, misaligned int) []unsafe.Pointer {
	p := make([]unsafe.Pointer, len(b.in))
	for i, dt := range b.kernelRow.in {
		s := dt.Size()
		src := b.in[i]
		if b.scalar[i] {
			src = src[:s]
		} else {
			src = src[start*s : (start+n)*s]
		}
		m := b.fenced[i]
		at := len(m) - len(src) - min(misaligned, (len(m)-len(src))/s)*s
		copy(m[at:], src)
		p[i] = unsafe.Add(unsafe.Pointer(unsafe.SliceData(m)), at)
	}
	return p
}

func (b *bench) compare(t *testing.T, tier cpu.Tier, n, start, misaligned int) {
	t.Helper()
	s := b.dst.Size()
	res := kerneltest.NewResult(n*s, misaligned*s)
	b.run(tier, res.Pointer(), b.operands(n, start, misaligned), n)
	want := b.want[start*s : (start+n)*s]
	if i := kerneltest.Diff(b.dst, res.Bytes(), want); i >= 0 {
		t.Errorf("%s on %s, n = %d: element %d (operands %s) is %x, want %x", b.name, tier, n, i, b.show(start+i),
			res.Bytes()[i*s:(i+1)*s], want[i*s:(i+1)*s])
	}
	if err := res.Check(); err != nil {
		t.Errorf("%s on %s, n = %d: %v", b.name, tier, n, err)
	}
}

// show prints the operands of element i.
func (b *bench) show(i int) string {
	var out []string
	for j, dt := range b.kernelRow.in {
		s, k := dt.Size(), i
		if b.scalar[j] {
			k = 0
		}
		out = append(out, fmt.Sprintf("%x", b.in[j][k*s:(k+1)*s]))
	}
	return strings.Join(out, " ")
}

func (b *bench) inPlace(t *testing.T, tier cpu.Tier, operand int) {
	t.Helper()
	const n = 259
	p := b.operands(n, 0, 0)
	b.run(tier, p[operand], p, n)
	s := b.dst.Size()
	if i := kerneltest.Diff(b.dst, unsafe.Slice((*byte)(p[operand]), n*s), b.want[:n*s]); i >= 0 {
		t.Errorf("%s on %s in place of operand %d: element %d differs (operands %s)", b.name, tier, operand, i, b.show(i))
	}
}

func (b *bench) allocations(t *testing.T, tier cpu.Tier) {
	t.Helper()
	const n = 21
	res := kerneltest.NewResult(n*b.dst.Size(), 0)
	p := b.operands(n, 100, 0)
	if a := allocations(1, func() { b.run(tier, res.Pointer(), p, n) }); a != 0 {
		t.Errorf("%s on %s allocates %v times", b.name, tier, a)
	}
}

// allocations counts those of f, the least of a few counts: in one of so few
// runs the runtime may allocate something of its own.
func allocations(runs int, f func()) float64 {
	n := testing.AllocsPerRun(runs, f)
	for attempt := 0; attempt < 4 && n != 0; attempt++ {
		n = min(n, testing.AllocsPerRun(runs, f))
	}
	return n
}
