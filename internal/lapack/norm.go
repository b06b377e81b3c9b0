package lapack

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// magnitudes writes |x[i]| in double precision to to and returns that part of
// it, which is as long as x.
func magnitudes[T blas.Scalar](to []float64, x blas.Vec[T]) []float64 {
	to = to[:x.N]
	if x.N == 0 {
		return to
	}
	p := unsafe.Pointer(unsafe.SliceData(to))
	if data, ok := any(x.Data).([]float64); ok && x.Inc == 1 {
		kernel.Unary(cpu.Best, kernel.Abs, dtype.Float64, p, unsafe.Pointer(unsafe.SliceData(data)), x.N)
		return to
	}
	if data, ok := any(x.Data).([]complex128); ok && x.Inc == 1 {
		kernel.Unary(cpu.Best, kernel.CAbs, dtype.Complex128, p, unsafe.Pointer(unsafe.SliceData(data)), x.N)
		return to
	}
	for i := range to {
		to[i] = blas.Abs(x.Data[i*x.Inc])
	}
	return to
}

// normPiece is how many magnitudes are looked at together.
const normPiece = 512

// pieces calls f with the magnitudes of all rows, piece by piece, rows being
// what is closest in memory.
func pieces[T blas.Scalar](a blas.Mat[T], f func(i, j int, abs []float64)) {
	a.Conj = false
	buf := make([]float64, min(normPiece, a.Cols))
	for i := range a.Rows {
		row := a.Row(i)
		for j := 0; j < a.Cols; j += normPiece {
			f(i, j, magnitudes(buf, row.From(j, min(a.Cols, j+normPiece))))
		}
	}
}

// MaxAbs returns the largest |a[i][j]|, zero for an empty matrix, NaN if there
// is one. LAPACK: ?lange 'M'.
func MaxAbs[T blas.Scalar](a blas.Mat[T]) float64 {
	if a.CS > a.RS {
		a = a.T()
	}
	big := 0.0
	pieces(a, func(_, _ int, abs []float64) {
		for _, x := range abs {
			if x > big || x != x {
				big = x
			}
		}
	})
	return big
}

// Norm1 returns the largest column sum of magnitudes, zero for an empty
// matrix, NaN if there is one. LAPACK: ?lange '1'.
func Norm1[T blas.Scalar](a blas.Mat[T]) float64 { return NormInf(a.T()) }

// NormInf returns the largest row sum of magnitudes. LAPACK: ?lange 'I'.
func NormInf[T blas.Scalar](a blas.Mat[T]) float64 {
	sums := make([]float64, a.Rows)
	if a.CS <= a.RS {
		pieces(a, func(i, _ int, abs []float64) {
			// Four chains, so that additions need not wait for each other.
			var s [4]float64
			for ; len(abs) >= 4; abs = abs[4:] {
				s[0] += abs[0]
				s[1] += abs[1]
				s[2] += abs[2]
				s[3] += abs[3]
			}
			for _, x := range abs {
				s[0] += x
			}
			sums[i] += (s[0] + s[1]) + (s[2] + s[3])
		})
	} else {
		pieces(a.T(), func(_, j int, abs []float64) { addTo(sums[j:], abs) })
	}
	return largest(sums)
}

func addTo(to, x []float64) {
	p := unsafe.Pointer(unsafe.SliceData(to[:len(x)]))
	kernel.Binary(cpu.Best, kernel.Add, dtype.Float64, kernel.VV, p, p, unsafe.Pointer(unsafe.SliceData(x)), len(x))
}

func largest(sums []float64) float64 {
	big := 0.0
	for _, s := range sums {
		if s > big || math.IsNaN(s) {
			big = s
		}
		if math.IsNaN(s) {
			break
		}
	}
	return big
}

// NormSym returns the 1-norm, equal to the infinity norm, of a symmetric or
// Hermitian matrix of which one triangle is stored. LAPACK: ?lansy '1'.
func NormSym[T blas.Scalar](uplo blas.Uplo, a blas.Mat[T]) float64 {
	sums := make([]float64, a.Rows)
	if uplo == blas.Upper {
		a = a.T()
	}
	a.Conj = false
	buf := make([]float64, a.Rows)
	for i := range a.Rows {
		abs := magnitudes(buf, a.Row(i).From(0, i+1))
		for _, x := range abs[:i] {
			sums[i] += x
		}
		addTo(sums, abs)
	}
	return largest(sums)
}

// NormTri returns the 1-norm of the triangle uplo of a. LAPACK: ?lantr '1'.
func NormTri[T blas.Scalar](uplo blas.Uplo, diag blas.Diag, a blas.Mat[T]) float64 {
	sums := make([]float64, a.Cols)
	a.Conj = false
	buf := make([]float64, a.Cols)
	for i := range a.Rows {
		from, to := 0, min(i+1, a.Cols)
		if uplo == blas.Upper {
			from, to = min(i, a.Cols), a.Cols
		}
		abs := magnitudes(buf, a.Row(i).From(from, to))
		if diag == blas.Unit && i < a.Cols {
			abs[i-from] = 1
		}
		if len(abs) > 0 {
			addTo(sums[from:], abs)
		}
	}
	return largest(sums)
}

// NormFro returns the Frobenius norm. LAPACK: ?lange 'F'.
func NormFro[T blas.Scalar](env blas.Env, a blas.Mat[T]) float64 {
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
