package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func built[T blas.Scalar](n int, f func(i, j int) complex128) blas.Mat[T] {
	a := blas.NewMat[T](n, n)
	for i := range n {
		for j := range n {
			a.Set(i, j, blas.FromComplex[T](f(i, j)))
		}
	}
	return a
}

// families are the square matrices of lapacktest and those that are hard for
// eigenvalues only.
func families[T blas.Scalar](n int, seed uint64) []lapacktest.Case[T] {
	out := lapacktest.Square[T](n, seed)
	if n == 0 {
		return out
	}
	r := lapacktest.Random[T](n, n, seed+100)
	entry := func(name string, f func(i, j int) complex128) {
		out = append(out, lapacktest.Case[T]{Name: name, A: built[T](n, f)})
	}
	entry("Toeplitz", func(i, j int) complex128 { return complex(1/float64(1+2*i-2*j), 0) })
	entry("graded rows", func(i, j int) complex128 {
		return blas.Complex128(r.At(i, j)) * complex(math.Ldexp(1, -3*i*min(1, 20/n)-i), 0)
	})
	entry("badly scaled", func(i, j int) complex128 { // balancing undoes it
		return blas.Complex128(r.At(i, j)) * complex(math.Ldexp(1, i%7*5-j%7*5), 0)
	})
	// D. Watkins, "A case where balancing is harmful" (2006): Hessenberg, with
	// rounding errors below the diagonal.
	entry("Watkins", func(i, j int) complex128 {
		x := blas.Complex128(r.At(i, j))
		if i > j+1 {
			return x * complex(blas.Eps[T](), 0)
		}
		return x
	})
	entry("double eigenvalues", func(i, j int) complex128 {
		if j < i {
			return 0
		}
		if i == j {
			return complex(float64(1+i/2), 0)
		}
		return blas.Complex128(r.At(i, j))
	})
	entry("quasi-triangular", func(i, j int) complex128 {
		if j < i && (j != i-1 || i%2 == 0) {
			return 0
		}
		return blas.Complex128(r.At(i, j))
	})
	entry("skew", func(i, j int) complex128 {
		return blas.Complex128(r.At(i, j)) - blas.Complex128(blas.Conj(r.At(j, i)))
	})
	entry("sparse", func(i, j int) complex128 {
		if (i*7+j*3)%11 < 8 {
			return 0
		}
		return blas.Complex128(r.At(i, j))
	})
	return out
}
