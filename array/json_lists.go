package array

import (
	"encoding/json"
	"strconv"
	"unsafe"
)

// maxNesting bounds the depth of nested lists.
const maxNesting = 32

// lists walks nested lists of valid JSON and gathers shape and elements.
type lists struct {
	text  []byte
	at    int
	pairs bool // lists of innermost numbers are complex elements
	shape []int
	cells [][]byte // the elements, as they stand in the text
}

// fromLists reads nested lists, or one element; dt 0 means to tell the type
// from the elements.
func fromLists(text []byte, dt DType) (Any, error) {
	l := &lists{text: text, pairs: dt.IsComplex()}
	if err := l.value(0); err != nil {
		return nil, err
	}
	if l.pairs && len(l.cells) > 0 {
		n := len(l.shape) - 1
		if n < 0 || l.shape[n] != 2 {
			return nil, badJSON("a complex element is a pair [re, im]")
		}
		l.shape = l.shape[:n]
	}
	if dt == 0 {
		dt = l.guess()
	}
	a := NewAny(dt, l.shape)
	out, size := rawBytes(a), dt.Size()
	if l.pairs {
		size /= 2
	}
	for i, c := range l.cells {
		if err := putCell(out[i*size:], dt, c); err != nil {
			return nil, badJSON("element %d: %v", i, err)
		}
	}
	return a, nil
}

func (l *lists) space() {
	for l.at < len(l.text) && (l.text[l.at] == ' ' || l.text[l.at] == '\t' || l.text[l.at] == '\n' || l.text[l.at] == '\r') {
		l.at++
	}
}

// value reads what stands at the cursor: a list, or one element.
func (l *lists) value(depth int) error {
	l.space()
	switch c := l.text[l.at]; {
	case c == '{' || c == 'n':
		return badJSON("byte %d: an element is a number, a bool or a string for what is not finite", l.at)
	case c == '[':
		return l.list(depth)
	}
	if depth != len(l.shape) {
		return badJSON("byte %d: lists of different depth", l.at)
	}
	start := l.at
	if l.text[l.at] == '"' {
		for l.at++; l.text[l.at] != '"'; l.at++ {
			if l.text[l.at] == '\\' {
				l.at++
			}
		}
		l.at++
	} else {
		for l.at < len(l.text) && !isDelimiter(l.text[l.at]) {
			l.at++
		}
	}
	l.cells = append(l.cells, l.text[start:l.at])
	return nil
}

func isDelimiter(c byte) bool {
	return c == ',' || c == ']' || c == ' ' || c == '\n' || c == '\t' || c == '\r'
}

// list reads a list; all lists of one level have one length.
func (l *lists) list(depth int) error {
	if depth == maxNesting {
		return badJSON("byte %d: lists nested deeper than %d", l.at, maxNesting)
	}
	first := depth == len(l.shape)
	if first {
		if len(l.cells) > 0 {
			return badJSON("byte %d: lists of different depth", l.at)
		}
		l.shape = append(l.shape, -1)
	}
	start := l.at
	l.at++
	n := 0
	for l.space(); l.text[l.at] != ']'; l.space() {
		if l.text[l.at] == ',' {
			l.at++
		}
		if err := l.value(depth + 1); err != nil {
			return err
		}
		n++
	}
	l.at++
	if l.shape[depth] < 0 {
		l.shape[depth] = n
	}
	if l.shape[depth] != n {
		return badJSON("byte %d: a list of %d elements among lists of %d", start, n, l.shape[depth])
	}
	return nil
}

// guess tells the element type from the elements.
func (l *lists) guess() DType {
	bools := 0
	for _, c := range l.cells {
		switch c[0] {
		case '"':
			return Float64
		case 't', 'f':
			bools++
			continue
		}
		for _, b := range c {
			if b == '.' || b == 'e' || b == 'E' {
				return Float64
			}
		}
	}
	switch {
	case len(l.cells) == 0:
		return Float64
	case bools == len(l.cells):
		return Bool
	case bools == 0:
		return Int64
	}
	return Float64
}

// putCell writes one element, or one part of a complex one, to out.
func putCell(out []byte, dt DType, c []byte) error {
	p := unsafe.Pointer(unsafe.SliceData(out))
	switch dt {
	case Bool:
		v, err := strconv.ParseBool(string(c))
		if err != nil || c[0] != 't' && c[0] != 'f' {
			return badJSON("%s is no bool", c)
		}
		*(*bool)(p) = v
		return nil
	case Float32, Complex64:
		v, err := cellFloat(c, 32)
		*(*float32)(p) = float32(v)
		return err
	case Float64, Complex128:
		v, err := cellFloat(c, 64)
		*(*float64)(p) = v
		return err
	}
	return putInteger(p, dt, c)
}

func cellFloat(c []byte, bits int) (float64, error) {
	text := string(c)
	if c[0] == '"' {
		if err := json.Unmarshal(c, &text); err != nil {
			return 0, badJSON("%v", err)
		}
		switch text {
		case "NaN", "Infinity", "-Infinity":
		default:
			return 0, badJSON("%q: a string must be NaN, Infinity or -Infinity", text)
		}
	}
	v, err := strconv.ParseFloat(text, bits)
	if err != nil {
		return 0, badJSON("%s is no float%d", c, bits)
	}
	return v, nil
}

func putInteger(p unsafe.Pointer, dt DType, c []byte) error {
	bits := 8 * dt.Size()
	var word uint64
	if dt.IsUnsigned() {
		v, err := strconv.ParseUint(string(c), 10, bits)
		if err != nil {
			return badJSON("%s is no %v", c, dt)
		}
		word = v
	} else {
		v, err := strconv.ParseInt(string(c), 10, bits)
		if err != nil {
			return badJSON("%s is no %v", c, dt)
		}
		word = uint64(v)
	}
	switch bits {
	case 8:
		*(*uint8)(p) = uint8(word)
	case 16:
		*(*uint16)(p) = uint16(word)
	case 32:
		*(*uint32)(p) = uint32(word)
	default:
		*(*uint64)(p) = word
	}
	return nil
}
