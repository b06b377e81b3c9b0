package main

import "testing"

// evaluate computes a bitwise graph on eight lanes of one bit, with the inputs
// in all combinations.
func evaluate(t *testing.T, v *value) uint64 {
	t.Helper()
	a := make([]uint64, len(v.args))
	for i, x := range v.args {
		a[i] = evaluate(t, x)
	}
	switch {
	case v.op == opIn:
		return [...]uint64{ternA, ternB, ternC}[v.imm]
	case v.op == opConst:
		return v.imm & 0xff
	case isBitwise(v.op):
		return bitwise(v.op, a[0], a[1])
	case v.op == opTern:
		var r uint64
		for bit := range 8 {
			at := a[0]>>bit&1<<2 | a[1]>>bit&1<<1 | a[2]>>bit&1
			r |= v.imm >> at & 1 << bit
		}
		return r
	}
	t.Fatalf("%s is not bitwise", v.op)
	return 0
}

// TestJoinBits: two bitwise operations become one that computes the same,
// unless the result of the first is used elsewhere too.
func TestJoinBits(t *testing.T) {
	ops := []op{opAnd, opOr, opXor, opAndNot}
	const mask = uint64(0xaaaaaaaaaaaaaaaa)
	for _, outer := range ops {
		for _, inner := range ops {
			for form := range 5 {
				g := newGraph(8)
				x, y, z := g.new(opIn, 0), g.new(opIn, 1), g.new(opIn, 2)
				var root *value
				switch form {
				case 0:
					root = g.new(outer, 0, g.new(inner, 0, x, y), z)
				case 1:
					root = g.new(outer, 0, z, g.new(inner, 0, x, y))
				case 2:
					root = g.new(outer, 0, g.new(inner, 0, x, g.constant(mask)), y)
				case 3:
					root = g.new(outer, 0, g.new(inner, 0, x, y), g.constant(mask))
				case 4: // one half of each
					root = g.new(opOr, 0, g.new(opAnd, 0, x, g.constant(mask)), g.new(opAnd, 0, y, g.constant(^mask)))
				}
				out, r, err := joinBits(g, []*value{root})
				if err != nil {
					t.Fatal(err)
				}
				if got, want := evaluate(t, r[0]), evaluate(t, root); got != want {
					t.Errorf("form %d of %s in %s gives %#x, want %#x", form, inner, outer, got, want)
				}
				n := 0
				for _, v := range out.vals {
					if v.op != opIn && v.op != opConst {
						n++
					}
				}
				if n != 1 && form != 3 {
					t.Errorf("form %d of %s in %s takes %d operations", form, inner, outer, n)
				}
				shared, _, err := joinBits(g, []*value{root, root.args[0]})
				if err != nil {
					t.Fatal(err)
				}
				for _, v := range shared.vals {
					if v.op == opTern && form == 0 {
						t.Errorf("%s in %s is joined though it is used elsewhere", inner, outer)
					}
				}
			}
		}
	}
}
