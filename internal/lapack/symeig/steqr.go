package symeig

import (
	"math"
	"slices"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/vec"
)

// sweeps bounds the QL and QR steps per eigenvalue; three are typical.
const sweeps = 30

// Steqr computes the eigenvalues of the symmetric tridiagonal matrix with
// diagonal d and e beside it, ascending in d, and multiplies z from the right
// by the eigenvectors: the identity becomes them, the Q of a reduction becomes
// the vectors of the reduced matrix. A z without rows is none. e is destroyed.
// It returns how many elements of e did not converge to zero, 0 as good as
// always. LAPACK: dsteqr.
//
// The implicit QL step with Wilkinson's shift, on the matrix as it is or turned
// end to end, so that the larger elements are at the end where the step begins
// to chase: B. Parlett, "The Symmetric Eigenvalue Problem", chapter 8.
func Steqr(env blas.Env, d, e []float64, z blas.Mat[float64]) (failed int) {
	for _, b := range unreduced(d, e) {
		bd, be := d[b.from:b.to], e[b.from:max(b.to-1, b.from)]
		scale := normalise(bd, be)
		q := qlSolver{env.Tier, bd, be, z.Window(0, b.from, z.Rows, b.to-b.from)}
		failed += q.solve(env)
		rescale(bd, scale)
	}
	sortPairs(env, d, z)
	return failed
}

// span is a run of rows from one index to another, without the last.
type span struct{ from, to int }

// unreduced sets negligible elements of e to zero and returns the blocks
// between them.
func unreduced(d, e []float64) []span {
	var blocks []span
	from := 0
	for i := range len(d) {
		if i == len(d)-1 || negligible(d[i], e[i], d[i+1]) {
			if i < len(d)-1 {
				e[i] = 0
			}
			blocks = append(blocks, span{from, i + 1})
			from = i + 1
		}
	}
	return blocks
}

// negligible reports whether e between a and b on the diagonal may be taken
// for zero.
func negligible(a, e, b float64) bool {
	return math.Abs(e) <= eps*float64(math.Sqrt(math.Abs(a))*math.Sqrt(math.Abs(b)))
}

// normalise scales a block by a power of two to norm about 1 and returns the
// factor that rescale takes back out.
func normalise(d, e []float64) float64 {
	big := 0.0
	for _, x := range d {
		big = math.Max(big, math.Abs(x))
	}
	for _, x := range e {
		big = math.Max(big, math.Abs(x))
	}
	if big == 0 || math.IsNaN(big) || math.IsInf(big, 0) {
		return 1
	}
	exp := math.Ilogb(big)
	down := math.Ldexp(1, -exp)
	if exp < -1000 { // 1/scale would overflow: two steps
		rescale(d, 0x1p1000)
		rescale(e, 0x1p1000)
		down = math.Ldexp(1, -exp-1000)
	}
	rescale(d, down)
	rescale(e, down)
	return math.Ldexp(1, exp)
}

func rescale(x []float64, by float64) {
	if by == 1 {
		return
	}
	for i := range x {
		x[i] *= by
	}
}

// qlSolver works on one block of norm 1.
type qlSolver struct {
	tier cpu.Tier
	d, e []float64
	z    blas.Mat[float64]
}

func (q *qlSolver) solve(env blas.Env) (failed int) {
	budget := sweeps * len(q.d)
	for end := len(q.d); end > 0; {
		// The last block that does not split is solved from end to end, then
		// what lies before it.
		from := end - 1
		for from > 0 && !q.split(from-1) {
			from--
		}
		if from == end-1 {
			end--
			continue
		}
		b := qlSolver{q.tier, q.d[from:end], q.e[from : end-1], q.z.Window(0, from, q.z.Rows, end-from)}
		if math.Abs(b.d[end-from-1]) < math.Abs(b.d[0]) {
			b.turn()
		}
		if !b.first(&budget) || blas.Stopped(env) {
			for _, x := range q.e {
				if x != 0 {
					failed++
				}
			}
			return failed
		}
	}
	return 0
}

// split reports whether e[i] is negligible, and makes it zero then.
func (q *qlSolver) split(i int) bool {
	if x := math.Abs(q.e[i]); x > safeMin && !negligible(q.d[i], x, q.d[i+1]) {
		return false
	}
	q.e[i] = 0
	return true
}

// turn reverses the order of rows and columns.
func (q *qlSolver) turn() {
	slices.Reverse(q.d)
	slices.Reverse(q.e)
	if q.z.Rows == 0 {
		return
	}
	for i, j := 0, len(q.d)-1; i < j; i, j = i+1, j-1 {
		blas.Swap(blas.Env{}, q.z.Col(i), q.z.Col(j))
	}
}

// first finds the eigenvalue at the top of the block, and those above every
// element that becomes negligible on the way; false if the budget of steps is
// used up.
func (q *qlSolver) first(budget *int) bool {
	for l := 0; l < len(q.d)-1; {
		m := l
		for m < len(q.d)-1 && !q.split(m) {
			m++
		}
		switch {
		case m == l:
			l++
		case m == l+1:
			q.pair(l)
			l += 2
		case *budget == 0:
			return false
		default:
			*budget--
			q.step(l, m)
			if m < len(q.d)-1 {
				return true // it fell apart: look again which way to go
			}
		}
	}
	return true
}

// pair solves the block of rows l and l+1.
func (q *qlSolver) pair(l int) {
	c, s, t := jacobi(q.d[l], q.e[l], q.d[l+1])
	tb := float64(t * q.e[l])
	q.d[l] -= tb
	q.d[l+1] += tb
	q.e[l] = 0
	q.rotate(l, l+1, c, -s)
}

// step is one implicit QL step on rows l to m.
func (q *qlSolver) step(l, m int) {
	d, e := q.d, q.e
	g := (d[l+1] - d[l]) / (2 * e[l])
	r := blas.Hypot(g, 1)
	g = d[m] - d[l] + e[l]/(g+math.Copysign(r, g))
	s, c, p := 1.0, 1.0, 0.0
	for i := m - 1; i >= l; i-- {
		f, b := float64(s*e[i]), float64(c*e[i])
		c, s, r = rotation(g, f)
		if i < m-1 {
			e[i+1] = r
		}
		g = d[i+1] - p
		r = float64((d[i]-g)*s) + float64(2*c*b)
		p = float64(s * r)
		d[i+1] = g + p
		g = float64(c*r) - b
		q.rotate(i, i+1, c, -s)
	}
	d[l] -= p
	e[l] = g
}

// rotate computes x, y = c·x + s·y, c·y - s·x for columns i and j of z.
func (q *qlSolver) rotate(i, j int, c, s float64) {
	if q.z.Rows == 0 {
		return
	}
	x, y := &q.z.Data[i*q.z.CS], &q.z.Data[j*q.z.CS]
	if q.z.RS == 1 {
		vec.Rot(q.tier, c, s, vec.Ptr(x), vec.Ptr(y), q.z.Rows)
		return
	}
	blas.Rot(blas.Env{Tier: q.tier}, q.z.Col(i), q.z.Col(j), c, s)
}

// sortPairs brings the values into ascending order and the columns of z with
// them.
func sortPairs[T blas.Real](env blas.Env, d []float64, z blas.Mat[T]) {
	if z.Rows == 0 {
		slices.Sort(d)
		return
	}
	order := make([]int, len(d))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return compare(d[i], d[j]) })
	sorted := make([]float64, len(d))
	for i, j := range order {
		sorted[i] = d[j]
	}
	copy(d, sorted)
	permuteColumns(env, z, order)
}

// compare orders numbers, NaN last.
func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	case a == b:
		return 0
	case a == a:
		return -1
	case b == b:
		return 1
	}
	return 0
}

// permuteColumns moves column order[j] of z to j, along the cycles.
func permuteColumns[T blas.Scalar](env blas.Env, z blas.Mat[T], order []int) {
	done := make([]bool, len(order))
	for start := range order {
		for j := start; !done[j]; {
			done[j] = true
			if from := order[j]; from != start {
				blas.Swap(env, z.Col(j), z.Col(from))
				j = from
			}
		}
	}
}
