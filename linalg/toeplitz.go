package linalg

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/band"
	"github.com/scicore-go/scicore/internal/nd"
)

// ToeplitzResult is the solution of a Toeplitz or Hankel system.
type ToeplitzResult[T Scalar] struct {
	X array.Array[T]
	// Growth estimates the largest condition number of a leading section; the
	// error of X is about Growth·eps. Above 1/√eps take [Solve].
	Growth float64
}

// SolveToeplitz returns x with a·x = b for the matrix with constant diagonals
// whose first column is c and whose first row is r, from r[1] on, in O(n²)
// operations. A nil r stands for conj(c). A leading section that is singular
// ends the recursion: a [*SingularError], though a itself may be regular; then
// take [Solve]. b is one or more columns.
//
// Levinson's recursion in Trench's form. SciPy: linalg.solve_toeplitz.
func SolveToeplitz[T Scalar](c, r []T, b array.Array[T]) (ToeplitzResult[T], error) {
	const op = "solve_toeplitz"
	if r == nil {
		r = conjugates(c)
	}
	if len(r) != len(c) {
		return ToeplitzResult[T]{}, valueError(op, "%d numbers in the first column and %d in the first row", len(c), len(r))
	}
	return levinson(op, len(c), b, append(c[:len(c):len(c)], r...), func(env nd.Env, x blas.Mat[T]) band.Levinson[T] {
		return band.SolveToeplitz(env, band.Toeplitz[T]{C: c, R: r}, x)
	})
}

// SolveHankel returns x with a·x = b for the matrix with constant antidiagonals
// whose first column is c and whose last row is r, from r[1] on; see
// [SolveToeplitz].
func SolveHankel[T Scalar](c, r []T, b array.Array[T]) (ToeplitzResult[T], error) {
	const op = "solve_hankel"
	if len(r) != len(c) {
		return ToeplitzResult[T]{}, valueError(op, "%d numbers in the first column and %d in the last row", len(c), len(r))
	}
	h := append([]T(nil), c...)
	if len(r) > 0 {
		h = append(h, r[1:]...)
	}
	return levinson(op, len(c), b, h, func(env nd.Env, x blas.Mat[T]) band.Levinson[T] {
		return band.SolveHankel(env, h, x)
	})
}

func levinson[T Scalar](op string, n int, b array.Array[T], numbers []T, run func(env nd.Env, x blas.Mat[T]) band.Levinson[T]) (res ToeplitzResult[T], err error) {
	env := eager()
	r, err := rightSide(op, nil, n, b)
	if err != nil {
		return res, err
	}
	if err := finite(env, op, array.FromSlice(numbers), b); err != nil {
		return res, err
	}
	var xs stack[T]
	res.X, xs = r.result(n)
	for i := range xs.count() {
		x := xs.at(i)
		blas.Copy(env, x, r.b.at(i))
		l := run(env, x)
		if l.Singular >= 0 {
			return res, &SingularError{op, l.Singular - 1, index(r.lead, i)}
		}
		res.Growth = max(res.Growth, l.Growth)
	}
	return res, nil
}

// SolveCirculant returns x with a·x = b for the circulant matrix whose first
// column is c, by Fourier transforms in O(n·log n) operations, and the
// reciprocal condition number in the 2-norm. b is one or more columns. SciPy:
// linalg.solve_circulant.
func SolveCirculant[T Scalar](c []T, b array.Array[T]) (x array.Array[T], rcond float64, err error) {
	const op = "solve_circulant"
	env := eager()
	r, err := rightSide(op, nil, len(c), b)
	if err != nil {
		return x, 0, err
	}
	if err := finite(env, op, array.FromSlice(c), b); err != nil {
		return x, 0, err
	}
	x, xs := r.result(len(c))
	rcond = 1
	for i := range xs.count() {
		blas.Copy(env, xs.at(i), r.b.at(i))
		s := band.SolveCirculant(env, c, xs.at(i))
		if s.Singular >= 0 {
			return x, 0, &SingularError{op, s.Singular, index(r.lead, i)}
		}
		rcond = s.RCond
	}
	return x, rcond, nil
}

// ToeplitzMatMul returns the product of the Toeplitz matrix of c and r, as in
// [SolveToeplitz], and b, by Fourier transforms in O(n·log n) operations a
// column. The matrix must be square. SciPy: linalg.matmul_toeplitz.
func ToeplitzMatMul[T Scalar](c, r []T, b array.Array[T]) (y array.Array[T], err error) {
	const op = "matmul_toeplitz"
	if r == nil {
		r = conjugates(c)
	}
	if len(r) != len(c) {
		return y, valueError(op, "%d numbers in the first column and %d in the first row", len(c), len(r))
	}
	right, err := rightSide(op, nil, len(c), b)
	if err != nil {
		return y, err
	}
	y, ys := right.result(len(c))
	for i := range ys.count() {
		band.Toepmv(eager(), band.Toeplitz[T]{C: c, R: r}, right.b.at(i), ys.at(i))
	}
	return y, nil
}
