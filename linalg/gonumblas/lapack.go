package gonumblas

import (
	"gonum.org/v1/gonum/lapack"
	native "gonum.org/v1/gonum/lapack/gonum"
)

// LAPACK implements gonum's lapack.Float64. It is gonum's own implementation
// where it does not say otherwise; that in turn computes through whatever BLAS
// is registered with blas64. It has no state: the zero value is ready and may
// be used by any number of goroutines.
type LAPACK struct{ native.Implementation }

var _ lapack.Float64 = LAPACK{}
