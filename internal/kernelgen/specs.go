package main

import (
	"errors"
	"fmt"
	"go/constant"
	"strings"
)

// A kernel exists for every operation that funcs.go gives a function of the
// dialect, and for the few operations below that need no function: the
// operation itself is the kernel.

// element is a type the vector kernels know.
type element struct {
	name, short string // "Float64", "F64"
	mem         memType
	float       bool
	unsigned    bool
}

var (
	float64s = element{"Float64", "F64", mF64, true, false}
	float32s = element{"Float32", "F32", mF32, true, false}
	int64s   = element{"Int64", "I64", mI64, false, false}
	int32s   = element{"Int32", "I32", mI32, false, false}
	uint64s  = element{"Uint64", "U64", mI64, false, true}
	uint32s  = element{"Uint32", "U32", mI32, false, true}
	int16s   = element{"Int16", "I16", mI16, false, false}
	int8s    = element{"Int8", "I8", mI8, false, false}
	uint16s  = element{"Uint16", "U16", mI16, false, true}
	uint8s   = element{"Uint8", "U8", mI8, false, true}
	bools    = element{"Bool", "Bool", mBool, false, false}
)

// wholes are the integers.
var wholes = []element{int64s, int32s, uint64s, uint32s, int16s, int8s, uint16s, uint8s}

// opKey and castKey are the constants of the dispatch switches, in Go.

func opKey(op string, e element) string {
	return "int(" + op + ")*dtype.Count + int(dtype." + e.name + ")"
}

func castKey(to string, from element) string {
	return "int(dtype." + to + ")*dtype.Count + int(dtype." + from.name + ")"
}

// mode is which operands of a binary kernel are one element.
type mode struct {
	name string
	a, b bool
}

var modes = []mode{{"VV", false, false}, {"VS", false, true}, {"SV", true, false}}

// collect makes every kernel. It fails if a function wired in funcs.go that is
// declared among the dialect files does not compile.
func collect(s *source) ([]*kernel, error) {
	c := &collector{src: s}
	c.wired()
	c.comparisons()
	c.integers()
	c.selects()
	c.casts()
	c.toIntegers()
	c.fromBool()
	c.intUnary()
	c.ternary()
	return c.out, errors.Join(c.errs...)
}

type collector struct {
	src  *source
	out  []*kernel
	errs []error
}

// wired makes the kernels of the functions in the switches of funcs.go.
func (c *collector) wired() {
	in64 := map[string]bool{}
	for _, fn := range []struct {
		name  string
		typ   element
		arity int
	}{
		{"unary64", float64s, 1}, {"arith64", float64s, 1}, {"test64", float64s, 1}, {"binary64", float64s, 2}, {"arith264", float64s, 2},
		{"unary32", float32s, 1}, {"arith32", float32s, 1}, {"test32", float32s, 1}, {"binary32", float32s, 2}, {"arith232", float32s, 2},
	} {
		for _, w := range c.src.wires(fn.name) {
			if !c.src.isKernel(w.f) {
				continue
			}
			in64[fn.typ.short+w.op] = true
			c.function(w, fn.typ, fn.arity)
		}
	}
	// What float32 does not wire itself it computes as float64.
	for _, fn := range []struct {
		name  string
		arity int
	}{{"unary64", 1}, {"binary64", 2}} {
		for _, w := range c.src.wires(fn.name) {
			if c.src.isKernel(w.f) && !in64["F32"+w.op] {
				w.wide = true
				c.function(w, float32s, fn.arity)
			}
		}
	}
}

// spread are operations so long that their kernels exist for vectors only; the
// kernel package spreads a one-element operand into a vector for them.
var spread = map[string]bool{"Pow": true, "Atan2": true, "Hypot": true}

// commutes are the binary operations that give the same bits when their
// operands are exchanged.
var commutes = map[string]bool{"Add": true, "Mul": true, "Min": true, "Max": true, "FMin": true, "FMax": true,
	"BitAnd": true, "BitOr": true, "BitXor": true, "Eq": true, "Ne": true}

// exchange makes k another name for the kernel of op in a mode, with its
// operands exchanged.
func (c *collector) exchange(k *kernel, op string, e element, mode string) {
	k.alias = lowerFirst(op) + e.short + mode
	c.out = append(c.out, k)
	for _, o := range c.out {
		if o.stream && o.name == streamName(k.alias) {
			t := *k
			t.name, t.family, t.alias, t.stream = streamName(k.name), streamName(k.family), o.name, true
			c.out = append(c.out, &t)
			break
		}
	}
}

// function makes the kernels of one wired function.
func (c *collector) function(w wired, e element, arity int) {
	lane := e.mem.size()
	if w.wide {
		lane = 8
	}
	if arity == 1 {
		k := &kernel{name: lowerFirst(w.op) + e.short, key: opKey(w.op, e), family: "unary",
			lane: lane, in: []input{{typ: e.mem, float: true}}, out: e.mem, float: true}
		c.build(k, w)
		return
	}
	for _, m := range modes {
		if spread[w.op] && m.name != "VV" {
			continue
		}
		k := &kernel{name: lowerFirst(w.op) + e.short + m.name, family: "binary" + m.name,
			key: opKey(w.op, e), lane: lane,
			in: []input{{e.mem, m.a, true}, {e.mem, m.b, true}}, out: e.mem, float: true}
		if commutes[w.op] && m.name == "SV" {
			c.exchange(k, w.op, e, "VS")
			continue
		}
		c.build(k, w)
	}
}

// build compiles the function of k.
func (c *collector) build(k *kernel, w wired) {
	b := &builder{src: c.src, g: newGraph(k.lane), tabs: map[string]*table{}}
	args := make([]*value, len(k.in))
	for i := range args {
		args[i] = b.g.new(opIn, uint64(i))
	}
	if w.slow != "" {
		r, err := b.call(w.slow, args)
		if err != nil {
			c.errs = append(c.errs, fmt.Errorf("%s: %w", w.slow, err))
			return
		}
		k.slow = r[0]
	}
	r, err := b.call(w.f, args)
	if err != nil {
		c.errs = append(c.errs, fmt.Errorf("%s: %w", w.f, err))
		return
	}
	k.g, k.root = b.g, r[0]
	fast, rare := w.f+"_fast", w.f+"_rare"
	if strings.HasSuffix(k.family, "VS") && c.src.funcs[w.f+"_scalar"] != nil {
		fast, rare = w.f+"_scalar", w.f+"_scalar_rare"
	}
	if err := c.fast(k, b, fast, rare, args); err != nil {
		c.errs = append(c.errs, err)
		return
	}
	if k.root.isMask() {
		k.out = mBool
	}
	k.doc = doc(k, w.f)
	c.add(k)
}

// fast compiles the fast form of a function, if there is one: it gives the same
// bits for all operands but those of rare. The loop over many vectors uses it,
// and leaves those with a rare operand to the function itself.
func (c *collector) fast(k *kernel, b *builder, fast, rare string, args []*value) error {
	if c.src.funcs[fast] == nil {
		return nil
	}
	for _, r := range []struct {
		name string
		to   **value
	}{{fast, &k.fast}, {rare, &k.rare}} {
		v, err := b.call(r.name, args)
		if err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		*r.to = v[0]
	}
	return nil
}

func (c *collector) add(k *kernel) {
	k.unroll = 4
	c.out = append(c.out, k)
	if k.streams() {
		t := *k
		t.name, t.family, t.stream = streamName(k.name), streamName(k.family), true
		t.fast, t.rare = nil, nil // memory holds it up anyway
		c.out = append(c.out, &t)
	}
}

// maxStream is how many values a kernel has at most that memory holds up.
const maxStream = 16

// streams reports whether k has a twin that writes past the caches: it is a
// short function of floats without a slow road.
func (k *kernel) streams() bool {
	return k.float && k.in[0].float && k.out.size() == k.lane && k.out != mBool && k.family != "cast" &&
		k.slow == nil && len(reachable([]*value{k.root})) <= maxStream
}

func streamName(name string) string { return "stream" + strings.ToUpper(name[:1]) + name[1:] }

// direct makes a kernel of an expression over its operands.
func (c *collector) direct(k *kernel, expr string, f func(g *graph, a []*value) *value) {
	g := newGraph(k.lane)
	args := make([]*value, len(k.in))
	for i, in := range k.in {
		imm := uint64(i)
		if in.typ == mBool {
			imm |= maskInput
		}
		args[i] = g.new(opIn, imm)
	}
	k.g, k.root = g, f(g, args)
	k.doc = doc(k, expr)
	c.add(k)
}

var comparisonPreds = []struct {
	op   string
	pred uint64
	sign string
}{{"Eq", eq, "=="}, {"Ne", ne, "!="}, {"Lt", lt, "<"}, {"Le", le, "<="}, {"Gt", gt, ">"}, {"Ge", ge, ">="}}

// exchanged is the comparison that holds for the exchanged operands.
var exchanged = map[string]string{"Eq": "Eq", "Ne": "Ne", "Lt": "Gt", "Le": "Ge", "Gt": "Lt", "Ge": "Le"}

func (c *collector) comparisons() {
	for _, e := range append([]element{float64s, float32s}, wholes...) {
		for _, p := range comparisonPreds {
			for _, m := range modes {
				k := &kernel{name: lowerFirst(p.op) + e.short + m.name, family: "binary" + m.name, key: opKey(p.op, e),
					lane: e.mem.size(), in: []input{{e.mem, m.a, e.float}, {e.mem, m.b, e.float}}, out: mBool}
				switch x := exchanged[p.op]; {
				case m.name == "SV":
					c.exchange(k, x, e, "VS")
					continue
				case m.name == "VV" && (p.op == "Gt" || p.op == "Ge"):
					c.exchange(k, x, e, "VV")
					continue
				}
				o := opICmp
				switch {
				case e.float:
					o = opFCmp
				case e.unsigned:
					o = opUCmp
				}
				c.direct(k, p.sign, func(g *graph, a []*value) *value { return g.cmp(o, p.pred, a[0], a[1]) })
			}
		}
	}
}

// integers are the operations on whole numbers that every tier has vectors for.
func (c *collector) integers() {
	bin := []struct {
		op, sign string
		o        op
	}{{"Add", "+", opIAdd}, {"Sub", "-", opISub}, {"Mul", "*", opIMul}, {"BitAnd", "&", opAnd}, {"BitOr", "|", opOr}, {"BitXor", "^", opXor}}
	for _, e := range wholes {
		least, most, shr := opIMin, opIMax, opSarV
		if e.unsigned {
			least, most, shr = opUMin, opUMax, opShrV
		}
		simple := func(o op, imm uint64) func(g *graph, a []*value) *value {
			return func(g *graph, a []*value) *value { return g.new(o, imm, a...) }
		}
		for _, b := range bin {
			if isBitwise(b.o) && e.mem.size() < 4 {
				continue // done as words
			}
			c.intBinary(b.op, b.sign, e, simple(b.o, 0))
		}
		c.intBinary("Min", "min", e, simple(least, 0))
		c.intBinary("Max", "max", e, simple(most, 0))
		if e.mem.size() >= 4 {
			c.intBinary("Shl", "<<", e, simple(opShlV, anyCount))
			c.intBinary("Shr", ">>", e, simple(shr, anyCount))
		}
	}
}

func (c *collector) intBinary(op, sign string, e element, f func(g *graph, a []*value) *value) {
	for _, m := range modes {
		k := &kernel{name: lowerFirst(op) + e.short + m.name, family: "binary" + m.name, key: opKey(op, e),
			lane: e.mem.size(), in: []input{{e.mem, m.a, false}, {e.mem, m.b, false}}, out: e.mem}
		if commutes[op] && m.name == "SV" {
			c.exchange(k, op, e, "VS")
			continue
		}
		c.direct(k, sign, f)
	}
}

// intUnary are the operations on one whole number.
func (c *collector) intUnary() {
	for _, e := range wholes {
		for _, u := range []struct {
			op string
			f  func(g *graph, a []*value) *value
		}{
			{"Neg", func(g *graph, a []*value) *value { return g.new(opISub, 0, g.constant(0), a[0]) }},
			{"Not", func(g *graph, a []*value) *value { return g.new(opXor, 0, a[0], g.ones()) }},
			{"Square", func(g *graph, a []*value) *value { return g.new(opIMul, 0, a[0], a[0]) }},
			{"Abs", func(g *graph, a []*value) *value {
				return g.new(opIMax, 0, a[0], g.new(opISub, 0, g.constant(0), a[0]))
			}},
		} {
			if u.op == "Abs" && e.unsigned {
				continue
			}
			c.direct(&kernel{name: lowerFirst(u.op) + e.short, family: "unary", key: opKey(u.op, e),
				lane: e.mem.size(), in: []input{{typ: e.mem}}, out: e.mem}, lowerFirst(u.op), u.f)
		}
	}
	c.direct(&kernel{name: "notBool", family: "unary", key: opKey("Not", bools), lane: 1, in: []input{{typ: mI8}}, out: mI8},
		"1 ^", func(g *graph, a []*value) *value { return g.new(opXor, 0, a[0], g.constant(1)) })
}

// selects choose by size alone.
func (c *collector) selects() {
	for _, e := range []element{int64s, int32s, int16s, int8s} {
		for _, m := range append(modes, mode{"SS", true, true}) {
			k := &kernel{name: fmt.Sprintf("select%d%s", 8*e.mem.size(), m.name), family: "select" + m.name, key: fmt.Sprint(e.mem.size()),
				lane: e.mem.size(), in: []input{{typ: mBool}, {e.mem, m.a, false}, {e.mem, m.b, false}}, out: e.mem}
			c.direct(k, "mask", func(g *graph, a []*value) *value { return g.new(opSel, 0, a...) })
		}
	}
}

// casts convert between the floats, widen int32 and test floats for zero.
func (c *collector) casts() {
	identity := func(g *graph, a []*value) *value { return a[0] }
	toFloat := func(g *graph, a []*value) *value { return g.new(opIntToFl, 0, a[0]) }
	for _, k := range []struct {
		to, from element
		lane     int
		f        func(g *graph, a []*value) *value
	}{
		{float32s, float64s, 8, identity}, {float64s, float32s, 8, identity},
		{int64s, int32s, 8, identity}, {int32s, int64s, 8, identity},
		{uint32s, int64s, 8, identity}, {uint32s, uint64s, 8, identity}, {int32s, uint64s, 8, identity}, {uint64s, int32s, 8, identity},
		{float32s, int32s, 4, toFloat}, {float64s, int64s, 8, toFloat}, {float64s, int32s, 8, identity},
	} {
		c.cast(k.to, k.from, k.lane, k.to.float, k.f)
	}
	for _, e := range []element{float64s, float32s} {
		c.direct(&kernel{name: "cast" + e.short + "Bool", family: "cast", key: castKey("Bool", e),
			lane: e.mem.size(), in: []input{{typ: e.mem, float: true}}, out: mBool}, "0 !=", func(g *graph, a []*value) *value {
			return g.cmp(opFCmp, ne, a[0], g.constant(0))
		})
	}
}

// toIntegers convert floats as the kernel package's Cast tells: towards zero,
// beyond the range to its end, NaN to 0. A truncation gives the smallest
// integer for what it cannot convert, or does all this itself.
func (c *collector) toIntegers() {
	for _, k := range []struct {
		to, from element
		lane     int
		end      float64 // the first value above the range
	}{{int64s, float64s, 8, 0x1p63}, {int64s, float32s, 8, 0x1p63}, {int32s, float32s, 4, 0x1p31}} {
		c.cast(k.to, k.from, k.lane, false, func(g *graph, a []*value) *value {
			largest := g.constant(1<<(8*k.lane-1) - 1)
			r := g.new(opSel, 0, g.new(opFCmp, ge, a[0], g.float(constant.MakeFloat64(k.end))), largest, g.new(opTrunc, 0, a[0]))
			return g.new(opSel, 0, g.new(opFCmp, ord, a[0], a[0]), r, g.constant(0))
		})
	}
	c.cast(int32s, float64s, 8, true, func(g *graph, a []*value) *value {
		r := g.new(opMinLT, 0, g.float(constant.MakeFloat64(1<<31-1)), a[0])
		r = g.new(opMaxGT, 0, g.float(constant.MakeFloat64(-1<<31)), r)
		return g.new(opSel, 0, g.new(opFCmp, ord, a[0], a[0]), r, g.constant(0))
	})
}

// fromBool gives 0 and 1.
func (c *collector) fromBool() {
	for _, e := range []element{float64s, float32s, int64s, int32s, uint64s, uint32s} {
		c.cast(e, bools, e.mem.size(), e.float, func(g *graph, a []*value) *value {
			one := g.constant(1)
			if e.float {
				one = g.float(constant.MakeFloat64(1))
			}
			return g.new(opSel, 0, a[0], one, g.constant(0))
		})
	}
}

// cast makes a kernel of a conversion; float tells whether its result lanes
// are floats still, to be converted when they are stored.
func (c *collector) cast(to, from element, lane int, float bool, f func(g *graph, a []*value) *value) {
	c.direct(&kernel{name: "cast" + from.short + to.short, family: "cast", key: castKey(to.name, from),
		lane: lane, in: []input{{typ: from.mem, float: from.float || to.float}}, out: to.mem, float: float}, "cast", f)
}

func (c *collector) ternary() {
	for _, e := range []element{float64s, float32s} {
		c.direct(&kernel{name: "fma" + e.short, family: "ternary", key: opKey("FMA", e), lane: e.mem.size(),
			in: []input{{typ: e.mem, float: true}, {typ: e.mem, float: true}, {typ: e.mem, float: true}}, out: e.mem, float: true},
			"fma", func(g *graph, a []*value) *value { return g.new(opFMA, 0, a...) })
	}
}

// doc is the loop k computes.
func doc(k *kernel, f string) string {
	operands := make([]string, len(k.in))
	for i := range k.in {
		operands[i] = k.operandName(i)
		if !k.in[i].scalar {
			operands[i] += "[i]"
		}
	}
	var e string
	switch {
	case f == "mask":
		e = fmt.Sprintf("%s ? %s : %s", operands[0], operands[1], operands[2])
	case len(operands) == 2 && !isLetter(f[0]):
		e = operands[0] + " " + f + " " + operands[1]
	case !isLetter(f[0]):
		e = f + " " + operands[0]
	default:
		e = f + "(" + strings.Join(operands, ", ") + ")"
	}
	return "for i := range n { dst[i] = " + e + " }"
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func lowerFirst(s string) string {
	for i := 1; i < len(s); i++ { // FMin gives fMin, FMA would give fma
		if s[i] >= 'a' && s[i] <= 'z' {
			return strings.ToLower(s[:1]) + s[1:]
		}
	}
	return strings.ToLower(s)
}

// isKernel reports whether the function named f is declared in a dialect file
// and so is to be compiled; a function of division.go, say, is not.
func (s *source) isKernel(f string) bool {
	return primitives[f] != nil || s.funcs[f] != nil && !s.inFile(f, "funcs.go")
}

func (s *source) inFile(f, file string) bool {
	for _, d := range s.files[file].Decls {
		if d == any(s.funcs[f]) {
			return true
		}
	}
	return false
}
