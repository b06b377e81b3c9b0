package matfun

import (
	"math"
	"slices"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/lapack/schur"
)

// Function returns the value of a function of a number for derivative 0, and
// its derivatives for larger ones.
type Function func(z complex128, derivative int) complex128

// Funm computes dst = f(a) and an estimate of the error that the recurrence
// between blocks has added, relative to f(a) in the Frobenius norm: what becomes
// of f(a) when every block gets another error of the size of rounding.
//
// The Schur form is reordered so that eigenvalues near each other, to 0.1 and
// from one to the next, stand in one block; a block is computed by Taylor's
// series about the mean of its eigenvalues, and what lies between blocks from
// Sylvester equations: P. I. Davies and N. J. Higham, "A Schur-Parlett algorithm
// for computing matrix functions", SIAM J. Matrix Anal. Appl. 25 (2003).
//
// The status is [NotConverged] if a series does not, [NotReal] if a real a has a
// complex f(a), and [NotFinite] if f is not defined where it is asked for.
func Funm[T blas.Scalar](env Env, dst, a Mat[T], f Function) (estimate float64, st Status) {
	checkSquare(a)
	if dst.Rows != a.Rows || dst.Cols != a.Cols {
		panic("matfun: funm: shapes differ")
	}
	var x Mat[complex128]
	if blas.IsComplex[T]() {
		x, estimate, st = funm(env, widen[complex128](env, a), f)
	} else {
		x, estimate, st = funm(env, widen[float64](env, a), f)
	}
	switch {
	case blas.Stopped(env):
		return estimate, Stopped
	case st != OK:
		return estimate, st
	case !blas.IsComplex[T]() && imaginary(env, x) > max(realSlack, 10*estimate):
		return estimate, NotReal
	}
	narrow(env, dst, x)
	if !finite(dst) {
		return estimate, NotFinite
	}
	return estimate, OK
}

// realSlack is how large the imaginary part of a real result may be by rounding
// errors.
const realSlack = 1e-9

// imaginary returns the size of the imaginary part by that of the whole.
func imaginary(env Env, x Mat[complex128]) float64 {
	im := blas.NewMat[float64](x.Rows, x.Cols)
	for i := range x.Rows {
		for j := range x.Cols {
			im.Set(i, j, imag(x.At(i, j)))
		}
	}
	return quotient(lapack.NormFro(env, im), lapack.NormFro(env, x))
}

func funm[W wide](env Env, a Mat[W], f Function) (x Mat[complex128], estimate float64, st Status) {
	t, z, w, st := triangularForm(env, a)
	if st != OK {
		return x, 0, st
	}
	if z.Empty() {
		z = blas.Eye[complex128](t.Rows)
	}
	p := &parlett{env: env, t: t, f: f, x: blas.NewMat[complex128](t.Rows, t.Rows)}
	p.gather(z, blocksOf(w))
	for _, b := range p.blocks {
		if st := p.diagonal(b); st != OK {
			return x, 0, st
		}
	}
	noisy := p.withNoise()
	p.recur()
	noisy.recur()
	blas.Axpy(env, -1, flat(p.x), flat(noisy.x))
	return back[complex128](env, p.x, z), quotient(lapack.NormFro(env, noisy.x), lapack.NormFro(env, p.x)), OK
}

// apart is the distance from which eigenvalues may stand in different blocks.
const apart = 0.1

// blocksOf numbers the blocks that eigenvalues belong to: any two closer than
// apart are in one.
func blocksOf(w []complex128) []int {
	block := make([]int, len(w))
	for i := range block {
		block[i] = i
	}
	for i, x := range w {
		for j, y := range w[:i] {
			from, to := block[i], block[j]
			if from == to || cabs(x-y) > apart {
				continue
			}
			for k := range block[:i+1] {
				if block[k] == from {
					block[k] = to
				}
			}
		}
	}
	return block
}

// parlett is the recurrence on a triangular matrix.
type parlett struct {
	env    Env
	t, x   Mat[complex128]
	f      Function
	blocks [][2]int // first row and the one behind the last
	noise  uint32   // state of the errors that are added, zero for none
}

// withNoise returns the recurrence with errors added to the blocks there are,
// and to those to come.
func (p *parlett) withNoise() *parlett {
	q := *p
	q.noise = 7
	q.x = p.x.Clone(p.env)
	for i := range q.blocks {
		b := q.window(q.x, i, i)
		q.addNoise(b, lapack.NormFro(p.env, b))
	}
	return &q
}

// addNoise adds errors as rounding would make them in numbers of that size.
func (p *parlett) addNoise(m Mat[complex128], size float64) {
	next := func() float64 {
		p.noise = p.noise*1664525 + 1013904223
		return float64(blas.Eps[float64]() * size * (float64(float64(p.noise>>8)*0x1p-23) - 1))
	}
	for i := range m.Rows {
		for j := range m.Cols {
			re := next()
			m.Set(i, j, m.At(i, j)+complex(re, next()))
		}
	}
}

// recur computes the blocks above the diagonal, one diagonal after the other.
func (p *parlett) recur() {
	for d := 1; d < len(p.blocks) && !blas.Stopped(p.env); d++ {
		for i := range len(p.blocks) - d {
			p.between(i, i+d)
		}
	}
}

// gather reorders the Schur form so that the members of a block follow each
// other, blocks in the order of their mean place.
func (p *parlett) gather(z Mat[complex128], block []int) {
	sum, count := map[int]int{}, map[int]int{}
	for i, b := range block {
		sum[b], count[b] = sum[b]+i, count[b]+1
	}
	var order []int
	for b := range block {
		if count[b] > 0 {
			order = append(order, b)
		}
	}
	slices.SortStableFunc(order, func(x, y int) int { return sum[x]*count[y] - sum[y]*count[x] })
	place := slices.Clone(block) // of which block the eigenvalue in a row is
	at := 0
	for _, b := range order {
		first := at
		for k := first; k < len(place); k++ {
			if place[k] != b {
				continue
			}
			schur.Trexc(p.env, p.t, z, k, at)
			copy(place[at+1:k+1], place[at:k])
			place[at] = b
			at++
		}
		p.blocks = append(p.blocks, [2]int{first, at})
	}
}

// window returns block (i, j) of a matrix.
func (p *parlett) window(m Mat[complex128], i, j int) Mat[complex128] {
	r, c := p.blocks[i], p.blocks[j]
	return m.Window(r[0], c[0], r[1]-r[0], c[1]-c[0])
}

// mostTerms bounds the terms of a series.
const mostTerms = 250

// diagonal computes the function of a block by its Taylor series about the mean
// of the eigenvalues.
func (p *parlett) diagonal(b [2]int) Status {
	n := b[1] - b[0]
	t, x := p.t.Window(b[0], b[0], n, n), p.x.Window(b[0], b[0], n, n)
	if n == 1 {
		v := p.f(t.At(0, 0), 0)
		x.Set(0, 0, v)
		return finiteStatus(v)
	}
	mean := complex128(0)
	for i := range n {
		mean += t.At(i, i)
	}
	mean = scaled(1/float64(n), mean)
	m := t.Clone(p.env)
	addDiagonal(m, -mean)
	reach := nilpotentReach(t)
	f0 := p.f(mean, 0)
	sum, power := blas.NewMat[complex128](n, n), m.Clone(p.env)
	addDiagonal(sum, f0)
	const tol = 0x1p-53
	for s := 1; s <= mostTerms && !blas.Stopped(p.env); s++ {
		c := p.f(mean, s)
		if !blas.Finite(c) {
			if s < n { // of which the result is made
				return NotFinite
			}
			break
		}
		blas.Axpy(p.env, c, flat(power), flat(sum)) // power is M^s/s!
		term := cabs(c) * lapack.NormFro(p.env, power)
		power = mul(p.env, power, m)
		blas.Scal(p.env, complex(1/float64(s+1), 0), flat(power))
		size := lapack.NormFro(p.env, sum)
		if !(size < math.Inf(1)) {
			return NotFinite
		}
		if term <= tol*size && reach*p.largestDerivative(t, s+1)*lapack.NormFro(p.env, power) <= tol*size {
			blas.Copy(p.env, x, sum)
			return finiteStatus(f0)
		}
	}
	if blas.Stopped(p.env) {
		return Stopped
	}
	return NotConverged
}

func finiteStatus(z complex128) Status {
	if blas.Finite(z) {
		return OK
	}
	return NotFinite
}

// nilpotentReach is ‖(I - |N|)⁻¹·e‖ for the part N of t above the diagonal: by so
// much the remainder of the series may be larger than its first term.
func nilpotentReach(t Mat[complex128]) float64 {
	n := t.Rows
	y, most := make([]float64, n), 0.0
	for i := n - 1; i >= 0; i-- {
		y[i] = 1
		for j := i + 1; j < n; j++ {
			y[i] += float64(cabs(t.At(i, j)) * y[j])
		}
		most = math.Max(most, y[i])
	}
	return most
}

// largestDerivative bounds the derivatives from s on that the remainder of the
// series has: the largest |f⁽ˢ⁺ʳ⁾|/r! at the eigenvalues, r below the order.
func (p *parlett) largestDerivative(t Mat[complex128], s int) float64 {
	most, factorial := 0.0, 1.0
	for r := range t.Rows {
		factorial *= math.Max(1, float64(r))
		for i := range t.Rows {
			most = math.Max(most, cabs(p.f(t.At(i, i), s+r))/factorial)
		}
	}
	return most
}

// between computes block (i, j) from those to its left and below, since a
// function commutes with its matrix:
//
//	Tᵢᵢ·X - X·Tⱼⱼ = Fᵢᵢ·Tᵢⱼ - Tᵢⱼ·Fⱼⱼ + Σ Fᵢₖ·Tₖⱼ - Tᵢₖ·Fₖⱼ
func (p *parlett) between(i, j int) {
	env := p.env
	a, b := p.window(p.t, i, i).Clone(env), p.window(p.t, j, j).Clone(env)
	c := blas.NewMat[complex128](a.Rows, b.Rows)
	size := 0.0
	add := func(sign complex128, l, r Mat[complex128]) {
		blas.Gemm(env, sign, l, r, 1, c)
		size += float64(lapack.NormFro(env, l) * lapack.NormFro(env, r))
	}
	add(1, p.window(p.x, i, i), p.window(p.t, i, j))
	add(-1, p.window(p.t, i, j), p.window(p.x, j, j))
	for k := i + 1; k < j; k++ {
		add(1, p.window(p.x, i, k), p.window(p.t, k, j))
		add(-1, p.window(p.t, i, k), p.window(p.x, k, j))
	}
	if p.noise != 0 {
		p.addNoise(c, size)
	}
	s := newTriangularSolver(env, sylvester, -1, blas.Upper, a, blas.Upper, b)
	scale := s.solve(a, b, c)
	rescale(1/scale, c)
	blas.Copy(env, p.window(p.x, i, j), c)
}
