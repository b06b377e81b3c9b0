// Package gonumconv passes arrays to gonum and back without copying.
//
// It stands apart so that package array itself links no gonum.
package gonumconv

import (
	"unsafe"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"github.com/scicore-go/scicore/array"
)

// Matrix returns a 2-d array as a gonum matrix that shares its elements,
// whatever its strides; T is a transposed view. It panics with an
// [*array.ShapeError] if a is not 2-d.
func Matrix(a array.Array[float64]) mat.Matrix {
	check("matrix", a, 2)
	return matrix{a}
}

type matrix struct{ a array.Array[float64] }

func (m matrix) Dims() (r, c int)    { return m.a.Dim(0), m.a.Dim(1) }
func (m matrix) At(i, j int) float64 { return m.a.At(i, j) }
func (m matrix) T() mat.Matrix       { return matrix{a: m.a.T()} }

// General returns a 2-d array as a BLAS matrix that shares its elements, false
// if its layout allows none: rows must be without gaps and not overlap.
func General(a array.Array[float64]) (blas64.General, bool) {
	check("general", a, 2)
	rows, cols := a.Dim(0), a.Dim(1)
	stride := max(cols, 1)
	if s := a.Strides(); rows > 1 && cols > 0 {
		stride = s[0]
	}
	if cols > 1 && a.Strides()[1] != 1 || stride < cols || stride < 1 {
		return blas64.General{}, false
	}
	g := blas64.General{Rows: rows, Cols: cols, Stride: stride}
	if rows > 0 && cols > 0 {
		g.Data = span(a, (rows-1)*stride+cols)
	}
	return g, true
}

// span returns the n elements of memory from a's first on; the caller knows
// that a's last is the last of them.
func span(a array.Array[float64], n int) []float64 {
	return unsafe.Slice(a.Ptr(make([]int, a.NDim())...), n)
}

// Dense returns a 2-d array as a *mat.Dense: one that shares the elements
// where [General] can, a copy otherwise; shared says which. gonum has no
// matrices without rows or columns: of those the empty Dense is returned.
func Dense(a array.Array[float64]) (m *mat.Dense, shared bool) {
	g, shared := General(a)
	if !shared {
		g, _ = General(array.Copy(a))
	}
	m = new(mat.Dense)
	if g.Rows > 0 && g.Cols > 0 {
		m.SetRawMatrix(g)
	}
	return m, shared
}

// FromGeneral returns a BLAS matrix as an array that shares its elements. It
// panics with an [*array.ShapeError] if the matrix does not fit its data.
func FromGeneral(g blas64.General) array.Array[float64] {
	return array.FromStrided(g.Data, 0, []int{g.Rows, g.Cols}, []int{g.Stride, 1})
}

// FromMatrix returns a gonum matrix as an array: one that shares the elements
// of a *mat.Dense, of its transpose and of an array that [Matrix] wrapped, and
// a copy of any other matrix; shared says which.
func FromMatrix(m mat.Matrix) (a array.Array[float64], shared bool) {
	switch m := m.(type) {
	case matrix:
		return m.a, true
	case mat.RawMatrixer:
		return FromGeneral(m.RawMatrix()), true
	case mat.Transpose:
		a, shared := FromMatrix(m.Matrix)
		return a.T(), shared
	}
	r, c := m.Dims()
	return array.FromFunction(func(i []int) float64 { return m.At(i[0], i[1]) }, r, c), false
}

// Vec returns a 1-d array as a *mat.VecDense: one that shares the elements if
// its stride is positive, a copy otherwise; shared says which.
func Vec(a array.Array[float64]) (v *mat.VecDense, shared bool) {
	check("vec", a, 1)
	n, inc := a.Size(), a.Strides()[0]
	if n <= 1 {
		inc = 1
	}
	if shared = inc > 0; !shared {
		a, inc = array.Copy(a), 1
	}
	v = new(mat.VecDense)
	if n > 0 {
		v.SetRawVector(blas64.Vector{N: n, Inc: inc, Data: span(a, (n-1)*inc+1)})
	}
	return v, shared
}

// FromVec returns a gonum vector as a 1-d array that shares its elements.
func FromVec(v *mat.VecDense) array.Array[float64] {
	r := v.RawVector()
	return array.FromStrided(r.Data, 0, []int{r.N}, []int{r.Inc})
}

func check(op string, a array.Array[float64], dims int) {
	if a.NDim() != dims {
		panic(&array.ShapeError{Op: "gonum " + op, Shapes: [][]int{a.Shape()}, Msg: "wrong number of dimensions"})
	}
}
