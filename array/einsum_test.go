package array

import (
	"errors"
	"fmt"
	"testing"
)

func TestEinsum(t *testing.T) {
	a := Arange[int64](0, 9, 1).Reshape(3, 3)
	b := Arange[int64](0, 24, 1).Reshape(2, 3, 4)
	c := Arange[int64](0, 40, 1).Reshape(2, 4, 5)
	v := FromSlice([]int64{1, 2, 3})
	for _, x := range []struct {
		text string
		ops  []Array[int64]
		want Array[int64]
	}{
		{"ij,jk->ik", []Array[int64]{a, a.T()}, MatMul(a, a.T())},
		{"ij,jk", []Array[int64]{a, a}, MatMul(a, a)},
		{"ii", []Array[int64]{a}, Scalar[int64](12)},
		{"ii->i", []Array[int64]{a}, FromSlice([]int64{0, 4, 8})},
		{"ji", []Array[int64]{a}, a.T()},
		{"ij->", []Array[int64]{a}, Sum(a)},
		{"...ij,...jk->...ik", []Array[int64]{b, c}, MatMul(b, c)},
		{"...ij->...ji", []Array[int64]{b}, b.SwapAxes(1, 2)},
		{"...j->j", []Array[int64]{b}, Sum(b, 0, 1)},
		{"i,j->ij", []Array[int64]{v, v}, Outer(v, v)},
		{"i,i", []Array[int64]{v, v}, Scalar[int64](14)},
		{"ij,ij->i", []Array[int64]{a, a}, Sum(Mul(a, a), 1)},
		{"i,ij,j", []Array[int64]{v, a, v}, Sum(Mul(Mul(a, v.Reshape(3, 1)), v))},
		{" bij, bjk -> kib", []Array[int64]{b, c}, MatMul(b, c).Permute(2, 1, 0)},
		{"ij,ij->ij", []Array[int64]{a, Ones[int64](1, 3)}, a},
		{"ij->j", []Array[int64]{Zeros[int64](0, 2)}, Zeros[int64](2)},
		{"ij,jk,kl,lm,mn,nk->i", []Array[int64]{a, a, a, a, a, a},
			Sum(Mul(MatMul(a, a), diagonalsOf(MatMul(MatMul(a, a), MatMul(a, a)))), 1)},
	} {
		got := Einsum(x.text, x.ops...)
		if !ArrayEqual(got, x.want) {
			t.Errorf("%s = %v %v, want %v %v", x.text, got.Shape(), ToSlice(got), x.want.Shape(), ToSlice(x.want))
		}
	}
	if p := EinsumPath("ij,jk,kl->il", []int{2, 100}, []int{100, 100}, []int{100, 3}); fmt.Sprint(p) != "[[0 1] [0 1]]" {
		t.Errorf("path %v: the thin product comes first", p)
	}
}

// diagonalsOf returns the diagonal of a matrix.
func diagonalsOf[T Element](a Array[T]) Array[T] { return a.Diagonal(0) }

func TestEinsumMistakes(t *testing.T) {
	a := Zeros[float64](2, 3)
	for text, kind := range map[string]error{
		"ij,jk->ik": ErrValue, "i->i": ErrValue, "ij->k": ErrValue, "ij->ii": ErrValue,
		"i1": ErrValue, "ijk": ErrValue, "ii": ErrShape,
	} {
		if err := Catch(func() { Einsum(text, a) }); !errors.Is(err, kind) {
			t.Errorf("%s: %v, want %v", text, err, kind)
		}
	}
}
