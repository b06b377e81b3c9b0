package vec

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
)

// Bump holds a reflector of three elements, I - t·vᵀ·v with v = (1, V2, V3),
// T1 = t, T2 = t·V2 and T3 = t·V3: a bulge of the QR iteration.
type Bump[T Real] struct{ V2, V3, T1, T2, T3 T }

// Reflect applies b to the columns of the three rows x, y and z: with
// s = x + V2*y + V3*z, it computes x - s*T1, y - s*T2, z - s*T3. Every
// operation is rounded.
func Reflect[T Real](t cpu.Tier, b *Bump[T], x, y, z Ptr, n int) {
	for ; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			bumpF64(t, x, y, z, k, float64(b.V2), float64(b.V3), float64(b.T1), float64(b.T2), float64(b.T3))
		} else {
			bumpF32(t, x, y, z, k, float32(b.V2), float32(b.V3), float32(b.T1), float32(b.T2), float32(b.T3))
		}
		if n > Chunk {
			x, y, z = skip[T](x, Chunk), skip[T](y, Chunk), skip[T](z, Chunk)
		}
	}
}

// ReflectColumns is [Reflect] on three adjacent columns of n rows that lie ld
// bytes apart.
func ReflectColumns[T Real](t cpu.Tier, b *Bump[T], x Ptr, ld, n int) {
	for ; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			bumpsF64(t, x, ld, k, float64(b.V2), float64(b.V3), float64(b.T1), float64(b.T2), float64(b.T3))
		} else {
			bumpsF32(t, x, ld, k, float32(b.V2), float32(b.V3), float32(b.T1), float32(b.T2), float32(b.T3))
		}
		if n > Chunk {
			x = unsafe.Add(x, Chunk*ld)
		}
	}
}

// ReflectColumnsBack is ReflectColumns with the last of the columns as x and
// the first as z.
func ReflectColumnsBack[T Real](t cpu.Tier, b *Bump[T], z Ptr, ld, n int) {
	for ; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			bumpsbackF64(t, z, ld, k, float64(b.V2), float64(b.V3), float64(b.T1), float64(b.T2), float64(b.T3))
		} else {
			bumpsbackF32(t, z, ld, k, float32(b.V2), float32(b.V3), float32(b.T1), float32(b.T2), float32(b.T3))
		}
		if n > Chunk {
			z = unsafe.Add(z, Chunk*ld)
		}
	}
}

// RotColumns is [Rot] on two adjacent columns, y before x, of n rows that lie
// ld bytes apart.
func RotColumns[T Real](t cpu.Tier, c, s T, y Ptr, ld, n int) {
	for ; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			rotsF64(t, y, ld, k, float64(c), float64(s))
		} else {
			rotsF32(t, y, ld, k, float32(c), float32(s))
		}
		if n > Chunk {
			y = unsafe.Add(y, Chunk*ld)
		}
	}
}

// CRotColumns is [CRot] on two adjacent columns, y before x, of n rows that lie
// ld bytes apart.
func CRotColumns[T Real](t cpu.Tier, c, re, im T, y Ptr, ld, n int) {
	for ; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			crotsF64(t, y, ld, k, float64(c), float64(re), float64(-im), float64(im))
		} else {
			crotsF32(t, y, ld, k, float32(c), float32(re), float32(-im), float32(im))
		}
		if n > Chunk {
			y = unsafe.Add(y, Chunk*ld)
		}
	}
}

// CBump holds a complex reflector of three elements: with
// s = F[0]*x + F[1]*y + F[2]*z, it makes x - s, y + F[3]*s, z + F[4]*s.
type CBump[T Real] [5]Factor[T]

// CReflect applies b to the columns of three rows of n complex elements;
// cbumpRef says how.
func CReflect[T Real](t cpu.Tier, b *CBump[T], x, y, z Ptr, n int) {
	for n *= 2; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			cbumpF64(t, x, y, z, k, (*float64)(Ptr(b)))
		} else {
			cbumpF32(t, x, y, z, k, (*float32)(Ptr(b)))
		}
		if n > Chunk {
			x, y, z = skip[T](x, Chunk), skip[T](y, Chunk), skip[T](z, Chunk)
		}
	}
}

// CReflectColumns is [CReflect] on three adjacent columns of n rows that lie
// ld bytes apart.
func CReflectColumns[T Real](t cpu.Tier, b *CBump[T], x Ptr, ld, n int) {
	for ; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			cbumpsF64(t, x, ld, k, (*float64)(Ptr(b)))
		} else {
			cbumpsF32(t, x, ld, k, (*float32)(Ptr(b)))
		}
		if n > Chunk {
			x = unsafe.Add(x, Chunk*ld)
		}
	}
}

// CPair holds a complex reflector of two elements: with s = F[0]*x + F[1]*y,
// it makes x - s, y + F[2]*s.
type CPair[T Real] [3]Factor[T]

// CReflect2 applies b to the columns of two rows of n complex elements.
func CReflect2[T Real](t cpu.Tier, b *CPair[T], x, y Ptr, n int) {
	for n *= 2; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			cpairF64(t, x, y, k, (*float64)(Ptr(b)))
		} else {
			cpairF32(t, x, y, k, (*float32)(Ptr(b)))
		}
		if n > Chunk {
			x, y = skip[T](x, Chunk), skip[T](y, Chunk)
		}
	}
}

// CReflectColumns2 is [CReflect2] on two adjacent columns of n rows that lie
// ld bytes apart.
func CReflectColumns2[T Real](t cpu.Tier, b *CPair[T], x Ptr, ld, n int) {
	for ; n > 0; n -= Chunk {
		k := min(n, Chunk)
		if wide[T]() {
			cpairsF64(t, x, ld, k, (*float64)(Ptr(b)))
		} else {
			cpairsF32(t, x, ld, k, (*float32)(Ptr(b)))
		}
		if n > Chunk {
			x = unsafe.Add(x, Chunk*ld)
		}
	}
}

func bumpRef[T Real](x, y, z Ptr, n int, v2, v3, t1, t2, t3 T) {
	xs, ys, zs := slice[T](x, n), slice[T](y, n), slice[T](z, n)
	for i, a := range xs {
		b, c := ys[i], zs[i]
		s := a + T(v2*b) + T(v3*c)
		xs[i], ys[i], zs[i] = a-T(s*t1), b-T(s*t2), c-T(s*t3)
	}
}

func bumpsRef[T Real](x Ptr, inc, n int, v2, v3, t1, t2, t3 T) {
	for i := range n {
		e := unsafe.Add(x, i*inc)
		bumpRef(e, skip[T](e, 1), skip[T](e, 2), 1, v2, v3, t1, t2, t3)
	}
}

func bumpsbackRef[T Real](x Ptr, inc, n int, v2, v3, t1, t2, t3 T) {
	for i := range n {
		e := unsafe.Add(x, i*inc)
		bumpRef(skip[T](e, 2), skip[T](e, 1), e, 1, v2, v3, t1, t2, t3)
	}
}

func rotsRef[T Real](x Ptr, inc, n int, c, s T) {
	for i := range n {
		e := unsafe.Add(x, i*inc)
		rotRef(skip[T](e, 1), e, 1, c, s)
	}
}

func crotsRef[T Real](x Ptr, inc, n int, c, p, q0, q1 T) {
	for i := range n {
		e := unsafe.Add(x, i*inc)
		crotRef(skip[T](e, 2), e, 2, c, p, q0, q1)
	}
}

func cbumpRef[T Real](x, y, z Ptr, n int, f *T) {
	creflectRef(array(f, 20), slice[T](x, n), slice[T](y, n), slice[T](z, n))
}

func cpairRef[T Real](x, y Ptr, n int, f *T) {
	creflectRef(array(f, 12), slice[T](x, n), slice[T](y, n))
}

func cbumpsRef[T Real](x Ptr, inc, n int, f *T) {
	for i := range n {
		e := unsafe.Add(x, i*inc)
		cbumpRef(e, skip[T](e, 2), skip[T](e, 4), 2, f)
	}
}

func cpairsRef[T Real](x Ptr, inc, n int, f *T) {
	for i := range n {
		e := unsafe.Add(x, i*inc)
		cpairRef(e, skip[T](e, 2), 2, f)
	}
}

// creflectRef adds up s row by row, of each first fma(p, x, s), then
// fma(q, swap(x), s), but p*x of the first; it takes s from the first row and
// adds multiples of it in the same way to the others.
func creflectRef[T Real](f []T, rows ...[]T) {
	for i := 0; i < len(rows[0]); i += 2 {
		var re, im T
		for r, x := range rows {
			a, b := x[i], x[i+1]
			if r == 0 {
				re, im = T(f[0]*a), T(f[1]*b)
			} else {
				re, im = FMA(f[4*r], a, re), FMA(f[4*r+1], b, im)
			}
			re, im = FMA(f[4*r+2], b, re), FMA(f[4*r+3], a, im)
		}
		rows[0][i], rows[0][i+1] = rows[0][i]-re, rows[0][i+1]-im
		for r, x := range rows[1:] {
			g := f[4*(len(rows)+r):]
			x[i], x[i+1] = FMA(g[2], im, FMA(g[0], re, x[i])), FMA(g[3], re, FMA(g[1], im, x[i+1]))
		}
	}
}
