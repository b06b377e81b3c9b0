package matfun

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/schur"
)

// schurOf returns A = Z·T·Zᴴ with T quasi-triangular if W is real, and the
// eigenvalues. A is overwritten.
func schurOf[W wide](env Env, a Mat[W]) (t, z Mat[W], w []complex128, st Status) {
	n := a.Rows
	z, w = blas.NewMat[W](n, n), make([]complex128, n)
	if !finite(a) {
		return a, z, w, NotFinite
	}
	if _, _, failed := schur.Gees(env, a, z, w, nil); failed > 0 {
		return a, z, w, NotConverged
	}
	if blas.Stopped(env) {
		return a, z, w, Stopped
	}
	for i := range w { // the cut belongs to the upper half plane
		w[i] = complex(real(w[i]), imag(w[i])+0)
	}
	return a, z, w, OK
}

// triangularForm returns A = Z·T·Zᴴ with a triangular T also for a real A. An
// upper triangular A is its own form, and z empty.
func triangularForm[W wide](env Env, a Mat[W]) (t, z Mat[complex128], w []complex128, st Status) {
	if isUpper(a) {
		t = widen[complex128](env, a)
		w = make([]complex128, a.Rows)
		for i := range w {
			x := t.At(i, i)
			w[i] = complex(real(x), imag(x)+0)
			t.Set(i, i, w[i])
		}
		if !finite(t) {
			st = NotFinite
		}
		return t, z, w, st
	}
	s, q, w, st := schurOf(env, a)
	if st != OK {
		return t, z, w, st
	}
	t, z = widen[complex128](env, s), widen[complex128](env, q)
	for k := range w {
		if k+1 < len(w) && t.At(k+1, k) != 0 {
			triangularize(env, t, z, k)
		}
		t.Set(k, k, w[k])
	}
	return t, z, w, OK
}

// triangularize rotates the 2 by 2 block at k, of a standardised real form, so
// that its first eigenvalue a+i·sqrt(-b·c) comes first.
func triangularize(env Env, t, z Mat[complex128], k int) {
	b, c := real(t.At(k, k+1)), real(t.At(k+1, k))
	// The eigenvector is (b, i·mu), mu² = -b·c; divided by sqrt|b|:
	p, q := math.Sqrt(math.Abs(b)), math.Sqrt(math.Abs(c))
	h := math.Sqrt(math.Abs(b) + math.Abs(c))
	cs, sn := math.Copysign(p/h, b), complex(0, q/h)
	n := t.Rows
	// T·G, G = (cs -conj(sn); sn cs), and Z·G, then Gᴴ·T.
	rotateColumns := func(m Mat[complex128], rows int) {
		for i := range rows {
			x, y := m.At(i, k), m.At(i, k+1)
			m.Set(i, k, scaled(cs, x)+cmul(y, sn))
			m.Set(i, k+1, scaled(cs, y)-cmul(x, blas.Conj(sn)))
		}
	}
	rotateColumns(t, k+2)
	rotateColumns(z, n)
	for j := k; j < n; j++ {
		x, y := t.At(k, j), t.At(k+1, j)
		t.Set(k, j, scaled(cs, x)+cmul(y, blas.Conj(sn)))
		t.Set(k+1, j, scaled(cs, y)-cmul(x, sn))
	}
	t.Set(k+1, k, 0)
}

// back returns Z·X·Zᴴ in W, X itself if z is empty; the imaginary parts that a
// real W leaves out are rounding errors.
func back[W wide](env Env, x, z Mat[complex128]) Mat[W] {
	if !z.Empty() {
		x = mul(env, mul(env, z, x), z.H())
	}
	if same, ok := any(x).(Mat[W]); ok {
		return same
	}
	return widen[W](env, x)
}

// cut tells whether eigenvalues allow a principal value of functions that have
// their cut along the negative real axis.
func cut[W wide](w []complex128) Status {
	for _, z := range w {
		if z == 0 {
			return Singular
		}
	}
	if blas.IsComplex[W]() {
		return OK
	}
	for _, z := range w {
		if imag(z) == 0 && real(z) < 0 {
			return NotReal
		}
	}
	return OK
}
