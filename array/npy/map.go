package npy

import (
	"fmt"
	"os"
	"unsafe"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/dtype"
)

// Mapped is an array on the memory of a mapped file.
type Mapped[T array.Element] struct {
	arr  array.Array[T]
	head Header
	mem  []byte // the whole mapping; nil once closed
}

// Map returns the array of the .npy file at path without reading it: pages
// come in as elements are touched. The mapping is private and for reading;
// writing to the array ends the program. Nothing may shorten the file while it
// is mapped, and the array must not be used after Close.
//
// Elements must be of type T, in this machine's byte order and aligned, which
// they are in every file that NumPy or this package wrote. Where a file or
// platform allows no mapping the error is [ErrUnavailable]; [Read] reads those.
// The elements of bool files are looked through once, since Go gives a meaning
// to the bytes 0 and 1 only.
func Map[T array.Element](path string) (*Mapped[T], error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() // the mapping outlives it
	h, start, err := readHeader(f)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	size := h.Size() * h.DType.Size()
	switch want := dtype.Of[T](); {
	case h.Half:
		return nil, fmt.Errorf("%w: the elements of %s are float16, which only Read widens", ErrUnavailable, path)
	case h.DType != want:
		return nil, wrongType(h.DType, want)
	case h.BigEndian != nativeBig && h.DType.Size() > 1:
		return nil, fmt.Errorf("%w: the elements of %s have the other byte order", ErrUnavailable, path)
	case info.Size()-int64(start) < int64(size):
		return nil, badFormat("header claims %d bytes of elements, %d follow", size, info.Size()-int64(start))
	}
	m := &Mapped[T]{head: h}
	if size == 0 {
		m.arr = shaped([]T{}, h)
		return m, nil
	}
	if m.mem, err = mapFile(f, start+size); err != nil {
		return nil, err
	}
	if err := m.attach(m.mem[start:]); err != nil {
		return nil, fmt.Errorf("%w (unmapped: %v)", err, m.Close())
	}
	return m, nil
}

// attach makes the array over raw.
func (m *Mapped[T]) attach(raw []byte) error {
	var z T
	p := unsafe.Pointer(&raw[0])
	if uintptr(p)%unsafe.Alignof(z) != 0 {
		return fmt.Errorf("%w: the elements are not aligned", ErrUnavailable)
	}
	if m.head.DType == array.Bool {
		for i, b := range raw {
			if b > 1 {
				return fmt.Errorf("%w: bool element %d is the byte %d", ErrUnavailable, i, b)
			}
		}
	}
	m.arr = shaped(unsafe.Slice((*T)(p), m.head.Size()), m.head)
	return nil
}

// Array returns the array; it must not be used after Close.
func (m *Mapped[T]) Array() array.Array[T] { return m.arr }

// Close ends the mapping. Further calls do nothing.
func (m *Mapped[T]) Close() error {
	mem := m.mem
	m.arr, m.mem = array.Array[T]{}, nil
	if mem == nil {
		return nil
	}
	return unmap(mem)
}
