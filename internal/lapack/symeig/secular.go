package symeig

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// secular is the equation whose roots are the eigenvalues of D + rho·z·zᵀ:
//
//	f(x) = 1/rho + Σ z[j]²/(d[j]-x) = 0
//
// with d ascending, no two of them close, no z near zero, ‖z‖ = 1 and rho > 0;
// that is what deflation has left. One root lies behind every d.
type secular struct {
	d, z []float64
	rho  float64
}

// roots holds every root as its distance offset from one of the two poles it
// lies between, the nearer: so the differences to all poles, of which the
// eigenvectors are made, are exact to the last digits.
type roots struct {
	origin []float64 // d of the pole
	offset []float64
}

func newRoots(n int) roots { return roots{make([]float64, n), make([]float64, n)} }

// rootsAtOnce is how many roots a worker takes at a time.
const rootsAtOnce = 16

// solve finds all roots, and returns how many did not converge.
func (s secular) solve(env blas.Env, r roots) (failed int) {
	k := len(s.d)
	chunks := (k + rootsAtOnce - 1) / rootsAtOnce
	bad := make([]int, chunks)
	env.Pool.For(env.Done, chunks, func(c int) {
		f := newFinder(env, s)
		for i := c * rootsAtOnce; i < min(k, (c+1)*rootsAtOnce); i++ {
			origin, offset, ok := f.root(i)
			r.origin[i], r.offset[i] = s.d[origin], offset
			if !ok {
				bad[c]++
			}
		}
	})
	for _, n := range bad {
		failed += n
	}
	return failed
}

// finder finds one root after another.
type finder struct {
	secular
	vectors
	fromOrigin, delta, t []float64
	pole                 int // the root is approximated by the poles pole and pole+1
	lo, hi               float64
}

func newFinder(env blas.Env, s secular) *finder {
	k := len(s.d)
	b := make([]float64, 3*k)
	return &finder{secular: s, vectors: newVectors(env.Tier), fromOrigin: b[:k], delta: b[k : 2*k], t: b[2*k:]}
}

// value is f and what interpolation needs of it.
type value struct {
	f          float64
	psi, phi   float64 // sums over the poles to the left and to the right
	dpsi, dphi float64 // and their derivatives
}

// at evaluates f at tau from the origin.
func (f *finder) at(tau float64) value {
	f.subScalar(f.delta, f.fromOrigin, tau)
	f.div(f.t, f.z, f.delta)
	m := f.pole + 1
	v := value{psi: f.dot(f.z[:m], f.t[:m]), phi: f.dot(f.z[m:], f.t[m:]),
		dpsi: f.dot(f.t[:m], f.t[:m]), dphi: f.dot(f.t[m:], f.t[m:])}
	v.f = 1/f.rho + v.psi + v.phi
	return v
}

// bound is the error that the value may have from rounding.
func (f *finder) bound(v value, tau float64) float64 {
	return eps * (float64(8*(1/f.rho+math.Abs(v.psi)+math.Abs(v.phi))) + float64(math.Abs(tau)*(v.dpsi+v.dphi)))
}

// root returns root i.
func (f *finder) root(i int) (origin int, tau float64, ok bool) {
	k := len(f.d)
	if k == 1 {
		return 0, f.rho, true
	}
	if i == k-1 {
		f.pole = k - 2
		origin, tau = k-1, f.startLast()
	} else {
		f.pole = i
		origin, tau = f.startBetween(i)
	}
	tau, ok = f.iterate(tau, i == k-1)
	return origin, tau, ok
}

// startBetween looks on which side of the middle the root between d[i] and
// d[i+1] lies, moves the origin to the pole on that side, and guesses the root
// from these two poles and the rest of f in the middle.
func (f *finder) startBetween(i int) (origin int, tau float64) {
	gap := f.d[i+1] - f.d[i]
	mid := float64(gap / 2)
	f.subScalar(f.fromOrigin, f.d, f.d[i])
	v := f.at(mid)
	zi, zj := float64(f.z[i]*f.z[i]), float64(f.z[i+1]*f.z[i+1])
	c := v.f - zi/f.delta[i] - zj/f.delta[i+1]
	if v.f >= 0 {
		f.lo, f.hi = 0, mid
		a := float64(c*gap) + zi + zj
		b := float64(zi * gap)
		if r := discriminant(a, b, c); a > 0 {
			tau = 2 * b / (a + r)
		} else {
			tau = (a - r) / (2 * c)
		}
		return i, f.inside(tau)
	}
	f.lo, f.hi = -mid, 0
	f.subScalar(f.fromOrigin, f.d, f.d[i+1])
	a := float64(c*gap) - zi - zj
	b := -float64(zj * gap)
	if r := discriminant(a, b, c); a < 0 {
		tau = -2 * b / (a - r)
	} else {
		tau = -(a + r) / (2 * c)
	}
	return i + 1, f.inside(tau)
}

// startLast guesses the root behind the last pole.
func (f *finder) startLast() float64 {
	k := len(f.d)
	gap := f.d[k-1] - f.d[k-2]
	f.subScalar(f.fromOrigin, f.d, f.d[k-1])
	v := f.at(f.rho / 2)
	zi, zj := float64(f.z[k-2]*f.z[k-2]), float64(f.z[k-1]*f.z[k-1])
	c := v.f - zi/f.delta[k-2] - zj/f.delta[k-1]
	f.lo, f.hi = 0, float64(f.rho/2)
	if v.f <= 0 {
		f.lo, f.hi = float64(f.rho/2), f.rho
		if c <= zi/(gap+f.rho)+zj/f.rho {
			return f.inside(f.rho)
		}
	}
	a := zi + zj - float64(c*gap)
	b := float64(zj * gap)
	r := discriminant(a, -b, c)
	if a < 0 {
		return f.inside(2 * b / (r - a))
	}
	return f.inside((a + r) / (2 * c))
}

// discriminant returns √|a²-4bc|.
func discriminant(a, b, c float64) float64 {
	return math.Sqrt(math.Abs(float64(a*a) - float64(4*float64(b*c))))
}

// inside returns tau, or the middle where tau is not between the bounds.
func (f *finder) inside(tau float64) float64 {
	if tau > f.lo && tau < f.hi {
		return tau
	}
	return f.lo + float64((f.hi-f.lo)/2)
}

// iterate improves tau until f is as small as rounding lets it be. Each step
// solves the equation with the poles on either side replaced by one each, of
// the same sum and slope: the "middle way" of R.-C. Li, "Solving secular
// equations stably and efficiently", LAPACK working note 89 (1993). That the
// residual is small is what makes the eigenvectors orthogonal: M. Gu and S.
// Eisenstat, "A divide-and-conquer algorithm for the symmetric tridiagonal
// eigenproblem", SIAM J. Matrix Anal. Appl. 16 (1995).
func (f *finder) iterate(tau float64, last bool) (float64, bool) {
	for step := range 120 {
		v := f.at(tau)
		if math.Abs(v.f) <= f.bound(v, tau) {
			return tau, true
		}
		if v.f < 0 {
			f.lo = math.Max(f.lo, tau)
		} else {
			f.hi = math.Min(f.hi, tau)
		}
		next := tau + f.middleWay(v, last)
		if !(next > f.lo && next < f.hi) || step > 10 && step%3 == 0 {
			next = f.lo + float64((f.hi-f.lo)/2)
			if next <= f.lo || next >= f.hi {
				return tau, true // neighbouring numbers
			}
		}
		tau = next
	}
	return tau, false
}

// middleWay returns the step from the point of the last evaluation.
func (f *finder) middleWay(v value, last bool) float64 {
	x, y := f.delta[f.pole], f.delta[f.pole+1]
	slope := v.dpsi + v.dphi
	c := v.f - float64(x*v.dpsi) - float64(y*v.dphi)
	a := float64((x+y)*v.f) - float64(float64(x*y)*slope)
	b := float64(float64(x*y) * v.f)
	var eta float64
	switch {
	case last:
		c = math.Abs(c)
		if r := discriminant(a, b, c); a >= 0 {
			eta = (a + r) / (2 * c)
		} else {
			eta = 2 * b / (a - r)
		}
	case a <= 0:
		eta = (a - discriminant(a, b, c)) / (2 * c)
	default:
		eta = 2 * b / (a + discriminant(a, b, c))
	}
	if !(float64(v.f*eta) < 0) {
		eta = -v.f / slope
	}
	return eta
}

// exactZ returns the z, up to a common factor, for which the computed roots
// are exact, by Löwner's formula
//
//	z[j]² = Π (x[i]-d[j]) / Π' (d[i]-d[j])
//
// with the signs of the given one.
func (s secular) exactZ(env blas.Env, r roots) []float64 {
	k := len(s.d)
	z := make([]float64, k)
	chunks := (k + rootsAtOnce - 1) / rootsAtOnce
	env.Pool.For(env.Done, chunks, func(c int) {
		v := newVectors(env.Tier)
		b := make([]float64, 2*k)
		num, den := b[:k], b[k:]
		for j := c * rootsAtOnce; j < min(k, (c+1)*rootsAtOnce); j++ {
			v.subFrom(num, s.d[j], r.origin)
			v.sub(num, num, r.offset)
			v.subFrom(den, s.d[j], s.d)
			den[j] = 1
			v.div(num, num, den)
			z[j] = math.Copysign(math.Sqrt(math.Abs(v.product(num))), s.z[j])
		}
	})
	return z
}
