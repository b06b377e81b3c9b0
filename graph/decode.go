package graph

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"unsafe"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/dtype"
)

// DecodeOptions bounds what Decode accepts, for data from outside. A zero field
// stands for its default.
type DecodeOptions struct {
	Registry  *Registry // the operations known; Builtin by default
	MaxHeader int       // bytes of the JSON part, 16 MiB by default
	MaxNodes  int       // 100000 by default
	MaxDepth  int       // operations on one way to a leaf, 10000 by default
	MaxBytes  int64     // bytes of all constant arrays, 1 GiB by default
	MaxAttr   int       // bytes of one attribute, 65536 by default
}

func (o *DecodeOptions) filled() DecodeOptions {
	var f DecodeOptions
	if o != nil {
		f = *o
	}
	if f.Registry == nil {
		f.Registry = builtin
	}
	if f.MaxHeader <= 0 {
		f.MaxHeader = 16 << 20
	}
	if f.MaxNodes <= 0 {
		f.MaxNodes = 100_000
	}
	if f.MaxDepth <= 0 {
		f.MaxDepth = 10_000
	}
	if f.MaxBytes <= 0 {
		f.MaxBytes = 1 << 30
	}
	if f.MaxAttr <= 0 {
		f.MaxAttr = 1 << 16
	}
	return f
}

// Decode reads one graph that [Encode] wrote and returns its outputs. It reads
// no byte beyond the graph. opts may be nil.
//
// The data may come from anywhere: faults of any kind are errors wrapping
// [ErrFormat] or [ErrLimit] (or the reader's own), memory is taken only as
// data arrives, and the work is in proportion to it.
func Decode(r io.Reader, opts *DecodeOptions) ([]*Node, error) {
	d := decoder{r: r, opts: opts.filled()}
	outputs, err := d.graph()
	if err != nil {
		return nil, fmt.Errorf("graph: decode: %w", err)
	}
	return outputs, nil
}

type decoder struct {
	r     io.Reader
	opts  DecodeOptions
	nodes []*Node
	bytes int64 // of arrays so far
}

func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrFormat}, args...)...)
}

func overLimit(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrLimit}, args...)...)
}

// short turns the end of the data into a fault of the data.
func short(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return malformed("the data ends too early")
	}
	return err
}

func (d *decoder) graph() ([]*Node, error) {
	text, err := d.header()
	if err != nil {
		return nil, err
	}
	h, err := d.parseHeader(text)
	if err != nil {
		return nil, err
	}
	d.nodes = make([]*Node, 0, len(h.Nodes))
	for i := range h.Nodes {
		n, err := d.node(&h.Nodes[i])
		if err != nil {
			return nil, fmt.Errorf("node %d: %w", i, err)
		}
		if n.Depth() > d.opts.MaxDepth {
			return nil, overLimit("node %d: deeper than %d", i, d.opts.MaxDepth)
		}
		d.nodes = append(d.nodes, n)
	}
	outputs, err := d.pick(h.Outputs)
	if err != nil {
		return nil, fmt.Errorf("outputs: %w", err)
	}
	return outputs, nil
}

// header reads up to the end of the JSON part.
func (d *decoder) header() ([]byte, error) {
	var head [20]byte
	if _, err := io.ReadFull(d.r, head[:]); err != nil {
		return nil, short(err)
	}
	if string(head[:8]) != wireMagic {
		return nil, malformed("it does not begin with %q", wireMagic)
	}
	if v := binary.LittleEndian.Uint32(head[8:]); v != wireVersion {
		return nil, malformed("version %d, this program reads version %d", v, wireVersion)
	}
	n := binary.LittleEndian.Uint32(head[12:])
	if int64(n) > int64(d.opts.MaxHeader) {
		return nil, overLimit("a header of %d bytes, at most %d are accepted", n, d.opts.MaxHeader)
	}
	var buf bytes.Buffer // grows as the data arrives
	if got, err := io.Copy(&buf, io.LimitReader(d.r, int64(n))); err != nil {
		return nil, err
	} else if got < int64(n) {
		return nil, short(io.EOF)
	}
	if crc32.Checksum(buf.Bytes(), castagnoli) != binary.LittleEndian.Uint32(head[16:]) {
		return nil, malformed("the checksum of the header is wrong")
	}
	return buf.Bytes(), nil
}

// parseHeader reads the JSON node by node, so that their number is held
// against the limit before they are there.
func (d *decoder) parseHeader(text []byte) (wireHeader, error) {
	var h wireHeader
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := wantDelim(dec, '{'); err != nil {
		return h, err
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return h, malformed("%v", err)
		}
		switch key {
		case "nodes":
			err = d.parseNodes(dec, &h)
		case "outputs":
			if err = dec.Decode(&h.Outputs); err != nil {
				err = malformed("outputs: %v", err)
			}
		default:
			err = malformed("unknown field %q", key)
		}
		if err != nil {
			return h, err
		}
	}
	if err := wantDelim(dec, '}'); err != nil {
		return h, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return h, malformed("something follows the header")
	}
	return h, nil
}

func (d *decoder) parseNodes(dec *json.Decoder, h *wireHeader) error {
	if h.Nodes != nil {
		return malformed("nodes are given twice")
	}
	if err := wantDelim(dec, '['); err != nil {
		return err
	}
	for dec.More() {
		if len(h.Nodes) == d.opts.MaxNodes {
			return overLimit("more than %d nodes", d.opts.MaxNodes)
		}
		var w wireNode
		if err := dec.Decode(&w); err != nil {
			return malformed("node %d: %v", len(h.Nodes), err)
		}
		h.Nodes = append(h.Nodes, w)
	}
	return wantDelim(dec, ']')
}

func wantDelim(dec *json.Decoder, want json.Delim) error {
	switch t, err := dec.Token(); {
	case err != nil:
		return malformed("%v", short(err))
	case t != want:
		return malformed("want %v in the header, got %v", want, t)
	}
	return nil
}

// node builds one node.
func (d *decoder) node(w *wireNode) (*Node, error) {
	kinds := 0
	for _, is := range []bool{w.Op != "", w.Param != "", w.Scalar != "", w.Array} {
		if is {
			kinds++
		}
	}
	if kinds != 1 {
		return nil, malformed("want one of op, param, scalar and array, got %d", kinds)
	}
	if w.Op != "" {
		return d.operation(w)
	}
	dt, err := dtype.Parse(w.DType)
	if err != nil || !dt.Valid() {
		return nil, malformed("unknown element type %q", w.DType)
	}
	switch {
	case w.Param != "":
		n := ParamOf(w.Param, Type{dt, w.Shape})
		if err := n.Err(); err != nil {
			return nil, malformed("%v", err)
		}
		return n, nil
	case w.Scalar != "":
		return decodeScalar(dt, w)
	}
	if err := checkShape(w.Shape); err != nil {
		return nil, malformed("array: %v", err)
	}
	return d.array(dt, w.Shape)
}

// maxInputs bounds the operands of one node: each takes more memory while the
// node is built than its two bytes in the header.
const maxInputs = 1 << 16

func decodeScalar(dt DType, w *wireNode) (*Node, error) {
	b, err := hex.DecodeString(w.Scalar)
	if err != nil || len(b) != dt.Size() || len(w.Shape) > 0 {
		return nil, malformed("scalar %q is no %v", w.Scalar, dt)
	}
	if dt == dtype.Bool && b[0] > 1 {
		return nil, malformed("scalar %q is no bool", w.Scalar)
	}
	return ScalarNode(scalarAt(dt, unsafe.Pointer(unsafe.SliceData(littleEndian(dt, b))))), nil
}

func (d *decoder) operation(w *wireNode) (*Node, error) {
	op, ok := d.opts.Registry.Lookup(w.Op)
	if !ok || op.kind == Macro || op.name != w.Op {
		return nil, malformed("unknown operation %q", w.Op)
	}
	if len(w.In) > maxInputs {
		return nil, overLimit("%s: more than %d operands", w.Op, maxInputs)
	}
	inputs, err := d.pick(w.In)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", w.Op, err)
	}
	attrs, err := d.attrs(op, w.Attrs)
	if err != nil {
		return nil, err
	}
	if attrs, err = checkAttrs(op.schema, attrs); err == nil {
		err = op.checkOperands(len(inputs))
	}
	if err != nil {
		return nil, malformed("%s: %v", w.Op, err)
	}
	n, err := op.tryBuild(inputs, attrs)
	if err != nil {
		return nil, malformed("%s: %v", w.Op, err)
	}
	return n, nil
}

// pick returns nodes by position; only those already there can be named.
func (d *decoder) pick(at []int) ([]*Node, error) {
	out := make([]*Node, len(at))
	for i, k := range at {
		if k < 0 || k >= len(d.nodes) {
			return nil, malformed("there is no node %d before it", k)
		}
		out[i] = d.nodes[k]
	}
	return out, nil
}

// attrs reads attributes under the types the operation's schema gives them.
func (d *decoder) attrs(op *Op, m map[string]json.RawMessage) (Attrs, error) {
	var a Attrs
	for key, raw := range m {
		i := slices.IndexFunc(op.schema, func(s AttrSpec) bool { return s.Name == key })
		if i < 0 {
			return a, malformed("%s: no attribute is named %q", op.name, key)
		}
		if len(raw) > d.opts.MaxAttr {
			return a, overLimit("%s: attribute %s has %d bytes, at most %d are accepted", op.name, key, len(raw), d.opts.MaxAttr)
		}
		var err error
		if a, err = attrFromJSON(a, op.schema[i], raw); err != nil {
			return a, malformed("%s: attribute %s: %v", op.name, key, err)
		}
	}
	return a, nil
}

func attrFromJSON(a Attrs, s AttrSpec, raw json.RawMessage) (Attrs, error) {
	switch s.Type {
	case AttrInt:
		var v int
		err := json.Unmarshal(raw, &v)
		return a.WithInt(s.Name, v), err
	case AttrInts:
		var v []int
		err := json.Unmarshal(raw, &v)
		return a.WithInts(s.Name, v...), err
	case AttrBool:
		var v bool
		err := json.Unmarshal(raw, &v)
		return a.WithBool(s.Name, v), err
	case AttrFloat:
		var v float64
		err := json.Unmarshal(raw, &v)
		if err != nil {
			var text string
			if json.Unmarshal(raw, &text) == nil && (text == "nan" || text == "inf" || text == "-inf") {
				x, _ := readScalar(text)
				return a.WithFloat(s.Name, x.Float64()), nil
			}
		}
		return a.WithFloat(s.Name, v), err
	case AttrText:
		var v string
		err := json.Unmarshal(raw, &v)
		return a.WithText(s.Name, v), err
	}
	var v string
	if err := json.Unmarshal(raw, &v); err != nil {
		return a, err
	}
	dt, err := dtype.Parse(v)
	return a.WithDType(s.Name, dt), err
}

// array reads the next block.
func (d *decoder) array(dt DType, shape []int) (*Node, error) {
	var head [12]byte
	if _, err := io.ReadFull(d.r, head[:]); err != nil {
		return nil, short(err)
	}
	size := numel(shape)
	want := int64(size) * int64(dt.Size())
	if got := binary.LittleEndian.Uint64(head[:]); got != uint64(want) {
		return nil, malformed("a block of %d bytes for %v", got, Type{dt, shape})
	}
	if want > d.opts.MaxBytes-d.bytes {
		return nil, overLimit("arrays of more than %d bytes", d.opts.MaxBytes)
	}
	d.bytes += want
	a, sum, err := readBlock(d.r, dt, size, shape)
	if err != nil {
		return nil, err
	}
	if sum != binary.LittleEndian.Uint32(head[8:]) {
		return nil, malformed("the checksum of an array is wrong")
	}
	return ConstantOf(a), nil
}

// readBlock reads size elements of type dt.
func readBlock(r io.Reader, dt DType, size int, shape []int) (array.Any, uint32, error) {
	switch dt {
	case dtype.Bool:
		return readBools(r, size, shape)
	case dtype.Int8:
		return readElements[int8](r, size, shape)
	case dtype.Int16:
		return readElements[int16](r, size, shape)
	case dtype.Int32:
		return readElements[int32](r, size, shape)
	case dtype.Int64:
		return readElements[int64](r, size, shape)
	case dtype.Uint8:
		return readElements[uint8](r, size, shape)
	case dtype.Uint16:
		return readElements[uint16](r, size, shape)
	case dtype.Uint32:
		return readElements[uint32](r, size, shape)
	case dtype.Uint64:
		return readElements[uint64](r, size, shape)
	case dtype.Float32:
		return readElements[float32](r, size, shape)
	case dtype.Float64:
		return readElements[float64](r, size, shape)
	case dtype.Complex64:
		return readElements[complex64](r, size, shape)
	}
	return readElements[complex128](r, size, shape)
}

// firstRead is the largest number of elements for which memory is taken before
// any of them has arrived; what has arrived is doubled from there.
const firstRead = 1 << 13

func readElements[T array.Element](r io.Reader, size int, shape []int) (array.Any, uint32, error) {
	data, sum, err := readGrowing[T](r, size)
	if err != nil {
		return nil, 0, err
	}
	return shaped(data, shape), sum, nil
}

// shaped wraps the elements; no shape at all means one element here.
func shaped[T array.Element](data []T, shape []int) array.Array[T] {
	if len(shape) == 0 {
		return array.FromSlice(data).Reshape()
	}
	return array.FromSlice(data, shape...)
}

func readGrowing[T array.Element](r io.Reader, size int) ([]T, uint32, error) {
	dt := dtype.Of[T]()
	data := make([]T, 0, min(size, firstRead))
	var sum uint32
	for len(data) < size {
		if len(data) == cap(data) {
			grown := make([]T, len(data), min(size, 2*cap(data)))
			copy(grown, data)
			data = grown
		}
		part := data[len(data):cap(data)]
		b := bytesAt(unsafe.Pointer(&part[0]), len(part)*dt.Size())
		if _, err := io.ReadFull(r, b); err != nil {
			return nil, 0, short(err)
		}
		sum = crc32.Update(sum, castagnoli, b)
		if !nativeLittle {
			reverseNumbers(dt, b)
		}
		data = data[:cap(data)]
	}
	return data, sum, nil
}

// readBools reads bytes first: a bool in memory must be 0 or 1.
func readBools(r io.Reader, size int, shape []int) (array.Any, uint32, error) {
	raw, sum, err := readGrowing[uint8](r, size)
	if err != nil {
		return nil, 0, err
	}
	data := make([]bool, len(raw))
	for i, b := range raw {
		if b > 1 {
			return nil, 0, malformed("element %d of a bool array is %d", i, b)
		}
		data[i] = b == 1
	}
	return shaped(data, shape), sum, nil
}
