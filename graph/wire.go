package graph

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"unicode/utf8"
	"unsafe"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/nd"
)

// The wire format, version 1. All numbers are little-endian.
//
//	8 bytes   "scigraph"
//	uint32    version
//	uint32    length of the header
//	uint32    CRC-32C of the header
//	header    JSON, see wireHeader
//	then, for every constant array in the order of the nodes:
//	uint64    length in bytes
//	uint32    CRC-32C of the elements
//	elements  in C order, as they lie in memory on a little-endian machine
//
// Nodes stand in topological order and name their operands by position. Shape
// and type of an operation are not written: the reader's rules work them out.
const (
	wireMagic   = "scigraph"
	wireVersion = 1
)

var (
	// ErrFormat is wrapped by errors on data that is not a graph in the wire
	// format, or not one that this registry can build.
	ErrFormat = errors.New("graph: malformed data")
	// ErrLimit is wrapped by errors on data beyond the limits of decoding.
	ErrLimit = errors.New("graph: data beyond the limits")
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// wireHeader is the JSON part.
type wireHeader struct {
	Nodes   []wireNode `json:"nodes"`
	Outputs []int      `json:"outputs"`
}

// wireNode is one node: an operation (op, in, attrs), a parameter (param,
// dtype, shape), a scalar (scalar: its bytes in hexadecimal, dtype) or an
// array (array: true, dtype, shape; the elements follow the header).
type wireNode struct {
	Op     string                     `json:"op,omitempty"`
	In     []int                      `json:"in,omitempty"`
	Attrs  map[string]json.RawMessage `json:"attrs,omitempty"`
	Param  string                     `json:"param,omitempty"`
	Scalar string                     `json:"scalar,omitempty"`
	Array  bool                       `json:"array,omitempty"`
	DType  string                     `json:"dtype,omitempty"`
	Shape  []int                      `json:"shape,omitempty"`
}

// Encode writes the graph of the outputs. What it writes depends on the graph
// alone: equal graphs of the same nodes give the same bytes.
func Encode(w io.Writer, outputs ...*Node) error {
	if err := FirstError(outputs...); err != nil {
		return err
	}
	h, arrays, err := headerOf(outputs)
	if err != nil {
		return err
	}
	text, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("graph: encode: %w", err)
	}
	if uint64(len(text)) > math.MaxUint32 {
		return errors.New("graph: encode: the header is longer than 4 GiB")
	}
	head := append(make([]byte, 0, 20+len(text)), wireMagic...)
	head = binary.LittleEndian.AppendUint32(head, wireVersion)
	head = binary.LittleEndian.AppendUint32(head, uint32(len(text)))
	head = binary.LittleEndian.AppendUint32(head, crc32.Checksum(text, castagnoli))
	if _, err := w.Write(append(head, text...)); err != nil {
		return fmt.Errorf("graph: encode: %w", err)
	}
	for _, a := range arrays {
		if err := writeBlock(w, a); err != nil {
			return fmt.Errorf("graph: encode: %w", err)
		}
	}
	return nil
}

// headerOf lists the nodes and the arrays whose elements follow.
func headerOf(outputs []*Node) (wireHeader, []array.Any, error) {
	order := Topological(outputs...)
	index := make(map[*Node]int, len(order))
	h := wireHeader{Nodes: make([]wireNode, len(order)), Outputs: make([]int, len(outputs))}
	var arrays []array.Any
	for i, n := range order {
		index[n] = i
		w := &h.Nodes[i]
		switch n.kind {
		case KindParam:
			w.Param, w.DType, w.Shape = n.Name(), n.dt.String(), n.shape
		case KindScalar:
			s := n.Scalar()
			w.Scalar, w.DType = hex.EncodeToString(littleEndian(s.dt, bytesAt(s.pointer(), s.dt.Size()))), n.dt.String()
		case KindArray:
			w.Array, w.DType, w.Shape = true, n.dt.String(), n.shape
			arrays = append(arrays, n.Array())
		default:
			w.Op = n.op.name
			for _, in := range n.inputs {
				w.In = append(w.In, index[in])
			}
			var err error
			if w.Attrs, err = attrsToJSON(n.attrs); err != nil {
				return h, nil, fmt.Errorf("graph: encode: %v: %w", n.op, err)
			}
		}
	}
	for i, n := range outputs {
		h.Outputs[i] = index[n]
	}
	return h, arrays, nil
}

func attrsToJSON(a Attrs) (map[string]json.RawMessage, error) {
	if a.Len() == 0 {
		return nil, nil
	}
	m := make(map[string]json.RawMessage, a.Len())
	for _, x := range a.list() {
		v, err := x.val.toJSON()
		if err == nil {
			m[x.key], err = json.Marshal(v)
		}
		if err != nil {
			return nil, fmt.Errorf("attribute %s: %w", x.key, err)
		}
	}
	return m, nil
}

// toJSON returns what stands for the value; what JSON has no number for is
// written as text.
func (v Value) toJSON() (any, error) {
	switch v.typ {
	case AttrInt:
		return int64(v.num), nil
	case AttrInts:
		return append([]int{}, v.ints...), nil
	case AttrBool:
		return v.num != 0, nil
	case AttrFloat:
		f := math.Float64frombits(v.num)
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return floatText(f, 64), nil
		}
		return f, nil
	case AttrText:
		if !utf8.ValidString(v.text) {
			return nil, errors.New("the text is not UTF-8")
		}
		return v.text, nil
	case AttrDType:
		return DType(v.num).String(), nil
	}
	return nil, errors.New("no value")
}

// writeBlock writes the elements of an array.
func writeBlock(w io.Writer, a array.Any) error {
	v := a.Raw()
	if !v.Contiguous() {
		c := array.NewAny(v.DT, v.Shape)
		nd.Copy(nd.Env{Tier: cpu.Best}, c.Raw(), v)
		v = c.Raw()
	}
	b := littleEndian(v.DT, bytesAt(v.Ptr, v.Size()*v.DT.Size()))
	var head [12]byte
	binary.LittleEndian.PutUint64(head[:], uint64(len(b)))
	binary.LittleEndian.PutUint32(head[8:], crc32.Checksum(b, castagnoli))
	if _, err := w.Write(head[:]); err != nil {
		return err
	}
	_, err := w.Write(b)
	return err
}

func bytesAt(p unsafe.Pointer, n int) []byte {
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(p), n)
}

var nativeLittle = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// littleEndian returns b itself on a little-endian machine, and a copy with
// the bytes of every number reversed elsewhere.
func littleEndian(dt DType, b []byte) []byte {
	if nativeLittle {
		return b
	}
	c := append([]byte{}, b...)
	reverseNumbers(dt, c)
	return c
}

// reverseNumbers turns the bytes of every number around; a complex element is
// two numbers.
func reverseNumbers(dt DType, b []byte) {
	size := dt.Size()
	if dt.IsComplex() {
		size /= 2
	}
	for ; len(b) >= size && size > 1; b = b[size:] {
		for i, j := 0, size-1; i < j; i, j = i+1, j-1 {
			b[i], b[j] = b[j], b[i]
		}
	}
}
