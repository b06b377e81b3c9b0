package main

import "slices"

// loop is a kernel on its way to instructions.
type loop struct {
	k    *kernel
	vals []*value
	root *value
	slow *value // where it holds the loop ends; nil if nowhere
	a    *allocator
}

// loops makes the two bodies of a lowered kernel: that of many vectors, and
// that of one, which is the whole function. Unless the kernel has a fast form
// the first is the second.
func (k *kernel) loops(g *graph, lowered []*value, a *allocator) (many, one *loop) {
	body := func(root, slow *value) *loop {
		roots := []*value{root}
		if slow != nil {
			roots = append(roots, slow)
		}
		live := reachable(roots)
		l := &loop{k: k, root: root, slow: slow, a: a}
		for _, v := range g.vals {
			if live[v] {
				l.vals = append(l.vals, v)
			}
		}
		return l
	}
	root, rest := lowered[0], lowered[1:]
	var slow *value
	if k.slow != nil {
		slow, rest = rest[0], rest[1:]
	}
	one = body(root, slow)
	if k.fast == nil {
		return one, one
	}
	return body(rest[0], rest[1]), one
}

// roots are the values the bodies of k need, in the order loops expects.
func (k *kernel) roots() []*value {
	var r []*value
	for _, v := range []*value{k.root, k.slow, k.fast, k.rare} {
		if v != nil {
			r = append(r, v)
		}
	}
	return r
}

// bodyWriter is what a pass over some vectors needs of an instruction set.
type bodyWriter interface {
	emitter
	// store writes the result lanes of one of the vectors.
	store(vector, from int)
}

// group is the straight line for several vectors at once. Their instructions
// alternate, so that those waiting for one another stand apart.
type group struct {
	vals  []*value
	roots []*value // one per vector
}

// inputVector is the unit, in the imm of an input, of the vector it reads.
const inputVector = 1 << 16

// group repeats the values u times, constants and one-element operands
// excepted. The test for the slow road and what it needs come first.
func (l *loop) group(u int) group {
	var g group
	copies := map[*value][]*value{}
	repeat := func(v *value) {
		if v.op == opConst || l.a.pinned[v] {
			copies[v] = slices.Repeat([]*value{v}, u)
			g.vals = append(g.vals, v)
			return
		}
		for c := range u {
			n := *v
			n.args = make([]*value, len(v.args))
			for i, a := range v.args {
				n.args[i] = copies[a][c]
			}
			if v.op == opIn {
				n.imm += uint64(c) * inputVector
			}
			copies[v] = append(copies[v], &n)
			g.vals = append(g.vals, &n)
		}
	}
	first := map[*value]bool{}
	if l.slow != nil {
		first = reachable([]*value{l.slow})
		for _, v := range l.vals {
			if first[v] {
				repeat(v)
			}
		}
		x, ok := l.a.e.(*x86)
		g.leaveIf(copies[l.slow], ok && x.wide)
	}
	for _, v := range l.vals {
		if !first[v] {
			repeat(v)
		}
	}
	g.roots = copies[l.root]
	return g
}

// leaveIf adds the test of several truth values. Those that ask for a bit of
// different vectors are joined before, in a vector.
func (g *group) leaveIf(slow []*value, wide bool) {
	add := func(o op, imm uint64, args ...*value) *value {
		v := &value{op: o, imm: imm, args: args}
		g.vals = append(g.vals, v)
		return v
	}
	if slow[0].op == opTest {
		g.vals = slices.DeleteFunc(g.vals, func(v *value) bool { return slices.Contains(slow, v) })
		mask, any := slow[0].args[1], slow[0].args[0]
		for rest := slow[1:]; len(rest) > 0; {
			if wide && len(rest) >= 2 {
				any, rest = add(opTern, ternA|ternB|ternC, any, rest[0].args[0], rest[1].args[0]), rest[2:]
			} else {
				any, rest = add(opOr, 0, any, rest[0].args[0]), rest[1:]
			}
		}
		if !wide {
			add(opLeave, 0, any, mask)
			return
		}
		slow = []*value{add(opTest, 0, any, mask)}
	}
	all := slow[0]
	for _, s := range slow[1:] {
		all = add(opMOr, 0, all, s)
	}
	add(opLeave, 0, all)
}

// once writes the instructions for u vectors.
func (l *loop) once(w bodyWriter, u int) error {
	g := l.group(u)
	return l.a.run(g.vals, g.roots, func(at func(*value) int) {
		for i, r := range g.roots {
			w.store(i, at(r))
		}
	})
}

// pinScalars broadcasts the one-element operands into registers of their own.
func (l *loop) pinScalars(broadcast func(v *value, out int)) {
	for _, v := range l.vals {
		if v.op == opIn && l.k.in[v.imm%maskInput].scalar {
			broadcast(v, l.a.pin(v))
		}
	}
}

// hoist computes what depends on one-element operands alone once, before the
// loop, and keeps it in registers.
func (l *loop) hoist() error {
	fixed := map[*value]bool{}
	var inner []*value
	for _, v := range l.vals {
		switch {
		case v.op == opConst || l.a.pinned[v]:
			fixed[v] = true
		case v.op != opIn && !slices.ContainsFunc(v.args, func(a *value) bool { return !fixed[a] }):
			fixed[v] = true
			inner = append(inner, v)
		}
	}
	var results []*value // those that the loop itself uses
	for _, v := range inner {
		if slices.ContainsFunc(l.vals, func(w *value) bool { return !fixed[w] && slices.Contains(w.args, v) }) {
			results = append(results, v)
		}
	}
	return l.a.run(inner, results, func(func(*value) int) {
		for _, v := range results {
			l.a.pinned[v] = true
		}
		l.vals = slices.DeleteFunc(l.vals, func(v *value) bool { return slices.Contains(inner, v) && !l.a.pinned[v] })
	})
}

// maxGroup bounds the values of a group: beyond, alternating more vectors
// gains nothing.
const maxGroup = 200

// plan chooses how many vectors the loop does at a time, as many as need no
// spilling and leave room for tables, and loads tables and constants that
// cannot be memory operands once, before the loop, as far as the registers
// reach. Each choice is tried first.
func (l *loop) plan(e emitter, trial func(a *allocator, u int) error) (u int, err error) {
	var a *allocator
	for u = l.k.unroll; u >= 1; u-- {
		if u > 1 && u*len(l.vals) > maxGroup {
			continue
		}
		a = newAllocator(e)
		for _, v := range l.vals {
			if l.a.pinned[v] {
				a.pin(v)
			}
		}
		if err := trial(a, u); err != nil {
			return 0, err
		}
		if a.slots == 0 && a.tables() <= a.low || u == 1 {
			break
		}
	}
	var cs []*value
	for _, v := range l.vals { // in order, for a stable result
		if a.loads[v] > 0 {
			cs = append(cs, v)
		}
	}
	weight := func(v *value) int {
		if v.table != nil {
			return 1 << 16
		}
		return a.loads[v]
	}
	slices.SortStableFunc(cs, func(p, q *value) int { return weight(q) - weight(p) })
	for _, v := range cs[:min(len(cs), a.low)] {
		e.loadConst(l.a.pin(v), v)
	}
	return u, nil
}
