package schur

import "github.com/scicore-go/scicore/internal/blas"

// Trexc moves the diagonal block of a Schur form that holds row from so that it
// begins at row to, by unitary similarities that are multiplied into z from
// the right unless it is empty. If from or to is the second row of a 2 by 2
// block, its first row is meant; a block that moves down ends where the block
// of row to ended. It returns the row where the block is in the end, and false
// if two blocks on the way were too close to be exchanged. LAPACK: ?trexc.
func Trexc[T blas.Scalar](env blas.Env, t, z blas.Mat[T], from, to int) (at int, ok bool) {
	r := reorderer[T]{env: env, t: t, z: z}
	from, to = r.first(from), r.first(to)
	if from >= to {
		return r.up(from, to)
	}
	return r.down(from, to+r.size(to))
}

// reorderer exchanges diagonal blocks of a Schur form, or of a generalised one
// if p is not empty.
type reorderer[T blas.Scalar] struct {
	env  blas.Env
	t, z blas.Mat[T]
	p, q blas.Mat[T]
}

// first returns the first row of the block that holds row k.
func (r reorderer[T]) first(k int) int {
	if k > 0 && r.t.At(k, k-1) != 0 {
		return k - 1
	}
	return k
}

// size returns the order of the block that begins at row k.
func (r reorderer[T]) size(k int) int {
	if k+1 < r.t.Rows && r.t.At(k+1, k) != 0 {
		return 2
	}
	return 1
}

func (r reorderer[T]) swap(k, n1, n2 int) bool {
	if !r.p.Empty() {
		return r.swapPair(k, n1, n2)
	}
	switch t := any(r.t).(type) {
	case blas.Mat[float64]:
		return swapReal(r.env, t, any(r.z).(blas.Mat[float64]), k, n1, n2)
	case blas.Mat[float32]:
		return swapReal(r.env, t, any(r.z).(blas.Mat[float32]), k, n1, n2)
	case blas.Mat[complex128]:
		swapComplex(r.env, t, any(r.z).(blas.Mat[complex128]), k)
	case blas.Mat[complex64]:
		swapComplex(r.env, t, any(r.z).(blas.Mat[complex64]), k)
	}
	return true
}

func (r reorderer[T]) swapPair(k, n1, n2 int) bool {
	switch r := any(r).(type) {
	case reorderer[float64]:
		return swapPairReal(r.t, r.p, r.q, r.z, k, n1, n2)
	case reorderer[float32]:
		return swapPairReal(r.t, r.p, r.q, r.z, k, n1, n2)
	case reorderer[complex128]:
		swapPairComplex(r.env, r.t, r.p, r.q, r.z, k)
	case reorderer[complex64]:
		swapPairComplex(r.env, r.t, r.p, r.q, r.z, k)
	}
	return true
}

// up moves the block that begins at row k to row to.
func (r reorderer[T]) up(k, to int) (at int, ok bool) {
	s := r.size(k)
	for k > to {
		p := k - r.first(k-1)
		if !r.swap(k-p, p, s) {
			return k, false
		}
		k -= p
		if s == 2 && r.size(k) == 1 { // the block fell into two
			if at, ok = r.up(k, to); !ok {
				return at, false
			}
			_, ok = r.up(k+1, at+1)
			return at, ok
		}
	}
	return k, true
}

// down moves the block that begins at row k so that it ends before row end.
func (r reorderer[T]) down(k, end int) (at int, ok bool) {
	s := r.size(k)
	for k+s < end {
		p := r.size(k + s)
		if !r.swap(k, s, p) {
			return k, false
		}
		k += p
		if s == 2 && r.size(k) == 1 { // the block fell into two
			if at, ok = r.down(k+1, end); !ok {
				return k, false
			}
			return r.down(k, at)
		}
	}
	return k, true
}

// Trsen moves the selected eigenvalues of a Schur form to the top, in their
// order, as [Trexc] does; both eigenvalues of a pair move if one is selected. w
// holds the eigenvalues and follows. It returns how many there are on top,
// and false if two blocks were too close to be exchanged, so that some selected
// eigenvalues may have stayed behind. LAPACK: ?trsen.
func Trsen[T blas.Scalar](env blas.Env, sel []bool, t, z blas.Mat[T], w []complex128) (top int, ok bool) {
	top, ok = reorderer[T]{env: env, t: t, z: z}.collect(sel)
	eigenvalues(t, w)
	return top, ok
}

// collect moves the selected blocks to the top.
func (r reorderer[T]) collect(sel []bool) (top int, ok bool) {
	for k := 0; k < r.t.Rows; {
		n := r.size(k)
		if sel[k] || n == 2 && sel[k+1] {
			if k > top {
				if _, ok := r.up(k, top); !ok {
					return top, false
				}
			}
			top += n
		}
		k += n
	}
	return top, true
}

// eigenvalues reads the eigenvalues of a Schur form.
func eigenvalues[T blas.Scalar](t blas.Mat[T], w []complex128) {
	switch m := any(t).(type) {
	case blas.Mat[float64]:
		quasiEigenvalues(m, 0, m.Rows, w)
	case blas.Mat[float32]:
		quasiEigenvalues(m, 0, m.Rows, w)
	default:
		readDiagonal(t, w, 0, t.Rows)
	}
}
