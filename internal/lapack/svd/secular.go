package svd

import "math"

// secular is the equation
//
//	f(σ) = 1 + Σ z[j]²/(d[j]² - σ²) = 0
//
// of the singular values of the matrix with the row z on top of diag(d), d[0] =
// 0 and d increasing. Everything is computed from differences of squares in
// factored form, (d[j]-σ)·(d[j]+σ), and a root is kept as its distance from a
// pole, so that no difference cancels. M. Gu and S. Eisenstat, "A
// divide-and-conquer algorithm for the bidiagonal SVD", SIAM J. Matrix Anal.
// Appl. 16 (1995); R.-C. Li, LAPACK working note 89, for the iteration.
type secular struct {
	d, z []float64
	norm float64 // Σ z²
}

// root is the singular value d[pole] + tau.
type root struct {
	pole int
	tau  float64
}

// value returns σ.
func (s *secular) value(r root) float64 { return s.d[r.pole] + r.tau }

// minus returns d[j] - σ.
func (s *secular) minus(j int, r root) float64 { return (s.d[j] - s.d[r.pole]) - r.tau }

// plus returns d[j] + σ.
func (s *secular) plus(j int, r root) float64 { return (s.d[j] + s.d[r.pole]) + r.tau }

// sums is f and its parts at some point: below are the terms of the poles
// 0..i, above those of the others.
type sums struct {
	below, above   float64
	dBelow, dAbove float64 // derivatives with respect to σ²
}

func (v sums) f() float64 { return 1 + v.below + v.above }

// uncertainty bounds the rounding errors of f in units of eps.
func (v sums) uncertainty() float64 { return float64(8*(math.Abs(v.above)+math.Abs(v.below))) + 2 }

func (s *secular) eval(i int, r root) (v sums) {
	origin, tau := s.d[r.pole], r.tau
	z := s.z[:len(s.d)]
	v.below, v.dBelow = terms(s.d[:i+1], z[:i+1], origin, tau)
	v.above, v.dAbove = terms(s.d[i+1:], z[i+1:], origin, tau)
	return v
}

// terms sums the terms of some poles, and their derivatives, in four chains.
func terms(d, z []float64, origin, tau float64) (sum, slope float64) {
	var s0, s1, s2, s3, t0, t1, t2, t3 float64
	z = z[:len(d)]
	for len(d) >= 4 {
		z0, z1, z2, z3 := z[0], z[1], z[2], z[3]
		w0 := z0 / float64(((d[0]-origin)-tau)*((d[0]+origin)+tau))
		w1 := z1 / float64(((d[1]-origin)-tau)*((d[1]+origin)+tau))
		w2 := z2 / float64(((d[2]-origin)-tau)*((d[2]+origin)+tau))
		w3 := z3 / float64(((d[3]-origin)-tau)*((d[3]+origin)+tau))
		s0 += float64(z0 * w0)
		s1 += float64(z1 * w1)
		s2 += float64(z2 * w2)
		s3 += float64(z3 * w3)
		t0 += float64(w0 * w0)
		t1 += float64(w1 * w1)
		t2 += float64(w2 * w2)
		t3 += float64(w3 * w3)
		d, z = d[4:], z[4:]
	}
	for j, x := range d {
		w := z[j] / float64(((x-origin)-tau)*((x+origin)+tau))
		s0 += float64(z[j] * w)
		t0 += float64(w * w)
	}
	return (s0 + s1) + (s2 + s3), (t0 + t1) + (t2 + t3)
}

// search is the bracket around a root, and the two poles that the iteration
// models.
type search struct {
	*secular
	i      int // the first of the two poles
	last   bool
	r      root
	lo, hi float64 // bounds of tau
}

const secularSteps = 60

// solve finds root i, which lies between d[i] and d[i+1], or beyond the last.
func (s *secular) solve(i int) root {
	n := len(s.d)
	if n == 1 {
		return root{0, math.Abs(s.z[0])}
	}
	q := search{secular: s, i: i, last: i == n-1}
	if q.last {
		q.i = n - 2
	}
	v := q.start()
	fixed, old := true, math.Inf(1)
	for range secularSteps {
		f := v.f()
		if math.Abs(f) <= eps*v.uncertainty() {
			break
		}
		if f < 0 {
			q.lo = math.Max(q.lo, q.r.tau)
		} else {
			q.hi = math.Min(q.hi, q.r.tau)
		}
		// A model that stops gaining digits gives way to the other one.
		if math.Abs(f) > old/10 {
			fixed = !fixed
		}
		old = math.Abs(f)
		tau := q.next(v, fixed)
		if tau == q.r.tau {
			break
		}
		q.r.tau = tau
		v = q.eval(q.i, q.r)
	}
	return q.r
}

// start brackets the root, chooses the pole to measure from and a first guess.
func (q *search) start() sums {
	d, i := q.d, q.i
	if q.last {
		// σ² lies between d² and d² + Σ z².
		end := d[i+1]
		half := float64(q.norm / 2)
		q.r = root{i + 1, half / (end + math.Sqrt(float64(end*end)+half))}
		q.lo, q.hi = 0, q.norm/(end+math.Sqrt(float64(end*end)+q.norm))
		v := q.eval(i, q.r)
		if v.f() > 0 {
			q.hi = q.r.tau
		} else {
			q.lo = q.r.tau
		}
		q.r.tau = q.guess(v, q.r.tau, q.r)
		return q.eval(i, q.r)
	}
	gap := (d[i+1] - d[i]) * (d[i+1] + d[i])
	mid := math.Sqrt((float64(d[i]*d[i]) + float64(d[i+1]*d[i+1])) / 2)
	q.r = root{i, gap / 2 / (d[i] + mid)}
	v := q.eval(i, q.r)
	at := q.r
	if v.f() > 0 {
		q.lo, q.hi = 0, q.r.tau
	} else {
		q.r = root{i + 1, -gap / 2 / (d[i+1] + mid)}
		q.lo, q.hi = q.r.tau, 0
	}
	q.r.tau = q.guess(v, q.r.tau, at)
	return q.eval(i, q.r)
}

// guess solves the equation with all but the two nearest terms frozen at the
// middle of the interval, where they sum up to v less those two.
func (q *search) guess(v sums, middle float64, at root) float64 {
	i := q.i
	z0, z1 := float64(q.z[i]*q.z[i]), float64(q.z[i+1]*q.z[i+1])
	rest := v.f() - z0/float64(q.minus(i, at)*q.plus(i, at)) - z1/float64(q.minus(i+1, at)*q.plus(i+1, at))
	// rest + z0/(p-η) + z1/(w-η) = 0 for η = σ² - d[pole]².
	gap := (q.d[i+1] - q.d[i]) * (q.d[i+1] + q.d[i])
	p, w := 0.0, gap
	if q.r.pole != i {
		p, w = -gap, 0
	}
	eta := q.quadratic(rest, float64(rest*(p+w))+z0+z1, float64(rest*float64(p*w))+float64(z0*w)+float64(z1*p))
	o := q.d[q.r.pole]
	return q.inside(eta/(o+math.Sqrt(float64(o*o)+eta)), middle)
}

// quadratic returns the root of c·η² - a·η + b that lies between the two
// poles, or beyond both.
func (q *search) quadratic(c, a, b float64) float64 {
	disc := math.Sqrt(math.Abs(float64(a*a) - float64(float64(4*b)*c)))
	if (a <= 0) != q.last {
		if q.last {
			disc = -disc
		}
		return (a - disc) / (2 * c)
	}
	if q.last {
		disc = -disc
	}
	return 2 * b / (a + disc)
}

// next returns the next tau: the root of a function with the poles of the
// interval that agrees with f in value and slope.
func (q *search) next(v sums, fixed bool) float64 {
	i := q.i
	p := float64(q.minus(i, q.r) * q.plus(i, q.r))
	w := float64(q.minus(i+1, q.r) * q.plus(i+1, q.r))
	f, slope := v.f(), v.dBelow+v.dAbove
	gap := (q.d[i+1] - q.d[i]) * (q.d[i+1] + q.d[i])
	var c float64
	switch {
	case !fixed: // the middle way
		c = f - float64(p*v.dBelow) - float64(w*v.dAbove)
	case q.r.pole == i: // the term of the near pole is kept as it is
		x := q.z[i] / p
		c = f - float64(w*slope) + float64(gap*float64(x*x))
	default:
		x := q.z[i+1] / w
		c = f - float64(p*slope) - float64(gap*float64(x*x))
	}
	a := float64((p+w)*f) - float64(float64(p*w)*slope)
	b := float64(float64(p*w) * f)
	eta := q.quadratic(c, a, b)
	if c == 0 {
		eta = b / a
	}
	if !(float64(f*eta) < 0) {
		eta = -f / slope // Newton's step, towards the root at any rate
	}
	sigma := q.value(q.r)
	if t := float64(sigma*sigma) + eta; t >= 0 {
		eta /= sigma + math.Sqrt(t)
	} else {
		eta /= sigma
	}
	return q.inside(q.r.tau+eta, q.r.tau)
}

// inside returns tau if it lies within the bracket, else a point that halves
// it. Bounds of different magnitude are halved in magnitude.
func (q *search) inside(tau, from float64) float64 {
	if tau > q.lo && tau < q.hi {
		return tau
	}
	lo, hi := q.lo, q.hi
	if lo > 0 && hi > 4*lo || hi < 0 && lo < 4*hi {
		return math.Copysign(math.Sqrt(math.Abs(lo))*math.Sqrt(math.Abs(hi)), lo+hi)
	}
	mid := lo + float64((hi-lo)/2)
	if lo == 0 || hi == 0 {
		// One end is the pole: a root very near to it is found by dividing
		// faster.
		mid = (lo + hi) / 16
	}
	if mid <= lo || mid >= hi {
		return from
	}
	return mid
}

// reweigh returns z' such that the roots are exactly those of the equation
// with z': vectors from it are orthogonal however inexact the roots are
// relative to z. K. Löwner 1934; Gu and Eisenstat, lemma 3.3. It computes
// elements from lo to hi.
func (s *secular) reweigh(roots []root, out []float64, lo, hi int) {
	n := len(s.d)
	for i := lo; i < hi; i++ {
		x := -float64(s.minus(i, roots[n-1]) * s.plus(i, roots[n-1]))
		di := s.d[i]
		for j, r := range roots[:n-1] {
			dj := s.d[j]
			if j >= i {
				dj = s.d[j+1]
			}
			o := s.d[r.pole]
			num := float64(((di - o) - r.tau) * ((di + o) + r.tau))
			x *= num / float64((di-dj)*(di+dj))
		}
		out[i] = math.Copysign(math.Sqrt(math.Abs(x)), s.z[i])
	}
}
