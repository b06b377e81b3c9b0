package symeig

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/vec"
)

// product multiplies the lower triangle of a Hermitian matrix, contiguous by
// columns, by one vector after the other, the matrix losing a column each time.
// It differs from blas.Hemv in that the pieces of the triangle stay what they
// are from call to call, so each worker finds its own in its cache, that
// nothing is allocated, and that other work is shared out with it.
type product[T blas.Scalar] struct {
	env    blas.Env
	n      int // order of the whole matrix
	starts []int
	parts  [][]T // where the pieces sum up
}

// pieceColumns is about how many columns a piece has; most pieces is also how
// many workers find something to do.
const (
	pieceColumns = 96
	mostPieces   = 16
	sharedOrder  = 256 // a smaller triangle is done sooner alone
)

// newProduct cuts a triangle of order n into pieces of equal area.
func newProduct[T blas.Scalar](env blas.Env, n int) *product[T] {
	pieces := min(max(n/pieceColumns, 1), mostPieces)
	p := &product[T]{env: env, n: n}
	for c := range pieces {
		at := float64(n) * (1 - math.Sqrt(1-float64(c)/float64(pieces)))
		p.starts = append(p.starts, int(at)&^3)
	}
	p.starts = append(p.starts, n)
	for _, at := range p.starts[:pieces] {
		p.parts = append(p.parts, make([]T, n-at))
	}
	return p
}

// times computes y = A·x for the trailing window of order len(x) whose first
// column is a, and calls also for every chunk below others meanwhile.
func (p *product[T]) times(a columns[T], x, y []T, others int, also func(chunk int)) {
	gone, pieces, n := p.n-len(x), len(p.parts), len(x)
	pool := p.env.Pool
	if n < sharedOrder {
		pool = nil
	}
	pool.For(p.env.Done, pieces+others, func(c int) {
		if c >= pieces {
			also(c - pieces)
			return
		}
		from, to := max(p.starts[c]-gone, 0), p.starts[c+1]-gone
		if from < to {
			out := p.parts[c][:n-from]
			clear(out)
			a.triangle(p.env.Tier, from, to, x, out)
		}
	})
	clear(y)
	for c, part := range p.parts {
		if from, to := max(p.starts[c]-gone, 0), p.starts[c+1]-gone; from < to {
			columns[T]{part[:n-from], 0}.addTo(p.env.Tier, []T{1}, y[from:])
		}
	}
}

// triangle adds to y what the columns from one to another of a triangle, and
// the rows that mirror them, contribute to A·x. y begins at the row of the
// first of them.
func (a columns[T]) triangle(t cpu.Tier, from, to int, x, y []T) {
	switch data := any(a.data).(type) {
	case []float64:
		realTriangle(t, data, a.ld, from, to, any(x).([]float64), any(y).([]float64))
	case []float32:
		realTriangle(t, data, a.ld, from, to, any(x).([]float32), any(y).([]float32))
	case []complex128:
		complexTriangle[float64](t, data, a.ld, from, to, any(x).([]complex128), any(y).([]complex128))
	case []complex64:
		complexTriangle[float32](t, data, a.ld, from, to, any(x).([]complex64), any(y).([]complex64))
	}
}

func realTriangle[R blas.Real](t cpu.Tier, a []R, ld, from, to int, x, y []R) {
	n := len(x)
	j := from
	for ; j+4 < n && j+4 <= to; j += 4 {
		f, sums := [4]R(x[j:]), [4]R{}
		rest := n - j - 4
		vec.Symv(t, at(a[j*ld+j+4:]), ld*int(unsafe.Sizeof(a[0])), at(x[j+4:]), &f, at(y[j+4-from:]), rest, &sums)
		corner(a[j*ld+j:], ld, &f, (*[4]R)(y[j-from:]), &sums)
	}
	for ; j < to; j++ {
		col, s := a[j*ld+j:], R(0)
		y[j-from] += R(col[0] * x[j])
		if rest := n - j - 1; rest > 0 {
			s = vec.Dot[R](t, at(col[1:]), at(x[j+1:]), rest)
			vec.Axpy(t, x[j], at(col[1:]), at(y[j+1-from:]), rest)
		}
		y[j-from] += s
	}
}

// corner adds to y the product of the 4 by 4 triangle at a and x, and sums.
func corner[R blas.Real](a []R, ld int, x, y, sums *[4]R) {
	c0, c1, c2 := (*[4]R)(a), (*[3]R)(a[ld+1:]), (*[2]R)(a[2*ld+2:])
	d3 := a[3*ld+3]
	y[0] += R(c0[0]*x[0]) + R(c0[1]*x[1]) + R(c0[2]*x[2]) + R(c0[3]*x[3]) + sums[0]
	y[1] += R(c0[1]*x[0]) + R(c1[0]*x[1]) + R(c1[1]*x[2]) + R(c1[2]*x[3]) + sums[1]
	y[2] += R(c0[2]*x[0]) + R(c1[1]*x[1]) + R(c2[0]*x[2]) + R(c2[1]*x[3]) + sums[2]
	y[3] += R(c0[3]*x[0]) + R(c1[2]*x[1]) + R(c2[1]*x[2]) + R(d3*x[3]) + sums[3]
}

func complexTriangle[R blas.Real, T blas.Complex](t cpu.Tier, a []T, ld, from, to int, x, y []T) {
	n := len(x)
	j := from
	for ; j+2 < n && j+2 <= to; j += 2 {
		f := [2]vec.Factor[R]{factor[R](x[j]), factor[R](x[j+1])}
		var sums [2]vec.Sums[R]
		vec.CSymv(t, at(a[j*ld+j+2:]), ld*int(unsafe.Sizeof(a[0])), at(x[j+2:]), &f, at(y[j+2-from:]), n-j-2, &sums)
		e := a[j*ld+j+1]
		y[j-from] += diagonal(a[j*ld+j], x[j]) + blas.Mul(blas.Conj(e), x[j+1]) + conjSum[R, T](sums[0])
		y[j+1-from] += diagonal(a[(j+1)*ld+j+1], x[j+1]) + blas.Mul(e, x[j]) + conjSum[R, T](sums[1])
	}
	for ; j < to; j++ {
		col := a[j*ld+j:]
		y[j-from] += diagonal(col[0], x[j])
		if rest := n - j - 1; rest > 0 {
			y[j-from] += conjSum[R, T](vec.CDot[R](t, at(col[1:]), at(x[j+1:]), rest))
			vec.CAxpy(t, factor[R](x[j]), at(col[1:]), at(y[j+1-from:]), rest)
		}
	}
}

// diagonal is the product with an element of the diagonal, which is real.
func diagonal[T blas.Complex](d, x T) T { return blas.Mul(blas.FromReal[T](blas.Re(d)), x) }

func conjSum[R blas.Real, T blas.Complex](s vec.Sums[R]) T {
	re, im := s.Conj()
	return blas.FromComplex[T](complex(float64(re), float64(im)))
}
