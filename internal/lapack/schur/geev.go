package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// Geev computes the eigenvalues w of A and, if they are wanted, its left and
// right eigenvectors, uᴴ·A = λ·uᴴ and A·v = λ·v, as columns of Euclidean norm
// 1 whose largest component is real. Those of a real A are packed: see
// [Unpack]. A is overwritten. It returns how many eigenvalues were not found;
// if there are any, there are no vectors. LAPACK: ?geev.
func Geev[T blas.Scalar](env blas.Env, a blas.Mat[T], w []complex128, wantLeft, wantRight bool) (left, right blas.Mat[T], failed int) {
	n := checkDriver(a, w)
	if n == 0 {
		return left, right, 0
	}
	if !finite(a, w) {
		return left, right, n
	}
	exp := scaleIn(env, a)
	b := Gebal(env, true, true, a)
	tau := Gehrd(env, b.Lo, b.Hi, a)
	var z blas.Mat[T]
	full := wantLeft || wantRight
	if full {
		z = Orghr(env, b.Lo, b.Hi, a, tau)
	}
	failed = Hseqr(env, full, b.Lo, b.Hi, a, z, w)
	if failed == 0 && wantLeft {
		left = eigenvectors(env, true, a, z, b, w)
	}
	if failed == 0 && wantRight {
		right = eigenvectors(env, false, a, z, b, w)
	}
	for i := range w {
		w[i] = ldexp(w[i], exp)
	}
	return left, right, failed
}

func eigenvectors[T blas.Scalar](env blas.Env, left bool, t, z blas.Mat[T], b Balance, w []complex128) blas.Mat[T] {
	v := Trevc(env, left, t, z)
	Gebak(env, b, left, v)
	eachVector(v, w, func(x vector[T]) { x.normalise(env) })
	return v
}

// Gees computes the Schur form A = Z·T·Zᴴ, which replaces A, and its
// eigenvalues w. Z is stored in z unless z is empty. If sel is not nil, the
// eigenvalues for which it is true stand first; selected is how many they are
// (both of a pair count if one is selected). ordered is false if two
// eigenvalues were too close to be exchanged, or if rounding during the
// exchanges changed the answer of sel. failed counts the eigenvalues that were
// not found. LAPACK: ?gees.
func Gees[T blas.Scalar](env blas.Env, a, z blas.Mat[T], w []complex128, sel func(complex128) bool) (selected int, ordered bool, failed int) {
	n := checkDriver(a, w)
	if n == 0 {
		return 0, true, 0
	}
	if !finite(a, w) {
		return 0, false, n
	}
	exp := scaleIn(env, a)
	b := Gebal(env, true, false, a)
	tau := Gehrd(env, b.Lo, b.Hi, a)
	if !z.Empty() {
		blas.Copy(env, z, Orghr(env, b.Lo, b.Hi, a, tau))
	}
	failed = Hseqr(env, true, b.Lo, b.Hi, a, z, w)
	ordered = failed == 0
	if sel != nil && ordered {
		pick := make([]bool, n)
		for i := range w {
			pick[i] = sel(ldexp(w[i], exp))
		}
		selected, ordered = Trsen(env, pick, a, z, w)
	}
	Gebak(env, b, false, z)
	if exp != 0 {
		scaleOut(env, exp, a, z, w, failed)
	}
	if sel != nil && ordered {
		ordered = inOrder(w, selected, sel)
	}
	return selected, ordered, failed
}

// inOrder reports whether sel holds for the first eigenvalues and no others.
func inOrder(w []complex128, selected int, sel func(complex128) bool) bool {
	for i, x := range w {
		pair := imag(x) != 0 && (sel(x) || sel(conj(x)))
		if (pair || sel(x)) != (i < selected) {
			return false
		}
	}
	return true
}

func checkDriver[T blas.Scalar](a blas.Mat[T], w []complex128) int {
	if a.Rows != a.Cols || len(w) != a.Rows {
		panic("schur: shapes do not fit")
	}
	return a.Rows
}

// finite reports whether a has neither NaN nor infinity; if it has, all of w
// becomes NaN.
func finite[T blas.Scalar](a blas.Mat[T], w []complex128) bool {
	if m := lapack.MaxAbs(a); !math.IsNaN(m) && !math.IsInf(m, 0) {
		return true
	}
	nan := complex(math.NaN(), math.NaN())
	for i := range w {
		w[i] = nan
	}
	return false
}

// scaleIn divides a by 2^exp if its largest element is so large or small that
// products would leave the range of T.
func scaleIn[T blas.Scalar](env blas.Env, a blas.Mat[T]) (exp int) {
	small := math.Sqrt(blas.SafeMin[T]()) / (2 * blas.Eps[T]())
	m := lapack.MaxAbs(a)
	if m == 0 || m >= small && m <= 1/small {
		return 0
	}
	_, exp = math.Frexp(m)
	timesTwoTo(env, a, -exp)
	return exp
}

// timesTwoTo multiplies a by 2^e, in steps that are numbers of T.
func timesTwoTo[T blas.Scalar](env blas.Env, a blas.Mat[T], e int) {
	for e != 0 {
		step := max(-100, min(100, e))
		e -= step
		f := blas.FromReal[T](math.Ldexp(1, step))
		for i := range a.Rows {
			blas.Scal(env, f, a.Row(i))
		}
	}
}

func ldexp(z complex128, exp int) complex128 {
	if exp == 0 {
		return z
	}
	return complex(math.Ldexp(real(z), exp), math.Ldexp(imag(z), exp))
}

// scaleOut multiplies a Schur form and its eigenvalues by 2^exp.
func scaleOut[T blas.Scalar](env blas.Env, exp int, t, z blas.Mat[T], w []complex128, failed int) {
	timesTwoTo(env, t, exp)
	if failed > 0 {
		for i := range w {
			w[i] = ldexp(w[i], exp)
		}
		return
	}
	switch t := any(t).(type) {
	case blas.Mat[float64]:
		restandardise(env, t, any(z).(blas.Mat[float64]))
	case blas.Mat[float32]:
		restandardise(env, t, any(z).(blas.Mat[float32]))
	}
	eigenvalues(t, w)
}

// restandardise looks after blocks of which an element became zero.
func restandardise[T blas.Real](env blas.Env, t, z blas.Mat[T]) {
	for k := 0; k+1 < t.Rows; k++ {
		if t.At(k+1, k) != 0 && t.At(k, k+1) == 0 {
			standardiseIn(env, t, z, k, 0, t.Cols)
		}
	}
}

// Unpack writes out the eigenvectors of a real matrix as [Geev] and [Trevc]
// pack them.
func Unpack[C blas.Complex, T blas.Real](w []complex128, v blas.Mat[T]) blas.Mat[C] {
	u := blas.NewCols[C](v.Rows, v.Cols)
	for j := 0; j < v.Cols; j++ {
		pair := imag(w[j]) > 0 && j+1 < v.Cols
		for i := range v.Rows {
			re := float64(v.At(i, j))
			if !pair {
				u.Set(i, j, C(complex(re, 0)))
				continue
			}
			im := float64(v.At(i, j+1))
			u.Set(i, j, C(complex(re, im)))
			u.Set(i, j+1, C(complex(re, -im)))
		}
		if pair {
			j++
		}
	}
	return u
}
