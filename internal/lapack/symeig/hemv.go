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
// are from call to call, so each worker finds its own in its cache, and that
// nothing is allocated.
type product[T blas.Scalar] struct {
	env    blas.Env
	n      int // order of the whole matrix
	starts []int
	parts  [][]T // where the pieces but the first sum up
}

// pieceColumns is about how many columns a piece has; most pieces is also how
// many workers find something to do.
const (
	pieceColumns = 96
	mostPieces   = 16
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

// times computes y = A·x for the trailing window a of the matrix. x and y are
// contiguous.
func (p *product[T]) times(a blas.Mat[T], x, y []T) {
	first := p.n - a.Rows // columns that are gone
	p.env.Pool.For(p.env.Done, len(p.starts)-1, func(c int) {
		from, to := max(p.starts[c]-first, 0), p.starts[c+1]-first
		if from >= to {
			return
		}
		out := p.parts[c][:a.Rows-from]
		clear(out)
		columnsTimes(p.env.Tier, a.Data, a.CS, from, to, x, out)
	})
	done := false
	for c, part := range p.parts {
		from, to := max(p.starts[c]-first, 0), p.starts[c+1]-first
		switch {
		case from >= to:
		case !done:
			copy(y, part[:a.Rows])
			done = true
		default:
			blas.Axpy(blas.Env{Tier: p.env.Tier}, 1, blas.VecOf(part[:a.Rows-from]), blas.VecOf(y[from:]))
		}
	}
}

// columnsTimes adds to y what the columns from one to another of a triangle,
// and the rows that mirror them, contribute to A·x. y begins at the row of the
// first column.
func columnsTimes[T blas.Scalar](t cpu.Tier, a []T, ld, from, to int, x, y []T) {
	switch a := any(a).(type) {
	case []float64:
		realColumns(t, a, ld, from, to, any(x).([]float64), any(y).([]float64))
	case []float32:
		realColumns(t, a, ld, from, to, any(x).([]float32), any(y).([]float32))
	case []complex128:
		complexColumns[float64](t, a, ld, from, to, any(x).([]complex128), any(y).([]complex128))
	case []complex64:
		complexColumns[float32](t, a, ld, from, to, any(x).([]complex64), any(y).([]complex64))
	}
}

func realColumns[R blas.Real](t cpu.Tier, a []R, ld, from, to int, x, y []R) {
	n := len(x)
	size := int(unsafe.Sizeof(a[0]))
	for j := from; j < to; j += 4 {
		k := min(4, to-j)
		var f, sums [4]R
		for c := range k {
			f[c] = x[j+c]
			for r := c; r < k; r++ {
				e := a[(j+c)*ld+j+r]
				y[j+r-from] = vec.FMA(e, f[c], y[j+r-from])
				if r > c {
					sums[c] = vec.FMA(e, x[j+r], sums[c])
				}
			}
		}
		if rest := n - j - k; rest > 0 && k == 4 {
			vec.Symv(t, vec.Ptr(&a[j*ld+j+4]), ld*size, vec.Ptr(&x[j+4]), &f, vec.Ptr(&y[j+4-from]), rest, &sums)
		} else if rest > 0 {
			for c := range k {
				col := vec.Ptr(&a[(j+c)*ld+j+k])
				sums[c] += vec.Dot[R](t, col, vec.Ptr(&x[j+k]), rest)
				vec.Axpy(t, f[c], col, vec.Ptr(&y[j+k-from]), rest)
			}
		}
		for c := range k {
			y[j+c-from] += sums[c]
		}
	}
}

func complexColumns[R blas.Real, T blas.Complex](t cpu.Tier, a []T, ld, from, to int, x, y []T) {
	n := len(x)
	size := int(unsafe.Sizeof(a[0]))
	for j := from; j < to; j += 2 {
		k := min(2, to-j)
		var f [2]vec.Factor[R]
		var sums [2]vec.Sums[R]
		for c := range k {
			f[c] = vec.Times(R(blas.Re(x[j+c])), R(blas.Im(x[j+c])))
			d := blas.FromReal[T](blas.Re(a[(j+c)*ld+j+c]))
			y[j+c-from] += blas.Mul(d, x[j+c])
		}
		if k == 2 {
			e := a[j*ld+j+1]
			y[j+1-from] += blas.Mul(e, x[j])
			y[j-from] += blas.Mul(blas.Conj(e), x[j+1])
		}
		if rest := n - j - k; rest > 0 && k == 2 {
			vec.CSymv(t, vec.Ptr(&a[j*ld+j+2]), ld*size, vec.Ptr(&x[j+2]), &f, vec.Ptr(&y[j+2-from]), rest, &sums)
		} else if rest > 0 {
			col := vec.Ptr(&a[j*ld+j+1])
			sums[0] = vec.CDot[R](t, col, vec.Ptr(&x[j+1]), rest)
			vec.CAxpy(t, f[0], col, vec.Ptr(&y[j+1-from]), rest)
		}
		for c := range k {
			re, im := sums[c].Conj()
			y[j+c-from] += blas.FromComplex[T](complex(float64(re), float64(im)))
		}
	}
}
