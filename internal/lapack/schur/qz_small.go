package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// smallPair is a pair of small matrices a, b and what multiplied them: the
// pair it was is l·a·rᵀ, l·b·rᵀ.
type smallPair struct{ a, b, l, r square4 }

func identity4() square4 {
	return square4{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}
}

// readPair reads rows and columns k to k+m.
func readPair[T blas.Real](x *smallPair, a, b blas.Mat[T], k, m int) {
	for i := range m {
		for j := range m {
			x.a[i][j], x.b[i][j] = float64(a.At(k+i, k+j)), float64(b.At(k+i, k+j))
		}
	}
}

// writePair puts the small pair in the place of rows and columns k to k+m and
// multiplies the rest by its factors.
func writePair[T blas.Real](x *smallPair, a, b, q, z blas.Mat[T], k, m int) {
	for i := range m {
		for j := range m {
			a.Set(k+i, k+j, T(x.a[i][j]))
			b.Set(k+i, k+j, T(x.b[i][j]))
		}
	}
	n := a.Cols
	for _, c := range []blas.Mat[T]{a, b} {
		turn(&x.l, c.Window(k, k+m, m, n-k-m))
		turn(&x.r, c.Window(0, k, k, m).T())
	}
	if !q.Empty() {
		turn(&x.l, q.Window(0, k, q.Rows, m).T())
	}
	if !z.Empty() {
		turn(&x.r, z.Window(0, k, z.Rows, m).T())
	}
}

// rows rotates rows i and i+1; cols rotates columns i and i+1.
func (x *smallPair) rows(i, m int, cs, sn float64) {
	for j := range m {
		x.a[i][j], x.a[i+1][j] = turned(x.a[i][j], x.a[i+1][j], cs, sn)
		x.b[i][j], x.b[i+1][j] = turned(x.b[i][j], x.b[i+1][j], cs, sn)
		x.l[j][i], x.l[j][i+1] = turned(x.l[j][i], x.l[j][i+1], cs, sn)
	}
}

func (x *smallPair) cols(i, m int, cs, sn float64) {
	for j := range m {
		x.a[j][i], x.a[j][i+1] = turned(x.a[j][i], x.a[j][i+1], cs, sn)
		x.b[j][i], x.b[j][i+1] = turned(x.b[j][i], x.b[j][i+1], cs, sn)
		x.r[j][i], x.r[j][i+1] = turned(x.r[j][i], x.r[j][i+1], cs, sn)
	}
}

// negate changes the sign of column j.
func (x *smallPair) negate(j, m int) {
	for i := range m {
		x.a[i][j], x.b[i][j], x.r[i][j] = -x.a[i][j], -x.b[i][j], -x.r[i][j]
	}
}

// standardise brings the two rows at k of m to generalised Schur form, where b
// may be full. LAPACK: dlagv2.
func (x *smallPair) standardise(k, m int) {
	cs, sn := givens(x.b[k+1][k+1], x.b[k+1][k]) // b triangular
	x.cols(k, m, cs, -sn)
	x.b[k+1][k] = 0
	a11, a12, a21, a22 := x.a[k][k], x.a[k][k+1], x.a[k+1][k], x.a[k+1][k+1]
	b11, b12, b22 := x.b[k][k], x.b[k][k+1], x.b[k+1][k+1]
	sizeA := max(math.Abs(a11)+math.Abs(a12), math.Abs(a21)+math.Abs(a22))
	sizeB := max(math.Abs(b11)+math.Abs(b12), math.Abs(b22))
	const eps = 0x1p-53
	switch {
	case math.Abs(a21) <= eps*sizeA:
		x.a[k+1][k] = 0
		return
	case math.Abs(b11) <= eps*sizeB:
		x.b[k][k] = 0
		cs, sn = givens(a11, a21)
		x.rows(k, m, cs, sn)
		x.a[k+1][k], x.b[k+1][k] = 0, 0
		return
	case math.Abs(b22) <= eps*sizeB:
		x.b[k+1][k+1] = 0
		cs, sn = givens(a22, a21)
		x.cols(k, m, cs, -sn)
		x.a[k+1][k], x.b[k+1][k] = 0, 0
		return
	}
	if w, ok := realPencilValue(a11, a12, a21, a22, b11, b12, b22); ok {
		x.splitAt(k, m, w)
		return
	}
	x.diagonalise(k, m)
	a11, a12, a21, a22 = x.a[k][k], x.a[k][k+1], x.a[k+1][k], x.a[k+1][k+1]
	if w, ok := realPencilValue(a11, a12, a21, a22, x.b[k][k], 0, x.b[k+1][k+1]); ok {
		x.splitAt(k, m, w) // rounding made them real
	}
}

// realPencilValue returns the larger eigenvalue of (a - λ·b) if both are real.
// LAPACK: dlag2.
func realPencilValue(a11, a12, a21, a22, b11, b12, b22 float64) (w float64, ok bool) {
	s1, s2 := a11/b11, a22/b22
	ss := float64(a21 / b11 / b22)
	var pp, qq, shift float64
	if math.Abs(s1) <= math.Abs(s2) {
		shift = s1
		pp = ((a22-float64(s1*b22))/b22 - float64(ss*b12)) / 2
		qq = ss * (a12 - float64(s1*b12))
	} else {
		shift = s2
		pp = ((a11-float64(s2*b11))/b11 - float64(ss*b12)) / 2
		qq = ss * (a12 - float64(s2*b12))
	}
	disc := float64(pp*pp) + qq
	if disc < 0 {
		return 0, false
	}
	return shift + pp + math.Copysign(math.Sqrt(disc), pp), true
}

// splitAt makes both matrices triangular given a real eigenvalue.
func (x *smallPair) splitAt(k, m int, w float64) {
	h1, h2 := x.a[k][k]-float64(w*x.b[k][k]), x.a[k][k+1]-float64(w*x.b[k][k+1])
	h3, h4 := x.a[k+1][k+1]-float64(w*x.b[k+1][k+1]), x.a[k+1][k]-float64(w*x.b[k+1][k])
	cs, sn := givens(h3, h4)
	if blas.Hypot(h1, h2) > blas.Hypot(h4, h3) {
		cs, sn = givens(h2, h1)
	}
	x.cols(k, m, cs, -sn)
	size := func(s *square4) float64 {
		return max(math.Abs(s[k][k])+math.Abs(s[k][k+1]), math.Abs(s[k+1][k])+math.Abs(s[k+1][k+1]))
	}
	if size(&x.a) >= math.Abs(w)*size(&x.b) {
		cs, sn = givens(x.b[k][k], x.b[k+1][k])
	} else {
		cs, sn = givens(x.a[k][k], x.a[k+1][k])
	}
	x.rows(k, m, cs, sn)
	x.a[k+1][k], x.b[k+1][k] = 0, 0
}

// diagonalise makes the block of b diagonal and positive, the larger element
// first: its singular values.
func (x *smallPair) diagonalise(k, m int) {
	f, g, h := x.b[k][k], x.b[k][k+1], x.b[k+1][k+1]
	big := max(math.Abs(f), math.Abs(g), math.Abs(h))
	f, g, h = f/big, g/big, h/big
	if g != 0 { // orthogonal columns, by a Jacobi rotation
		zeta := (float64(f*f) - float64(g*g) - float64(h*h)) / (2 * float64(f*g))
		t := math.Copysign(1/(math.Abs(zeta)+blas.Hypot(1, zeta)), zeta)
		cs := 1 / blas.Hypot(1, t)
		x.cols(k, m, cs, t*cs)
	}
	if blas.Hypot(x.b[k][k], x.b[k+1][k]) < blas.Hypot(x.b[k][k+1], x.b[k+1][k+1]) {
		x.cols(k, m, 0, 1)
	}
	cs, sn := givens(x.b[k][k], x.b[k+1][k])
	x.rows(k, m, cs, sn)
	x.b[k][k+1], x.b[k+1][k] = 0, 0
	for j := k; j < k+2; j++ {
		if x.b[j][j] < 0 {
			x.negate(j, m)
			x.b[j][j] = math.Abs(x.b[j][j])
		}
	}
}
