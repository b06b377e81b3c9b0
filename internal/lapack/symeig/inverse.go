package symeig

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/vec"
)

// Stevr computes some of the eigenvalues of the symmetric tridiagonal matrix
// with diagonal d and e beside it, ascending in w, and the eigenvectors that
// belong to them in the first columns of z, unless z has no rows; found is how
// many they are, w and z have room for the part, or n if it is by value. d and e
// are destroyed. LAPACK: dstevr.
//
// Few of many are found by bisection and inverse iteration, in time and memory
// of their number times n; more of them by [Sterf] or divide and conquer.
func Stevr[R blas.Real](env blas.Env, d, e []float64, part Part, w []float64, z blas.Mat[R]) (found, failed int) {
	n := len(d)
	if n == 0 || part.byValue && !(part.lo < part.hi) {
		return 0, 0
	}
	for i := range n {
		if x := d[i]; x-x != 0 || i < n-1 && e[i]-e[i] != 0 {
			return 0, n
		}
	}
	blocks := unreduced(d, e)
	scale := normalise(d, e)
	part.lo, part.hi = part.lo/scale, part.hi/scale
	few := 8
	if z.Rows == 0 {
		few = 5
	}
	if estimate(d, e, part) > n/few {
		found, failed = manyOf(env, d, e, part, w, z)
		rescale(w[:found], scale)
		return found, failed
	}
	list := locate(env, d, e, blocks, part)
	for i, x := range list {
		w[i] = x.value
	}
	found = len(list)
	if z.Rows > 0 && found > 0 {
		failed = stein(env, d, e, blocks, list, z)
	}
	rescale(w[:found], scale)
	return found, failed
}

// estimate returns about how many eigenvalues a part names.
func estimate(d, e []float64, part Part) int {
	if !part.byValue {
		from, to := part.among(d, 1)
		return to - from
	}
	s := newSturm(d, e)
	n := s.below([lanes]float64{part.lo, part.hi})
	return n[1] - n[0]
}

// manyOf computes all values and takes the part.
func manyOf[R blas.Real](env blas.Env, d, e []float64, part Part, w []float64, z blas.Mat[R]) (found, failed int) {
	if z.Rows == 0 {
		failed = Sterf(env, d, e)
		from, to := part.among(d, 1)
		return copy(w, d[from:to]), failed
	}
	n := len(d)
	q := blas.ScratchCols[R](n, n)
	t := newTearing(env, d, e, q, leaf)
	t.choose = func(w []float64) (from, to int) { return part.among(w, 1) }
	order, from, failed := t.run()
	found = copy(w, d[from:from+len(order)])
	copyColumns(env, z.Window(0, 0, n, found), q, order)
	return found, failed
}

// together is how close eigenvalues of one block are, relative to the norm,
// whose vectors are made orthogonal to each other.
const together = 1e-3

// stein computes the eigenvectors of the values found by inverse iteration, and
// returns how many did not converge. LAPACK: dstein; the starting vectors are
// fixed, and vectors of close values are made orthogonal twice.
func stein[R blas.Real](env blas.Env, d, e []float64, blocks []span, list []located, z blas.Mat[R]) (failed int) {
	clusters := clustersOf(d, e, blocks, list)
	bad := make([]int, len(clusters))
	blas.Fill(z.Window(0, 0, z.Rows, len(list)), 0, 0)
	env.Pool.For(env.Done, len(clusters), func(c int) {
		group := clusters[c]
		at := blocks[list[group[0]].block]
		it := newInverse(env, d[at.from:at.to], e[at.from:max(at.to-1, at.from)])
		var done [][]float64
		last := math.Inf(-1)
		for _, i := range group {
			// Equal values would give equal vectors: they are kept a little apart.
			x := list[i].value
			if apart := float64(2 * eps * it.norm); len(done) > 0 && x < last+apart {
				x = last + apart
			}
			last = x
			v, ok := it.vector(x, uint64(i), done)
			if !ok {
				bad[c]++
			}
			done = append(done, v)
			col := z.Window(at.from, i, len(v), 1)
			for j, y := range v {
				col.Set(j, 0, R(y))
			}
		}
	})
	for _, n := range bad {
		failed += n
	}
	return failed
}

// clustersOf returns the indices of close values of one block, group by group.
func clustersOf(d, e []float64, blocks []span, list []located) [][]int {
	var groups [][]int
	open := make([]int, len(blocks)) // the group of the block's last value, from 1
	for i, x := range list {
		g := open[x.block]
		if g > 0 {
			members := groups[g-1]
			at := blocks[x.block]
			norm := newSturm(d[at.from:at.to], e[at.from:max(at.to-1, at.from)]).norm
			if x.value-list[members[len(members)-1]].value <= together*norm {
				groups[g-1] = append(members, i)
				continue
			}
		}
		groups = append(groups, []int{i})
		open[x.block] = len(groups)
	}
	return groups
}

// inverse is inverse iteration on one block.
type inverse struct {
	vectors
	d, e []float64
	norm float64
	// T - x = P·L·U: u0 u1 u2 are the diagonals of U, l the factors, swapped
	// where rows were exchanged.
	u0, u1, u2, l []float64
	swapped       []bool
}

func newInverse(env blas.Env, d, e []float64) *inverse {
	n := len(d)
	b := make([]float64, 4*n)
	return &inverse{vectors: newVectors(env.Tier), d: d, e: e, norm: newSturm(d, e).norm,
		u0: b[:n], u1: b[n : 2*n], u2: b[2*n : 3*n], l: b[3*n:], swapped: make([]bool, n)}
}

// factor computes P·L·U = T - x with partial pivoting.
func (it *inverse) factor(x float64) {
	n := len(it.d)
	a, b := it.d[0]-x, 0.0 // what is left of row i: diagonal and beside it
	if n > 1 {
		b = it.e[0]
	}
	for i := range n - 1 {
		c, next, beyond := it.e[i], it.d[i+1]-x, 0.0
		if i+2 < n {
			beyond = it.e[i+1]
		}
		it.swapped[i] = math.Abs(c) > math.Abs(a)
		if it.swapped[i] {
			m := a / c
			it.l[i], it.u0[i], it.u1[i], it.u2[i] = m, c, next, beyond
			a, b = b-float64(m*next), -float64(m*beyond)
			continue
		}
		m := 0.0
		if a != 0 {
			m = c / a
		}
		it.l[i], it.u0[i], it.u1[i], it.u2[i] = m, a, b, 0
		a, b = next-float64(m*b), beyond
	}
	it.u0[n-1], it.u1[n-1], it.u2[n-1] = a, 0, 0
	least := eps * it.norm
	for i, p := range it.u0 {
		if math.Abs(p) < least {
			it.u0[i] = math.Copysign(least, p)
		}
	}
}

// solve replaces v by U⁻¹·L⁻¹·Pᵀ·v, or by U⁻¹·v for the first step.
func (it *inverse) solve(v []float64, whole bool) {
	n := len(v)
	for i := 0; whole && i < n-1; i++ {
		if it.swapped[i] {
			v[i], v[i+1] = v[i+1], v[i]
		}
		v[i+1] -= float64(it.l[i] * v[i])
	}
	for i := n - 1; i >= 0; i-- {
		x := v[i]
		if i+1 < n {
			x -= float64(it.u1[i] * v[i+1])
		}
		if i+2 < n {
			x -= float64(it.u2[i] * v[i+2])
		}
		v[i] = x / it.u0[i]
		if math.Abs(v[i]) > 0x1p500 {
			it.scale(v, v, 0x1p-500)
		}
	}
}

// vector returns the unit eigenvector of x, orthogonal to those done.
func (it *inverse) vector(x float64, seed uint64, done [][]float64) (v []float64, ok bool) {
	n := len(it.d)
	v = make([]float64, n)
	if n == 1 {
		v[0] = 1
		return v, true
	}
	it.factor(x)
	for try := range uint64(3) {
		start(v, seed+1000003*try)
		for step := range 5 {
			it.unit(v)
			it.solve(v, step > 0)
			grown := it.dot(v, v) // of a unit vector: 1/‖(T-x)v‖²
			it.orthogonalise(v, done)
			kept := it.dot(v, v)
			ok = step > 0 && grown >= 1/float64(float64(float64(n)*eps*eps)*float64(it.norm*it.norm))/100 && kept > grown/100
			if ok && step > 1 {
				break
			}
		}
		it.unit(v)
		if ok {
			break
		}
	}
	return v, ok
}

// start fills v with numbers in [-1, 1] that look like chance.
func start(v []float64, seed uint64) {
	for i := range v {
		seed += 0x9e3779b97f4a7c15
		h := seed
		h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
		h = (h ^ h>>27) * 0x94d049bb133111eb
		v[i] = float64(int64(h^h>>31)) * 0x1p-63
	}
}

func (it *inverse) unit(v []float64) {
	big := 0.0
	for _, x := range v {
		big = math.Max(big, math.Abs(x))
	}
	if big == 0 || big-big != 0 {
		return
	}
	it.scale(v, v, math.Ldexp(1, -math.Ilogb(big)))
	it.scale(v, v, 1/math.Sqrt(it.dot(v, v)))
}

// orthogonalise takes out of v what lies in the direction of unit vectors,
// twice.
func (it *inverse) orthogonalise(v []float64, done [][]float64) {
	if len(done) == 0 {
		return
	}
	for range 2 {
		for _, u := range done {
			vec.Axpy(it.tier, -it.dot(u, v), pointer(u), pointer(v), len(v))
		}
	}
}
