package vec

import "github.com/scicore-go/scicore/internal/cpu"

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

func bumpRef[T Real](x, y, z Ptr, n int, v2, v3, t1, t2, t3 T) {
	xs, ys, zs := slice[T](x, n), slice[T](y, n), slice[T](z, n)
	for i, a := range xs {
		b, c := ys[i], zs[i]
		s := a + T(v2*b) + T(v3*c)
		xs[i], ys[i], zs[i] = a-T(s*t1), b-T(s*t2), c-T(s*t3)
	}
}
