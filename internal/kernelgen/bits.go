package main

// joinBits makes one operation of two bitwise ones of AVX-512 where nothing
// else uses the result of the first.
func joinBits(g *graph, roots []*value) (*graph, []*value, error) {
	uses := map[*value]int{}
	for _, v := range g.vals {
		for _, a := range v.args {
			uses[a]++
		}
	}
	for _, r := range roots {
		uses[r] += 2
	}
	single := map[*value]bool{} // copies of values that are used once
	out, r2, err := rewrite(g, roots, func(to *graph, v *value, a []*value) (*value, error) {
		n := joined(to, v.op, a, single)
		if n == nil {
			n = keep(to, v, a)
		}
		single[n] = uses[v] == 1
		return n, nil
	})
	if err != nil {
		return nil, nil, err
	}
	out.prune(r2)
	return out, r2, nil
}

// The truth tables of the three operands of opTern.
const (
	ternA = 0xf0
	ternB = 0xcc
	ternC = 0xaa
)

func isBitwise(o op) bool { return o == opAnd || o == opOr || o == opXor || o == opAndNot }

// joined is the operation o on a with one of its operands worked in, nil if
// there is none to work in.
func joined(to *graph, o op, a []*value, single map[*value]bool) *value {
	if !isBitwise(o) {
		return nil
	}
	if x, y, m := halves(o, a, single); m != nil {
		return to.new(opTern, ternA&ternC|ternB&^ternC, x, y, m)
	}
	for i, inner := range a {
		other := a[1-i]
		if !isBitwise(inner.op) || !single[inner] || other == inner {
			continue
		}
		p, q := inner.args[0], inner.args[1]
		leaves := [3]*value{p, other, q} // a constant last, where it may stand in memory
		if q.op != opConst && other.op == opConst {
			leaves = [3]*value{p, q, other}
		}
		table := func(x *value) uint64 {
			return map[*value]uint64{leaves[0]: ternA, leaves[1]: ternB, leaves[2]: ternC}[x]
		}
		if p == q || p == other || q == other || leaves[0].op == opConst || leaves[1].op == opConst {
			continue
		}
		in, out := bitwise(inner.op, table(p), table(q)), table(other)
		if i == 0 {
			return to.new(opTern, bitwise(o, in, out), leaves[:]...)
		}
		return to.new(opTern, bitwise(o, out, in), leaves[:]...)
	}
	return nil
}

// halves recognises x&m | y&^m for a constant m.
func halves(o op, a []*value, single map[*value]bool) (x, y, m *value) {
	if o != opOr || a[0].op != opAnd || a[1].op != opAnd || !single[a[0]] || !single[a[1]] {
		return nil, nil, nil
	}
	m, w := a[0].args[1], a[1].args[1]
	if m.op != opConst || w.op != opConst || m.imm+w.imm != 1<<(8*8)-1 && m.imm+w.imm != 1<<32-1 || a[0].args[0] == a[1].args[0] {
		return nil, nil, nil
	}
	return a[0].args[0], a[1].args[0], m
}

func bitwise(o op, x, y uint64) uint64 {
	switch o {
	case opAnd:
		return x & y
	case opOr:
		return x | y
	case opXor:
		return x ^ y
	}
	return ^x & y & 0xff
}
