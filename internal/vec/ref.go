package vec

import (
	"math"
	"unsafe"
)

func slice[T Real](p Ptr, n int) []T { return unsafe.Slice((*T)(p), n) }

// array returns the N numbers at p.
func array[T Real](p *T, n int) []T { return unsafe.Slice(p, n) }

func axpyRef[T Real](y, x Ptr, n int, a T) {
	ys := slice[T](y, n)
	for i, v := range slice[T](x, n) {
		ys[i] = FMA(a, v, ys[i])
	}
}

func caxpyRef[T Real](y, x Ptr, n int, p0, p1, q0, q1 T) {
	xs, ys := slice[T](x, n), slice[T](y, n)
	for i := 0; i < n; i += 2 {
		re, im := xs[i], xs[i+1]
		ys[i] = FMA(q0, im, FMA(p0, re, ys[i]))
		ys[i+1] = FMA(q1, re, FMA(p1, im, ys[i+1]))
	}
}

func scalRef[T Real](x Ptr, n int, a T) {
	xs := slice[T](x, n)
	for i, v := range xs {
		xs[i] = a * v
	}
}

func cscalRef[T Real](x Ptr, n int, p0, p1, q0, q1 T) {
	xs := slice[T](x, n)
	for i := 0; i < n; i += 2 {
		re, im := xs[i], xs[i+1]
		xs[i], xs[i+1] = FMA(q0, im, T(p0*re)), FMA(q1, re, T(p1*im))
	}
}

func rotRef[T Real](x, y Ptr, n int, c, s T) {
	xs, ys := slice[T](x, n), slice[T](y, n)
	for i, a := range xs {
		b := ys[i]
		xs[i], ys[i] = FMA(c, a, T(s*b)), FMA(c, b, -T(s*a))
	}
}

func crotRef[T Real](x, y Ptr, n int, c, p, q0, q1 T) {
	xs, ys := slice[T](x, n), slice[T](y, n)
	for i := 0; i < n; i += 2 {
		ar, ai, br, bi := xs[i], xs[i+1], ys[i], ys[i+1]
		xs[i] = FMA(c, ar, FMA(q0, bi, T(p*br)))
		xs[i+1] = FMA(c, ai, FMA(q1, br, T(p*bi)))
		ys[i] = FMA(c, br, -FMA(-q0, ai, T(p*ar)))
		ys[i+1] = FMA(c, bi, -FMA(-q1, ar, T(p*ai)))
	}
}

func swapRef[T Real](x, y Ptr, n int) {
	// Bits, not numbers: moving a signalling NaN as a number may quieten it.
	if wide[T]() {
		exchange(unsafe.Slice((*uint64)(x), n), unsafe.Slice((*uint64)(y), n))
		return
	}
	exchange(unsafe.Slice((*uint32)(x), n), unsafe.Slice((*uint32)(y), n))
}

func exchange[U uint32 | uint64](x, y []U) {
	for i := range x {
		x[i], y[i] = y[i], x[i]
	}
}

// maxLanes is the most lanes of a sum: 4 lines of 64 bytes of float32.
const maxLanes = 64

// lanes returns the lanes of a sum of n elements, zeros: one line of 64 bytes
// if that holds all of them, otherwise some lines. Element i goes to lane i
// modulo their number.
func lanes[T Real](buf *[maxLanes]T, n, lines int) []T {
	line := 64 / int(unsafe.Sizeof(buf[0]))
	if n <= line {
		return buf[:line]
	}
	return buf[:lines*line]
}

// fold adds the upper half of the lanes to the lower until n are left.
func fold[T Real](lane []T, n int) []T {
	for len(lane) > n {
		h := len(lane) / 2
		for j := range h {
			lane[j] += lane[j+h]
		}
		lane = lane[:h]
	}
	return lane
}

// dotRef sums in the lanes of 4 lines, each term by one fused operation.
func dotRef[T Real](x, y Ptr, n int) T {
	var buf [maxLanes]T
	lane := lanes(&buf, n, 4)
	xs, ys := slice[T](x, n), slice[T](y, n)
	for len(xs) > 0 {
		k := min(len(lane), len(xs))
		for j, v := range xs[:k] {
			lane[j] = FMA(v, ys[j], lane[j])
		}
		xs, ys = xs[k:], ys[k:]
	}
	return fold(lane, 1)[0]
}

// cdotRef sums in the lanes of 2 lines; the sums are those of re*re, im*im,
// re*im and im*re.
func cdotRef[T Real](x, y Ptr, n int, sums *T) {
	var buf, turned [maxLanes]T
	a, b := lanes(&buf, n, 2), lanes(&turned, n, 2)
	xs, ys := slice[T](x, n), slice[T](y, n)
	for i, v := range xs {
		j := i % len(a)
		a[j] = FMA(v, ys[i], a[j])
		b[j] = FMA(v, ys[i^1], b[j])
	}
	a, b = fold(a, 2), fold(b, 2)
	copy(array(sums, 4), []T{a[0], a[1], b[0], b[1]})
}

// asumRef sums in the lanes of 4 lines.
func asumRef[T Real](x Ptr, n int) T {
	var buf [maxLanes]T
	lane := lanes(&buf, n, 4)
	for i, v := range slice[T](x, n) {
		lane[i%len(lane)] += T(math.Abs(float64(v)))
	}
	return fold(lane, 1)[0]
}

// ssqRef sums in the lanes of 4 lines of float64.
func ssqRef[T Real](x Ptr, n int) float64 {
	var buf [maxLanes]float64
	lane := lanes(&buf, n, 4)
	for i, v := range slice[T](x, n) {
		lane[i%len(lane)] = math.FMA(float64(v), float64(v), lane[i%len(lane)])
	}
	return fold(lane, 1)[0]
}

// absBits returns the bits of |x|.
func absBits[T Real](x T) int64 {
	if wide[T]() {
		return int64(math.Float64bits(float64(x)) &^ (1 << 63))
	}
	return int64(math.Float32bits(float32(x)) &^ (1 << 31))
}

// abs1Bits returns the bits of |re| + |im|.
func abs1Bits[T Real](re, im T) int64 {
	return absBits(T(math.Abs(float64(re))) + T(math.Abs(float64(im))))
}

func amaxRef[T Real](x Ptr, n int) (m int64) {
	for _, v := range slice[T](x, n) {
		m = max(m, absBits(v))
	}
	return m
}

func camaxRef[T Real](x Ptr, n int) (m int64) {
	xs := slice[T](x, n)
	for i := 0; i < n; i += 2 {
		m = max(m, abs1Bits(xs[i], xs[i+1]))
	}
	return m
}

func findRef[T Real](x Ptr, n int, bits int64) int64 {
	for i, v := range slice[T](x, n) {
		if absBits(v) > bits {
			return int64(i)
		}
	}
	return int64(n)
}

func cfindRef[T Real](x Ptr, n int, bits int64) int64 {
	xs := slice[T](x, n)
	for i := 0; i < n; i += 2 {
		if abs1Bits(xs[i], xs[i+1]) > bits {
			return int64(i)
		}
	}
	return int64(n)
}

func addabsRef[T Real](y, x Ptr, n int) {
	ys := slice[float64](y, n)
	for i, v := range slice[T](x, n) {
		ys[i] += math.Abs(float64(v))
	}
}

func caddabsRef[T Real](y, x Ptr, n int) {
	xs := slice[T](x, n)
	ys := slice[float64](y, n/2)
	for i := range ys {
		re, im := float64(xs[2*i]), float64(xs[2*i+1])
		ys[i] += math.Sqrt(float64(re*re) + float64(im*im))
	}
}

func rankRef[T Real](c, b Ptr, ld, n int, a *T) {
	for p, v := range array(a, 4) {
		axpyRef(c, unsafe.Add(b, p*ld), n, v)
	}
}

func crankRef[T Real](c, b Ptr, ld, n int, a *T) {
	for p := range 4 {
		f := array(a, 16)[4*p:]
		caxpyRef(c, unsafe.Add(b, p*ld), n, f[0], f[1], f[2], f[3])
	}
}

// dotsRef sums each row in the lanes of one line.
func dotsRef[T Real](b Ptr, ld int, x Ptr, n int, sums *T) {
	xs := slice[T](x, n)
	for r := range 4 {
		var buf [maxLanes]T
		lane := lanes(&buf, n, 1)
		for i, v := range slice[T](unsafe.Add(b, r*ld), n) {
			j := i % len(lane)
			lane[j] = FMA(v, xs[i], lane[j])
		}
		array(sums, 4)[r] += fold(lane, 1)[0]
	}
}

// cdotsRef sums each row in the lanes of one line.
func cdotsRef[T Real](b Ptr, ld int, x Ptr, n int, sums *T) {
	xs := slice[T](x, n)
	for r := range 2 {
		row := slice[T](unsafe.Add(b, r*ld), n)
		rowSums(n, array(sums, 8)[4*r:], func(i int) (T, T) { return T(row[i]), xs[i] }, func(i int) (T, T) { return row[i], xs[i^1] })
	}
}

func cdots4Ref[T Real](b Ptr, ld int, x Ptr, n int, sums *T) {
	cdotsRef(b, ld, x, n, sums)
	cdotsRef(unsafe.Add(b, 2*ld), ld, x, n, &array(sums, 16)[8])
}

// rowSums adds the sums of two series of products over even and odd places.
func rowSums[T Real](n int, sums []T, first, second func(i int) (T, T)) {
	for h, term := range []func(int) (T, T){first, second} {
		var buf [maxLanes]T
		lane := lanes(&buf, n, 1)
		for i := range n {
			j := i % len(lane)
			a, b := term(i)
			lane[j] = FMA(a, b, lane[j])
		}
		lane = fold(lane, 2)
		sums[2*h] += lane[0]
		sums[2*h+1] += lane[1]
	}
}

func symvRef[T Real](b Ptr, ld int, x, y Ptr, n int, a, sums *T) {
	rankRef(y, b, ld, n, a)
	dotsRef(b, ld, x, n, sums)
}

func csymvRef[T Real](b Ptr, ld int, x, y Ptr, n int, a, sums *T) {
	xs := slice[T](x, n)
	for r := range 2 {
		row, f := slice[T](unsafe.Add(b, r*ld), n), array(a, 8)[4*r:]
		caxpyRef(y, Ptr(unsafe.SliceData(row)), n, f[0], f[1], f[2], f[3])
		rowSums(n, array(sums, 8)[4*r:], func(i int) (T, T) { return row[i], xs[i] }, func(i int) (T, T) { return row[i^1], xs[i] })
	}
}
