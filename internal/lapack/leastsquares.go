package lapack

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Gels solves the least squares problem min ‖A·X - B‖ for A of full rank, in
// place of A and B: the least solution if there are fewer equations than
// unknowns. B has max(rows, cols) rows; X is in the first cols of them, and if
// there are more equations than unknowns the rows below hold what does not fit
// (the norm of a column of them is that of the residual). It returns the index
// of the first zero on the diagonal of the triangular factor, or -1. LAPACK:
// ?gels 'N'.
func Gels[T blas.Scalar](env blas.Env, a, b blas.Mat[T]) int {
	m, n, k := a.Rows, a.Cols, b.Cols
	if b.Rows != max(m, n) {
		panic("lapack: gels: shapes do not fit")
	}
	tau := make([]T, min(m, n))
	if m >= n {
		Geqrf(env, a, tau)
		Ormqr(env, true, a, tau, b)
		return Trtrs(env, blas.Upper, blas.NonUnit, a.Window(0, 0, n, n), b.Window(0, 0, n, k))
	}
	// Aᴴ = Q·R, A = Rᴴ·Qᴴ
	h := a.H().CloneCols(env)
	Geqrf(env, h, tau)
	zero := Trtrs(env, blas.Lower, blas.NonUnit, h.Window(0, 0, m, m).H(), b.Window(0, 0, m, k))
	if zero >= 0 {
		return zero
	}
	blas.Fill(b.Window(m, 0, n-m, k), 0, 0)
	Ormqr(env, false, h, tau, b)
	return -1
}

// COD is a complete orthogonal decomposition A·P = Q·(L 0; 0 0)·Zᴴ, L lower
// triangular of order Rank; see [Gelsy].
type COD[T blas.Scalar] struct {
	Rank       int
	qr, z      blas.Mat[T] // reflectors; R, and Lᴴ on and above the diagonal of z
	tau, ztau  []T
	jpvt       []int
	rows, cols int
}

// MakeCOD decomposes A, in its place. The rank is the largest order of a
// leading triangle of R whose condition number is estimated to be at most
// 1/rcond.
func MakeCOD[T blas.Scalar](env blas.Env, a blas.Mat[T], rcond float64) *COD[T] {
	m, n := a.Rows, a.Cols
	d := &COD[T]{qr: a, tau: make([]T, min(m, n)), jpvt: make([]int, n), rows: m, cols: n}
	Geqp3(env, a, d.jpvt, d.tau)
	d.Rank = triangularRank(a, rcond)
	// R = (R₁ R₂), Rᴴ = Z·(Lᴴ; 0)
	r := d.Rank
	z := blas.NewCols[T](n, r)
	for i := range r {
		for j := i; j < n; j++ {
			z.Set(j, i, blas.Conj(a.At(i, j)))
		}
	}
	d.z, d.ztau = z, make([]T, r)
	Geqrf(env, z, d.ztau)
	return d
}

// Solve makes the rows of b the least squares solution of least norm, as
// [Gelsy] does.
func (d *COD[T]) Solve(env blas.Env, b blas.Mat[T]) {
	m, n, r, k := d.rows, d.cols, d.Rank, b.Cols
	Ormqr(env, true, d.qr, d.tau, b.Window(0, 0, m, k))
	top := b.Window(0, 0, r, k)
	blas.Trsm(env, blas.Lower, blas.NonUnit, 1, d.z.Window(0, 0, r, r).H(), top)
	blas.Fill(b.Window(r, 0, n-min(r, n), k), 0, 0)
	x := b.Window(0, 0, n, k)
	Ormqr(env, false, d.z, d.ztau, x)
	p := x.Clone(env)
	for j, to := range d.jpvt {
		blas.Copy(env, x.Window(to, 0, 1, k), p.Window(j, 0, 1, k))
	}
}

// Gelsy solves min ‖A·X - B‖, the X of least norm, for A of any rank through a
// complete orthogonal decomposition, in place of A and B. B has max(rows,
// cols) rows, X is in the first cols of them. It returns the rank, found as in
// [MakeCOD]. LAPACK: ?gelsy.
func Gelsy[T blas.Scalar](env blas.Env, a, b blas.Mat[T], rcond float64) int {
	if b.Rows != max(a.Rows, a.Cols) {
		panic("lapack: gelsy: shapes do not fit")
	}
	d := MakeCOD(env, a, rcond)
	d.Solve(env, b)
	return d.Rank
}

// triangularRank estimates the extreme singular values of the leading
// triangles of R one by one, and returns the order of the last whose condition
// is good enough. C. Bischof, "Incremental Condition Estimation", SIAM J.
// Matrix Anal. Appl. 11 (1990); LAPACK: ?laic1.
func triangularRank[T blas.Scalar](r blas.Mat[T], rcond float64) int {
	n := min(r.Rows, r.Cols)
	small, large := make([]complex128, 0, n), make([]complex128, 0, n)
	smin, smax := 0.0, 0.0
	for k := range n {
		g := blas.Complex128(r.At(k, k))
		if k == 0 {
			smin, smax = blas.Abs(g), blas.Abs(g)
			if !(smin > 0) {
				return 0
			}
			small, large = append(small, 1), append(large, 1)
			continue
		}
		lo, smallest := extend(small, smin, r, k, false)
		hi, largest := extend(large, smax, r, k, true)
		if !(lo >= rcond*hi && lo > 0) {
			return k
		}
		smin, smax, small, large = lo, hi, smallest, largest
	}
	return n
}

// extend takes the approximate left singular vector x of the leading triangle
// of order k to the next order: of all unit vectors (s·x; c) the one that
// makes the norm of its product with Rᴴ extreme.
func extend[T blas.Scalar](x []complex128, sigma float64, r blas.Mat[T], k int, up bool) (float64, []complex128) {
	alpha := complex128(0) // xᴴ·w of column k of R
	for i, xi := range x {
		alpha += blas.Mul(blas.Conj(xi), blas.Complex128(r.At(i, k)))
	}
	g := blas.Complex128(r.At(k, k))
	value, s, c := extremeOf(sigma, blas.Abs(alpha), blas.Abs(g), up)
	// s·conj(alpha) and c·conj(g) shall add up as their magnitudes do.
	turn := blas.Mul(phase(blas.Conj(alpha)), phase(g))
	for i := range x {
		x[i] = complex(real(x[i])*s, imag(x[i])*s)
	}
	return value, append(x, complex(real(turn)*c, imag(turn)*c))
}

func phase(z complex128) complex128 {
	if a := blas.Abs(z); a > 0 && !math.IsInf(a, 0) {
		return complex(real(z)/a, imag(z)/a)
	}
	return 1
}

// extremeOf returns the largest or the least singular value of (σ a; 0 g) and
// the left vector (s, c) that belongs to it, by one Jacobi rotation of the
// rows. The least comes from the determinant, to full relative accuracy.
func extremeOf(sigma, a, g float64, up bool) (value, s, c float64) {
	unit := math.Max(sigma, math.Max(a, g))
	if !(unit > 0) || math.IsInf(unit, 0) {
		return unit, 1, 0
	}
	sigma, a, g = sigma/unit, a/unit, g/unit
	cs, sn := 1.0, 0.0
	n1, n2, d := float64(sigma*sigma)+float64(a*a), float64(g*g), float64(a*g)
	if d != 0 {
		z := (n2 - n1) / (2 * d)
		t := math.Copysign(1, z) / (math.Abs(z) + blas.Hypot(1, z))
		cs = 1 / blas.Hypot(1, t)
		sn = float64(cs * t)
	}
	// Rows cs·r₁ - sn·r₂ and sn·r₁ + cs·r₂ are orthogonal.
	one := blas.Hypot(float64(cs*sigma), float64(cs*a)-float64(sn*g))
	two := blas.Hypot(float64(sn*sigma), float64(sn*a)+float64(cs*g))
	big := math.Max(one, two)
	if up == (two >= one) {
		s, c = sn, cs
	} else {
		s, c = cs, -sn
	}
	if up {
		return big * unit, s, c
	}
	return float64(sigma*float64(g/big)) * unit, s, c
}
