package gemm

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/vec"
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
		s0 = vec.FMA(x, y[0], s0)
		s1 = vec.FMA(x, y[1], s1)
		s2 = vec.FMA(x, y[2], s2)
		s3 = vec.FMA(x, y[3], s3)
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
		return vec.FMA(alpha, s, c)
	}
	return vec.FMA(alpha, s, T(beta*c))
}

// rankRef is the meaning of the rank kernels, on t.k vectors of refLanes.
func rankRef[T Real](rows int, t *tile) {
	n := t.k * refLanes
	c := unsafe.Slice((*T)(t.c), n)
	for p := range rows {
		x := *(*T)(unsafe.Add(t.a, p*t.acs))
		b := unsafe.Slice((*T)(unsafe.Add(t.b, p*t.brs)), n)
		for j := range c {
			c[j] = vec.FMA(x, b[j], c[j])
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
