package linalg

import (
	"errors"
	"math"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

func TestEighTridiagonal(t *testing.T) {
	fourTypes(t, testEighTridiagonal[float32], testEighTridiagonal[float64], testEighTridiagonal[complex64], testEighTridiagonal[complex128])
}

// testEighTridiagonal holds the functions of diagonals against SciPy and
// [Eigh] of the full matrix.
func testEighTridiagonal[T Scalar](t *testing.T) {
	d, e := fromSciPy[T](t, "tridiagonal d"), fromSciPy[T](t, "tridiagonal e")
	w, err := EigValsHTridiagonal(d, e, nil)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "SciPy's values", w, fromSciPy[float64](t, "tridiagonal w"), 20*eps[T]())
	n := 30
	d, e = random[T](1, 2, n), random[T](2, n-1)
	for i := range d.Pointers() {
		*i = blas.FromReal[T](blas.Re(*i))
	}
	full := array.Zeros[T](2, n, n)
	for k := range 2 {
		for i := range n {
			full.Set(d.At(k, i), k, i, i)
			if i > 0 {
				full.Set(e.At(i-1), k, i, i-1)
				full.Set(blas.Conj(e.At(i-1)), k, i-1, i)
			}
		}
	}
	checkEigh(t, full, func(o *EighOptions) (EighResult[T], error) { return EighTridiagonal(d, e, o) },
		func(o *EighOptions) (array.Array[float64], error) { return EigValsHTridiagonal(d, e, o) })
}

// checkEigh holds a form of Eigh for structured matrices against the full ones.
func checkEigh[T Scalar](t *testing.T, full array.Array[T], vectors func(*EighOptions) (EighResult[T], error), values func(*EighOptions) (array.Array[float64], error)) {
	t.Helper()
	for _, o := range []*EighOptions{nil, {ByIndex: true, From: 0, To: 0}, {ByIndex: true, From: 3, To: 8}} {
		r, err := vectors(o)
		if err != nil {
			t.Fatal(err)
		}
		want, err := EigValsH(full, o)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "values", r.Values, want, 100*eps[T]())
		w, err := values(o)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "values alone", w, want, 100*eps[T]())
		scaled := array.Copy(r.Vectors)
		for at, x := range scaled.Enumerate() {
			scaled.Set(blas.Mul(x, blas.FromReal[T](r.Values.At(at[0], at[2]))), at...)
		}
		near(t, "a·z", array.AddScalar(array.MatMul(full, r.Vectors), 9), array.AddScalar(scaled, 9), 100*eps[T]())
		near(t, "zᴴ·z", array.MatMul(adjoint(r.Vectors), r.Vectors), array.Copy(array.Eye[T](r.Vectors.Dim(-1), r.Vectors.Dim(-1), 0).BroadcastTo(2, r.Vectors.Dim(-1), r.Vectors.Dim(-1))), 100*eps[T]())
	}
}

func TestEighBanded(t *testing.T) {
	fourTypes(t, testEighBanded[float32], testEighBanded[float64], testEighBanded[complex64], testEighBanded[complex128])
}

func testEighBanded[T Scalar](t *testing.T) {
	kind := kindOf[T]()
	w, err := EigValsHBanded(fromSciPy[T](t, "band lower"+kind), nil)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "SciPy's values", w, fromSciPy[float64](t, "band w"+kind), 40*eps[T]())
	up, err := EighBanded(fromSciPy[T](t, "band upper"+kind), &EighOptions{Upper: true})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "SciPy's values of the upper band", up.Values, fromSciPy[float64](t, "band w"+kind), 40*eps[T]())

	n, kd := 25, 4
	nan := blas.FromReal[T](math.NaN())
	ab, above, full := random[T](3, 2, kd+1, n), array.Full(nan, 2, kd+1, n), array.Zeros[T](2, n, n)
	for k := range 2 {
		for j := range n {
			for i := range kd + 1 {
				if i+j >= n {
					ab.Set(nan, k, i, j) // outside
					continue
				}
				x := ab.At(k, i, j)
				if i == 0 {
					x = blas.FromReal[T](blas.Re(x))
				}
				full.Set(x, k, i+j, j)
				full.Set(blas.Conj(x), k, j, i+j)
				above.Set(blas.Conj(x), k, kd-i, i+j)
			}
		}
	}
	for upper, bands := range map[bool]array.Array[T]{false: ab, true: above} {
		by := func(o *EighOptions) *EighOptions {
			c := EighOptions{Upper: upper}
			if o != nil {
				c = *o
				c.Upper = upper
			}
			return &c
		}
		checkEigh(t, full, func(o *EighOptions) (EighResult[T], error) { return EighBanded(bands, by(o)) },
			func(o *EighOptions) (array.Array[float64], error) { return EigValsHBanded(bands, by(o)) })
	}
	one := array.Copy(ab.Slice(array.At(0)))
	some, err := EighBanded(one, &EighOptions{ByValue: true, Above: 0, UpTo: math.Inf(1)})
	if err != nil {
		t.Fatal(err)
	}
	positive := 0
	all, err := EigValsH(array.Copy(full.Slice(array.At(0))), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range array.ToSlice(all) {
		if x > 0 {
			positive++
		}
	}
	if some.Values.Size() != positive || some.Vectors.Dim(1) != positive {
		t.Errorf("%d positive values and %v vectors, want %d", some.Values.Size(), some.Vectors.Shape(), positive)
	}
}

func TestEighBandedTrouble(t *testing.T) {
	d, e := array.Ones[float64](5), array.Ones[float64](4)
	for name, run := range map[string]func() error{
		"lengths": func() error { _, err := EighTridiagonal(d, d, nil); return err },
		"no axis": func() error { _, err := EighTridiagonal(array.Full(1.0), e, nil); return err },
		"lead": func() error {
			_, err := EighTridiagonal(array.Ones[float64](2, 5), array.Ones[float64](3, 4), nil)
			return err
		},
		"one axis": func() error { _, err := EigValsHBanded(d, nil); return err },
		"no bands": func() error { _, err := EigValsHBanded(array.Ones[float64](0, 5), nil); return err },
		"one value": func() error {
			_, err := EigValsHBanded(array.Ones[float64](2, 1, 5), &EighOptions{ByValue: true, UpTo: 1})
			return err
		},
	} {
		if err := run(); !errors.Is(err, array.ErrShape) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := EighTridiagonal(d, e, &EighOptions{ByIndex: true, To: 5}); !errors.Is(err, array.ErrValue) {
		t.Errorf("index: %v", err)
	}
	d.Set(math.NaN(), 2)
	var bad *NotFiniteError
	if _, err := EighTridiagonal(d, e, nil); !errors.As(err, &bad) {
		t.Errorf("NaN: %v", err)
	}
	ab := array.Ones[float64](2, 3, 4)
	ab.Set(math.Inf(1), 1, 2, 1)
	if _, err := EighBanded(ab, nil); !errors.As(err, &bad) || len(bad.Index) != 3 || bad.Index[1] != 2 {
		t.Errorf("infinity: %v", err)
	}
	if r, err := EighTridiagonal(array.Zeros[float64](0), array.Zeros[float64](0), nil); err != nil || r.Vectors.Size() != 0 {
		t.Errorf("empty: %v, %v", r, err)
	}
	if r, err := EighBanded(array.Ones[float64](3, 0), nil); err != nil || r.Values.Size() != 0 {
		t.Errorf("empty: %v, %v", r, err)
	}
}
