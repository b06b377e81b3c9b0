package array

import (
	"fmt"
	"reflect"
)

// New returns the array of a scalar or of nested slices or Go arrays of any
// depth, as [FromNested] does, and panics with a *ShapeError where that
// returns an error: for literals in programs.
//
//	array.New[float64]([][]float64{{1, 2}, {3, 4}})
func New[T Element](nested any) Array[T] {
	a, err := FromNested[T](nested)
	if err != nil {
		failShape("new", "%v", err)
	}
	return a
}

// FromNested returns the array of a scalar or of nested slices or Go arrays of
// any depth, copying the elements. Slices at one depth must have one length,
// and the elements must be of a type Go converts to T without changing kind:
// integers to integers and floats, floats to floats. NumPy: array.
func FromNested[T Element](nested any) (Array[T], error) {
	v := reflect.ValueOf(nested)
	if !v.IsValid() {
		return Array[T]{}, fmt.Errorf("from nested: nil")
	}
	shape := nestedShape(v)
	n, err := countOf("from nested", shape)
	if err != nil {
		return Array[T]{}, err
	}
	a := alloc[T](shape, n)
	f := filler[T]{out: a.data, shape: shape}
	if err := f.fill(v, 0); err != nil {
		return Array[T]{}, err
	}
	return a, nil
}

// nestedShape follows the first elements down.
func nestedShape(v reflect.Value) []int {
	var shape []int
	for {
		for v.Kind() == reflect.Interface && !v.IsNil() {
			v = v.Elem()
		}
		if k := v.Kind(); k != reflect.Slice && k != reflect.Array {
			return shape
		}
		n := v.Len()
		shape = append(shape, n)
		if n == 0 {
			return shape
		}
		v = v.Index(0)
	}
}

// filler copies nested values in C order.
type filler[T Element] struct {
	out   []T
	shape []int
	next  int
}

func (f *filler[T]) fill(v reflect.Value, depth int) error {
	for v.Kind() == reflect.Interface && !v.IsNil() {
		v = v.Elem()
	}
	isList := v.Kind() == reflect.Slice || v.Kind() == reflect.Array
	if depth == len(f.shape) {
		if isList {
			return fmt.Errorf("from nested: a %v where depth %d holds elements", v.Type(), depth)
		}
		return f.put(v)
	}
	if !isList {
		return fmt.Errorf("from nested: a %v where depth %d holds lists", v.Kind(), depth)
	}
	if v.Len() != f.shape[depth] {
		return fmt.Errorf("from nested: a list of length %d among lists of length %d at depth %d", v.Len(), f.shape[depth], depth)
	}
	if s, ok := v.Interface().([]T); ok && depth == len(f.shape)-1 {
		f.next += copy(f.out[f.next:], s)
		return nil
	}
	for i := range v.Len() {
		if err := f.fill(v.Index(i), depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (f *filler[T]) put(v reflect.Value) error {
	var x T
	to := reflect.ValueOf(&x).Elem()
	if !v.IsValid() || !lossless(v.Kind(), to.Kind()) {
		return fmt.Errorf("from nested: a %v is not an element of a %v array", v.Kind(), to.Type())
	}
	to.Set(v.Convert(to.Type()))
	f.out[f.next] = x
	f.next++
	return nil
}

// lossless reports whether a conversion keeps the kind of number: bool to
// bool, integer to integer or float, float to float, complex to complex.
func lossless(from, to reflect.Kind) bool {
	class := func(k reflect.Kind) int {
		switch {
		case k == reflect.Bool:
			return 1
		case k >= reflect.Int && k <= reflect.Uintptr:
			return 2
		case k == reflect.Float32 || k == reflect.Float64:
			return 3
		case k == reflect.Complex64 || k == reflect.Complex128:
			return 4
		}
		return 0
	}
	a, b := class(from), class(to)
	return a != 0 && (a == b || a == 2 && b == 3)
}
