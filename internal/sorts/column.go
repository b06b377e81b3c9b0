package sorts

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
)

// Column is a key of LexSort: a slice of real elements whose type has been
// forgotten, so that columns of several types can stand together.
type Column struct {
	ptr  unsafe.Pointer
	dt   dtype.DType
	n    int
	step int // elements from one row to the next
}

// Col returns x as a key. A complex x cannot be one key; give its real and
// imaginary part as two. Col panics on a complex x.
func Col[T dtype.Element](x []T) Column {
	dt := dtype.Of[T]()
	if dt.IsComplex() {
		panic("sorts: Col: a complex key: want its real and imaginary parts as two")
	}
	return Column{unsafe.Pointer(unsafe.SliceData(x)), dt, len(x), 1}
}

// Len returns the number of rows.
func (c Column) Len() int { return c.n }

// parts returns the columns that order x: itself, or the two parts of a
// complex number.
func parts[T dtype.Element](x []T) []Column {
	p := unsafe.Pointer(unsafe.SliceData(x))
	switch dt := dtype.Of[T](); dt {
	case dtype.Complex64:
		return []Column{{p, dtype.Float32, len(x), 2}, {unsafe.Add(p, 4), dtype.Float32, len(x), 2}}
	case dtype.Complex128:
		return []Column{{p, dtype.Float64, len(x), 2}, {unsafe.Add(p, 8), dtype.Float64, len(x), 2}}
	default:
		return []Column{{p, dt, len(x), 1}}
	}
}

// A key is an unsigned integer that orders as the element does: -0 and +0
// have one key, all NaN the greatest of their width.
type key = uint64

// keys sets dst to the keys of the rows from start on.
func (c Column) keys(dst []key, start int) {
	switch c.dt {
	case dtype.Bool, dtype.Uint8:
		loadKeys(dst, elements[uint8](c), start, c.step, 0)
	case dtype.Uint16:
		loadKeys(dst, elements[uint16](c), start, c.step, 0)
	case dtype.Uint32:
		loadKeys(dst, elements[uint32](c), start, c.step, 0)
	case dtype.Uint64:
		loadKeys(dst, elements[uint64](c), start, c.step, 0)
	case dtype.Int8:
		loadKeys(dst, elements[uint8](c), start, c.step, 1<<7)
	case dtype.Int16:
		loadKeys(dst, elements[uint16](c), start, c.step, 1<<15)
	case dtype.Int32:
		loadKeys(dst, elements[uint32](c), start, c.step, 1<<31)
	case dtype.Int64:
		loadKeys(dst, elements[uint64](c), start, c.step, 1<<63)
	case dtype.Float32:
		loadKeys32(dst, elements[float32](c), start, c.step)
	case dtype.Float64:
		loadKeys64(dst, elements[float64](c), start, c.step)
	}
}

// gather sets dst to the keys of the given rows.
func (c Column) gather(dst []key, rows []int64) {
	switch c.dt {
	case dtype.Bool, dtype.Uint8:
		gatherKeys(dst, elements[uint8](c), rows, c.step, 0)
	case dtype.Uint16:
		gatherKeys(dst, elements[uint16](c), rows, c.step, 0)
	case dtype.Uint32:
		gatherKeys(dst, elements[uint32](c), rows, c.step, 0)
	case dtype.Uint64:
		gatherKeys(dst, elements[uint64](c), rows, c.step, 0)
	case dtype.Int8:
		gatherKeys(dst, elements[uint8](c), rows, c.step, 1<<7)
	case dtype.Int16:
		gatherKeys(dst, elements[uint16](c), rows, c.step, 1<<15)
	case dtype.Int32:
		gatherKeys(dst, elements[uint32](c), rows, c.step, 1<<31)
	case dtype.Int64:
		gatherKeys(dst, elements[uint64](c), rows, c.step, 1<<63)
	case dtype.Float32:
		x := elements[float32](c)
		for i, r := range rows {
			dst[i] = key32(x[int(r)*c.step])
		}
	case dtype.Float64:
		x := elements[float64](c)
		for i, r := range rows {
			dst[i] = key64(x[int(r)*c.step])
		}
	}
}

// bits returns the width of a key.
func (c Column) bits() uint { return uint(c.dt.Size()) * 8 }

// elements returns the memory of c from its first row to its last.
func elements[T any](c Column) []T {
	return unsafe.Slice((*T)(c.ptr), max(0, (c.n-1)*c.step+1))
}

func loadKeys[U uint8 | uint16 | uint32 | uint64](dst []key, x []U, start, step int, flip key) {
	if step == 1 {
		x = x[start : start+len(dst)]
		for i := range dst {
			dst[i] = key(x[i]) ^ flip
		}
		return
	}
	for i := range dst {
		dst[i] = key(x[(start+i)*step]) ^ flip
	}
}

func loadKeys32(dst []key, x []float32, start, step int) {
	for i := range dst {
		dst[i] = key32(x[(start+i)*step])
	}
}

func loadKeys64(dst []key, x []float64, start, step int) {
	for i := range dst {
		dst[i] = key64(x[(start+i)*step])
	}
}

func gatherKeys[U uint8 | uint16 | uint32 | uint64](dst []key, x []U, rows []int64, step int, flip key) {
	for i, r := range rows {
		dst[i] = key(x[int(r)*step]) ^ flip
	}
}

// key32 flips the sign of a positive float and all bits of a negative one,
// which puts the bits in the order of the values.
func key32(x float32) key {
	if x != x {
		return math.MaxUint32
	}
	b := math.Float32bits(x + 0) // -0 + 0 is +0
	return key(b ^ (uint32(int32(b)>>31) | 1<<31))
}

// key64 is key32 for float64.
func key64(x float64) key {
	if x != x {
		return math.MaxUint64
	}
	b := math.Float64bits(x + 0)
	return b ^ (uint64(int64(b)>>63) | 1<<63)
}
