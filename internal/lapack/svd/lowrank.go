package svd

import (
	"math/bits"
	"math/rand/v2"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// Randomized says how [Gesddr] samples a matrix.
type Randomized struct {
	Oversample int    // vectors beside those asked for
	Power      int    // passes with A·Aᴴ, each of which sharpens the decay of the values
	Seed       uint64 // equal seeds give equal bits
}

// Gesddr approximates the len(s) largest singular values of a and their
// vectors: u is m by len(s), vh len(s) by n. It samples the range of a by
// products with a random matrix, improves the sample by power iterations, with a
// QR factorisation after each product, and decomposes the projection on it. a is
// left as it is.
//
// With k values, p > 1 vectors beside and q passes the expected error is at most
// s[k+1] times
//
//	(1 + 4·√(2·min(m, n)/(p-1)))^(1/(2q+1)).
//
// It returns false, with NaN in all results, if a holds NaN or infinity. N.
// Halko, P. Martinsson and J. Tropp, "Finding structure with randomness", SIAM
// Review 53 (2011), algorithms 4.4 and 5.1.
func Gesddr[T blas.Scalar](env blas.Env, a blas.Mat[T], how Randomized, s []float64, u, vh blas.Mat[T]) bool {
	m, n, k := a.Rows, a.Cols, len(s)
	if k > min(m, n) || u.Rows != m || u.Cols != k || vh.Rows != k || vh.Cols != n {
		panic("svd: gesddr: shapes do not fit")
	}
	if done, ok := trivial(Economy, a, lapack.MaxAbs(a), s, u, vh); done {
		return ok
	}
	l := min(k+max(how.Oversample, 0), min(m, n))
	if a.Conj { // once, instead of in every product
		a = a.Clone(env)
	}
	w := sketch[T](n, l, how.Seed)
	q := blas.ScratchCols[T](m, l)
	blas.Gemm(env, 1, a, w, 0, q)
	orthonormalise(env, q)
	for range how.Power {
		if blas.Stopped(env) {
			return false
		}
		blas.Gemm(env, 1, a.H(), q, 0, w)
		orthonormalise(env, w)
		blas.Gemm(env, 1, a, w, 0, q)
		orthonormalise(env, q)
	}
	b := blas.Scratch[T](l, n)
	blas.Gemm(env, 1, q.H(), a, 0, b)
	sl, ul, vl := make([]float64, l), blas.ScratchCols[T](l, l), blas.Scratch[T](l, n)
	if !Gesdd(env, Economy, b, sl, ul, vl) {
		return false
	}
	copy(s, sl)
	blas.Gemm(env, 1, q, ul.Window(0, 0, l, k), 0, u)
	blas.Copy(env, vh, vl.Window(0, 0, k, n))
	return true
}

// sketch returns a matrix of independent numbers with the distribution of the
// sum of 64 fair signs: nearly normal, and the same on every machine.
func sketch[T blas.Scalar](rows, cols int, seed uint64) blas.Mat[T] {
	w, r := blas.ScratchCols[T](rows, cols), rand.NewPCG(seed, 0x51ed270b7f4a7c15)
	draw := func() float64 { return float64(bits.OnesCount64(r.Uint64())-32) / 4 }
	for i := range w.Data {
		if blas.IsComplex[T]() {
			re := draw()
			w.Data[i] = blas.FromComplex[T](complex(re, draw()))
		} else {
			w.Data[i] = blas.FromReal[T](draw())
		}
	}
	return w
}

// orthonormalise replaces the columns of q, no more than it has rows, by a basis
// of what they span.
func orthonormalise[T blas.Scalar](env blas.Env, q blas.Mat[T]) {
	tau := make([]T, q.Cols)
	lapack.Geqrf(env, q, tau)
	lapack.Orgqr(env, q, tau)
}

// Interpolative is an approximation of a matrix A by some of its columns: A·P ≈
// C·(I T), where C are the first Rank columns of A·P.
type Interpolative[T blas.Scalar] struct {
	Rank   int
	Pivots []int       // column j of A·P is column Pivots[j] of A
	T      blas.Mat[T] // Rank by n-Rank
}

// Interpolate approximates a by rank of its columns or, if rank is negative, by
// as many as keep the diagonal of R in the pivoted QR factorisation above tol
// times its first element. a is destroyed. T solves R₁₁·T = R₁₂; its elements are
// small as a rule, though pivoting alone does not ensure it. H. Cheng, Z.
// Gimbutas, P. Martinsson and V. Rokhlin, "On the compression of low rank
// matrices", SIAM J. Sci. Comput. 26 (2005).
func Interpolate[T blas.Scalar](env blas.Env, a blas.Mat[T], rank int, tol float64) Interpolative[T] {
	m, n := a.Rows, a.Cols
	k := min(m, n)
	if a.Conj {
		a = a.Clone(env)
	}
	p := Interpolative[T]{Pivots: make([]int, n)}
	lapack.Geqp3(env, a, p.Pivots, make([]T, k))
	most := k
	if rank >= 0 {
		most, tol = min(rank, k), 0
	}
	for p.Rank < most && blas.Abs(a.At(p.Rank, p.Rank)) > tol*blas.Abs(a.At(0, 0)) {
		p.Rank++
	}
	p.T = blas.Scratch[T](p.Rank, n-p.Rank)
	blas.Copy(env, p.T, a.Window(0, p.Rank, p.Rank, n-p.Rank))
	blas.Trsm(env, blas.Upper, blas.NonUnit, 1, a.Window(0, 0, p.Rank, p.Rank), p.T)
	return p
}
