package graph

import (
	"math"
	"slices"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/dtype"
)

// argument is what stands in one place of a call: a value, a list, a string, a
// bare name that may be an element type, or None.
type argument struct {
	pos    int
	node   *Node
	list   []argument
	isList bool
	text   string
	isText bool
	dt     DType
	none   bool
}

// call reads (arguments) of an operation; self is the value before the dot of
// a method, nil for a function.
func (p *parser) call(name string, pos int, self *Node) *Node {
	if !p.enter() {
		return nil
	}
	defer func() { p.depth-- }()
	p.expect("(")
	var args []argument
	if self != nil {
		args = append(args, argument{pos: pos, node: self})
	}
	named := map[string]argument{}
	for p.err == nil && !p.is(")") {
		if p.tok.kind == tokName && p.peek().kind == tokSign && p.peek().s == "=" {
			key, at := p.tok.s, p.tok.pos
			p.advance()
			p.advance()
			if _, twice := named[key]; twice {
				p.fail(at, "%s is given twice", key)
			}
			named[key] = p.argument()
		} else if args = append(args, p.argument()); len(named) > 0 {
			p.fail(args[len(args)-1].pos, "a positional argument follows a named one")
		}
		if !p.take(",") {
			break
		}
	}
	p.expect(")")
	if p.err != nil {
		return nil
	}
	return p.dispatch(name, pos, args, named)
}

// argument reads one argument.
func (p *parser) argument() argument {
	a := argument{pos: p.tok.pos}
	switch {
	case p.err != nil:
	case p.tok.kind == tokText:
		a.text, a.isText = p.tok.s, true
		p.advance()
	case p.tok.kind == tokName && p.argumentEnds():
		a = p.bareName()
	case p.is("["):
		a.list, a.isList = p.list("]"), true
	case p.is("("):
		return p.parenthesised()
	default:
		a.node = p.expr(precLowest)
	}
	return a
}

// argumentEnds reports whether the token after the current one ends an
// argument.
func (p *parser) argumentEnds() bool {
	t := p.peek()
	return t.kind == tokSign && (t.s == "," || t.s == ")" || t.s == "]")
}

// bareName reads a name that is a whole argument: an element type or None
// unless an input is called so.
func (p *parser) bareName() argument {
	t := p.tok
	a := argument{pos: t.pos}
	if dt, err := dtype.Parse(t.s); err == nil && p.lookup(t.s) == nil {
		p.advance()
		a.dt = dt
		return a
	}
	p.advance()
	if a.none = t.s == "None"; !a.none {
		a.node = p.name(t)
		if dt, err := dtype.Parse(t.s); err == nil {
			a.dt = dt // for dtype=, where an input of that name means nothing
		}
	}
	return a
}

// list reads arguments up to the closing bracket.
func (p *parser) list(end string) []argument {
	if !p.enter() {
		return nil
	}
	defer func() { p.depth-- }()
	p.advance()
	out := []argument{}
	for p.err == nil && !p.is(end) {
		out = append(out, p.argument())
		if !p.take(",") {
			break
		}
	}
	p.expect(end)
	return out
}

// parenthesised reads an argument that begins with a bracket: a tuple where it
// is empty or has a comma, and otherwise an expression that goes on.
func (p *parser) parenthesised() argument {
	if p.tupleAhead() {
		return argument{pos: p.tok.pos, list: p.list(")"), isList: true}
	}
	pos := p.tok.pos
	return argument{pos: pos, node: p.expr(precLowest)}
}

// tupleAhead looks for a comma in the brackets that open here, or nothing in
// them. The lexer is a small value, so a copy of it runs ahead.
func (p *parser) tupleAhead() bool {
	lex := p.lex
	depth := 1
	t := p.after
	if !p.peeked {
		t = lex.next()
	}
	for first := true; ; first = false {
		if t.kind == tokEnd || t.kind == tokBad {
			return false
		}
		if t.kind == tokSign {
			switch t.s {
			case "(", "[":
				depth++
			case ")", "]":
				if depth--; depth == 0 {
					return first
				}
			case ",":
				if depth == 1 {
					return true
				}
			}
		}
		t = lex.next()
	}
}

// dispatch builds what a call asks for.
func (p *parser) dispatch(name string, pos int, args []argument, named map[string]argument) *Node {
	switch name {
	case "complex":
		return p.complexLiteral(pos, args, named)
	case "frombits":
		return p.frombits(pos, args, named)
	}
	if dt, err := dtype.Parse(name); err == nil {
		return p.convert(dt, pos, args, named)
	}
	op, ok := p.opts.Registry.Lookup(name)
	if !ok {
		p.fail(pos, "there is no function %s", name)
		return nil
	}
	if op.name == "einsum" && len(args) > 0 && args[0].isText {
		named["subscripts"] = args[0]
		args = args[1:]
	}
	operands, rest := p.operands(op, args)
	attrs := p.attributes(op, rest, named)
	if p.err != nil {
		return nil
	}
	return p.made(pos, op.Apply(operands, attrs))
}

// operands takes the leading arguments as operands, as many as the operation
// can have, and returns the others, which are attributes in order. The
// operations on any number of operands also take them as one list.
func (p *parser) operands(op *Op, args []argument) ([]*Node, []argument) {
	if op.max < 0 && len(args) > 0 && args[0].isList {
		out, none := p.operands(op, args[0].list)
		if len(none) > 0 {
			p.fail(none[0].pos, "%s: want values", op.name)
		}
		return out, args[1:]
	}
	n := len(args)
	if op.max >= 0 {
		n = min(n, op.max)
	}
	out := make([]*Node, 0, n)
	for _, a := range args[:n] {
		if a.node == nil {
			p.fail(a.pos, "%s: want a value", op.name)
			return nil, nil
		}
		out = append(out, a.node)
	}
	return out, args[n:]
}

func (p *parser) attributes(op *Op, rest []argument, named map[string]argument) Attrs {
	var attrs Attrs
	for i, a := range rest {
		if i >= len(op.schema) {
			p.fail(a.pos, "%s: too many arguments", op.name)
			return attrs
		}
		attrs = p.attribute(attrs, op, op.schema[i], a)
	}
	for key, a := range named {
		i := slices.IndexFunc(op.schema, func(s AttrSpec) bool { return s.Name == key })
		switch {
		case i < 0:
			p.failFirst(a.pos, "%s: no argument is named %q%s", op.name, key, schemaHint(op.schema))
		case attrs.Has(key):
			p.failFirst(a.pos, "%s: %s is given twice", op.name, key)
		default:
			attrs = p.attribute(attrs, op, op.schema[i], a)
		}
	}
	return attrs
}

// failFirst keeps, of faults found in no fixed order, the one furthest left.
func (p *parser) failFirst(pos int, format string, args ...any) {
	if p.err != nil && p.err.Offset > pos {
		p.err = nil
	}
	p.fail(pos, format, args...)
}

// attribute adds one argument to attrs under the type that the schema asks
// for; None leaves it out.
func (p *parser) attribute(attrs Attrs, op *Op, spec AttrSpec, a argument) Attrs {
	if a.none {
		return attrs
	}
	switch spec.Type {
	case AttrInt:
		if i, ok := literalInt(a.node); ok {
			return attrs.WithInt(spec.Name, i)
		}
	case AttrInts:
		if v, ok := intList(a); ok {
			return attrs.WithInts(spec.Name, v...)
		}
	case AttrBool:
		if n := a.node; n != nil && n.kind == KindScalar && n.dt == dtype.Bool {
			return attrs.WithBool(spec.Name, n.Scalar() == ScalarOf(true))
		}
	case AttrFloat:
		if n := a.node; n != nil && n.kind == KindScalar && n.weak && !n.dt.IsComplex() && n.dt != dtype.Bool {
			return attrs.WithFloat(spec.Name, n.Scalar().Float64())
		}
	case AttrText:
		if a.isText {
			return attrs.WithText(spec.Name, a.text)
		}
	case AttrDType:
		if a.isText {
			a.dt, _ = dtype.Parse(a.text)
		}
		if a.dt.Valid() {
			return attrs.WithDType(spec.Name, a.dt)
		}
	}
	p.failFirst(a.pos, "%s: %s: want %v", op.name, spec.Name, spec.Type)
	return attrs
}

// intList reads 3 or (1, 2) or [1, 2].
func intList(a argument) ([]int, bool) {
	if !a.isList {
		i, ok := literalInt(a.node)
		return []int{i}, ok
	}
	out := make([]int, 0, len(a.list))
	for _, x := range a.list {
		i, ok := literalInt(x.node)
		if !ok {
			return nil, false
		}
		out = append(out, i)
	}
	return out, true
}

// single returns the only argument, a value.
func (p *parser) single(name string, pos int, args []argument, named map[string]argument) *Node {
	if len(args) != 1 || len(named) > 0 || args[0].node == nil {
		p.fail(pos, "%s: want one value", name)
		return nil
	}
	return args[0].node
}

// convert reads float32(x): a number gets the type, a value is cast.
func (p *parser) convert(dt DType, pos int, args []argument, named map[string]argument) *Node {
	n := p.single(dt.String(), pos, args, named)
	if p.err != nil {
		return nil
	}
	if n.kind == KindScalar && n.weak {
		s, ok := n.Scalar().convert(dt)
		if !ok {
			p.fail(pos, "%v is no %v", n.Scalar(), dt)
			return nil
		}
		return ScalarNode(s)
	}
	return p.made(pos, opCast.Apply([]*Node{n}, Attrs{}.WithDType("dtype", dt)))
}

// complexLiteral reads complex(1.0, -2.0), a number.
func (p *parser) complexLiteral(pos int, args []argument, named map[string]argument) *Node {
	var parts [2]float64
	ok := len(args) == 2 && len(named) == 0
	for i := 0; ok && i < 2; i++ {
		n := args[i].node
		if ok = n != nil && n.kind == KindScalar && n.weak && !n.dt.IsComplex(); ok {
			parts[i] = n.Scalar().Float64()
		}
	}
	if !ok {
		p.fail(pos, "complex: want two real numbers")
		return nil
	}
	return Literal(ScalarOf(complex(parts[0], parts[1])))
}

// frombits reads frombits(float64, 0x7ff8000000000123, 0x0): NaN with a
// payload has no other spelling.
func (p *parser) frombits(pos int, args []argument, named map[string]argument) *Node {
	var bits [2]uint64
	ok := len(args) == 3 && len(named) == 0 && args[0].dt.Valid()
	for i := 0; ok && i < 2; i++ {
		n := args[i+1].node
		if ok = n != nil && n.kind == KindScalar && n.weak && n.dt.IsInteger(); ok {
			s, fits := n.Scalar().convert(dtype.Uint64)
			bits[i], ok = s.bits[0], fits
		}
	}
	if ok {
		if s, fits := frombits(args[0].dt, bits[0], bits[1]); fits {
			return ScalarNode(s)
		}
	}
	p.fail(pos, "frombits: want an element type and the two words of its bits")
	return nil
}

// index reads x[…]: slices, integers, … and None, or one array of integers.
func (p *parser) index(n *Node) *Node {
	pos := p.tok.pos
	if !p.enter() {
		return nil
	}
	defer func() { p.depth-- }()
	p.advance()
	var ix []array.Index
	for p.err == nil {
		item, gather := p.indexItem()
		if gather != nil {
			return p.gather(pos, n, gather, len(ix))
		}
		if ix = append(ix, item); len(ix) > 2*MaxDims {
			p.fail(pos, "too many indices")
		}
		if !p.take(",") || p.is("]") {
			break
		}
	}
	p.expect("]")
	if p.err != nil {
		return nil
	}
	return p.made(pos, sliceBy(n, ix))
}

// gather builds x[k] for an array k.
func (p *parser) gather(pos int, n, indices *Node, before int) *Node {
	if before > 0 || !p.is("]") {
		p.fail(pos, "an array can only be the one index; use take(x, indices, axis=…)")
		return nil
	}
	p.expect("]")
	if indices.dt == dtype.Bool {
		p.fail(pos, "the length of a selection by bool depends on the data, which a graph does not know; use where")
		return nil
	}
	if p.err != nil {
		return nil
	}
	return p.made(pos, opTake.Apply([]*Node{n, indices}, Attrs{}.WithInt("axis", 0)))
}

// indexItem reads one index, or a value that is an array of indices.
func (p *parser) indexItem() (array.Index, *Node) {
	switch {
	case p.take("..."):
		return array.Ellipsis, nil
	case p.tok.kind == tokName && (p.tok.s == "None" || p.tok.s == "newaxis") && p.lookup(p.tok.s) == nil:
		p.advance()
		return array.NewAxis, nil
	}
	start, pos := array.Open, p.tok.pos
	if !p.is(":") {
		n := p.expr(precLowest)
		i, ok := literalInt(n)
		switch {
		case p.err != nil:
			return array.All, nil
		case !ok && n.kind == KindScalar:
			p.fail(pos, "an index must be an integer")
			return array.All, nil
		case !ok:
			return array.All, n
		case !p.is(":"):
			return array.At(i), nil
		}
		start = i
	}
	p.expect(":")
	stop, step := p.sliceBound(), 1
	if p.take(":") {
		if step = p.sliceBound(); step == array.Open {
			step = 1
		}
	}
	if step == 0 || step == math.MinInt {
		p.fail(pos, "the step of a slice must not be zero")
		step = 1
	}
	return array.Range(start, stop, step), nil
}

// sliceBound reads the stop or the step of a slice, Open where it is left out.
func (p *parser) sliceBound() int {
	if p.is(":") || p.is("]") || p.is(",") || p.err != nil {
		return array.Open
	}
	pos := p.tok.pos
	i, ok := literalInt(p.expr(precLowest))
	if !ok {
		p.fail(pos, "the bounds of a slice must be integers")
	}
	return i
}
