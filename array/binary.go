package array

import (
	"bytes"
	bin "encoding/binary"
	"fmt"
	"slices"

	"github.com/scicore-go/scicore/internal/dtype"
)

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
