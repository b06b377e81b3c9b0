package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// Tgevc returns all right eigenvectors of a generalised Schur form as columns,
// β·S·v = α·P·v, or the left ones, β·uᴴ·S = α·uᴴ·P, multiplied from the left by
// q unless it is empty. The component of each vector with the largest
// |Re| + |Im| has that measure 1; a real pair gives packed vectors. Where α and
// β are both zero, any vector would do, and it is a column of q. LAPACK:
// ?tgevc.
func Tgevc[T blas.Scalar](env blas.Env, left bool, s, p, q blas.Mat[T]) blas.Mat[T] {
	n := s.Rows
	if n == 0 {
		return blas.NewCols[T](0, 0)
	}
	if left {
		s, p = reflected(s), reflected(p)
	}
	e := pairvecs[T]{env: blas.Env{Tier: env.Tier}, s: s, p: p, sizeS: sizeOf(s), sizeP: sizeOf(p),
		alpha: make([]complex128, n), beta: make([]float64, n), big: 0x1p500}
	if blas.IsSingle[T]() {
		e.big = 0x1p60
	}
	pencilEigenvalues(s, p, e.alpha, e.beta)
	x := blas.NewCols[T](n, n)
	env.Pool.For(env.Done, (n+solveChunk-1)/solveChunk, func(chunk int) {
		for j := chunk * solveChunk; j < min(n, (chunk+1)*solveChunk); j++ {
			e.column(x, j)
		}
	})
	alpha := e.alpha
	if left {
		x = mirror(x, alpha)
		for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
			alpha[i], alpha[j] = alpha[j], alpha[i]
		}
		for j, z := range alpha { // reversed pairs begin with the conjugate
			if !blas.IsComplex[T]() {
				alpha[j] = conj(z)
			}
		}
	}
	eachVector(x, alpha, vector[T].maxToOne)
	if q.Empty() {
		return x
	}
	out := blas.NewCols[T](n, n)
	blas.Gemm(env, 1, q, x, 0, out)
	eachVector(out, alpha, vector[T].maxToOne)
	return out
}

// sizeOf returns the largest magnitude, or 1 if there is none.
func sizeOf[T blas.Scalar](m blas.Mat[T]) float64 {
	if x := lapack.MaxAbs(m); x > 0 {
		return x
	}
	return 1
}

// pencilEigenvalues reads the eigenvalues of a generalised Schur form.
func pencilEigenvalues[T blas.Scalar](s, p blas.Mat[T], alpha []complex128, beta []float64) {
	for j := 0; j < s.Rows; j++ {
		if j+1 == s.Rows || s.At(j+1, j) == 0 {
			alpha[j], beta[j] = blas.Complex128(s.At(j, j)), blas.Re(p.At(j, j))
			continue
		}
		alpha[j], beta[j] = pairValue(s.Window(j, j, 2, 2), p.Window(j, j, 2, 2))
		alpha[j+1], beta[j+1] = conj(alpha[j]), beta[j]
		j++
	}
}

// pairvecs computes right eigenvectors of a generalised Schur form.
type pairvecs[T blas.Scalar] struct {
	env          blas.Env
	s, p         blas.Mat[T]
	sizeS, sizeP float64 // the largest elements
	alpha        []complex128
	beta         []float64
	big          float64 // no component becomes larger
}

// column computes the vector of eigenvalue j, by rows from the bottom up.
func (e *pairvecs[T]) column(x blas.Mat[T], j int) {
	pair := !blas.IsComplex[T]() && imag(e.alpha[j]) != 0
	if pair && imag(e.alpha[j]) < 0 {
		return // done with the one before
	}
	v := vector[T]{re: x.Col(j)}
	// As if both matrices had elements up to one.
	alpha, beta := scaled(1/e.sizeS, e.alpha[j]), e.beta[j]/e.sizeP
	size := max(absc(alpha), beta)
	if size == 0 {
		v.re.Set(j, 1)
		return
	}
	r := pairRows[T]{pairvecs: e, v: v, alpha: scaled(1/size, alpha), beta: beta / size, end: j + 1}
	r.least = math.Max(2*blas.Eps[T](), blas.SafeMin[T]()/blas.Eps[T]())
	if !pair {
		v.re.Set(j, 1)
	} else {
		r.v.im, r.end = x.Col(j+1), j+2
		// A null vector of the block, from its larger row.
		z0, z1 := -r.at(j, j+1), r.at(j, j)
		if y0, y1 := r.at(j+1, j+1), -r.at(j+1, j); abs1(y0)+abs1(y1) > abs1(z0)+abs1(z1) {
			z0, z1 = y0, y1
		}
		f := 1 / max(abs1(z0), abs1(z1))
		r.set(j, scaled(f, z0))
		r.set(j+1, scaled(f, z1))
	}
	r.solve(j - 1)
}

// pairRows solves (β·S - α·P)·v = 0 for one vector.
type pairRows[T blas.Scalar] struct {
	*pairvecs[T]
	v     vector[T]
	alpha complex128
	beta  float64
	least float64 // no pivot is smaller
	end   int     // components from here on are zero
}

func (r *pairRows[T]) at(i, j int) complex128 {
	s, p := scaled(1/r.sizeS, blas.Complex128(r.s.At(i, j))), scaled(1/r.sizeP, blas.Complex128(r.p.At(i, j)))
	return scaled(r.beta, s) - mul(r.alpha, p)
}

func (r *pairRows[T]) set(i int, z complex128) {
	r.v.re.Set(i, blas.FromComplex[T](z))
	if r.v.im.N > 0 {
		r.v.im.Set(i, blas.FromReal[T](imag(z)))
	}
}

func (r *pairRows[T]) solve(i int) {
	for ; i >= 0; i-- {
		if i > 0 && r.s.At(i, i-1) != 0 {
			m := [2][2]complex128{{r.at(i-1, i-1), r.at(i-1, i)}, {r.at(i, i-1), r.at(i, i)}}
			x0, x1, f := solve2(m, r.rest(i-1, i+1), r.rest(i, i+1), r.least)
			f *= r.room(max(abs1(x0), abs1(x1)))
			g := r.room(max(abs1(x0), abs1(x1)))
			r.v.times(r.env, f)
			r.set(i-1, scaled(g, x0))
			r.set(i, scaled(g, x1))
			i--
			continue
		}
		d := r.at(i, i)
		if abs1(d) < r.least {
			d = complex(r.least, 0)
		}
		x, f := quotient(r.rest(i, i+1), d)
		g := r.room(abs1(x))
		r.v.times(r.env, f*g)
		r.set(i, scaled(g, x))
	}
}

// room returns the factor that brings a component of size x below big.
func (r *pairRows[T]) room(x float64) float64 {
	if x <= r.big {
		return 1
	}
	return 1 / x
}

// rest returns minus the sum of row i over the components from k on.
func (r *pairRows[T]) rest(i, k int) complex128 {
	s, p := r.s.Row(i).From(k, r.end), r.p.Row(i).From(k, r.end)
	dot := func(row blas.Vec[T]) complex128 {
		z := blas.Complex128(blas.Dot(r.env, row, r.v.re.From(k, r.end)))
		if r.v.im.N > 0 {
			z = complex(real(z), blas.Re(blas.Dot(r.env, row, r.v.im.From(k, r.end))))
		}
		return z
	}
	return mul(r.alpha, scaled(1/r.sizeP, dot(p))) - scaled(r.beta/r.sizeS, dot(s))
}
