package array

import (
	"slices"
)

// IsContiguous reports whether the elements follow each other in C order
// without gaps. Axes of length one may have any stride; an empty array is
// contiguous. NumPy: flags.c_contiguous.
func (a Array[T]) IsContiguous() bool { return a.view().Contiguous() }

// IsFortran reports whether the elements follow each other in Fortran order
// without gaps: the first axis runs fastest. NumPy: flags.f_contiguous.
func (a Array[T]) IsFortran() bool { return a.T().IsContiguous() }

// Data returns the elements of a C-contiguous array as a slice that shares
// them, and false if the array is not contiguous. See [ToSlice] for a copy.
func (a Array[T]) Data() ([]T, bool) {
	if !a.IsContiguous() {
		return nil, false
	}
	n := a.Size()
	if n == 0 {
		return nil, true
	}
	return a.data[a.off : a.off+n : a.off+n], true
}

// ToSlice returns a new slice of the elements in C order.
func ToSlice[T Element](a Array[T]) []T { return Copy(a).data }

// Copy returns a C-contiguous copy. NumPy: copy.
func Copy[T Element](a Array[T]) Array[T] {
	out := allocRaw[T](a.shape(), a.Size())
	assign(out, a)
	return out
}

// CopyInto copies src, broadcast to dst's shape, into dst. NumPy: copyto. The
// two may overlap in any way. It panics with a *ShapeError if src does not
// broadcast to dst's shape.
func CopyInto[T Element](dst, src Array[T]) {
	src = src.BroadcastTo(dst.shape()...)
	if Overlaps(dst, src) == Partial {
		src = Copy(src)
	}
	assign(dst, src)
}

// AsContiguous returns a itself if it is C-contiguous, and a copy otherwise.
// NumPy: ascontiguousarray (which also makes 0-d arrays 1-d; this does not).
func AsContiguous[T Element](a Array[T]) Array[T] {
	if a.IsContiguous() {
		return a
	}
	return Copy(a)
}

// AsFortran returns a itself if it is in Fortran order, and a copy in that
// order otherwise. NumPy: asfortranarray.
func AsFortran[T Element](a Array[T]) Array[T] {
	if a.IsFortran() {
		return a
	}
	return Copy(a.T()).T()
}

// Overlap says how the elements of two arrays lie to each other.
type Overlap int

const (
	Disjoint Overlap = iota // no byte is shared
	Same                    // the same elements in the same order
	Partial                 // some bytes are shared, in some other way
)

// Overlaps returns how a and b overlap. A destination may be Disjoint from an
// operand or the Same; Partial overlap needs a copy first.
func Overlaps(a, b Any) Overlap {
	x, y := a.Raw(), b.Raw()
	if x.DT == y.DT && x.Ptr == y.Ptr && x.Size() > 0 && slices.Equal(x.Shape, y.Shape) && sameStrides(x.Shape, x.Strides, y.Strides) {
		return Same
	}
	if SharesMemory(a, b) {
		return Partial
	}
	return Disjoint
}

// sameStrides compares strides where they matter.
func sameStrides(shape, s, t []int) bool {
	for i, n := range shape {
		if n > 1 && s[i] != t[i] {
			return false
		}
	}
	return true
}

// extent is the memory of an array: the lowest byte, the bytes from there to
// past the highest, and one term per axis that has more than one position.
type extent struct {
	low   uintptr
	span  int
	terms []term
	width int // bytes of an element
}

func extentOf(a Any) (extent, bool) {
	v := a.Raw()
	e := extent{low: uintptr(v.Ptr), width: v.DT.Size()}
	if v.Size() == 0 {
		return e, false
	}
	for i, n := range v.Shape {
		step := v.Strides[i] * e.width
		if n == 1 || step == 0 {
			continue
		}
		if step < 0 {
			step = -step
			e.low -= uintptr(step * (n - 1))
		}
		e.span += step * (n - 1)
		e.terms = append(e.terms, term{step, n - 1})
	}
	e.span += e.width
	return e, true
}

// MayShareMemory reports whether the address ranges of a and b meet: false
// means that they share nothing, true that they may. NumPy: may_share_memory.
func MayShareMemory(a, b Any) bool {
	x, okx := extentOf(a)
	y, oky := extentOf(b)
	return okx && oky && x.low < y.low+uintptr(y.span) && y.low < x.low+uintptr(x.span)
}

// SharesMemory reports whether a and b have a byte in common, exactly: the
// even and the odd elements of one slice do not. NumPy: shares_memory. The
// question is a bounded linear Diophantine equation, so that contrived strides
// can take long; those of slices, transposes and windows do not.
func SharesMemory(a, b Any) bool {
	x, okx := extentOf(a)
	y, oky := extentOf(b)
	if !okx || !oky || x.low >= y.low+uintptr(y.span) || y.low >= x.low+uintptr(x.span) {
		return false
	}
	// x.low + Σ xᵢ + p = y.low + Σ yᵢ + q with bytes p, q inside an element.
	// Turning y's terms and q around makes every coefficient positive.
	target := int(y.low-x.low) + y.span - 1
	terms := append(slices.Clone(x.terms), y.terms...)
	if x.width > 1 {
		terms = append(terms, term{1, x.width - 1})
	}
	if y.width > 1 {
		terms = append(terms, term{1, y.width - 1})
	}
	return solvable(terms, target)
}
