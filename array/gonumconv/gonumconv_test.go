package gonumconv

import (
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"github.com/scicore-go/scicore/array"
)

func grid() array.Array[float64] { return array.Arange(0.0, 24, 1).Reshape(4, 6) }

func TestMatrixIsAView(t *testing.T) {
	a := grid().Slice(array.Range(0, 4, 2), array.Reversed())
	m := Matrix(a)
	if r, c := m.Dims(); r != 2 || c != 6 || m.At(1, 0) != 17 || m.T().At(0, 1) != 17 {
		t.Fatalf("%d×%d, %v", r, c, mat.Formatted(m))
	}
	a.Set(-1, 1, 0)
	if m.At(1, 0) != -1 {
		t.Error("the matrix does not see a write to the array")
	}
	var sum mat.Dense
	sum.Add(m, m)
	if sum.At(1, 0) != -2 {
		t.Error("gonum does not compute with it")
	}
	if back, shared := FromMatrix(m.T()); !shared || array.Overlaps(back, a.T()) != array.Same {
		t.Error("the way back copies")
	}
}

func TestDenseShares(t *testing.T) {
	for name, c := range map[string]struct {
		a      array.Array[float64]
		shared bool
	}{
		"whole": {grid(), true}, "window": {grid().Slice(array.Range(1, 3), array.Range(2, 5)), true}, "every other row": {grid().Slice(array.Range(0, 4, 2)), true},
		"row": {grid().Slice(array.Range(1, 2)), true}, "column": {grid().Slice(array.All, array.Range(1, 2)), true}, "reversed row": {grid().Slice(array.Range(1, 2), array.Reversed()), false},
		"transposed": {grid().T(), false}, "reversed": {grid().Flip(0), false}, "stretched": {grid().Slice(array.Range(0, 1)).BroadcastTo(3, 6), false},
		"one by one": {grid().Slice(array.Range(3, 4), array.Range(5, 6)), true},
	} {
		m, shared := Dense(c.a)
		if shared != c.shared {
			t.Errorf("%s: shared %v", name, shared)
		}
		back, direct := FromMatrix(m)
		if !direct || !slices.Equal(array.ToSlice(back), array.ToSlice(c.a)) || !slices.Equal(back.Shape(), c.a.Shape()) {
			t.Errorf("%s: back %v", name, back)
		}
		m.Set(0, 0, 99)
		if (c.a.At(0, 0) == 99) != c.shared {
			t.Errorf("%s: a write to the matrix reaches the array: %v", name, !c.shared)
		}
	}
	if m, _ := Dense(array.Zeros[float64](0, 3)); !m.IsEmpty() {
		t.Error("an array without rows is no empty matrix")
	}
}

func TestFromMatrixCopiesOthers(t *testing.T) {
	a, shared := FromMatrix(mat.NewDiagDense(2, []float64{3, 4}))
	if shared || !slices.Equal(array.ToSlice(a), []float64{3, 0, 0, 4}) {
		t.Errorf("diagonal: %v, shared %v", a, shared)
	}
	d := mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})
	a, shared = FromMatrix(d.Slice(0, 2, 1, 3).T())
	if !shared || !slices.Equal(array.ToSlice(a), []float64{2, 5, 3, 6}) {
		t.Errorf("transposed slice: %v, shared %v", a, shared)
	}
	a.Set(50, 0, 1)
	if d.At(1, 1) != 50 {
		t.Error("a write to the array does not reach the matrix")
	}
}

func TestVectors(t *testing.T) {
	v, shared := Vec(grid().Slice(array.All, array.At(1)))
	if !shared || v.Len() != 4 || v.AtVec(2) != 13 {
		t.Errorf("column: %v, shared %v", mat.Formatted(v), shared)
	}
	if back := FromVec(v); !slices.Equal(array.ToSlice(back), []float64{1, 7, 13, 19}) {
		t.Errorf("back: %v", back)
	}
	if v, shared := Vec(array.Arange(0.0, 3, 1).Flip()); shared || v.AtVec(0) != 2 {
		t.Error("a reversed vector")
	}
	if v, _ := Vec(array.Zeros[float64](0)); !v.IsEmpty() {
		t.Error("an empty vector")
	}
}

func TestMistakes(t *testing.T) {
	for name, f := range map[string]func(){
		"rank": func() { Dense(array.Zeros[float64](2)) }, "vector": func() { Vec(grid()) },
		"short data": func() { FromGeneral(blas64.General{Rows: 2, Cols: 2, Stride: 2, Data: make([]float64, 3)}) },
	} {
		if array.Catch(f) == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
