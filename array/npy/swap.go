package npy

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"github.com/scicore-go/scicore/array"
)

// nativeBig reports whether this machine is big-endian.
var nativeBig = binary.NativeEndian.Uint16([]byte{0, 1}) == 1

// bytesOf returns the memory of s.
func bytesOf[T array.Element](s []T) []byte {
	if len(s) == 0 {
		return nil
	}
	var z T
	return unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), len(s)*int(unsafe.Sizeof(z)))
}

// swap reverses the bytes of every number in b; both parts of a complex
// number are numbers of their own.
func swap(b []byte, dt array.DType) {
	width := dt.Size()
	if dt.IsComplex() {
		width /= 2
	}
	e := binary.NativeEndian
	switch width {
	case 2:
		for ; len(b) >= 2; b = b[2:] {
			e.PutUint16(b, bits.ReverseBytes16(e.Uint16(b)))
		}
	case 4:
		for ; len(b) >= 4; b = b[4:] {
			e.PutUint32(b, bits.ReverseBytes32(e.Uint32(b)))
		}
	case 8:
		for ; len(b) >= 8; b = b[8:] {
			e.PutUint64(b, bits.ReverseBytes64(e.Uint64(b)))
		}
	}
}

// settleBools makes every byte that is not zero a Go true.
func settleBools(b []byte) {
	for i, v := range b {
		if v > 1 {
			b[i] = 1
		}
	}
}
