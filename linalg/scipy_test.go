package linalg

import (
	"encoding/json"
	"os"
	"sync"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// scipyArrays are the arrays of testdata/reference.py.
var scipyArrays = sync.OnceValues(func() (all map[string]struct {
	Shape  []int
	Re, Im []float64
}, err error) {
	text, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		return nil, err
	}
	return all, json.Unmarshal(text, &all)
})

// fromSciPy returns an array of testdata/reference.py in T.
func fromSciPy[T Scalar](t *testing.T, name string) array.Array[T] {
	t.Helper()
	all, err := scipyArrays()
	if err != nil {
		t.Fatal(err)
	}
	x, ok := all[name]
	if !ok {
		t.Fatalf("testdata/reference.json has no %q", name)
	}
	if x.Im != nil && !blas.IsComplex[T]() {
		t.Fatalf("%q is complex", name)
	}
	data := make([]T, len(x.Re))
	for i, re := range x.Re {
		im := 0.0
		if x.Im != nil {
			im = x.Im[i]
		}
		data[i] = blas.FromComplex[T](complex(re, im))
	}
	return array.FromSlice(data, x.Shape...)
}

// kindOf is how testdata/reference.py names the operands of T.
func kindOf[T Scalar]() string {
	if blas.IsComplex[T]() {
		return " complex"
	}
	return " real"
}
