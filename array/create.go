package array

import "iter"

// Zeros returns an array of zeros (false for bool). NumPy: zeros.
// No lengths make a 0-d array. It panics with a *ShapeError if a length is
// negative or the elements cannot be counted or addressed.
func Zeros[T Element](shape ...int) Array[T] { return newArray[T]("zeros", shape) }

// Empty returns a new array. NumPy: empty. Go clears memory it hands out, so
// the elements are zeros; the name says that the caller does not need them to be.
func Empty[T Element](shape ...int) Array[T] { return newArray[T]("empty", shape) }

// Ones returns an array of ones (true for bool). NumPy: ones.
func Ones[T Element](shape ...int) Array[T] {
	a := newArray[T]("ones", shape)
	a.fill(one[T]())
	return a
}

// Full returns an array with every element v. NumPy: full, with the arguments
// in the other order.
func Full[T Element](v T, shape ...int) Array[T] {
	a := newArray[T]("full", shape)
	a.fill(v)
	return a
}

// ZerosLike returns zeros of a's shape, in C order. NumPy: zeros_like.
func ZerosLike[T Element](a Array[T]) Array[T] { return alloc[T](a.shape(), a.Size()) }

// EmptyLike returns a new array of a's shape, in C order. NumPy: empty_like.
func EmptyLike[T Element](a Array[T]) Array[T] { return ZerosLike(a) }

// OnesLike returns ones of a's shape, in C order. NumPy: ones_like.
func OnesLike[T Element](a Array[T]) Array[T] { return FullLike(a, one[T]()) }

// FullLike returns an array of a's shape, in C order, with every element v.
// NumPy: full_like.
func FullLike[T Element](a Array[T], v T) Array[T] {
	b := ZerosLike(a)
	b.fill(v)
	return b
}

// Scalar returns the 0-d array of v. NumPy: array(v).
func Scalar[T Element](v T) Array[T] { return wrap([]T{v}, 0, []int{}) }

// one returns the 1 of T.
func one[T Element]() T { return fromInt[T](1) }

// fromInt converts i to T as a Go conversion does; for bool, i != 0.
func fromInt[T Element](i int) T {
	var v T
	switch p := any(&v).(type) {
	case *bool:
		*p = i != 0
	case *int8:
		*p = int8(i)
	case *int16:
		*p = int16(i)
	case *int32:
		*p = int32(i)
	case *int64:
		*p = int64(i)
	case *uint8:
		*p = uint8(i)
	case *uint16:
		*p = uint16(i)
	case *uint32:
		*p = uint32(i)
	case *uint64:
		*p = uint64(i)
	case *float32:
		*p = float32(i)
	case *float64:
		*p = float64(i)
	case *complex64:
		*p = complex(float32(i), 0)
	case *complex128:
		*p = complex(float64(i), 0)
	}
	return v
}

// FromSlice returns data as an array of the given shape, in C order and
// without copying: writing to one is seen in the other. With no shape the
// array is 1-d. It panics with a *ShapeError unless shape counts exactly
// len(data) elements.
func FromSlice[T Element](data []T, shape ...int) Array[T] {
	if len(shape) == 0 {
		return wrap(data, 0, []int{len(data), 1})
	}
	if n := sizeOf("from slice", shape); n != len(data) {
		failShape("from slice", "%d elements do not fill shape %s", len(data), shapeText(shape))
	}
	dims := make([]int, 2*len(shape))
	copy(dims, shape)
	fillStrides(dims)
	return wrap(data, 0, dims)
}

// FromSeq collects the values of seq in a 1-d array. NumPy: fromiter.
func FromSeq[T Element](seq iter.Seq[T]) Array[T] {
	var data []T
	for v := range seq {
		data = append(data, v)
	}
	return FromSlice(data)
}

// FromFunction returns the array whose element at an index is f(index).
// NumPy: fromfunction. The slice f gets is used again for the next call.
func FromFunction[T Element](f func(idx []int) T, shape ...int) Array[T] {
	a := newArray[T]("from function", shape)
	o := newOdometer(a.shape(), a.strides(), 0)
	for i := range a.data {
		a.data[i] = f(o.idx)
		o.next()
	}
	return a
}

// FromStrided returns the view of data whose element (0, …, 0) is data[offset]
// and whose axes have the given lengths and strides, counted in elements;
// strides may be zero or negative. Nothing is copied. NumPy: as_strided, but
// it panics with a *ShapeError if any element lies outside data.
func FromStrided[T Element](data []T, offset int, shape, strides []int) Array[T] {
	if len(shape) != len(strides) {
		failShape("from strided", "%d strides for %d axes", len(strides), len(shape))
	}
	if sizeOf("from strided", shape) > 0 {
		lo, hi := offset, offset
		for k, n := range shape {
			if s := strides[k]; n > 1 && (s > maxSize/n || s < -maxSize/n) {
				failShape("from strided", "strides %v", strides)
			} else if s < 0 {
				lo += s * (n - 1)
			} else {
				hi += s * (n - 1)
			}
		}
		if lo < 0 || hi >= len(data) {
			failShape("from strided", "shape %s with strides %v from %d leaves %d elements", shapeText(shape), strides, offset, len(data))
		}
	} else {
		offset = 0
	}
	return wrap(data, offset, append(append(make([]int, 0, 2*len(shape)), shape...), strides...))
}
