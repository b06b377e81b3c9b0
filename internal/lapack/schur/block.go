package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// block is a standardised real 2 by 2 block (a b; c d), its eigenvalues, and
// the rotation (cs sn; -sn cs) that made it.
type block struct {
	a, b, c, d float64
	w1, w2     complex128
	cs, sn     float64
}

// lanv2 makes the Schur form of a real 2 by 2 matrix,
//
//	(a b; c d) = (cs -sn; sn cs)·(aa bb; cc dd)·(cs sn; -sn cs)
//
// where either cc = 0 or aa = dd and bb·cc < 0. LAPACK: ?lanv2, after Z. Bai and
// J. Demmel, "On swapping diagonal blocks in real Schur form" (1993).
func lanv2(a, b, c, d float64) block {
	s := block{a: a, b: b, c: c, d: d, cs: 1}
	switch {
	case c == 0:
	case b == 0: // exchange rows and columns
		s.cs, s.sn = 0, 1
		s.a, s.b, s.c, s.d = d, -c, 0, a
	case a-d == 0 && (b < 0) != (c < 0):
	default:
		s.rotate()
	}
	return s.withEigenvalues()
}

func (s *block) rotate() {
	const eps = 0x1p-52
	temp := s.a - s.d
	p := float64(temp / 2)
	big := max(math.Abs(s.b), math.Abs(s.c))
	small := math.Copysign(min(math.Abs(s.b), math.Abs(s.c)), s.b) * math.Copysign(1, s.c)
	scale := max(math.Abs(p), big)
	z := float64(p/scale*p) + float64(big/scale*small)
	if z >= 4*eps { // two real eigenvalues
		z = p + math.Copysign(float64(math.Sqrt(scale)*math.Sqrt(z)), p)
		s.a = s.d + z
		s.d -= float64(big / z * small)
		tau := blas.Hypot(s.c, z)
		s.cs, s.sn = z/tau, s.c/tau
		s.b -= s.c
		s.c = 0
		return
	}
	s.equalise(temp)
}

// equalise makes the diagonal elements equal: the eigenvalues are complex or
// real and nearly equal.
func (s *block) equalise(temp float64) {
	sigma := s.b + s.c
	for range 20 {
		scale := max(math.Abs(temp), math.Abs(sigma))
		if scale >= 0x1p485 {
			temp, sigma = temp*0x1p-485, sigma*0x1p-485
		} else if scale <= 0x1p-485 {
			temp, sigma = temp*0x1p485, sigma*0x1p485
		} else {
			break
		}
	}
	p := float64(temp / 2)
	tau := blas.Hypot(sigma, temp)
	cs := math.Sqrt((1 + math.Abs(sigma)/tau) / 2)
	sn := -(p / float64(tau*cs)) * math.Copysign(1, sigma)
	aa, bb := float64(s.a*cs)+float64(s.b*sn), float64(s.b*cs)-float64(s.a*sn)
	cc, dd := float64(s.c*cs)+float64(s.d*sn), float64(s.d*cs)-float64(s.c*sn)
	s.a, s.b = float64(aa*cs)+float64(cc*sn), float64(bb*cs)+float64(dd*sn)
	s.c, s.d = float64(cc*cs)-float64(aa*sn), float64(dd*cs)-float64(bb*sn)
	mean := float64((s.a + s.d) / 2)
	s.a, s.d, s.cs, s.sn = mean, mean, cs, sn
	switch {
	case s.c == 0:
	case s.b == 0: // exchange rows and columns
		s.b, s.c = -s.c, 0
		s.cs, s.sn = -s.sn, s.cs
	case (s.b < 0) == (s.c < 0): // real after all
		sab, sac := math.Sqrt(math.Abs(s.b)), math.Sqrt(math.Abs(s.c))
		p := math.Copysign(float64(sab*sac), s.c)
		t := 1 / math.Sqrt(math.Abs(s.b+s.c))
		s.a, s.d = mean+p, mean-p
		s.b -= s.c
		s.c = 0
		cs1, sn1 := sab*t, sac*t
		s.cs, s.sn = float64(cs*cs1)-float64(sn*sn1), float64(cs*sn1)+float64(sn*cs1)
	}
}

func (s block) withEigenvalues() block {
	s.w1, s.w2 = complex(s.a, 0), complex(s.d, 0)
	if s.c != 0 {
		im := math.Sqrt(math.Abs(s.b)) * math.Sqrt(math.Abs(s.c))
		s.w1, s.w2 = complex(s.a, im), complex(s.d, -im)
	}
	return s
}

// standardise replaces rows and columns k and k+1 of h by their Schur form and
// returns it as it is stored.
func standardise[T blas.Real](h blas.Mat[T], k int) block {
	e := func(i, j int) *T { return &h.Data[i*h.RS+j*h.CS] }
	a, b, c, d := e(k, k), e(k, k+1), e(k+1, k), e(k+1, k+1)
	s := lanv2(float64(*a), float64(*b), float64(*c), float64(*d))
	*a, *b, *c, *d = T(s.a), T(s.b), T(s.c), T(s.d)
	s.a, s.b, s.c, s.d = float64(*a), float64(*b), float64(*c), float64(*d)
	return s.withEigenvalues()
}

// standardiseIn does the same as a similarity of the rows and columns top to
// end of h around k and of the columns of z.
func standardiseIn[T blas.Real](env blas.Env, h, z blas.Mat[T], k, top, end int) block {
	s := standardise(h, k)
	if s.sn == 0 && s.cs == 1 {
		return s
	}
	cs, sn := s.cs, s.sn
	if k+2 < end {
		rotate(env, h.Row(k).From(k+2, end), h.Row(k+1).From(k+2, end), cs, sn)
	}
	if k > top {
		rotate(env, h.Col(k).From(top, k), h.Col(k+1).From(top, k), cs, sn)
	}
	if !z.Empty() {
		rotate(env, z.Col(k), z.Col(k+1), cs, sn)
	}
	return s
}

// quasiEigenvalues reads the eigenvalues of rows lo to hi of a real Schur form.
func quasiEigenvalues[T blas.Real](t blas.Mat[T], lo, hi int, w []complex128) {
	for k := lo; k < hi; k++ {
		if k+1 == hi || t.At(k+1, k) == 0 {
			w[k] = complex(float64(t.At(k, k)), 0)
			continue
		}
		s := block{a: float64(t.At(k, k)), b: float64(t.At(k, k+1)), c: float64(t.At(k+1, k)), d: float64(t.At(k+1, k+1))}.withEigenvalues()
		w[k], w[k+1] = s.w1, s.w2
		k++
	}
}
