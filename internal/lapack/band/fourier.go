package band

import (
	"math/bits"
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// fourier is the discrete Fourier transform of one length, for the structured
// matrices that it makes diagonal. Lengths that are no power of two go through
// a convolution of one that is (L. Bluestein, 1970).
type fourier struct {
	n     int
	roots []complex128 // exp(-2πi·k/n) for k < n/2, n a power of two
	inner *fourier     // Bluestein: of the convolution
	chirp []complex128 // exp(-πi·k²/n)
	spec  []complex128 // transform of the conjugate chirp
	work  []complex128
}

func newFourier(env Env, n int) *fourier {
	f := &fourier{n: n}
	if n&(n-1) == 0 {
		f.roots = unitRoots(env, n/2, func(k int) (int, int) { return k, n })
		return f
	}
	m := 1 << bits.Len(uint(2*n-2))
	f.inner = newFourier(env, m)
	f.chirp = unitRoots(env, n, func(k int) (int, int) {
		hi, lo := bits.Mul64(uint64(k), uint64(k))
		_, r := bits.Div64(hi%uint64(2*n), lo, uint64(2*n))
		return int(r), 2 * n
	})
	f.spec, f.work = make([]complex128, m), make([]complex128, m)
	for k, c := range f.chirp {
		f.spec[k] = blas.Conj(c)
		if k > 0 {
			f.spec[m-k] = blas.Conj(c)
		}
	}
	f.inner.forward(f.spec)
	return f
}

// unitRoots returns exp(-2πi·p/q) for the fractions of 0 to count-1, 0 <= p < q,
// by sines of angles up to π/4 only.
func unitRoots(env Env, count int, fraction func(k int) (p, q int)) []complex128 {
	const tau = 6.28318530717958647692528676655900577
	angle, octant := make([]float64, count), make([]int, count)
	for k := range count {
		p, q := fraction(k)
		o := (8*p + q/2) / q // nearest eighth, or one of two
		octant[k] = o / 2 * 2
		angle[k] = tau * (float64(4*p-o/2*q) / float64(4*q))
	}
	sin, cos := make([]float64, count), make([]float64, count)
	if count > 0 {
		for i := 0; i < count; i += kernel.Chunk {
			n := min(kernel.Chunk, count-i)
			kernel.Unary(env.Tier, kernel.Sin, dtype.Float64, unsafe.Pointer(&sin[i]), unsafe.Pointer(&angle[i]), n)
			kernel.Unary(env.Tier, kernel.Cos, dtype.Float64, unsafe.Pointer(&cos[i]), unsafe.Pointer(&angle[i]), n)
		}
	}
	out := make([]complex128, count)
	for k := range out {
		c, s := cos[k], -sin[k]
		switch octant[k] / 2 % 4 { // quarter turns, clockwise
		case 1:
			c, s = s, -c
		case 2:
			c, s = -c, -s
		case 3:
			c, s = -s, c
		}
		out[k] = complex(c, s)
	}
	return out
}

// forward transforms x in place: X[k] = Σ x[j]·exp(-2πi·jk/n).
func (f *fourier) forward(x []complex128) {
	if f.inner != nil {
		f.bluestein(x)
		return
	}
	n := f.n
	shift := 64 - bits.Len(uint(n)) + 1
	for i := range x {
		if j := int(bits.Reverse64(uint64(i)) >> shift); n > 1 && i < j {
			x[i], x[j] = x[j], x[i]
		}
	}
	for half := 1; half < n; half *= 2 {
		stride := n / (2 * half)
		for from := 0; from < n; from += 2 * half {
			a, b := x[from:from+half], x[from+half:from+2*half]
			for j := range a {
				w := f.roots[j*stride]
				t := complex(float64(real(w)*real(b[j]))-float64(imag(w)*imag(b[j])), float64(real(w)*imag(b[j]))+float64(imag(w)*real(b[j])))
				a[j], b[j] = a[j]+t, a[j]-t
			}
		}
	}
}

// backward undoes forward.
func (f *fourier) backward(x []complex128) {
	for i, z := range x {
		x[i] = blas.Conj(z)
	}
	f.forward(x)
	s := 1 / float64(f.n)
	for i, z := range x {
		x[i] = complex(s*real(z), -s*imag(z))
	}
}

// bluestein writes jk as (j² + k² - (k-j)²)/2: a convolution with the chirp.
func (f *fourier) bluestein(x []complex128) {
	clear(f.work)
	for k, c := range f.chirp {
		f.work[k] = blas.Mul(x[k], c)
	}
	f.inner.forward(f.work)
	for k, s := range f.spec {
		f.work[k] = blas.Mul(f.work[k], s)
	}
	f.inner.backward(f.work)
	for k, c := range f.chirp {
		x[k] = blas.Mul(f.work[k], c)
	}
}
