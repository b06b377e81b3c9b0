package text

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/scicore-go/scicore/array"
)

// Number lists the types a table can hold.
type Number interface{ float64 | float32 | int64 }

// Whitespace as a delimiter means any run of spaces and tabs; quotes have no
// meaning then, and a comment may begin anywhere in a line.
const Whitespace rune = -1

// Header says whether the first line names the columns.
type Header int

const (
	HeaderAuto    Header = iota // it does if none of its fields is a number or missing
	HeaderNone                  // it does not
	HeaderPresent               // it does
)

// Missing says what an empty or missing field is.
type Missing int

const (
	MissingError Missing = iota // a fault
	MissingNaN                  // NaN; not for int64
)

// Options says how a table is written; nil means the zero Options.
type Options struct {
	Delimiter rune     // 0: a comma
	Comment   rune     // begins lines that are left out; 0: '#', negative: none
	Header    Header   // whether the first line names the columns
	SkipLines int      // lines left out at the start
	MaxRows   int      // rows read at most; 0: all
	Columns   []int    // columns kept, in this order, the first being 0; negative from the last
	Names     []string // columns kept, by header name; not with Columns
	Missing   Missing  // what a missing field is
	NA        []string // fields that are missing beside empty ones, e.g. "NA"
}

// Table is what a text holds.
type Table[T Number] struct {
	Names []string       // of the columns, nil without a header
	Data  array.Array[T] // rows × columns
}

// ErrSyntax is what every [*ParseError] unwraps to.
var ErrSyntax = errors.New("text: syntax error")

// ParseError is a fault in a text.
type ParseError struct {
	Line   int    // counted from 1
	Column int    // field counted from 1, 0 if the fault is the line's
	Field  string // the field at fault
	Msg    string
}

// Error describes the fault and its place.
func (e *ParseError) Error() string {
	if e.Column == 0 {
		return fmt.Sprintf("text: line %d: %s", e.Line, e.Msg)
	}
	return fmt.Sprintf("text: line %d, column %d: %q %s", e.Line, e.Column, e.Field, e.Msg)
}

// Unwrap returns [ErrSyntax].
func (e *ParseError) Unwrap() error { return ErrSyntax }

// Read reads a table of numbers. All lines must have the same number of
// fields; empty lines are left out. Numbers are decimal or hexadecimal, nan,
// inf; one that T cannot hold is a fault. A text without rows gives a table of
// shape (0, columns). NumPy: loadtxt, genfromtxt.
func Read[T Number](r io.Reader, opts *Options) (Table[T], error) {
	p := parser[T]{}
	if opts != nil {
		p.o = *opts
	}
	if err := p.setup(); err != nil {
		return Table[T]{}, err
	}
	lines, err := newRecords(r, &p.o)
	if err != nil {
		return Table[T]{}, err
	}
	for p.o.MaxRows == 0 || p.rows < p.o.MaxRows {
		fields, err := lines.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return Table[T]{}, err
		}
		if err := p.line(fields, lines); err != nil {
			return Table[T]{}, err
		}
	}
	if len(p.o.Names) > 0 && !p.begun {
		return Table[T]{}, &ParseError{Line: 1, Msg: "no header to find columns by"}
	}
	return Table[T]{Names: p.names, Data: array.FromSlice(p.data, p.rows, len(p.keep))}, nil
}

// parser turns records into rows.
type parser[T Number] struct {
	o     Options
	begun bool // the first record is behind
	keep  []int
	names []string
	rows  int
	data  []T
}

func (p *parser[T]) setup() error {
	_, integer := any(T(0)).(int64)
	switch {
	case integer && p.o.Missing == MissingNaN:
		return fmt.Errorf("text: options: int64 has no NaN for missing fields")
	case len(p.o.Columns) > 0 && len(p.o.Names) > 0:
		return fmt.Errorf("text: options: both Columns and Names")
	case len(p.o.Names) > 0 && p.o.Header == HeaderNone:
		return fmt.Errorf("text: options: Names without a header")
	case p.o.SkipLines < 0 || p.o.MaxRows < 0:
		return fmt.Errorf("text: options: SkipLines %d, MaxRows %d", p.o.SkipLines, p.o.MaxRows)
	}
	if p.o.Delimiter == 0 {
		p.o.Delimiter = ','
	}
	if p.o.Comment == 0 {
		p.o.Comment = '#'
	}
	return nil
}

// line takes one record.
func (p *parser[T]) line(fields []string, at records) error {
	if !p.begun {
		p.begun = true
		header := p.o.Header == HeaderPresent || p.o.Header == HeaderAuto && p.looksLikeHeader(fields)
		if err := p.choose(fields, header, at); err != nil || header {
			return err
		}
	}
	for _, c := range p.keep {
		v, err := p.number(strings.TrimSpace(fields[c]))
		if err != nil {
			return &ParseError{Line: at.line(c), Column: c + 1, Field: fields[c], Msg: err.Error()}
		}
		p.data = append(p.data, v)
	}
	p.rows++
	return nil
}

func (p *parser[T]) looksLikeHeader(fields []string) bool {
	for _, f := range fields {
		f = strings.TrimSpace(f)
		if _, err := strconv.ParseFloat(f, 64); p.missing(f) || err == nil || errors.Is(err, strconv.ErrRange) {
			return false
		}
	}
	return true
}

// choose works out which columns are kept.
func (p *parser[T]) choose(fields []string, header bool, at records) error {
	n := len(fields)
	bad := func(format string, args ...any) error {
		return &ParseError{Line: at.line(0), Msg: fmt.Sprintf(format, args...)}
	}
	switch {
	case len(p.o.Names) > 0:
		if !header {
			return bad("no header to find columns by")
		}
		for _, name := range p.o.Names {
			c := slices.IndexFunc(fields, func(f string) bool { return strings.TrimSpace(f) == name })
			if c < 0 {
				return bad("no column %q in the header", name)
			}
			p.keep = append(p.keep, c)
		}
	case len(p.o.Columns) > 0:
		for _, c := range p.o.Columns {
			if c < -n || c >= n {
				return bad("no column %d among %d", c, n)
			}
			p.keep = append(p.keep, (c+n)%n)
		}
	default:
		for c := range fields {
			p.keep = append(p.keep, c)
		}
	}
	if header {
		for _, c := range p.keep {
			p.names = append(p.names, strings.TrimSpace(fields[c]))
		}
	}
	return nil
}

func (p *parser[T]) missing(field string) bool { return field == "" || slices.Contains(p.o.NA, field) }

// number reads one field.
func (p *parser[T]) number(field string) (v T, err error) {
	if p.missing(field) {
		if p.o.Missing == MissingError {
			return v, errors.New("is missing")
		}
		return T(math.NaN()), nil
	}
	switch to := any(&v).(type) {
	case *int64:
		*to, err = strconv.ParseInt(field, 10, 64)
	case *float64:
		*to, err = strconv.ParseFloat(field, 64)
	case *float32:
		var x float64
		x, err = strconv.ParseFloat(field, 32)
		*to = float32(x)
	}
	switch {
	case errors.Is(err, strconv.ErrRange):
		return v, fmt.Errorf("is more than %T holds", v)
	case err != nil:
		return v, fmt.Errorf("is no %T", v)
	}
	return v, nil
}

// records yields the fields of one line after the other, io.EOF at the end.
type records interface {
	next() ([]string, error)
	line(field int) int // where a field of the last record stands
}

func newRecords(r io.Reader, o *Options) (records, error) {
	b := bufio.NewReader(r)
	if lead, err := b.Peek(3); err == nil && string(lead) == "\ufeff" {
		b.Discard(3) // cannot fail: the bytes are buffered
	}
	for range o.SkipLines {
		if err := skipLine(b); err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
	}
	if o.Delimiter == Whitespace {
		return &columns{r: b, comment: o.Comment, at: o.SkipLines}, nil
	}
	c := csv.NewReader(b)
	c.Comma, c.ReuseRecord, c.TrimLeadingSpace = o.Delimiter, true, o.Delimiter != '\t'
	if o.Comment > 0 {
		c.Comment = o.Comment
	}
	return &commas{r: c, skipped: o.SkipLines}, nil
}

// skipLine reads to the end of a line without keeping it.
func skipLine(b *bufio.Reader) error {
	for {
		if _, err := b.ReadSlice('\n'); err != bufio.ErrBufferFull {
			return err
		}
	}
}

// commas reads CSV.
type commas struct {
	r       *csv.Reader
	skipped int
}

func (c *commas) next() ([]string, error) {
	fields, err := c.r.Read()
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		return nil, &ParseError{Line: pe.Line + c.skipped, Msg: pe.Err.Error()}
	}
	return fields, err
}

func (c *commas) line(field int) int {
	line, _ := c.r.FieldPos(field)
	return line + c.skipped
}

// columns reads fields apart by white space.
type columns struct {
	r       *bufio.Reader
	comment rune
	at      int
	count   int // fields of the first line
	end     bool
}

func (c *columns) next() ([]string, error) {
	for !c.end {
		s, err := c.r.ReadString('\n')
		if err != nil && err != io.EOF {
			return nil, err
		}
		c.end = err == io.EOF
		c.at++
		if i := strings.IndexRune(s, c.comment); c.comment > 0 && i >= 0 {
			s = s[:i]
		}
		fields := strings.Fields(s)
		if len(fields) == 0 {
			continue
		}
		if c.count == 0 {
			c.count = len(fields)
		}
		if len(fields) != c.count {
			return nil, &ParseError{Line: c.at, Msg: fmt.Sprintf("%d fields, the first line has %d", len(fields), c.count)}
		}
		return fields, nil
	}
	return nil, io.EOF
}

func (c *columns) line(int) int { return c.at }
