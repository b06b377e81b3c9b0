package linalg

import (
	"math"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// fill makes a rows by cols matrix of an element function.
func fill[T Scalar](rows, cols int, f func(i, j int) T) array.Array[T] {
	a, s := emptyMatrices[T](nil, rows, cols)
	m := s.at(0)
	for i := range rows {
		for j := range cols {
			m.Set(i, j, f(i, j))
		}
	}
	return a
}

// Toeplitz returns the matrix with constant diagonals whose first column is c
// and whose first row is r, from r[1] on. A nil r stands for conj(c). SciPy:
// linalg.toeplitz.
func Toeplitz[T Scalar](c, r []T) array.Array[T] {
	if r == nil {
		r = conjugates(c)
	}
	return fill(len(c), len(r), func(i, j int) T {
		if i >= j {
			return c[i-j]
		}
		return r[j-i]
	})
}

func conjugates[T Scalar](c []T) []T {
	r := make([]T, len(c))
	for i, x := range c {
		r[i] = blas.Conj(x)
	}
	return r
}

// Circulant returns the circulant matrix whose first column is c. SciPy:
// linalg.circulant.
func Circulant[T Scalar](c []T) array.Array[T] {
	n := len(c)
	return fill(n, n, func(i, j int) T { return c[(i-j+n)%n] })
}

// Hankel returns the matrix with constant antidiagonals whose first column is c
// and whose last row is r, from r[1] on. A nil r stands for zeros. SciPy:
// linalg.hankel.
func Hankel[T Scalar](c, r []T) array.Array[T] {
	if r == nil {
		r = make([]T, len(c))
	}
	return fill(len(c), len(r), func(i, j int) T {
		if i+j < len(c) {
			return c[i+j]
		}
		return r[i+j-len(c)+1]
	})
}

// Hilbert returns the n by n matrix 1/(i+j+1), whose condition grows like
// e^(3.5 n). SciPy: linalg.hilbert.
func Hilbert[T Scalar](n int) array.Array[T] {
	return fill(n, n, func(i, j int) T { return blas.FromReal[T](1 / float64(i+j+1)) })
}

// InvHilbert returns the inverse of [Hilbert], whose elements are integers;
// they are rounded where T cannot hold them (n > 14 for float64). SciPy:
// linalg.invhilbert.
func InvHilbert[T Scalar](n int) array.Array[T] {
	return fill(n, n, func(i, j int) T {
		x := binomial(n+i, n-j-1) * binomial(n+j, n-i-1) * sq(binomial(i+j, i)) * float64(i+j+1)
		if (i+j)%2 == 1 {
			x = -x
		}
		return blas.FromReal[T](x)
	})
}

func sq(x float64) float64 { return x * x }

// binomial is exact while it is below 2⁵³.
func binomial(n, k int) float64 {
	if k < 0 || k > n {
		return 0
	}
	b := 1.0
	for i := range min(k, n-k) {
		b = b * float64(n-i) / float64(i+1)
	}
	return math.Round(b)
}

// Pascal returns the symmetric n by n matrix of binomial coefficients
// C(i+j, i). SciPy: linalg.pascal.
func Pascal[T Scalar](n int) array.Array[T] {
	return fill(n, n, func(i, j int) T { return blas.FromReal[T](binomial(i+j, i)) })
}

// Hadamard returns the n by n Hadamard matrix of Sylvester's construction; n
// must be a power of two. SciPy: linalg.hadamard.
func Hadamard[T Scalar](n int) (array.Array[T], error) {
	if n < 1 || n&(n-1) != 0 {
		return array.Array[T]{}, valueError("hadamard", "n = %d is no power of two", n)
	}
	return fill(n, n, func(i, j int) T {
		odd := 0
		for b := i & j; b > 0; b &= b - 1 {
			odd ^= 1
		}
		return blas.FromReal[T](float64(1 - 2*odd))
	}), nil
}

// Companion returns the companion matrix of the polynomial with the given
// coefficients, highest power first: its eigenvalues are the roots. There must
// be at least two coefficients, the first not zero. SciPy: linalg.companion.
func Companion[T Scalar](coefficients []T) (array.Array[T], error) {
	n := len(coefficients) - 1
	if n < 1 || coefficients[0] == 0 {
		return array.Array[T]{}, valueError("companion", "want at least two coefficients, the first not zero")
	}
	return fill(n, n, func(i, j int) T {
		if i == 0 {
			return -blas.Div(coefficients[j+1], coefficients[0])
		}
		return blas.FromReal[T](b2f(j == i-1))
	}), nil
}

func b2f(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// BlockDiag returns the matrix with the given 2-d arrays along its diagonal.
// SciPy: linalg.block_diag.
func BlockDiag[T Scalar](blocks ...array.Array[T]) (array.Array[T], error) {
	rows, cols := 0, 0
	for _, b := range blocks {
		if b.NDim() != 2 {
			return array.Array[T]{}, shapeError("block_diag", "want matrices", b.Shape())
		}
		rows += b.Dim(0)
		cols += b.Dim(1)
	}
	out, s := make2[T](nil, rows, cols)
	r, c := 0, 0
	for _, b := range blocks {
		blas.Copy(eager(), s.at(0).Window(r, c, b.Dim(0), b.Dim(1)), stackOf(b).at(0))
		r += b.Dim(0)
		c += b.Dim(1)
	}
	return out, nil
}
