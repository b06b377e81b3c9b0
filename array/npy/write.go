package npy

import (
	"io"

	"github.com/scicore-go/scicore/array"
)

// WriteOptions changes how an array is written; nil means what numpy.save
// does on a little-endian machine.
type WriteOptions struct {
	Version   int  // of the format: 1, 2 or 3; 0 means 1
	BigEndian bool // byte order of the elements
}

// Write writes a in .npy format. An array that is contiguous in Fortran order
// only is written in that order, as numpy.save does; any other in C order. No
// copy of a is made beyond small pieces.
func Write(w io.Writer, a array.Any, opts *WriteOptions) error {
	h := Header{Version: 1, DType: a.DType(), Shape: a.Shape()}
	if opts != nil {
		h.BigEndian = opts.BigEndian
		if opts.Version != 0 {
			h.Version = opts.Version
		}
	}
	switch a := a.(type) {
	case array.Array[bool]:
		return write(w, a, h)
	case array.Array[int8]:
		return write(w, a, h)
	case array.Array[int16]:
		return write(w, a, h)
	case array.Array[int32]:
		return write(w, a, h)
	case array.Array[int64]:
		return write(w, a, h)
	case array.Array[uint8]:
		return write(w, a, h)
	case array.Array[uint16]:
		return write(w, a, h)
	case array.Array[uint32]:
		return write(w, a, h)
	case array.Array[uint64]:
		return write(w, a, h)
	case array.Array[float32]:
		return write(w, a, h)
	case array.Array[float64]:
		return write(w, a, h)
	case array.Array[complex64]:
		return write(w, a, h)
	case array.Array[complex128]:
		return write(w, a, h)
	}
	return &UnsupportedError{Descr: a.DType().String()}
}

func write[T array.Element](w io.Writer, a array.Array[T], h Header) error {
	if a.IsFortran() && !a.IsContiguous() {
		h.Fortran = true
		a = a.T()
	}
	head, err := h.bytes()
	if err != nil {
		return err
	}
	if _, err := w.Write(head); err != nil {
		return err
	}
	return writeBody(w, a, h)
}

// writeBody writes the elements in C order, in pieces.
func writeBody[T array.Element](w io.Writer, a array.Array[T], h Header) error {
	swapped := h.BigEndian != nativeBig && h.DType.Size() > 1
	data, plain := a.Data()
	small := a.Size()*h.DType.Size() <= chunkBytes
	switch {
	case plain && !swapped:
		_, err := w.Write(bytesOf(data))
		return err
	case small:
		raw := bytesOf(array.ToSlice(a))
		if swapped {
			swap(raw, h.DType)
		}
		_, err := w.Write(raw)
		return err
	case a.NDim() == 1:
		step := chunkBytes / h.DType.Size()
		for i := 0; i < a.Size(); i += step {
			if err := writeBody(w, a.Slice(array.Range(i, i+step)), h); err != nil {
				return err
			}
		}
		return nil
	}
	for i := range a.Dim(0) {
		if err := writeBody(w, a.Slice(array.At(i)), h); err != nil {
			return err
		}
	}
	return nil
}
