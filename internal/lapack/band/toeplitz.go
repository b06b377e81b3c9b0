package band

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Toeplitz is a matrix with equal elements along each diagonal: element (i, j)
// is C[i-j] on and below the main diagonal and R[j-i] above it. C and R are of
// one length; R[0] is not read. A symmetric matrix has R = C, a Hermitian one
// R = conj(C).
type Toeplitz[T blas.Scalar] struct{ C, R []T }

// N returns the order.
func (t Toeplitz[T]) N() int { return len(t.C) }

// At returns element (i, j).
func (t Toeplitz[T]) At(i, j int) T {
	if i >= j {
		return t.C[i-j]
	}
	return t.R[j-i]
}

// Dense returns all elements.
func (t Toeplitz[T]) Dense() Mat[T] {
	a := blas.NewMat[T](t.N(), t.N())
	for i := range t.N() {
		for j := range t.N() {
			a.Set(i, j, t.At(i, j))
		}
	}
	return a
}

// norm1 bounds the 1-norm by the elements of all diagonals.
func (t Toeplitz[T]) norm1() float64 {
	s := 0.0
	for i := range t.N() {
		s += blas.Abs(t.C[i])
		if i > 0 {
			s += blas.Abs(t.R[i])
		}
	}
	return s
}

// Levinson is what the recursion tells about a Toeplitz matrix.
type Levinson[T blas.Scalar] struct {
	// Forward and Backward are the reflection coefficients; for a Hermitian
	// matrix they are conjugates of each other, and below 1 in magnitude if
	// and only if it is definite.
	Forward, Backward []T
	// Pivots are the quotients of successive leading minors: what Gaussian
	// elimination without interchanges would divide by.
	Pivots []T
	// Singular is the order of the first leading minor that is exactly zero,
	// where the recursion ends without a solution, or -1.
	Singular int
	// Growth estimates the largest condition number of a leading section. The
	// error of the solution is about Growth·eps, where elimination with
	// pivoting would depend on the condition of the whole matrix only: above
	// 1/sqrt(eps), take another solver.
	Growth float64
}

// SolveToeplitz overwrites b with T⁻¹·b in O(n²) operations, b having any number
// of columns; memory beyond it is 8·n. N. Levinson, J. Math. Phys. 25 (1947);
// W. F. Trench, SIAM J. 12 (1964), for matrices that are not symmetric. The
// bound of the inverses comes from the formula of I. Gohberg and A. Semencul.
func SolveToeplitz[T blas.Scalar](env Env, t Toeplitz[T], b Mat[T]) Levinson[T] {
	n := t.N()
	if len(t.R) != n || b.Rows != n {
		panic("band: toeplitz: lengths do not fit")
	}
	l := levinson[T]{env: env, t: t, norm: t.norm1()}
	l.Singular = -1
	if n == 0 {
		return l.Levinson
	}
	l.begin(b)
	for k := 0; k < n && !blas.Stopped(env); k++ {
		if k > 0 {
			l.grow(k)
		}
		e := l.Pivots[k]
		if e == 0 || e != e {
			l.Singular = k + 1
			return l.Levinson
		}
		l.Growth = max(l.Growth, l.norm*l.inverseBound(k))
		for j := range l.x.Cols {
			l.extend(k, j)
		}
	}
	blas.Copy(env, b, l.x)
	return l.Levinson
}

// levinson holds the predictors of the leading section of order k+1:
//
//	T·f = (e, 0, …, 0), f[0] = 1   and   T·g = (0, …, 0, e), g[k] = 1
type levinson[T blas.Scalar] struct {
	Levinson[T]
	env  Env
	t    Toeplitz[T]
	norm float64
	c    []T // t.C from the other end, so that sums run forward
	f, g []T
	old  []T
	x, b Mat[T] // column-major
}

func (l *levinson[T]) begin(b Mat[T]) {
	n := l.t.N()
	l.c = make([]T, n)
	for i, x := range l.t.C {
		l.c[n-1-i] = x
	}
	l.f, l.g, l.old = make([]T, n), make([]T, n), make([]T, n)
	l.f[0], l.g[0] = 1, 1
	l.Forward, l.Backward, l.Pivots = make([]T, 0, n-1), make([]T, 0, n-1), append(make([]T, 0, n), l.t.C[0])
	l.b = b.CloneCols(l.env)
	l.x = blas.NewCols[T](n, b.Cols)
}

// grow goes from order k to order k+1.
func (l *levinson[T]) grow(k int) {
	n, e := l.t.N(), l.Pivots[k-1]
	below := l.dot(l.c[n-1-k:n-1], l.f[:k]) // row k times (f, 0)
	above := l.dot(l.t.R[1:k+1], l.g[:k])   // row 0 times (0, g)
	fw, bw := -blas.Div(below, e), -blas.Div(above, e)
	old := l.old[:k]
	copy(old, l.f[:k])
	// f = (f, 0) + fw·(0, g), g = (0, g) + bw·(f, 0).
	l.f[k] = 0
	l.axpy(fw, l.g[:k], l.f[1:k+1])
	copy(l.g[1:k+1], l.g[:k])
	l.g[0] = 0
	l.axpy(bw, old, l.g[:k])
	l.Forward, l.Backward = append(l.Forward, fw), append(l.Backward, bw)
	l.Pivots = append(l.Pivots, blas.Mul(e, 1-blas.Mul(fw, bw)))
}

// extend lets column j of x solve the section of order k+1.
func (l *levinson[T]) extend(k, j int) {
	n := l.t.N()
	x := l.x.Col(j).Data
	r := l.b.At(k, j) - l.dot(l.c[n-1-k:n-1], x[:k])
	l.axpy(blas.Div(r, l.Pivots[k]), l.g[:k+1], x[:k+1])
}

// inverseBound bounds the 1-norm of the inverse of the section of order k+1.
func (l *levinson[T]) inverseBound(k int) float64 {
	f, g := blas.Asum(l.env, blas.VecOf(l.f[:k+1])), blas.Asum(l.env, blas.VecOf(l.g[:k+1]))
	b := 2 * f * g / blas.Abs(l.Pivots[k])
	if math.IsNaN(b) {
		return math.Inf(1)
	}
	return b
}

func (l *levinson[T]) dot(x, y []T) T { return blas.Dot(l.env, blas.VecOf(x), blas.VecOf(y)) }

func (l *levinson[T]) axpy(a T, x, y []T) { blas.Axpy(l.env, a, blas.VecOf(x), blas.VecOf(y)) }

// SolveHankel overwrites b with H⁻¹·b for the matrix with elements h[i+j] of
// order n, h having 2n-1 elements. Its rows from the other end are a Toeplitz
// matrix.
func SolveHankel[T blas.Scalar](env Env, h []T, b Mat[T]) Levinson[T] {
	n := b.Rows
	if len(h) != max(2*n-1, 0) {
		panic("band: hankel: lengths do not fit")
	}
	t := Toeplitz[T]{make([]T, n), make([]T, n)}
	for k := range n {
		t.C[k], t.R[k] = h[n-1+k], h[n-1-k]
	}
	l := SolveToeplitz(env, t, b) // H·J·(J·x) = b, J reversing
	if l.Singular < 0 {
		for i := range n / 2 {
			for j := range b.Cols {
				x, y := b.At(i, j), b.At(n-1-i, j)
				b.Set(i, j, y)
				b.Set(n-1-i, j, x)
			}
		}
	}
	return l
}

// Toepmv computes y = T·x for the columns of x, y not overlapping it, by
// Fourier transforms in double precision: O(n·log n) operations per column. The
// error is some eps·log(n) of the norms, not of each element.
func Toepmv[T blas.Scalar](env Env, t Toeplitz[T], x, y Mat[T]) {
	n := t.N()
	if len(t.R) != n || x.Rows != n || y.Rows != n || x.Cols != y.Cols {
		panic("band: toeplitz: lengths do not fit")
	}
	if n == 0 {
		return
	}
	// A circulant matrix of order m >= 2n-1 has T in its corner.
	m := 1
	for m < 2*n-1 {
		m *= 2
	}
	f := newFourier(env, m)
	spec := make([]complex128, m)
	for k := range n {
		spec[k] = blas.Complex128(t.C[k])
		if k > 0 {
			spec[m-k] = blas.Complex128(t.R[k])
		}
	}
	f.forward(spec)
	convolve(env, f, x, y, func(k int, z complex128) complex128 { return blas.Mul(z, spec[k]) })
}

// convolve applies a function of the frequency to the columns of x, padded with
// zeros, and stores what comes back in y. Real columns go two by two, as real
// and imaginary part.
func convolve[T blas.Scalar](env Env, f *fourier, x, y Mat[T], by func(k int, z complex128) complex128) {
	step := 2
	if blas.IsComplex[T]() {
		step = 1
	}
	buf := make([]complex128, f.n)
	for j := 0; j < x.Cols && !blas.Stopped(env); j += step {
		pair := step == 2 && j+1 < x.Cols
		clear(buf)
		for i := range x.Rows {
			buf[i] = blas.Complex128(x.At(i, j))
			if pair {
				buf[i] += complex(0, blas.Re(x.At(i, j+1)))
			}
		}
		f.forward(buf)
		for k := range buf {
			buf[k] = by(k, buf[k])
		}
		f.backward(buf)
		for i := range y.Rows {
			y.Set(i, j, blas.FromComplex[T](buf[i]))
			if pair {
				y.Set(i, j+1, blas.FromReal[T](imag(buf[i])))
			}
		}
	}
}

// Circulant is what the eigenvalues of a circulant matrix tell.
type Circulant struct {
	// Singular is the index of an eigenvalue that is zero to working
	// precision, or -1.
	Singular int
	// RCond is the reciprocal condition number in the 2-norm, exact but for
	// rounding: circulant matrices are normal.
	RCond float64
}

// SolveCirculant overwrites b with C⁻¹·b for the circulant matrix C with first
// column c, element (i, j) being c[(i-j) mod n], in O(n·log n) operations per
// column. If C is singular to working precision, b is as it was.
func SolveCirculant[T blas.Scalar](env Env, c []T, b Mat[T]) Circulant {
	n := len(c)
	if b.Rows != n {
		panic("band: circulant: lengths do not fit")
	}
	if n == 0 {
		return Circulant{-1, 1}
	}
	f := newFourier(env, n)
	eig := make([]complex128, n)
	for i, x := range c {
		eig[i] = blas.Complex128(x)
	}
	f.forward(eig)
	small, big, at := math.Inf(1), 0.0, 0
	for k, z := range eig {
		a := blas.Abs(z)
		if a < small {
			small, at = a, k
		}
		big = max(big, a) // NaN wins
	}
	switch {
	case math.IsNaN(big) || math.IsInf(big, 0):
		return Circulant{0, math.NaN()}
	case !(small > float64(n)*blas.Eps[float64]()*big):
		return Circulant{at, 0}
	}
	r := Circulant{-1, small / big}
	// Eigenvalues of the pair of real columns are those of each.
	convolve(env, f, b, b, func(k int, z complex128) complex128 { return blas.Div(z, eig[k]) })
	return r
}
