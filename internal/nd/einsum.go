package nd

import (
	"bytes"
	"math"
	"strings"

	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// Einsum computes Einstein's sum of products. subscripts is in explicit form,
// "ij,jk->ik": one byte names one dimension, an operand may repeat one (its
// diagonal), the result may not. Dimensions of length one stretch. All views
// are of one type; dst overlaps no operand. Pairs are contracted in the order
// of [EinsumPath], by MatMul wherever something is summed.
func Einsum(env Env, subscripts string, dst View, operands []View) bool {
	left, out, _ := strings.Cut(subscripts, "->")
	e := einsum{env: env, dt: dst.DT, out: []byte(out)}
	names := strings.Split(left, ",")
	for i, v := range operands {
		for k, c := range []byte(names[i]) {
			e.size[c] = max(e.size[c], v.Shape[k])
			if v.Shape[k] == 0 {
				e.empty = true
			}
		}
	}
	if e.empty {
		return Fill(env, dst, Scalar{})
	}
	for i, v := range operands {
		e.terms = append(e.terms, e.diagonal([]byte(names[i]), v))
	}
	path := e.path()
	for i := range e.terms {
		if !e.sumOwn(i) {
			return false
		}
	}
	for _, p := range path {
		if !e.contract(p[0], p[1]) || !e.sumOwn(len(e.terms)-1) {
			return false
		}
	}
	return e.finish(dst)
}

// EinsumPath returns the pairs of operands in the order they are contracted:
// each pair leaves the list and their product joins its end. Up to five
// operands are tried in every order for the fewest multiplications; more go
// by the pair whose product is smallest beside what it replaces.
func EinsumPath(subscripts string, shapes [][]int) [][2]int {
	left, out, _ := strings.Cut(subscripts, "->")
	e := einsum{out: []byte(out)}
	for i, name := range strings.Split(left, ",") {
		t := term{}
		for k, c := range []byte(name) {
			e.size[c] = max(e.size[c], shapes[i][k])
			if !t.has(c) {
				t.name = append(t.name, c)
			}
		}
		e.terms = append(e.terms, t)
	}
	return e.path()
}

// term is an operand, or a product of some, with a name for each dimension.
type term struct {
	name []byte
	v    View
}

func (t term) has(c byte) bool { return bytes.IndexByte(t.name, c) >= 0 }

// einsum is one sum under way.
type einsum struct {
	env   Env
	dt    dtype.DType
	out   []byte
	terms []term
	size  [256]int
	empty bool
}

// diagonal merges repeated names of an operand and drops dimensions of length
// one that stretch.
func (e *einsum) diagonal(name []byte, v View) (t term) {
	t.v = View{Ptr: v.Ptr, DT: v.DT}
	for k, c := range name {
		if v.Shape[k] == 1 && e.size[c] != 1 {
			continue
		}
		if at := bytes.IndexByte(t.name, c); at >= 0 {
			t.v.Strides[at] += v.Strides[k]
			continue
		}
		t.name = append(t.name, c)
		t.v.Shape = append(t.v.Shape, v.Shape[k])
		t.v.Strides = append(t.v.Strides, v.Strides[k])
	}
	return t
}

// wanted reports whether c is in the result or in a term other than i and j.
func wanted(c byte, out []byte, terms []term, i, j int) bool {
	if bytes.IndexByte(out, c) >= 0 {
		return true
	}
	for k, t := range terms {
		if k != i && k != j && t.has(c) {
			return true
		}
	}
	return false
}

// sumOwn sums over the names that only term i has.
func (e *einsum) sumOwn(i int) bool {
	t := e.terms[i]
	var axes []int
	var rest term
	for k, c := range t.name {
		if wanted(c, e.out, e.terms, i, i) {
			rest.name = append(rest.name, c)
			rest.v.Shape = append(rest.v.Shape, t.v.Shape[k])
		} else {
			axes = append(axes, k)
		}
	}
	if len(axes) == 0 {
		return true
	}
	r := kernel.RedSum
	if e.dt == dtype.Bool {
		r = kernel.RedAny
	}
	wide := alloc(r.Result(e.dt), rest.v.Shape)
	if !Reduce(e.env, r, wide, t.v, axes) {
		return false
	}
	rest.v = wide
	if wide.DT != e.dt {
		rest.v = alloc(e.dt, wide.Shape)
		if !Cast(e.env, rest.v, wide) {
			return false
		}
	}
	e.terms[i] = rest
	return true
}

// contract replaces terms i and j by their product at the end of the list.
func (e *einsum) contract(i, j int) bool {
	a, b := e.terms[i], e.terms[j]
	var both, sum, onlyA, onlyB []byte
	for _, c := range a.name {
		switch {
		case !b.has(c):
			onlyA = append(onlyA, c)
		case wanted(c, e.out, e.terms, i, j):
			both = append(both, c)
		default:
			sum = append(sum, c)
		}
	}
	for _, c := range b.name {
		if !a.has(c) {
			onlyB = append(onlyB, c)
		}
	}
	t := term{name: bytes.Join([][]byte{both, onlyA, onlyB}, nil)}
	t.v = alloc(e.dt, e.shape(t.name))
	ok := false
	if len(sum) == 0 {
		op := kernel.Mul
		if e.dt == dtype.Bool {
			op = kernel.BitAnd
		}
		ok = Binary(e.env, op, t.v, e.spread(a, t.name), e.spread(b, t.name))
	} else {
		k := prod(e.shape(sum))
		lead := prod(e.shape(both))
		x, okA := e.packed(a, lead, prod(e.shape(onlyA)), k, both, onlyA, sum)
		y, okB := e.packed(b, lead, k, prod(e.shape(onlyB)), both, sum, onlyB)
		ok = okA && okB && MatMul(e.env, Contig(t.v.Ptr, e.dt, []int{x.Shape[0], x.Shape[1], y.Shape[2]}), x, y)
	}
	e.terms = append(append(append([]term{}, e.terms[:i]...), e.terms[i+1:j]...), append(e.terms[j+1:], t)...)
	return ok
}

// shape returns the lengths of the named dimensions.
func (e *einsum) shape(name []byte) []int {
	s := make([]int, len(name))
	for i, c := range name {
		s[i] = e.size[c]
	}
	return s
}

// spread views t with the dimensions of name, of length one where t has none.
func (e *einsum) spread(t term, name []byte) View {
	v := View{Ptr: t.v.Ptr, DT: t.v.DT, Shape: make([]int, len(name)), Strides: make([]int, len(name))}
	for i, c := range name {
		v.Shape[i] = 1
		if k := bytes.IndexByte(t.name, c); k >= 0 {
			v.Shape[i], v.Strides[i] = t.v.Shape[k], t.v.Strides[k]
		}
	}
	return v
}

// packed views t as a stack of matrices whose three dimensions stand for the
// names of three groups; it copies t where they do not merge.
func (e *einsum) packed(t term, n0, n1, n2 int, names ...[]byte) (View, bool) {
	v := View{Ptr: t.v.Ptr, DT: t.v.DT, Shape: []int{n0, n1, n2}, Strides: make([]int, 3)}
	for i, name := range names {
		var g group
		s := e.spread(t, name)
		for k, d := range s.Shape {
			if !g.add(d, s.Strides[k], 0) {
				return e.repacked(t, v.Shape, names)
			}
		}
		if g.n > 1 {
			return e.repacked(t, v.Shape, names)
		}
		v.Strides[i], _ = g.last()
	}
	return v, true
}

func (e *einsum) repacked(t term, shape []int, names [][]byte) (View, bool) {
	s := e.spread(t, bytes.Join(names, nil))
	c := alloc(e.dt, s.Shape)
	return Contig(c.Ptr, e.dt, shape), Copy(e.env, c, s)
}

// finish writes the last term to dst.
func (e *einsum) finish(dst View) bool {
	return Copy(e.env, dst, e.spread(e.terms[0], e.out))
}

// path chooses the order of the contractions.
func (e *einsum) path() [][2]int {
	if len(e.terms) <= 5 {
		path, _ := e.best(e.terms, math.Inf(1))
		return path
	}
	var path [][2]int
	for terms := e.terms; len(terms) > 1; {
		var pick [2]int
		low := math.Inf(1)
		for i := range terms {
			for j := i + 1; j < len(terms); j++ {
				t, _ := e.product(terms, i, j)
				if gain := e.volume(t.name) - e.volume(terms[i].name) - e.volume(terms[j].name); gain < low {
					low, pick = gain, [2]int{i, j}
				}
			}
		}
		path = append(path, pick)
		_, terms = e.product(terms, pick[0], pick[1])
	}
	return path
}

// best returns the cheapest path through terms, nil if none costs less than
// limit multiplications.
func (e *einsum) best(terms []term, limit float64) (path [][2]int, cost float64) {
	if len(terms) < 2 {
		return [][2]int{}, 0
	}
	for i := range terms {
		for j := i + 1; j < len(terms); j++ {
			_, rest := e.product(terms, i, j)
			all := term{name: append([]byte{}, terms[i].name...)}
			for _, c := range terms[j].name {
				if !all.has(c) {
					all.name = append(all.name, c)
				}
			}
			own := e.volume(all.name)
			if own >= limit {
				continue
			}
			if p, c := e.best(rest, limit-own); p != nil && own+c < limit {
				path, limit = append([][2]int{{i, j}}, p...), own+c
			}
		}
	}
	return path, limit
}

// product returns the names of the product of two terms and the list it leads
// to.
func (e *einsum) product(terms []term, i, j int) (t term, rest []term) {
	for _, c := range append(append([]byte{}, terms[i].name...), terms[j].name...) {
		if !t.has(c) && wanted(c, e.out, terms, i, j) {
			t.name = append(t.name, c)
		}
	}
	for k, u := range terms {
		if k != i && k != j {
			rest = append(rest, u)
		}
	}
	return t, append(rest, t)
}

// volume returns how many elements the named dimensions span.
func (e *einsum) volume(name []byte) float64 {
	v := 1.0
	for _, c := range name {
		v *= float64(e.size[c])
	}
	return v
}
