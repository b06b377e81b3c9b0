package lapack

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/vec"
)

// adder adds |x[i]| to to[i]; to has at least as many elements as x.
type adder[T blas.Scalar] func(to []float64, x blas.Vec[T])

// fast is an adder that works in vectors. Magnitudes of complex128 are roots
// of squares; see [ranged].
func fast[T blas.Scalar](to []float64, x blas.Vec[T]) {
	if x.Inc != 1 || x.N == 0 {
		exact(to, x)
		return
	}
	p, f := vec.Ptr(unsafe.SliceData(x.Data)), vec.Ptr(unsafe.SliceData(to[:x.N]))
	switch any(x.Data).(type) {
	case []float64:
		vec.AddAbs[float64](cpu.Best, p, f, x.N)
	case []float32:
		vec.AddAbs[float32](cpu.Best, p, f, x.N)
	case []complex128:
		vec.CAddAbs[float64](cpu.Best, p, f, x.N)
	case []complex64:
		vec.CAddAbs[float32](cpu.Best, p, f, x.N)
	}
}

// exact is an adder without squares that leave the range.
func exact[T blas.Scalar](to []float64, x blas.Vec[T]) {
	for i := range to[:x.N] {
		to[i] += blas.Abs(x.Data[i*x.Inc])
	}
}

// ranged returns what norm makes of fast magnitudes if it is so large that
// squares below the normal numbers do not count, and so small that none has
// overflowed. Otherwise it returns what norm makes of exact ones.
func ranged[T blas.Scalar](norm func(add adder[T]) float64) float64 {
	if x := norm(fast[T]); x > 0x1p-400 && x < 0x1p500 {
		return x
	}
	return norm(exact[T])
}

// normPiece is how many magnitudes are looked at together.
const normPiece = 512

// pieces calls f with the magnitudes of all rows, piece by piece, rows being
// what is closest in memory.
func pieces[T blas.Scalar](add adder[T], a blas.Mat[T], f func(i int, abs []float64)) {
	if a.Empty() {
		return
	}
	buf := make([]float64, min(normPiece, a.Cols))
	for i := range a.Rows {
		row := a.Row(i)
		for j := 0; j < a.Cols; j += normPiece {
			abs := buf[:min(a.Cols-j, normPiece)]
			clear(abs)
			add(abs, row.From(j, j+len(abs)))
			f(i, abs)
		}
	}
}

// MaxAbs returns the largest |a[i][j]|, zero for an empty matrix, NaN if there
// is one. LAPACK: ?lange 'M'.
func MaxAbs[T blas.Scalar](a blas.Mat[T]) float64 {
	a.Conj = false
	if a.CS > a.RS {
		a = a.T()
	}
	return ranged(func(add adder[T]) float64 {
		big := 0.0
		pieces(add, a, func(_ int, abs []float64) {
			for _, x := range abs {
				if x > big || x != x {
					big = x
				}
			}
		})
		return big
	})
}

// Norm1 returns the largest column sum of magnitudes, zero for an empty
// matrix, NaN if there is one. LAPACK: ?lange '1'.
func Norm1[T blas.Scalar](a blas.Mat[T]) float64 { return NormInf(a.T()) }

// NormInf returns the largest row sum of magnitudes. LAPACK: ?lange 'I'.
func NormInf[T blas.Scalar](a blas.Mat[T]) float64 {
	if a.Empty() {
		return 0 // there may be no memory to make columns of
	}
	a.Conj = false
	if x, ok := any(a.Data).([]float64); ok && a.RS == 1 {
		return sumColumns(x, a.Rows, a.Cols, a.CS)
	}
	return ranged(func(add adder[T]) float64 {
		sums := make([]float64, a.Rows)
		if a.CS <= a.RS {
			pieces(add, a, func(i int, abs []float64) { sums[i] += sumAbs(abs) })
			return largest(sums)
		}
		for j := range a.Cols {
			add(sums, blas.Vec[T]{Data: a.Data[j*a.CS:], N: a.Rows, Inc: a.RS})
		}
		return largest(sums)
	})
}

// sumColumns is the general way for columns of n elements side by side, without
// its calls through closures, which cost as much as a short column.
func sumColumns(x []float64, n, cols, ld int) float64 {
	sums := make([]float64, n)
	to := vec.Ptr(unsafe.SliceData(sums))
	for j := range cols {
		vec.AddAbs[float64](cpu.Best, vec.Ptr(&x[j*ld:][:n][0]), to, n)
	}
	return largest(sums)
}

func sumAbs(x []float64) float64 {
	return vec.Asum[float64](cpu.Best, vec.Ptr(unsafe.SliceData(x)), len(x))
}

func addTo(to, x []float64) {
	vec.Axpy[float64](cpu.Best, 1, vec.Ptr(unsafe.SliceData(x)), vec.Ptr(unsafe.SliceData(to[:len(x)])), len(x))
}

// largest returns the largest of some sums of magnitudes, NaN if there is one.
func largest(sums []float64) float64 {
	return math.Float64frombits(uint64(vec.MaxAbs[float64](cpu.Best, vec.Ptr(unsafe.SliceData(sums)), len(sums))))
}

// NormSym returns the 1-norm, equal to the infinity norm, of a symmetric
// matrix of which one triangle is stored. LAPACK: ?lansy '1'.
func NormSym[T blas.Scalar](uplo blas.Uplo, a blas.Mat[T]) float64 {
	return normTriangle(uplo, a, blas.Abs[T])
}

// NormHerm is [NormSym] for a Hermitian matrix: imaginary parts of its
// diagonal are not read. LAPACK: ?lanhe '1'.
func NormHerm[T blas.Scalar](uplo blas.Uplo, a blas.Mat[T]) float64 {
	return normTriangle(uplo, a, func(x T) float64 { return math.Abs(blas.Re(x)) })
}

// normTriangle takes an element of the triangle into the sums of its row and
// of its column.
func normTriangle[T blas.Scalar](uplo blas.Uplo, a blas.Mat[T], diagonal func(x T) float64) float64 {
	a.Conj = false
	if a.CS > a.RS {
		uplo, a = uplo.T(), a.T()
	}
	if x, ok := any(a.Data).([]float64); ok && a.CS == 1 && a.Rows > 0 {
		return sumTriangle(uplo, x, a.Rows, a.RS)
	}
	return ranged(func(add adder[T]) float64 {
		sums, buf := make([]float64, a.Rows), make([]float64, a.Rows)
		for i := range a.Rows {
			lo, hi := 0, i
			if uplo == blas.Upper {
				lo, hi = i+1, a.Rows
			}
			sums[i] += diagonal(a.Data[i*(a.RS+a.CS)])
			if lo < hi {
				sums[i] += addRow(add, sums[lo:hi], blas.Vec[T]{Data: a.Data[i*a.RS+lo*a.CS:], N: hi - lo, Inc: a.CS}, buf[:hi-lo])
			}
		}
		return largest(sums)
	})
}

// sumTriangle is normTriangle for n rows of elements side by side; see
// [sumColumns].
func sumTriangle(uplo blas.Uplo, x []float64, n, ld int) float64 {
	sums := make([]float64, n)
	for i := range n {
		lo, hi := 0, i
		if uplo == blas.Upper {
			lo, hi = i+1, n
		}
		row := x[i*ld:][:hi]
		sums[i] += math.Abs(x[i*(ld+1)])
		if lo < hi {
			p := vec.Ptr(&row[lo])
			vec.AddAbs[float64](cpu.Best, p, vec.Ptr(&sums[lo]), hi-lo)
			sums[i] += vec.Asum[float64](cpu.Best, p, hi-lo)
		}
	}
	return largest(sums)
}

// addRow adds the magnitudes of x to sums and returns their own sum.
func addRow[T blas.Scalar](add adder[T], sums []float64, x blas.Vec[T], buf []float64) float64 {
	if row, ok := any(x.Data).([]float64); ok && x.Inc == 1 {
		add(sums, x)
		return sumAbs(row[:x.N])
	}
	clear(buf)
	add(buf, x)
	addTo(sums, buf)
	return sumAbs(buf)
}

// NormTri returns the 1-norm of the triangle uplo of a. LAPACK: ?lantr '1'.
func NormTri[T blas.Scalar](uplo blas.Uplo, diag blas.Diag, a blas.Mat[T]) float64 {
	if a.Empty() {
		return 0
	}
	a.Conj = false
	return ranged(func(add adder[T]) float64 {
		sums, buf := make([]float64, a.Cols), make([]float64, a.Cols)
		for i := range a.Rows {
			from, to := 0, min(i+1, a.Cols)
			if uplo == blas.Upper {
				from, to = min(i, a.Cols), a.Cols
			}
			abs := buf[:to-from]
			clear(abs)
			add(abs, a.Row(i).From(from, to))
			if diag == blas.Unit && i < a.Cols {
				abs[i-from] = 1
			}
			addTo(sums[from:], abs)
		}
		return largest(sums)
	})
}

// NormFro returns the Frobenius norm. LAPACK: ?lange 'F'.
func NormFro[T blas.Scalar](env blas.Env, a blas.Mat[T]) float64 {
	if a.Empty() {
		return 0
	}
	a.Conj = false
	if a.CS > a.RS {
		a = a.T()
	}
	rows := blas.VecOf(make([]float64, a.Rows))
	for i := range a.Rows {
		rows.Set(i, blas.Nrm2(env, a.Row(i)))
	}
	return blas.Nrm2(env, rows)
}

// Lascl multiplies a by to/from, in steps that neither overflow nor underflow
// on the way. LAPACK: ?lascl.
func Lascl[T blas.Scalar](env blas.Env, from, to float64, a blas.Mat[T]) {
	a.Conj = false
	if a.CS > a.RS {
		a = a.T()
	}
	small := blas.SafeMin[T]()
	for done := false; !done && !a.Empty(); {
		f := to / from
		switch {
		case math.Abs(from*small) > math.Abs(to) && to != 0 && math.Abs(f) < small:
			f, from = small, from*small
		case math.Abs(f) > 1/small && !math.IsInf(from, 0) && from != 0:
			f, to = 1/small, to*small
		default:
			done = true
		}
		for i := range a.Rows {
			blas.Scal(env, blas.FromReal[T](f), a.Row(i))
		}
	}
}
