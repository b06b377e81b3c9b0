package vec

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
)

// Rows of a matrix b lie ld bytes apart. The kernels here take four rows, or
// two of complex elements where four would not fit the registers.

// Rank computes c = fma(a[p], b[p], c) for p in order below 4, n elements.
func Rank[T Real](t cpu.Tier, a *[4]T, b Ptr, ld int, c Ptr, n int) {
	for ; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			rankF64(t, c, b, ld, k, (*float64)(Ptr(a)))
		} else {
			rankF32(t, c, b, ld, k, (*float32)(Ptr(a)))
		}
		if n > Chunk {
			b, c = skip[T](b, Chunk), skip[T](c, Chunk)
		}
	}
}

// CRank adds f[p] times b[p] to c for p in order below 4, n complex elements.
func CRank[T Real](t cpu.Tier, f *[4]Factor[T], b Ptr, ld int, c Ptr, n int) {
	for n *= 2; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			crankF64(t, c, b, ld, k, (*float64)(Ptr(f)))
		} else {
			crankF32(t, c, b, ld, k, (*float32)(Ptr(f)))
		}
		if n > Chunk {
			b, c = skip[T](b, Chunk), skip[T](c, Chunk)
		}
	}
}

// Dots adds the products of 4 rows of b with x to sums, chunk by chunk.
func Dots[T Real](t cpu.Tier, b Ptr, ld int, x Ptr, n int, sums *[4]T) {
	for ; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			dotsF64(t, b, ld, x, k, (*float64)(Ptr(sums)))
		} else {
			dotsF32(t, b, ld, x, k, (*float32)(Ptr(sums)))
		}
		if n > Chunk {
			b, x = skip[T](b, Chunk), skip[T](x, Chunk)
		}
	}
}

// CDots adds those of the parts of 2 rows of b with x, n complex elements.
func CDots[T Real](t cpu.Tier, b Ptr, ld int, x Ptr, n int, sums *[2]Sums[T]) {
	for n *= 2; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			cdotsF64(t, b, ld, x, k, (*float64)(Ptr(sums)))
		} else {
			cdotsF32(t, b, ld, x, k, (*float32)(Ptr(sums)))
		}
		if n > Chunk {
			b, x = skip[T](b, Chunk), skip[T](x, Chunk)
		}
	}
}

// CDots4 is [CDots] of 4 rows, read at once where there are registers for it:
// four streams keep more of the memory busy than two.
func CDots4[T Real](t cpu.Tier, b Ptr, ld int, x Ptr, n int, sums *[4]Sums[T]) {
	if t != cpu.AVX512 {
		CDots(t, b, ld, x, n, (*[2]Sums[T])(sums[:2]))
		CDots(t, unsafe.Add(b, 2*ld), ld, x, n, (*[2]Sums[T])(sums[2:]))
		return
	}
	for n *= 2; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			cdots4F64(t, b, ld, x, k, (*float64)(Ptr(sums)))
		} else {
			cdots4F32(t, b, ld, x, k, (*float32)(Ptr(sums)))
		}
		if n > Chunk {
			b, x = skip[T](b, Chunk), skip[T](x, Chunk)
		}
	}
}

// Symv is [Rank] on y and [Dots] on x for the same 4 rows of b, which are read
// once. x and y do not overlap.
func Symv[T Real](t cpu.Tier, b Ptr, ld int, x Ptr, a *[4]T, y Ptr, n int, sums *[4]T) {
	for ; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			symvF64(t, b, ld, x, y, k, (*float64)(Ptr(a)), (*float64)(Ptr(sums)))
		} else {
			symvF32(t, b, ld, x, y, k, (*float32)(Ptr(a)), (*float32)(Ptr(sums)))
		}
		if n > Chunk {
			b, x, y = skip[T](b, Chunk), skip[T](x, Chunk), skip[T](y, Chunk)
		}
	}
}

// CSymv is CRank with two rows on y and [CDots] on x for the same 2 rows of b,
// n complex elements.
func CSymv[T Real](t cpu.Tier, b Ptr, ld int, x Ptr, f *[2]Factor[T], y Ptr, n int, sums *[2]Sums[T]) {
	for n *= 2; n > 0; n -= Chunk {
		k := min(n, Chunk)
		turn(sums)
		if wide[T]() {
			csymvF64(t, b, ld, x, y, k, (*float64)(Ptr(f)), (*float64)(Ptr(sums)))
		} else {
			csymvF32(t, b, ld, x, y, k, (*float32)(Ptr(f)), (*float32)(Ptr(sums)))
		}
		turn(sums)
		if n > Chunk {
			b, x, y = skip[T](b, Chunk), skip[T](x, Chunk), skip[T](y, Chunk)
		}
	}
}

// turn exchanges the sums that csymv has in the other order.
func turn[T Real](sums *[2]Sums[T]) {
	for r := range sums {
		s := &sums[r]
		s.ReIm, s.ImRe = s.ImRe, s.ReIm
	}
}
