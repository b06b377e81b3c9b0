package array

import (
	"math"

	"github.com/scicore-go/scicore/internal/nd"
)

// Quantiles fold over axes as the reductions do. The quantile q of n sorted
// elements stands at the place q·(n-1), and between two elements it is
// interpolated linearly: NumPy's default method, type 7 of Hyndman and Fan
// (The American Statistician 50, 1996). NaN among the elements, and no
// elements, give NaN; the Nan forms leave NaN out. Integers are cast first:
// Median(Cast[float64](pixels)). A q outside [0, 1] is a *ValueError.

// Median returns the middle element, or the mean of the two in the middle,
// over the given axes. NumPy: median.
func Median[T Float](a Array[T], axes ...int) Array[T] {
	return quantiles("median", a, []float64{0.5}, middle[T], false, axes).dropFirst()
}

// Quantile returns the quantile q of a over the given axes. NumPy: quantile.
func Quantile[T Float](a Array[T], q float64, axes ...int) Array[T] {
	return quantiles("quantile", a, []float64{q}, lerp[T], false, axes).dropFirst()
}

// Quantiles returns several quantiles of a over the given axes, at the cost of
// little more than one: its first axis goes through qs. NumPy: quantile with a
// list.
func Quantiles[T Float](a Array[T], qs []float64, axes ...int) Array[T] {
	return quantiles("quantile", a, qs, lerp[T], false, axes)
}

// Percentile returns the percentile p of a over the given axes, the quantile
// p/100. NumPy: percentile.
func Percentile[T Float](a Array[T], p float64, axes ...int) Array[T] {
	return quantiles("percentile", a, []float64{p / 100}, lerp[T], false, axes).dropFirst()
}

// NanMedian is [Median] of the elements that are not NaN, NaN where all are.
// NumPy: nanmedian.
func NanMedian[T Float](a Array[T], axes ...int) Array[T] {
	return quantiles("nanmedian", a, []float64{0.5}, middle[T], true, axes).dropFirst()
}

// NanQuantile is [Quantile] of the elements that are not NaN, NaN where all
// are. NumPy: nanquantile.
func NanQuantile[T Float](a Array[T], q float64, axes ...int) Array[T] {
	return quantiles("nanquantile", a, []float64{q}, lerp[T], true, axes).dropFirst()
}

// dropFirst returns a without its first axis, of length one.
func (a Array[T]) dropFirst() Array[T] { return a.reorder(upTo(a.NDim())[1:]) }

// quantiles packs each output's elements into a row, rearranges the rows so
// far as needed and picks the quantiles from them.
func quantiles[T Float](op string, a Array[T], qs []float64, mix func(x, y, t T) T, skipNaN bool, axes []int) Array[T] {
	for _, q := range qs {
		if !(q >= 0 && q <= 1) {
			badValue(op, "quantile %v outside [0, 1]", q)
		}
	}
	ax := overAxes(op, nil, axes, a.NDim())
	shape := reducedShape(a.shape(), ax)
	out := newArray[T](op, append([]int{len(qs)}, shape...))
	n := countOver(a.shape(), ax)
	if n == 0 {
		out.fill(T(math.NaN()))
		return out
	}
	k := sizeOf(op, shape)
	if k == 0 || len(qs) == 0 {
		return out
	}
	rows := rowsOver(a, ax).Reshape(k, n)
	good := NanCount(rows, 1)
	v := rows.view()
	if skipNaN {
		nd.Sort(eager(), v, v, 1)
	} else {
		nd.Partition(eager(), v, v, 1, quantilePlaces(qs, n)...)
	}
	for r := range k {
		row, bad := rows.data[r*n:(r+1)*n], n-int(good.data[r])
		for i, q := range qs {
			switch {
			case bad == n || bad > 0 && !skipNaN:
				out.data[i*k+r] = T(math.NaN())
			default:
				out.data[i*k+r] = quantileOf(row[:n-bad], q, mix)
			}
		}
	}
	return out
}

// rowsOver returns a new contiguous array of a's elements with the axes ax
// last.
func rowsOver[T Element](a Array[T], ax []int) Array[T] {
	var order []int
	for i := range a.NDim() {
		if !contains(ax, i) {
			order = append(order, i)
		}
	}
	for i := range a.NDim() {
		if contains(ax, i) {
			order = append(order, i)
		}
	}
	moved := a.reorder(order)
	rows := alloc[T](moved.shape(), moved.Size())
	nd.Copy(eager(), rows.view(), moved.view())
	return rows
}

// quantilePlaces returns the places among n sorted elements that the
// quantiles are made from.
func quantilePlaces(qs []float64, n int) []int {
	var places []int
	for _, q := range qs {
		lo := int(q * float64(n-1))
		places = append(places, lo, min(lo+1, n-1))
	}
	return places
}

// quantileOf makes the quantile q of elements whose places around it are
// sorted. Equal neighbours give their value, also infinite ones.
func quantileOf[T Float](sorted []T, q float64, mix func(x, y, t T) T) T {
	at := q * float64(len(sorted)-1)
	lo := int(at)
	hi := min(lo+1, len(sorted)-1)
	x, y, t := sorted[lo], sorted[hi], T(at-float64(lo))
	if x == y || t == 0 {
		return x
	}
	return mix(x, y, t)
}

// lerp returns the value t of the way from x to y, from the nearer end.
func lerp[T Float](x, y, t T) T {
	d := y - x
	if t < 0.5 {
		return x + T(d*t)
	}
	return y - T(d*(1-t))
}

// middle returns the mean of x and y.
func middle[T Float](x, y, _ T) T { return (x + y) / 2 }
