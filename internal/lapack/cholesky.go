package lapack

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/lapack/outer"
)

// Potrf factors the positive definite Hermitian matrix whose triangle uplo is
// stored, in place: A = L·Lᴴ or A = Uᴴ·U. It returns the order of the first
// leading minor that is not positive, with the factor of the minor before it
// in place, or 0. Imaginary parts of the diagonal are not read. LAPACK:
// ?potrf; halved as in F. Gustavson, IBM J. Res. Dev. 41 (1997).
func Potrf[T blas.Scalar](env blas.Env, uplo blas.Uplo, a blas.Mat[T]) int {
	if a.Rows != a.Cols {
		panic("lapack: potrf: matrix is not square")
	}
	a.Conj = false // the factors of the conjugate are the conjugates
	if uplo == blas.Upper {
		a = a.T() // Aᵀ = Uᵀ·(Uᵀ)ᴴ
	}
	return potrf(env, a)
}

// The orders that are factored without halving.
const (
	potrfLeaf     = 32  // complex
	potrfLeafReal = 128 // rows of Lᵀ that stay in the second-level cache
)

func potrf[T blas.Scalar](env blas.Env, a blas.Mat[T]) int {
	n := a.Rows
	switch {
	case n <= potrfLeaf/2 || n <= potrfLeaf && blas.IsComplex[T]():
		return potrfSmall(env, a)
	case n <= potrfLeafReal && !blas.IsComplex[T]():
		return potrfRows(env, a)
	}
	if blas.Stopped(env) {
		return 0
	}
	h := halfOf(n)
	a11, a21, a22 := a.Window(0, 0, h, h), a.Window(h, 0, n-h, h), a.Window(h, h, n-h, n-h)
	if bad := potrf(env, a11); bad > 0 {
		return bad
	}
	// X·L₁₁ᴴ = A₂₁
	blas.Trsm(env, blas.Lower, blas.NonUnit, 1, conjugate(a11), a21.T())
	blas.Herk(env, blas.Lower, -1, a21, 1, a22)
	if bad := potrf(env, a22); bad > 0 {
		return h + bad
	}
	return 0
}

// PotrfTo factors the lower triangle of src as [Potrf] does, writes the factor
// to dst with zeros above the diagonal, and returns [NormHerm] of src too. If
// there is a minor, dst is not complete.
func PotrfTo[T blas.Scalar](env blas.Env, dst, src blas.Mat[T]) (norm float64, minor int) {
	if n := src.Rows; n <= potrfLeaf/2 || n > potrfLeafReal || blas.IsComplex[T]() {
		blas.Copy(env, dst, src)
		norm = NormHerm(blas.Lower, dst)
		blas.ClearTriangle(blas.Upper, dst)
		return norm, Potrf(env, blas.Lower, dst)
	}
	env.Pool = nil
	s := workspaces.Get().(*workspace)
	u, buf := transposedTriangle(env, s, src)
	norm = NormHerm(blas.Upper, u)
	if minor = potrfUpper(env, u); minor == 0 {
		lowerFrom(env, dst, u, buf)
	}
	workspaces.Put(s)
	return norm, minor
}

// potrfRows factors Aᵀ in a copy whose rows are contiguous. It runs on one core.
func potrfRows[T blas.Scalar](env blas.Env, a blas.Mat[T]) int {
	env.Pool = nil
	s := workspaces.Get().(*workspace)
	u, _ := transposedTriangle(env, s, a)
	bad := potrfUpper(env, u)
	copyTriangle(env, a, u.T())
	workspaces.Put(s)
	return bad
}

// triangleEdge is the edge of the blocks in which triangles are copied.
const triangleEdge = 32

// transposedTriangle returns a copy of the lower triangle of a as an upper one
// with contiguous rows, and memory for triangleEdge more of them. Below the
// diagonal there is anything.
func transposedTriangle[T blas.Scalar](env blas.Env, s *workspace, a blas.Mat[T]) (u blas.Mat[T], more []T) {
	n := a.Rows
	ld := (n + 7) &^ 7
	mem := elements[T](s, (n+triangleEdge)*ld)
	u = blas.RowMajor(mem, n, n, ld)
	for i := 0; i < n; i += triangleEdge {
		h := min(triangleEdge, n-i)
		blas.Copy(env, u.Window(0, i, i+h, h), a.Window(i, 0, h, i+h).T())
	}
	return u, mem[n*ld:]
}

// lowerFrom writes the lower triangular Uᵀ to dst, zeros included. It goes by
// way of buf, of triangleEdge rows as long as those of u, so that dst is written
// from its first byte to its last: it may be new, and far from the caches.
func lowerFrom[T blas.Scalar](env blas.Env, dst, u blas.Mat[T], buf []T) {
	n := u.Rows
	for i := 0; i < n; i += triangleEdge {
		h := min(triangleEdge, n-i)
		rows := blas.RowMajor(buf, h, i+h, u.RS)
		blas.Copy(env, rows, u.Window(0, i, i+h, h).T())
		for r := range h {
			to := dst.Data[(i+r)*dst.RS:][:n]
			copy(to, rows.Data[r*rows.RS:][:i+r+1])
			clear(to[i+r+1:])
		}
	}
}

// potrfUpper factors A = Uᵀ·U, some rows at once: a product with the rows
// above, the triangle on the diagonal, a substitution.
func potrfUpper[T blas.Scalar](env blas.Env, u blas.Mat[T]) int {
	n := u.Rows
	var tri [blas.Edge * blas.Edge]T
	for k := 0; k < n; k += blas.Edge {
		h := min(blas.Edge, n-k)
		rows := u.Window(k, k, h, n-k)
		if k > 0 {
			above := u.Window(0, k, k, n-k)
			blas.Gemm(env, -1, above.Window(0, 0, k, h).T(), above, 1, rows)
		}
		if bad := choleskyEdge(rows.Data, u.RS, h, tri[:]); bad > 0 {
			return k + bad
		}
		blas.SolveEdge(env.Tier, tri[:], rows.Window(0, h, h, n-k-h))
	}
	return 0
}

// choleskyEdge factors the upper triangle of n rows, as [Potrf] does, and
// writes Uᵀ to tri as [blas.SolveEdge] wants it. The elements are real.
func choleskyEdge[T blas.Scalar](w []T, ld, n int, tri []T) int {
	switch w := any(w).(type) {
	case []float64:
		return choleskyReal(w, ld, n, any(tri).([]float64))
	case []float32:
		return choleskyReal(w, ld, n, any(tri).([]float32))
	}
	panic("lapack: unreachable element type")
}

func choleskyReal[R blas.Real](w []R, ld, n int, tri []R) int {
	for k := range n {
		row := w[k*ld:][:n]
		d := float64(row[k])
		if !(d > 0) || math.IsInf(d, 1) { // NaN too
			return k + 1
		}
		d = math.Sqrt(d)
		r := R(1 / d)
		row[k], tri[k*blas.Edge+k] = R(d), r
		for j := k + 1; j < n; j++ {
			row[j] *= r
			tri[j*blas.Edge+k] = row[j]
		}
		for i := k + 1; i < n; i++ {
			f, below := row[i], w[i*ld:][:n]
			for j := i; j < n; j++ {
				below[j] -= R(f * row[j])
			}
		}
	}
	return 0
}

// copyTriangle copies the lower triangle of src, in blocks because one of the two
// is transposed.
func copyTriangle[T blas.Scalar](env blas.Env, dst, src blas.Mat[T]) {
	const block = 16
	for i := 0; i < dst.Rows; i += block {
		h := min(block, dst.Rows-i)
		blas.Copy(env, dst.Window(i, 0, h, i), src.Window(i, 0, h, i))
		for r := range h {
			d, s := dst.Data[(i+r)*dst.RS+i*dst.CS:], src.Data[(i+r)*src.RS+i*src.CS:]
			for j := range r + 1 {
				d[j*dst.CS] = s[j*src.CS]
			}
		}
	}
}

// potrfSmall factors a copy with both triangles: eliminating symmetric rows
// and columns costs twice the operations and runs in vectors.
func potrfSmall[T blas.Scalar](env blas.Env, a blas.Mat[T]) int {
	n := a.Rows
	if n == 0 {
		return 0
	}
	s := workspaces.Get().(*workspace)
	w := elements[T](s, n*n)
	// The strict lower triangle of w, by rows, is that of a.
	for i := range n {
		for j, o := 0, i*a.RS; j < i; j, o = j+1, o+a.CS {
			x := a.Data[o]
			w[i*n+j], w[j*n+i] = x, blas.Conj(x)
		}
		w[i*n+i] = blas.FromReal[T](blas.Re(a.Data[i*(a.RS+a.CS)]))
	}
	bad := choleskyRows(env.Tier, w, n)
	for i := range n {
		for j, o := 0, i*a.RS; j <= i; j, o = j+1, o+a.CS {
			a.Data[o] = w[i*n+j]
		}
	}
	workspaces.Put(s)
	return bad
}

// choleskyRows leaves L in the lower triangle of w and Lᴴ in the upper one.
func choleskyRows[T blas.Scalar](t cpu.Tier, w []T, n int) int {
	for k := range n {
		d := blas.Re(w[k*n+k])
		if !(d > 0) || math.IsInf(d, 1) { // NaN too
			return k + 1
		}
		d = math.Sqrt(d)
		w[k*n+k] = blas.FromReal[T](d)
		if k+1 == n {
			break
		}
		r := blas.FromReal[T](1 / d)
		row := w[k*n+k+1 : (k+1)*n]
		below := w[(k+1)*n+k:]
		for i, x := range row {
			// No parts are mixed: the factor is real.
			x = blas.Mul(x, r)
			row[i], below[i*n] = x, blas.Conj(x)
		}
		outer.Sub(t, below[1:], n, below, row, n-k-1, n-k-1)
	}
	return 0
}

// Potrs solves A·X = B from the factor of [Potrf], in place of B. LAPACK:
// ?potrs.
func Potrs[T blas.Scalar](env blas.Env, uplo blas.Uplo, f, b blas.Mat[T]) {
	if uplo == blas.Upper {
		blas.Trsm(env, blas.Lower, blas.NonUnit, 1, f.H(), b)
		blas.Trsm(env, blas.Upper, blas.NonUnit, 1, f, b)
		return
	}
	blas.Trsm(env, blas.Lower, blas.NonUnit, 1, f, b)
	blas.Trsm(env, blas.Upper, blas.NonUnit, 1, f.H(), b)
}

// Potri overwrites the factor of [Potrf] with the triangle uplo of A⁻¹. It
// returns the index of the first zero on the diagonal and changes nothing
// then, or -1. LAPACK: ?potri.
func Potri[T blas.Scalar](env blas.Env, uplo blas.Uplo, f blas.Mat[T]) int {
	if zero := Trtri(env, uplo, blas.NonUnit, f); zero >= 0 {
		return zero
	}
	Lauum(env, uplo, f)
	return -1
}
