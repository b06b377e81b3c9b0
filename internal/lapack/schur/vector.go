package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// vector is an eigenvector: one column of a matrix, or two for the real and
// the imaginary part.
type vector[T blas.Scalar] struct{ re, im blas.Vec[T] }

// eachVector calls f for every vector of m, whose eigenvalues are w.
func eachVector[T blas.Scalar](m blas.Mat[T], w []complex128, f func(vector[T])) {
	pairs := !blas.IsComplex[T]()
	for j := 0; j < m.Cols; j++ {
		v := vector[T]{re: m.Col(j)}
		if pairs && imag(w[j]) > 0 && j+1 < m.Cols {
			v.im = m.Col(j + 1)
			j++
		}
		f(v)
	}
}

// largest returns the largest |Re| + |Im|.
func (v vector[T]) largest() float64 {
	big := 0.0
	for i := range v.re.N {
		a := blas.Abs1(v.re.At(i))
		if v.im.N > 0 {
			a += blas.Abs1(v.im.At(i))
		}
		if a > big {
			big = a
		}
	}
	return big
}

// times multiplies v by a real number.
func (v vector[T]) times(env blas.Env, f float64) {
	if f == 1 {
		return
	}
	blas.Scal(env, blas.FromReal[T](f), v.re)
	if v.im.N > 0 {
		blas.Scal(env, blas.FromReal[T](f), v.im)
	}
}

// maxToOne scales v so that its largest |Re| + |Im| is 1.
func (v vector[T]) maxToOne() {
	big := v.largest()
	if big == 0 || big == 1 || math.IsInf(big, 0) {
		return
	}
	if f := 1 / big; !math.IsInf(f, 0) && blas.Re(blas.FromReal[T](f)) > 0 {
		v.times(blas.Env{}, f)
		return
	}
	// 1/big is no number of T: in two steps.
	r := math.Sqrt(big)
	v.times(blas.Env{}, 1/r)
	v.times(blas.Env{}, 1/r)
}

// normalise scales v to Euclidean norm 1 with a real largest component.
func (v vector[T]) normalise(env blas.Env) {
	norm := blas.Nrm2(env, v.re)
	if v.im.N > 0 {
		norm = blas.Hypot(norm, blas.Nrm2(env, v.im))
	}
	if norm == 0 || math.IsInf(norm, 0) || math.IsNaN(norm) {
		return
	}
	v.times(env, 1/norm)
	if v.im.N == 0 && !blas.IsComplex[T]() {
		return
	}
	k, big := 0, -1.0
	for i := range v.re.N {
		if m := square(v.at(i)); m > big {
			k, big = i, m
		}
	}
	z := v.at(k)
	if imag(z) == 0 {
		return
	}
	phase := scaled(1/absc(z), conj(z))
	if v.im.N == 0 {
		blas.Scal(env, blas.FromComplex[T](phase), v.re)
		v.re.Set(k, blas.FromReal[T](blas.Re(v.re.At(k))))
		return
	}
	// (re + i·im)·phase as a rotation of the two columns.
	blas.Rot(env, v.re, v.im, real(phase), blas.FromReal[T](-imag(phase)))
	v.im.Set(k, 0)
}

// at returns component i.
func (v vector[T]) at(i int) complex128 {
	z := blas.Complex128(v.re.At(i))
	if v.im.N > 0 {
		z = complex(real(z), blas.Re(v.im.At(i)))
	}
	return z
}
