package array

import (
	"math"

	"github.com/scicore-go/scicore/internal/sched"
)

// sumBlock is the number of elements one partial sum takes in. Partial sums
// depend on the position of the elements alone, and are joined in one order, so
// that the workers do not change a bit.
const sumBlock = 1 << 12

// SumCompensated returns the sum of a over the given axes, carried in two
// words of float64: the result is the exact sum but for a relative error of
// 2^-53 (float32: 2^-24) and an absolute one of 2^-85 times the sum of the
// magnitudes. It is what remains right where [Sum] cancels, at some times its
// cost. Python: math.fsum, along axes. (Neumaier's summation, 1974, in lanes and
// blocks.)
//
// Partial sums must not overflow: where they do, and for infinities and NaN,
// the result is that of [Sum].
func SumCompensated[T Float](a Array[T], axes ...int) Array[T] {
	var room [axisRoom]int
	ax := overAxes("sum", room[:0], axes, a.NDim())
	out := newArray[T]("sum", reducedShape(a.shape(), ax))
	sumCompensated(eager().Pool, out, a, ax)
	return out
}

// SumCompensatedInto is [SumCompensated] written into dst.
func SumCompensatedInto[T Float](dst Array[T], a Array[T], axes ...int) {
	var room [axisRoom]int
	ax := overAxes("sum", room[:0], axes, a.NDim())
	checkReduced("sum", dst, a.shape(), ax)
	out := newArray[T]("sum", reducedShape(a.shape(), ax))
	sumCompensated(eager().Pool, out, a, ax)
	if dst.NDim() != out.NDim() {
		out = out.ExpandDims(ax...)
	}
	assign(dst, out)
}

// SumCompensatedAll is [SumCompensated] over the whole of a.
func SumCompensatedAll[T Float](a Array[T]) T { return SumCompensated(a).At() }

// sumCompensated fills the contiguous out. The axes go last, so that the
// elements of one sum follow each other.
func sumCompensated[T Float](pool *sched.Pool, out, a Array[T], axes []int) {
	order := make([]int, 0, a.NDim())
	for k := range a.NDim() {
		if !contains(axes, k) {
			order = append(order, k)
		}
	}
	for k := range a.NDim() {
		if contains(axes, k) {
			order = append(order, k)
		}
	}
	a = AsContiguous(a.reorder(order))
	n, sums := 0, out.Size()
	if sums > 0 {
		n = a.Size() / sums
	}
	blocks := max(1, (n+sumBlock-1)/sumBlock)
	// A piece of work is a block of one sum, or several short sums.
	each := max(1, sumBlock/max(1, n))
	partial := make([]double, sums*blocks)
	pool.For(nil, (len(partial)+each-1)/each, func(c int) {
		for p := c * each; p < min(len(partial), (c+1)*each); p++ {
			row := a.data[a.off+p/blocks*n : a.off+(p/blocks+1)*n]
			partial[p] = sumOf(row[p%blocks*sumBlock : min(n, (p%blocks+1)*sumBlock)])
		}
	})
	for i := range sums {
		d := joinDoubles(partial[i*blocks : (i+1)*blocks])
		v := d.high + d.low
		out.data[out.off+i] = T(v)
		if math.IsNaN(v) || math.IsInf(v, 0) {
			out.data[out.off+i] = SumAll(FromSlice(a.data[a.off+i*n : a.off+(i+1)*n]))
		}
	}
}

// double is the unevaluated sum of two float64, the second far smaller.
type double struct{ high, low float64 }

// add adds x and keeps what rounding loses (Knuth's sum of two).
func (d *double) add(x float64) {
	s := d.high + x
	t := s - d.high
	d.low += (d.high - (s - t)) + (x - t)
	d.high = s
}

// settle moves what has gathered in the low part up.
func (d *double) settle() {
	s := d.high + d.low
	d.low -= s - d.high // exact: low is far smaller
	d.high = s
}

// sumOf adds the elements in eight lanes, which keeps additions from waiting
// for each other.
func sumOf[T Float](x []T) double {
	var lane [8]double
	for ; len(x) >= 8; x = x[8:] {
		for k := range lane {
			lane[k].add(float64(x[k]))
		}
	}
	for k, v := range x {
		lane[k].add(float64(v))
	}
	return joinDoubles(lane[:])
}

// joinDoubles adds neighbours until one sum is left; it uses up the slice.
func joinDoubles(d []double) double {
	for len(d) > 1 {
		half := (len(d) + 1) / 2
		for i := range len(d) / 2 {
			a, b := d[2*i], d[2*i+1]
			a.add(b.high)
			a.low += b.low
			a.settle()
			d[i] = a
		}
		if len(d)%2 == 1 {
			d[half-1] = d[len(d)-1]
		}
		d = d[:half]
	}
	return d[0]
}
