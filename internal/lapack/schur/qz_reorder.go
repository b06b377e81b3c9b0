package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Tgsen moves the selected eigenvalues of a generalised Schur form to the top,
// in their order, by unitary factors that multiply q and z from the right
// unless these are empty; both eigenvalues of a pair move if one is selected.
// alpha and beta follow. It returns how many there are on top, and false if two
// blocks were too close to be exchanged. LAPACK: ?tgsen.
func Tgsen[T blas.Scalar](env blas.Env, sel []bool, s, p, q, z blas.Mat[T], alpha []complex128, beta []float64) (top int, ok bool) {
	top, ok = reorderer[T]{env: env, t: s, z: z, p: p, q: q}.collect(sel)
	pencilEigenvalues(s, p, alpha, beta)
	return top, ok
}

// Tgexc moves the diagonal block of a generalised Schur form that holds row
// from as [Trexc] does. LAPACK: ?tgexc.
func Tgexc[T blas.Scalar](env blas.Env, s, p, q, z blas.Mat[T], from, to int) (at int, ok bool) {
	r := reorderer[T]{env: env, t: s, z: z, p: p, q: q}
	from, to = r.first(from), r.first(to)
	if from >= to {
		return r.up(from, to)
	}
	return r.down(from, to+r.size(to))
}

// swapPairComplex exchanges the diagonal elements k and k+1. LAPACK: ztgex2.
func swapPairComplex[T blas.Complex](env blas.Env, s, p, q, z blas.Mat[T], k int) {
	at := func(m blas.Mat[T], i, j int) complex128 { return complex128(m.At(k+i, k+j)) }
	s22, p22 := at(s, 1, 1), at(p, 1, 1)
	f := mul(s22, at(p, 0, 0)) - mul(p22, at(s, 0, 0))
	g := mul(s22, at(p, 0, 1)) - mul(p22, at(s, 0, 1))
	byS := float64(absc(s22)*absc(at(p, 0, 0))) >= float64(absc(at(s, 0, 0))*absc(p22))
	cs, sn := givensc(g, f)
	right := T(-conj(sn))
	for _, m := range []blas.Mat[T]{s, p} {
		blas.Rot(env, m.Col(k).From(0, k+2), m.Col(k+1).From(0, k+2), cs, right)
	}
	if !z.Empty() {
		blas.Rot(env, z.Col(k), z.Col(k+1), cs, right)
	}
	if byS {
		cs, sn = givensc(at(s, 0, 0), at(s, 1, 0))
	} else {
		cs, sn = givensc(at(p, 0, 0), at(p, 1, 0))
	}
	for _, m := range []blas.Mat[T]{s, p} {
		blas.Rot(env, m.Row(k).From(k, m.Cols), m.Row(k+1).From(k, m.Cols), cs, T(sn))
		m.Set(k+1, k, 0)
	}
	if !q.Empty() {
		blas.Rot(env, q.Col(k), q.Col(k+1), cs, T(conj(sn)))
	}
	m := pencil[T]{env, s, p, q, z}
	m.positive(k, blas.SafeMin[T]())
	m.positive(k+1, blas.SafeMin[T]())
}

// swapPairReal exchanges the adjacent diagonal blocks of order n1 and n2 that
// begin at row k. It returns false, with nothing changed, if the blocks are so
// close that exchanging them would perturb the pair by more than rounding.
// LAPACK: dtgex2.
func swapPairReal[T blas.Real](s, p, q, z blas.Mat[T], k, n1, n2 int) bool {
	var x smallPair
	m := n1 + n2
	readPair(&x, s, p, k, m)
	r, l, scale := x.sylvester(n1, n2)
	x.r, x.l = completed(r[:], scale, n1, n2), completed(l[:], scale, n1, n2)
	sizeA, sizeB := x.a.largest(m), x.b.largest(m)
	x.a, x.b = x.a.between(&x.l, &x.r, m), x.b.between(&x.l, &x.r, m)
	limit := 20 * 2 * blas.Eps[T]()
	for i := n2; i < m; i++ {
		for j := range n2 {
			if !(math.Abs(x.a[i][j]) <= max(limit*sizeA, blas.SafeMin[T]()) && math.Abs(x.b[i][j]) <= max(limit*sizeB, blas.SafeMin[T]())) {
				return false
			}
			x.a[i][j], x.b[i][j] = 0, 0
		}
	}
	for _, b := range [2][2]int{{0, n2}, {n2, n1}} {
		if b[1] == 2 {
			x.standardise(b[0], m)
		}
		for j := b[0]; j < b[0]+b[1]; j++ {
			if x.b[j][j] < 0 {
				x.negate(j, m)
			}
		}
	}
	writePair(&x, s, p, q, z, k, m)
	return true
}

// largest returns the largest magnitude of the first m rows and columns.
func (d *square4) largest(m int) float64 {
	big := 0.0
	for i := range m {
		for j := range m {
			big = max(big, math.Abs(d[i][j]))
		}
	}
	return big
}

// sylvester solves A11·R - L·A22 = scale·A12, B11·R - L·B22 = scale·B12 for the
// blocks of a and b, both results stored by columns. LAPACK: dtgsy2.
func (x *smallPair) sylvester(n1, n2 int) (r, l [4]float64, scale float64) {
	n := n1 * n2
	s := system{n: 2 * n}
	size := max(x.a.largest(n1+n2), x.b.largest(n1+n2))
	for e, d := range []*square4{&x.a, &x.b} {
		for j := range n2 {
			for i := range n1 {
				row := e*n + i + n1*j
				s.b[row] = d[i][n1+j]
				for p := range n1 {
					s.a[row][p+n1*j] += d[i][p]
				}
				for p := range n2 {
					s.a[row][n+i+n1*p] -= d[n1+p][n1+j]
				}
			}
		}
	}
	y, scale := s.solve(max(0x1p-52*size, 0x1p-1022/0x1p-52))
	copy(r[:n], y[:n])
	copy(l[:n], y[n:2*n])
	return r, l, scale
}
