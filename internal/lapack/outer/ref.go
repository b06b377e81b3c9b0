package outer

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/vec"
)

// subRef is, with rows of c and elements of x ld bytes apart,
//
//	for i below rows, j below n: c[i][j] = fma(-x[i], y[j], c[i][j])
func subRef[T float32 | float64](c unsafe.Pointer, ld int, x, y unsafe.Pointer, rows, n int) {
	yv := unsafe.Slice((*T)(y), n)
	for i := range rows {
		row := unsafe.Slice((*T)(unsafe.Add(c, i*ld)), n)
		f := -*(*T)(unsafe.Add(x, i*ld))
		for j := range row {
			row[j] = vec.FMA(f, yv[j], row[j])
		}
	}
}

// subComplexRef is subRef for complex numbers, n counting their parts: first
// the real part of x times y, then its imaginary part times i·y.
func subComplexRef[T float32 | float64](c unsafe.Pointer, ld int, x, y unsafe.Pointer, rows, n int) {
	yv := unsafe.Slice((*T)(y), n)
	for i := range rows {
		row := unsafe.Slice((*T)(unsafe.Add(c, i*ld)), n)
		f := unsafe.Slice((*T)(unsafe.Add(x, i*ld)), 2)
		for j := 0; j < n; j += 2 {
			re, im := yv[j], yv[j+1]
			row[j] = vec.FMA(-f[1], -im, vec.FMA(-f[0], re, row[j]))
			row[j+1] = vec.FMA(-f[1], re, vec.FMA(-f[0], im, row[j+1]))
		}
	}
}
