package graph

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// AttrType is the type of an attribute.
type AttrType uint8

const (
	AttrInt AttrType = iota + 1
	AttrInts
	AttrBool
	AttrFloat
	AttrText
	AttrDType
)

// String returns the type's name.
func (t AttrType) String() string {
	if t >= AttrInt && t <= AttrDType {
		return [...]string{"integer", "integers", "bool", "float", "text", "dtype"}[t-AttrInt]
	}
	return "invalid"
}

// Value is the value of an attribute.
type Value struct {
	typ  AttrType
	num  uint64 // integer, bool, dtype, or the bits of a float
	text string
	ints []int
}

// Type returns the type of the value, 0 for the zero Value.
func (v Value) Type() AttrType { return v.typ }

func (v Value) equal(w Value) bool {
	return v.typ == w.typ && v.num == w.num && v.text == w.text && slices.Equal(v.ints, w.ints)
}

// String prints the value as the text form writes it.
func (v Value) String() string {
	switch v.typ {
	case AttrInt:
		return strconv.FormatInt(int64(v.num), 10)
	case AttrBool:
		if v.num != 0 {
			return "True"
		}
		return "False"
	case AttrFloat:
		return floatText(math.Float64frombits(v.num), 64)
	case AttrText:
		return quoteText(v.text)
	case AttrDType:
		return DType(v.num).String()
	case AttrInts:
		return shapeText(v.ints)
	}
	return "invalid"
}

// Attrs is an immutable, ordered set of named attributes: what an operation
// needs to know besides its operands. The zero Attrs is empty; each With
// method returns a copy.
type Attrs struct {
	p *[]attr // ascending by key, never written; a pointer keeps nodes small
}

func (a Attrs) list() []attr {
	if a.p == nil {
		return nil
	}
	return *a.p
}

func attrsOf(list []attr) Attrs {
	if len(list) == 0 {
		return Attrs{}
	}
	return Attrs{&list}
}

type attr struct {
	key string
	val Value
}

// Len returns the number of attributes.
func (a Attrs) Len() int { return len(a.list()) }

// At returns the i-th attribute in ascending order of names.
func (a Attrs) At(i int) (string, Value) { return a.list()[i].key, a.list()[i].val }

func (a Attrs) find(key string) (Value, bool) {
	list := a.list()
	for i := range list {
		if list[i].key == key {
			return list[i].val, true
		}
	}
	return Value{}, false
}

// Has reports whether the attribute is there.
func (a Attrs) Has(key string) bool { _, ok := a.find(key); return ok }

// with is the only place that builds a list.
func (a Attrs) with(key string, v Value) Attrs {
	list, i := a.list(), 0
	for i < len(list) && list[i].key < key {
		i++
	}
	rest := list[i:]
	if len(rest) > 0 && rest[0].key == key {
		rest = rest[1:]
	}
	out := make([]attr, 0, i+1+len(rest))
	out = append(out, list[:i]...)
	out = append(out, attr{key, v})
	return attrsOf(append(out, rest...))
}

// Without returns a copy without the attribute.
func (a Attrs) Without(key string) Attrs {
	if !a.Has(key) {
		return a
	}
	out := make([]attr, 0, len(a.list())-1)
	for _, x := range a.list() {
		if x.key != key {
			out = append(out, x)
		}
	}
	return attrsOf(out)
}

// WithInt returns a copy with the integer attribute set.
func (a Attrs) WithInt(key string, v int) Attrs {
	return a.with(key, Value{typ: AttrInt, num: uint64(int64(v))})
}

// WithInts returns a copy with the attribute set to a list of integers.
func (a Attrs) WithInts(key string, v ...int) Attrs {
	return a.with(key, Value{typ: AttrInts, ints: append([]int{}, v...)})
}

// WithBool returns a copy with the boolean attribute set.
func (a Attrs) WithBool(key string, v bool) Attrs {
	w := Value{typ: AttrBool}
	if v {
		w.num = 1
	}
	return a.with(key, w)
}

// WithFloat returns a copy with the float attribute set.
func (a Attrs) WithFloat(key string, v float64) Attrs {
	return a.with(key, Value{typ: AttrFloat, num: math.Float64bits(v)})
}

// WithText returns a copy with the text attribute set.
func (a Attrs) WithText(key, v string) Attrs {
	return a.with(key, Value{typ: AttrText, text: v})
}

// WithDType returns a copy with the attribute set to an element type.
func (a Attrs) WithDType(key string, v DType) Attrs {
	return a.with(key, Value{typ: AttrDType, num: uint64(v)})
}

// Int returns an integer attribute and whether it is there.
func (a Attrs) Int(key string) (int, bool) {
	v, ok := a.find(key)
	return int(int64(v.num)), ok && v.typ == AttrInt
}

// Ints returns a list attribute, shared and not to be written, and whether it
// is there.
func (a Attrs) Ints(key string) ([]int, bool) {
	v, ok := a.find(key)
	return slices.Clip(v.ints), ok && v.typ == AttrInts
}

// Bool returns a boolean attribute, false when it is not there.
func (a Attrs) Bool(key string) bool {
	v, _ := a.find(key)
	return v.typ == AttrBool && v.num != 0
}

// Float returns a float attribute and whether it is there.
func (a Attrs) Float(key string) (float64, bool) {
	v, ok := a.find(key)
	return math.Float64frombits(v.num), ok && v.typ == AttrFloat
}

// Text returns a text attribute and whether it is there.
func (a Attrs) Text(key string) (string, bool) {
	v, ok := a.find(key)
	return v.text, ok && v.typ == AttrText
}

// DType returns an element type attribute and whether it is there.
func (a Attrs) DType(key string) (DType, bool) {
	v, ok := a.find(key)
	return DType(v.num), ok && v.typ == AttrDType
}

// Equal reports whether both hold the same attributes.
func (a Attrs) Equal(b Attrs) bool {
	return slices.EqualFunc(a.list(), b.list(), func(x, y attr) bool {
		return x.key == y.key && x.val.equal(y.val)
	})
}

// String prints the attributes as axis=(0,), keepdims=True.
func (a Attrs) String() string {
	var b strings.Builder
	for i, x := range a.list() {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s=%v", x.key, x.val)
	}
	return b.String()
}

// AttrSpec is one line of an operation's attribute schema.
type AttrSpec struct {
	Name     string
	Type     AttrType
	Required bool
}

// checkAttrs holds attributes against a schema. A single integer stands for a
// list of one, and an integer for a float.
func checkAttrs(schema []AttrSpec, a Attrs) (Attrs, error) {
	for _, x := range a.list() {
		i := slices.IndexFunc(schema, func(s AttrSpec) bool { return s.Name == x.key })
		if i < 0 {
			return a, refuse("no attribute is named %q%s", x.key, schemaHint(schema))
		}
		want, v := schema[i].Type, x.val
		switch {
		case v.typ == want:
		case v.typ == AttrInt && want == AttrInts:
			a = a.WithInts(x.key, int(int64(v.num)))
		case v.typ == AttrInt && want == AttrFloat:
			a = a.WithFloat(x.key, float64(int64(v.num)))
		default:
			return a, refuse("attribute %s: want %v, got %v", x.key, want, v.typ)
		}
	}
	for _, s := range schema {
		if s.Required && !a.Has(s.Name) {
			return a, refuse("attribute %s is missing", s.Name)
		}
	}
	return a, nil
}

func schemaHint(schema []AttrSpec) string {
	if len(schema) == 0 {
		return "; the operation has none"
	}
	names := make([]string, len(schema))
	for i, s := range schema {
		names[i] = s.Name
	}
	return "; there are: " + strings.Join(names, ", ")
}

// quoteText prints a string in double quotes, quotes, backslashes and
// newlines escaped, which is all that the text form unescapes.
func quoteText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}
