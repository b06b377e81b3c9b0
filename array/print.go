package array

import (
	"fmt"
	"strings"

	"github.com/scicore-go/scicore/internal/dtype"
)

// PrintOptions says how [Sprint] writes an array. A field of zero takes the
// default, which is NumPy's.
type PrintOptions struct {
	Precision int // digits after the point at most, 8; negative: none
	Threshold int // arrays of more elements are summarised, 1000; negative: never
	EdgeItems int // elements at each end of a summarised axis, 3
	LineWidth int // characters before a line is broken, 75
}

func (o *PrintOptions) orDefault() PrintOptions {
	out := PrintOptions{Precision: 8, Threshold: 1000, EdgeItems: 3, LineWidth: 75}
	if o == nil {
		return out
	}
	for _, f := range []struct{ have, to *int }{{&o.Precision, &out.Precision}, {&o.Threshold, &out.Threshold},
		{&o.EdgeItems, &out.EdgeItems}, {&o.LineWidth, &out.LineWidth}} {
		if *f.have != 0 {
			*f.to = *f.have
		}
	}
	out.Precision = max(out.Precision, 0)
	if out.Threshold < 0 {
		out.Threshold = maxSize
	}
	return out
}

// String returns the array as NumPy's str does: aligned columns, at most 8
// digits after the point, arrays of more than 1000 elements summarised.
func (a Array[T]) String() string { return Sprint(a, nil) }

// Sprint returns the array as text. NumPy: array2string.
func Sprint[T Element](a Array[T], opts *PrintOptions) string {
	o := opts.orDefault()
	if a.NDim() == 0 {
		return scalarText(a.Item())
	}
	l := layout[T]{a: a, opts: o, summary: a.Size() > o.Threshold}
	l.cell = cellsOf(l.shown(), o.Precision)
	return l.text()
}

// Format implements fmt.Formatter. %v and %s give [Array.String], %+v does not
// summarise, %#v adds the element type and shape, and a precision as in %.3v
// bounds the digits. Any other verb is applied to each element, with its flags
// and precision: %.2f, %8.3e, %x; columns are aligned.
func (a Array[T]) Format(s fmt.State, verb rune) {
	var o PrintOptions
	if p, ok := s.Precision(); ok {
		if o.Precision = p; p == 0 {
			o.Precision = -1
		}
	}
	if verb != 'v' && verb != 's' {
		fmt.Fprint(s, a.verbText(s, verb))
		return
	}
	if s.Flag('+') {
		o.Threshold = -1
	}
	text := Sprint(a, &o)
	if s.Flag('#') {
		text = fmt.Sprintf("array.Array[%v]%s%s", dtype.Of[T](), shapeText(a.shape()), text)
	}
	fmt.Fprint(s, text)
}

// verbText formats every element with one verb.
func (a Array[T]) verbText(s fmt.State, verb rune) string {
	format := fmt.FormatString(s, verb)
	one := func(v T) string { return fmt.Sprintf(format, v) }
	if a.NDim() == 0 {
		return one(a.Item())
	}
	o := (*PrintOptions)(nil).orDefault()
	l := layout[T]{a: a, opts: o, summary: a.Size() > o.Threshold}
	width := 0
	for _, v := range l.shown() {
		width = max(width, len(one(v)))
	}
	l.cell = func(v T) string { return padLeft(one(v), width) }
	return l.text()
}

func padLeft(s string, width int) string {
	return strings.Repeat(" ", max(width-len(s), 0)) + s
}

// layout writes the brackets, lines and ellipses around the cells.
type layout[T Element] struct {
	a       Array[T]
	opts    PrintOptions
	summary bool
	cell    func(T) string
}

// positions returns which positions of an axis of length n are shown, -1
// standing for those left out.
func (l *layout[T]) positions(n int) []int {
	e := l.opts.EdgeItems
	if !l.summary || n <= 2*e {
		return upTo(n)
	}
	p := append(upTo(e), -1)
	for i := n - e; i < n; i++ {
		p = append(p, i)
	}
	return p
}

// shown returns the elements that will be printed.
func (l *layout[T]) shown() []T {
	a := l.a
	for ax, n := range a.shape() {
		var idx []int64
		for _, i := range l.positions(n) {
			if i >= 0 {
				idx = append(idx, int64(i))
			}
		}
		if len(idx) < n {
			a = Take(a, FromSlice(idx), ax)
		}
	}
	return ToSlice(a)
}

func (l *layout[T]) text() string {
	if l.a.Size() == 0 {
		return "[]"
	}
	return l.block(l.a, " ", l.opts.LineWidth)
}

// block writes one nested list; indent is what further lines begin with.
func (l *layout[T]) block(a Array[T], indent string, width int) string {
	if a.NDim() == 1 {
		return l.row(a, indent, width)
	}
	var b strings.Builder
	gap := strings.Repeat("\n", a.NDim()-1)
	for k, i := range l.positions(a.Dim(0)) {
		if k > 0 {
			b.WriteString(gap + indent)
		}
		if i < 0 {
			b.WriteString("...")
			continue
		}
		b.WriteString(l.block(a.tailAt(i), indent+" ", width-1))
	}
	return "[" + b.String() + "]"
}

// row writes the innermost list, broken where it grows too long.
func (l *layout[T]) row(a Array[T], indent string, width int) string {
	var b strings.Builder
	line := indent
	places := l.positions(a.Dim(0))
	for k, i := range places {
		word := "..."
		if i >= 0 {
			word = l.cell(a.At(i))
		}
		room := width - 1 // for the bracket; the last word may use it
		if k == len(places)-1 {
			room = width
		}
		if len(line)+len(word) > room && len(line) > len(indent) {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = indent
		}
		line += word
		if k < len(places)-1 {
			line += " "
		}
	}
	b.WriteString(line)
	return "[" + b.String()[len(indent):] + "]"
}
