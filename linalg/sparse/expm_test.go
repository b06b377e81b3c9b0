package sparse

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// TestExpmMultiplyOfTheLaplacian holds the action against the eigenvectors of
// the matrix (-1, 2, -1), which are sines: exp(-t·A)·v = exp(-t·λ)·v.
func TestExpmMultiplyOfTheLaplacian(t *testing.T) {
	testExpmMultiply[float32](t)
	testExpmMultiply[float64](t)
	testExpmMultiply[complex64](t)
	testExpmMultiply[complex128](t)
}

func testExpmMultiply[T array.Inexact](t *testing.T) {
	const n, time = 40, -3.0
	b, want := array.Zeros[T](n, 3), array.Zeros[T](n, 3)
	for k := range 3 {
		theta := math.Pi * float64(5*k+1) / (n + 1)
		for i := range n {
			x := math.Sin(theta * float64(i+1))
			b.Set(blas.FromReal[T](x), i, k)
			want.Set(blas.FromReal[T](x*math.Exp(time*(2-2*math.Cos(theta)))), i, k)
		}
	}
	a := laplace1D[T](n)
	dense := must(DenseOperator(a.ToDense()))
	for name, op := range map[string]AdjointOperator[T]{"CSR": a, "CSC": a.ToCSC(), "operator": dense} {
		for _, o := range []*ExpmOptions[T]{nil, {Trace: blas.FromReal[T](2 * n)}} {
			x, err := ExpmMultiply(context.Background(), op, b, time, o)
			if err != nil {
				t.Fatal(name, err)
			}
			if !(apart(x, want) <= 40*blas.Eps[T]()) {
				t.Errorf("%T, %s: %v\nwant %v", *new(T), name, x, want)
			}
			one, err := ExpmMultiply(context.Background(), op, array.Copy(b.Slice(array.All, array.At(1))), time, o)
			if err != nil || one.NDim() != 1 || !(apart(one, x.Slice(array.All, array.At(1))) <= 40*blas.Eps[T]()) {
				t.Errorf("%T, %s: one column: %v, %v", *new(T), name, one, err)
			}
		}
	}
}

// apart is the largest difference of two arrays, NaN if there is one.
func apart[T array.Inexact](x, y array.Array[T]) float64 {
	most := 0.0
	for p, q := range array.Zip(x, y) {
		most = larger(most, blas.Abs(p-q))
	}
	return most
}

// TestExpmMultiplyTurns turns a point of the plane a hundred times. In each of the
// some 60 steps the terms of the series grow to exp(10) before they cancel.
func TestExpmMultiplyTurns(t *testing.T) {
	a := must(FromDense(array.FromSlice([]float64{0, -1, 1, 0}, 2, 2)))
	x, err := ExpmMultiply(context.Background(), AdjointOperator[float64](a), array.FromSlice([]float64{1, 0}), 200*math.Pi+1, nil)
	if err != nil || math.Abs(x.At(0)-math.Cos(1)) > 1e-10 || math.Abs(x.At(1)-math.Sin(1)) > 1e-10 {
		t.Errorf("off by %.2g and %.2g, %v", x.At(0)-math.Cos(1), x.At(1)-math.Sin(1), err)
	}
}

func TestExpmMultiplyTrouble(t *testing.T) {
	ctx, b := context.Background(), array.Ones[float64](3, 2)
	eye := AdjointOperator[float64](must(Eye[float64](3)))
	for name, run := range map[string]func() error{
		"rows": func() error { _, err := ExpmMultiply(ctx, eye, array.Ones[float64](4), 1, nil); return err },
		"axes": func() error { _, err := ExpmMultiply(ctx, eye, array.Ones[float64](3, 1, 1), 1, nil); return err },
		"square": func() error {
			_, err := ExpmMultiply(ctx, AdjointOperator[float64](must(Zero[float64](3, 4))), b, 1, nil)
			return err
		},
	} {
		if err := run(); !errors.Is(err, array.ErrShape) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ExpmMultiply(ctx, eye, b, math.NaN(), nil); !errors.Is(err, array.ErrValue) {
		t.Errorf("time: %v", err)
	}
	if _, err := ExpmMultiply(ctx, eye, b, 1e3, nil); !errors.Is(err, ErrNonFinite) {
		t.Errorf("overflow: %v", err)
	}
	b.Set(math.Inf(1), 1, 1)
	_, err := ExpmMultiply(ctx, eye, b, 1, nil)
	var bad *NonFiniteError
	if !errors.As(err, &bad) || len(bad.Index) != 2 || bad.Index[0] != 1 || bad.Index[1] != 1 {
		t.Errorf("infinity in b: %v", err)
	}
	broken := errors.New("broken")
	fail := func(dst, x []float64) error { return broken }
	op := must(OperatorFunc(3, 3, fail, fail))
	if _, err := ExpmMultiply(ctx, op, array.Ones[float64](3), 1, nil); !errors.Is(err, broken) {
		t.Errorf("an operator that fails: %v", err)
	}
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := ExpmMultiply(stopped, eye, array.Ones[float64](3), 1, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if x, err := ExpmMultiply(ctx, AdjointOperator[float64](must(Zero[float64](0, 0))), array.Zeros[float64](0), 1, nil); err != nil || x.Size() != 0 {
		t.Errorf("empty: %v, %v", x, err)
	}
}
