package vec

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
)

// Real is an element type of the kernels.
type Real interface{ float32 | float64 }

// Ptr addresses the first element of a vector.
type Ptr = unsafe.Pointer

// Chunk is how many real numbers one call of a kernel takes at most:
// assembly cannot be preempted.
const Chunk = 8192

// Factor is what multiplies complex numbers: see the package comment.
type Factor[T Real] struct{ P0, P1, Q0, Q1 T }

// Times multiplies x by re + i·im.
func Times[T Real](re, im T) Factor[T] { return Factor[T]{re, re, -im, im} }

// TimesConj multiplies conj(x) by re + i·im.
func TimesConj[T Real](re, im T) Factor[T] { return Factor[T]{re, -re, im, im} }

func wide[T Real]() bool { return unsafe.Sizeof(T(0)) == 8 }

func skip[T Real](p Ptr, n int) Ptr { return unsafe.Add(p, n*int(unsafe.Sizeof(T(0)))) }

// Axpy computes y = fma(a, x, y).
func Axpy[T Real](t cpu.Tier, a T, x, y Ptr, n int) {
	for n > Chunk {
		axpy(t, a, x, y, Chunk)
		x, y, n = skip[T](x, Chunk), skip[T](y, Chunk), n-Chunk
	}
	axpy(t, a, x, y, n)
}

func axpy[T Real](t cpu.Tier, a T, x, y Ptr, n int) {
	if wide[T]() {
		axpyF64(t, y, x, n, float64(a))
	} else {
		axpyF32(t, y, x, n, float32(a))
	}
}

// CAxpy adds f times x to y, n complex elements.
func CAxpy[T Real](t cpu.Tier, f Factor[T], x, y Ptr, n int) {
	for n *= 2; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			caxpyF64(t, y, x, k, float64(f.P0), float64(f.P1), float64(f.Q0), float64(f.Q1))
		} else {
			caxpyF32(t, y, x, k, float32(f.P0), float32(f.P1), float32(f.Q0), float32(f.Q1))
		}
		if n > Chunk {
			x, y = skip[T](x, Chunk), skip[T](y, Chunk)
		}
	}
}

// Scal computes x = a*x.
func Scal[T Real](t cpu.Tier, a T, x Ptr, n int) {
	for ; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			scalF64(t, x, k, float64(a))
		} else {
			scalF32(t, x, k, float32(a))
		}
		if n > Chunk {
			x = skip[T](x, Chunk)
		}
	}
}

// CScal computes x = f times x, n complex elements.
func CScal[T Real](t cpu.Tier, f Factor[T], x Ptr, n int) {
	for n *= 2; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			cscalF64(t, x, k, float64(f.P0), float64(f.P1), float64(f.Q0), float64(f.Q1))
		} else {
			cscalF32(t, x, k, float32(f.P0), float32(f.P1), float32(f.Q0), float32(f.Q1))
		}
		if n > Chunk {
			x = skip[T](x, Chunk)
		}
	}
}

// Rot computes x, y = fma(c, x, s*y), fma(c, y, -(s*x)).
func Rot[T Real](t cpu.Tier, c, s T, x, y Ptr, n int) {
	for ; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			rotF64(t, x, y, k, float64(c), float64(s))
		} else {
			rotF32(t, x, y, k, float32(c), float32(s))
		}
		if n > Chunk {
			x, y = skip[T](x, Chunk), skip[T](y, Chunk)
		}
	}
}

// CRot computes x, y = c*x + s*y, c*y - conj(s)*x for n complex elements and
// s = re + i·im; crotRef says how.
func CRot[T Real](t cpu.Tier, c, re, im T, x, y Ptr, n int) {
	for n *= 2; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			crotF64(t, x, y, k, float64(c), float64(re), float64(-im), float64(im))
		} else {
			crotF32(t, x, y, k, float32(c), float32(re), float32(-im), float32(im))
		}
		if n > Chunk {
			x, y = skip[T](x, Chunk), skip[T](y, Chunk)
		}
	}
}

// Swap exchanges x and y, n words of 4 bytes.
func Swap(t cpu.Tier, x, y Ptr, n int) {
	for ; n > 0; n -= Chunk {
		swapF32(t, x, y, min(n, Chunk))
		if n > Chunk {
			x, y = unsafe.Add(x, 4*Chunk), unsafe.Add(y, 4*Chunk)
		}
	}
}

// Dot returns the sum of x*y: the sums of chunks, see dotRef, from first to
// last.
func Dot[T Real](t cpu.Tier, x, y Ptr, n int) T {
	if n > Chunk {
		return dotChunks[T](t, x, y, n)
	}
	if wide[T]() {
		return T(dotF64(t, x, y, n))
	}
	return T(dotF32(t, x, y, n))
}

func dotChunks[T Real](t cpu.Tier, x, y Ptr, n int) T {
	s := Dot[T](t, x, y, Chunk)
	for n -= Chunk; n > 0; n -= Chunk {
		x, y = skip[T](x, Chunk), skip[T](y, Chunk)
		s += Dot[T](t, x, y, min(n, Chunk))
	}
	return s
}

// Sums are the sums of products of the parts of two complex vectors x and y.
type Sums[T Real] struct{ ReRe, ImIm, ReIm, ImRe T }

// Plain is the sum of x*y.
func (s Sums[T]) Plain() (re, im T) { return s.ReRe - s.ImIm, s.ReIm + s.ImRe }

// Conj is the sum of conj(x)*y.
func (s Sums[T]) Conj() (re, im T) { return s.ReRe + s.ImIm, s.ReIm - s.ImRe }

// CDot returns the sums over n complex elements, chunk by chunk.
func CDot[T Real](t cpu.Tier, x, y Ptr, n int) (s Sums[T]) {
	for n *= 2; n > 0; n -= Chunk {
		var p Sums[T]
		k := min(n, Chunk)
		if wide[T]() {
			cdotF64(t, x, y, k, (*float64)(Ptr(&p)))
		} else {
			cdotF32(t, x, y, k, (*float32)(Ptr(&p)))
		}
		s = Sums[T]{s.ReRe + p.ReRe, s.ImIm + p.ImIm, s.ReIm + p.ReIm, s.ImRe + p.ImRe}
		if n > Chunk {
			x, y = skip[T](x, Chunk), skip[T](y, Chunk)
		}
	}
	return s
}

// Asum returns the sum of |x|, chunk by chunk.
func Asum[T Real](t cpu.Tier, x Ptr, n int) float64 {
	s := 0.0
	for ; n > 0; n -= Chunk {
		if k := min(n, Chunk); wide[T]() {
			s += asumF64(t, x, k)
		} else {
			s += float64(asumF32(t, x, k))
		}
		if n > Chunk {
			x = skip[T](x, Chunk)
		}
	}
	return s
}

// AddAbs adds |x| to the float64 at y.
func AddAbs[T Real](t cpu.Tier, x, y Ptr, n int) {
	for ; n > 0; n -= Chunk {
		if k := min(n, Chunk); wide[T]() {
			addabsF64(t, y, x, k)
		} else {
			addabsF32(t, y, x, k)
		}
		if n > Chunk {
			x, y = skip[T](x, Chunk), skip[float64](y, Chunk)
		}
	}
}

// CAddAbs adds the magnitudes of n complex elements to the float64 at y: those
// of a float64 x within 2^±500, of others zero, infinity or what few bits of
// the squares remain.
func CAddAbs[T Real](t cpu.Tier, x, y Ptr, n int) {
	for n *= 2; n > 0; n -= Chunk {
		if k := min(n, Chunk); wide[T]() {
			caddabsF64(t, y, x, k)
		} else {
			caddabsF32(t, y, x, k)
		}
		if n > Chunk {
			x, y = skip[T](x, Chunk), skip[float64](y, Chunk/2)
		}
	}
}

// SumSq returns the sum of x*x in float64, chunk by chunk.
func SumSq[T Real](t cpu.Tier, x Ptr, n int) float64 {
	s := 0.0
	for ; n > 0; n -= Chunk {
		if k := min(n, Chunk); wide[T]() {
			s += dotF64(t, x, x, k)
		} else {
			s += ssqF32(t, x, k)
		}
		if n > Chunk {
			x = skip[T](x, Chunk)
		}
	}
	return s
}

// MaxAbs returns the largest |x| as the bits of its type; NaNs are above all
// numbers.
func MaxAbs[T Real](t cpu.Tier, x Ptr, n int) int64 {
	m := int64(0)
	for ; n > 0; n -= Chunk {
		if k := min(n, Chunk); wide[T]() {
			m = max(m, amaxF64(t, x, k))
		} else {
			m = max(m, amaxF32(t, x, k))
		}
		if n > Chunk {
			x = skip[T](x, Chunk)
		}
	}
	return m
}

// infBits are the bits of infinity.
func infBits[T Real]() int64 {
	if wide[T]() {
		return 0x7ff << 52
	}
	return 0xff << 23
}

// IAmax returns the index of the first element with the largest |x|, or of
// the first NaN, and -1 for an empty x.
func IAmax[T Real](t cpu.Tier, x Ptr, n int) int {
	best, at, k := int64(-1), -1, 0
	for i := 0; i < n; i += Chunk {
		k = min(n-i, Chunk)
		c := skip[T](x, i)
		var m int64
		if wide[T]() {
			m = amaxF64(t, c, k)
		} else {
			m = amaxF32(t, c, k)
		}
		if m <= best {
			continue
		}
		best = m
		if above := min(m-1, infBits[T]()); wide[T]() {
			at = i + int(findF64(t, c, k, above))
		} else {
			at = i + int(findF32(t, c, k, above))
		}
		if best > infBits[T]() {
			break
		}
	}
	return at
}

// CIAmax is IAmax for |re| + |im| of n complex elements.
func CIAmax[T Real](t cpu.Tier, x Ptr, n int) int {
	best, at, k := int64(-1), -1, 0
	for i := 0; i < 2*n; i += Chunk {
		k = min(2*n-i, Chunk)
		c := skip[T](x, i)
		var m int64
		if wide[T]() {
			m = camaxF64(t, c, k)
		} else {
			m = camaxF32(t, c, k)
		}
		if m <= best {
			continue
		}
		best = m
		if above := min(m-1, infBits[T]()); wide[T]() {
			at = (i + int(cfindF64(t, c, k, above))) / 2
		} else {
			at = (i + int(cfindF32(t, c, k, above))) / 2
		}
		if best > infBits[T]() {
			break
		}
	}
	return at
}
