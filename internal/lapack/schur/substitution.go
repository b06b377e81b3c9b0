package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// substitution solves with one diagonal block of a Schur form for the parts
// of eigenvectors in its rows. Each vector has its own shift.
type substitution[T blas.Scalar] struct {
	*eigvecs[T]
	r0, n       int
	re, im      []float64 // the block by columns; im is nil for a real form
	above, most float64
}

func newSubstitution[T blas.Scalar](e *eigvecs[T], k int) *substitution[T] {
	r0 := e.bounds[k]
	n := e.bounds[k+1] - r0
	s := &substitution[T]{eigvecs: e, r0: r0, n: n, re: make([]float64, n*n), most: e.most[k]}
	s.above = math.Min(e.above[k], math.MaxFloat64)
	if blas.IsComplex[T]() {
		s.im = make([]float64, n*n)
	}
	for j := range n {
		for i := range n {
			z := blas.Complex128(e.t.At(r0+i, r0+j))
			s.re[j*n+i] = real(z)
			if s.im != nil {
				s.im[j*n+i] = imag(z)
			}
		}
	}
	return s
}

func (s *substitution[T]) at(i, j int) complex128 {
	if s.im == nil {
		return complex(s.re[j*s.n+i], 0)
	}
	return complex(s.re[j*s.n+i], s.im[j*s.n+i])
}

// double reports whether rows i and i+1 of the block are a 2 by 2 block.
func (s *substitution[T]) double(i int) bool {
	return s.im == nil && i >= 0 && i+1 < s.n && s.re[i*s.n+i+1] != 0
}

// vectors solves for columns from to end of x, which belong to the
// eigenvalues from j0 on. size[c] bounds what stands in column c above.
func (s *substitution[T]) vectors(x blas.Mat[T], j0, from, end int, size []float64) {
	var buf [solveRows + 1]complex128
	for c := from; c < end; c++ {
		j := j0 + c
		pair := s.im == nil && imag(s.w[j]) != 0
		if pair && imag(s.w[j]) < 0 {
			continue // done with the one before
		}
		v := vector[T]{re: x.Col(c)}
		if pair {
			v.im = x.Col(c + 1)
		}
		b, known := buf[:s.n], 0
		if j < s.r0+s.n {
			b, known = s.begin(buf[:], j-s.r0, pair)
		} else {
			for i := range b {
				b[i] = v.at(s.r0 + i)
			}
		}
		scale := s.solve(b, len(b)-known, s.w[j])
		size[c] = s.put(v, b, scale, size[c]*scale)
	}
}

// begin sets up the vector of the eigenvalue in row j of the block: its own
// components, known of them, and the right-hand side above.
func (s *substitution[T]) begin(buf []complex128, j int, pair bool) (b []complex128, known int) {
	if !pair {
		b = buf[:j+1]
		b[j] = 1
		for i := range j {
			b[i] = -s.at(i, j)
		}
		return b, 1
	}
	b = buf[:j+2]
	up, low := s.at(j, j+1), s.at(j+1, j)
	wi := math.Sqrt(math.Abs(real(up))) * math.Sqrt(math.Abs(real(low)))
	if math.Abs(real(up)) >= math.Abs(real(low)) {
		b[j], b[j+1] = 1, complex(0, wi/real(up))
	} else {
		b[j], b[j+1] = complex(-wi/real(low), 0), complex(0, 1)
	}
	for i := range j {
		b[i] = -mul(b[j], s.at(i, j)) - mul(b[j+1], s.at(i, j+1))
	}
	return b, 2
}

// solve solves (block - w)·x = b in the first n rows and returns by what all
// of b was multiplied lest it overflow.
func (s *substitution[T]) solve(b []complex128, n int, w complex128) (scale float64) {
	least := math.Max(s.ulp*abs1(w), s.least)
	scale = 1
	shrink := func(f float64) {
		if f < 1 {
			times(b, f)
			scale *= f
		}
	}
	bound := biggest(b)
	for i := n - 1; i >= 0; i-- {
		rows := 1
		if s.double(i - 1) {
			i, rows = i-1, 2
			m := [2][2]complex128{{s.at(i, i) - w, s.at(i, i+1)}, {s.at(i+1, i), s.at(i+1, i+1) - w}}
			x0, x1, f := solve2(m, b[i], b[i+1], least)
			shrink(f)
			b[i], b[i+1] = x0, x1
		} else {
			d := s.at(i, i) - w
			if abs1(d) < least {
				d = complex(least, 0)
			}
			q, f := quotient(b[i], d)
			shrink(f)
			b[i] = q
		}
		size := abs1(b[i])
		if rows == 2 {
			size += abs1(b[i+1])
		}
		bound += float64(size * s.most)
		if !(bound < bigDouble/4) || size > bigDouble/4 {
			shrink(roomFor(biggest(b), s.most, size, bigDouble/4))
			bound = biggest(b[:i]) + float64((abs1(b[i])+abs1(b[i+rows-1]))*s.most)
		}
		for k := range rows {
			s.subtract(b[:i], b[i+k], i+k)
		}
	}
	return scale
}

// roomFor returns the factor at most 1 that keeps have + a·x and x below big.
func roomFor(have, a, x, big float64) float64 {
	f := math.Min(1, big/2/math.Max(have, x))
	if a > 1 {
		f = math.Min(f, big/2/a/x)
	}
	return f
}

// subtract takes x times column j of the block from b.
func (s *substitution[T]) subtract(b []complex128, x complex128, j int) {
	re := s.re[j*s.n:][:len(b)]
	p, q := real(x), imag(x)
	if s.im == nil {
		for i, d := range re {
			b[i] -= complex(float64(p*d), float64(q*d))
		}
		return
	}
	im := s.im[j*s.n:][:len(b)]
	for i, d := range re {
		b[i] -= complex(float64(p*d)-float64(q*im[i]), float64(p*im[i])+float64(q*d))
	}
}

// put stores the solution b into v, which it multiplies by scale, and by as
// much more as is needed for the product with the columns above not to
// overflow. It returns the new bound on what will stand above.
func (s *substitution[T]) put(v vector[T], b []complex128, scale, above float64) float64 {
	most := biggest(b)
	if !(above+float64(s.above*most) < s.big/4) || most > s.big/4 {
		above = vector[T]{head(v.re, s.r0), head(v.im, s.r0)}.largest() * scale
		f := roomFor(above, s.above, most, s.big/4)
		times(b, f)
		scale, most, above = scale*f, most*f, above*f
	}
	v.times(blas.Env{}, scale)
	for i, z := range b {
		if v.im.N == 0 {
			v.re.Set(s.r0+i, blas.FromComplex[T](z))
			continue
		}
		v.re.Set(s.r0+i, blas.FromReal[T](real(z)))
		v.im.Set(s.r0+i, blas.FromReal[T](imag(z)))
	}
	return above + float64(s.above*most)
}

// head returns the first n elements of x, or x if it is empty.
func head[T blas.Scalar](x blas.Vec[T], n int) blas.Vec[T] { return x.From(0, min(n, x.N)) }

func times(b []complex128, f float64) {
	for i, z := range b {
		b[i] = scaled(f, z)
	}
}

func biggest(b []complex128) float64 {
	big := 0.0
	for _, z := range b {
		big = math.Max(big, abs1(z))
	}
	return big
}

// quotient returns scale·x/d with a scale at most 1 by which the quotient
// stays below bigDouble.
func quotient(x, d complex128) (q complex128, scale float64) {
	scale = 1
	if a, m := abs1(x), abs1(d); m < 1 && a > float64(m*(bigDouble/4)) {
		scale = 1 / a
		if m < 0x1p-996 {
			scale *= m * 0x1p996
		}
		x = scaled(scale, x)
	}
	if imag(d) == 0 {
		return complex(real(x)/real(d), imag(x)/real(d)), scale
	}
	return blas.Div(x, d), scale
}

// solve2 solves m·x = scale·(b0, b1) by elimination with complete pivoting.
// Pivots below least are replaced by it. LAPACK: ?laln2.
func solve2(m [2][2]complex128, b0, b1 complex128, least float64) (x0, x1 complex128, scale float64) {
	pi, pj, big := 0, 0, -1.0
	for i := range 2 {
		for j := range 2 {
			if a := abs1(m[i][j]); a > big {
				pi, pj, big = i, j, a
			}
		}
	}
	if big < least {
		q0, f0 := quotient(b0, complex(least, 0))
		q1, f1 := quotient(b1, complex(least, 0))
		scale = math.Min(f0, f1)
		return scaled(scale/f0, q0), scaled(scale/f1, q1), scale
	}
	if pi == 1 {
		m[0], m[1], b0, b1 = m[1], m[0], b1, b0
	}
	if pj == 1 {
		m[0][0], m[0][1], m[1][0], m[1][1] = m[0][1], m[0][0], m[1][1], m[1][0]
	}
	r, l := blas.Div(m[0][1], m[0][0]), blas.Div(m[1][0], m[0][0])
	d := m[1][1] - mul(l, m[0][1])
	if abs1(d) < least {
		d = complex(least, 0)
	}
	x1, f1 := quotient(b1-mul(l, b0), d)
	x0, f0 := quotient(scaled(f1, b0), m[0][0])
	x1 = scaled(f0, x1)
	x0 -= mul(r, x1)
	if pj == 1 {
		x0, x1 = x1, x0
	}
	return x0, x1, f0 * f1
}
