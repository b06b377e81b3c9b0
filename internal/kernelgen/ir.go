package main

import (
	"fmt"
	"strings"
)

// op is an operation of the intermediate form. Values carry no element type:
// an operation says how it reads the bits of its lanes.
type op uint8

const (
	opConst op = iota // imm: the bits of every lane; with a table, its bytes from imm on
	opIn              // imm: which input
	opFAdd
	opFSub
	opFMul
	opFDiv
	opFMA  // a*b + c
	opFNMA // -(a*b) + c
	opFMS  // a*b - c
	opFNMS // -(a*b) - c
	opSqrt
	opRsqrt // 1/sqrt to 2^-14, AVX-512 only
	opAbs
	opNeg
	opRound // imm: 0 to even, 1 down, 2 up, 3 to zero
	opMinLT // a < b ? a : b
	opMaxGT // a > b ? a : b
	opMin   // NaN if either is, -0 below +0
	opMax
	opRange // AVX-512's own maximum, right but for NaN
	opFCmp  // imm: predicate
	opICmp  // imm: predicate, signed
	opUCmp  // imm: predicate, unsigned
	opSel   // mask ? a : b
	opIAdd
	opISub
	opIMul
	opIMulU // of the lower halves of the lanes, unsigned
	opIMin
	opIMax
	opUMin
	opUMax
	opAnd
	opOr
	opXor
	opAndNot // ^a & b
	opShl    // imm: count
	opShr
	opSar
	opShlV // imm: 0, or anyCount
	opShrV
	opSarV // counts are any
	opMAnd // the same on truth values
	opMOr
	opMXor
	opMNot
	opTable     // tab[index]; imm: bytes into the table to start at
	opBytes     // the bytes of a table of 64 at the bytes of an index
	opIntToFl   // signed integer to float of the same width
	opFlToInt   // integral float to signed integer of the same width
	opTrunc     // float to signed integer of the same width, towards zero
	opScale     // y * 2^n; the third operand is the same in other operations
	opLeave     // end the loop where a lane holds, or if any bit of both operands is set
	opTern      // any bitwise function of three operands; imm: its truth table
	opIrregular // not a positive normal float
	opTest      // a & b is not 0; AVX2 knows it of whole vectors only, to leave a loop
	numOps
)

var opNames = [numOps]string{"const", "in", "fadd", "fsub", "fmul", "fdiv", "fma", "fnma", "fms", "fnms",
	"sqrt", "rsqrt", "abs", "neg", "round", "minlt", "maxgt", "min", "max", "range", "fcmp", "icmp", "ucmp", "sel",
	"iadd", "isub", "imul", "imulu", "imin", "imax", "umin", "umax", "and", "or", "xor", "andnot", "shl", "shr", "sar", "shlv", "shrv", "sarv",
	"mand", "mor", "mxor", "mnot", "table", "bytes", "inttofl", "fltoint", "trunc", "scale", "leave", "tern", "irregular", "test"}

func (o op) String() string { return opNames[o] }

// anyCount marks a shift whose counts, read as unsigned, may exceed the width:
// nothing of the operand is left then.
const anyCount = 2

// isMask reports whether o makes truth values.
func (o op) isMask() bool {
	return o == opFCmp || o == opICmp || o == opUCmp || o == opIrregular || o == opTest || o >= opMAnd && o <= opMNot
}

func (o op) commutes() bool {
	switch o {
	case opFAdd, opFMul, opIAdd, opIMul, opIMulU, opIMin, opIMax, opUMin, opUMax, opAnd, opOr, opXor, opMAnd, opMOr, opMXor, opMin, opMax, opRange:
		return true
	}
	return false
}

// The predicates. The second half are the first half's negations; for floats
// a negation holds for NaN.
const (
	eq = iota
	lt
	le
	gt
	ge
	ord // neither is NaN
	ne
	nlt
	nle
	ngt
	nge
	unord
)

func negated(p uint64) uint64 { return (p + 6) % 12 }

// mirrored is the predicate with its operands exchanged.
func mirrored(p uint64) uint64 {
	return [...]uint64{eq, gt, ge, lt, le, ord, ne, ngt, nge, nlt, nle, unord}[p]
}

// table is a package-level array that kernels look up in.
type table struct {
	name string
	n    int // entries
}

// value is one node of a straight line.
type value struct {
	op      op
	imm     uint64
	table   *table
	args    []*value
	id      int
	name    string // of the variable it was assigned to first
	rounded bool   // the source rounds this product before using it
}

func (v *value) isMask() bool { return v.op.isMask() || v.op == opIn && v.imm&maskInput != 0 }

// maskInput marks, in the imm of an input, one that is read as truth values.
const maskInput = 1 << 8

// graph is a straight line of values in order, without duplicates.
type graph struct {
	lane int // bytes per lane
	vals []*value
	memo map[string]*value
}

func newGraph(lane int) *graph { return &graph{lane: lane, memo: map[string]*value{}} }

func (g *graph) new(o op, imm uint64, args ...*value) *value {
	return g.intern(&value{op: o, imm: imm, args: args})
}

// intern returns the value equal to v that came first.
func (g *graph) intern(v *value) *value {
	if v.op.commutes() && v.args[0].op == opConst {
		v.args = []*value{v.args[1], v.args[0]}
	}
	var key strings.Builder
	fmt.Fprintf(&key, "%d %x", v.op, v.imm)
	if v.table != nil {
		key.WriteString(" " + v.table.name)
	}
	for _, a := range v.args {
		fmt.Fprintf(&key, " v%d", a.id)
	}
	if old := g.memo[key.String()]; old != nil {
		return old
	}
	v.id = len(g.vals)
	g.vals = append(g.vals, v)
	g.memo[key.String()] = v
	return v
}

func (g *graph) constant(bits uint64) *value { return g.new(opConst, bits) }

// sign is the constant of the sign bit alone.
func (g *graph) sign() *value { return g.constant(1 << (8*g.lane - 1)) }

// magnitude is the constant of all bits but the sign.
func (g *graph) magnitude() *value { return g.constant(1<<(8*g.lane-1) - 1) }

// ones is the constant of all bits.
func (g *graph) ones() *value {
	if g.lane == 4 {
		return g.constant(1<<32 - 1)
	}
	return g.constant(1<<64 - 1)
}

// cmp is a comparison with its constant, if any, on the right.
func (g *graph) cmp(o op, pred uint64, a, b *value) *value {
	if a.op == opConst && b.op != opConst {
		a, b, pred = b, a, mirrored(pred)
	}
	if o == opUCmp && (pred == eq || pred == ne) {
		o = opICmp
	}
	return g.new(o, pred, a, b)
}

// not negates a truth value, a comparison by its predicate.
func (g *graph) not(v *value) *value {
	switch v.op {
	case opFCmp, opICmp, opUCmp:
		return g.new(v.op, negated(v.imm), v.args...)
	case opMNot:
		return v.args[0]
	}
	return g.new(opMNot, 0, v)
}

// rewrite copies the graph through f, which makes the value that stands for v
// over the already copied operands, and drops what no root needs.
func rewrite(g *graph, roots []*value, f func(to *graph, v *value, args []*value) (*value, error)) (*graph, []*value, error) {
	to := newGraph(g.lane)
	live := reachable(roots)
	done := map[*value]*value{}
	for _, v := range g.vals {
		if !live[v] {
			continue
		}
		args := make([]*value, len(v.args))
		for i, a := range v.args {
			args[i] = done[a]
		}
		n, err := f(to, v, args)
		if err != nil {
			return nil, nil, err
		}
		if n.name == "" {
			n.name = v.name
		}
		done[v] = n
	}
	out := make([]*value, len(roots))
	for i, r := range roots {
		out[i] = done[r]
	}
	return to, out, nil
}

func reachable(roots []*value) map[*value]bool {
	live := map[*value]bool{}
	var visit func(v *value)
	visit = func(v *value) {
		if live[v] {
			return
		}
		live[v] = true
		for _, a := range v.args {
			visit(a)
		}
	}
	for _, r := range roots {
		visit(r)
	}
	return live
}

// prune drops the values no root needs.
func (g *graph) prune(roots []*value) {
	live := reachable(roots)
	kept := g.vals[:0]
	for _, v := range g.vals {
		if live[v] {
			kept = append(kept, v)
		}
	}
	g.vals = kept
}
