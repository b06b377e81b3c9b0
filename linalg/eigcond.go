package linalg

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/matfun"
	"github.com/scicore-go/scicore/internal/lapack/schur"
	"github.com/scicore-go/scicore/internal/nd"
)

// EigCondResult holds eigenvalues and how much they can be trusted.
type EigCondResult struct {
	Values array.Array[complex128] // n for each matrix, in the order of its Schur form
	// RCond is the reciprocal condition number of each eigenvalue: the cosine of
	// the angle between its left and right eigenvectors, 1 for normal matrices and
	// 0 for defective ones. A perturbation e of the matrix moves the eigenvalue by
	// up to ‖e‖/RCond.
	RCond array.Array[float64]
	// Sep is, for each, the distance of the matrix without the eigenvalue from one
	// that has it: ‖e‖/Sep is the angle by which the eigenvector turns. It is
	// estimated, nearly always to within a factor √n.
	Sep array.Array[float64]
}

// EigCond returns the eigenvalues of square matrices with the reciprocal
// condition numbers of the eigenvalues and of the right eigenvectors. With n
// exact digits of a, an eigenvalue is known to n + log₁₀(RCond) digits of ‖a‖.
//
// On the complex Schur form, with no balancing before it. LAPACK: ?trsna, as
// called by ?geevx.
func EigCond[T Scalar](a array.Array[T]) (EigCondResult, error) {
	return eigCond(eager(), a)
}

func eigCond[T Scalar](env nd.Env, a array.Array[T]) (r EigCondResult, err error) {
	const op = "eig_cond"
	s, err := squares(op, a)
	if err != nil {
		return r, err
	}
	if err := finite(env, op, a); err != nil {
		return r, err
	}
	n := s.rows
	var w func(int) []complex128
	var rcond, sep func(int) []float64
	r.Values, w = values[complex128](s.lead, n)
	r.RCond, rcond = values[float64](s.lead, n)
	r.Sep, sep = values[float64](s.lead, n)
	err = each(env, s.count(), 60*cube(n), func(env nd.Env, i int) error {
		t := s.at(i).Clone(env)
		if _, _, failed := schur.Gees(env, t, blas.Mat[T]{}, w(i), nil); failed > 0 {
			return &ConvergenceError{op, failed, index(s.lead, i)}
		}
		tc := triangular(env, t)
		for j := range n {
			w(i)[j] = tc.At(j, j)
		}
		schur.Trsna(env, tc, rcond(i), sep(i))
		return nil
	})
	return r, err
}

// triangular returns the complex Schur form that belongs to any.
func triangular[T Scalar](env nd.Env, t blas.Mat[T]) blas.Mat[complex128] {
	switch t := any(t).(type) {
	case blas.Mat[float32]:
		c, _ := schur.Rsf2csf[complex128](env, t, blas.Mat[float32]{})
		return c
	case blas.Mat[float64]:
		c, _ := schur.Rsf2csf[complex128](env, t, blas.Mat[float64]{})
		return c
	case blas.Mat[complex128]:
		return t
	}
	c := blas.NewMat[complex128](t.Rows, t.Cols)
	for i := range t.Rows {
		for j := i; j < t.Cols; j++ {
			c.Set(i, j, blas.Complex128(t.At(i, j)))
		}
	}
	return c
}

// SubspaceCond tells how much the invariant subspace of a Schur form can be
// trusted; one number for each matrix.
type SubspaceCond struct {
	// Mean is the reciprocal condition number of the mean of the eigenvalues that
	// stand first: a perturbation e moves it by up to ‖e‖/Mean, however close they
	// are to each other.
	Mean array.Array[float64]
	// Sep estimates how far the matrix is from one whose first eigenvalues mix
	// with the others: the subspace turns by up to ‖e‖/Sep.
	Sep array.Array[float64]
}

// Cond returns the condition of the invariant subspaces that the leading
// Sorted columns of Z span. With nothing selected, or everything, Mean is 1 and
// Sep the 1-norm of T. LAPACK: ?trsen.
func (r SchurResult[T]) Cond() SubspaceCond {
	var c SubspaceCond
	if r.T.NDim() < 2 { // not a result of Schur
		return c
	}
	env, ts := eager(), stackOf(r.T)
	var mean, sep func(int) []float64
	c.Mean, mean = values[float64](ts.lead, -1)
	c.Sep, sep = values[float64](ts.lead, -1)
	sorted := array.ToSlice(r.Sorted)
	// The error of each is that of its body, which has none.
	_ = each(env, ts.count(), 20*cube(ts.rows), func(env nd.Env, i int) error {
		mean(i)[0], sep(i)[0] = matfun.SubspaceCond(env, ts.at(i), min(max(int(sorted[i]), 0), ts.rows))
		return nil
	})
	return c
}
