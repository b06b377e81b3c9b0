package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
)

// Moving data depends on the size of an element only; these types stand for
// the five sizes.
type word16 [2]uint64

// refSelect is the meaning of Select.
func refSelect(dt dtype.DType, m Mode, dst, mask, a, b unsafe.Pointer, n int) {
	switch dt.Size() {
	case 1:
		choose[uint8](m, dst, mask, a, b, n)
	case 2:
		choose[uint16](m, dst, mask, a, b, n)
	case 4:
		choose[uint32](m, dst, mask, a, b, n)
	case 8:
		choose[uint64](m, dst, mask, a, b, n)
	case 16:
		choose[word16](m, dst, mask, a, b, n)
	}
}

func choose[T any](m Mode, dst, mask, a, b unsafe.Pointer, n int) {
	d, c := slice[T](dst, n), slice[bool](mask, n)
	x, y, mx, my := operands[T](m, a, b, n)
	for i := range d {
		if c[i] {
			d[i] = x[i&mx]
		} else {
			d[i] = y[i&my]
		}
	}
}

// refFill is the meaning of Fill.
func refFill(size int, dst, value unsafe.Pointer, n int) {
	switch size {
	case 1:
		fill[uint8](dst, value, n)
	case 2:
		fill[uint16](dst, value, n)
	case 4:
		fill[uint32](dst, value, n)
	case 8:
		fill[uint64](dst, value, n)
	case 16:
		fill[word16](dst, value, n)
	}
}

// fillBlock is the most elements fill copies at once: they stay in the cache.
const fillBlock = 2048

// fill writes a few elements one by one, then copies what it wrote.
func fill[T any](dst, value unsafe.Pointer, n int) {
	d, v := slice[T](dst, n), *(*T)(value)
	k := min(n, 32)
	for i := range d[:k] {
		d[i] = v
	}
	for k < n {
		k += copy(d[k:], d[:min(k, fillBlock)])
	}
}

// refCopyStrided is the meaning of CopyStrided.
func refCopyStrided(size int, dst unsafe.Pointer, ds int, src unsafe.Pointer, ss int, n int) {
	switch size {
	case 1:
		copyStrided[uint8](dst, ds, src, ss, n)
	case 2:
		copyStrided[uint16](dst, ds, src, ss, n)
	case 4:
		copyStrided[uint32](dst, ds, src, ss, n)
	case 8:
		copyStrided[uint64](dst, ds, src, ss, n)
	case 16:
		copyStrided[word16](dst, ds, src, ss, n)
	}
}

// copyStrided steps by offsets, so that no pointer leaves its array.
func copyStrided[T any](dst unsafe.Pointer, ds int, src unsafe.Pointer, ss int, n int) {
	var v T
	size := int(unsafe.Sizeof(v))
	if ds == 1 {
		gatherEvery(slice[T](dst, n), src, ss*size)
		return
	}
	ds, ss = ds*size, ss*size
	i, j := 0, 0
	for ; n > 0; n-- {
		*(*T)(unsafe.Add(dst, i)) = *(*T)(unsafe.Add(src, j))
		i += ds
		j += ss
	}
}

// gatherEvery fills d with elements step bytes apart, four at a time.
func gatherEvery[T any](d []T, src unsafe.Pointer, step int) {
	at := 0
	for ; len(d) >= 4; d = d[4:] {
		v, w := *(*T)(unsafe.Add(src, at)), *(*T)(unsafe.Add(src, at+step))
		x, y := *(*T)(unsafe.Add(src, at+2*step)), *(*T)(unsafe.Add(src, at+3*step))
		d[0], d[1], d[2], d[3] = v, w, x, y
		at += 4 * step
	}
	for i := range d {
		d[i] = *(*T)(unsafe.Add(src, at))
		at += step
	}
}

// refTake is the meaning of Take.
func refTake(size int, dst, src unsafe.Pointer, idx []int64) {
	switch size {
	case 1:
		take[uint8](dst, src, idx)
	case 2:
		take[uint16](dst, src, idx)
	case 4:
		take[uint32](dst, src, idx)
	case 8:
		take[uint64](dst, src, idx)
	case 16:
		take[word16](dst, src, idx)
	}
}

func take[T any](dst, src unsafe.Pointer, idx []int64) {
	var v T
	size := int(unsafe.Sizeof(v))
	d := slice[T](dst, len(idx))
	for i, j := range idx {
		d[i] = *(*T)(unsafe.Add(src, int(j)*size))
	}
}
