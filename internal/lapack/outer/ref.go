package outer

import (
	"math"
	"unsafe"
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
			row[j] = fma(f, yv[j], row[j])
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
			row[j] = fma(-f[1], -im, fma(-f[0], re, row[j]))
			row[j+1] = fma(-f[1], re, fma(-f[0], im, row[j+1]))
		}
	}
}

// fma returns x·y + z in one rounding.
func fma[T float32 | float64](x, y, z T) T {
	if unsafe.Sizeof(x) == 8 {
		return T(math.FMA(float64(x), float64(y), float64(z)))
	}
	return T(fma32(float64(x), float64(y), float64(z)))
}

// fma32 rounds x·y + z of float32 numbers once. The product is exact; the sum
// is rounded to odd before it is rounded to float32 (S. Boldo and G.
// Melquiond, IEEE Trans. Comp. 57, 2008).
func fma32(x, y, z float64) float32 {
	p := float64(x * y)
	s := p + z
	t := s - p
	e := float64(p-float64(s-t)) + float64(z-t)
	if u := math.Float64bits(s); (e < 0 || e > 0) && u&1 == 0 {
		if (e > 0) == (s > 0) {
			s = math.Float64frombits(u + 1)
		} else {
			s = math.Float64frombits(u - 1)
		}
	}
	return float32(s)
}
