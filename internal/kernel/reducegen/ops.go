package main

import "math"

// value names a constant by what it is, since its bits depend on the type.
type value uint8

const (
	posZero value = iota
	negZero
	one
	posInf
	negInf
	nan
	signBit // only the sign
	absMask // all but the sign
)

var values64 = [...]uint64{posZero: 0, negZero: 1 << 63, one: 0x3ff << 52, posInf: 0x7ff << 52,
	negInf: 0xfff << 52, nan: 0x7ff8 << 48, signBit: 1 << 63, absMask: math.MaxInt64}

var values32 = [...]uint64{posZero: 0, negZero: 1 << 31, one: 0x7f << 23, posInf: 0xff << 23,
	negInf: 0x1ff << 23, nan: 0x7fc << 20, signBit: 1 << 31, absMask: math.MaxInt32}

// elem is a float type.
type elem struct {
	name   string // in kernel names
	dtype  string // constant of package dtype
	suffix string // of x86 mnemonics
	size   int
	values []uint64
}

var elems = []elem{
	{"F64", "Float64", "D", 8, values64[:]},
	{"F32", "Float32", "S", 4, values32[:]},
}

// lanes is L of the reduction tree.
func (e elem) lanes() int { return laneBytes / e.size }

// laneBytes is the size of all lanes.
const laneBytes = 512

// kind groups reductions that share code.
type kind uint8

const (
	sum kind = iota
	prod
	sumAbs
	sumSq
	minimum
	maximum
	fmin
	fmax
	nanSum
	nanProd
	dot
	sqDev
	complexSum
)

// op is one reduction by lanes.
type op struct {
	kind    kind
	name    string // kernel name without type and tier
	red     string // constant of package kernel, empty for special entries
	ident   value  // start of a lane
	neutral value  // operand that changes no result, for lanes past the end
	body    string // the loop, for the comment
}

var ops = []op{
	{sum, "sum", "RedSum", negZero, negZero, "lane += x"},
	{prod, "prod", "RedProd", one, one, "lane *= x"},
	{sumAbs, "sumAbs", "RedSumAbs", negZero, posZero, "lane += |x|"},
	{sumSq, "sumSq", "RedSumSq", negZero, posZero, "lane = fma(x, x, lane)"},
	{minimum, "min", "RedMin", posInf, posInf, "lane = min(lane, x)"},
	{maximum, "max", "RedMax", negInf, negInf, "lane = max(lane, x)"},
	{fmin, "fmin", "RedFMin", nan, nan, "lane = fmin(lane, x)"},
	{fmax, "fmax", "RedFMax", nan, nan, "lane = fmax(lane, x)"},
	{nanSum, "nanSum", "RedNaNSum", negZero, negZero, "lane += x == x ? x : 0"},
	{nanProd, "nanProd", "RedNaNProd", one, one, "lane *= x == x ? x : 1"},
	{dot, "dot", "", negZero, negZero, "lane = fma(x, y, lane)"},
	{sqDev, "sqDev", "", negZero, posZero, "lane = fma(x - mean, x - mean, lane)"},
	{complexSum, "complexSum", "", negZero, negZero, "lane += x"},
}

// binary reports whether the kernel takes a second operand.
func (o op) binary() bool { return o.kind == dot || o.kind == sqDev }

// extremal reports whether o is a minimum or maximum.
func (o op) extremal() bool { return o.kind >= minimum && o.kind <= fmax }

// largest reports whether o is a maximum.
func (o op) largest() bool { return o.kind == maximum || o.kind == fmax }

// outer reports whether there is a kernel of o over rows.
func (o op) outer() bool { return o.kind != dot && o.kind != complexSum }

// params and frame of the three kinds of kernels.
const (
	laneParams = "dst, a unsafe.Pointer, n, rows, stride int"
	laneFrame  = 40
	pairParams = "dst, a, b unsafe.Pointer, n, rows, as, bs int"
	pairFrame  = 56
	rowParams  = "acc, x unsafe.Pointer, n, rows, stride int"
	rowFrame   = 40
	devParams  = "acc, mean, x unsafe.Pointer, n, rows, stride int"
	devFrame   = 48
)
