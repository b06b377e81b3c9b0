package linalg

import (
	"math"
	"slices"
	"sync"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/lapack/lanes"
	"github.com/scicore-go/scicore/internal/nd"
)

// Solve returns x with a·x = b, for square a, and the reciprocal condition
// number of a in the 1-norm, the smallest of a stack: about eps·‖x‖/rcond is the
// error of x, and [IllConditioned] says when no digit is left. It is LAPACK's
// estimate; stacks of matrices up to order 16 have it from their inverses,
// complex ones to a factor of two. A b of one dimension is one right side; otherwise the columns of its
// matrices are. A matrix with a pivot of zero is a [*SingularError].
//
// LU with partial pivoting; LAPACK: ?gesv, ?gecon. NumPy: linalg.solve.
func Solve[T Scalar](a, b array.Array[T]) (x array.Array[T], rcond float64, err error) {
	return solve(eager(), a, b)
}

func solve[T Scalar](env nd.Env, a, b array.Array[T]) (x array.Array[T], rcond float64, err error) {
	const op = "solve"
	s, err := squares(op, a)
	if err != nil {
		return x, 0, err
	}
	r, err := rightSide(op, s.lead, s.rows, b)
	if err != nil {
		return x, 0, err
	}
	x, xs := r.result(s.cols)
	s = s.stretch(r.lead)
	rconds := make([]float64, s.count())
	if s.rows <= lapack.Small && s.count() > 1 {
		err = solveSmall(env, s, r, xs, rconds)
		if err == nil || err == errStopped {
			return x, least(rconds), err
		}
		if notFinite := finite(env, op, a, b); notFinite != nil {
			return array.Array[T]{}, 0, notFinite
		}
		return x, least(rconds), err
	}
	if err := finite(env, op, a, b); err != nil {
		return array.Array[T]{}, 0, err
	}
	err = each(env, s.count(), float64(2./3*cube(s.rows))+float64(2*square(s.rows)*float64(xs.cols)), func(env nd.Env, i int) (err error) {
		rconds[i], err = solveOne(env, s, r, xs, i)
		return err
	})
	return x, least(rconds), err
}

// solveOne solves system i of a stack and estimates its condition.
func solveOne[T Scalar](env nd.Env, s stack[T], r right[T], xs stack[T], i int) (rcond float64, err error) {
	lu := s.at(i).Clone(env)
	piv := make([]int, s.rows)
	norm := lapack.Norm1(lu)
	if zero := lapack.Getrf(env, lu, piv); zero >= 0 {
		return 0, &SingularError{"solve", zero, index(r.lead, i)}
	}
	blas.Copy(env, xs.at(i), r.b.at(i))
	lapack.Getrs(env, lu, piv, xs.at(i))
	return lapack.Gecon(env, lu, piv, norm), nil
}

// block is as many systems as there are lanes, and what became of them.
type block struct {
	a, b, x []int // where they lie
	out     []lanes.Result
}

var blocks = sync.Pool{New: func() any { return new(block) }}

// solveSmall is solve for a stack of small systems, which share the vector
// units: one in each lane. It looks for elements that are not finite itself.
func solveSmall[T Scalar](env nd.Env, s stack[T], r right[T], xs stack[T], rconds []float64) error {
	per := lanes.Lanes[T]()
	work := cube(s.rows) + float64(square(s.rows)*float64(r.b.cols)) + 100 // as many at once as there are lanes
	return each(env, (s.count()+per-1)/per, work, func(env nd.Env, chunk int) error {
		w := blocks.Get().(*block)
		defer blocks.Put(w)
		from, to := chunk*per, min(s.count(), (chunk+1)*per)
		w.out = slices.Grow(w.out[:0], per)[:to-from]
		lanes.Solve(env.Tier, s.rows, r.b.cols, s.places(&w.a, from, to), r.b.places(&w.b, from, to), xs.places(&w.x, from, to), w.out)
		for l, res := range w.out {
			i := from + l
			switch rconds[i] = res.RCond; res.State {
			case lanes.Solved:
				continue
			case lanes.Singular:
				return &SingularError{"solve", res.Zero, index(r.lead, i)}
			case lanes.NotFinite:
				if !finiteMat(s.at(i)) || !finiteMat(r.b.at(i)) {
					return errNotFinite
				}
			}
			var err error
			if rconds[i], err = solveOne(env, s, r, xs, i); err != nil {
				return err
			}
		}
		return nil
	})
}

// places tells where some of the matrices lie, with at for memory.
func (s stack[T]) places(at *[]int, from, to int) lanes.Stack[T] {
	*at = (*at)[:0]
	for i := from; i < to; i++ {
		*at = append(*at, s.offset(i))
	}
	return lanes.Stack[T]{First: (*T)(s.ptr), RS: s.rs, CS: s.cs, At: *at}
}

func cube(n int) float64   { return float64(float64(n) * float64(n) * float64(n)) }
func square(n int) float64 { return float64(float64(n) * float64(n)) }

// least returns the smallest number, NaN if there is one, and 1 if there is
// none, which is the condition of a matrix without elements.
func least(xs []float64) float64 {
	m := 1.0
	for i, x := range xs {
		if i == 0 || x < m || math.IsNaN(x) {
			m = x
		}
	}
	return m
}

// right is a right side as a stack of columns.
type right[T Scalar] struct {
	b      stack[T]
	lead   []int // the leading axes of the result
	vector bool
}

// rightSide reads b as the right side of systems of n equations over the
// leading axes lead.
func rightSide[T Scalar](op string, lead []int, n int, b array.Array[T]) (right[T], error) {
	r := right[T]{vector: b.NDim() == 1}
	switch {
	case b.NDim() == 0:
		return r, shapeError(op, "the right side needs a dimension", b.Shape())
	case r.vector:
		r.b = columns(b)
	default:
		r.b = stackOf(b)
	}
	if r.b.rows != n {
		return r, shapeError(op, "the right side has another number of rows", append(slices.Clone(lead), n, n), b.Shape())
	}
	var err error
	if r.lead, err = common(op, lead, r.b.lead); err != nil {
		return r, err
	}
	r.b = r.b.stretch(r.lead)
	return r, nil
}

// result is a new array for solutions of n rows.
func (r right[T]) result(n int) (array.Array[T], stack[T]) {
	x, s := emptyMatrices[T](r.lead, n, r.b.cols)
	if r.vector {
		return x.Squeeze(-1), s
	}
	return x, s
}

// Inv returns the inverses of square matrices and the reciprocal condition
// number in the 1-norm, the smallest of a stack. Solving systems with [Solve]
// is faster and more accurate than multiplying by the inverse.
//
// LAPACK: ?getri, ?gecon. NumPy: linalg.inv.
func Inv[T Scalar](a array.Array[T]) (inv array.Array[T], rcond float64, err error) {
	return inverse(eager(), a)
}

func inverse[T Scalar](env nd.Env, a array.Array[T]) (inv array.Array[T], rcond float64, err error) {
	const op = "inv"
	s, err := squares(op, a)
	if err != nil {
		return inv, 0, err
	}
	if err := finite(env, op, a); err != nil {
		return inv, 0, err
	}
	inv, out := emptyMatrices[T](s.lead, s.rows, s.cols)
	rconds := make([]float64, s.count())
	err = each(env, s.count(), 2*cube(s.rows), func(env nd.Env, i int) error {
		m := out.at(i)
		blas.Copy(env, m, s.at(i))
		piv, norm := make([]int, s.rows), lapack.Norm1(m)
		if zero := lapack.Getrf(env, m, piv); zero >= 0 {
			return &SingularError{op, zero, index(s.lead, i)}
		}
		rconds[i] = lapack.Gecon(env, m, piv, norm)
		lapack.Getri(env, m, piv)
		return nil
	})
	return inv, least(rconds), err
}

// TriangularOptions describes the matrices of [SolveTriangular].
type TriangularOptions struct {
	Lower      bool // the lower triangle is read; otherwise the upper
	Unit       bool // the diagonal is taken to be ones and not read
	Transposed bool // solve with the transpose
	Conjugated bool // with Transposed: with the conjugate transpose
}

// SolveTriangular returns x with a·x = b, for matrices of which one triangle
// is read; nil options mean the upper. A zero on the diagonal is a
// [*SingularError]. b is as for [Solve].
//
// LAPACK: ?trtrs. SciPy: linalg.solve_triangular.
func SolveTriangular[T Scalar](a, b array.Array[T], o *TriangularOptions) (array.Array[T], error) {
	return solveTriangular(eager(), a, b, o)
}

func solveTriangular[T Scalar](env nd.Env, a, b array.Array[T], o *TriangularOptions) (x array.Array[T], err error) {
	const op = "solve_triangular"
	if o == nil {
		o = &TriangularOptions{}
	}
	s, err := squares(op, a)
	if err != nil {
		return x, err
	}
	r, err := rightSide(op, s.lead, s.rows, b)
	if err != nil {
		return x, err
	}
	if err := finite(env, op, b); err != nil {
		return x, err
	}
	if err := finiteTriangle(env, op, a, s, o); err != nil {
		return x, err
	}
	x, xs := r.result(s.cols)
	s = s.stretch(r.lead)
	uplo, diag := blas.Uplo(!o.Lower), blas.Diag(o.Unit)
	err = each(env, s.count(), square(s.rows)*float64(xs.cols), func(env nd.Env, i int) error {
		m, u := s.at(i), uplo
		for j := range m.Rows {
			if !o.Unit && m.At(j, j) == 0 {
				return &SingularError{op, j, index(r.lead, i)}
			}
		}
		if o.Transposed {
			m, u = m.T(), u.T()
			m.Conj = o.Conjugated
		}
		blas.Copy(env, xs.at(i), r.b.at(i))
		blas.Trsm(env, u, diag, 1, m, xs.at(i))
		return nil
	})
	return x, err
}

// finiteTriangle looks at the triangle that is read: at the whole array, which
// is quick, and at the elements of the triangle only if that finds something.
func finiteTriangle[T Scalar](env nd.Env, op string, a array.Array[T], s stack[T], o *TriangularOptions) error {
	if finite(env, op, a) == nil {
		return nil
	}
	for k := range s.count() {
		m := s.at(k)
		for i := range m.Rows {
			from, to := i, m.Cols
			if o.Lower {
				from, to = 0, i+1
			}
			for j := from; j < to; j++ {
				if x := m.At(i, j); !blas.Finite(x) && !(i == j && o.Unit) {
					return &NotFiniteError{op, 0, append(index(s.lead, k), i, j), blas.Complex128(x)}
				}
			}
		}
	}
	return nil
}
