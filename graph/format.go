package graph

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Format prints a computation in the text form, which [Parse] reads back to an
// equal graph. Parameters are printed by name and constant arrays as $0, $1, …
// in the order met; [FormatInputs] tells which is which. A value that is used
// twice is given a name: "_1 = x * y; _1 + exp(_1)".
func Format(n *Node) string {
	text, _ := FormatInputs(n)
	return text
}

// FormatInputs is Format together with the parameters and constant arrays of
// the graph by the names they have in the text: what Parse needs to read it.
func FormatInputs(n *Node) (string, map[string]*Node) {
	if n == nil {
		return "<nil>", nil
	}
	p := newPrinter(n)
	for i, x := range p.order {
		p.node(i, x)
	}
	last := p.text[len(p.order)-1]
	return p.out.String() + last.s, p.inputs
}

// String prints the node in the text form.
func (n *Node) String() string { return Format(n) }

// String prints the expression in the text form.
func (e Expr[T]) String() string { return Format(e.Node()) }

// Precedences, Python's, from loosest to tightest.
const (
	precLowest = iota
	precCompare
	precOr
	precXor
	precAnd
	precShift
	precSum
	precProduct
	precUnary
	precPower
	precPostfix
)

// infix holds the operators of two operands.
var infix = map[string]struct {
	sign string
	prec int
}{
	"add": {"+", precSum}, "subtract": {"-", precSum}, "multiply": {"*", precProduct},
	"divide": {"/", precProduct}, "floor_divide": {"//", precProduct}, "remainder": {"%", precProduct},
	"matmul": {"@", precProduct}, "power": {"**", precPower},
	"bitwise_and": {"&", precAnd}, "bitwise_or": {"|", precOr}, "bitwise_xor": {"^", precXor},
	"left_shift": {"<<", precShift}, "right_shift": {">>", precShift},
	"less": {"<", precCompare}, "less_equal": {"<=", precCompare}, "greater": {">", precCompare},
	"greater_equal": {">=", precCompare}, "equal": {"==", precCompare}, "not_equal": {"!=", precCompare},
}

// bindDepth is how deeply calls nest before a value is given a name, well
// inside of what Parse accepts.
const bindDepth = 24

type printed struct {
	s     string
	prec  int
	depth int
}

type printer struct {
	order  []*Node
	index  map[*Node]int
	uses   []int
	text   []printed
	out    strings.Builder // the bindings
	inputs map[string]*Node
	arrays int
	names  int
}

func newPrinter(n *Node) *printer {
	p := &printer{order: Topological(n), inputs: map[string]*Node{}}
	p.index = make(map[*Node]int, len(p.order))
	p.uses, p.text = make([]int, len(p.order)), make([]printed, len(p.order))
	for i, x := range p.order {
		p.index[x] = i
		if x.kind == KindParam {
			p.inputs[x.Name()] = x
		}
		for _, in := range x.inputs {
			p.uses[p.index[in]]++
		}
	}
	return p
}

func (p *printer) of(n *Node) printed { return p.text[p.index[n]] }

// node prints one node from the text of its operands.
func (p *printer) node(i int, n *Node) {
	var t printed
	switch n.kind {
	case KindParam:
		t = printed{n.Name(), precPostfix, 0}
	case KindArray:
		name := fmt.Sprintf("$%d", p.arrays)
		p.arrays++
		p.inputs[name] = n
		t = printed{name, precPostfix, 0}
	case KindScalar:
		t = printed{typedScalar(n.Scalar()), precPostfix, 0}
	case KindPoisoned:
		t = printed{"<" + n.Err().Error() + ">", precPostfix, 0}
	default:
		t = p.operation(n)
		for _, in := range n.inputs {
			t.depth = max(t.depth, p.of(in).depth+1)
		}
		if i < len(p.order)-1 && (p.uses[i] > 1 || t.depth >= bindDepth) {
			t = printed{p.bind(t.s), precPostfix, 0}
		}
	}
	p.text[i] = t
}

// bind gives a text a name that no parameter has.
func (p *printer) bind(s string) string {
	for {
		p.names++
		name := fmt.Sprintf("_%d", p.names)
		if p.inputs[name] == nil {
			fmt.Fprintf(&p.out, "%s = %s; ", name, s)
			return name
		}
	}
}

func (p *printer) operation(n *Node) printed {
	arg := p.operands(n)
	if in, ok := infix[n.op.name]; ok && n.op.kind != Opaque {
		left, right := in.prec, in.prec+1
		if n.op.name == "power" {
			left, right = precPostfix, precUnary
		} else if in.prec == precCompare {
			left = precOr
		}
		return printed{s: paren(arg[0], left) + " " + in.sign + " " + paren(arg[1], right), prec: in.prec}
	}
	switch n.op.name {
	case "negative":
		if n.inputs[0].kind != KindScalar { // -1.0 is a number of its own
			return printed{s: "-" + paren(arg[0], precUnary), prec: precUnary}
		}
	case "invert":
		return printed{s: "~" + paren(arg[0], precUnary), prec: precUnary}
	case "cast":
		return printed{s: n.dt.String() + "(" + arg[0].s + ")", prec: precPostfix}
	case "transpose":
		if axes, _ := n.attrs.Ints("axes"); len(axes) > 1 && descending(axes) {
			return printed{s: paren(arg[0], precPostfix) + ".T", prec: precPostfix}
		}
	case "slice":
		step, _ := n.attrs.Ints("step")
		if !slices.Equal(n.shape, n.inputs[0].shape) || slices.ContainsFunc(step, func(s int) bool { return s < 0 }) {
			return printed{s: paren(arg[0], precPostfix) + sliceText(n), prec: precPostfix}
		}
	}
	return printed{s: call(n, arg), prec: precPostfix}
}

func paren(t printed, least int) string {
	if t.prec < least {
		return "(" + t.s + ")"
	}
	return t.s
}

func descending(axes []int) bool {
	for i, a := range axes {
		if a != len(axes)-1-i {
			return false
		}
	}
	return true
}

// operands returns the texts of the operands. A scalar beside an operand of
// its own type is printed bare: it is read back with that type.
func (p *printer) operands(n *Node) []printed {
	out := make([]printed, len(n.inputs))
	for i, in := range n.inputs {
		out[i] = p.of(in)
	}
	from := 0
	switch n.op.promote {
	case promoteNone:
		return out
	case promoteTail:
		from = 1
	}
	typed := slices.ContainsFunc(n.inputs[from:], func(x *Node) bool { return x.kind != KindScalar })
	for i := from; typed && i < len(out); i++ {
		if s := n.inputs[i].Scalar(); s.dt.Valid() {
			if bare, ok := bareScalar(s); ok {
				out[i] = bare
			}
		}
	}
	return out
}

// bareScalar prints a scalar without its type, where reading it back beside an
// operand of that type gives the same bits.
func bareScalar(s Scalar) (printed, bool) {
	text := s.String()
	prec := precPostfix
	if text[0] == '-' {
		prec = precUnary
	}
	lit, err := readScalar(text)
	if err != nil {
		return printed{}, false
	}
	back, ok := lit.convert(s.dt)
	if weakRank(lit.dt) > weakRank(s.dt) || !ok || back != s {
		return printed{}, false
	}
	return printed{s: text, prec: prec}, true
}

// typedScalar prints a scalar with its type: float32(0.5).
func typedScalar(s Scalar) string {
	if _, ok := bareScalar(s); ok {
		return s.dt.String() + "(" + s.String() + ")"
	}
	if c := s.Complex128(); !math.IsNaN(real(c)) && !math.IsNaN(imag(c)) {
		// A float32 in the digits of a float64, which are exact.
		v := ScalarOf(real(c))
		if s.dt.IsComplex() {
			v = ScalarOf(c)
		}
		return s.dt.String() + "(" + v.String() + ")"
	}
	return fmt.Sprintf("frombits(%v, %#x, %#x)", s.dt, s.bits[0], s.bits[1])
}

// sliceText prints the brackets of a slice, whole axes at the end left out.
func sliceText(n *Node) string {
	start, _ := n.attrs.Ints("start")
	stop, _ := n.attrs.Ints("stop")
	step, _ := n.attrs.Ints("step")
	parts := make([]string, 0, len(start))
	last := 0
	for i, d := range n.inputs[0].shape {
		b, e := fmt.Sprint(start[i]), fmt.Sprint(stop[i])
		if start[i] == 0 && step[i] > 0 {
			b = ""
		}
		if stop[i] == d && step[i] > 0 || stop[i] < 0 {
			e = ""
		}
		part := b + ":" + e
		if step[i] != 1 {
			part += fmt.Sprintf(":%d", step[i])
		}
		parts = append(parts, part)
		if part != ":" {
			last = i
		}
	}
	return "[" + strings.Join(parts[:last+1], ", ") + "]"
}

// call prints name(operands, attribute=value).
func call(n *Node, arg []printed) string {
	var parts []string
	for _, a := range arg {
		parts = append(parts, a.s)
	}
	skip := ""
	switch n.op.name {
	case "concatenate":
		list := "(" + strings.Join(parts, ", ")
		if len(parts) == 1 {
			list += ","
		}
		parts = []string{list + ")"}
	case "einsum":
		text, _ := n.attrs.Text("subscripts")
		parts = append([]string{quoteText(text)}, parts...)
		skip = "subscripts"
	case "reshape", "broadcast_to":
		shape, _ := n.attrs.Ints("shape")
		parts = append(parts, shapeText(shape))
		skip = "shape"
	}
	axes, isList := n.attrs.Ints("axis")
	if n.op.kind == Reduction && len(axes) == len(n.inputs[0].shape) {
		skip = "axis"
	}
	for _, a := range n.attrs.list() {
		switch {
		case a.key == skip:
		case a.key == "axis" && isList && len(axes) == 1:
			parts = append(parts, fmt.Sprintf("axis=%d", axes[0]))
		default:
			parts = append(parts, a.key+"="+a.val.String())
		}
	}
	return n.op.name + "(" + strings.Join(parts, ", ") + ")"
}
