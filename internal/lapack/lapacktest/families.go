package lapacktest

import (
	"math"
	"math/rand/v2"

	"github.com/scicore-go/scicore/internal/blas"
)

// Case is a matrix with the name of its family.
type Case[T blas.Scalar] struct {
	Name string
	A    blas.Mat[T]
}

// entry is a matrix by its elements.
type entry func(i, j int) complex128

func build[T blas.Scalar](rows, cols int, f entry) blas.Mat[T] {
	m := blas.NewMat[T](rows, cols)
	for i := range rows {
		for j := range cols {
			m.Set(i, j, blas.FromComplex[T](f(i, j)))
		}
	}
	return m
}

func re(f func(i, j int) float64) entry {
	return func(i, j int) complex128 { return complex(f(i, j), 0) }
}

// Random returns a matrix of normally distributed elements.
func Random[T blas.Scalar](rows, cols int, seed uint64) blas.Mat[T] {
	r := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
	return build[T](rows, cols, func(int, int) complex128 { return complex(r.NormFloat64(), r.NormFloat64()) })
}

// Unitary returns a random orthogonal or unitary matrix: the Gram-Schmidt
// basis of a random one, orthogonalised twice in double precision.
func Unitary[T blas.Scalar](n int, seed uint64) blas.Mat[T] {
	q := Random[complex128](n, n, seed)
	if !blas.IsComplex[T]() {
		for i := range q.Data {
			q.Data[i] = complex(real(q.Data[i]), 0)
		}
	}
	for i := range n {
		row := q.Row(i)
		for range 2 {
			for k := range i {
				p := q.Row(k)
				blas.Axpy(Best(), -blas.Dotc(Best(), p, row), p, row)
			}
		}
		blas.Scal(Best(), complex(1/blas.Nrm2(Best(), row), 0), row)
	}
	return build[T](n, n, func(i, j int) complex128 { return q.At(i, j) })
}

// WithSingularValues returns U·diag(s)·Vᴴ with random unitary factors.
func WithSingularValues[T blas.Scalar](rows, cols int, s func(i int) float64, seed uint64) blas.Mat[T] {
	u, v := Unitary[T](rows, seed), Unitary[T](cols, seed+1)
	k := min(rows, cols)
	us := build[T](rows, k, func(i, j int) complex128 { return blas.Complex128(u.At(i, j)) * complex(s(j), 0) })
	a := blas.NewMat[T](rows, cols)
	blas.Gemm(Best(), 1, us, v.Window(0, 0, k, cols), 0, a)
	return a
}

// WithEigenvalues returns the Hermitian Q·diag(w)·Qᴴ with a random unitary Q.
func WithEigenvalues[T blas.Scalar](n int, w func(i int) float64, seed uint64) blas.Mat[T] {
	q := Unitary[T](n, seed)
	qw := build[T](n, n, func(i, j int) complex128 { return blas.Complex128(q.At(i, j)) * complex(w(j), 0) })
	a := blas.NewMat[T](n, n)
	blas.Gemm(Best(), 1, qw, q.H(), 0, a)
	hermitian(a)
	return a
}

func hermitian[T blas.Scalar](a blas.Mat[T]) {
	blas.Mirror(blas.Lower, true, a)
	for i := range a.Rows {
		a.Set(i, i, blas.FromReal[T](blas.Re(a.At(i, i))))
	}
}

// geometric runs from 1 down to 1/cond over n values.
func geometric(n int, cond float64) func(int) float64 {
	return func(i int) float64 {
		if n < 2 {
			return 1
		}
		return math.Pow(cond, -float64(i)/float64(n-1))
	}
}

// clustered is ones but for the last value.
func clustered(n int, cond float64) func(int) float64 {
	return func(i int) float64 {
		if i == n-1 {
			return 1 / cond
		}
		return 1
	}
}

// Rect returns families of rows by cols matrices.
func Rect[T blas.Scalar](rows, cols int, seed uint64) []Case[T] {
	eps, k := blas.Eps[T](), min(rows, cols)
	tiny, huge := extremes[T]()
	out := []Case[T]{
		{"random", Random[T](rows, cols, seed)},
		{"zero", blas.NewMat[T](rows, cols)},
		{"identity", build[T](rows, cols, re(func(i, j int) float64 { return b2f(i == j) }))},
		{"ones", build[T](rows, cols, re(func(i, j int) float64 { return 1 }))},
		{"geometric spectrum", WithSingularValues[T](rows, cols, geometric(k, 0.1/eps), seed+2)},
		{"clustered spectrum", WithSingularValues[T](rows, cols, clustered(k, 0.1/eps), seed+4)},
		{"rank-deficient", WithSingularValues[T](rows, cols, func(i int) float64 { return b2f(i < (k+1)/2) }, seed+6)},
		{"Hilbert", build[T](rows, cols, re(func(i, j int) float64 { return 1 / float64(i+j+1) }))},
		{"Vandermonde", build[T](rows, cols, re(func(i, j int) float64 {
			return math.Pow(float64(i+1)/float64(rows), float64(cols-1-j))
		}))},
		{"Kahan", build[T](rows, cols, re(kahan))},
		{"near underflow", scaled(Random[T](rows, cols, seed+8), tiny)},
		{"near overflow", scaled(Random[T](rows, cols, seed+9), huge)},
	}
	grow := Random[T](rows, cols, seed+10)
	for i := range rows {
		for j := range cols {
			grow.Set(i, j, grow.At(i, j)*blas.FromReal[T](math.Pow(eps, float64(i)/float64(max(rows-1, 1)))))
		}
	}
	return append(out, Case[T]{"graded rows", grow}, Case[T]{"graded columns", gradedColumns[T](rows, cols, seed+11)})
}

func gradedColumns[T blas.Scalar](rows, cols int, seed uint64) blas.Mat[T] {
	a, eps := Random[T](rows, cols, seed), blas.Eps[T]()
	for i := range rows {
		for j := range cols {
			a.Set(i, j, a.At(i, j)*blas.FromReal[T](math.Pow(eps, float64(j)/float64(max(cols-1, 1)))))
		}
	}
	return a
}

// Square returns families of n by n matrices: those of [Rect] and such as have
// hard eigenvalues.
func Square[T blas.Scalar](n int, seed uint64) []Case[T] {
	out := Rect[T](n, n, seed)
	if n == 0 {
		return out
	}
	theta := 0.7
	return append(out,
		Case[T]{"Jordan block", build[T](n, n, re(func(i, j int) float64 { return b2f(i == j || j == i+1) }))},
		Case[T]{"nilpotent", build[T](n, n, re(func(i, j int) float64 { return b2f(j == i+1) }))},
		Case[T]{"cyclic", build[T](n, n, re(func(i, j int) float64 { return b2f(j == (i+1)%n) }))},
		Case[T]{"rotations", build[T](n, n, re(func(i, j int) float64 {
			switch {
			case i/2 != j/2:
				return 0
			case i == j:
				return math.Cos(theta + float64(i/2))
			case j > i:
				return -math.Sin(theta + float64(i/2))
			}
			return math.Sin(theta + float64(i/2))
		}))},
		Case[T]{"companion", build[T](n, n, re(func(i, j int) float64 {
			if i == 0 {
				return -1 / float64(j+1)
			}
			return b2f(j == i-1)
		}))},
		Case[T]{"Frank", build[T](n, n, re(func(i, j int) float64 {
			if j < i-1 {
				return 0
			}
			return float64(n - max(i, j))
		}))},
		Case[T]{"Grcar", build[T](n, n, re(func(i, j int) float64 {
			if j == i-1 {
				return -1
			}
			return b2f(j >= i && j <= i+3)
		}))},
		Case[T]{"upper triangular", build[T](n, n, re(func(i, j int) float64 {
			return b2f(j >= i) * math.Cos(float64(3*i+7*j))
		}))},
		Case[T]{"Wilkinson growth", build[T](n, n, re(func(i, j int) float64 {
			if j == n-1 || i == j {
				return 1
			}
			return -b2f(j < i)
		}))},
	)
}

// Hermitian returns families of n by n symmetric or Hermitian matrices, stored
// whole.
func Hermitian[T blas.Scalar](n int, seed uint64) []Case[T] {
	eps := blas.Eps[T]()
	tiny, huge := extremes[T]()
	r := Random[T](n, n, seed)
	hermitian(r)
	r2 := Random[T](n, n, seed+20)
	hermitian(r2)
	sign := func(f func(int) float64) func(int) float64 {
		return func(i int) float64 { return f(i) * float64(1-2*(i%2)) }
	}
	graded := r2.Clone(blas.Env{})
	for i := range n {
		for j := range n {
			g := math.Pow(eps, float64(i+j)/float64(2*max(n-1, 1)))
			graded.Set(i, j, graded.At(i, j)*blas.FromReal[T](g))
		}
	}
	return []Case[T]{
		{"random", r},
		{"zero", blas.NewMat[T](n, n)},
		{"identity", blas.Eye[T](n)},
		{"diagonal", build[T](n, n, re(func(i, j int) float64 { return b2f(i == j) * float64((i*7)%n-n/2) }))},
		{"geometric spectrum", WithEigenvalues[T](n, sign(geometric(n, 0.1/eps)), seed+2)},
		{"clustered at one", WithEigenvalues[T](n, clustered(n, 0.1/eps), seed+3)},
		{"two clusters", WithEigenvalues[T](n, sign(func(i int) float64 { return 1 + float64(i)*eps }), seed+4)},
		{"clustered at zero", WithEigenvalues[T](n, func(i int) float64 { return b2f(i == 0) }, seed+5)},
		{"arithmetic spectrum", WithEigenvalues[T](n, func(i int) float64 { return float64(i+1) / float64(n) }, seed+6)},
		{"1-2-1", build[T](n, n, re(func(i, j int) float64 { return 2*b2f(i == j) - b2f(i == j+1 || j == i+1) }))},
		{"Wilkinson", build[T](n, n, re(func(i, j int) float64 {
			if i == j {
				return math.Abs(float64(i) - float64(n-1)/2)
			}
			return b2f(i == j+1 || j == i+1)
		}))},
		{"Hilbert", build[T](n, n, re(func(i, j int) float64 { return 1 / float64(i+j+1) }))},
		{"graded", graded},
		{"near underflow", scaled(r, tiny)},
		{"near overflow", scaled(r, huge)},
	}
}

// Definite returns families of n by n positive definite matrices, stored whole.
func Definite[T blas.Scalar](n int, seed uint64) []Case[T] {
	eps := blas.Eps[T]()
	tiny, huge := extremes[T]()
	well := WithEigenvalues[T](n, geometric(n, 10), seed+1)
	return []Case[T]{
		{"identity", blas.Eye[T](n)},
		{"well conditioned", well},
		{"ill conditioned", WithEigenvalues[T](n, geometric(n, 0.01/eps/float64(n+1)), seed+2)},
		{"1-2-1", build[T](n, n, re(func(i, j int) float64 { return 2*b2f(i == j) - b2f(i == j+1 || j == i+1) }))},
		{"Lehmer", build[T](n, n, re(func(i, j int) float64 { return float64(min(i, j)+1) / float64(max(i, j)+1) }))},
		{"minij", build[T](n, n, re(func(i, j int) float64 { return float64(min(i, j) + 1) }))},
		{"near underflow", scaled(well, tiny)},
		{"near overflow", scaled(well, huge)},
	}
}

// extremes are factors that bring matrices of order one near the ends of T's
// range while norms and n·eps of them stay inside it.
func extremes[T blas.Scalar]() (tiny, huge float64) {
	if blas.IsSingle[T]() {
		return 0x1p-100, 0x1p110
	}
	return 0x1p-960, 0x1p1000
}

func scaled[T blas.Scalar](a blas.Mat[T], by float64) blas.Mat[T] {
	b := a.Clone(Best())
	blas.Scal(Best(), blas.FromReal[T](by), blas.VecOf(b.Data))
	return b
}

// kahan is Kahan's upper triangular matrix with angle 1.2: no small pivot, yet
// nearly singular.
func kahan(i, j int) float64 {
	s, c := math.Sincos(1.2)
	switch p := math.Pow(s, float64(i)); {
	case j < i:
		return 0
	case i == j:
		return p
	default:
		return -c * p
	}
}

func b2f(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
