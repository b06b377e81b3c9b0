package kernel

import (
	"fmt"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

func BenchmarkReduce(b *testing.B) {
	for _, c := range reductionCases() {
		if c.in.IsComplex() && c.in != dtype.Complex128 {
			continue
		}
		for _, tier := range cpu.Available() {
			for _, n := range []int{1000, 100000} {
				b.Run(fmt.Sprintf("%s/%v/%d", c.name, tier, n), func(b *testing.B) {
					x, y := make([]byte, n*c.in.Size()+64), make([]byte, n*c.in.Size()+64)
					fillBench(c.in, x[:n*c.in.Size()])
					fillBench(c.in, y[:n*c.in.Size()])
					var dst [2]uint64
					b.SetBytes(int64(n * c.in.Size()))
					for b.Loop() {
						c.run(tier, unsafe.Pointer(&dst), unsafe.Pointer(&x[0]), unsafe.Pointer(&y[0]), n)
					}
				})
			}
		}
	}
}

// fillBench writes values without NaN, zeros or denormals.
func fillBench(dt dtype.DType, b []byte) {
	switch dt {
	case dtype.Float64, dtype.Complex128:
		for i, x := range normals(len(b) / 8) {
			*(*float64)(unsafe.Pointer(&b[8*i])) = 1 + 1e-9*x
		}
	case dtype.Float32, dtype.Complex64:
		for i, x := range normals(len(b) / 4) {
			*(*float32)(unsafe.Pointer(&b[4*i])) = float32(1 + 1e-9*x)
		}
	default:
		for i := range b {
			b[i] = byte(i*7)%127 + 1
			if dt == dtype.Bool {
				b[i] = 1
			}
		}
	}
}

func BenchmarkAccumulate(b *testing.B) {
	for _, r := range []Reduction{RedSum, RedProd, RedMin, RedFMax, RedSumSq} {
		for _, tier := range cpu.Available() {
			b.Run(fmt.Sprintf("%v/%v/64x1000", r, tier), func(b *testing.B) {
				x := normals(64 * 1000)
				acc := make([]float64, 1000)
				b.SetBytes(64 * 8000)
				for b.Loop() {
					Accumulate(tier, r, dtype.Float64, unsafe.Pointer(&acc[0]), unsafe.Pointer(&x[0]), 1000, 64, 1000)
				}
			})
		}
	}
}

func BenchmarkReduceRows(b *testing.B) {
	for _, n := range []int{3, 8, 16, 50} {
		for _, tier := range cpu.Available() {
			b.Run(fmt.Sprintf("%v/1000x%d", tier, n), func(b *testing.B) {
				x := normals(1000 * n)
				dst := make([]float64, 1000)
				for b.Loop() {
					ReduceRows(tier, RedSum, dtype.Float64, unsafe.Pointer(&dst[0]), unsafe.Pointer(&x[0]), n, 1000, n)
				}
			})
		}
	}
}

func BenchmarkScan(b *testing.B) {
	x := normals(4000)
	y := make([]float64, len(x))
	b.Run("cumsum/4000", func(b *testing.B) {
		var carry float64
		for b.Loop() {
			Scan(cpu.Best, CumSum, dtype.Float64, unsafe.Pointer(&y[0]), unsafe.Pointer(&carry), unsafe.Pointer(&x[0]), len(x), true)
		}
	})
	b.Run("cumsum/4x1000", func(b *testing.B) {
		for b.Loop() {
			ScanRows(cpu.Best, CumSum, dtype.Float64, unsafe.Pointer(&y[0]), unsafe.Pointer(&x[0]), 1000, 4, 1000, 1000)
		}
	})
}
