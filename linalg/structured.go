package linalg

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/band"
	"github.com/scicore-go/scicore/internal/nd"
)

// SolveBanded returns x with a·x = b for matrices with lower diagonals below
// the main one and upper above, and the smallest reciprocal condition number.
// Element (i, j) of a is ab[upper+i-j, j]; ab has lower+upper+1 rows, and its
// corners outside the matrix are not read. b is as for [Solve].
//
// LAPACK: ?gbsv, ?gbcon. SciPy: linalg.solve_banded.
func SolveBanded[T Scalar](lower, upper int, ab, b array.Array[T]) (x array.Array[T], rcond float64, err error) {
	return solveBanded(eager(), lower, upper, ab, b)
}

func solveBanded[T Scalar](env nd.Env, lower, upper int, ab, b array.Array[T]) (x array.Array[T], rcond float64, err error) {
	const op = "solve_banded"
	s, err := matrices(op, ab)
	if err != nil {
		return x, 0, err
	}
	if lower < 0 || upper < 0 || s.rows != lower+upper+1 {
		return x, 0, shapeError(op, "want as many rows as diagonals", ab.Shape())
	}
	inside := func(d, j int) bool { i := j + d - upper; return i >= 0 && i < s.cols }
	return banded(env, op, s, b, inside, lower+upper, func(env nd.Env, m, x blas.Mat[T]) (pivot int, rcond float64) {
		f, pivot := band.Gbtrf(env, band.Matrix[T]{KL: lower, KU: upper, AB: m})
		if pivot >= 0 {
			return pivot, 0
		}
		f.Solve(env, false, x)
		return -1, f.RCond(env)
	}, func(pivot int, batch []int) error { return &SingularError{op, pivot, batch} })
}

// banded solves with matrices that are stored by diagonals. inside tells which
// elements of the storage are elements of the matrix.
func banded[T Scalar](env nd.Env, op string, s stack[T], b array.Array[T], inside func(d, j int) bool, width int,
	run func(env nd.Env, m, x blas.Mat[T]) (pivot int, rcond float64), refuse func(pivot int, batch []int) error,
) (x array.Array[T], rcond float64, err error) {
	r, err := rightSide(op, s.lead, s.cols, b)
	if err != nil {
		return x, 0, err
	}
	if err := finite(env, op, b); err != nil {
		return x, 0, err
	}
	for k := range s.count() {
		m := s.at(k)
		for d := range m.Rows {
			for j := range m.Cols {
				if v := m.At(d, j); !blas.Finite(v) && inside(d, j) {
					return x, 0, &NotFiniteError{op, 0, append(index(s.lead, k), d, j), blas.Complex128(v)}
				}
			}
		}
	}
	x, xs := r.result(s.cols)
	s = s.stretch(r.lead)
	rconds := make([]float64, s.count())
	err = each(env, s.count(), float64(4*s.cols*(width+1)*(width+1+xs.cols)), func(env nd.Env, i int) error {
		blas.Copy(env, xs.at(i), r.b.at(i))
		pivot, rc := run(env, s.at(i), xs.at(i))
		if pivot >= 0 {
			return refuse(pivot, index(r.lead, i))
		}
		rconds[i] = rc
		return nil
	})
	return x, least(rconds), err
}

// SolveBandedPositive returns x with a·x = b for Hermitian positive definite
// band matrices, and the smallest reciprocal condition number. Of a the main
// diagonal and those below it are given: element (i, j), i ≥ j, is ab[i-j, j].
//
// LAPACK: ?pbsv, ?pbcon. SciPy: linalg.solveh_banded with lower=True.
func SolveBandedPositive[T Scalar](ab, b array.Array[T]) (x array.Array[T], rcond float64, err error) {
	return solveBandedPositive(eager(), ab, b)
}

func solveBandedPositive[T Scalar](env nd.Env, ab, b array.Array[T]) (x array.Array[T], rcond float64, err error) {
	const op = "solveh_banded"
	s, err := matrices(op, ab)
	if err != nil {
		return x, 0, err
	}
	if s.rows == 0 {
		return x, 0, shapeError(op, "want at least the main diagonal", ab.Shape())
	}
	inside := func(d, j int) bool { return d+j < s.cols }
	return banded(env, op, s, b, inside, s.rows, func(env nd.Env, m, x blas.Mat[T]) (pivot int, rcond float64) {
		f, pivot := band.Pbtrf(env, band.Hermitian[T]{KD: m.Rows - 1, Uplo: blas.Lower, AB: m})
		if pivot >= 0 {
			return pivot, 0
		}
		f.Solve(env, x)
		return -1, f.RCond(env)
	}, func(pivot int, batch []int) error { return &NotPositiveDefiniteError{op, pivot, batch} })
}

// SolveTridiagonal returns x with a·x = b for tridiagonal matrices with
// diagonal d (n numbers along the last axis) and dl below and du above it
// (n-1), and the smallest reciprocal condition number.
//
// Elimination with partial pivoting; LAPACK: ?gtsv, ?gtcon.
func SolveTridiagonal[T Scalar](dl, d, du, b array.Array[T]) (x array.Array[T], rcond float64, err error) {
	return solveTridiagonal(eager(), dl, d, du, b)
}

func solveTridiagonal[T Scalar](env nd.Env, dl, d, du, b array.Array[T]) (x array.Array[T], rcond float64, err error) {
	const op = "solve_tridiagonal"
	for _, a := range []array.Array[T]{dl, d, du} {
		if a.NDim() == 0 {
			return x, 0, shapeError(op, "diagonals need a dimension", a.Shape())
		}
	}
	l, m, u := columns(dl), columns(d), columns(du)
	n := m.rows
	if off := max(n-1, 0); l.rows != off || u.rows != off {
		return x, 0, shapeError(op, "want diagonals of n-1, n and n-1 numbers", dl.Shape(), d.Shape(), du.Shape())
	}
	if err := finite(env, op, dl, d, du, b); err != nil {
		return x, 0, err
	}
	lead, err := common(op, l.lead, m.lead, u.lead)
	if err != nil {
		return x, 0, err
	}
	r, err := rightSide(op, lead, n, b)
	if err != nil {
		return x, 0, err
	}
	x, xs := r.result(n)
	l, m, u = l.stretch(r.lead), m.stretch(r.lead), u.stretch(r.lead)
	rconds := make([]float64, xs.count())
	err = each(env, xs.count(), float64(10*n*(1+xs.cols)), func(env nd.Env, i int) error {
		f, pivot := band.Gttrf(band.Tridiagonal[T]{DL: l.at(i).Clone(env).Data, D: m.at(i).Clone(env).Data, DU: u.at(i).Clone(env).Data})
		if pivot >= 0 {
			return &SingularError{op, pivot, index(r.lead, i)}
		}
		blas.Copy(env, xs.at(i), r.b.at(i))
		f.Solve(env, false, xs.at(i))
		rconds[i] = f.RCond(env)
		return nil
	})
	return x, least(rconds), err
}

// SolveTridiagonalPositive returns x with a·x = b for Hermitian positive
// definite tridiagonal matrices with diagonal d and e below it, and the smallest
// reciprocal condition number. LAPACK: ?ptsv, ?ptcon.
func SolveTridiagonalPositive[T Scalar](d, e, b array.Array[T]) (x array.Array[T], rcond float64, err error) {
	const op = "solve_tridiagonal"
	if d.NDim() == 0 || e.NDim() == 0 {
		return x, 0, shapeError(op, "diagonals need a dimension", d.Shape(), e.Shape())
	}
	m, l := columns(d), columns(e)
	if l.rows != max(m.rows-1, 0) {
		return x, 0, shapeError(op, "want diagonals of n and n-1 numbers", d.Shape(), e.Shape())
	}
	lead, err := common(op, m.lead, l.lead)
	if err != nil {
		return x, 0, err
	}
	r, err := rightSide(op, lead, m.rows, b)
	if err != nil {
		return x, 0, err
	}
	if err := finite(eager(), op, d, e, b); err != nil {
		return x, 0, err
	}
	x, xs := r.result(m.rows)
	m, l = m.stretch(r.lead), l.stretch(r.lead)
	rconds := make([]float64, xs.count())
	err = each(eager(), xs.count(), float64(8*m.rows*(1+xs.cols)), func(env nd.Env, i int) error {
		f, pivot := band.Pttrf(m.at(i).Clone(env).Data, l.at(i).Clone(env).Data)
		if pivot >= 0 {
			return &NotPositiveDefiniteError{op, pivot, index(r.lead, i)}
		}
		blas.Copy(env, xs.at(i), r.b.at(i))
		f.Solve(env, xs.at(i))
		rconds[i] = f.RCond(env)
		return nil
	})
	return x, least(rconds), err
}
