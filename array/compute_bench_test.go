package array

import (
	"fmt"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// BenchmarkOverhead is what the array layer adds to a kernel on 1000 numbers.
func BenchmarkOverhead(b *testing.B) {
	x, y, dst := Ones[float64](1000), Ones[float64](1000), Zeros[float64](1000)
	p := func(a Array[float64]) unsafe.Pointer { return unsafe.Pointer(&a.data[0]) }
	var sink float64
	for name, f := range map[string]func(){
		"kernel add": func() {
			kernel.Binary(cpu.Best, kernel.Add, dtype.Float64, kernel.VV, p(dst), p(x), p(y), 1000)
		},
		"kernel sum": func() {
			kernel.Reduce(cpu.Best, kernel.RedSum, dtype.Float64, unsafe.Pointer(&sink), p(x), 1000)
		},
		"AddInto":   func() { AddInto(dst, x, y) },
		"Add":       func() { Add(x, y) },
		"SumAll":    func() { sink = SumAll(x) },
		"MeanAll":   func() { sink = MeanAll(x) },
		"MinAll":    func() { sink = MinAll(x) },
		"ArgMaxAll": func() { ArgMaxAll(x) },
		"VarAll":    func() { sink = VarAll(x, 1) },
		"Sum":       func() { Sum(x) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f()
			}
		})
	}
}

// BenchmarkLayouts reduces what does not lie in the order of its reduction.
func BenchmarkLayouts(b *testing.B) {
	long := Ones[float64](2_000_000)
	odd := long.Slice(Range(Open, Open, 2))
	for _, cols := range []int{3, 100} {
		m := Ones[float64](1_000_000/cols, cols)
		b.Run(fmt.Sprintf("sum rows of %d", cols), func(b *testing.B) {
			for b.Loop() {
				Sum(m, 0)
			}
		})
		b.Run(fmt.Sprintf("argmax rows of %d", cols), func(b *testing.B) {
			for b.Loop() {
				ArgMax(m, 0)
			}
		})
	}
	b.Run("sum of every other", func(b *testing.B) {
		for b.Loop() {
			SumAll(odd)
		}
	})
}
