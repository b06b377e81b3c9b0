package linalg

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/nd"
)

// LDLFactors holds a[p][:, p] = L·D·Lᵀ, or L·D·Lᴴ, for a stack of matrices: L unit
// lower triangular, D of diagonal blocks of order one and two. It is immutable
// and safe for concurrent use.
type LDLFactors[T Scalar] struct {
	f    stack[T]
	keep array.Array[T]
	e    [][]T // elements of D below the diagonal
	piv  [][]int
	zero []int
	herm bool
}

// LDL factors Hermitian matrices, indefinite ones too, of which the lower
// triangle is read, by the diagonal pivoting of Bunch and Kaufman. LAPACK:
// ?hetrf. SciPy: linalg.ldl.
func LDL[T Scalar](a array.Array[T]) (*LDLFactors[T], error) { return ldlOf(eager(), a, true) }

// LDLSymmetric is [LDL] for matrices that equal their transpose without
// conjugation; for real types it is the same. LAPACK: ?sytrf.
func LDLSymmetric[T Scalar](a array.Array[T]) (*LDLFactors[T], error) {
	return ldlOf(eager(), a, false)
}

func ldlOf[T Scalar](env nd.Env, a array.Array[T], herm bool) (*LDLFactors[T], error) {
	const op = "ldl"
	s, err := squares(op, a)
	if err != nil {
		return nil, err
	}
	if err := finiteTriangle(env, op, a, s, &TriangularOptions{Lower: true}); err != nil {
		return nil, err
	}
	n := s.count()
	f := &LDLFactors[T]{herm: herm && blas.IsComplex[T](), e: make([][]T, n), piv: make([][]int, n), zero: make([]int, n)}
	f.keep, f.f = copyOf(env, s)
	run := lapack.Sytrf[T]
	if f.herm {
		run = lapack.Hetrf[T]
	}
	err = each(env, n, cube(s.rows)/3, func(env nd.Env, i int) error {
		f.e[i], f.piv[i] = make([]T, s.rows), make([]int, s.rows)
		f.zero[i] = run(env, blas.Lower, f.f.at(i), f.e[i], f.piv[i])
		return nil
	})
	return f, err
}

// L returns the unit lower triangular factors.
func (f *LDLFactors[T]) L() array.Array[T] {
	out, s := make2[T](f.f.lead, f.f.rows, f.f.cols)
	for i := range s.count() {
		blas.CopyTriangle(blas.Lower, s.at(i), f.f.at(i))
		for k := range f.f.rows {
			s.at(i).Set(k, k, 1)
		}
	}
	return out
}

// D returns the block diagonal factors.
func (f *LDLFactors[T]) D() array.Array[T] {
	out, s := make2[T](f.f.lead, f.f.rows, f.f.cols)
	for i := range s.count() {
		d := s.at(i)
		for k := range f.f.rows {
			x := f.f.at(i).At(k, k)
			if f.herm {
				x = blas.FromReal[T](blas.Re(x))
			}
			d.Set(k, k, x)
			if e := f.e[i][k]; e != 0 {
				d.Set(k+1, k, e)
				if f.herm {
					e = blas.Conj(e)
				}
				d.Set(k, k+1, e)
			}
		}
	}
	return out
}

// Perm returns the permutations p, n indices for each matrix.
func (f *LDLFactors[T]) Perm() array.Array[int64] {
	out, row := values[int64](f.f.lead, f.f.rows)
	for i := range f.piv {
		permutation(row(i), f.piv[i])
	}
	return out
}

// permutation turns row exchanges into the order of the rows.
func permutation(p []int64, piv []int) {
	for k := range p {
		p[k] = int64(k)
	}
	for k, with := range piv {
		p[k], p[with] = p[with], p[k]
	}
}

// Inertia returns the numbers of positive, negative and zero eigenvalues of
// Hermitian matrices, which are those of D (Sylvester's law). Zeros are blocks
// that are exactly zero. Matrices factored by [LDLSymmetric] with complex
// elements have none, and it panics.
func (f *LDLFactors[T]) Inertia() array.Array[int64] {
	if blas.IsComplex[T]() && !f.herm {
		panic("linalg: inertia of a complex symmetric matrix")
	}
	out, row := values[int64](f.f.lead, 3)
	for i := range f.piv {
		for k := 0; k < f.f.rows; k++ {
			switch d := blas.Re(f.f.at(i).At(k, k)); {
			case f.e[i][k] != 0: // blocks of two are chosen indefinite
				row(i)[0]++
				row(i)[1]++
				k++
			case d > 0:
				row(i)[0]++
			case d < 0:
				row(i)[1]++
			default:
				row(i)[2]++
			}
		}
	}
	return out
}

// Solve returns x with a·x = b; b is as for the function [Solve].
func (f *LDLFactors[T]) Solve(b array.Array[T]) (x array.Array[T], err error) {
	const op = "ldl solve"
	r, err := rightSide(op, f.f.lead, f.f.rows, b)
	if err != nil {
		return x, err
	}
	if err := finite(eager(), op, b); err != nil {
		return x, err
	}
	for i, z := range f.zero {
		if z >= 0 {
			return x, &SingularError{op, z, index(f.f.lead, i)}
		}
	}
	x, xs := r.result(f.f.cols)
	s, which := f.f.stretch(r.lead), positions(f.f.lead, r.lead)
	run := lapack.Sytrs[T]
	if f.herm {
		run = lapack.Hetrs[T]
	}
	err = each(eager(), xs.count(), 2*square(s.rows)*float64(xs.cols), func(env nd.Env, i int) error {
		blas.Copy(env, xs.at(i), r.b.at(i))
		run(env, blas.Lower, s.at(i), f.e[which(i)], f.piv[which(i)], xs.at(i))
		return nil
	})
	return x, err
}
