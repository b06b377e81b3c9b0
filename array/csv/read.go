package csv

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/dtype"
)

const defaultMaxValues = 1 << 28

// Read reads a table; opts may be nil. Every line must have as many fields as
// the first. The error of a file that is empty, malformed or too large is an
// *[Error] naming line and field; other errors are those of r.
func Read[T Number](r io.Reader, opts *Options) (Table[T], error) {
	p := parser[T]{}
	if opts != nil {
		p.opts = *opts
	}
	if p.opts.MaxValues <= 0 {
		p.opts.MaxValues = defaultMaxValues
	}
	if err := p.open(r); err != nil {
		return Table[T]{}, err
	}
	for {
		fields, err := p.in.Read()
		if err == io.EOF {
			return p.table()
		}
		if err == nil {
			err = p.line(fields)
		}
		if err != nil {
			return Table[T]{}, p.located(err)
		}
	}
}

type parser[T Number] struct {
	opts   Options
	in     *csv.Reader
	names  []string
	pick   []int // columns to keep
	data   []T
	rows   int
	header bool // the header has been settled
}

func (p *parser[T]) open(r io.Reader) error {
	p.in = csv.NewReader(r)
	p.in.ReuseRecord = true
	p.in.TrimLeadingSpace = true
	if p.opts.Comma != 0 {
		p.in.Comma = p.opts.Comma
	}
	p.in.Comment = p.opts.Comment
	if c := p.in.Comma; c == p.in.Comment || strings.ContainsRune("\"\r\n", c) || c == '\uFFFD' {
		return &Error{Text: fmt.Sprintf("separator %q and comment mark %q cannot be told apart", c, p.in.Comment), Kind: ErrSyntax}
	}
	return nil
}

// located turns a fault of the reader below into ours.
func (p *parser[T]) located(err error) error {
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		return &Error{Line: pe.Line, Text: pe.Err.Error(), Kind: ErrSyntax}
	}
	return err
}

func (p *parser[T]) line(fields []string) error {
	if !p.header {
		p.header = true
		isHeader := p.opts.Header == HeaderFirst || p.opts.Header == HeaderAuto && !p.numeric(fields)
		if isHeader {
			p.names = slices.Clone(fields)
			if len(p.names) > 0 {
				p.names[0] = strings.TrimPrefix(p.names[0], "\uFEFF")
			}
		}
		if err := p.choose(len(fields)); err != nil || isHeader {
			return err
		}
	}
	if len(p.data)+len(p.pick) > p.opts.MaxValues {
		line, _ := p.in.FieldPos(0)
		return &Error{Line: line, Text: fmt.Sprintf("more than %d values", p.opts.MaxValues), Kind: ErrLimit}
	}
	for _, c := range p.pick {
		v, err := p.number(fields[c])
		if err != nil {
			line, _ := p.in.FieldPos(c)
			return &Error{Line: line, Column: c + 1, Text: err.Error(), Kind: ErrSyntax}
		}
		p.data = append(p.data, v)
	}
	p.rows++
	return nil
}

// numeric reports whether every field of a line is a number or missing, and at
// least one is a number.
func (p *parser[T]) numeric(fields []string) bool {
	some := false
	for _, f := range fields {
		if p.missing(f) {
			continue
		}
		if _, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimPrefix(f, "\uFEFF")), 64); err != nil && !errors.Is(err, strconv.ErrRange) {
			return false
		}
		some = true
	}
	return some
}

// choose settles which columns are kept.
func (p *parser[T]) choose(width int) error {
	for i := range width {
		if p.opts.Columns == nil {
			p.pick = append(p.pick, i)
		}
	}
	for _, want := range p.opts.Columns {
		i := slices.Index(p.names, want)
		if n, err := strconv.Atoi(want); i < 0 && err == nil && n >= 0 && n < width {
			i = n
		}
		if i < 0 {
			return &Error{Line: 1, Text: fmt.Sprintf("there is no column %q", want), Kind: ErrSyntax}
		}
		p.pick = append(p.pick, i)
	}
	return nil
}

func (p *parser[T]) missing(f string) bool {
	f = strings.TrimSpace(f)
	return f == "" || p.opts.Missing != "" && f == p.opts.Missing
}

func (p *parser[T]) number(f string) (T, error) {
	f = strings.TrimSpace(strings.TrimPrefix(f, "\uFEFF"))
	dt := dtype.Of[T]()
	if p.missing(f) {
		if p.opts.MissingNaN && dt.IsFloat() {
			nan := math.NaN()
			return T(nan), nil
		}
		return 0, fmt.Errorf("a value is missing")
	}
	if dt.IsInteger() {
		v, err := strconv.ParseInt(f, 10, 8*dt.Size())
		if err != nil {
			return 0, fmt.Errorf("%q is no %v", clip(f), dt)
		}
		return T(v), nil
	}
	v, err := strconv.ParseFloat(f, 8*dt.Size())
	if err != nil {
		return 0, fmt.Errorf("%q is no %v", clip(f), dt)
	}
	return T(v), nil
}

// clip keeps error texts short whatever the file holds.
func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

func (p *parser[T]) table() (Table[T], error) {
	if p.rows == 0 || len(p.pick) == 0 {
		return Table[T]{}, &Error{Text: "the file has no rows of numbers", Kind: ErrEmpty}
	}
	t := Table[T]{Values: array.FromSlice(p.data, p.rows, len(p.pick))}
	if p.names != nil {
		for _, c := range p.pick {
			t.Names = append(t.Names, p.names[c])
		}
	}
	return t, nil
}
