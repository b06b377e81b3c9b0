package lapack

import (
	"math"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/lapack/outer"
)

// Small bounds the order of matrices that take the direct path: elimination
// row by row where the matrix lies, without allocation.
const Small = 16

// pivotIn returns the row from k on with the largest |Re x| + |Im x| in column
// k, the first NaN if there is one.
func pivotIn[T blas.Scalar](w []T, ld, rows, k int) int {
	switch w := any(w).(type) {
	case []float64:
		return pivotReal(w, ld, rows, k)
	case []float32:
		return pivotReal(w, ld, rows, k)
	case []complex128:
		return pivotComplex(parts[float64](w), 2*ld, rows, k)
	case []complex64:
		return pivotComplex(parts[float32](w), 2*ld, rows, k)
	}
	panic("lapack: unreachable element type")
}

// parts returns the real and imaginary parts of complex numbers.
func parts[R blas.Real, T blas.Complex](w []T) []R {
	return unsafe.Slice((*R)(unsafe.Pointer(unsafe.SliceData(w))), 2*len(w))
}

func pivotReal[R blas.Real](w []R, ld, rows, k int) int {
	best, at := R(-1), k
	for i, o := k, k*ld+k; i < rows; i, o = i+1, o+ld {
		if a := R(math.Abs(float64(w[o]))); a > best {
			best, at = a, i
		} else if a != a {
			return i
		}
	}
	return at
}

func pivotComplex[R blas.Real](w []R, ld, rows, k int) int {
	best, at := R(-1), k
	for i, o := k, k*ld+2*k; i < rows; i, o = i+1, o+ld {
		if a := R(math.Abs(float64(w[o]))) + R(math.Abs(float64(w[o+1]))); a > best {
			best, at = a, i
		} else if a != a {
			return i
		}
	}
	return at
}

// divideColumn divides rows elements, ld apart, by d.
func divideColumn[T blas.Scalar](w []T, ld, rows int, d T) {
	if rows <= 0 {
		return
	}
	if blas.IsComplex[T]() {
		r, ok := reciprocal(d)
		for i := range rows {
			if ok {
				w[i*ld] = blas.Mul(w[i*ld], r)
			} else {
				w[i*ld] = blas.Div(w[i*ld], d)
			}
		}
		return
	}
	for o := 0; o < rows*ld; o += ld {
		w[o] /= d
	}
}

// reciprocal returns 1/d, and whether multiplying by it may replace dividing
// by d.
func reciprocal[T blas.Scalar](d T) (T, bool) {
	if a := blas.Abs1(d); !(a >= 4*blas.SafeMin[T]() && a <= 0.25/blas.SafeMin[T]()) {
		return 0, false
	}
	return blas.Div(1, d), true
}

// luRows factors an m by n matrix whose rows lie ld apart, in place; see
// [Getrf].
func luRows[T blas.Scalar](t cpu.Tier, w []T, ld, m, n int, piv []int) int {
	zero := -1
	for k := range piv {
		at := pivotIn(w, ld, m, k)
		piv[k] = at
		if w[at*ld+k] == 0 {
			if zero < 0 {
				zero = k
			}
			continue
		}
		if at != k {
			swap(w[k*ld:k*ld+n], w[at*ld:at*ld+n])
		}
		if k+1 == m {
			break
		}
		divideColumn(w[(k+1)*ld+k:], ld, m-k-1, w[k*ld+k])
		if k+1 < n {
			outer.Sub(t, w[(k+1)*ld+k+1:], ld, w[(k+1)*ld+k:], w[k*ld+k+1:], m-k-1, n-k-1)
		}
	}
	return zero
}

func swap[T blas.Scalar](x, y []T) {
	for i := range min(len(x), len(y)) {
		x[i], y[i] = y[i], x[i]
	}
}

// solveRows solves the system of n equations whose coefficients, and behind
// them the cols-n right sides, lie in rows of cols elements. It returns false
// if a pivot is zero.
func solveRows[T blas.Scalar](t cpu.Tier, w []T, n, cols int) bool {
	for k := range n {
		at := pivotIn(w, cols, n, k)
		if w[at*cols+k] == 0 {
			return false
		}
		if at != k {
			swap(w[k*cols+k:(k+1)*cols], w[at*cols+k:(at+1)*cols])
		}
		if k+1 < n {
			below := w[(k+1)*cols+k:]
			divideColumn(below, cols, n-k-1, w[k*cols+k])
			outer.Sub(t, below[1:], cols, below, w[k*cols+k+1:], n-k-1, cols-k-1)
		}
	}
	for k := n - 1; k >= 0; k-- {
		x := w[k*cols+n : (k+1)*cols]
		divideColumn(x, 1, len(x), w[k*cols+k])
		outer.Sub(t, w[n:], cols, w[k:], x, k, len(x))
	}
	return true
}

// workspaces are kept per element size, since pools are not generic.
var workspaces = sync.Pool{New: func() any { return new(workspace) }}

// workspace is memory for one small system, kept between calls.
type workspace struct{ data []complex128 }

// elements returns n elements of the workspace, of arbitrary content.
func elements[T blas.Scalar](s *workspace, n int) []T {
	size := int(unsafe.Sizeof(*new(T)))
	if need := (n*size + 15) / 16; len(s.data) < need {
		s.data = make([]complex128, need)
	}
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(s.data))), n)
}

// GesvSmall solves A·X = B in place of b for one row-major system of n
// equations with nrhs right sides; a is kept. It returns false, and leaves b,
// if a pivot is zero. Meant for n up to [Small], it allocates nothing once its
// workspace has grown.
func GesvSmall[T blas.Scalar](env blas.Env, n, nrhs int, a, b []T) bool {
	s := workspaces.Get().(*workspace)
	ok := gesvIn(env.Tier, elements[T](s, n*(n+nrhs)), n, nrhs, a, b)
	workspaces.Put(s)
	return ok
}

// gesvIn is GesvSmall in the workspace w.
func gesvIn[T blas.Scalar](t cpu.Tier, w []T, n, nrhs int, a, b []T) bool {
	cols := n + nrhs
	for i := range n {
		copy(w[i*cols:], a[i*n:(i+1)*n])
		copy(w[i*cols+n:], b[i*nrhs:(i+1)*nrhs])
	}
	if !solveRows(t, w, n, cols) {
		return false
	}
	for i := range n {
		copy(b[i*nrhs:(i+1)*nrhs], w[i*cols+n:])
	}
	return true
}

// GesvBatch solves A·X = B for every matrix of a stack: a holds row-major
// matrices of order n one after another, b as many of n by nrhs, which become
// the solutions. It returns the index of the first matrix with a zero pivot,
// or -1; the others are solved, the B of such a one is left as it is. Each
// solution has the bits of [GesvSmall]; from order [Small] on, of [Getrf].
func GesvBatch[T blas.Scalar](env blas.Env, n, nrhs int, a, b []T) int {
	if n == 0 || nrhs == 0 {
		return -1
	}
	count := len(a) / (n * n)
	if len(a) != count*n*n || len(b) != count*n*nrhs {
		panic("lapack: gesvbatch: lengths do not fit")
	}
	var first atomic.Int64
	first.Store(math.MaxInt64)
	per := max(1, min(batchWork/(n*n*(n+nrhs)), (count+7)/8))
	env.Pool.For(env.Done, (count+per-1)/per, func(chunk int) {
		from, to := chunk*per, min(count, (chunk+1)*per)
		if i := gesvRange(blas.Env{Tier: env.Tier, Done: env.Done}, n, nrhs, a, b, from, to); i >= 0 {
			for old := first.Load(); int64(i) < old && !first.CompareAndSwap(old, int64(i)); old = first.Load() {
			}
		}
	})
	if i := first.Load(); i < math.MaxInt64 {
		return int(i)
	}
	return -1
}

// batchWork is the number of multiply-adds worth a chunk of a batch.
const batchWork = 1 << 17

// gesvRange solves some systems of a batch and returns the first singular one.
func gesvRange[T blas.Scalar](env blas.Env, n, nrhs int, a, b []T, from, to int) int {
	first := -1
	s := workspaces.Get().(*workspace)
	w := elements[T](s, n*(n+nrhs))
	for i := from; i < to; i++ {
		ai, bi := a[i*n*n:(i+1)*n*n], b[i*n*nrhs:(i+1)*n*nrhs]
		ok := false
		if n <= Small {
			ok = gesvIn(env.Tier, w, n, nrhs, ai, bi)
		} else {
			ok = gesv(env, blas.RowMajor(ai, n, n, n).Clone(env), blas.RowMajor(bi, n, nrhs, nrhs))
		}
		if !ok && first < 0 {
			first = i
		}
	}
	workspaces.Put(s)
	return first
}

// gesv solves A·X = B in place of both.
func gesv[T blas.Scalar](env blas.Env, a, b blas.Mat[T]) bool {
	piv := make([]int, a.Rows)
	if Getrf(env, a, piv) >= 0 {
		return false
	}
	Getrs(env, a, piv, b)
	return true
}
