package gonumblas

import (
	gonum "gonum.org/v1/gonum/blas"
	native "gonum.org/v1/gonum/blas/gonum"
)

// BLAS implements gonum's blas.Float64, blas.Float32, blas.Complex128 and
// blas.Complex64 on the kernels of this module. It is gonum's own
// implementation where it does not say otherwise, and has no state: the zero
// value is ready and may be used by any number of goroutines.
type BLAS struct{ native.Implementation }

var (
	_ gonum.Float64    = BLAS{}
	_ gonum.Float32    = BLAS{}
	_ gonum.Complex128 = BLAS{}
	_ gonum.Complex64  = BLAS{}
)
