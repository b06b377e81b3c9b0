package array

import (
	"bytes"
	bin "encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/scicore-go/scicore/internal/dtype"
)

// MarshalJSON writes {"dtype": …, "shape": […], "data": […]} with the elements
// in C order. JSON has no NaN and no infinities: they are the strings "NaN",
// "Infinity" and "-Infinity". Complex numbers are pairs [re, im]. 64-bit
// integers are written in full, which readers that know only float64 round.
func (a Array[T]) MarshalJSON() ([]byte, error) {
	b := fmt.Appendf(nil, `{"dtype":"%v","shape":[`, dtype.Of[T]())
	for i, d := range a.shape() {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(d), 10)
	}
	b = append(b, `],"data":[`...)
	start := len(b)
	a.each(func(off int) {
		if len(b) > start {
			b = append(b, ',')
		}
		b = appendJSON(b, a.data[off])
	})
	return append(b, "]}"...), nil
}

func appendJSON[T Element](b []byte, v T) []byte {
	switch v := any(v).(type) {
	case float32:
		return appendFloatJSON(b, float64(v), 32)
	case float64:
		return appendFloatJSON(b, v, 64)
	case complex64:
		return appendComplexJSON(b, complex128(v), 32)
	case complex128:
		return appendComplexJSON(b, v, 64)
	}
	return fmt.Append(b, v)
}

func appendComplexJSON(b []byte, z complex128, size int) []byte {
	b = appendFloatJSON(append(b, '['), real(z), size)
	return append(appendFloatJSON(append(b, ','), imag(z), size), ']')
}

func appendFloatJSON(b []byte, x float64, size int) []byte {
	switch {
	case x != x:
		return append(b, `"NaN"`...)
	case math.IsInf(x, 1):
		return append(b, `"Infinity"`...)
	case math.IsInf(x, -1):
		return append(b, `"-Infinity"`...)
	}
	return strconv.AppendFloat(b, x, 'g', -1, size)
}

// UnmarshalJSON reads what MarshalJSON writes, and nested lists of numbers
// such as [[1, 2], [3, 4]] (not for complex). The element type must be T's and
// every number must be one T holds; otherwise a is left as it is and an error
// returned. The elements are new, not those a had.
func (a *Array[T]) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	if len(b) > 0 && b[0] == '[' {
		return a.unmarshalNested(b)
	}
	var in struct {
		DType string            `json:"dtype"`
		Shape []int             `json:"shape"`
		Data  []json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return fmt.Errorf("array: %w", err)
	}
	if want := dtype.Of[T]().String(); in.DType != want {
		return fmt.Errorf("array: JSON of dtype %q for an array of %s", in.DType, want)
	}
	n, err := countOf("array", in.Shape)
	if err != nil {
		return err
	}
	if n != len(in.Data) || in.Shape == nil {
		return fmt.Errorf("array: JSON of shape %s has %d elements", shapeText(in.Shape), len(in.Data))
	}
	out := alloc[T](in.Shape, n)
	for i, raw := range in.Data {
		if out.data[i], err = parseJSON[T](raw); err != nil {
			return fmt.Errorf("array: element %d: %w", i, err)
		}
	}
	*a = out
	return nil
}

// unmarshalNested reads nested lists.
func (a *Array[T]) unmarshalNested(b []byte) error {
	var lists any
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&lists); err != nil {
		return fmt.Errorf("array: %w", err)
	}
	r := nestedJSON[T]{}
	for v := lists; ; {
		l, ok := v.([]any)
		if !ok {
			break
		}
		r.shape = append(r.shape, len(l))
		if len(l) == 0 {
			break
		}
		v = l[0]
	}
	if err := r.walk(lists, 0); err != nil {
		return err
	}
	*a = FromSlice(r.data, r.shape...)
	return nil
}

type nestedJSON[T Element] struct {
	shape []int
	data  []T
}

func (r *nestedJSON[T]) walk(v any, depth int) error {
	list, isList := v.([]any)
	if isList != (depth < len(r.shape)) || isList && len(list) != r.shape[depth] {
		return fmt.Errorf("array: JSON lists of unlike lengths or depths")
	}
	for _, e := range list {
		if err := r.walk(e, depth+1); err != nil {
			return err
		}
	}
	if isList {
		return nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	x, err := parseJSON[T](raw)
	r.data = append(r.data, x)
	return err
}

// parseJSON reads one element.
func parseJSON[T Element](raw []byte) (v T, err error) {
	switch p := any(&v).(type) {
	case *float32:
		var x float64
		x, err = parseFloatJSON(raw, 32)
		*p = float32(x)
	case *float64:
		*p, err = parseFloatJSON(raw, 64)
	case *complex64:
		var z complex128
		z, err = parseComplexJSON(raw, 32)
		*p = complex64(z)
	case *complex128:
		*p, err = parseComplexJSON(raw, 64)
	default: // encoding/json checks the range of integers, and bools
		if bytes.Equal(bytes.TrimSpace(raw), []byte("null")) {
			return v, fmt.Errorf("null")
		}
		err = json.Unmarshal(raw, p)
	}
	return v, err
}

func parseFloatJSON(raw []byte, size int) (float64, error) {
	switch s := string(bytes.TrimSpace(raw)); s {
	case `"NaN"`:
		return math.NaN(), nil
	case `"Infinity"`:
		return math.Inf(1), nil
	case `"-Infinity"`:
		return math.Inf(-1), nil
	default:
		if len(s) == 0 || s[0] != '-' && (s[0] < '0' || s[0] > '9') {
			return 0, fmt.Errorf("%s is no number", s)
		}
		return strconv.ParseFloat(s, size)
	}
}

func parseComplexJSON(raw []byte, size int) (complex128, error) {
	var parts []json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil || len(parts) != 2 {
		return 0, fmt.Errorf("%s is no pair of numbers", raw)
	}
	re, err := parseFloatJSON(parts[0], size)
	if err != nil {
		return 0, err
	}
	im, err := parseFloatJSON(parts[1], size)
	return complex(re, im), err
}

// binaryMagic begins the binary form; its last byte is the version.
const binaryMagic = "SCA\x01"

// AppendBinary appends the binary form to b: a magic number, the element type,
// the number of axes and their lengths as varints, and the elements in C
// order, little-endian. encoding/gob uses it too. For files that others read
// see package npy.
func (a Array[T]) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, binaryMagic...)
	b = append(b, byte(dtype.Of[T]()))
	b = bin.AppendUvarint(b, uint64(a.NDim()))
	for _, d := range a.shape() {
		b = bin.AppendUvarint(b, uint64(d))
	}
	data, ok := a.Data()
	if !ok {
		data = ToSlice(a)
	}
	return bin.Append(b, bin.LittleEndian, data)
}

// MarshalBinary returns the form [Array.AppendBinary] appends.
func (a Array[T]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary reads what MarshalBinary writes, into new memory. It returns
// an error, and leaves a as it is, for bytes that are damaged or of another
// element type.
func (a *Array[T]) UnmarshalBinary(b []byte) error {
	if !bytes.HasPrefix(b, []byte(binaryMagic)) || len(b) < len(binaryMagic)+2 {
		return fmt.Errorf("array: no binary array")
	}
	want := dtype.Of[T]()
	if have := DType(b[len(binaryMagic)]); have != want {
		return &DTypeError{Op: "unmarshal", DTypes: []DType{have, want}, Msg: "bytes and array differ"}
	}
	b = b[len(binaryMagic)+1:]
	next := func() (int, bool) {
		v, n := bin.Uvarint(b)
		if n <= 0 || v > maxSize {
			return 0, false
		}
		b = b[n:]
		return int(v), true
	}
	nd, ok := next()
	if !ok || nd > len(b) {
		return fmt.Errorf("array: binary array with a damaged shape")
	}
	shape := make([]int, nd)
	for i := range shape {
		if shape[i], ok = next(); !ok {
			return fmt.Errorf("array: binary array with a damaged shape")
		}
	}
	n, err := countOf("unmarshal", shape)
	if err != nil {
		return err
	}
	if n > len(b) || n*want.Size() != len(b) {
		return fmt.Errorf("array: binary array of shape %s with %d bytes of elements", shapeText(shape), len(b))
	}
	out := alloc[T](shape, n)
	if want == Bool && slices.ContainsFunc(b, func(v byte) bool { return v > 1 }) {
		return fmt.Errorf("array: binary array with a bool that is neither 0 nor 1")
	}
	if _, err := bin.Decode(b, bin.LittleEndian, out.data); err != nil {
		return fmt.Errorf("array: %w", err)
	}
	*a = out
	return nil
}
