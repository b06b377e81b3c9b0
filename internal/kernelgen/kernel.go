package main

// memType is an element type in memory.
type memType uint8

const (
	mF64 memType = iota
	mF32
	mI64
	mI32
	mBool // a byte, 0 or 1
	mI16
	mI8
)

var memSizes = [...]int{8, 4, 8, 4, 1, 2, 1}

func (t memType) size() int { return memSizes[t] }

// input is an operand of a kernel.
type input struct {
	typ    memType
	scalar bool // one element for all
	float  bool // lanes are floats: a float32 in 8-byte lanes is widened
}

// kernel is one loop to generate.
type kernel struct {
	name   string // of the symbol, without the tier
	key    string // the case of the dispatch switch, Go
	family string // which dispatch switch and file
	lane   int    // bytes per lane
	in     []input
	out    memType
	float  bool // the result's lanes are floats
	unroll int
	doc    string // the loop it computes
	stream bool   // writes past the caches: whole groups of vectors at aligned addresses
	alias  string // not generated: the kernel of this name with its operands exchanged

	g    *graph
	root *value
	slow *value // nil: no slow road
	fast *value // nil, or root without its care for the operands of rare
	rare *value
}

var operandNames = [...]string{"a", "b", "c"}

// operandName is the name of operand i in the assembly stub.
func (k *kernel) operandName(i int) string {
	if k.in[i].typ == mBool && len(k.in) == 3 {
		return "mask"
	}
	if len(k.in) == 3 && k.in[0].typ == mBool {
		i--
	}
	return operandNames[i]
}
