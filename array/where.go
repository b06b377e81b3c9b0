package array

import (
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
)

// Where returns the elements of a where mask holds and those of b elsewhere;
// the three broadcast. NumPy: where with three arguments.
func Where[T Element](mask Array[bool], a, b Array[T]) Array[T] {
	shape := commonShape("where", [][]int{mask.shape(), a.shape(), b.shape()})
	out := allocRaw[T](shape, sizeOf("where", shape))
	if smallSelect(&out, &mask, &a, &b) {
		return out
	}
	nd.Select(eager(), out.view(), mask.view(), a.view(), b.view())
	return out
}

// WhereInto is [Where] written into dst. With b = dst only the elements
// under the mask change, which is what NumPy's where= argument does:
//
//	array.WhereInto(dst, mask, array.Add(x, y), dst)
func WhereInto[T Element](dst Array[T], mask Array[bool], a, b Array[T]) {
	if smallSelect(&dst, &mask, &a, &b) {
		return
	}
	mask, a, b = ready("where", dst, mask), ready("where", dst, a), ready("where", dst, b)
	nd.Select(eager(), dst.view(), mask.view(), a.view(), b.view())
}

// Select returns, at each place, the element of the choice whose condition is
// the first to hold there, and otherwise where none does. All broadcast.
// NumPy: select. It panics with a *ValueError unless there are as many
// conditions as choices.
func Select[T Element](conditions []Array[bool], choices []Array[T], otherwise T) Array[T] {
	if len(conditions) != len(choices) {
		badValue("select", "%d conditions for %d choices", len(conditions), len(choices))
	}
	shapes := make([][]int, 0, 2*len(choices))
	for i := range choices {
		shapes = append(shapes, conditions[i].shape(), choices[i].shape())
	}
	out := newArray[T]("select", commonShape("select", shapes))
	nd.Fill(eager(), out.view(), nd.ScalarOf(otherwise))
	for i := len(choices) - 1; i >= 0; i-- {
		nd.Select(eager(), out.view(), conditions[i].view(), choices[i].view(), out.view())
	}
	return out
}

// Choose returns, at each place, the element of the choice that index names
// there. index and choices broadcast. NumPy: choose with mode="raise". An
// index outside [0, len(choices)) panics with an *IndexError.
func Choose[I Integer, T Element](index Array[I], choices ...Array[T]) Array[T] {
	shapes := [][]int{index.shape()}
	for _, c := range choices {
		shapes = append(shapes, c.shape())
	}
	index.each(func(off int) {
		if i := index.data[off]; i < 0 || uint64(i) >= uint64(len(choices)) {
			panic(&IndexError{Op: "choose", Index: int(i), Len: len(choices)})
		}
	})
	out := newArray[T]("choose", commonShape("choose", shapes))
	mask := alloc[bool](index.shape(), index.Size())
	for i, c := range choices {
		scalarRightInto(kernel.Eq, mask, index, I(i))
		nd.Select(eager(), out.view(), mask.view(), c.view(), out.view())
	}
	return out
}

// Clip returns a held within [lo, hi]: NaN stays, and hi wins where lo > hi.
// NumPy: clip.
func Clip[T Ordered](a Array[T], lo, hi T) Array[T] {
	out := scalarRight[T](kernel.Max, a, lo)
	nd.BinaryVS(eager(), kernel.Min, out.view(), out.view(), nd.ScalarOf(hi))
	return out
}

// ClipInto is [Clip] written into dst.
func ClipInto[T Ordered](dst, a Array[T], lo, hi T) {
	scalarRightInto(kernel.Max, dst, a, lo)
	nd.BinaryVS(eager(), kernel.Min, dst.view(), dst.view(), nd.ScalarOf(hi))
}

// NaNToNum returns a with NaN replaced by nan and the infinities by high and
// low. NumPy: nan_to_num.
func NaNToNum[T Float](a Array[T], nan, high, low T) Array[T] {
	out := Where(IsNaN(a), Scalar(nan), a)
	bad := IsInf(out)
	pos := GreaterScalar(out, 0)
	WhereInto(out, And(bad, pos), Scalar(high), out)
	WhereInto(out, And(bad, Not(pos)), Scalar(low), out)
	return out
}
