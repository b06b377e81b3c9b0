package graph

import (
	"slices"
	"strings"

	"github.com/scicore-go/scicore/internal/dtype"
)

// The contractions: sums of products.
var (
	// opMatMul is NumPy's @: stacks of matrices, a vector counting as a row on
	// the left and as a column on the right.
	opMatMul = &Op{name: "matmul", kind: Contraction, min: 2, max: 2, promote: promoteCommon,
		infer: inferMatMul, cost: costMatMul}
	// opEinsum sums products over the letters that the result does not name.
	// The normal form of subscripts is explicit, without blanks or dots.
	opEinsum = &Op{name: "einsum", kind: Contraction, min: 1, max: -1, promote: promoteCommon,
		schema: []AttrSpec{{"subscripts", AttrText, true}}, canon: canonEinsum,
		infer: inferEinsum, cost: costEinsum}

	contractionOps = []*Op{opMatMul, opEinsum}
)

func inferMatMul(in []Type, _ Attrs) (Type, error) {
	a, b := in[0].Shape, in[1].Shape
	dt, err := sameType(in)
	if err != nil {
		return Type{}, err
	}
	switch {
	case dt == dtype.Bool:
		return Type{}, refuse("not defined on bool; cast to an integer type")
	case len(a) == 0 || len(b) == 0:
		return Type{}, refuse("operands need a dimension: %s·%s; multiply by a scalar with mul", shapeText(a), shapeText(b))
	}
	ka := a[len(a)-1]
	kb := b[max(0, len(b)-2)]
	if ka != kb {
		return Type{}, refuse("inner dimensions differ: %s·%s", shapeText(a), shapeText(b))
	}
	batch, err := broadcast(a[:max(0, len(a)-2)], b[:max(0, len(b)-2)])
	if err != nil {
		return Type{}, err
	}
	out := slices.Clone(batch)
	if len(a) > 1 {
		out = append(out, a[len(a)-2])
	}
	if len(b) > 1 {
		out = append(out, b[len(b)-1])
	}
	return Type{dt, out}, nil
}

func costMatMul(in []Type, out Type, _ Attrs) Cost {
	k := in[0].Shape[len(in[0].Shape)-1]
	return Cost{2 * float64(k) * float64(numel(out.Shape)), typesBytes(in) + out.bytes()}
}

// maxOperands bounds the operands of einsum, whose letters are 52.
const maxOperands = 52

func canonEinsum(in []Type, a Attrs) (Attrs, error) {
	text, _ := a.Text("subscripts")
	e, err := parseEinsum(text, in)
	if err != nil {
		return a, err
	}
	if c := e.String(); c != text {
		a = a.WithText("subscripts", c)
	}
	return a, nil
}

// einsum is a parsed subscripts string: one letter a dimension.
type einsum struct {
	in  []string
	out string
}

// String returns the explicit form, "ij,jk->ik".
func (e einsum) String() string { return strings.Join(e.in, ",") + "->" + e.out }

// parseEinsum reads subscripts against the operands: an ellipsis becomes
// letters that are not used, a missing result the letters that occur once in
// alphabetical order.
func parseEinsum(text string, in []Type) (einsum, error) {
	if len(text) > 4096 || len(in) > maxOperands {
		return einsum{}, refuse("subscripts of %d bytes for %d operands are too long", len(text), len(in))
	}
	text = strings.ReplaceAll(text, " ", "")
	left, out, explicit := strings.Cut(text, "->")
	e := einsum{in: strings.Split(left, ","), out: out}
	if len(e.in) != len(in) {
		return e, refuse("%q names %d operands, there are %d", text, len(e.in), len(in))
	}
	dots := 0
	for i, term := range e.in {
		n, err := checkTerm(text, term)
		if err != nil {
			return e, err
		}
		rest := len(in[i].Shape) - n
		if has := strings.Contains(term, "..."); rest < 0 || rest > 0 && !has {
			return e, refuse("%q: operand %d has %d dimensions, %q names %d", text, i, len(in[i].Shape), term, n)
		} else if has {
			dots = max(dots, rest)
		}
	}
	if !explicit {
		e.out = implicitResult(left)
	}
	if _, err := checkTerm(text, e.out); err != nil {
		return e, err
	}
	return e.fill(text, in, dots)
}

// checkTerm counts the letters of one operand's subscripts.
func checkTerm(text, term string) (int, error) {
	head, tail, _ := strings.Cut(term, "...")
	for _, c := range head + tail {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return 0, refuse("%q: %q is no letter", text, c)
		}
	}
	return len(head) + len(tail), nil
}

func implicitResult(left string) string {
	var once []byte
	for c := byte('A'); c <= 'z'; c++ {
		if isLetter(c) && strings.Count(left, string(c)) == 1 {
			once = append(once, c)
		}
	}
	if strings.Contains(left, "...") {
		return "..." + string(once)
	}
	return string(once)
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// fill replaces each ellipsis with letters, aligned at the last dimension.
func (e einsum) fill(text string, in []Type, dots int) (einsum, error) {
	var free []byte
	for c := byte('A'); c <= 'z' && len(free) < dots; c++ {
		if isLetter(c) && strings.IndexByte(text, c) < 0 {
			free = append(free, c)
		}
	}
	if len(free) < dots {
		return e, refuse("%q: more than 52 indices", text)
	}
	for i, term := range e.in {
		if strings.Contains(term, "...") {
			n := len(in[i].Shape) - (len(term) - 3)
			e.in[i] = strings.Replace(term, "...", string(free[dots-n:]), 1)
		}
	}
	if dots > 0 && !strings.Contains(e.out, "...") {
		return e, refuse("%q: the result leaves out the dimensions of the ellipsis", text)
	}
	e.out = strings.Replace(e.out, "...", string(free), 1)
	for i := 0; i < len(e.out); i++ {
		if strings.IndexByte(e.out[:i], e.out[i]) >= 0 {
			return e, refuse("%q: the result names %q twice", text, e.out[i])
		}
		if !slices.ContainsFunc(e.in, func(t string) bool { return strings.IndexByte(t, e.out[i]) >= 0 }) {
			return e, refuse("%q: the result names %q, which no operand has", text, e.out[i])
		}
	}
	return e, nil
}

// sizes returns the length of every letter.
func (e einsum) sizes(text string, in []Type) ([128]int, error) {
	var size [128]int
	for i := range size {
		size[i] = -1
	}
	for i, term := range e.in {
		for j, d := range in[i].Shape {
			switch c := term[j]; {
			case size[c] < 0 || size[c] == 1:
				size[c] = d
			case d != size[c] && d != 1:
				return size, refuse("%q: index %q is %d and %d", text, c, size[c], d)
			}
		}
	}
	return size, nil
}

func inferEinsum(in []Type, a Attrs) (Type, error) {
	text, _ := a.Text("subscripts")
	dt, err := sameType(in)
	if err != nil {
		return Type{}, err
	}
	if dt == dtype.Bool {
		return Type{}, refuse("not defined on bool; cast to an integer type")
	}
	e, err := parseEinsum(text, in)
	if err != nil {
		return Type{}, err
	}
	size, err := e.sizes(text, in)
	if err != nil {
		return Type{}, err
	}
	shape := make([]int, len(e.out))
	for i := range shape {
		shape[i] = size[e.out[i]]
	}
	return Type{dt, shape}, nil
}

// costEinsum counts one multiply-add for every combination of two operands'
// letters, contracting from left to right; engines may find a better order.
func costEinsum(in []Type, out Type, a Attrs) Cost {
	text, _ := a.Text("subscripts")
	e, err := parseEinsum(text, in)
	if err != nil {
		return Cost{}
	}
	size, err := e.sizes(text, in)
	if err != nil {
		return Cost{}
	}
	c := Cost{Bytes: typesBytes(in) + out.bytes()}
	held := e.in[0]
	for i := 1; i <= len(e.in); i++ {
		if i < len(e.in) {
			held += e.in[i]
		} else if len(e.in) > 1 {
			break
		}
		c.FLOPs += 2 * lettersProduct(held, size)
		held = keepNeeded(held, e.out+strings.Join(e.in[min(i+1, len(e.in)):], ""))
	}
	return c
}

func lettersProduct(term string, size [128]int) float64 {
	p := 1.0
	for i := 0; i < len(term); i++ {
		if strings.IndexByte(term[:i], term[i]) < 0 {
			p *= float64(size[term[i]])
		}
	}
	return p
}

func keepNeeded(term, needed string) string {
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune(needed, c) {
			return c
		}
		return -1
	}, term)
}
