package main

import (
	"errors"
	"fmt"
	"slices"
)

// errTier marks an operation a tier has no instruction for.
var errTier = errors.New("no such instruction on the tier")

// lowerX86 rewrites a graph into operations that are one instruction each on
// AVX2 or AVX-512.
func lowerX86(g *graph, roots []*value, wide bool) (*graph, []*value, error) {
	g2, r2, err := rewrite(g, roots, func(to *graph, v *value, a []*value) (*value, error) {
		if v.op == opTable {
			return lowerTable(to, v, a[0], wide), nil
		}
		if n := lowerFloat(to, v, a, wide); n != nil {
			return n, nil
		}
		if !wide && v.op == opICmp && slices.Contains(roots[1:], v) && testsBits(v.imm, a) {
			return to.new(opTest, 0, a[0].args...), nil
		}
		if !wide {
			if n, err := lowerAVX2(to, v, a); n != nil || err != nil {
				return n, err
			}
		}
		return keep(to, v, a), nil
	})
	if err != nil {
		return nil, nil, err
	}
	g2.prune(r2)
	if wide {
		return joinBits(g2, r2)
	}
	return g2, r2, nil
}

// testsBits reports whether the comparison pred of a is x&y != 0.
func testsBits(pred uint64, a []*value) bool {
	return pred == ne && a[0].op == opAnd && a[1].op == opConst && a[1].imm == 0
}

// keep copies v as it is.
func keep(to *graph, v *value, a []*value) *value {
	return to.intern(&value{op: v.op, imm: v.imm, table: v.table, args: a})
}

// lowerFloat handles what x86 has no single instruction for, nil for the rest.
func lowerFloat(to *graph, v *value, a []*value, wide bool) *value {
	switch v.op {
	case opAbs:
		return to.new(opAnd, 0, a[0], to.magnitude())
	case opNeg:
		return to.new(opXor, 0, a[0], to.sign())
	case opMin: // equal zeros differ in the sign bit; a NaN stays one under or
		return to.new(opOr, 0, to.new(opMinLT, 0, a[0], a[1]), to.new(opMinLT, 0, a[1], a[0]))
	case opMax:
		nan := to.new(opFCmp, unord, a[0], a[1])
		if wide {
			return to.new(opSel, 0, nan, to.new(opOr, 0, a[0], a[1]), to.new(opRange, 0, a[0], a[1]))
		}
		p, q := to.new(opMaxGT, 0, a[0], a[1]), to.new(opMaxGT, 0, a[1], a[0])
		return to.new(opSel, 0, nan, to.new(opOr, 0, p, q), to.new(opAnd, 0, p, q))
	case opFMA:
		return lowerFMA(to, a)
	case opICmp:
		if wide && testsBits(v.imm, a) {
			return to.new(opTest, 0, a[0].args...)
		}
	case opIrregular:
		if !wide {
			return lowerIrregular(to, a[0])
		}
	case opScale:
		if wide {
			return to.new(opScale, 0, a[0], a[1])
		}
		return a[2]
	case opSel:
		if a[2].op == opConst && a[1].op != opConst { // the constant goes where memory may stand
			return to.new(opSel, 0, invert(to, a[0], wide), a[2], a[1])
		}
	}
	return nil
}

// invert negates a truth value in the form the tier keeps it in.
func invert(to *graph, v *value, wide bool) *value {
	if wide || v.op == opFCmp {
		return to.not(v)
	}
	return to.new(opXor, 0, v, to.ones())
}

// lowerFMA folds negations into the operation: they are exact, so nothing
// else changes.
func lowerFMA(to *graph, a []*value) *value {
	negative := false
	x, y, z := a[0], a[1], a[2]
	for _, p := range []**value{&x, &y} {
		if n := negand(to, *p); n != nil {
			*p, negative = n, !negative
		}
	}
	n := negand(to, z)
	switch {
	case n != nil && negative:
		return to.new(opFNMS, 0, x, y, n)
	case n != nil:
		return to.new(opFMS, 0, x, y, n)
	case negative:
		return to.new(opFNMA, 0, x, y, z)
	}
	return to.new(opFMA, 0, x, y, z)
}

// negand returns x where v is -x, nil elsewhere.
func negand(to *graph, v *value) *value {
	if v.op == opNeg || v.op == opXor && v.args[1] == to.sign() {
		return v.args[0]
	}
	return nil
}

// lowerAVX2 handles integers: AVX2 compares for equal and greater, signed.
func lowerAVX2(to *graph, v *value, a []*value) (*value, error) {
	switch v.op {
	case opICmp, opUCmp:
		x, y := a[0], a[1]
		if v.op == opUCmp {
			x, y = to.new(opXor, 0, x, to.sign()), to.new(opXor, 0, y, to.sign())
		}
		return lowerICmp(to, v.imm, x, y), nil
	case opMNot:
		return to.new(opXor, 0, a[0], to.ones()), nil
	case opIMul:
		if to.lane == 8 {
			return longProduct(to, a[0], a[1]), nil
		}
	case opIMin, opIMax, opUMin, opUMax:
		if to.lane == 8 {
			p := minMax[v.op]
			n, err := lowerAVX2(to, &value{op: p.cmp, imm: p.pred}, a)
			return to.new(opSel, 0, n, a[0], a[1]), err
		}
	case opSarV:
		if to.lane == 8 { // of the complement where the sign is set: zeros come in
			sign := to.new(opICmp, gt, to.constant(0), a[0])
			return to.new(opXor, 0, to.new(opShrV, anyCount, to.new(opXor, 0, a[0], sign), a[1]), sign), nil
		}
	case opTrunc:
		if to.lane == 8 {
			return nil, fmt.Errorf("%s of 64 bits: %w", v.op, errTier)
		}
	case opIntToFl:
		if to.lane == 8 {
			return intToFloat(to, a[0]), nil
		}
	}
	return nil, nil
}

// lowerIrregular moves the positive normal numbers to the lower end of the
// signed integers, where one comparison finds the others.
func lowerIrregular(to *graph, x *value) *value {
	mant, top := uint64(52), uint64(0x7fe)
	if to.lane == 4 {
		mant, top = 23, 0xfe
	}
	sign := to.sign().imm
	return to.new(opICmp, gt, to.new(opIAdd, 0, x, to.constant(sign-1<<mant)), to.constant(sign+top<<mant-1))
}

// permutes reports whether a table of n entries is one that the lookup makes
// of permutations, which ignore the high bits of the index.
func permutes(n, lane int, wide bool) bool {
	if wide {
		return n == 64/lane || n == 128/lane
	}
	return lane == 4 && n == 16
}

// lowerTable leaves out the masking of an index that the permutations do
// themselves. AVX2 permutes eight entries of 4 bytes: of sixteen it chooses
// by bit 3 of the index, moved to the sign.
func lowerTable(to *graph, v *value, index *value, wide bool) *value {
	if !permutes(v.table.n, to.lane, wide) {
		return keep(to, v, []*value{index})
	}
	if index.op == opAnd && index.args[1].op == opConst && index.args[1].imm == uint64(v.table.n-1) {
		index = index.args[0]
	}
	if wide && v.table.n == 64/to.lane {
		whole := to.intern(&value{op: opConst, table: v.table})
		return to.intern(&value{op: opTable, table: v.table, args: []*value{index, whole}})
	}
	if wide {
		return keep(to, v, []*value{index})
	}
	part := func(at uint64) *value {
		return to.intern(&value{op: opTable, imm: at, table: v.table, args: []*value{index}})
	}
	return to.new(opSel, 0, to.new(opShl, 28, index), part(32), part(0))
}

// minMax are the comparisons that choose the first operand.
var minMax = map[op]struct {
	cmp  op
	pred uint64
}{opIMin: {opICmp, lt}, opIMax: {opICmp, gt}, opUMin: {opUCmp, lt}, opUMax: {opUCmp, gt}}

// longProduct makes the low half of a 64-bit product of three products of
// halves.
func longProduct(to *graph, x, y *value) *value {
	cross := to.new(opIAdd, 0, to.new(opIMulU, 0, to.new(opShr, 32, x), y), to.new(opIMulU, 0, x, to.new(opShr, 32, y)))
	return to.new(opIAdd, 0, to.new(opIMulU, 0, x, y), to.new(opShl, 32, cross))
}

// intToFloat converts int64 where there is no instruction for it: the halves
// become the digits of floats near 2^84 and 2^52, whose sum rounds once.
func intToFloat(to *graph, x *value) *value {
	hi := to.new(opXor, 0, to.new(opShr, 32, x), to.constant(0x4530000080000000))
	lo := to.new(opOr, 0, to.new(opAnd, 0, x, to.constant(1<<32-1)), to.constant(0x4330000000000000))
	return to.new(opFAdd, 0, to.new(opFSub, 0, hi, to.constant(0x4530000080100000)), lo)
}

// lowerICmp makes a signed comparison of equal and greater.
func lowerICmp(to *graph, pred uint64, x, y *value) *value {
	switch pred {
	case eq, gt:
		return to.new(opICmp, pred, x, y)
	case lt, nge:
		return to.new(opICmp, gt, y, x)
	case ngt, le:
		return invert(to, to.new(opICmp, gt, x, y), false)
	case ge, nlt:
		return invert(to, to.new(opICmp, gt, y, x), false)
	case nle:
		return to.new(opICmp, gt, x, y)
	}
	return invert(to, to.new(opICmp, eq, x, y), false)
}

// lowerNEON rewrites for arm64, whose float comparisons are ==, > and >=.
func lowerNEON(g *graph, roots []*value) (*graph, []*value, error) {
	g2, r2, err := rewrite(g, roots, func(to *graph, v *value, a []*value) (*value, error) {
		switch v.op {
		case opMinLT:
			return to.new(opSel, 0, to.new(opFCmp, gt, a[1], a[0]), a[0], a[1]), nil
		case opMaxGT:
			return to.new(opSel, 0, to.new(opFCmp, gt, a[0], a[1]), a[0], a[1]), nil
		case opFCmp, opICmp, opUCmp:
			return lowerCmpNEON(to, v, a[0], a[1]), nil
		case opIrregular:
			return lowerIrregular(to, a[0]), nil
		case opTable:
			if to.lane == 4 && v.table.n == 16 { // bytes 4i to 4i+3 for index i
				at := to.new(opIAdd, 0, to.new(opIMul, 0, a[0], to.constant(0x04040404)), to.constant(0x03020100))
				return to.intern(&value{op: opBytes, table: v.table, args: []*value{at}}), nil
			}
		case opFMA:
			negative := false
			x, y := a[0], a[1]
			for _, p := range []**value{&x, &y} {
				if (*p).op == opNeg {
					*p, negative = (*p).args[0], !negative
				}
			}
			if negative {
				return to.new(opFNMA, 0, x, y, a[2]), nil
			}
			return to.new(opFMA, 0, x, y, a[2]), nil
		case opScale:
			return a[2], nil
		case opIMin, opIMax, opUMin, opUMax:
			if to.lane == 8 {
				p := minMax[v.op]
				return to.new(opSel, 0, lowerCmpNEON(to, &value{op: p.cmp, imm: p.pred}, a[0], a[1]), a[0], a[1]), nil
			}
		case opShlV, opSarV:
			if v.op == opSarV || v.imm == anyCount {
				return nil, fmt.Errorf("shift by any count: %w", errTier)
			}
		case opShrV:
			if v.imm == anyCount {
				return nil, fmt.Errorf("shift by any count: %w", errTier)
			}
			return to.new(opShlV, 1, a[0], to.new(opISub, 0, to.constant(0), a[1])), nil
		case opIMul:
			if to.lane == 8 {
				return nil, fmt.Errorf("64-bit product: %w", errTier)
			}
		}
		return keep(to, v, a), nil
	})
	if err != nil {
		return nil, nil, err
	}
	g2.prune(r2)
	return g2, r2, nil
}

func lowerCmpNEON(to *graph, v *value, x, y *value) *value {
	switch v.imm {
	case eq, gt, ge:
		return to.new(v.op, v.imm, x, y)
	case lt, le:
		return to.new(v.op, mirrored(v.imm), y, x)
	case nlt, nle:
		return to.new(opMNot, 0, to.new(v.op, mirrored(negated(v.imm)), y, x))
	case ngt, nge:
		return to.new(opMNot, 0, to.new(v.op, negated(v.imm), x, y))
	}
	if v.imm == ord || v.imm == unord {
		o := to.new(opMAnd, 0, to.new(opFCmp, eq, x, x), to.new(opFCmp, eq, y, y))
		if v.imm == ord {
			return o
		}
		return to.new(opMNot, 0, o)
	}
	return to.new(opMNot, 0, to.new(v.op, negated(v.imm), x, y))
}
