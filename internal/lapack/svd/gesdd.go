package svd

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// Job says which vectors a decomposition computes.
type Job int

const (
	Values  Job = iota // none: u and vh are not looked at
	Economy            // the first min(m, n): u is m by k, vh k by n
	Full               // all: u is m by m, vh n by n
)

// shapes returns the sizes of u and vh.
func (j Job) shapes(m, n int) (uRows, uCols, vRows, vCols int) {
	k := min(m, n)
	switch j {
	case Economy:
		return m, k, k, n
	case Full:
		return m, m, n, n
	}
	return 0, 0, 0, 0
}

// Gesdd computes the singular values of a, largest first, into s of length
// min(m, n), and the vectors that job names: a = u·diag(s)·vh. a is
// destroyed. Vectors come from divide and conquer, values without vectors
// from the quotient-difference algorithm.
//
// It returns false, with NaN in all results, if a holds NaN or infinity.
// Workspace is about 4·min(m, n)² float64 beside a copy of a tall a; LAPACK's
// is 3. LAPACK: ?gesdd.
func Gesdd[T blas.Scalar](env blas.Env, job Job, a blas.Mat[T], s []float64, u, vh blas.Mat[T]) bool {
	checkJob(job, a, s, u, vh)
	return decompose(env, job, a, s, u, vh, Bdsdc)
}

// Gesvd is [Gesdd] with vectors from implicit QR: slower, but vectors of tiny
// singular values of a bidiagonal a keep their accuracy. LAPACK: ?gesvd.
func Gesvd[T blas.Scalar](env blas.Env, job Job, a blas.Mat[T], s []float64, u, vh blas.Mat[T]) bool {
	checkJob(job, a, s, u, vh)
	return decompose(env, job, a, s, u, vh, func(env blas.Env, d, e []float64, ut, vt blas.Mat[float64]) int {
		blas.Fill(ut, 0, 1)
		blas.Fill(vt, 0, 1)
		return Bdsqr(env, d, e, ut, vt)
	})
}

func checkJob[T blas.Scalar](job Job, a blas.Mat[T], s []float64, u, vh blas.Mat[T]) {
	if len(s) != min(a.Rows, a.Cols) {
		panic("svd: wrong number of singular values")
	}
	if ur, uc, vr, vc := job.shapes(a.Rows, a.Cols); job != Values && (u.Rows != ur || u.Cols != uc || vh.Rows != vr || vh.Cols != vc) {
		panic("svd: shapes of the vectors do not fit")
	}
}

// bidiagonalSVD writes the singular values to d, and left and right vectors to
// the rows of ut and vt.
type bidiagonalSVD func(env blas.Env, d, e []float64, ut, vt blas.Mat[float64]) int

// decompose brings the matrix into a range where nothing overflows, and to
// the form with at least as many rows as columns.
func decompose[T blas.Scalar](env blas.Env, job Job, a blas.Mat[T], s []float64, u, vh blas.Mat[T], solve bidiagonalSVD) bool {
	if a.Rows < a.Cols {
		// Aᵀ = (Vh)ᵀ·S·Uᵀ
		return decompose(env, job, a.T(), s, vh.T(), u.T(), solve)
	}
	big := lapack.MaxAbs(a)
	if done, ok := trivial(job, a, big, s, u, vh); done {
		return ok
	}
	up := rescale(a, big)
	ok := tall(env, job, a, s, u, vh, solve)
	for i := range s {
		s[i] = math.Ldexp(s[i], -up)
	}
	return ok
}

// trivial decomposes matrices that are empty, zero, or no matrices of numbers.
func trivial[T blas.Scalar](job Job, a blas.Mat[T], big float64, s []float64, u, vh blas.Mat[T]) (done, ok bool) {
	fill := func(value, off, diag float64) {
		for i := range s {
			s[i] = value
		}
		if job != Values {
			blas.Fill(u, blas.FromReal[T](off), blas.FromReal[T](diag))
			blas.Fill(vh, blas.FromReal[T](off), blas.FromReal[T](diag))
		}
	}
	switch {
	case big-big != 0:
		fill(math.NaN(), math.NaN(), math.NaN())
		return true, false
	case big == 0:
		fill(0, 0, 1)
		return true, true
	}
	return false, false
}

// rescale multiplies a by a power of two that brings its largest element near
// one, unless it is not far from that, and returns the exponent.
func rescale[T blas.Scalar](a blas.Mat[T], big float64) int {
	far := 200
	if blas.IsSingle[T]() {
		far = 30
	}
	up := -math.Ilogb(big)
	if up >= -far && up <= far {
		return 0
	}
	raise(a, up)
	return up
}

// tallRatio is the number of rows per column from which a QR factorisation
// first saves work.
const tallRatio = 1.6

// tall decomposes a matrix with at least as many rows as columns.
func tall[T blas.Scalar](env blas.Env, job Job, a blas.Mat[T], s []float64, u, vh blas.Mat[T], solve bidiagonalSVD) bool {
	m, n := a.Rows, a.Cols
	if m > n && float64(m) >= tallRatio*float64(n) {
		return overQR(env, job, a, s, u, vh, solve)
	}
	if m == n && a.RS != 1 && a.CS == 1 && !a.Conj {
		// The transposed view has contiguous columns.
		return overBidiagonal(env, job, a.T(), s, vh.T(), u.T(), solve)
	}
	if a.RS != 1 || a.Conj {
		a = a.CloneCols(env)
	}
	return overBidiagonal(env, job, a, s, u, vh, solve)
}

// overQR decomposes R of a = Q·R.
func overQR[T blas.Scalar](env blas.Env, job Job, a blas.Mat[T], s []float64, u, vh blas.Mat[T], solve bidiagonalSVD) bool {
	n := a.Cols
	if a.Conj {
		a = a.Clone(env)
	}
	tau := make([]T, n)
	lapack.Geqrf(env, a, tau)
	r := blas.NewCols[T](n, n)
	blas.CopyTriangle(blas.Upper, r, a.Window(0, 0, n, n))
	if job == Values {
		return overBidiagonal(env, job, r, s, u, vh, solve)
	}
	blas.Fill(u, 0, 1)
	ok := overBidiagonal(env, Economy, r, s, u.Window(0, 0, n, n), vh, solve)
	applyReflectors(env, false, a, tau, u)
	return ok
}

// overBidiagonal decomposes a matrix with contiguous columns by way of its
// bidiagonal form.
func overBidiagonal[T blas.Scalar](env blas.Env, job Job, a blas.Mat[T], s []float64, u, vh blas.Mat[T], solve bidiagonalSVD) bool {
	n := a.Cols
	b := Gebrd(env, a)
	if job == Values {
		copy(s, b.D)
		return Lasq(env, s, b.E) == 0 && !blas.Stopped(env)
	}
	ut, vt := blas.Scratch[float64](n, n), blas.Scratch[float64](n, n)
	copy(s, b.D)
	if solve(env, s, b.E, ut, vt) != 0 || blas.Stopped(env) {
		return false
	}
	place(env, u, ut.T())
	place(env, vh, vt)
	b.ApplyQ(env, u)
	b.ApplyPH(env, vh)
	return !blas.Stopped(env)
}

// place writes src to the first rows and columns of dst, and what is beside it
// in the identity to the others.
func place[T blas.Scalar](env blas.Env, dst blas.Mat[T], src blas.Mat[float64]) {
	if dst.Rows > src.Rows || dst.Cols > src.Cols {
		blas.Fill(dst, 0, 1)
	}
	dst = dst.Window(0, 0, src.Rows, src.Cols)
	if d, ok := any(dst).(blas.Mat[float64]); ok {
		blas.Copy(env, d, src)
		return
	}
	// By tiles: one of the two is read or written across its rows.
	const tile = 32
	env.Pool.For(nil, (src.Rows+tile-1)/tile, func(c int) {
		for j := 0; j < src.Cols; j += tile {
			for i := c * tile; i < min((c+1)*tile, src.Rows); i++ {
				for k := j; k < min(j+tile, src.Cols); k++ {
					dst.Data[i*dst.RS+k*dst.CS] = blas.FromReal[T](src.Data[i*src.RS+k*src.CS])
				}
			}
		}
	})
}
