package npy

import (
	"encoding/binary"
	"math"

	"github.com/scicore-go/scicore/array"
)

// readHalves fills dst, of float32 or float64, with elements that the file has
// as float16. On an error dst is cleared from the failing chunk on.
func (r *Reader[T]) readHalves(dst []T) error {
	raw := make([]byte, min(chunkBytes, 2*len(dst)))
	for len(dst) > 0 {
		part := raw[:min(len(raw), 2*len(dst))]
		if err := readFull(r.r, part, "elements"); err != nil {
			clear(dst)
			return err
		}
		order := binary.ByteOrder(binary.LittleEndian)
		if r.head.BigEndian {
			order = binary.BigEndian
		}
		switch d := any(dst[:len(part)/2]).(type) {
		case []float32:
			widen(d, part, order)
		case []float64:
			widen(d, part, order)
		}
		dst = dst[len(part)/2:]
	}
	return nil
}

func widen[F float32 | float64](dst []F, raw []byte, order binary.ByteOrder) {
	for i := range dst {
		dst[i] = F(fromHalf(order.Uint16(raw[2*i:])))
	}
}

// fromHalf returns the number with the IEEE 754 binary16 bits h; every one is a
// float32.
func fromHalf(h uint16) float32 {
	sign, exponent, fraction := uint32(h>>15)<<31, uint32(h>>10&0x1f), uint32(h&0x3ff)
	switch exponent {
	case 0: // zero and the subnormal numbers
		v := float32(fraction) * 0x1p-24
		return math.Float32frombits(sign | math.Float32bits(v))
	case 0x1f: // infinity and NaN
		exponent = 0xff
	default:
		exponent += 127 - 15
	}
	return math.Float32frombits(sign | exponent<<23 | fraction<<13)
}

// holds reports whether elements of type dt can take in those of the file.
func (h Header) holds(dt array.DType) bool {
	return h.DType == dt || h.Half && dt == array.Float64
}

// width is the number of bytes of an element in the file.
func (h Header) width() int {
	if h.Half {
		return 2
	}
	return h.DType.Size()
}
