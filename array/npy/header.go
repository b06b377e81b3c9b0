package npy

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/dtype"
)

const (
	magic = "\x93NUMPY"
	// maxHeader bounds the header text. A sound header of 64 axes takes less
	// than 2 KiB; only records, which are refused anyway, have longer ones.
	maxHeader = 1 << 16
	maxDims   = 64               // as NumPy 2
	align     = 64               // the data starts at a multiple of this
	growth    = 21               // digits that the first length may grow to in place
	maxBytes  = math.MaxInt / 16 // as the array package allows elements
)

// Header describes the array of a .npy file.
type Header struct {
	Version   int         // of the format: 1, 2 or 3
	DType     array.DType // element type; Float32 for a file of float16
	Half      bool        // the file has float16, which is widened while it is read
	BigEndian bool        // byte order of the elements
	Fortran   bool        // the first axis runs fastest
	Shape     []int
}

// Size returns the number of elements.
func (h Header) Size() int {
	n := 1
	for _, d := range h.Shape {
		n *= d
	}
	return n
}

// fileShape is the shape in C order of the elements as the file has them.
func (h Header) fileShape() []int {
	s := append([]int{}, h.Shape...)
	if h.Fortran {
		for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
			s[i], s[j] = s[j], s[i]
		}
	}
	return s
}

// ReadHeader reads the header and leaves r at the first element.
func ReadHeader(r io.Reader) (Header, error) {
	h, _, err := readHeader(r)
	return h, err
}

// readHeader also returns how many bytes the header took.
func readHeader(r io.Reader) (Header, int, error) {
	var pre [12]byte
	if err := readFull(r, pre[:8], "magic"); err != nil {
		return Header{}, 0, err
	}
	if string(pre[:6]) != magic {
		return Header{}, 0, badFormat("no .npy file: it starts with %q", pre[:6])
	}
	version, wide := int(pre[6]), 2
	if version < 1 || version > 3 || pre[7] != 0 {
		return Header{}, 0, badFormat("unknown version %d.%d", pre[6], pre[7])
	}
	if version > 1 {
		wide = 4
	}
	if err := readFull(r, pre[8:8+wide], "header length"); err != nil {
		return Header{}, 0, err
	}
	n := uint32(binary.LittleEndian.Uint16(pre[8:]))
	if wide == 4 {
		n = binary.LittleEndian.Uint32(pre[8:])
	}
	if n > maxHeader {
		return Header{}, 0, badFormat("header of %d bytes, at most %d are read", n, maxHeader)
	}
	text := make([]byte, n)
	if err := readFull(r, text, "header"); err != nil {
		return Header{}, 0, err
	}
	if version == 3 && !utf8.Valid(text) {
		return Header{}, 0, badFormat("header is not UTF-8")
	}
	h, err := parseHeader(string(text))
	h.Version = version
	return h, 8 + wide + int(n), err
}

func readFull(r io.Reader, b []byte, what string) error {
	n, err := io.ReadFull(r, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return badFormat("file ends in its %s, %d of %d bytes there", what, n, len(b))
	}
	return err
}

// parseHeader reads the Python dict of a header.
func parseHeader(text string) (Header, error) {
	var h Header
	p := parser{text: text}
	seen := map[string]bool{}
	p.want('{')
	for p.err == nil && !p.take('}') {
		key := p.str()
		p.want(':')
		if seen[key] {
			p.fail("key %q twice", key)
		}
		seen[key] = true
		switch key {
		case "descr":
			p.descr(&h)
		case "fortran_order":
			h.Fortran = p.boolean()
		case "shape":
			h.Shape = p.tuple()
		default:
			p.fail("unknown key %q", key)
		}
		if !p.take(',') && p.peek() != '}' {
			p.fail("no comma")
		}
	}
	if p.skip(); p.err == nil && p.at < len(text) {
		p.fail("text after the dict")
	}
	if p.err != nil {
		return Header{}, p.err
	}
	if len(seen) != 3 {
		return Header{}, badFormat("header %q lacks one of descr, fortran_order and shape", text)
	}
	return h, checkShape(h)
}

// checkShape refuses sizes that overflow, also behind a length of zero.
func checkShape(h Header) error {
	if len(h.Shape) > maxDims {
		return badFormat("%d dimensions, at most %d", len(h.Shape), maxDims)
	}
	bytes := h.DType.Size()
	for _, d := range h.Shape {
		if d > 0 && bytes > maxBytes/d {
			return badFormat("shape %v of %v takes more bytes than can be addressed", h.Shape, h.DType)
		}
		bytes *= max(d, 1)
	}
	return nil
}

// parser reads Python literals; the first fault sticks.
type parser struct {
	text string
	at   int
	err  error
}

func (p *parser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = badFormat("header byte %d: %s", p.at, fmt.Sprintf(format, args...))
	}
}

func (p *parser) skip() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

// peek returns the next byte that is no space, 0 at the end.
func (p *parser) peek() byte {
	if p.skip(); p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *parser) take(c byte) bool {
	if p.err == nil && p.peek() == c {
		p.at++
		return true
	}
	return false
}

func (p *parser) want(c byte) {
	if !p.take(c) {
		p.fail("no %q", c)
	}
}

func (p *parser) str() string {
	quote := p.peek()
	if quote != '\'' && quote != '"' {
		p.fail("no string")
		return ""
	}
	p.at++
	n := strings.IndexByte(p.text[p.at:], quote)
	if n < 0 || strings.IndexByte(p.text[p.at:p.at+n], '\\') >= 0 {
		p.fail("string without end or with escapes")
		return ""
	}
	s := p.text[p.at : p.at+n]
	p.at += n + 1
	return s
}

func (p *parser) boolean() bool {
	p.skip()
	for _, w := range []string{"False", "True"} {
		if strings.HasPrefix(p.text[p.at:], w) {
			p.at += len(w)
			return w == "True"
		}
	}
	p.fail("neither True nor False")
	return false
}

func (p *parser) tuple() []int {
	shape := []int{}
	p.want('(')
	for p.err == nil && !p.take(')') {
		shape = append(shape, p.number())
		switch c := p.peek(); {
		case c == ',':
			p.at++
		case c != ')' || len(shape) == 1: // (3) is no tuple in Python
			p.fail("no comma in the shape")
		}
	}
	return shape
}

func (p *parser) number() int {
	p.skip()
	from := p.at
	for p.at < len(p.text) && p.text[p.at] >= '0' && p.text[p.at] <= '9' {
		p.at++
	}
	n, err := strconv.Atoi(p.text[from:p.at])
	if err != nil {
		p.fail("%q is no length of an axis", p.text[from:min(p.at+1, len(p.text))])
	}
	if p.at < len(p.text) && p.text[p.at] == 'L' { // a long of Python 2
		p.at++
	}
	return n
}

// descr reads the element type.
func (p *parser) descr(h *Header) {
	if c := p.peek(); c == '[' || c == '(' {
		rest := p.text[p.at:]
		p.err = &UnsupportedError{Descr: strconv.Quote(rest[:min(len(rest), 60)])}
		return
	}
	s := p.str()
	if p.err != nil {
		return
	}
	order, code := byte('='), s
	if s != "" && strings.IndexByte("<>|=", s[0]) >= 0 {
		order, code = s[0], s[1:]
	}
	if code == "f2" && order != '|' {
		h.DType, h.Half = array.Float32, true
		h.BigEndian = order == '>' || order == '=' && nativeBig
		return
	}
	for dt, c := range codes {
		if c == code && c != "" {
			h.DType = array.DType(dt)
			h.BigEndian = order == '>' || order == '=' && nativeBig
			if order == '|' && h.DType.Size() > 1 {
				break // a byte order is needed
			}
			return
		}
	}
	p.err = &UnsupportedError{Descr: strconv.Quote(s)}
}

// codes are the type codes of the format.
var codes = [dtype.Count]string{array.Bool: "b1", array.Int8: "i1", array.Int16: "i2", array.Int32: "i4",
	array.Int64: "i8", array.Uint8: "u1", array.Uint16: "u2", array.Uint32: "u4", array.Uint64: "u8",
	array.Float32: "f4", array.Float64: "f8", array.Complex64: "c8", array.Complex128: "c16"}

// bytes returns the header as numpy.save writes it: padded to a multiple of
// 64 bytes and with room for the axis that may grow.
func (h Header) bytes() ([]byte, error) {
	order, fortran := "<", "False"
	switch {
	case h.DType.Size() == 1:
		order = "|"
	case h.BigEndian:
		order = ">"
	}
	if h.Fortran {
		fortran = "True"
	}
	shape := make([]string, len(h.Shape))
	for i, d := range h.Shape {
		shape[i] = strconv.Itoa(d)
	}
	tuple := strings.Join(shape, ", ")
	if len(shape) == 1 {
		tuple += ","
	}
	text := fmt.Sprintf("{'descr': '%s%s', 'fortran_order': %s, 'shape': (%s), }", order, codes[h.DType], fortran, tuple)
	if len(shape) > 0 {
		grows := shape[0]
		if h.Fortran {
			grows = shape[len(shape)-1]
		}
		text += strings.Repeat(" ", growth-len(grows))
	}
	return h.frame(text)
}

// frame puts magic, version and length before the header text.
func (h Header) frame(text string) ([]byte, error) {
	wide := 2
	switch h.Version {
	case 1:
	case 2, 3:
		wide = 4
	default:
		return nil, fmt.Errorf("npy: no version %d of the format to write", h.Version)
	}
	pad := align - (8+wide+len(text)+1)%align
	text += strings.Repeat(" ", pad) + "\n"
	b := append([]byte(magic), byte(h.Version), 0)
	if wide == 2 {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(text)))
	} else {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(text)))
	}
	return append(b, text...), nil
}
