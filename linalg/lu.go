package linalg

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/nd"
)

// LUFactors holds a[p] = L·U for a stack of matrices: rows in the order of the
// permutation p, L unit lower trapezoidal, U upper trapezoidal. It is immutable
// and safe for concurrent use.
type LUFactors[T Scalar] struct {
	lu   stack[T]
	keep array.Array[T] // the memory of lu
	piv  [][]int        // row exchanges: step k exchanged k and piv[k]
	zero []int          // the first pivot that is zero, or -1
	norm []float64      // 1-norms of the matrices
}

// LU factors matrices of any shape with partial pivoting. A singular matrix has
// factors too; only [LUFactors.Solve] and [LUFactors.Inv] refuse it.
//
// LAPACK: ?getrf. SciPy: linalg.lu_factor, linalg.lu.
func LU[T Scalar](a array.Array[T]) (*LUFactors[T], error) { return luOf(eager(), a) }

func luOf[T Scalar](env nd.Env, a array.Array[T]) (*LUFactors[T], error) {
	const op = "lu"
	s, err := matrices(op, a)
	if err != nil {
		return nil, err
	}
	f := &LUFactors[T]{}
	f.keep, f.lu = emptyMatrices[T](s.lead, s.rows, s.cols)
	n, k := s.count(), min(s.rows, s.cols)
	f.piv, f.zero, f.norm = make([][]int, n), make([]int, n), make([]float64, n)
	err = each(env, n, float64(s.rows)*float64(s.cols)*float64(k), func(env nd.Env, i int) error {
		m := f.lu.at(i)
		blas.Copy(env, m, s.at(i))
		f.norm[i] = lapack.Norm1(m)
		if err := finiteNorm(op, f.norm[i], s, i, false); err != nil {
			return err
		}
		f.piv[i] = make([]int, k)
		f.zero[i] = lapack.Getrf(env, m, f.piv[i])
		return nil
	})
	return f, err
}

// L returns the unit lower trapezoidal factors, m by min(m, n).
func (f *LUFactors[T]) L() array.Array[T] {
	k := min(f.lu.rows, f.lu.cols)
	out, s := make2[T](f.lu.lead, f.lu.rows, k)
	for i := range s.count() {
		m := s.at(i)
		blas.CopyTriangle(blas.Lower, m, f.lu.at(i).Window(0, 0, m.Rows, k))
		for j := range k {
			m.Set(j, j, 1)
		}
	}
	return out
}

// U returns the upper trapezoidal factors, min(m, n) by n.
func (f *LUFactors[T]) U() array.Array[T] {
	k := min(f.lu.rows, f.lu.cols)
	out, s := make2[T](f.lu.lead, k, f.lu.cols)
	for i := range s.count() {
		blas.CopyTriangle(blas.Upper, s.at(i), f.lu.at(i).Window(0, 0, k, f.lu.cols))
	}
	return out
}

// Perm returns the permutations p with a[p] = L·U, m indices for each matrix.
func (f *LUFactors[T]) Perm() array.Array[int64] {
	out, row := values[int64](f.lu.lead, f.lu.rows)
	for i := range f.piv {
		permutation(row(i), f.piv[i])
	}
	return out
}

// RCond returns the reciprocal condition numbers in the 1-norm, as LAPACK
// estimates them; zero for a singular matrix. The matrices must be square.
func (f *LUFactors[T]) RCond() (array.Array[float64], error) {
	if err := f.square("rcond"); err != nil {
		return array.Array[float64]{}, err
	}
	out, row := values[float64](f.lu.lead, -1)
	err := each(eager(), len(f.piv), 4*square(f.lu.rows), func(env nd.Env, i int) error {
		if f.zero[i] < 0 {
			row(i)[0] = lapack.Gecon(env, f.lu.at(i), f.piv[i], f.norm[i])
		}
		return nil
	})
	return out, err
}

func (f *LUFactors[T]) square(op string) error {
	if f.lu.rows != f.lu.cols {
		return shapeError(op, "want square matrices", f.keep.Shape())
	}
	return nil
}

// Solve returns x with a·x = b; b is as for the function [Solve].
func (f *LUFactors[T]) Solve(b array.Array[T]) (array.Array[T], error) {
	return f.solveWith("solve", b, lapack.Getrs[T])
}

// SolveTransposed returns x with aᵀ·x = b.
func (f *LUFactors[T]) SolveTransposed(b array.Array[T]) (array.Array[T], error) {
	return f.solveWith("solve", b, lapack.GetrsT[T])
}

func (f *LUFactors[T]) solveWith(op string, b array.Array[T], run func(env blas.Env, lu blas.Mat[T], piv []int, b blas.Mat[T])) (x array.Array[T], err error) {
	if err := f.square(op); err != nil {
		return x, err
	}
	r, err := rightSide(op, f.lu.lead, f.lu.rows, b)
	if err != nil {
		return x, err
	}
	if err := finite(eager(), op, b); err != nil {
		return x, err
	}
	for i, z := range f.zero {
		if z >= 0 {
			return x, &SingularError{op, z, index(f.lu.lead, i)}
		}
	}
	x, xs := r.result(f.lu.cols)
	s, which := f.lu.stretch(r.lead), positions(f.lu.lead, r.lead)
	err = each(eager(), xs.count(), 2*square(s.rows)*float64(xs.cols), func(env nd.Env, i int) error {
		blas.Copy(env, xs.at(i), r.b.at(i))
		run(env, s.at(i), f.piv[which(i)], xs.at(i))
		return nil
	})
	return x, err
}

// positions tells which item over the axes lead stands at item i over the
// axes to, to which they are stretched.
func positions(lead, to []int) func(i int) int {
	skip := len(to) - len(lead)
	return func(i int) int {
		at := index(to, i)
		p := 0
		for k, d := range lead {
			x := at[skip+k]
			if d == 1 {
				x = 0
			}
			p = p*d + x
		}
		return p
	}
}

// Inv returns the inverses.
func (f *LUFactors[T]) Inv() (inv array.Array[T], err error) {
	if err := f.square("inv"); err != nil {
		return inv, err
	}
	inv, s := copyOf(eager(), f.lu)
	err = each(eager(), s.count(), 4./3*cube(s.rows), func(env nd.Env, i int) error {
		if f.zero[i] >= 0 {
			return &SingularError{"inv", f.zero[i], index(s.lead, i)}
		}
		lapack.Getri(env, s.at(i), f.piv[i])
		return nil
	})
	return inv, err
}

// Det returns the determinants. They over- or underflow only if their value
// does; SLogDet has no such limits.
func (f *LUFactors[T]) Det() (array.Array[T], error) {
	if err := f.square("det"); err != nil {
		return array.Array[T]{}, err
	}
	out, row := values[T](f.lu.lead, -1)
	for i := range f.piv {
		row(i)[0] = blas.FromComplex[T](lapack.DetLU(f.lu.at(i), f.piv[i]).Value())
	}
	return out, nil
}

// SLogDet returns the sign of the determinants, a number of magnitude one or
// zero, and the logarithm of their magnitudes, -Inf for zero.
func (f *LUFactors[T]) SLogDet() (sign array.Array[T], logabs array.Array[float64], err error) {
	if err := f.square("slogdet"); err != nil {
		return sign, logabs, err
	}
	sign, s := values[T](f.lu.lead, -1)
	logabs, l := values[float64](f.lu.lead, -1)
	for i := range f.piv {
		z, log := lapack.DetLU(f.lu.at(i), f.piv[i]).Log(eager())
		s(i)[0], l(i)[0] = blas.FromComplex[T](z), log
	}
	return sign, logabs, nil
}

// Det returns the determinants of square matrices, one for a matrix without
// elements. They over- or underflow only if their value does. NumPy: linalg.det.
func Det[T Scalar](a array.Array[T]) (array.Array[T], error) { return det(eager(), a) }

func det[T Scalar](env nd.Env, a array.Array[T]) (array.Array[T], error) {
	if _, err := squares("det", a); err != nil {
		return array.Array[T]{}, err
	}
	f, err := luOf(env, a)
	if err != nil {
		return array.Array[T]{}, err
	}
	return f.Det()
}

// SLogDet returns the sign of the determinants and the logarithm of their
// magnitudes; see [LUFactors.SLogDet]. NumPy: linalg.slogdet.
func SLogDet[T Scalar](a array.Array[T]) (sign array.Array[T], logabs array.Array[float64], err error) {
	return slogdet(eager(), a)
}

func slogdet[T Scalar](env nd.Env, a array.Array[T]) (sign array.Array[T], logabs array.Array[float64], err error) {
	if _, err := squares("slogdet", a); err != nil {
		return sign, logabs, err
	}
	f, err := luOf(env, a)
	if err != nil {
		return sign, logabs, err
	}
	return f.SLogDet()
}
