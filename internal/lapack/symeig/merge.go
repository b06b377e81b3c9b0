package symeig

import (
	"math"
	"slices"

	"github.com/scicore-go/scicore/internal/blas"
)

// rows tells in which rows a column of the torn eigenvectors has elements.
type rows uint8

const (
	top rows = iota
	whole
	bottom
)

// merging puts two solved halves together. Columns are counted from the first
// of the first half.
type merging[R blas.Real] struct {
	*tearing[R]
	lo, n1, n2 int
	d, zv      []float64 // the halves' eigenvalues, and z of the rank-one change
	kind       []rows
	kept       []int // columns of the secular equation, by ascending d
	gone       []int // deflated columns: eigenvectors as they are
	grouped    []int // indices into kept, those of one kind together
	count      [3]int
}

// merge solves D + rho·z·zᵀ, with D the eigenvalues of the halves, and
// multiplies their eigenvectors by its own.
func (t *tearing[R]) merge(lo, mid, hi int, rho float64) {
	n := hi - lo
	m := &merging[R]{tearing: t, lo: lo, n1: mid - lo, n2: hi - mid, d: t.d[lo:hi], zv: make([]float64, n), kind: make([]rows, n)}
	m.readZ(rho)
	rho = math.Abs(2 * rho)
	m.deflate(rho, m.merged())
	if len(m.kept) == 0 {
		m.deflatedOnly()
		return
	}
	m.group()
	s := m.equation(rho)
	r := newRoots(len(m.kept))
	if failed := s.solve(t.env, r); failed != 0 {
		t.failed.Add(int64(failed))
	}
	z := s.exactZ(t.env, r)
	c := m.copyCompact()
	m.finish(r)
	m.multiply(c, s, r, z, m.wanted())
}

// wanted is which roots and which deflated columns are made, ascending.
type wanted struct{ roots, gone []int }

// wanted returns all columns, or, in the last merge of all, those chosen.
func (m *merging[R]) wanted() wanted {
	k, n := len(m.kept), len(m.d)
	order := m.order[m.lo : m.lo+n]
	last := len(m.blocks) == 1 && n == len(m.tearing.d)
	if last && m.choose != nil {
		w := make([]float64, n)
		for i, j := range order {
			w[i] = m.d[j]
		}
		from, to := m.chosen(w, m.scale)
		order = slices.Clone(order[from:to])
		slices.Sort(order)
		m.column = make([]int, n)
		for i, j := range order {
			m.column[j] = i
		}
	} else {
		order = count(n)
	}
	at, _ := slices.BinarySearch(order, k)
	for i := range order[at:] {
		order[at+i] -= k
	}
	return wanted{order[:at], order[at:]}
}

// count returns 0, 1, … n-1.
func count(n int) []int {
	c := make([]int, n)
	for i := range c {
		c[i] = i
	}
	return c
}

// col returns column j of the torn eigenvectors.
func (m *merging[R]) col(j int) blas.Vec[R] {
	return m.z.Window(m.lo, m.lo+j, m.n1+m.n2, 1).Col(0)
}

// readZ makes the unit vector z from the last row of the first half and the
// first row of the second.
func (m *merging[R]) readZ(rho float64) {
	for j := range m.zv {
		row, sign := m.n1-1, 1.0
		if j >= m.n1 {
			m.kind[j] = bottom
			row = m.n1
			if rho < 0 {
				sign = -1
			}
		}
		m.zv[j] = float64(sign*math.Sqrt2/2) * float64(m.z.Data[(m.lo+row)+(m.lo+j)*m.z.CS])
	}
}

// merged returns the columns of both halves by ascending value.
func (m *merging[R]) merged() []int {
	n := m.n1 + m.n2
	all := make([]int, 0, n)
	a, b := m.order[m.lo:m.lo+m.n1], m.order[m.lo+m.n1:m.lo+n]
	for len(a) > 0 && len(b) > 0 {
		if !(m.d[b[0]+m.n1] < m.d[a[0]]) {
			all, a = append(all, a[0]), a[1:]
		} else {
			all, b = append(all, b[0]+m.n1), b[1:]
		}
	}
	all = append(all, a...)
	for _, j := range b {
		all = append(all, j+m.n1)
	}
	return all
}

// deflate takes out columns whose z is negligible, and makes it so by a
// rotation where two values are close.
func (m *merging[R]) deflate(rho float64, order []int) {
	big := 0.0
	for j, x := range m.d {
		big = math.Max(big, math.Max(math.Abs(x), math.Abs(m.zv[j])))
	}
	tol := 8 * blas.Eps[R]() * big
	last := -1
	for _, j := range order {
		if float64(rho*math.Abs(m.zv[j])) <= tol {
			m.gone = append(m.gone, j)
			continue
		}
		if last >= 0 {
			if m.join(last, j, tol) {
				m.gone = append(m.gone, last)
			} else {
				m.kept = append(m.kept, last)
			}
		}
		last = j
	}
	if last >= 0 {
		m.kept = append(m.kept, last)
	}
}

// join rotates columns i and j so that z[i] vanishes, if what this leaves
// beside the diagonal does not exceed tol.
func (m *merging[R]) join(i, j int, tol float64) bool {
	r := blas.Hypot(m.zv[i], m.zv[j])
	c, s := m.zv[j]/r, -m.zv[i]/r
	di, dj := m.d[i], m.d[j]
	if !(math.Abs(float64(float64((dj-di)*c)*s)) <= tol) {
		return false
	}
	m.zv[i], m.zv[j] = 0, r
	if m.kind[i] != m.kind[j] {
		m.widen(i)
		m.widen(j)
	}
	m.rotate(i, j, c, s)
	cc, ss := float64(c*c), float64(s*s)
	m.d[i] = float64(di*cc) + float64(dj*ss)
	m.d[j] = float64(di*ss) + float64(dj*cc)
	return true
}

// widen writes the zeros of a column that has elements in one half only.
func (m *merging[R]) widen(j int) {
	switch m.kind[j] {
	case top:
		clear(m.col(j).Data[m.n1:])
	case bottom:
		clear(m.col(j).Data[:m.n1])
	}
	m.kind[j] = whole
}

func (m *merging[R]) rotate(i, j int, c, s float64) {
	x, y := m.col(i), m.col(j)
	switch m.kind[j] {
	case top:
		x, y = x.From(0, m.n1), y.From(0, m.n1)
	case bottom:
		x, y = x.From(m.n1, x.N), y.From(m.n1, y.N)
	}
	blas.Rot(m.env, x, y, c, R(s))
}

// deflatedOnly ends a merge in which nothing is left to solve.
func (m *merging[R]) deflatedOnly() {
	for j := range m.d {
		m.widen(j)
	}
	order := m.order[m.lo : m.lo+len(m.d)]
	copy(order, m.gone)
	sortBy(order, m.d)
}

// group puts the kept columns of one kind together, so that those with top
// elements are the first and those with bottom elements the last.
func (m *merging[R]) group() {
	for _, j := range m.kept {
		m.count[m.kind[j]]++
	}
	m.grouped = make([]int, len(m.kept))
	at := [3]int{0, m.count[top], m.count[top] + m.count[whole]}
	for i, j := range m.kept {
		k := m.kind[j]
		m.grouped[at[k]] = i
		at[k]++
	}
}

// equation returns the secular equation of the kept columns, with ‖z‖ = 1.
func (m *merging[R]) equation(rho float64) secular {
	k := len(m.kept)
	s := secular{make([]float64, k), make([]float64, k), rho}
	for i, j := range m.kept {
		s.d[i], s.z[i] = m.d[j], m.zv[j]
	}
	v := newVectors(m.env.Tier)
	norm2 := v.dot(s.z, s.z)
	v.scale(s.z, s.z, 1/math.Sqrt(norm2))
	s.rho *= norm2
	return s
}

// finish writes the new values, and their order.
func (m *merging[R]) finish(r roots) {
	k, n := len(m.kept), len(m.d)
	gone := make([]float64, len(m.gone))
	for i, j := range m.gone {
		gone[i] = m.d[j]
	}
	for i := range k {
		m.d[i] = r.origin[i] + r.offset[i]
	}
	copy(m.d[k:], gone)
	order := m.order[m.lo : m.lo+n]
	copy(order, count(n))
	sortBy(order, m.d)
}

// sortBy sorts indices by the values they stand for.
func sortBy(order []int, d []float64) {
	slices.SortStableFunc(order, func(i, j int) int { return compare(d[i], d[j]) })
}
