package sparse

import (
	"math"
	"slices"

	"github.com/scicore-go/scicore/array"
)

// AMD returns an order of the rows and columns of a square matrix that keeps
// the factors of A[order][:, order] sparse: at each step the variable is
// eliminated whose row has, to an upper bound, the fewest elements. Only the
// structure of A + Aᵀ is looked at. P. Amestoy, T. Davis and I. Duff, "An
// approximate minimum degree ordering algorithm" (1996).
func AMD[T array.Inexact](a *CSR[T]) ([]int, error) {
	if a.rows != a.cols {
		return nil, badShape("amd", "not square", []int{a.rows, a.cols})
	}
	return minimumDegree(a.rows, symmetricPattern(a)), nil
}

// symmetricPattern returns for each variable its neighbours in A + Aᵀ, without
// itself.
func symmetricPattern[T array.Inexact](a *CSR[T]) [][]int32 {
	t := a.ToCSC().t
	all := make([]int32, 0, 2*len(a.idx))
	adj := make([][]int32, a.rows)
	for i := range adj {
		from := len(all)
		p, q := a.idx[a.ptr[i]:a.ptr[i+1]], t.idx[t.ptr[i]:t.ptr[i+1]]
		for len(p) > 0 || len(q) > 0 {
			var j int32
			switch {
			case len(q) == 0 || len(p) > 0 && p[0] < q[0]:
				j, p = p[0], p[1:]
			case len(p) == 0 || q[0] < p[0]:
				j, q = q[0], q[1:]
			default:
				j, p, q = p[0], p[1:], q[1:]
			}
			if int(j) != i {
				all = append(all, j)
			}
		}
		adj[i] = all[from:len(all):len(all)]
	}
	return adj
}

// columnPattern returns for each column the columns it shares a row with, the
// structure of AᵀA, in which rows that are nearly full are left out: they would
// make every column every other's neighbour.
func columnPattern[T array.Inexact](a *CSR[T]) [][]int32 {
	dense := denseLimit(a.cols)
	t := a.ToCSC().t
	seen := make([]int32, a.cols)
	adj := make([][]int32, a.cols)
	for j := range adj {
		mark := int32(j + 1)
		seen[j] = mark
		for _, i := range t.idx[t.ptr[j]:t.ptr[j+1]] {
			row := a.idx[a.ptr[i]:a.ptr[i+1]]
			if len(row) > dense {
				continue
			}
			for _, c := range row {
				if seen[c] != mark {
					seen[c] = mark
					adj[j] = append(adj[j], c)
				}
			}
		}
	}
	return adj
}

// denseLimit is the number of neighbours from which a variable is left for the
// end.
func denseLimit(n int) int { return max(16, int(10*math.Sqrt(float64(n)))) }

// degreeOrder is the state of an ordering: the quotient graph. A variable that
// was eliminated is an element, which stands for the clique of the variables it
// touched; variables with the same neighbours are one with a weight.
type degreeOrder struct {
	n      int
	vars   [][]int32 // neighbours of a variable that are variables
	elems  [][]int32 // and elements
	clique [][]int32 // variables of an element; nil if absorbed
	size   []int32   // weight of the variables of an element
	weight []int32   // variables one stands for; 0 if it stands for none
	degree []int32
	member [][]int32 // variables that follow one in the order
	mark   []int32   // stamps of the clique at hand
	stamp  int32
	left   []int32 // of an element: weight outside the clique at hand, from base
	base   int32
	// Lists of variables by degree.
	head, next, prev []int32
	least            int
	done             int // weight that is ordered
	order            []int
}

// minimumDegree returns the order; adj is used up.
func minimumDegree(n int, adj [][]int32) []int {
	d := newDegreeOrder(n, adj)
	late := d.postpone()
	total := n - len(late)
	for d.done < total {
		d.eliminate(d.pick())
	}
	for _, i := range late {
		d.order = append(d.order, int(i))
	}
	return d.order
}

func newDegreeOrder(n int, adj [][]int32) *degreeOrder {
	d := &degreeOrder{n: n, vars: adj, elems: make([][]int32, n), clique: make([][]int32, n), size: make([]int32, n),
		weight: make([]int32, n), degree: make([]int32, n), member: make([][]int32, n), mark: make([]int32, n),
		left: make([]int32, n), base: 1, head: make([]int32, n+1), next: make([]int32, n), prev: make([]int32, n), order: make([]int, 0, n)}
	for i := range d.head {
		d.head[i] = -1
	}
	for i := range n {
		d.weight[i] = 1
	}
	return d
}

// postpone takes variables with very many neighbours out of the graph and
// puts the others in the lists.
func (d *degreeOrder) postpone() []int32 {
	limit := denseLimit(d.n)
	var late []int32
	for i := range d.n {
		if len(d.vars[i]) > limit {
			late = append(late, int32(i))
			d.weight[i] = 0
		}
	}
	for i := range d.n {
		if d.weight[i] == 0 {
			continue
		}
		if len(late) > 0 {
			d.vars[i] = slices.DeleteFunc(d.vars[i], func(j int32) bool { return d.weight[j] == 0 })
		}
		d.degree[i] = int32(len(d.vars[i]))
		d.insert(int32(i))
	}
	return late
}

func (d *degreeOrder) insert(i int32) {
	k := int(d.degree[i])
	d.prev[i], d.next[i] = -1, d.head[k]
	if d.head[k] >= 0 {
		d.prev[d.head[k]] = i
	}
	d.head[k] = i
	d.least = min(d.least, k)
}

func (d *degreeOrder) remove(i int32) {
	if d.prev[i] >= 0 {
		d.next[d.prev[i]] = d.next[i]
	} else {
		d.head[d.degree[i]] = d.next[i]
	}
	if d.next[i] >= 0 {
		d.prev[d.next[i]] = d.prev[i]
	}
}

// pick takes a variable of least degree.
func (d *degreeOrder) pick() int32 {
	for d.head[d.least] < 0 {
		d.least++
	}
	p := d.head[d.least]
	d.remove(p)
	return p
}

// eliminate makes variable p an element.
func (d *degreeOrder) eliminate(p int32) {
	d.done += int(d.weight[p])
	lp, size := d.gather(p)
	d.measure(lp)
	kept := lp[:0]
	for _, i := range lp {
		if d.update(p, i, size) {
			kept = append(kept, i)
		}
	}
	d.emit(p)
	kept = d.merge(kept)
	total := int32(0)
	for _, i := range kept {
		total += d.weight[i]
	}
	for _, i := range kept {
		d.degree[i] = min(d.degree[i], int32(d.n-d.done)-d.weight[i])
		d.degree[i] = max(d.degree[i], 0)
		d.insert(i)
	}
	d.clique[p], d.size[p] = kept, total
	d.base += d.span() + 1
	if d.base > math.MaxInt32/2 {
		clear(d.left)
		d.base = 1
	}
}

// span is what left may hold above base.
func (d *degreeOrder) span() int32 { return int32(d.n) }

// gather forms the clique of p out of its neighbours and of the elements it
// touches, which it absorbs. The variables leave the lists.
func (d *degreeOrder) gather(p int32) (lp []int32, size int32) {
	d.stamp++
	d.mark[p] = d.stamp
	add := func(list []int32) {
		for _, i := range list {
			if d.weight[i] > 0 && d.mark[i] != d.stamp {
				d.mark[i] = d.stamp
				lp = append(lp, i)
				size += d.weight[i]
				d.remove(i)
			}
		}
	}
	add(d.vars[p])
	for _, e := range d.elems[p] {
		add(d.clique[e])
		d.clique[e] = nil
	}
	d.vars[p], d.elems[p] = nil, nil
	return lp, size
}

// measure finds for each element that a variable of the clique touches the
// weight it has outside the clique.
func (d *degreeOrder) measure(lp []int32) {
	for _, i := range lp {
		for _, e := range d.elems[i] {
			if d.clique[e] == nil {
				continue
			}
			if d.left[e] < d.base {
				d.left[e] = d.base + d.size[e]
			}
			d.left[e] -= d.weight[i]
		}
	}
}

// update rewrites the neighbours of variable i of the clique of p and bounds
// its degree. It returns false if i has no others, and is eliminated with p.
func (d *degreeOrder) update(p, i, size int32) bool {
	deg := int32(0)
	elems := d.elems[i][:0]
	for _, e := range d.elems[i] {
		if d.clique[e] == nil {
			continue
		}
		if out := d.left[e] - d.base; out > 0 {
			deg += out
			elems = append(elems, e)
		} else { // all of it lies in the new clique
			d.clique[e] = nil
		}
	}
	vars := d.vars[i][:0]
	for _, j := range d.vars[i] {
		if d.weight[j] > 0 && d.mark[j] != d.stamp {
			deg += d.weight[j]
			vars = append(vars, j)
		}
	}
	if deg == 0 {
		d.member[p] = append(d.member[p], i)
		d.done += int(d.weight[i])
		d.weight[i] = 0
		d.vars[i], d.elems[i] = nil, nil
		return false
	}
	others := size - d.weight[i]
	d.degree[i] = min(d.degree[i]+others, deg+others)
	d.vars[i], d.elems[i] = vars, append(elems, p)
	return true
}

// merge joins variables of the clique with the same neighbours.
func (d *degreeOrder) merge(lp []int32) []int32 {
	if len(lp) < 2 {
		return lp
	}
	groups := make(map[uint32][]int32, len(lp))
	joined := false
	for _, i := range lp {
		h := d.hash(i)
		for _, j := range groups[h] {
			if d.same(i, j) {
				d.weight[j] += d.weight[i]
				d.degree[j] -= d.weight[i]
				d.weight[i] = 0
				d.member[j] = append(d.member[j], i)
				d.vars[i], d.elems[i] = nil, nil
				joined = true
				break
			}
		}
		if d.weight[i] > 0 {
			groups[h] = append(groups[h], i)
		}
	}
	if joined {
		lp = slices.DeleteFunc(lp, func(i int32) bool { return d.weight[i] == 0 })
	}
	return lp
}

func (d *degreeOrder) hash(i int32) uint32 {
	h := uint32(len(d.vars[i]))
	for _, j := range d.vars[i] {
		h += uint32(j) * 0x9e3779b1
	}
	for _, e := range d.elems[i] {
		h += uint32(e) * 0x85ebca6b
	}
	return h
}

// same reports whether two variables have the same neighbours, in any order.
func (d *degreeOrder) same(i, j int32) bool {
	if len(d.vars[i]) != len(d.vars[j]) || len(d.elems[i]) != len(d.elems[j]) {
		return false
	}
	equal := func(x, y []int32) bool {
		d.stamp++
		for _, k := range x {
			d.mark[k] = d.stamp
		}
		for _, k := range y {
			if d.mark[k] != d.stamp {
				return false
			}
		}
		return true
	}
	return equal(d.vars[i], d.vars[j]) && equal(d.elems[i], d.elems[j])
}

// emit appends p and the variables that follow it to the order.
func (d *degreeOrder) emit(p int32) {
	stack := []int32{p}
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		d.order = append(d.order, int(i))
		stack = append(stack, d.member[i]...)
		d.member[i] = nil
	}
}
