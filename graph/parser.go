package graph

import (
	"fmt"

	"github.com/scicore-go/scicore/internal/dtype"
)

// ParseOptions bounds what Parse accepts. A zero field stands for its default.
type ParseOptions struct {
	Registry *Registry // the operations known; Builtin by default
	MaxText  int       // bytes of text, 65536 by default
	MaxDepth int       // brackets inside brackets, 100 by default
	MaxNodes int       // operations built, 10000 by default
}

func (o *ParseOptions) filled() ParseOptions {
	var f ParseOptions
	if o != nil {
		f = *o
	}
	if f.Registry == nil {
		f.Registry = builtin
	}
	if f.MaxText <= 0 {
		f.MaxText = 1 << 16
	}
	if f.MaxDepth <= 0 {
		f.MaxDepth = 100
	}
	if f.MaxNodes <= 0 {
		f.MaxNodes = 10_000
	}
	return f
}

// Parse reads a computation written as text over the given named nodes, such
// as sqrt(mean(x*x, axis=0)). opts may be nil.
//
// The language is Python's expression syntax with NumPy's names: operators
// + - * / // % ** @ & | ^ ~ << >> and single comparisons with Python's
// precedence; x[1:5:2, ..., None] and x[k]; x.T, x.real, x.imag and methods as
// in x.sum(axis=0); float32(x) to convert; numbers, True, False, inf, nan, pi,
// e; and name = value; before the final expression to use a value twice.
// Numbers take the type of what they meet, as in NumPy (NEP 50).
//
// Faults are a [*SyntaxError], shape and type faults included.
func Parse(text string, inputs map[string]*Node, opts *ParseOptions) (*Node, error) {
	p := &parser{opts: opts.filled(), lex: lexer{text: text}, inputs: inputs}
	if len(text) > p.opts.MaxText {
		return nil, &SyntaxError{Offset: 0, Reason: fmt.Sprintf("%d bytes of text, at most %d are accepted", len(text), p.opts.MaxText)}
	}
	p.advance()
	n := p.program()
	if p.err != nil {
		return nil, p.err
	}
	return n, nil
}

// ParseTypes is Parse over parameters: each name becomes a named input of the
// given type.
func ParseTypes(text string, params map[string]Type, opts *ParseOptions) (*Node, error) {
	inputs := make(map[string]*Node, len(params))
	for name, t := range params {
		n := ParamOf(name, t)
		if err := n.Err(); err != nil {
			return nil, err
		}
		inputs[name] = n
	}
	return Parse(text, inputs, opts)
}

// parser reads by recursive descent with operator precedence. The first fault
// is kept in err; after it every method returns nil without reading on.
type parser struct {
	opts   ParseOptions
	lex    lexer
	tok    token
	after  token // one token further, once it was looked at
	peeked bool
	inputs map[string]*Node
	bound  map[string]*Node
	depth  int
	nodes  int
	err    *SyntaxError
}

func (p *parser) advance() {
	if p.peeked {
		p.tok, p.peeked = p.after, false
	} else {
		p.tok = p.lex.next()
	}
	if p.tok.kind == tokBad {
		p.fail(p.tok.pos, "%s", p.tok.s)
	}
}

func (p *parser) peek() token {
	if !p.peeked {
		p.after, p.peeked = p.lex.next(), true
	}
	return p.after
}

func (p *parser) fail(pos int, format string, args ...any) {
	if p.err == nil {
		p.err = &SyntaxError{Text: p.lex.text, Offset: pos, Reason: fmt.Sprintf(format, args...)}
	}
}

func (p *parser) is(sign string) bool {
	return p.err == nil && p.tok.kind == tokSign && p.tok.s == sign
}

// take skips the sign if it is next.
func (p *parser) take(sign string) bool {
	if !p.is(sign) {
		return false
	}
	p.advance()
	return true
}

func (p *parser) expect(sign string) {
	if !p.take(sign) {
		p.fail(p.tok.pos, "want %q, got %s", sign, p.tok.describe())
	}
}

func (t token) describe() string {
	switch t.kind {
	case tokEnd:
		return "the end"
	case tokText:
		return "a string"
	}
	return fmt.Sprintf("%q", t.s)
}

// program reads bindings and the final expression.
func (p *parser) program() *Node {
	for p.take(";") {
	}
	for p.err == nil {
		if p.tok.kind != tokName || p.peek().kind != tokSign || p.peek().s != "=" {
			break
		}
		p.binding()
		for p.take(";") {
		}
	}
	n := p.expr(precLowest)
	for p.take(";") {
	}
	if p.err == nil && p.tok.kind != tokEnd {
		p.fail(p.tok.pos, "want an operator or the end, got %s", p.tok.describe())
	}
	return n
}

// binding reads name = expression; a name stands for one value only.
func (p *parser) binding() {
	name, pos := p.tok.s, p.tok.pos
	if isReserved(name) || p.inputs[name] != nil || p.bound[name] != nil || !isIdent(name) {
		p.fail(pos, "%s cannot be given a value: the name is taken", name)
		return
	}
	p.advance()
	p.advance()
	n := p.expr(precLowest)
	if p.err != nil {
		return
	}
	if !p.is(";") {
		p.fail(p.tok.pos, "want ; after the value of %s, got %s", name, p.tok.describe())
		return
	}
	if p.bound == nil {
		p.bound = map[string]*Node{}
	}
	p.bound[name] = n
}

// enter counts nesting; its result must be true to go on.
func (p *parser) enter() bool {
	if p.depth++; p.depth > p.opts.MaxDepth {
		p.fail(p.tok.pos, "nested deeper than %d", p.opts.MaxDepth)
	}
	return p.err == nil
}

// made holds a node built at pos against its error and the limits.
func (p *parser) made(pos int, n *Node) *Node {
	if p.err != nil {
		return nil
	}
	if err := n.Err(); err != nil {
		e, ok := err.(*Error)
		reason := err.Error()
		if ok && e.Op != "" {
			reason = e.Op + ": " + e.Reason
		} else if ok {
			reason = e.Reason
		}
		p.fail(pos, "%s", reason)
		p.err.Cause = err
		return nil
	}
	if p.nodes++; p.nodes > p.opts.MaxNodes {
		p.fail(pos, "more than %d operations", p.opts.MaxNodes)
	}
	return n
}

func (p *parser) apply(pos int, name string, in ...*Node) *Node {
	if p.err != nil {
		return nil
	}
	return p.made(pos, builtin.Apply(name, in, Attrs{}))
}

// operators by sign, from the printer's table.
var operators = func() map[string]operator {
	m := map[string]operator{}
	for name, in := range infix {
		m[in.sign] = operator{name, in.prec}
	}
	return m
}()

type operator struct {
	name string
	prec int
}

// expr reads operators of precedence least and tighter.
func (p *parser) expr(least int) *Node {
	if !p.enter() {
		return nil
	}
	defer func() { p.depth-- }()
	left := p.unary()
	compared := false
	for p.err == nil && p.tok.kind == tokSign {
		op, ok := operators[p.tok.s]
		if !ok || op.prec < least {
			break
		}
		pos := p.tok.pos
		if op.prec == precCompare && compared {
			p.fail(pos, "comparisons do not chain; write (a < b) & (b < c)")
			return nil
		}
		compared = compared || op.prec == precCompare
		p.advance()
		next := op.prec + 1
		right := p.expr(next)
		left = p.apply(pos, op.name, left, right)
	}
	return left
}

// unary reads signs and what they bind: a power binds tighter on their right,
// so -x**2 is -(x**2).
func (p *parser) unary() *Node {
	pos := p.tok.pos
	switch {
	case p.is("-"), p.is("~"), p.is("+"):
	default:
		return p.power()
	}
	if !p.enter() {
		return nil
	}
	defer func() { p.depth-- }()
	sign := p.tok.s
	p.advance()
	n := p.unary()
	if p.err != nil || sign == "+" {
		return n
	}
	if sign == "~" {
		return p.apply(pos, "invert", n)
	}
	if n.kind == KindScalar && n.weak {
		if s, ok := negated(n.Scalar()); ok {
			return Literal(s)
		}
	}
	return p.apply(pos, "negative", n)
}

// power reads a value and its exponent, which is to the right of everything.
func (p *parser) power() *Node {
	n := p.postfix()
	if !p.is("**") {
		return n
	}
	pos := p.tok.pos
	p.advance()
	if !p.enter() {
		return nil
	}
	defer func() { p.depth-- }()
	return p.apply(pos, "power", n, p.unary())
}

// postfix reads a value with its indices, attributes and methods.
func (p *parser) postfix() *Node {
	n := p.primary()
	for p.err == nil {
		switch {
		case p.is("["):
			n = p.index(n)
		case p.is("."):
			n = p.member(n)
		default:
			return n
		}
	}
	return nil
}

// member reads x.T, x.real, x.imag and x.name(arguments).
func (p *parser) member(n *Node) *Node {
	p.advance()
	name, pos := p.tok.s, p.tok.pos
	if p.tok.kind != tokName {
		p.fail(pos, "want a name after the dot, got %s", p.tok.describe())
		return nil
	}
	p.advance()
	if p.is("(") {
		return p.call(name, pos, n)
	}
	switch {
	case name == "T":
		return p.apply(pos, "transpose", n)
	case name == "real", name == "imag":
		return p.apply(pos, name, n)
	}
	p.fail(pos, "there is no attribute %s; there are T, real and imag", name)
	return nil
}

// primary reads a number, a name, a call or an expression in brackets.
func (p *parser) primary() *Node {
	if p.err != nil {
		return nil
	}
	t := p.tok
	switch {
	case t.kind == tokNumber:
		s, err := readNumber(t.s)
		if err != nil {
			p.fail(t.pos, "%s: %v", t.s, err)
			return nil
		}
		p.advance()
		return Literal(s)
	case t.kind == tokName:
		p.advance()
		return p.name(t)
	case p.take("("):
		n := p.expr(precLowest)
		if p.is(",") {
			p.fail(p.tok.pos, "a tuple is possible only as an argument")
		}
		p.expect(")")
		return n
	}
	p.fail(t.pos, "want a value, got %s", t.describe())
	return nil
}

// name reads what a name stands for: a call, an input, a bound value or a
// constant.
func (p *parser) name(t token) *Node {
	if p.is("(") {
		return p.call(t.s, t.pos, nil)
	}
	if s, ok := reserved[t.s]; ok && s.dt.Valid() {
		return Literal(s)
	}
	if n := p.lookup(t.s); n != nil {
		return p.made(t.pos, n)
	}
	if s, ok := constants[t.s]; ok {
		return Literal(s)
	}
	if _, ok := p.opts.Registry.Lookup(t.s); ok {
		p.fail(t.pos, "%s is a function: write %s(…)", t.s, t.s)
		return nil
	}
	if p.is(".") && p.peek().kind == tokName { // an operation with a dotted name
		p.advance()
		full := t.s + "." + p.tok.s
		if _, ok := p.opts.Registry.Lookup(full); ok {
			p.advance()
			if !p.is("(") {
				p.expect("(")
				return nil
			}
			return p.call(full, t.pos, nil)
		}
	}
	p.fail(t.pos, "nothing is named %s", t.s)
	return nil
}

func (p *parser) lookup(name string) *Node {
	if n := p.bound[name]; n != nil {
		return n
	}
	return p.inputs[name]
}

// literalInt returns the value of a literal integer.
func literalInt(n *Node) (int, bool) {
	if n == nil || n.kind != KindScalar || !n.weak || n.dt == dtype.Bool {
		return 0, false
	}
	i, ok := n.Scalar().Int64()
	return int(i), ok && int64(int(i)) == i
}
