package blas

import (
	"math"

	"unsafe"

	"github.com/scicore-go/scicore/internal/vec"
)

// Symv computes y = alpha·A·x + beta·y for the symmetric A of which the
// triangle uplo is stored. If beta is zero, y is not read.
//
// Every stored element is read once, for both its places. Stripes of rows,
// as many as the order asks for, add to vectors of their own, which are then
// added from the first to the last.
func Symv[T Scalar](env Env, uplo Uplo, alpha T, a Mat[T], x Vec[T], beta T, y Vec[T]) {
	symv(env, uplo, false, alpha, a, x, beta, y)
}

// Hemv is [Symv] for a Hermitian A; the imaginary parts of its diagonal are
// not read.
func Hemv[T Scalar](env Env, uplo Uplo, alpha T, a Mat[T], x Vec[T], beta T, y Vec[T]) {
	symv(env, uplo, IsComplex[T](), alpha, a, x, beta, y)
}

func symv[T Scalar](env Env, uplo Uplo, herm bool, alpha T, a Mat[T], x Vec[T], beta T, y Vec[T]) {
	if a.Rows != a.Cols || a.Rows != x.N || a.Rows != y.N {
		panic("blas: symv: shapes do not fit")
	}
	if y.N == 0 {
		return
	}
	scaleVec(env, beta, y)
	if alpha == 0 {
		return
	}
	if a.CS != 1 && a.RS == 1 {
		uplo, a = uplo.T(), a.T()
		a.Conj = a.Conj != herm
	}
	if a.CS != 1 && a.Rows > 1 {
		c := Scratch[T](a.Rows, a.Cols) // neither rows nor columns to run along
		CopyTriangle(uplo, c, a)
		a = c
	}
	s := stripesOf(uplo, herm, a)
	b := buffers.Get().(*buffer)
	defer buffers.Put(b)
	n, count := y.N, len(s.cuts)-1
	mem := elements[T](b, (count+1)*n)
	s.x, s.sums = mem[:n], mem[n:]
	gather(s.x, x, 0)
	if count == 1 {
		s.run(env, 0)
	} else {
		env.Pool.For(env.Done, count, func(i int) { s.run(env, i) })
	}
	for i := range count {
		from, to := s.columns(i)
		Axpy(env, alpha, VecOf(s.sums[i*n+from:i*n+to]), y.From(from, to))
	}
}

// stripes are the rows of a triangle whose rows are contiguous, cut into
// stripes of equal area.
type stripes[T Scalar] struct {
	uplo    Uplo
	herm    bool
	a       Mat[T]
	x, sums []T
	cuts    []int
	room    [17]int
}

func stripesOf[T Scalar](uplo Uplo, herm bool, a Mat[T]) *stripes[T] {
	s := &stripes[T]{uplo: uplo, herm: herm, a: a}
	n := a.Rows
	count := min(8, max(1, n*n/(1<<17)))
	s.cuts = s.room[:count+1]
	for i := 1; i < count; i++ {
		// Rows before the cut have i of count parts of the triangle.
		r := isqrt(n * n * i / count)
		if uplo == Upper {
			r = n - isqrt(n*n*(count-i)/count)
		}
		s.cuts[i] = r &^ 3
	}
	s.cuts[count] = n
	return s
}

func isqrt(n int) int { return int(math.Sqrt(float64(n))) }

// columns returns where the elements of a stripe are, and what it adds to.
func (s *stripes[T]) columns(i int) (from, to int) {
	if s.uplo == Lower {
		return 0, s.cuts[i+1]
	}
	return s.cuts[i], s.a.Rows
}

// run computes the sums of one stripe.
func (s *stripes[T]) run(env Env, stripe int) {
	n := s.a.Rows
	y := s.sums[stripe*n : (stripe+1)*n]
	from, to := s.columns(stripe)
	clear(y[from:to])
	per := 4
	if IsComplex[T]() {
		per = 2
	}
	for i := s.cuts[stripe]; i < s.cuts[stripe+1]; i += per {
		h := min(per, s.cuts[stripe+1]-i)
		j, w := 0, i
		if s.uplo == Upper {
			j, w = i+h, n-i-h
		}
		switch {
		case w == 0:
		case h == per:
			s.rows(env, i, j, w, y)
		default:
			for r := i; r < i+h; r++ {
				s.row(env, r, j, w, y)
			}
		}
		s.corner(i, h, y)
	}
}

// rows adds what the elements of some rows from i in the columns j to j+w
// contribute.
func (s *stripes[T]) rows(env Env, i, j, w int, y []T) {
	p := vec.Ptr(&s.a.Data[i*s.a.RS+j])
	ld := s.a.RS * int(unsafe.Sizeof(y[0]))
	x, to := vec.Ptr(&s.x[j]), vec.Ptr(&y[j])
	switch kindOf[T]() {
	case isFloat64:
		realRows[float64](env, p, ld, x, vec.Ptr(&s.x[i]), to, w, vec.Ptr(&y[i]))
	case isFloat32:
		realRows[float32](env, p, ld, x, vec.Ptr(&s.x[i]), to, w, vec.Ptr(&y[i]))
	case isComplex128:
		complexRows(env, s.a.Conj, s.herm, p, ld, x, (*[2]complex128)(vec.Ptr(&s.x[i])), to, w, (*[2]complex128)(vec.Ptr(&y[i])),
			func(z complex128) (float64, float64) { return real(z), imag(z) })
	default:
		complexRows(env, s.a.Conj, s.herm, p, ld, x, (*[2]complex64)(vec.Ptr(&s.x[i])), to, w, (*[2]complex64)(vec.Ptr(&y[i])),
			func(z complex64) (float32, float32) { return real(z), imag(z) })
	}
}

func realRows[R Real](env Env, p vec.Ptr, ld int, x, xi, y vec.Ptr, n int, yi vec.Ptr) {
	var sums [4]R
	vec.Symv(env.Tier, p, ld, x, (*[4]R)(xi), y, n, &sums)
	for r, v := range sums {
		(*[4]R)(yi)[r] += v
	}
}

func complexRows[C Complex, R Real](env Env, conj, herm bool, p vec.Ptr, ld int, x vec.Ptr, xi *[2]C, y vec.Ptr, n int, yi *[2]C, split func(C) (re, im R)) {
	var sums [2]vec.Sums[R]
	f := [2]vec.Factor[R]{factor(conj != herm, split, xi[0]), factor(conj != herm, split, xi[1])}
	vec.CSymv(env.Tier, p, ld, x, &f, y, n, &sums)
	for r, v := range sums {
		yi[r] += joined[C](v, conj)
	}
}

// row is rows for a single one.
func (s *stripes[T]) row(env Env, i, j, w int, y []T) {
	p := vec.Ptr(&s.a.Data[i*s.a.RS+j])
	y[i] += dot[T](env.Tier, s.a.Conj, p, vec.Ptr(&s.x[j]), w)
	axpy(env.Tier, s.a.Conj != s.herm, s.x[i], p, vec.Ptr(&y[j]), w)
}

// corner adds the triangle of h rows on the diagonal.
func (s *stripes[T]) corner(i, h int, y []T) {
	for r := i; r < i+h; r++ {
		d := s.a.At(r, r)
		if s.herm {
			d = FromReal[T](Re(d))
		}
		y[r] += Mul(d, s.x[r])
		from, to := i, r
		if s.uplo == Upper {
			from, to = r+1, i+h
		}
		for c := from; c < to; c++ {
			e := s.a.At(r, c)
			y[r] += Mul(e, s.x[c])
			if s.herm {
				e = Conj(e)
			}
			y[c] += Mul(e, s.x[r])
		}
	}
}
