package gemm

import (
	"math"
	"unsafe"
)

// tileRef is the meaning of every micro-kernel.
func tileRef[T Real](rows, vecs int, t *tile) {
	var e T
	size := int(unsafe.Sizeof(e))
	for r := range rows {
		for v := range vecs {
			off := v * refLanes * size
			s := sumsRef[T](unsafe.Add(t.a, r*t.ars), t.acs, unsafe.Add(t.b, off), t.brs, t.k)
			c := (*[refLanes]T)(unsafe.Add(t.c, r*t.crs+off))
			finishRef(c, &s, fromBits[T](t.alpha), fromBits[T](t.beta), t.mode)
		}
	}
}

// refLanes is the vector of the reference: enough chains to hide the latency
// of a fused multiply-add.
const refLanes = 4

// sumsRef forms the sums of one row of A with refLanes columns of B.
func sumsRef[T Real](a unsafe.Pointer, acs int, b unsafe.Pointer, brs, k int) [refLanes]T {
	var s0, s1, s2, s3 T
	for p := range k {
		x := *(*T)(unsafe.Add(a, p*acs))
		y := (*[refLanes]T)(unsafe.Add(b, p*brs))
		s0 = fma(x, y[0], s0)
		s1 = fma(x, y[1], s1)
		s2 = fma(x, y[2], s2)
		s3 = fma(x, y[3], s3)
	}
	return [refLanes]T{s0, s1, s2, s3}
}

// finishRef lets the sums s enter c.
func finishRef[T Real](c, s *[refLanes]T, alpha, beta T, mode int) {
	for i := range c {
		c[i] = enter(c[i], s[i], alpha, beta, mode)
	}
}

// enter returns what c becomes when the sum s enters it.
func enter[T Real](c, s, alpha, beta T, mode int) T {
	switch mode {
	case set:
		return T(alpha * s)
	case add:
		return fma(alpha, s, c)
	}
	return fma(alpha, s, T(beta*c))
}

// rankRef is the meaning of the rank kernels, on t.k vectors of refLanes.
func rankRef[T Real](rows int, t *tile) {
	n := t.k * refLanes
	c := unsafe.Slice((*T)(t.c), n)
	for p := range rows {
		x := *(*T)(unsafe.Add(t.a, p*t.acs))
		b := unsafe.Slice((*T)(unsafe.Add(t.b, p*t.brs)), n)
		for j := range c {
			c[j] = fma(x, b[j], c[j])
		}
	}
}

func rankOther(size, rows int, t *tile) {
	if size == 8 {
		rankRef[float64](rows, t)
	} else {
		rankRef[float32](rows, t)
	}
}

// fma is x*y + z with one rounding.
func fma[T Real](x, y, z T) T {
	if unsafe.Sizeof(x) == 4 {
		return T(fma32(float32(x), float32(y), float32(z)))
	}
	return T(math.FMA(float64(x), float64(y), float64(z)))
}

// fma32 is x*y + z with one rounding. The product is exact in float64; the
// sum is rounded there, and rounding it again to float32 differs from one
// rounding only if it fell on the middle between two float32 values, or if
// the result is subnormal. Then the sum is rounded to odd first, after which
// the second rounding is right (S. Boldo and G. Melquiond, "Emulation of FMA
// and correctly rounded sums", IEEE Trans. Computers 57, 2008).
func fma32(x, y, z float32) float32 {
	p, c := float64(x)*float64(y), float64(z)
	s := p + c
	if math.Float64bits(s)&(1<<29-1) == 1<<28 || math.Abs(s) < 0x1p-126 {
		s = roundToOdd(p, c, s)
	}
	return float32(s)
}

// roundToOdd returns p+c rounded to odd, given the rounded sum s.
func roundToOdd(p, c, s float64) float64 {
	d := s - p
	e := (p - (s - d)) + (c - d) // p + c = s + e exactly (Knuth's TwoSum)
	u := math.Float64bits(s)
	switch {
	case u&1 == 1 || !(e < 0 || e > 0):
		return s
	case (e > 0) == (s > 0):
		return math.Float64frombits(u + 1)
	}
	return math.Float64frombits(u - 1)
}
