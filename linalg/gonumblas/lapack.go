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

// Problems of a smaller order than this are left to gonum's routines: they take
// so few operations that what counts is how soon one has begun. (Results of
// small problems then are those that gonum's users know, signs included.)
const (
	leastSolve    = 16
	leastLU       = 24
	leastApplyQ   = 24
	leastVectors  = 24 // of symmetric matrices and singular ones
	leastInverse  = 40
	leastRcond    = 40
	leastValues   = 48 // singular values alone, and all of a general matrix
	leastQR       = 64
	leastPivoted  = 96
	leastCholesky = 256
)
