package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// pair is a complex number as its parts, so that products are formed with
// stated roundings: each of the two terms of a part is rounded.
type pair[F float] struct{ re, im F }

func (a pair[F]) mul(b pair[F]) pair[F] {
	return pair[F]{F(a.re*b.re) - F(a.im*b.im), F(a.re*b.im) + F(a.im*b.re)}
}

// complexPart reduces n > 0 complex elements block by block. Lanes hold whole
// elements: 32 of complex128, 64 of complex64.
func complexPart(t cpu.Tier, r Reduction, dt dtype.DType, a unsafe.Pointer, n int) Partial {
	if n <= BlockLen {
		return complexBlock(t, r, dt, a, n)
	}
	var tree Tree
	tree.Reset(r, dt)
	for ; n > BlockLen; n -= BlockLen {
		tree.Push(complexBlock(t, r, dt, a, BlockLen))
		a = unsafe.Add(a, BlockLen*dt.Size())
	}
	tree.Push(complexBlock(t, r, dt, a, n))
	return tree.Total()
}

func complexBlock(t cpu.Tier, r Reduction, dt dtype.DType, a unsafe.Pointer, n int) Partial {
	var p Partial
	switch {
	case r == RedSum && t != cpu.Generic && complexSumAsm(t, dt, unsafe.Pointer(&p), a, n):
		return p
	case dt == dtype.Complex128:
		return put(complexBlockRef(r, unsafe.Slice((*pair[float64])(a), n)))
	}
	return put(complexBlockRef(r, unsafe.Slice((*pair[float32])(a), n)))
}

func complexBlockRef[F float](r Reduction, x []pair[F]) pair[F] {
	switch r {
	case RedProd, RedNaNProd:
		return complexProd(x, r == RedNaNProd)
	}
	return complexSum(x, r == RedNaNSum)
}

func complexSum[F float](x []pair[F], skip bool) pair[F] {
	var buf [maxLanes / 2]pair[F]
	lane := buf[:lanesOf[pair[F]]()]
	fillLanes(lane, pair[F]{negZero[F](), negZero[F]()})
	for ; len(x) > 0; x = x[min(len(lane), len(x)):] {
		for j, v := range x[:min(len(lane), len(x))] {
			if skip && (v.re != v.re || v.im != v.im) {
				v = pair[F]{}
			}
			lane[j].re += v.re
			lane[j].im += v.im
		}
	}
	return foldPairs(lane)
}

// foldPairs adds lanes by halves.
func foldPairs[F float](lane []pair[F]) pair[F] {
	for h := len(lane) / 2; h > 0; h /= 2 {
		for j := 0; j < h; j++ {
			lane[j].re += lane[j+h].re
			lane[j].im += lane[j+h].im
		}
	}
	return lane[0]
}

// complexProd starts each lane with its first element, since 1+0i is not an
// identity for infinities and signed zeros; a lane without elements is left
// out of the fold.
func complexProd[F float](x []pair[F], skip bool) pair[F] {
	var buf [maxLanes / 2]pair[F]
	lane := buf[:lanesOf[pair[F]]()]
	n := len(x)
	for i, v := range x {
		if skip && (v.re != v.re || v.im != v.im) {
			v = pair[F]{1, 0}
		}
		if j := i % len(lane); i < len(lane) {
			lane[j] = v
		} else {
			lane[j] = lane[j].mul(v)
		}
	}
	for h := len(lane) / 2; h > 0; h /= 2 {
		for j := 0; j < h && j+h < n; j++ {
			lane[j] = lane[j].mul(lane[j+h])
		}
	}
	return lane[0]
}

// complexDot sums x*y by lanes, every part through two fused operations:
// re = fma(-xi, yi, fma(xr, yr, re)), im = fma(xi, yr, fma(xr, yi, im)).
func complexDot(dt dtype.DType, a, b unsafe.Pointer, n int) Partial {
	var tree Tree
	tree.Reset(RedSum, dt)
	for {
		k := min(n, BlockLen)
		if dt == dtype.Complex128 {
			tree.Push(put(complexDotBlock[float64](a, b, k)))
		} else {
			tree.Push(put(complexDotBlock[float32](a, b, k)))
		}
		if n -= k; n == 0 {
			return tree.Total()
		}
		a, b = unsafe.Add(a, k*dt.Size()), unsafe.Add(b, k*dt.Size())
	}
}

func complexDotBlock[F float](a, b unsafe.Pointer, n int) pair[F] {
	x, y := unsafe.Slice((*pair[F])(a), n), unsafe.Slice((*pair[F])(b), n)
	var buf [maxLanes / 2]pair[F]
	lane := buf[:lanesOf[pair[F]]()]
	fillLanes(lane, pair[F]{negZero[F](), negZero[F]()})
	for i, v := range x {
		w, l := y[i], &lane[i%len(lane)]
		l.re = fused(-v.im, w.im, fused(v.re, w.re, l.re))
		l.im = fused(v.im, w.re, fused(v.re, w.im, l.im))
	}
	return foldPairs(lane)
}
