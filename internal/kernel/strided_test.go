package kernel

import (
	"bytes"
	"fmt"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kerneltest"
)

var stridedTypes = []dtype.DType{dtype.Int8, dtype.Int16, dtype.Float32, dtype.Float64, dtype.Complex128}

// TestCopyStrided gathers by every step from memory fenced on both sides, so
// that a kernel which reads outside the elements' extent dies.
func TestCopyStrided(t *testing.T) {
	sizes := []int{1, 2, 3, 5, 8, 9, 15, 16, 17, 18, 31, 32, 33, 34, 63, 64, 65, 127, 128, 129, 1000, Chunk + 19}
	for _, dt := range stridedTypes {
		for step := -5; step <= 5; step++ {
			for _, n := range sizes {
				t.Run(fmt.Sprintf("%v/%d/%d", dt, step, n), func(t *testing.T) { checkStrided(t, dt, step, n) })
			}
		}
	}
}

func checkStrided(t *testing.T, dt dtype.DType, step, n int) {
	size := dt.Size()
	extent := (max(step, -step)*(n-1) + 1) * size
	for _, mem := range [][]byte{kerneltest.Fenced(t, extent), kerneltest.FencedBelow(t, extent)} {
		for i := range mem {
			mem[i] = byte(i*i>>3 ^ i)
		}
		from := 0
		if step < 0 {
			from = extent - size
		}
		want := make([]byte, 0, n*size)
		for i, at := 0, from; i < n; i, at = i+1, at+step*size {
			want = append(want, mem[at:at+size]...)
		}
		for _, tier := range cpu.Available() {
			res := kerneltest.NewResult(n*size, 0)
			CopyStrided(tier, dt, res.Pointer(), 1, unsafe.Pointer(&mem[from]), step, n)
			if !bytes.Equal(res.Bytes(), want) {
				t.Errorf("%v: %d elements of %v by %d differ", tier, n, dt, step)
			}
			if err := res.Check(); err != nil {
				t.Errorf("%v: %v", tier, err)
			}
		}
	}
}

func BenchmarkCopyStrided(b *testing.B) {
	for _, dt := range []dtype.DType{dtype.Float32, dtype.Float64} {
		for _, step := range []int{2, 3, 4, 5, -1, -2} {
			for _, tier := range cpu.Available() {
				b.Run(fmt.Sprintf("%v/%d/%v", dt, step, tier), func(b *testing.B) {
					const n = 2048
					size, k := dt.Size(), max(step, -step)
					x, y := make([]byte, n*k*size), make([]byte, n*size)
					from := 0
					if step < 0 {
						from = len(x) - size
					}
					for b.Loop() {
						CopyStrided(tier, dt, unsafe.Pointer(&y[0]), 1, unsafe.Pointer(&x[from]), step, n)
					}
				})
			}
		}
	}
}
