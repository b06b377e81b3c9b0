package random

import (
	"math"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/dtype"
)

// Integers draws from low up to but without high, every value equally likely.
// NumPy: integers(low, high, dtype=T), of which it is the stream for every
// type; numbers of 8 and 16 bits share the bits of one 32-bit draw within one
// array. It panics with an [*array.ValueError] unless low < high.
func Integers[T array.Integer](low, high T) Sampler[T] {
	if low >= high {
		fail("integers", "no values from %d up to %d", low, high)
	}
	return IntegersClosed(low, high-1)
}

// IntegersClosed draws from low up to high, both included. NumPy: integers
// with endpoint=True.
func IntegersClosed[T array.Integer](low, high T) Sampler[T] {
	if low > high {
		fail("integers", "no values from %d to %d", low, high)
	}
	s := integers[T]{low: low, most: uint64(high) - uint64(low)}
	switch dtype.Of[T]().Size() {
	case 1:
		s.width, s.most = 8, s.most&0xff
	case 2:
		s.width, s.most = 16, s.most&0xffff
	case 4:
		s.width, s.most = 32, s.most&0xffffffff
	default:
		s.width = 64
	}
	return s
}

type integers[T array.Integer] struct {
	low   T
	most  uint64 // high - low
	width uint
}

// Draw draws one sample with bits of its own.
func (s integers[T]) Draw(g *Generator) T {
	switch {
	case s.width == 64:
		return s.low + T(g.upTo64(s.most))
	case s.width == 32:
		return s.low + T(g.upTo32(uint32(s.most)))
	}
	return (&smallIntegers[T]{integers: s}).Draw(g)
}

func (s integers[T]) begin() Sampler[T] {
	if s.width >= 32 {
		return s
	}
	return &smallIntegers[T]{integers: s}
}

// smallIntegers cuts 32-bit draws into numbers of 8 or 16 bits.
type smallIntegers[T array.Integer] struct {
	integers[T]
	bits uint32
	left uint // bits not used yet
}

func (s *smallIntegers[T]) next(g *Generator) uint32 {
	if s.left == 0 {
		s.bits, s.left = g.src.Uint32(), 32-s.width
	} else {
		s.bits >>= s.width
		s.left -= s.width
	}
	return s.bits & (1<<s.width - 1)
}

func (s *smallIntegers[T]) Draw(g *Generator) T {
	top := uint32(1)<<s.width - 1
	most := uint32(s.most)
	if most == 0 {
		return s.low
	}
	if most == top {
		return s.low + T(s.next(g))
	}
	n := most + 1
	m := s.next(g) * n
	if m&top < n {
		for least := (top - most) % n; m&top < least; {
			m = s.next(g) * n
		}
	}
	return s.low + T(m>>s.width)
}

// Bools draws true and false equally often. NumPy: integers(0, 2, dtype=bool).
func Bools() Sampler[bool] { return bools{} }

type bools struct{}

func (bools) Draw(g *Generator) bool { return g.src.Uint32()&1 != 0 }

func (bools) begin() Sampler[bool] { return &packedBools{} }

type packedBools struct {
	bits uint32
	left int
}

func (p *packedBools) Draw(g *Generator) bool {
	if p.left == 0 {
		p.bits, p.left = g.src.Uint32(), 31
	} else {
		p.bits >>= 1
		p.left--
	}
	return p.bits&1 != 0
}

// maxPoisson keeps samples inside int64, as NumPy does.
var maxPoisson = float64(math.MaxInt64) - math.Sqrt(math.MaxInt64)*10

// Poisson draws from the Poisson distribution (by multiplication below mean
// 10; else PTRS, Hörmann, 1993). NumPy: poisson. It panics with an
// [*array.ValueError] if lam is negative, NaN or beyond what int64 holds.
func Poisson(lam float64) Sampler[int64] {
	if !(lam >= 0 && lam <= maxPoisson) {
		fail("poisson", "mean %v, must lie between 0 and %v", lam, maxPoisson)
	}
	switch {
	case lam == 0:
		return sampler[int64](func(*Generator) int64 { return 0 })
	case lam >= 10:
		return newPTRS(lam)
	}
	least := exp(-lam)
	return sampler[int64](func(g *Generator) int64 {
		prod := 1.0
		for k := int64(0); ; k++ {
			if prod *= g.Float64(); !(prod > least) {
				return k
			}
		}
	})
}

// ptrs is the transformed rejection with squeeze of Hörmann.
type ptrs struct{ lam, logLam, a, b, invAlpha, vr float64 }

func newPTRS(lam float64) *ptrs {
	b := 0.931 + float64(2.53*math.Sqrt(lam))
	return &ptrs{lam: lam, logLam: log(lam), b: b, a: -0.059 + float64(0.02483*b),
		invAlpha: 1.1239 + 1.1328/(b-3.4), vr: 0.9277 - 3.6224/(b-2)}
}

func (p *ptrs) Draw(g *Generator) int64 {
	for {
		u := g.Float64() - 0.5
		v := g.Float64()
		us := 0.5 - math.Abs(u)
		k := int64(math.Floor(float64((float64(2*p.a)/us+p.b)*u) + p.lam + 0.43))
		if us >= 0.07 && v <= p.vr {
			return k
		}
		if k < 0 || us < 0.013 && v > us {
			continue
		}
		if log(v)+log(p.invAlpha)-log(p.a/float64(us*us)+p.b) <= -p.lam+float64(float64(k)*p.logLam)-logGamma(float64(k)+1) {
			return k
		}
	}
}

// Binomial draws the number of successes in n trials (by inversion where the
// mean is at most 30; else BTPE, Kachitvichyanukul and Schmeiser, 1988).
// NumPy: binomial. It panics with an [*array.ValueError] if n is negative or p
// no probability.
func Binomial(n int64, p float64) Sampler[int64] {
	if n < 0 || !(p >= 0 && p <= 1) {
		fail("binomial", "n = %d, p = %v", n, p)
	}
	if n == 0 || p == 0 {
		return sampler[int64](func(*Generator) int64 { return 0 })
	}
	q := min(p, 1-p)
	if p <= 0.5 {
		q = p
	}
	var few Sampler[int64]
	if float64(q*float64(n)) <= 30 {
		few = newInversion(n, q)
	} else {
		few = newBTPE(n, q)
	}
	if p <= 0.5 {
		return few
	}
	return sampler[int64](func(g *Generator) int64 { return n - few.Draw(g) })
}

// inversion walks up the probabilities.
type inversion struct {
	n, bound int64
	p, q, q0 float64
}

func newInversion(n int64, p float64) *inversion {
	q := 1 - p
	np := float64(float64(n) * p)
	return &inversion{n: n, p: p, q: q, q0: exp(float64(float64(n) * log1p(-p))),
		bound: int64(min(float64(n), np+float64(10*math.Sqrt(float64(np*q)+1))))}
}

func (s *inversion) Draw(g *Generator) int64 {
	var k int64
	px, u := s.q0, g.Float64()
	for u > px {
		if k++; k > s.bound {
			k, px, u = 0, s.q0, g.Float64()
			continue
		}
		u -= px
		px = float64(float64(float64(s.n-k+1)*s.p)*px) / float64(float64(k)*s.q)
	}
	return k
}
