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
	switch w := any(w).(type) {
	case []float64:
		divideReal(w, ld, rows, any(d).(float64))
	case []float32:
		divideReal(w, ld, rows, any(d).(float32))
	case []complex128:
		d := any(d).(complex128)
		divideComplex(parts[float64](w), 2*ld, rows, real(d), imag(d))
	case []complex64:
		d := any(d).(complex64)
		divideComplex(parts[float32](w), 2*ld, rows, real(d), imag(d))
	}
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
		below := w[(k+1)*ld+k:]
		switch {
		case k+1 == n:
		case m <= tiny && n <= tiny: // as solveRows does it, to the bit
			for i := range m - k - 1 {
				for j := range n - k - 1 {
					below[i*ld+1+j] -= blas.Mul(below[i*ld], w[k*ld+k+1+j])
				}
			}
		default:
			outer.Sub(t, below[1:], ld, below, w[k*ld+k+1:], m-k-1, n-k-1)
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
	switch w := any(w).(type) {
	case []float64:
		return solveReal(t, w, n, cols)
	case []float32:
		return solveReal(t, w, n, cols)
	case []complex128:
		return solveComplex(t, parts[float64](w), n, cols)
	case []complex64:
		return solveComplex(t, parts[float32](w), n, cols)
	}
	panic("lapack: unreachable element type")
}

// tiny bounds the orders that are eliminated in plain Go: a kernel would have
// more to say than to do.
const tiny = 4

func solveReal[R blas.Real](t cpu.Tier, w []R, n, cols int) bool {
	for k := range n {
		at := pivotReal(w, cols, n, k)
		if w[at*cols+k] == 0 {
			return false
		}
		row := w[k*cols+k : (k+1)*cols]
		if at != k {
			exchange(row, w[at*cols+k:(at+1)*cols])
		}
		if k+1 == n {
			break
		}
		below := w[(k+1)*cols+k:]
		divideReal(below, cols, n-k-1, row[0])
		if n <= tiny {
			subReal(below[1:], cols, below, row[1:], n-k-1)
		} else {
			outer.Real(t, below[1:], cols, below, row[1:], n-k-1, cols-k-1)
		}
	}
	for k := n - 1; k >= 0; k-- {
		x := w[k*cols+n : (k+1)*cols]
		divideReal(x, 1, len(x), w[k*cols+k])
		if n <= tiny {
			subReal(w[n:], cols, w[k:], x, k)
		} else {
			outer.Real(t, w[n:], cols, w[k:], x, k, len(x))
		}
	}
	return true
}

func exchange[R blas.Real](x, y []R) {
	y = y[:len(x)]
	for i, a := range x {
		x[i], y[i] = y[i], a
	}
}

// divideReal divides count elements, ld apart, by d.
func divideReal[R blas.Real](w []R, ld, count int, d R) {
	if hasReciprocal(d) {
		r := 1 / d
		for i, o := 0, 0; i < count; i, o = i+1, o+ld {
			w[o] *= r
		}
		return
	}
	for i, o := 0, 0; i < count; i, o = i+1, o+ld {
		w[o] /= d
	}
}

// hasReciprocal reports whether 1/d loses nothing.
func hasReciprocal[R blas.Real](d R) bool {
	small := 0x1p-1020
	if unsafe.Sizeof(d) == 4 {
		small = 0x1p-124
	}
	a := math.Abs(float64(d))
	return a >= small && a <= 1/small
}

// subReal is outer.Real for a few elements, with products rounded.
func subReal[R blas.Real](c []R, ld int, x, y []R, rows int) {
	for i, o := 0, 0; i < rows; i, o = i+1, o+ld {
		f, row := x[o], c[o:o+len(y)]
		for j, v := range y {
			row[j] -= R(f * v)
		}
	}
}

// solveComplex is solveReal for complex numbers given by their parts.
func solveComplex[R blas.Real](t cpu.Tier, w []R, n, cols int) bool {
	ld := 2 * cols
	for k := range n {
		at := pivotComplex(w, ld, n, k)
		row := w[k*ld+2*k : (k+1)*ld]
		if at != k {
			exchange(row, w[at*ld+2*k:(at+1)*ld])
		}
		if row[0] == 0 && row[1] == 0 {
			return false
		}
		if k+1 == n {
			break
		}
		below := w[(k+1)*ld+2*k:]
		divideComplex(below, ld, n-k-1, row[0], row[1])
		if n <= tiny {
			subComplex(below[2:], ld, below, row[2:], n-k-1)
		} else {
			outer.Complex(t, below[2:], ld, below, row[2:], n-k-1, cols-k-1)
		}
	}
	for k := n - 1; k >= 0; k-- {
		x := w[k*ld+2*n : (k+1)*ld]
		divideComplex(x, 2, len(x)/2, w[k*ld+2*k], w[k*ld+2*k+1])
		if n <= tiny {
			subComplex(w[2*n:], ld, w[2*k:], x, k)
		} else {
			outer.Complex(t, w[2*n:], ld, w[2*k:], x, k, len(x)/2)
		}
	}
	return true
}

// divideComplex divides count numbers, ld parts apart, by re + i·im.
func divideComplex[R blas.Real](w []R, ld, count int, re, im R) {
	small := R(0x1p-500)
	if unsafe.Sizeof(re) == 4 {
		small = 0x1p-60
	}
	a := R(math.Abs(float64(re))) + R(math.Abs(float64(im)))
	if a >= small && a <= 1/small { // squares stay in range
		s := 1 / (R(re*re) + R(im*im))
		re, im = R(re*s), R(-im*s)
		for i, o := 0, 0; i < count; i, o = i+1, o+ld {
			x, y := w[o], w[o+1]
			w[o], w[o+1] = R(x*re)-R(y*im), R(x*im)+R(y*re)
		}
		return
	}
	d := complex(float64(re), float64(im))
	for i, o := 0, 0; i < count; i, o = i+1, o+ld {
		q := blas.Div(complex(float64(w[o]), float64(w[o+1])), d)
		w[o], w[o+1] = R(real(q)), R(imag(q))
	}
}

// subComplex is outer.Complex for a few numbers, with products rounded.
func subComplex[R blas.Real](c []R, ld int, x, y []R, rows int) {
	for i, o := 0, 0; i < rows; i, o = i+1, o+ld {
		re, im, row := x[o], x[o+1], c[o:o+len(y)]
		for j := 0; j+1 < len(y); j += 2 {
			a, b := y[j], y[j+1]
			row[j] -= R(re*a) - R(im*b)
			row[j+1] -= R(re*b) + R(im*a)
		}
	}
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
