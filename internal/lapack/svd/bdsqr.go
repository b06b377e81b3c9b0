package svd

import (
	"math"
	"slices"

	"github.com/scicore-go/scicore/internal/blas"
)

// Bdsqr computes the singular values of the upper bidiagonal matrix with the
// diagonal d and the elements e above it, each to nearly full relative
// accuracy, by implicit zero-shift QR. d is overwritten with them, largest
// first, e is destroyed. For B = Q·S·Pᵀ it multiplies ut from the left by Qᵀ
// and vt by Pᵀ: with identities, their rows become singular vectors. Both are
// row-major with as many rows as d is long, or empty.
//
// It returns how many values have not converged: zero, unless d or e hold NaN
// or infinity, when all results are NaN. J. Demmel and W. Kahan, "Accurate
// singular values of bidiagonal matrices", SIAM J. Sci. Stat. Comput. 11
// (1990); LAPACK: ?bdsqr.
func Bdsqr(env blas.Env, d, e []float64, ut, vt blas.Mat[float64]) int {
	checkBidiagonal(d, e)
	checkVectors(d, ut)
	checkVectors(d, vt)
	if !finite(d) || !finite(e) {
		fillNaN(d)
		blas.Fill(ut, math.NaN(), math.NaN())
		blas.Fill(vt, math.NaN(), math.NaN())
		return len(d)
	}
	q := newIteration(env, d, e, ut, vt)
	up := q.scale()
	failed := q.run()
	q.positive()
	q.sort()
	for i := range d {
		d[i] = math.Ldexp(d[i], -up)
	}
	return failed
}

func checkBidiagonal(d, e []float64) {
	if len(e) != max(len(d)-1, 0) {
		panic("svd: a bidiagonal matrix has one element less above its diagonal")
	}
}

func checkVectors(d []float64, m blas.Mat[float64]) {
	if m.Rows != 0 && (m.Rows != len(d) || m.CS != 1 && m.Cols > 1 || m.Conj) {
		panic("svd: vectors must be rows, one for each value")
	}
}

func finite(x []float64) bool {
	for _, v := range x {
		if v-v != 0 {
			return false
		}
	}
	return true
}

func fillNaN(x []float64) {
	for i := range x {
		x[i] = math.NaN()
	}
}

// iteration is a run of Bdsqr.
type iteration struct {
	env         blas.Env
	d, e        []float64
	ut, vt      blas.Mat[float64]
	tol, thresh float64
	right, left []rotation
	lo, hi      int  // the block of the last sweep
	up          bool // its direction: from the last row to the first
}

// rotation acts on two rows: x, y = c·x + s·y, c·y - s·x.
type rotation struct{ c, s float64 }

const sweepsPerValue = 6 // sweeps allowed, times n², as in LAPACK

// relativeTol is the relative size below which elements above the diagonal
// are dropped; values change by no more than that.
const relativeTol = 10 * eps

func newIteration(env blas.Env, d, e []float64, ut, vt blas.Mat[float64]) *iteration {
	return &iteration{env: env, d: d, e: e, ut: ut, vt: vt, tol: relativeTol, lo: -1, hi: -1,
		left: make([]rotation, len(d)), right: make([]rotation, len(d))}
}

// scale brings matrices near the ends of the range away from them, by a power
// of two whose exponent it returns.
func (q *iteration) scale() int {
	big := 0.0
	for _, x := range q.d {
		big = math.Max(big, math.Abs(x))
	}
	for _, x := range q.e {
		big = math.Max(big, math.Abs(x))
	}
	if big == 0 || big > 0x1p-100 && big < 0x1p900 {
		return 0
	}
	up := 800 - math.Ilogb(big)
	for i := range q.d {
		q.d[i] = math.Ldexp(q.d[i], up)
	}
	for i := range q.e {
		q.e[i] = math.Ldexp(q.e[i], up)
	}
	return up
}

// run diagonalises the matrix and returns how many elements above the
// diagonal are left.
func (q *iteration) run() int {
	n := len(q.d)
	q.thresh = q.threshold()
	budget := sweepsPerValue * n * n
	for hi := n - 1; hi > 0; {
		lo := q.block(hi)
		switch {
		case lo == hi:
			hi--
		case lo == hi-1:
			q.solve2(lo)
			hi -= 2
		case budget <= 0 || blas.Stopped(q.env):
			left := 0
			for _, x := range q.e[:hi] {
				if x != 0 {
					left++
				}
			}
			return left
		default:
			q.direct(lo, hi)
			if !q.converged(lo, hi) {
				budget -= hi - lo
				q.sweep(lo, hi)
			}
		}
	}
	return 0
}

// threshold is a magnitude below which an element above the diagonal counts
// as zero: a small part of a lower bound of the least singular value.
func (q *iteration) threshold() float64 {
	n := len(q.d)
	if n == 0 {
		return 0
	}
	least := math.Abs(q.d[0])
	mu := least
	for i := 1; i < n && least > 0; i++ {
		mu = math.Abs(q.d[i]) * (mu / (mu + math.Abs(q.e[i-1])))
		least = math.Min(least, mu)
	}
	return math.Max(q.tol*(least/math.Sqrt(float64(n))), sweepsPerValue*float64(n)*float64(n)*safeMin)
}

// block returns the first row of the unreduced block that ends with row hi.
func (q *iteration) block(hi int) int {
	for lo := hi; lo > 0; lo-- {
		if math.Abs(q.e[lo-1]) <= q.thresh {
			q.e[lo-1] = 0
			return lo
		}
	}
	return 0
}

func (q *iteration) solve2(i int) {
	r := triangle2(q.d[i], q.e[i], q.d[i+1])
	q.d[i], q.e[i], q.d[i+1] = r.large, 0, r.small
	if q.vt.Rows > 0 {
		rotateRows(q.env, q.vt, i, i+1, rotation{r.cr, r.sr})
	}
	if q.ut.Rows > 0 {
		rotateRows(q.env, q.ut, i, i+1, rotation{r.cl, r.sl})
	}
}

// direct chooses where the sweeps over a new block begin: at the end with the
// larger elements, so that the small ones come out at the other.
func (q *iteration) direct(lo, hi int) {
	if lo > q.hi || hi < q.lo {
		q.up = math.Abs(q.d[lo]) < math.Abs(q.d[hi])
	}
	q.lo, q.hi = lo, hi
}

// flip reverses the rows and columns of the block: its transpose is upper
// bidiagonal again, so that a sweep up is one down on the flipped block.
func (q *iteration) flip(lo, hi int) {
	slices.Reverse(q.d[lo : hi+1])
	slices.Reverse(q.e[lo:hi])
}

// converged drops an element of the block that no longer changes the singular
// values, if there is one.
func (q *iteration) converged(lo, hi int) bool {
	if q.up {
		q.flip(lo, hi)
		defer q.flip(lo, hi)
	}
	d, e := q.d, q.e
	if math.Abs(e[hi-1]) <= q.tol*math.Abs(d[hi]) {
		e[hi-1] = 0
		return true
	}
	mu := math.Abs(d[lo])
	for i := lo; i < hi; i++ {
		if math.Abs(e[i]) <= q.tol*mu {
			e[i] = 0
			return true
		}
		mu = math.Abs(d[i+1]) * (mu / (mu + math.Abs(e[i])))
	}
	return false
}

// sweep does one QR sweep over the block and applies it to the vectors.
func (q *iteration) sweep(lo, hi int) {
	right, left := &q.right, &q.left
	if q.up {
		q.flip(lo, hi)
		right, left = left, right
	}
	*right, *left = (*right)[:hi-lo], (*left)[:hi-lo]
	if s := q.shift(lo, hi); s == 0 {
		q.zeroShift(lo, hi, *right, *left)
	} else {
		q.shifted(lo, hi, s, *right, *left)
	}
	if math.Abs(q.e[hi-1]) <= q.thresh {
		q.e[hi-1] = 0
	}
	if q.up {
		q.flip(lo, hi)
		rotateDown(q.env, reversed(q.vt, lo, hi), q.right)
		rotateDown(q.env, reversed(q.ut, lo, hi), q.left)
		return
	}
	rotateDown(q.env, span(q.vt, lo, hi), q.right)
	rotateDown(q.env, span(q.ut, lo, hi), q.left)
}

// shift estimates the least singular value of the block by that of its last
// two rows. It is zero where a shift would spoil the small values.
func (q *iteration) shift(lo, hi int) float64 {
	d, e := q.d, q.e
	mu, big := math.Abs(d[lo]), math.Abs(d[lo])
	least := mu
	for i := lo; i < hi; i++ {
		mu = math.Abs(d[i+1]) * (mu / (mu + math.Abs(e[i])))
		least = math.Min(least, mu)
		big = math.Max(big, math.Max(math.Abs(d[i+1]), math.Abs(e[i])))
	}
	if !(float64(len(d))*q.tol*(least/big) > math.Max(eps, 0.01*q.tol)) {
		return 0
	}
	s, _ := singular2(d[hi-1], e[hi-1], d[hi])
	if r := s / math.Abs(d[lo]); float64(r*r) < eps {
		return 0
	}
	return s
}

// zeroShift and shifted note the rotations from both sides.
func (q *iteration) zeroShift(lo, hi int, right, left []rotation) {
	d, e := q.d, q.e
	c, oldC, oldS := 1.0, 1.0, 0.0
	for i := lo; i < hi; i++ {
		var s, r float64
		c, s, r = givens(d[i]*c, e[i])
		if i > lo {
			e[i-1] = oldS * r
		}
		oldC, oldS, d[i] = givens(oldC*r, d[i+1]*s)
		right[i-lo], left[i-lo] = rotation{c, s}, rotation{oldC, oldS}
	}
	h := d[hi] * c
	d[hi], e[hi-1] = h*oldC, h*oldS
}

func (q *iteration) shifted(lo, hi int, shift float64, right, left []rotation) {
	d, e := q.d, q.e
	f := (math.Abs(d[lo]) - shift) * (math.Copysign(1, d[lo]) + shift/d[lo])
	g := e[lo]
	for i := lo; i < hi; i++ {
		c, s, r := givens(f, g)
		if i > lo {
			e[i-1] = r
		}
		f = float64(c*d[i]) + float64(s*e[i])
		e[i] = float64(c*e[i]) - float64(s*d[i])
		g = s * d[i+1]
		d[i+1] *= c
		right[i-lo] = rotation{c, s}
		c, s, d[i] = givens(f, g)
		f = float64(c*e[i]) + float64(s*d[i+1])
		d[i+1] = float64(c*d[i+1]) - float64(s*e[i])
		if i < hi-1 {
			g = s * e[i+1]
			e[i+1] *= c
		}
		left[i-lo] = rotation{c, s}
	}
	e[hi-1] = f
}

// positive makes the values positive, turning right vectors.
func (q *iteration) positive() {
	for i, x := range q.d {
		if !math.Signbit(x) {
			continue
		}
		q.d[i] = -x
		if q.vt.Rows > 0 {
			row := q.vt.Row(i).Data
			for j := range row {
				row[j] = -row[j]
			}
		}
	}
}

// sort brings the values into decreasing order, moving each row at most once
// or twice.
func (q *iteration) sort() {
	n := len(q.d)
	for i := range n {
		at := i
		for j := i + 1; j < n; j++ {
			if q.d[j] > q.d[at] {
				at = j
			}
		}
		if at == i {
			continue
		}
		q.d[i], q.d[at] = q.d[at], q.d[i]
		for _, m := range []blas.Mat[float64]{q.ut, q.vt} {
			if m.Rows > 0 {
				blas.Swap(q.env, m.Row(i), m.Row(at))
			}
		}
	}
}
