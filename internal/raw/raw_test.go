package raw

import (
	"runtime"
	"testing"
	"unsafe"
)

func TestSliceIsAlignedAndItsOwn(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 5, 8, 100, 1000, 1024, 2000, 3000, 1 << 20} {
		f64, c128, f32, u16 := Slice[float64](n), Slice[complex128](n), Slice[float32](n), Slice[uint16](n)
		for _, p := range []struct {
			at    unsafe.Pointer
			align uintptr
		}{
			{unsafe.Pointer(unsafe.SliceData(f64)), 8}, {unsafe.Pointer(unsafe.SliceData(c128)), 8},
			{unsafe.Pointer(unsafe.SliceData(f32)), 4}, {unsafe.Pointer(unsafe.SliceData(u16)), 2},
		} {
			if n > 0 && uintptr(p.at)%p.align != 0 {
				t.Errorf("n %d: address %v is no multiple of %d", n, p.at, p.align)
			}
		}
		if len(f64) != n || len(c128) != n || len(f32) != n || len(u16) != n {
			t.Fatalf("n %d: lengths %d %d %d %d", n, len(f64), len(c128), len(f32), len(u16))
		}
		for i := range n {
			f64[i], c128[i], f32[i], u16[i] = float64(i), complex(float64(i), -1), float32(-i), uint16(i)
		}
		runtime.GC()
		for i := range n {
			if f64[i] != float64(i) || c128[i] != complex(float64(i), -1) || f32[i] != float32(-i) || u16[i] != uint16(i) {
				t.Fatalf("n %d: element %d was overwritten", n, i)
			}
		}
	}
}

func TestSliceAllocatesOnce(t *testing.T) {
	var keep []float64
	for _, n := range []int{10, 1000, 100_000} {
		if got := testing.AllocsPerRun(10, func() { keep = Slice[float64](n) }); got != 1 {
			t.Errorf("%d elements: %v allocations", n, got)
		}
	}
	_ = keep
}

var sink []float64

func BenchmarkRaw1000(b *testing.B) {
	for b.Loop() {
		sink = Slice[float64](1000)
	}
}

func BenchmarkCleared1000(b *testing.B) {
	for b.Loop() {
		sink = make([]float64, 1000)
	}
}
