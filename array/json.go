package array

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"unsafe"
)

// In JSON an array is an object with its element type, its shape and its
// elements in C order:
//
//	{"dtype": "float64", "shape": [2, 2], "data": [1, 2.5, "NaN", "-Infinity"]}
//
// JSON has no numbers for NaN and the infinities; they are the strings "NaN",
// "Infinity" and "-Infinity". A complex element is a pair [re, im]. Instead of
// data there may be "base64", the elements' little-endian bytes. On the way in
// a bare number or nested lists of numbers stand for an array too; it is
// float64 if any of them has a fraction, an exponent or is not finite, bool if
// all are true or false, and int64 otherwise.

// ErrJSON is the sentinel of JSON that is no array.
var ErrJSON = errors.New("array: json")

func badJSON(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrJSON, fmt.Sprintf(format, args...))
}

// MarshalJSON writes the array as an object of dtype, shape and data.
func (a Array[T]) MarshalJSON() ([]byte, error) {
	b := fmt.Appendf(nil, `{"dtype":%q,"shape":[`, a.DType().String())
	for i, d := range a.shape() {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(d), 10)
	}
	b = append(b, `],"data":[`...)
	for i, v := range ToSlice(a) {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendElement(b, v)
	}
	return append(b, "]}"...), nil
}

func appendElement[T Element](b []byte, v T) []byte {
	switch v := any(v).(type) {
	case bool:
		return strconv.AppendBool(b, v)
	case uint64:
		return strconv.AppendUint(b, v, 10)
	case float32:
		return appendFloat(b, float64(v), 32)
	case float64:
		return appendFloat(b, v, 64)
	case complex64:
		return appendComplex(b, complex128(v), 32)
	case complex128:
		return appendComplex(b, v, 64)
	default:
		return fmt.Append(b, v)
	}
}

func appendFloat(b []byte, v float64, bits int) []byte {
	switch {
	case math.IsNaN(v):
		return append(b, `"NaN"`...)
	case math.IsInf(v, 1):
		return append(b, `"Infinity"`...)
	case math.IsInf(v, -1):
		return append(b, `"-Infinity"`...)
	}
	return strconv.AppendFloat(b, v, 'g', -1, bits)
}

func appendComplex(b []byte, v complex128, bits int) []byte {
	b = append(b, '[')
	b = appendFloat(b, real(v), bits)
	b = append(b, ',')
	b = appendFloat(b, imag(v), bits)
	return append(b, ']')
}

// UnmarshalJSON reads an array of T; elements of another type are an error.
func (a *Array[T]) UnmarshalJSON(data []byte) error {
	var z T
	got, err := decodeJSON(data, Array[T]{}.DType())
	if err != nil {
		return err
	}
	t, ok := got.(Array[T])
	if !ok {
		return badJSON("elements are %v, want %T", got.DType(), z)
	}
	*a = t
	return nil
}

// AnyFromJSON reads an array whose element type the JSON says.
func AnyFromJSON(data []byte) (Any, error) { return decodeJSON(data, 0) }

// decodeJSON reads an array; want is the type of elements that no dtype names,
// 0 to tell it from them.
func decodeJSON(data []byte, want DType) (Any, error) {
	if !json.Valid(data) {
		var v any
		return nil, badJSON("%v", json.Unmarshal(data, &v))
	}
	data = bytes.TrimSpace(data)
	if data[0] != '{' {
		return fromLists(data, want)
	}
	var o struct {
		DType  *string
		Shape  []int
		Data   json.RawMessage
		Base64 *string
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	switch err := dec.Decode(&o); {
	case err != nil:
		return nil, badJSON("%v", err)
	case o.Base64 != nil && o.Data != nil:
		return nil, badJSON("both data and base64 are given")
	case o.Base64 != nil:
		return fromBase64(o.DType, o.Shape, *o.Base64)
	case o.Data == nil:
		return nil, badJSON("neither data nor base64 is given")
	}
	dt := want
	if o.DType != nil {
		var err error
		if dt, err = parseDType(*o.DType); err != nil {
			return nil, err
		}
	}
	a, err := fromLists(o.Data, dt)
	if err != nil || o.Shape == nil {
		return a, err
	}
	return reshapeAny(a, o.Shape)
}

// reshapeAny gives the elements read the shape the object names.
func reshapeAny(a Any, shape []int) (Any, error) {
	var out Any
	err := Catch(func() { out = NewAny(a.DType(), shape) })
	if err != nil {
		return nil, badJSON("%v", err)
	}
	if out.Size() != a.Size() {
		return nil, badJSON("shape %s wants %d elements, data has %d", shapeText(shape), out.Size(), a.Size())
	}
	copyBytes(out, a)
	return out, nil
}

// copyBytes copies between contiguous arrays of one type and size.
func copyBytes(dst, src Any) {
	copy(rawBytes(dst), rawBytes(src))
}

// rawBytes is the memory of a contiguous array.
func rawBytes(a Any) []byte {
	v := a.Raw()
	if v.Ptr == nil {
		return nil
	}
	return unsafe.Slice((*byte)(v.Ptr), v.Size()*v.DT.Size())
}

func fromBase64(name *string, shape []int, text string) (Any, error) {
	if name == nil || shape == nil {
		return nil, badJSON("base64 needs dtype and shape")
	}
	dt, err := parseDType(*name)
	if err != nil {
		return nil, err
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, badJSON("%v", err)
	}
	n := 0
	if err := Catch(func() { n = sizeOf("json", shape) }); err != nil {
		return nil, badJSON("%v", err)
	}
	if len(raw) != n*dt.Size() {
		return nil, badJSON("shape %s of %v wants %d bytes, base64 has %d", shapeText(shape), dt, n*dt.Size(), len(raw))
	}
	a := NewAny(dt, shape)
	dst := rawBytes(a)
	copy(dst, raw)
	if dt == Bool {
		for i, b := range dst {
			if b > 1 {
				return nil, badJSON("byte %d is %d: a bool is 0 or 1", i, b)
			}
		}
	}
	if bigEndian {
		swapBytes(dst, dt)
	}
	return a, nil
}

// bigEndian tells how this machine lays out numbers.
var bigEndian = func() bool { x := uint16(1); return *(*byte)(unsafe.Pointer(&x)) == 0 }()

// swapBytes turns the byte order of every number around.
func swapBytes(b []byte, dt DType) {
	w := dt.Size()
	if dt.IsComplex() {
		w /= 2
	}
	for ; len(b) > 0; b = b[w:] {
		for i := range w / 2 {
			b[i], b[w-1-i] = b[w-1-i], b[i]
		}
	}
}

func parseDType(s string) (DType, error) {
	for dt := Bool; dt.Valid(); dt++ {
		if dt.String() == s {
			return dt, nil
		}
	}
	return 0, badJSON("unknown element type %q", s)
}
