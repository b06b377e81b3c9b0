package npy

import (
	"bytes"
	"io"
	"os"
	"slices"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/dtype"
)

const (
	chunkBytes = 1 << 18 // read and converted at a time
	trustBytes = 1 << 24 // allocated on a header's word alone
)

// Reader hands out the elements of a .npy file in pieces, in the file's order.
type Reader[T array.Element] struct {
	r    io.Reader
	head Header
	left int // elements not yet read
}

// NewReader reads the header from r. The elements must be of type T; those of a
// float16 file are read as float32 or float64.
func NewReader[T array.Element](r io.Reader) (*Reader[T], error) {
	h, err := ReadHeader(r)
	if err != nil {
		return nil, err
	}
	return newReader[T](r, h)
}

func newReader[T array.Element](r io.Reader, h Header) (*Reader[T], error) {
	if want := dtype.Of[T](); !h.holds(want) {
		return nil, wrongType(h.DType, want)
	}
	return &Reader[T]{r: r, head: h, left: h.Size()}, nil
}

// Header returns the file's header.
func (r *Reader[T]) Header() Header {
	h := r.head
	h.Shape = slices.Clone(h.Shape)
	return h
}

// Read fills dst with the next elements and returns how many there were:
// fewer than len(dst) only at the end, where it returns 0 and io.EOF.
func (r *Reader[T]) Read(dst []T) (int, error) {
	n := min(len(dst), r.left)
	if n == 0 && len(dst) > 0 {
		return 0, io.EOF
	}
	if r.head.Half {
		if err := r.readHalves(dst[:n]); err != nil {
			return 0, err
		}
		r.left -= n
		return n, nil
	}
	raw := bytesOf(dst[:n])
	step := chunkBytes
	for from := 0; from < len(raw); from += step {
		part := raw[from:min(from+step, len(raw))]
		if err := readFull(r.r, part, "elements"); err != nil {
			clear(raw[from:])
			return 0, err
		}
		switch {
		case r.head.DType == array.Bool:
			settleBools(part)
		case r.head.BigEndian != nativeBig:
			swap(part, r.head.DType)
		}
	}
	r.left -= n
	return n, nil
}

// all reads the remaining elements. Beyond a first trusted amount memory only
// doubles after it has been filled, unless r is known to hold the bytes.
func (r *Reader[T]) all() ([]T, error) {
	width := r.head.width()
	room := r.left
	if have, known := remaining(r.r); known && have/width < r.left {
		return nil, badFormat("header claims %d elements of %d bytes, %d bytes follow", r.left, width, have)
	} else if !known {
		room = min(room, trustBytes/width)
	}
	data := make([]T, 0, room)
	for r.left > 0 {
		n := min(r.left, max(len(data), trustBytes/width))
		data = slices.Grow(data, n)
		part := data[len(data) : len(data)+n]
		if _, err := r.Read(part); err != nil {
			return nil, err
		}
		data = data[:len(data)+n]
	}
	return data, nil
}

// remaining returns the bytes that r still holds, if it is of a kind that
// knows.
func remaining(r io.Reader) (int, bool) {
	switch f := r.(type) {
	case *bytes.Reader:
		return f.Len(), true
	case *bytes.Buffer:
		return f.Len(), true
	case *io.SectionReader:
		at, err := f.Seek(0, io.SeekCurrent)
		return int(f.Size() - at), err == nil
	case *os.File:
		info, err := f.Stat()
		if err != nil || !info.Mode().IsRegular() {
			return 0, false
		}
		at, err := f.Seek(0, io.SeekCurrent)
		return int(info.Size() - at), err == nil
	}
	return 0, false
}

// Read reads an array whose elements are of type T; a file of other elements
// is refused with an [*array.DTypeError], but float16 is widened to float32 or
// float64. The array of a file in Fortran order
// is a transposed view, so that no element moves.
func Read[T array.Element](r io.Reader) (array.Array[T], error) {
	h, err := ReadHeader(r)
	if err != nil {
		return array.Array[T]{}, err
	}
	return readBody[T](r, h)
}

func readBody[T array.Element](r io.Reader, h Header) (array.Array[T], error) {
	er, err := newReader[T](r, h)
	if err != nil {
		return array.Array[T]{}, err
	}
	data, err := er.all()
	if err != nil {
		return array.Array[T]{}, err
	}
	return shaped(data, h), nil
}

// shaped returns data, in the file's order, as the header's array.
func shaped[T array.Element](data []T, h Header) array.Array[T] {
	if len(h.Shape) == 0 {
		return array.FromSlice(data).Reshape()
	}
	a := array.FromSlice(data, h.fileShape()...)
	if h.Fortran {
		return a.T()
	}
	return a
}

// ReadAny reads an array of whatever element type the file has; float16 comes
// as float32.
func ReadAny(r io.Reader) (array.Any, error) {
	h, err := ReadHeader(r)
	if err != nil {
		return nil, err
	}
	return readAny(r, h)
}

func readAny(r io.Reader, h Header) (array.Any, error) {
	switch h.DType {
	case array.Bool:
		return erased(readBody[bool](r, h))
	case array.Int8:
		return erased(readBody[int8](r, h))
	case array.Int16:
		return erased(readBody[int16](r, h))
	case array.Int32:
		return erased(readBody[int32](r, h))
	case array.Int64:
		return erased(readBody[int64](r, h))
	case array.Uint8:
		return erased(readBody[uint8](r, h))
	case array.Uint16:
		return erased(readBody[uint16](r, h))
	case array.Uint32:
		return erased(readBody[uint32](r, h))
	case array.Uint64:
		return erased(readBody[uint64](r, h))
	case array.Float32:
		return erased(readBody[float32](r, h))
	case array.Float64:
		return erased(readBody[float64](r, h))
	case array.Complex64:
		return erased(readBody[complex64](r, h))
	default:
		return erased(readBody[complex128](r, h))
	}
}

// erased keeps a failed read from becoming a non-nil Any.
func erased[T array.Element](a array.Array[T], err error) (array.Any, error) {
	if err != nil {
		return nil, err
	}
	return a, nil
}

// ReadInto reads a file into dst, which must have the file's shape and element
// type, as for [Read], and may have any strides. On an error part of dst may be written.
func ReadInto[T array.Element](r io.Reader, dst array.Array[T]) error {
	er, err := NewReader[T](r)
	if err != nil {
		return err
	}
	if !slices.Equal(er.head.Shape, dst.Shape()) {
		return &array.ShapeError{Op: "npy read", Shapes: [][]int{er.head.Shape, dst.Shape()}, Msg: "file and array differ"}
	}
	if er.head.Fortran {
		dst = dst.T()
	}
	return er.into(dst)
}

// into fills dst from the file's next elements, slab by slab where dst is not
// contiguous.
func (r *Reader[T]) into(dst array.Array[T]) error {
	if dst.Size() == 0 {
		return nil
	}
	if data, ok := dst.Data(); ok {
		_, err := r.Read(data)
		return err
	}
	if dst.NDim() > 1 && dst.Size()*r.head.DType.Size() > chunkBytes {
		for i := range dst.Dim(0) {
			if err := r.into(dst.Slice(array.At(i))); err != nil {
				return err
			}
		}
		return nil
	}
	part := array.EmptyLike(dst)
	if err := r.into(part); err != nil {
		return err
	}
	array.CopyInto(dst, part)
	return nil
}
