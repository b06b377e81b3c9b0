package sorts

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/sched"
)

// eachTier runs f on every tier this machine has.
func eachTier(t *testing.T, f func(t *testing.T, e Env)) {
	for _, tier := range cpu.Available() {
		t.Run(tier.String(), func(t *testing.T) { f(t, Env{Tier: tier}) })
	}
}

// envs lists the ways to work on n elements that may differ: every tier, and
// for slices that are split, several numbers of workers.
func envs(n int) []Env {
	var list []Env
	for _, tier := range cpu.Available() {
		list = append(list, Env{Tier: tier})
		if n > grain {
			for _, workers := range []int{1, 2, 3, 8} {
				list = append(list, Env{Tier: tier, Pool: sched.New(workers)})
			}
		}
	}
	return list
}

// typed is a check instantiated for one element type.
type typed struct {
	name string
	run  func(t *testing.T)
}

func runTyped(t *testing.T, list []typed) {
	for _, c := range list {
		t.Run(c.name, c.run)
	}
}

// sizes are the lengths of every table: all short ones, and those around
// powers of two, where networks, vectors and blocks end.
func sizes() []int {
	var s []int
	for n := range 301 {
		if n < 70 || n%7 == 0 || !testing.Short() {
			s = append(s, n)
		}
	}
	for p := 512; p <= 8192; p *= 2 {
		s = append(s, p-1, p, p+1)
	}
	return s
}

// fewSizes are for checks that run once per type, tier and worker count.
func fewSizes() []int {
	s := []int{0, 1, 2, 3, 7, 8, 9, 16, 31, 33, 64, 100, 127, 129, 255, 257, 300, 511, 1025}
	if testing.Short() {
		return s
	}
	return append(s, 1000, 4095, 4097)
}

// patterns name the shapes of data that generate makes.
var patterns = []string{"random", "special", "few", "sorted", "reversed", "constant", "organ", "sawtooth", "killer", "nan", "zeros"}

// generate returns n elements of a pattern, the same for one seed.
func generate[T dtype.Element](n int, pattern string, seed uint64) []T {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	x := make([]T, n)
	for i := range x {
		switch pattern {
		case "special":
			x[i] = special[T](r)
		case "few":
			x[i] = small[T](r.IntN(7))
		case "constant":
			x[i] = small[T](3)
		case "sawtooth":
			x[i] = small[T](i % 100)
		case "nan":
			x[i] = nanOr[T](r, 0)
		case "zeros":
			x[i] = nanOr[T](r, 1)
		default:
			x[i] = anyBits[T](r)
		}
	}
	switch pattern {
	case "sorted":
		oracleSort(x)
	case "reversed":
		oracleSort(x)
		slices.Reverse(x)
	case "organ":
		oracleSort(x)
		slices.Reverse(x[n/2:])
	case "killer":
		oracleSort(x)
		x = median3Killer(x)
	}
	return x
}

// median3Killer permutes sorted elements so that a quicksort with the median
// of the first, middle and last element as pivot is quadratic (Musser 1997):
// of 1…2k it makes 1, k+1, 3, k+3, …, then 2, 4, …, 2k.
func median3Killer[T any](x []T) []T {
	k := len(x) / 2
	out := slices.Clone(x)
	if k%2 == 1 {
		k--
	}
	for i := 0; i < k; i += 2 {
		out[i], out[i+1] = x[i], x[k+i]
	}
	for i := range k {
		out[k+i] = x[2*i+1]
	}
	return out
}

// anyBits returns an element of random bits, NaN among them.
func anyBits[T dtype.Element](r *rand.Rand) T {
	var v T
	if b, ok := any(&v).(*bool); ok {
		*b = r.IntN(2) == 1
		return v
	}
	p := unsafe.Slice((*byte)(unsafe.Pointer(&v)), unsafe.Sizeof(v))
	for i := range p {
		p[i] = byte(r.Uint32())
	}
	return v
}

// small returns the element of value i, some imaginary part with it.
func small[T dtype.Element](i int) T {
	return fromFloat[T](float64(i), float64(i%3))
}

// fromFloat converts re, with im for complex types only.
func fromFloat[T dtype.Element](re, im float64) T {
	var v T
	switch p := any(&v).(type) {
	case *bool:
		*p = int(re)&1 == 1
	case *int8:
		*p = int8(re)
	case *int16:
		*p = int16(re)
	case *int32:
		*p = int32(re)
	case *int64:
		*p = int64(re)
	case *uint8:
		*p = uint8(int(re))
	case *uint16:
		*p = uint16(int(re))
	case *uint32:
		*p = uint32(int(re))
	case *uint64:
		*p = uint64(int(re))
	case *float32:
		*p = float32(re)
	case *float64:
		*p = re
	case *complex64:
		*p = complex(float32(re), float32(im))
	case *complex128:
		*p = complex(re, im)
	}
	return v
}

var negZero = math.Copysign(0, -1)

// floats are the values at which comparisons go wrong.
var floats = []float64{0, negZero, 1, -1, math.Inf(1), math.Inf(-1), math.NaN(),
	math.Copysign(math.NaN(), -1), 5e-324, -5e-324, 1e-45, -1e-45, math.MaxFloat64, -math.MaxFloat64, math.MaxFloat32, 0.5}

func special[T dtype.Element](r *rand.Rand) T {
	dt := dtype.Of[T]()
	if dt.IsFloat() || dt.IsComplex() {
		return fromFloat[T](floats[r.IntN(len(floats))], floats[r.IntN(len(floats))])
	}
	if dt == dtype.Bool {
		return anyBits[T](r)
	}
	// The ends of the range and around zero.
	var v T
	p := unsafe.Slice((*byte)(unsafe.Pointer(&v)), unsafe.Sizeof(v))
	fillWith := []byte{0, 0xff}[r.IntN(2)]
	for i := range p {
		p[i] = fillWith
	}
	if r.IntN(2) == 0 {
		p[len(p)-1] ^= 0x80
	}
	if r.IntN(2) == 0 {
		p[0] ^= 1
	}
	return v
}

// nanOr returns NaN of both signs and, when zeros is 1, zeros of both signs;
// of an integer type, small values.
func nanOr[T dtype.Element](r *rand.Rand, zeros int) T {
	dt := dtype.Of[T]()
	if !dt.IsFloat() && !dt.IsComplex() {
		return small[T](r.IntN(3) * zeros)
	}
	if zeros == 1 && r.IntN(8) > 0 {
		return fromFloat[T](floats[r.IntN(2)], floats[r.IntN(2)])
	}
	return fromFloat[T](floats[6+r.IntN(2)], floats[6+r.IntN(2)])
}

// oracleKey is an element as the oracle sees it: compared field by field.
type oracleKey struct {
	rank   int     // how much of it is NaN
	re, im float64 // 64-bit integers: the upper and the lower half
	bits   uint64  // Sort only: orders floats of equal value
}

func keyOf[T dtype.Element](v T) (k oracleKey) {
	switch v := any(v).(type) {
	case bool:
		if v {
			k.re = 1
		}
	case int8:
		k.re = float64(v)
	case int16:
		k.re = float64(v)
	case int32:
		k.re = float64(v)
	case int64:
		k.re, k.im = float64(v>>32), float64(uint32(v))
	case uint8:
		k.re = float64(v)
	case uint16:
		k.re = float64(v)
	case uint32:
		k.re = float64(v)
	case uint64:
		k.re, k.im = float64(v>>32), float64(uint32(v))
	case float32:
		k.re = float64(v)
		k.bits = tieBits(uint64(math.Float32bits(v))<<32, v != v)
	case float64:
		k.re = v
		k.bits = tieBits(math.Float64bits(v), v != v)
	case complex64:
		k.re, k.im = float64(real(v)), float64(imag(v))
	case complex128:
		k.re, k.im = real(v), imag(v)
	}
	if k.re != k.re {
		k.rank, k.re = 2, 0
	}
	if k.im != k.im {
		k.rank, k.im = k.rank+1, 0
	}
	return k
}

// tieBits orders zeros (-0 first) and NaN (those without the sign first, then
// by payload).
func tieBits(b uint64, nan bool) uint64 {
	if nan {
		return b
	}
	return ^b
}

func (k oracleKey) compare(l oracleKey) int {
	if k.rank != l.rank {
		return k.rank - l.rank
	}
	if c := sign(k.re < l.re, k.re > l.re); c != 0 {
		return c
	}
	return sign(k.im < l.im, k.im > l.im)
}

// oracleCompare is the order of the package, written down plainly.
func oracleCompare[T dtype.Element](a, b T) int { return keyOf(a).compare(keyOf(b)) }

func sign(less, greater bool) int {
	switch {
	case less:
		return -1
	case greater:
		return 1
	}
	return 0
}

// oracleSort sorts stably by the order, and real floats of equal value by
// their bits.
func oracleSort[T dtype.Element](x []T) {
	copy(x, take(slices.Clone(x), oracleRank(x, true)))
}

// oracleArgSort sorts indices stably.
func oracleArgSort[T dtype.Element](x []T) []int64 { return oracleRank(x, false) }

func oracleRank[T dtype.Element](x []T, bits bool) []int64 {
	keys, idx := make([]oracleKey, len(x)), make([]int64, len(x))
	for i, v := range x {
		keys[i], idx[i] = keyOf(v), int64(i)
	}
	slices.SortStableFunc(idx, func(a, b int64) int {
		c := keys[a].compare(keys[b])
		if c == 0 && bits {
			c = sign(keys[a].bits < keys[b].bits, keys[a].bits > keys[b].bits)
		}
		return c
	})
	return idx
}

// sameBits reports whether a and b hold the same bytes.
func sameBits[T any](a, b []T) bool {
	return len(a) == len(b) && string(bytesOf(a)) == string(bytesOf(b))
}

func bytesOf[T any](x []T) []byte {
	if len(x) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&x[0])), len(x)*int(unsafe.Sizeof(x[0])))
}

// guarded returns a copy of x that starts misaligned in a larger array, and a
// function that reports whether the elements around it are untouched.
func guarded[T dtype.Element](x []T, offset int) ([]T, func() bool) {
	const pad = 40
	room := make([]T, pad+offset+len(x)+pad)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range room {
		room[i] = anyBits[T](r)
	}
	before := slices.Clone(room)
	at := pad + offset
	copy(room[at:], x)
	return room[at : at+len(x) : at+len(x)], func() bool {
		return sameBits(room[:at], before[:at]) && sameBits(room[at+len(x):], before[at+len(x):])
	}
}
