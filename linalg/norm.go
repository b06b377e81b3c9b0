package linalg

import (
	"math"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/nd"
)

// Order names a norm of matrices.
type Order uint8

const (
	Fro    Order = iota // Frobenius: the root of the sum of squares
	One                 // largest column sum of magnitudes
	NegOne              // smallest column sum
	Inf                 // largest row sum of magnitudes
	NegInf              // smallest row sum
	Two                 // largest singular value
	NegTwo              // smallest singular value
	Nuc                 // nuclear: the sum of the singular values
	MaxAbs              // largest magnitude; not submultiplicative
)

var orderNames = [...]string{"fro", "1", "-1", "inf", "-inf", "2", "-2", "nuc", "max"}

// String returns the name NumPy and SciPy use.
func (o Order) String() string {
	if int(o) < len(orderNames) {
		return orderNames[o]
	}
	return "invalid"
}

// OrderOf returns the order with the given name: fro, 1, -1, inf, -inf, 2, -2,
// nuc or max.
func OrderOf(name string) (Order, bool) {
	for i, s := range orderNames {
		if s == name {
			return Order(i), true
		}
	}
	return 0, false
}

// Norm returns the norm of each matrix. Nothing overflows on the way. The norms
// of matrices without rows or columns are zero; NegOne, NegInf and NegTwo, which
// have no value there, refuse them. NaN and infinity are carried through, but
// for the norms by singular values, which refuse them. NumPy:
// linalg.matrix_norm, linalg.norm on matrices.
func Norm[T Scalar](a array.Array[T], ord Order) (array.Array[float64], error) {
	return norm(eager(), a, ord)
}

func norm[T Scalar](env nd.Env, a array.Array[T], ord Order) (array.Array[float64], error) {
	const op = "norm"
	s, err := matrices(op, a)
	if err != nil {
		return array.Array[float64]{}, err
	}
	switch ord {
	case NegOne, NegInf, NegTwo:
		if s.rows == 0 || s.cols == 0 {
			return array.Array[float64]{}, shapeError(op, "order "+ord.String()+" of matrices without elements", a.Shape())
		}
	}
	switch ord {
	case Two, NegTwo, Nuc:
		return spectralNorm(env, a, ord)
	case Fro, One, NegOne, Inf, NegInf, MaxAbs:
	default:
		return array.Array[float64]{}, valueError(op, "order %d is none", ord)
	}
	out, row := values[float64](s.lead, -1)
	err = each(env, s.count(), float64(2*s.rows*s.cols), func(env nd.Env, i int) error {
		row(i)[0] = normOf(env, s.at(i), ord)
		return nil
	})
	return out, err
}

func normOf[T Scalar](env nd.Env, m blas.Mat[T], ord Order) float64 {
	switch ord {
	case Fro:
		return lapack.NormFro(env, m)
	case One:
		return lapack.Norm1(m)
	case Inf:
		return lapack.NormInf(m)
	case NegOne:
		return leastRow(m.T())
	case NegInf:
		return leastRow(m)
	}
	return lapack.MaxAbs(m)
}

// leastRow returns the smallest row sum of magnitudes.
func leastRow[T Scalar](m blas.Mat[T]) float64 {
	least := math.Inf(1)
	for i := range m.Rows {
		least = math.Min(least, lapack.NormInf(m.Window(i, 0, 1, m.Cols)))
	}
	return least
}

// spectralNorm is a norm by singular values.
func spectralNorm[T Scalar](env nd.Env, a array.Array[T], ord Order) (array.Array[float64], error) {
	s, err := svdvals(env, "norm", a)
	if err != nil {
		return s, err
	}
	lead := s.Shape()[:s.NDim()-1]
	k := s.Dim(-1)
	out, row := values[float64](lead, -1)
	all, _ := s.Data()
	for i := range prod(lead) {
		v := all[i*k : (i+1)*k]
		switch {
		case ord == NegTwo:
			row(i)[0] = v[k-1]
		case ord == Two && k > 0:
			row(i)[0] = v[0]
		case ord == Nuc:
			for _, x := range v {
				row(i)[0] += x
			}
		}
	}
	return out, nil
}

// VectorNorm returns the p-norm (Σ|x|^p)^(1/p) of the vectors along the last
// axis: p = 2 without overflow in between, p = ±Inf the largest or smallest
// magnitude, p = 0 the number of elements that are not zero. A vector without
// elements has norm zero, infinity for p = -Inf. [array.Norm] is faster, over
// any axes, in the type of the elements. NumPy: linalg.vector_norm.
func VectorNorm[T Scalar](a array.Array[T], p float64) (array.Array[float64], error) {
	const op = "vector norm"
	if a.NDim() == 0 {
		return array.Array[float64]{}, shapeError(op, "want at least one dimension", a.Shape())
	}
	if math.IsNaN(p) {
		return array.Array[float64]{}, valueError(op, "p is NaN")
	}
	s := columns(a)
	out, row := values[float64](s.lead, -1)
	err := each(eager(), s.count(), float64(4*s.rows), func(env nd.Env, i int) error {
		row(i)[0] = vectorNorm(env, s.at(i), p)
		return nil
	})
	return out, err
}

func vectorNorm[T Scalar](env nd.Env, m blas.Mat[T], p float64) float64 {
	switch {
	case m.Rows == 0 && math.IsInf(p, -1):
		return math.Inf(1)
	case m.Rows == 0:
		return 0
	case p == 2:
		return blas.Nrm2(env, m.Col(0))
	case p == 1:
		return lapack.Norm1(m)
	case math.IsInf(p, 1):
		return lapack.MaxAbs(m)
	case math.IsInf(p, -1):
		return leastRow(m)
	}
	return powerNorm(m, p)
}

func powerNorm[T Scalar](m blas.Mat[T], p float64) float64 {
	sum := 0.0
	for i := range m.Rows {
		x := blas.Abs(m.At(i, 0))
		switch {
		case p != 0:
			sum += blas.Pow(x, p)
		case x != 0:
			sum++
		}
	}
	if p == 0 {
		return sum
	}
	return blas.Pow(sum, 1/p)
}

// Trace returns the sum of the diagonal, offset to the right if k is positive
// and down if negative. NumPy: linalg.trace.
func Trace[T Scalar](a array.Array[T], k int) (array.Array[T], error) {
	s, err := matrices("trace", a)
	if err != nil {
		return array.Array[T]{}, err
	}
	out, row := values[T](s.lead, -1)
	for i := range s.count() {
		m := s.at(i)
		r, c := max(-k, 0), max(k, 0)
		if r >= m.Rows || c >= m.Cols {
			continue
		}
		d := m.Window(r, c, m.Rows-r, m.Cols-c)
		for j := range min(d.Rows, d.Cols) {
			row(i)[0] += d.At(j, j)
		}
	}
	return out, nil
}
