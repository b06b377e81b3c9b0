package array

import (
	"cmp"
	"math"
	"slices"

	"github.com/scicore-go/scicore/internal/dtype"
)

// padMath is the arithmetic that some pad modes need; nil entries mean that
// the mode is none of them.
type padMath[T Element] struct {
	stat   func(line Array[T]) T
	ramp   func(to, edge Array[T], axis int, end T)
	around func(to, edge, mirrored Array[T])
}

// padMathOf returns the arithmetic of T for a mode, or panics with a
// DTypeError if T has none.
func padMathOf[T Element](mode PadMode, odd bool) (m padMath[T]) {
	dt := dtype.Of[T]()
	arith := mode == PadMean || mode == PadMedian || mode == PadLinearRamp || odd && (mode == PadReflect || mode == PadSymmetric)
	order := mode == PadMaximum || mode == PadMinimum || mode == PadMedian
	switch {
	case !arith && !order:
		return m
	case dt == Bool && arith, dt.IsComplex() && order:
		badDType("pad", "mode "+mode.String()+" is not defined on", dt)
	}
	var out any
	switch any(*new(T)).(type) {
	case bool:
		out = padMath[bool]{stat: boolStat(mode)}
	case int8:
		out = realMath[int8](mode)
	case int16:
		out = realMath[int16](mode)
	case int32:
		out = realMath[int32](mode)
	case int64:
		out = realMath[int64](mode)
	case uint8:
		out = realMath[uint8](mode)
	case uint16:
		out = realMath[uint16](mode)
	case uint32:
		out = realMath[uint32](mode)
	case uint64:
		out = realMath[uint64](mode)
	case float32:
		out = realMath[float32](mode)
	case float64:
		out = realMath[float64](mode)
	case complex64:
		out = complexMath[complex64]()
	case complex128:
		out = complexMath[complex128]()
	}
	return out.(padMath[T])
}

func boolStat(mode PadMode) func(Array[bool]) bool {
	return func(line Array[bool]) bool {
		for v := range line.Values() {
			if v == (mode == PadMaximum) {
				return v
			}
		}
		return mode != PadMaximum
	}
}

func realMath[T Real](mode PadMode) padMath[T] {
	m := padMath[T]{ramp: realRamp[T], around: around[T]}
	switch mode {
	case PadMaximum:
		m.stat = func(line Array[T]) T { return extreme(line, func(a, b T) bool { return a > b }) }
	case PadMinimum:
		m.stat = func(line Array[T]) T { return extreme(line, func(a, b T) bool { return a < b }) }
	case PadMean:
		m.stat = meanOf[T]
	case PadMedian:
		m.stat = medianOf[T]
	}
	return m
}

// extreme returns the first element that beats all others, NaN if there is one.
func extreme[T Real](line Array[T], beats func(a, b T) bool) T {
	best := line.At(0)
	for v := range line.Values() {
		if v != v {
			return v
		}
		if beats(v, best) {
			best = v
		}
	}
	return best
}

// rounded converts a statistic to T, to the nearest even for integers.
func rounded[T Real](x float64) T {
	if !isFloat[T]() {
		x = math.RoundToEven(x)
	}
	return T(x)
}

func isFloat[T Real]() bool { return T(1)/T(2) != 0 }

func meanOf[T Real](line Array[T]) T {
	sum := 0.0
	for v := range line.Values() {
		sum += float64(v)
	}
	return rounded[T](sum / float64(line.Size()))
}

func medianOf[T Real](line Array[T]) T {
	s := ToSlice(line)
	for _, v := range s {
		if v != v {
			return v
		}
	}
	slices.SortFunc(s, cmp.Compare[T])
	n := len(s)
	if n%2 == 1 {
		return s[n/2]
	}
	if isFloat[T]() {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return rounded[T]((float64(s[n/2-1]) + float64(s[n/2])) / 2)
}

// around writes 2·edge - mirrored.
func around[T Number](to, edge, mirrored Array[T]) {
	edge = edge.BroadcastTo(to.shape()...)
	assign(to, Map2(edge, mirrored, func(e, m T) T { d := e + e; return d - m }))
}

// realRamp writes the steps from end towards the edge, computed in float64 as
// linspace does it: the element at the edge is not part of the ramp.
func realRamp[T Real](to, edge Array[T], axis int, end T) {
	n := to.shape()[axis]
	flat := slices.Contains(ToSlice(Map(edge, func(e T) bool { return (float64(e)-float64(end))/float64(n) == 0 })), true)
	for i := range n {
		x := float64(i)
		line := Map(edge, func(e T) T {
			delta := float64(e) - float64(end)
			var y float64
			if flat { // as where one of the edges has no step
				y = float64(float64(x/float64(n)) * delta)
			} else {
				y = float64(x * float64(delta/float64(n)))
			}
			if y += float64(end); !isFloat[T]() {
				y = math.Floor(y)
			}
			return T(y)
		})
		assign(to.window(axis, i, 1), line)
	}
}

func complexMath[T Complex]() padMath[T] {
	return padMath[T]{
		around: around[T],
		stat: func(line Array[T]) T {
			var sum complex128
			for v := range line.Values() {
				sum += complex128(v)
			}
			n := float64(line.Size())
			return T(complex(real(sum)/n, imag(sum)/n))
		},
		ramp: func(to, edge Array[T], axis int, end T) {
			n := to.shape()[axis]
			for i := range n {
				part := complex(float64(i)/float64(n), 0)
				assign(to.window(axis, i, 1), Map(edge, func(e T) T {
					return T(complex128(end) + part*(complex128(e)-complex128(end)))
				}))
			}
		},
	}
}
