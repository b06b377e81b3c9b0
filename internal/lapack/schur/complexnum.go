package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Complex arithmetic of the loops here is done in complex128 whatever is
// stored. Products are spelt out so that no compiler fuses them.

func mul(x, y complex128) complex128 {
	return complex(float64(real(x)*real(y))-float64(imag(x)*imag(y)), float64(real(x)*imag(y))+float64(imag(x)*real(y)))
}

// scaled is s·x.
func scaled(s float64, x complex128) complex128 {
	return complex(float64(s*real(x)), float64(s*imag(x)))
}

func conj(x complex128) complex128 { return complex(real(x), -imag(x)) }

func abs1(x complex128) float64 { return math.Abs(real(x)) + math.Abs(imag(x)) }

func absc(x complex128) float64 { return blas.Hypot(real(x), imag(x)) }

// square is |x|².
func square(x complex128) float64 {
	return float64(real(x)*real(x)) + float64(imag(x)*imag(x))
}
