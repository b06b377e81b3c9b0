package schur

import (
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

const (
	solveRows   = 32 // rows of a diagonal block that is solved by substitution
	groupBlocks = 4  // blocks whose eigenvectors are computed together
	solveChunk  = 8  // eigenvectors of a chunk of parallel work
	bigDouble   = 0x1p1000
	bigSingle   = 0x1p110
)

// Trevc returns all right eigenvectors of a Schur form T as columns, or the
// left ones (uᴴ·T = λ·uᴴ), multiplied from the left by q unless it is empty:
// with q = Z they are eigenvectors of Z·T·Zᴴ. The component of each vector with
// the largest |Re| + |Im| has that measure 1. A real T gives packed vectors.
//
// Where eigenvalues coincide, diagonal elements are perturbed by rounding
// errors, and vectors are scaled on the way lest they overflow, so that there
// always is a result; defective matrices have parallel eigenvectors.
//
// LAPACK: ?trevc3. Here substitution works on groups of vectors and all but the
// diagonal blocks is matrix products, as in A. Schwarz, C. Mikkelsen and L.
// Karlsson, "Robust parallel eigenvector computation for the non-symmetric
// eigenvalue problem" (2020).
func Trevc[T blas.Scalar](env blas.Env, left bool, t, q blas.Mat[T]) blas.Mat[T] {
	n := t.Rows
	out := blas.NewCols[T](n, n)
	if n == 0 {
		return out
	}
	e := newEigvecs(env, left, t)
	for g := (len(e.bounds) - 2) / groupBlocks * groupBlocks; g >= 0; g -= groupBlocks {
		if blas.Stopped(env) {
			break
		}
		last := min(g+groupBlocks, len(e.bounds)-1)
		x := e.group(env, g, last)
		j0, j1 := e.bounds[g], e.bounds[last]
		if left {
			x = mirror(x, e.w[j0:j1])
			j0, j1 = n-j1, n-j0
		}
		from := 0 // the first row of x that is not zero
		if left {
			from = n - x.Rows
		}
		dst := out.Window(0, j0, n, j1-j0)
		if q.Empty() {
			blas.Copy(env, dst.Window(from, 0, x.Rows, x.Cols), x)
		} else {
			blas.Gemm(env, 1, q.Window(0, from, n, x.Rows), x, 0, dst)
		}
	}
	w := make([]complex128, n)
	eigenvalues(t, w)
	eachVector(out, w, vector[T].maxToOne)
	return out
}

// eigvecs computes right eigenvectors of t, which for left ones is the Schur
// form reflected in its antidiagonal.
type eigvecs[T blas.Scalar] struct {
	t      blas.Mat[T]
	w      []complex128
	bounds []int     // rows where the diagonal blocks begin, and n
	above  []float64 // largest row sum of the columns of a block above it
	most   []float64 // largest magnitude inside a diagonal block
	least  float64   // no pivot is smaller
	big    float64   // no element is larger
	ulp    float64
}

func newEigvecs[T blas.Scalar](env blas.Env, left bool, t blas.Mat[T]) *eigvecs[T] {
	n := t.Rows
	if left {
		t = reflected(t)
	}
	e := &eigvecs[T]{t: t, w: make([]complex128, n), ulp: 2 * blas.Eps[T](), big: bigDouble}
	if blas.IsSingle[T]() {
		e.big = bigSingle
	}
	e.least = blas.SafeMin[T]() * (float64(n) / e.ulp)
	eigenvalues(t, e.w)
	for b := 0; b < n; {
		e.bounds = append(e.bounds, b)
		b = min(n, b+solveRows)
		if b < n && t.At(b, b-1) != 0 {
			b--
		}
	}
	e.bounds = append(e.bounds, n)
	for k := range len(e.bounds) - 1 {
		r0, r1 := e.bounds[k], e.bounds[k+1]
		e.above = append(e.above, lapack.NormInf(t.Window(0, r0, r0, r1-r0)))
		e.most = append(e.most, lapack.MaxAbs(t.Window(r0, r0, r1-r0, r1-r0)))
	}
	return e
}

// reflected is t reflected in its antidiagonal: again upper quasi-triangular,
// its right eigenvectors are left ones of t, conjugated and upside down.
func reflected[T blas.Scalar](t blas.Mat[T]) blas.Mat[T] {
	n := t.Rows
	f := blas.Scratch[T](n, n)
	for i := range n {
		for j := range n {
			f.Data[i*n+j] = t.At(n-1-j, n-1-i)
		}
	}
	return f
}

// group computes the eigenvectors of the blocks first to last. The result has
// as many rows as can be other than zero, and no element above 1.
func (e *eigvecs[T]) group(env blas.Env, first, last int) blas.Mat[T] {
	j0, j1 := e.bounds[first], e.bounds[last]
	x := blas.NewMat[T](j1, j1-j0)
	sizes := make([]float64, j1-j0) // bounds on the rows yet to be solved for
	for k := last - 1; k >= 0; k-- {
		r0, r1 := e.bounds[k], e.bounds[k+1]
		c0 := max(j0, r0) - j0 // vectors that end before this block are zero in it
		s := newSubstitution(e, k)
		chunks := (x.Cols - c0 + solveChunk - 1) / solveChunk
		env.Pool.For(env.Done, chunks, func(chunk int) {
			from := c0 + chunk*solveChunk
			s.vectors(x, j0, from, min(from+solveChunk, x.Cols), sizes)
		})
		cols := x.Cols - c0
		blas.Gemm(env, -1, e.t.Window(0, r0, r0, r1-r0), x.Window(r0, c0, r1-r0, cols), 1, x.Window(0, c0, r0, cols))
	}
	eachVector(x, e.w[j0:j1], vector[T].maxToOne)
	return x
}

// mirror turns right eigenvectors of a reflected form, whose eigenvalues are w,
// into left ones of the form: rows and columns in reverse order, conjugated.
func mirror[T blas.Scalar](x blas.Mat[T], w []complex128) blas.Mat[T] {
	y := blas.Scratch[T](x.Rows, x.Cols)
	for i := range x.Rows {
		for j := range x.Cols {
			y.Set(x.Rows-1-i, x.Cols-1-j, blas.Conj(x.At(i, j)))
		}
	}
	if blas.IsComplex[T]() {
		return y
	}
	for c, z := range w { // the parts of a pair are in reverse order too
		if imag(z) <= 0 {
			continue
		}
		j := x.Cols - 2 - c
		for i := range y.Rows {
			im, re := y.At(i, j), y.At(i, j+1)
			y.Set(i, j, re)
			y.Set(i, j+1, -im)
		}
	}
	return y
}
