package linalg

import (
	"errors"
	"math"
	"math/cmplx"
	"slices"
	"testing"

	"github.com/scicore-go/scicore/array"
)

func TestEigh(t *testing.T) {
	fourTypes(t, testEigh[float32], testEigh[float64], testEigh[complex64], testEigh[complex128])
}

func testEigh[T Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 2, 5, 40, 90} {
		r := random[T](uint64(n), 2, n, n)
		a := array.Add(r, adjoint(r))
		for _, upper := range []bool{false, true} {
			half := array.Tril(a, 0) // the other triangle must not be read
			if upper {
				half = array.Triu(a, 0)
			}
			e, err := Eigh(half, &EighOptions{Upper: upper})
			if err != nil {
				t.Fatal(err)
			}
			orthonormal(t, "v", e.Vectors)
			left := array.MatMul(a, e.Vectors)
			right := array.Mul(e.Vectors, array.Copy(fromFloat[T](e.Values).ExpandDims(-2).BroadcastTo(2, n, n)))
			near(t, "a·v", left, right, 100*eps[T]())
			w, err := EigValsH(half, &EighOptions{Upper: upper})
			if err != nil {
				t.Fatal(err)
			}
			near(t, "values alone", w, e.Values, 100*eps[T]())
			if all, _ := e.Values.Data(); n > 1 && (!slices.IsSorted(all[:n]) || !slices.IsSorted(all[n:])) {
				t.Errorf("values do not ascend: %v", all)
			}
		}
	}
}

// fromFloat converts numbers to T.
func fromFloat[T Scalar](a array.Array[float64]) array.Array[T] { return array.Cast[T](a) }

func TestEighRange(t *testing.T) {
	n := 40
	r := random[complex128](1, n, n)
	a := array.Add(r, adjoint(r))
	all, err := Eigh(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	some, err := Eigh(a, &EighOptions{ByIndex: true, From: 3, To: 9})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "by index", some.Values, all.Values.Slice(array.Range(3, 10)), 1e-13)
	orthonormal(t, "v", some.Vectors)
	near(t, "a·v", array.MatMul(a, some.Vectors), array.Mul(some.Vectors, fromFloat[complex128](array.Copy(some.Values.ExpandDims(0).BroadcastTo(n, 7)))), 1e-12)
	lo, hi := (all.Values.At(4)+all.Values.At(5))/2, all.Values.At(8)
	some, err = Eigh(a, &EighOptions{ByValue: true, Above: lo, UpTo: hi + 1e-9})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "by value", some.Values, all.Values.Slice(array.Range(5, 9)), 1e-13)
	for name, o := range map[string]EighOptions{
		"both":     {ByIndex: true, ByValue: true},
		"too many": {ByIndex: true, To: n},
		"backward": {ByIndex: true, From: 4, To: 3},
		"empty":    {ByValue: true, Above: 1, UpTo: 1},
	} {
		var bad *array.ValueError
		if _, err := Eigh(a, &o); !errors.As(err, &bad) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEighGeneralized(t *testing.T) {
	fourTypes(t, testPencil[float32], testPencil[float64], testPencil[complex64], testPencil[complex128])
}

func testPencil[T Scalar](t *testing.T) {
	n := 20
	r := random[T](1, n, n)
	a, b := array.Add(r, adjoint(r)), definite[T](2, n, n)
	for kind := AxLambdaBx; kind <= BAxLambdax; kind++ {
		e, err := EighGeneralized(a, b, kind)
		if err != nil {
			t.Fatal(err)
		}
		d := fromFloat[T](array.Copy(e.Values.ExpandDims(0).BroadcastTo(n, n)))
		x := e.Vectors
		switch kind {
		case AxLambdaBx:
			near(t, "a·x", array.MatMul(a, x), array.MatMul(b, array.Mul(x, d)), 500*eps[T]())
		case ABxLambdax:
			near(t, "a·b·x", array.MatMul(a, array.MatMul(b, x)), array.Mul(x, d), 500*eps[T]())
		case BAxLambdax:
			near(t, "b·a·x", array.MatMul(b, array.MatMul(a, x)), array.Mul(x, d), 500*eps[T]())
		}
	}
	bad := array.Copy(b)
	bad.Set(T(0)-1, 3, 3)
	var npd *NotPositiveDefiniteError
	if _, err := EighGeneralized(a, bad, AxLambdaBx); !errors.As(err, &npd) {
		t.Errorf("b that is not positive definite: %v", err)
	}
}

func TestEig(t *testing.T) {
	fourTypes(t, testEig[float32], testEig[float64], testEig[complex64], testEig[complex128])
}

func testEig[T Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 12, 60} {
		a := random[T](uint64(n)+1, 2, n, n)
		e, err := Eig(a, &EigOptions{Left: true})
		if err != nil {
			t.Fatal(err)
		}
		z := array.Cast[complex128](a)
		d := array.Copy(e.Values.ExpandDims(-2).BroadcastTo(2, n, n))
		near(t, "a·v", array.MatMul(z, e.Right), array.Mul(e.Right, d), 200*eps[T]())
		near(t, "uᴴ·a", array.MatMul(adjoint(e.Left), z), array.Mul(array.Copy(d.SwapAxes(-1, -2)), adjoint(e.Left)), 200*eps[T]())
		w, err := EigVals(a)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "values alone", sortedValues(w), sortedValues(e.Values), 500*eps[T]())
	}
}

// sortedValues orders eigenvalues along the last axis.
func sortedValues(w array.Array[complex128]) array.Array[complex128] {
	out := array.Copy(w)
	data, _ := out.Data()
	n := w.Dim(-1)
	for i := 0; i+n <= len(data) && n > 0; i += n {
		slices.SortFunc(data[i:i+n], func(x, y complex128) int {
			if d := real(x) - real(y); math.Abs(d) > 1e-3 {
				return int(math.Copysign(1, d))
			}
			return int(math.Copysign(1, imag(x)-imag(y)))
		})
	}
	return out
}

func TestRotationsHaveComplexEigenvalues(t *testing.T) {
	for _, theta := range []float64{0.1, 1, math.Pi / 2, 3} {
		s, c := math.Sincos(theta)
		w, err := EigVals(array.FromSlice([]float64{c, -s, s, c}, 2, 2))
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []complex128{complex(c, s), complex(c, -s)} {
			if cmplx.Abs(w.At(i)-want) > 1e-15 {
				t.Errorf("rotation by %g: %v, want %v", theta, w.At(i), want)
			}
		}
	}
}

func TestSchur(t *testing.T) {
	fourTypes(t, testSchur[float32], testSchur[float64], testSchur[complex64], testSchur[complex128])
	a := random[float64](4, 15, 15)
	r, err := SchurComplex(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "z·t·zᴴ", array.MatMul(r.Z, array.MatMul(r.T, adjoint(r.Z))), array.Cast[complex128](a), 1e-13)
	if low := array.Tril(r.T, -1); !array.ArrayEqual(low, array.ZerosLike(low)) {
		t.Error("the complex form of a real matrix is not triangular")
	}
}

func testSchur[T Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 2, 20, 50} {
		a := random[T](uint64(n), n, n)
		for _, first := range []func(complex128) bool{nil, func(w complex128) bool { return real(w) < 0 }} {
			r, err := Schur(a, first)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "z·t·zᴴ", array.MatMul(r.Z, array.MatMul(r.T, adjoint(r.Z))), a, 200*eps[T]())
			orthonormal(t, "z", r.Z)
			if low := array.Tril(r.T, -2); !array.ArrayEqual(low, array.ZerosLike(low)) {
				t.Error("elements below the first subdiagonal")
			}
			if first == nil {
				continue
			}
			count := int(r.Sorted.Item())
			for i := range n {
				if first(r.Values.At(i)) != (i < count) {
					t.Errorf("n = %d: eigenvalue %d is %v, %d are first", n, i, r.Values.At(i), count)
				}
			}
		}
	}
}

func TestHessenberg(t *testing.T) {
	fourTypes(t, testHessenberg[float32], testHessenberg[float64], testHessenberg[complex64], testHessenberg[complex128])
}

func testHessenberg[T Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 40} {
		a := random[T](uint64(n), 2, n, n)
		r, err := Hessenberg(a)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "q·h·qᴴ", array.MatMul(r.Q, array.MatMul(r.H, adjoint(r.Q))), a, 100*eps[T]())
		orthonormal(t, "q", r.Q)
		if low := array.Tril(r.H, -2); !array.ArrayEqual(low, array.ZerosLike(low)) {
			t.Error("elements below the first subdiagonal")
		}
	}
}

func TestQZ(t *testing.T) {
	fourTypes(t, testQZ[float32], testQZ[float64], testQZ[complex64], testQZ[complex128])
}

func testQZ[T Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 2, 12, 30} {
		a, b := random[T](uint64(n)+5, n, n), random[T](uint64(n)+6, n, n)
		for _, first := range []func(complex128, float64) bool{nil, func(alpha complex128, beta float64) bool { return real(alpha) < 0 }} {
			r, err := QZ(a, b, first)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "q·s·zᴴ", array.MatMul(r.Q, array.MatMul(r.S, adjoint(r.Z))), a, 300*eps[T]())
			near(t, "q·p·zᴴ", array.MatMul(r.Q, array.MatMul(r.P, adjoint(r.Z))), b, 300*eps[T]())
			orthonormal(t, "q", r.Q)
			orthonormal(t, "z", r.Z)
			for i := range n {
				if first != nil && first(r.Alpha.At(i), r.Beta.At(i)) != (i < int(r.Sorted.Item())) {
					t.Errorf("n = %d: eigenvalue %d is %v/%g, %v are first", n, i, r.Alpha.At(i), r.Beta.At(i), r.Sorted)
				}
			}
		}
		e, err := EigGeneralized(a, b)
		if err != nil {
			t.Fatal(err)
		}
		za, zb := array.Cast[complex128](a), array.Cast[complex128](b)
		beta := array.Cast[complex128](array.Copy(e.Beta.ExpandDims(0).BroadcastTo(n, n)))
		alpha := array.Copy(e.Alpha.ExpandDims(0).BroadcastTo(n, n))
		near(t, "β·a·v", array.Mul(array.MatMul(za, e.Right), beta), array.Mul(array.MatMul(zb, e.Right), alpha), 2000*eps[T]())
	}
	if r, err := EigGeneralized(array.Eye[T](2, 2, 0), array.Zeros[T](2, 2)); err != nil || r.Beta.At(0) != 0 || !cmplx.IsInf(r.Values().At(1)) {
		t.Errorf("infinite eigenvalues: %+v, %v", r, err)
	}
	if r, err := EigGeneralized(array.Zeros[T](1, 1), array.Zeros[T](1, 1)); err != nil || !cmplx.IsNaN(r.Values().At(0)) {
		t.Errorf("a singular pencil: %+v, %v", r, err)
	}
}
