package matfun

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// padeExp has the coefficients of the numerators of the diagonal Padé
// approximants to exp.
var padeExp = map[int][]float64{
	3:  {120, 60, 12, 1},
	5:  {30240, 15120, 3360, 420, 30, 1},
	7:  {17297280, 8648640, 1995840, 277200, 25200, 1512, 56, 1},
	9:  {17643225600, 8821612800, 2075673600, 302702400, 30270240, 2162160, 110880, 3960, 90, 1},
	13: {64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600, 670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1},
}

// thetaExp bounds the norm up to which an approximant's backward error is below
// 2⁻⁵³, but for degree 13, where the bound is lowered for the sake of the
// condition of the denominator.
var thetaExp = map[int]float64{3: 1.495585217958292e-2, 5: 2.539398330063230e-1, 7: 9.504178996162932e-1, 9: 2.097847961257068, 13: 4.25}

// errorExp has 1/|c| for the leading term c·A^(2m+1) of the backward error.
var errorExp = map[int]float64{3: 100800, 5: 10059033600, 7: 4487938430976000, 9: 5914384781877411840000, 13: 113250775606021113483283660800000000}

// powers has the even powers of b = 2^-k·a and what is known of their norms;
// k is zero unless powers of a could overflow.
type powers[W wide] struct {
	env        Env
	k          int
	b          Mat[W]
	abs        Mat[float64] // |b|, transposed
	norm       float64      // of b
	b2, b4, b6 Mat[W]
	d4, d6     float64
	hasAbs     bool
}

func newPowers[W wide](env Env, a Mat[W]) *powers[W] {
	p := &powers[W]{env: env, b: a.Clone(env)}
	// The norm itself may overflow: the largest element cannot.
	if e := ceilLog2(max(lapack.MaxAbs(a), 1)) + ceilLog2(float64(a.Rows)); e > 90 {
		p.k = e - 90
		scalePow2(env, -p.k, p.b)
	}
	p.norm = lapack.Norm1(p.b)
	p.b2 = mul(env, p.b, p.b)
	return p
}

// choose returns the degree of the approximant and how often a is halved.
func (p *powers[W]) choose() (degree, s int) {
	env := p.env
	if p.norm == 0 {
		return 3, 0
	}
	p.d6 = root(productNorm(env, p.b2, p.b2, p.b2), 6)
	if eta := max(root(productNorm(env, p.b2, p.b2), 4), p.d6); p.good(3, eta) {
		return 3, 0
	}
	p.b4 = mul(env, p.b2, p.b2)
	p.d4 = root(lapack.Norm1(p.b4), 4)
	if p.good(5, max(p.d4, p.d6)) {
		return 5, 0
	}
	p.b6 = mul(env, p.b2, p.b4)
	p.d6 = root(lapack.Norm1(p.b6), 6)
	d8 := root(productNorm(env, p.b4, p.b4), 8)
	eta3 := max(p.d6, d8)
	for _, m := range []int{7, 9} {
		if p.good(m, eta3) {
			return m, 0
		}
	}
	d10 := root(productNorm(env, p.b4, p.b6), 10)
	return 13, p.scaling(min(eta3, max(d8, d10)))
}

// good reports whether the approximant of degree m serves a as it is.
func (p *powers[W]) good(m int, eta float64) bool {
	return p.k == 0 && eta <= thetaExp[m] && p.extra(m, 0) == 0
}

// scaling returns how often a is halved for degree 13.
func (p *powers[W]) scaling(eta float64) int {
	s := 0
	if eta > 0 {
		s = max(0, p.k+ceilLog2(eta/thetaExp[13]))
	}
	// Where powers tell that little scaling will do, the norm may still be so
	// large that evaluating overflows.
	s = max(s, p.k+ceilLog2(p.norm)-150)
	return s + p.extra(13, p.k-s)
}

// extra returns how often 2^e·b must be halved beyond, so that the rounding
// errors of evaluating degree m stay below the error of the approximant
// (function ell of the paper).
func (p *powers[W]) extra(m, e int) int {
	if !p.hasAbs {
		p.abs, p.hasAbs = absTransposed(p.b), true
	}
	f, exp := powerNorm(p.env, p.abs, 2*m+1)
	if f == 0 {
		return 0
	}
	log := ceilLog2(f/(p.norm*errorExp[m]*0x1p-53)) + exp + 2*m*e
	return max(ceilDiv(log, 2*m), 0)
}

func absTransposed[W wide](a Mat[W]) Mat[float64] {
	m := blas.Scratch[float64](a.Cols, a.Rows)
	for i := range a.Rows {
		for j := range a.Cols {
			m.Set(j, i, blas.Abs(a.At(i, j)))
		}
	}
	return m
}

// powerNorm returns the 1-norm of the k-th power of the matrix without
// negative elements of which m is the transpose, as f·2^e.
func powerNorm(env Env, m Mat[float64], k int) (f float64, e int) {
	n := m.Rows
	both := make([]float64, 2*n)
	x, y := blas.VecOf(both[:n]), blas.VecOf(both[n:])
	for i := range x.Data {
		x.Data[i] = 1
	}
	for range k {
		blas.Gemv(env, 1, m, x, 0, y)
		big := largest(y.Data)
		if big == 0 || math.IsNaN(big) || math.IsInf(big, 0) {
			return big, 0
		}
		step := ceilLog2(big)
		down := math.Ldexp(1, -step)
		for i := range y.Data {
			y.Data[i] *= down
		}
		e += step
		x, y = y, x
	}
	return largest(x.Data), e
}

// largest returns the largest of numbers that are not negative, NaN if there
// is one.
func largest(x []float64) float64 {
	big := 0.0
	for _, v := range x {
		if v > big || v != v {
			big = v
		}
	}
	return big
}

// root returns the k-th root of x.
func root(x float64, k int) float64 {
	if x == 0 {
		return 0
	}
	return blas.Pow(x, 1/float64(k))
}

// pade returns the odd and the even part of the numerator at 2^-s·a.
func (p *powers[W]) pade(m, s int) (u, v Mat[W]) {
	env, c := p.env, padeExp[m]
	e := p.k - s
	for i, b := range []Mat[W]{p.b, p.b2, p.b4, p.b6} {
		if b.Data != nil {
			scalePow2(env, e*max(1, 2*i), b)
		}
	}
	switch m {
	case 3:
		u = combine(env, c[1], c[3:], p.b2)
		v = combine(env, c[0], c[2:], p.b2)
	case 5:
		u = combine(env, c[1], []float64{c[3], c[5]}, p.b2, p.b4)
		v = combine(env, c[0], []float64{c[2], c[4]}, p.b2, p.b4)
	case 7:
		u = combine(env, c[1], []float64{c[3], c[5], c[7]}, p.b2, p.b4, p.b6)
		v = combine(env, c[0], []float64{c[2], c[4], c[6]}, p.b2, p.b4, p.b6)
	case 9:
		b8 := mul(env, p.b2, p.b6)
		u = combine(env, c[1], []float64{c[3], c[5], c[7], c[9]}, p.b2, p.b4, p.b6, b8)
		v = combine(env, c[0], []float64{c[2], c[4], c[6], c[8]}, p.b2, p.b4, p.b6, b8)
	default:
		u = combine(env, c[1], []float64{c[3], c[5], c[7]}, p.b2, p.b4, p.b6)
		v = combine(env, c[0], []float64{c[2], c[4], c[6]}, p.b2, p.b4, p.b6)
		high := combine(env, 0, []float64{c[9], c[11], c[13]}, p.b2, p.b4, p.b6)
		blas.Gemm(env, 1, p.b6, high, 1, u)
		high = combine(env, 0, []float64{c[8], c[10], c[12]}, p.b2, p.b4, p.b6)
		blas.Gemm(env, 1, p.b6, high, 1, v)
	}
	return mul(env, p.b, u), v
}
