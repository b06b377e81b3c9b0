package sparse

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/array/random"
	"github.com/scicore-go/scicore/internal/blas"
)

func TestNewCSRRefuses(t *testing.T) {
	type parts struct {
		rows, cols int
		ptr        []int
		idx        []int32
		n          int
	}
	for name, c := range map[string]struct {
		parts
		want error
	}{
		"negative":        {parts{-1, 2, []int{0}, nil, 0}, array.ErrShape},
		"too large":       {parts{1, 1 << 31, []int{0, 0}, nil, 0}, array.ErrShape},
		"no pointers":     {parts{0, 2, nil, nil, 0}, ErrFormat},
		"few pointers":    {parts{2, 2, []int{0, 0}, nil, 0}, ErrFormat},
		"first not zero":  {parts{1, 2, []int{1, 1}, []int32{0}, 1}, ErrFormat},
		"last too small":  {parts{1, 2, []int{0, 1}, []int32{0, 1}, 2}, ErrFormat},
		"decreasing":      {parts{3, 2, []int{0, 2, 1, 2}, []int32{0, 1}, 2}, ErrFormat},
		"past the end":    {parts{3, 2, []int{0, 3, 2, 2}, []int32{0, 1}, 2}, ErrFormat},
		"negative ptr":    {parts{2, 2, []int{0, -1, 1}, []int32{0}, 1}, ErrFormat},
		"column outside":  {parts{1, 2, []int{0, 1}, []int32{2}, 1}, ErrFormat},
		"column negative": {parts{1, 2, []int{0, 1}, []int32{-1}, 1}, ErrFormat},
		"unsorted":        {parts{1, 2, []int{0, 2}, []int32{1, 0}, 2}, ErrFormat},
		"twice":           {parts{1, 2, []int{0, 2}, []int32{1, 1}, 2}, ErrFormat},
		"values missing":  {parts{1, 2, []int{0, 2}, []int32{0, 1}, 1}, ErrFormat},
	} {
		if _, err := NewCSR(c.rows, c.cols, c.ptr, c.idx, make([]float64, c.n)); !errors.Is(err, c.want) {
			t.Errorf("%s: NewCSR: %v, want %v", name, err, c.want)
		}
		if _, err := NewCSC(c.cols, c.rows, c.ptr, c.idx, make([]float32, c.n)); !errors.Is(err, c.want) {
			t.Errorf("%s: NewCSC: %v, want %v", name, err, c.want)
		}
	}
	for name, c := range map[string][2][]int32{
		"row":      {{3}, {0}},
		"column":   {{0}, {-1}},
		"unpaired": {{0, 1}, {0}},
	} {
		if _, err := NewCOO(3, 2, c[0], c[1], []float64{1}); !errors.Is(err, ErrFormat) {
			t.Errorf("coo, %s: %v", name, err)
		}
	}
}

func TestNewCSRKeepsSlices(t *testing.T) {
	data := []float64{1, 2, 3}
	a := must(NewCSR(2, 3, []int{0, 2, 3}, []int32{0, 2, 1}, data))
	data[1] = 7
	if got := a.At(0, 2); got != 7 {
		t.Errorf("At(0,2) = %v after a write to the slice, want 7", got)
	}
	if got := a.T().At(2, 0); got != 7 {
		t.Errorf("the transpose has %v, want 7", got)
	}
	if a.T().T() != a {
		t.Error("the transpose of the transpose is another matrix")
	}
	for _, f := range []func(){func() { a.At(2, 0) }, func() { a.At(0, 3) }, func() { a.At(-1, 0) }, func() { a.T().At(0, 2) }} {
		if !panics(f) {
			t.Error("an index outside did not panic")
		}
	}
}

func panics(f func()) (did bool) {
	defer func() { did = recover() != nil }()
	f()
	return false
}

func TestUnsortedAndDuplicates(t *testing.T) {
	eachType(t, testUnsorted[float32], testUnsorted[float64], testUnsorted[complex64], testUnsorted[complex128])
}

func testUnsorted[T array.Inexact](t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, s := range [][2]int{{0, 0}, {0, 5}, {5, 0}, {1, 1}, {4, 9}, {30, 7}} {
		rows, cols := s[0], s[1]
		dense := make([]complex128, rows*cols)
		var ri, ci []int32
		var v []T
		if rows*cols > 0 {
			for range 3 * (rows + cols) {
				i, j, x := r.IntN(rows), r.IntN(cols), blas.FromReal[T](float64(r.IntN(9)-4))
				ri, ci, v = append(ri, int32(i)), append(ci, int32(j)), append(v, x)
				dense[i*cols+j] += blas.Complex128(x)
			}
		}
		c := must(NewCOO(rows, cols, ri, ci, v))
		want := narrow[T](dense)
		check := func(what string, d array.Array[T]) {
			t.Helper()
			sameBits(t, what, array.ToSlice(d), want)
		}
		check("coo", c.ToDense())
		check("csr", c.ToCSR().ToDense())
		check("csc", c.ToCSC().ToDense())
		check("csc of csr", c.ToCSR().ToCSC().ToDense())
		check("csr of csc", c.ToCSC().ToCSR().ToDense())
		check("coo of csr", c.ToCSR().ToCOO().ToDense())
		check("coo of csc", c.ToCSC().ToCOO().ToDense())
		check("transposed twice", c.T().ToCSR().T().ToDense())
		check("from dense", must(FromDense(c.ToDense())).ToDense())

		// By rows, in the order the triplets came: neither sorted nor unique.
		ptr, idx, val := bucket(rows, ri, ci, v)
		p32 := make([]int32, len(ptr))
		for i, p := range ptr {
			p32[i] = int32(p)
		}
		u := must(CSRFromUnsorted(rows, cols, p32, idx, val))
		check("unsorted", u.ToDense())
		if _, err := NewCSR(rows, cols, u.IndPtr(), u.Indices(), u.Data()); err != nil {
			t.Errorf("%v: not canonical: %v", s, err)
		}
		check("unsorted columns", must(CSCFromUnsorted(cols, rows, p32, idx, val)).T().ToDense())
		for i := range rows {
			for j := range cols {
				if u.At(i, j) != want[i*cols+j] || u.ToCSC().At(i, j) != want[i*cols+j] {
					t.Fatalf("At(%d,%d) = %v, want %v", i, j, u.At(i, j), want[i*cols+j])
				}
			}
		}
	}
}

func TestStructure(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	a := sparseOf[complex128](r, 23, 17, 3)
	d := a.ToDense()
	same := func(what string, got *CSR[complex128], want array.Array[complex128]) {
		t.Helper()
		if rows, cols := got.Shape(); rows != want.Dim(0) || cols != want.Dim(1) {
			t.Errorf("%s: shape %s, want %v", what, shapeName(rows, cols), want.Shape())
			return
		}
		if _, err := NewCSR(got.rows, got.cols, got.ptr, got.idx, got.val); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		sameBits(t, what, array.ToSlice(got.ToDense()), array.ToSlice(want))
	}
	same("tril", a.Tril(-2), array.Tril(d, -2))
	same("triu", a.Triu(3), array.Triu(d, 3))
	same("rows", must(a.SliceRows(3, 11)), d.Slice(array.Range(3, 11, 1)))
	same("columns", must(a.SliceCols(2, 9)), d.Slice(array.All, array.Range(2, 9, 1)))
	same("no rows", must(a.SliceRows(4, 4)), d.Slice(array.Range(4, 4, 1)))
	same("csc rows", must(a.ToCSC().SliceRows(3, 11)).ToCSR(), d.Slice(array.Range(3, 11, 1)))
	same("csc columns", must(a.ToCSC().SliceCols(2, 9)).ToCSR(), d.Slice(array.All, array.Range(2, 9, 1)))
	same("adjoint", a.H().ToCSR(), array.Conj(d.T()))
	same("copy", a.Copy(), d)
	rows, cols := []int{4, 0, 22, 4}, []int{16, 16, 1}
	pick := func(i, j func(int) int, m, n int) array.Array[complex128] {
		return array.FromFunction(func(at []int) complex128 { return d.At(i(at[0]), j(at[1])) }, m, n)
	}
	id := func(i int) int { return i }
	same("take rows", must(a.TakeRows(rows)), pick(func(i int) int { return rows[i] }, id, 4, 17))
	same("take columns", must(a.TakeCols(cols)), pick(id, func(j int) int { return cols[j] }, 23, 3))
	p, q := r.Perm(23), r.Perm(17)
	same("permute", must(a.Permute(p, q)), pick(func(i int) int { return p[i] }, func(j int) int { return q[j] }, 23, 17))
	same("permute rows", must(a.Permute(p, nil)), pick(func(i int) int { return p[i] }, id, 23, 17))
	same("vstack", must(VStack(a, must(a.SliceRows(0, 2)))), array.VStack(d, d.Slice(array.Range(0, 2, 1))))
	same("hstack", must(HStack(a, must(a.SliceCols(0, 2)))), array.HStack(d, d.Slice(array.All, array.Range(0, 2, 1))))
	for k := -24; k <= 18; k++ {
		if k > -23 && k < 17 {
			sameBits(t, "diagonal", a.Diagonal(k), array.ToSlice(d.Diagonal(k)))
		} else if n := len(a.Diagonal(k)); n != 0 {
			t.Errorf("diagonal %d has %d elements", k, n)
		}
	}
	for name, f := range map[string]func() error{
		"rows":         func() error { _, err := a.SliceRows(3, 24); return err },
		"columns":      func() error { _, err := a.SliceCols(-1, 3); return err },
		"take":         func() error { _, err := a.TakeRows([]int{23}); return err },
		"take columns": func() error { _, err := a.TakeCols([]int{-1}); return err },
		"permute":      func() error { _, err := a.Permute(make([]int, 23), nil); return err },
		"offset":       func() error { _, err := Diags(2, 2, []int{2}, [][]float64{{1}}); return err },
		"offset twice": func() error { _, err := Diags(2, 2, []int{0, 0}, [][]float64{{1}, {1}}); return err },
		"density":      func() error { _, err := Random(random.New(1), 2, 2, math.NaN(), random.Normal(0, 1)); return err },
	} {
		if err := f(); !errors.Is(err, array.ErrValue) {
			t.Errorf("%s: %v, want a value error", name, err)
		}
	}
}

func TestArithmetic(t *testing.T) {
	eachType(t, testArithmetic[float32], testArithmetic[float64], testArithmetic[complex64], testArithmetic[complex128])
}

func testArithmetic[T array.Inexact](t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, s := range [][3]int{{0, 0, 0}, {1, 1, 1}, {3, 0, 4}, {20, 31, 13}, {13, 20, 31}} {
		a, b := sparseOf[T](r, s[0], s[1], 3), sparseOf[T](r, s[0], s[1], 2)
		da, db := a.ToDense(), b.ToDense()
		sameBits(t, "add", array.ToSlice(must(Add(a, b)).ToDense()), array.ToSlice(array.Add(da, db)))
		sameBits(t, "sub", array.ToSlice(must(Sub(a, b)).ToDense()), array.ToSlice(array.Sub(da, db)))
		near(t, "mul", array.ToSlice(must(Mul(a, b)).ToDense()), array.ToSlice(array.Mul(da, db)), eps[T]())
		near(t, "scale", array.ToSlice(Scale(3, a).ToDense()), array.ToSlice(array.Mul(da, array.Scalar[T](3))), eps[T]())
		c := sparseOf[T](r, s[1], s[2], 4)
		p := must(MatMul(a, c))
		if _, err := NewCSR(p.rows, p.cols, p.ptr, p.idx, p.val); err != nil {
			t.Errorf("product: %v", err)
		}
		near(t, "product", array.ToSlice(p.ToDense()), array.ToSlice(array.MatMul(da, c.ToDense())), 8*eps[T]())
		k := must(Kron(a, c))
		dk := k.ToDense()
		for i := range k.rows {
			for j := range k.cols {
				want := blas.Mul(a.At(i/s[1], j/max(s[2], 1)), c.At(i%s[1], j%s[2]))
				if dk.At(i, j) != want {
					t.Fatalf("kron (%d,%d): %v, want %v", i, j, dk.At(i, j), want)
				}
			}
		}
	}
	a, b := must(Eye[T](3)), must(Eye[T](4))
	for name, f := range map[string]func() error{
		"add":    func() error { _, err := Add(a, b); return err },
		"mul":    func() error { _, err := Mul(a, b); return err },
		"matmul": func() error { _, err := MatMul(a, b); return err },
		"vstack": func() error { _, err := VStack(a, b); return err },
		"hstack": func() error { _, err := HStack(a, b); return err },
		"data":   func() error { _, err := a.WithData(nil); return err },
		"dense":  func() error { _, err := MatMulDense(a, array.Zeros[T](4, 1)); return err },
		"kron":   func() error { z := must(Zero[T](1<<20, 1)); _, err := Kron(z, z); return err },
	} {
		if err := f(); !errors.Is(err, array.ErrShape) {
			t.Errorf("%s: %v, want a shape error", name, err)
		}
	}
}

func TestNorms(t *testing.T) {
	a := must(FromDense(array.FromSlice([]complex128{3 + 4i, 0, -1, 0, 2i, 2}, 2, 3)))
	for o, want := range map[NormOrder]float64{Frobenius: math.Sqrt(34), One: 5, Inf: 6, MaxAbs: 5} {
		if got := Norm(a, o); math.Abs(got-want) > 1e-14 {
			t.Errorf("norm %d is %v, want %v", o, got, want)
		}
	}
	a.Data()[1] = complex(math.NaN(), 0)
	for _, o := range []NormOrder{Frobenius, One, Inf, MaxAbs} {
		if got := Norm(a, o); !math.IsNaN(got) {
			t.Errorf("norm %d of a NaN is %v", o, got)
		}
	}
	if got := a.Prune(10).NNZ(); got != 1 {
		t.Errorf("%d elements left by Prune, want the NaN", got)
	}
}

func TestRandom(t *testing.T) {
	for _, density := range []float64{0, 0.05, 0.3, 0.5, 0.9, 1} {
		a := must(Random(random.New(7), 40, 30, density, random.Normal(0, 1)))
		if want := int(math.Round(density * 1200)); a.NNZ() != want {
			t.Errorf("density %v: %d elements, want %d", density, a.NNZ(), want)
		}
		if _, err := NewCSR(40, 30, a.ptr, a.idx, a.val); err != nil {
			t.Error(err)
		}
		b := must(Random(random.New(7), 40, 30, density, random.Normal(0, 1)))
		if !slices.Equal(a.idx, b.idx) || !slices.Equal(a.val, b.val) {
			t.Error("the same seed gives another matrix")
		}
	}
	// Every place is as likely as any other.
	hits := make([]int, 20)
	g := random.New(11)
	for range 4000 {
		for _, p := range sampleDistinct(g, 20, 5) {
			hits[p]++
		}
	}
	for p, h := range hits {
		if math.Abs(float64(h)-1000) > 5*math.Sqrt(750) {
			t.Errorf("place %d was drawn %d times of 4000, want about 1000", p, h)
		}
	}
}
