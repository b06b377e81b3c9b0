// Package kerneltest has what tests of vector kernels share: lengths around
// every vector width, values that break careless code, memory that ends at an
// unreadable page, guards around results, and comparison bit for bit.
package kerneltest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// MaxSize is the largest length Sizes returns.
const MaxSize = 1031

// Sizes returns the lengths to try: all up to twice the lanes of the widest
// vector, unrolled four times, and some around powers of two. Short tests get
// fewer.
func Sizes(short bool) []int {
	var n []int
	for i := 0; i <= 2*64+1; i++ {
		if !short || i <= 33 || i%16 <= 1 || i%16 == 15 {
			n = append(n, i)
		}
	}
	for i := 255; i <= 257; i++ {
		n = append(n, i)
	}
	for i := 1023; i <= MaxSize; i++ {
		if !short || i >= 1030 || i == 1024 {
			n = append(n, i)
		}
	}
	return n
}

// Tiers returns the tiers this machine can run besides Generic. It fails the
// test if the processor has a tier that the module did not find.
func Tiers(t testing.TB) []cpu.Tier {
	t.Helper()
	av := cpu.Available()
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil && len(av) > 1 {
		for tier, flags := range wanted[runtime.GOARCH] {
			if hasFlags(string(info), flags) && !cpu.Can(tier) {
				t.Errorf("the processor has %v but tier %v is not available", flags, tier)
			}
		}
	}
	return av[1:]
}

var wanted = map[string]map[cpu.Tier][]string{
	"amd64": {
		cpu.AVX2:   {"avx2", "fma", "bmi2"},
		cpu.AVX512: {"avx2", "fma", "bmi2", "avx512f", "avx512dq", "avx512vl", "avx512bw"},
	},
	"arm64": {cpu.NEON: {"asimd"}},
}

func hasFlags(info string, flags []string) bool {
	for line := range strings.Lines(info) {
		name, list, _ := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); name != "flags" && name != "Features" {
			continue
		}
		have := map[string]bool{}
		for _, f := range strings.Fields(list) {
			have[f] = true
		}
		for _, f := range flags {
			if !have[f] {
				return false
			}
		}
		return true
	}
	return false
}

// Guard is how many bytes around a result are watched.
const Guard = 64

const guardByte = 0xa5

// Result is memory for a result of some bytes between two guards, at any
// alignment.
type Result struct{ mem []byte }

// NewResult returns a result of n bytes that begins off bytes into its memory.
func NewResult(n, off int) Result {
	m := bytes.Repeat([]byte{guardByte}, off+n+2*Guard)
	return Result{m[off:]}
}

// Pointer is where the result begins.
func (r Result) Pointer() unsafe.Pointer { return unsafe.Pointer(&r.mem[Guard]) }

// Bytes is the result.
func (r Result) Bytes() []byte { return r.mem[Guard : len(r.mem)-Guard] }

// Check says which guard byte was overwritten, if any.
func (r Result) Check() error {
	for i, b := range r.mem {
		if b != guardByte && (i < Guard || i >= len(r.mem)-Guard) {
			return fmt.Errorf("byte %d of a result of %d was overwritten", i-Guard, len(r.mem)-2*Guard)
		}
	}
	return nil
}

// Diff returns the index of the first element of type dt in which got and want
// differ, -1 if none does. Any NaN equals any NaN; otherwise bits count.
func Diff(dt dtype.DType, got, want []byte) int {
	size := dt.Size()
	for i := 0; i+size <= len(want); i += size {
		if !bytes.Equal(got[i:i+size], want[i:i+size]) && !sameNaN(dt, got[i:], want[i:]) {
			return i / size
		}
	}
	return -1
}

func sameNaN(dt dtype.DType, a, b []byte) bool {
	part := func(off, size int) bool {
		x, y := a[off:off+size], b[off:off+size]
		return bytes.Equal(x, y) || isNaN(x) && isNaN(y)
	}
	switch dt {
	case dtype.Float32:
		return part(0, 4)
	case dtype.Float64:
		return part(0, 8)
	case dtype.Complex64:
		return part(0, 4) && part(4, 4)
	case dtype.Complex128:
		return part(0, 8) && part(8, 8)
	}
	return false
}

func isNaN(b []byte) bool {
	if len(b) == 4 {
		f := math.Float32frombits(binary.NativeEndian.Uint32(b))
		return f != f
	}
	f := math.Float64frombits(binary.NativeEndian.Uint64(b))
	return f != f
}

// special are the float64 that go wrong first.
var special = []float64{0, math.Copysign(0, -1), 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, math.Pi, 1e-3, -88.5, 709.5, 1e10, -3e9,
	0x1p52 + 0.5, 0x1p53, 0x1p63, 5e-324, -5e-324, 0x1p-1022, 0x1p-1030, math.MaxFloat64, -math.MaxFloat64,
	math.Inf(1), math.Inf(-1), math.NaN(), math.Float64frombits(0xfff0000000000001), 0x1p-149, 0x1p-126, math.MaxFloat32, 0x1.fffffffp127}

// Floats returns n float64: every pair of special values once as (Floats(n,0)[i],
// Floats(n,1)[i]), then random ones of all sizes.
func Floats(n, operand int) []float64 {
	rng := rand.New(rand.NewPCG(uint64(operand), 7))
	k := len(special)
	v := make([]float64, n)
	for i := range v {
		switch {
		case i < k*k && operand%2 == 0:
			v[i] = special[i/k]
		case i < k*k:
			v[i] = special[(i+operand/2)%k]
		case i%3 == 0:
			v[i] = math.Ldexp(rng.NormFloat64(), rng.IntN(120)-60)
		case i%3 == 1:
			v[i] = math.Float64frombits(rng.Uint64())
		default:
			v[i] = 8 * rng.NormFloat64()
		}
	}
	return v
}

// Operand returns n elements of type dt as bytes, of the kind Floats tells.
func Operand(dt dtype.DType, n, operand int) []byte {
	f := Floats(n, operand)
	switch dt {
	case dtype.Bool:
		return raw(each(f, func(x float64) bool { return math.Float64bits(x)%3 == 0 }))
	case dtype.Float64:
		return raw(f)
	case dtype.Float32:
		return raw(each(f, toFloat32))
	case dtype.Complex64:
		return raw(pairs(f, func(a, b float64) complex64 { return complex(toFloat32(a), toFloat32(b)) }))
	case dtype.Complex128:
		return raw(pairs(f, func(a, b float64) complex128 { return complex(a, b) }))
	}
	return integers(dt.Size(), f)
}

// toFloat32 keeps random bits random.
func toFloat32(x float64) float32 {
	if y := float32(x); float64(y) == x || math.Abs(x) < 1e30 {
		return y
	}
	return math.Float32frombits(uint32(math.Float64bits(x)))
}

// integers cycles through the ends of the range and small values of an integer
// of the given size, then random bits.
func integers(size int, f []float64) []byte {
	edge := uint64(1) << (8*size - 1)
	few := []uint64{0, 1, 2, 3, 7, ^uint64(0), ^uint64(1), edge, edge - 1, edge + 1, 64, 100, 31}
	out := make([]byte, 0, size*len(f))
	for _, x := range f {
		u := math.Float64bits(x)
		u ^= u >> 29 * 0x9e3779b97f4a7c15
		if u%3 != 0 {
			u = few[u/3%uint64(len(few))]
		}
		for b := range size {
			out = append(out, byte(u>>(8*b)))
		}
	}
	return out
}

func each[R any](f []float64, g func(float64) R) []R {
	out := make([]R, len(f))
	for i, x := range f {
		out[i] = g(x)
	}
	return out
}

func pairs[R any](f []float64, g func(a, b float64) R) []R {
	out := make([]R, len(f))
	for i, x := range f {
		out[i] = g(x, f[(i*7+3)%len(f)])
	}
	return out
}

func raw[T any](s []T) []byte {
	var z T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(z)))
}
