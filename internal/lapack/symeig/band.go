package symeig

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Sbevr computes some of the eigenvalues of a symmetric or Hermitian band
// matrix, ascending in w, and the eigenvectors that belong to them in the first
// columns of z, unless z has no rows; found is how many they are. ab holds the
// diagonals from the main one downwards: element (i, j), i >= j, is ab[i-j, j],
// and what lies outside the matrix is not read, nor is the imaginary part of the
// main diagonal. w and z have room for n values and vectors.
//
// The band is brought to tridiagonal form in double precision; from there on it
// is [Stevr]. With vectors this takes a matrix of order n for the rotations, but
// none for a tridiagonal matrix. LAPACK: ?sbevx, ?hbevx.
func Sbevr[T blas.Scalar](env blas.Env, ab blas.Mat[T], part Part, w []float64, z blas.Mat[T]) (found, failed int) {
	if ab.Cols == 0 {
		return 0, 0
	}
	if blas.IsComplex[T]() {
		return newBand[complex128](env, ab).eigen(part, w, z)
	}
	return newBand[float64](env, ab).eigen(part, w, z)
}

// band is a band matrix on its way to tridiagonal form. Column j of its lower
// triangle is data[j·ld:], with room for one diagonal more than there are.
type band[W float64 | complex128, T blas.Scalar] struct {
	env   blas.Env
	n, kd int
	ld    int
	data  []W
	scale float64 // a power of two that the matrix was divided by
	d, e  []float64
	phase []W         // the unitary diagonal that made e real
	q     blas.Mat[T] // the rotations so far, unless empty
	turns []turn      // those not yet in q
}

// turn is a rotation of columns p and p+1.
type turn struct {
	p int
	c float64
	s complex128
}

func newBand[W float64 | complex128, T blas.Scalar](env blas.Env, ab blas.Mat[T]) *band[W, T] {
	n := ab.Cols
	b := &band[W, T]{env: env, n: n, kd: min(ab.Rows-1, n-1), scale: 1}
	b.ld = b.kd + 2
	b.data = make([]W, n*b.ld)
	big := 0.0
	for j := range n {
		for k := range min(b.kd+1, n-j) {
			x := blas.FromComplex[W](blas.Complex128(ab.At(k, j)))
			if k == 0 {
				x = blas.FromReal[W](blas.Re(x))
			}
			b.data[j*b.ld+k] = x
			big = math.Max(big, magnitude(x))
		}
	}
	if big > 0 && (big > 0x1p400 || big < 0x1p-400) {
		exp := math.Ilogb(big)
		b.scale = math.Ldexp(1, exp)
		for i, x := range b.data { // 1/scale may overflow
			x := blas.Complex128(x)
			b.data[i] = blas.FromComplex[W](complex(math.Ldexp(real(x), -exp), math.Ldexp(imag(x), -exp)))
		}
	}
	return b
}

// at returns the place of element (i, j), i >= j.
func (b *band[W, T]) at(i, j int) *W { return &b.data[j*b.ld+i-j] }

func (b *band[W, T]) eigen(part Part, w []float64, z blas.Mat[T]) (found, failed int) {
	if z.Rows > 0 && b.kd > 1 {
		b.q = blas.NewCols[T](b.n, b.n)
		for i := range b.n {
			b.q.Set(i, i, 1)
		}
	}
	b.reduce()
	if blas.Stopped(b.env) {
		return 0, b.n
	}
	part.lo, part.hi = part.lo/b.scale, part.hi/b.scale
	if z.Rows == 0 {
		found, failed = Stevr(b.env, b.d, b.e, part, w, blas.Mat[float64]{})
		rescale(w[:found], b.scale)
		return found, failed
	}
	v := blas.ScratchCols[float64](b.n, z.Cols)
	found, failed = Stevr(b.env, b.d, b.e, part, w, v)
	rescale(w[:found], b.scale)
	b.carryBack(v.Window(0, 0, b.n, found), z.Window(0, 0, b.n, found))
	return found, failed
}

// reduce brings the matrix to real tridiagonal form: column by column, each
// element outside is rotated away from the bottom, and what that adds to the
// band further down is chased off the end. LAPACK: ?sbtrd; H. R. Schwarz,
// "Tridiagonalization of a symmetric band matrix", Numer. Math. 12 (1968).
func (b *band[W, T]) reduce() {
	for j := 0; j+2 < b.n && !blas.Stopped(b.env); j++ {
		for i := min(j+b.kd, b.n-1); i > j+1; i-- {
			for row, col := i, j; row < b.n && *b.at(row, col) != 0; row, col = row+b.kd, row-1 {
				b.annihilate(row, col)
			}
		}
	}
	b.flush()
	b.makeReal()
}

// annihilate rotates rows and columns i-1 and i so that element (i, j) becomes
// zero.
func (b *band[W, T]) annihilate(i, j int) {
	p := i - 1
	c, s, r := complexRotation(*b.at(p, j), *b.at(i, j))
	for k := max(0, i-b.kd); k < p; k++ {
		if k != j {
			x, y := b.at(p, k), b.at(i, k)
			*x, *y = mulAdd(c, *x, s, *y), mulAdd(c, *y, -blas.Conj(s), *x)
		}
	}
	*b.at(p, j), *b.at(i, j) = r, 0
	b.rotateBlock(p, c, s)
	// Below: columns p and i, of which p gets one element more.
	last := min(b.n-1, i+b.kd)
	x, y := b.data[p*b.ld+2:][:last-i], b.data[i*b.ld+1:][:last-i]
	sc := blas.Conj(s)
	for k, xk := range x {
		yk := y[k]
		x[k], y[k] = mulAdd(c, xk, sc, yk), mulAdd(c, yk, -s, xk)
	}
	if !b.q.Empty() {
		if b.turns = append(b.turns, turn{p, c, blas.Complex128(sc)}); len(b.turns) == turnsKept {
			b.flush()
		}
	}
}

// rotateBlock rotates the 2 by 2 block at p from both sides.
func (b *band[W, T]) rotateBlock(p int, c float64, s W) {
	aa, bb, dd := b.at(p, p), b.at(p+1, p), b.at(p+1, p+1)
	x, y, z := blas.Re(*aa), *bb, blas.Re(*dd)
	s2 := blas.Re(blas.Mul(s, blas.Conj(s)))
	cross := 2 * float64(c*blas.Re(blas.Mul(s, y)))
	c2 := float64(c * c)
	*aa = blas.FromReal[W](float64(c2*x) + cross + float64(s2*z))
	*dd = blas.FromReal[W](float64(s2*x) - cross + float64(c2*z))
	// c²·y - conj(s)²·conj(y) + c·conj(s)·(z-x)
	sc := blas.Conj(s)
	t := blas.Mul(sc, blas.FromReal[W](float64(c*(z-x))))
	*bb = mulAdd(c2, y, -blas.Mul(sc, sc), blas.Conj(y)) + t
}

// mulAdd returns c·x + s·y.
func mulAdd[W float64 | complex128](c float64, x W, s, y W) W {
	return blas.Mul(blas.FromReal[W](c), x) + blas.Mul(s, y)
}

// complexRotation returns c, s and r with c·f + s·g = r and c·g - conj(s)·f = 0.
func complexRotation[W float64 | complex128](f, g W) (c float64, s, r W) {
	if !blas.IsComplex[W]() {
		cc, ss, rr := rotation(blas.Re(f), blas.Re(g))
		return cc, blas.FromReal[W](ss), blas.FromReal[W](rr)
	}
	size := blas.Abs(g)
	if size == 0 {
		return 1, 0, f
	}
	a := blas.Abs(f)
	if a == 0 {
		return 0, scaledBy(1/size, blas.Conj(g)), blas.FromReal[W](size)
	}
	h := blas.Hypot(a, size)
	unit := scaledBy(1/a, f)
	return a / h, scaledBy(1/h, blas.Mul(unit, blas.Conj(g))), scaledBy(h, unit)
}

func scaledBy[W float64 | complex128](f float64, x W) W { return blas.Mul(blas.FromReal[W](f), x) }

// makeReal reads the tridiagonal matrix, whose subdiagonal it makes real by a
// diagonal similarity.
func (b *band[W, T]) makeReal() {
	b.d, b.e, b.phase = make([]float64, b.n), make([]float64, b.n), make([]W, b.n)
	at := W(1)
	for j := range b.n {
		b.d[j], b.phase[j] = blas.Re(*b.at(j, j)), at
		if j+1 == b.n || b.kd == 0 {
			continue
		}
		x := *b.at(j+1, j)
		b.e[j] = blas.Re(x)
		if size := blas.Abs(x); blas.IsComplex[W]() && size != 0 {
			b.e[j] = size
			at = blas.Mul(at, scaledBy(1/size, x))
			at = scaledBy(1/blas.Abs(at), at)
		}
	}
}

// turnsKept is how many rotations wait before a strip of q is brought into the
// cache for them.
const turnsKept = 4096

// flush applies the rotations that wait to q, a strip of rows at a time.
func (b *band[W, T]) flush() {
	if len(b.turns) == 0 {
		return
	}
	const rows = 128
	one := blas.Env{Tier: b.env.Tier}
	b.env.Pool.For(b.env.Done, (b.n+rows-1)/rows, func(k int) {
		from := k * rows
		strip := b.q.Window(from, 0, min(rows, b.n-from), b.n)
		for _, t := range b.turns {
			blas.Rot(one, strip.Col(t.p), strip.Col(t.p+1), t.c, blas.FromComplex[T](t.s))
		}
	})
	b.turns = b.turns[:0]
}

// carryBack computes z = Q·phase·v.
func (b *band[W, T]) carryBack(v blas.Mat[float64], z blas.Mat[T]) {
	x := z
	if !b.q.Empty() {
		x = blas.ScratchCols[T](v.Rows, v.Cols)
	}
	for j := range v.Cols {
		for i := range v.Rows {
			x.Set(i, j, blas.FromComplex[T](blas.Complex128(scaledBy(v.At(i, j), b.phase[i]))))
		}
	}
	if !b.q.Empty() {
		blas.Gemm(b.env, 1, b.q, x, 0, z)
	}
}
