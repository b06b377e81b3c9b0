package main

import (
	"slices"
	"strings"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/nd"
	"github.com/scicore-go/scicore/internal/sched"
	"github.com/scicore-go/scicore/linalg"
	"github.com/scicore-go/scicore/linalg/gonumblas"
	"github.com/scicore-go/scicore/linalg/sparse"
	gonum "gonum.org/v1/gonum/mat"
)

// linalgRows lists the comparison of linear algebra.
func linalgRows(threads int) []row {
	var out []row
	add := func(work, dtype string, n int, ratio float64, peers ...string) {
		r := row{Case: Case{work, dtype, n, threads}}
		if ratio > 0 {
			r.Targets = []Target{{Ratio: ratio, Peers: peers}}
		}
		out = append(out, r)
	}
	orders := []int{100, 500, 1000, 2000}
	for _, n := range orders {
		for _, dt := range []string{"float64", "float32", "complex128", "complex64"} {
			add("gemm", dt, n, 1, "openblas")
		}
		for _, work := range []string{"syrk", "trsm", "gemv"} {
			for _, dt := range []string{"float64", "complex128"} {
				add(work, dt, n, 1, "openblas")
			}
		}
	}
	for _, w := range []struct {
		work  string
		ratio float64
		large int // the largest order for the types other than float64
	}{{"lu", 1, 1000}, {"cholesky", 1, 1000}, {"qr", 1, 1000}, {"eigh", 0.8, 500}, {"eigvalsh", 0, 500},
		{"svd", 0.8, 500}, {"svdvals", 0, 500}, {"eig", 0.7, 500}} {
		for _, n := range orders {
			add(w.work, "float64", n, w.ratio, "openblas")
		}
		for _, dt := range []string{"float32", "complex128", "complex64"} {
			add(w.work, dt, w.large, w.ratio, "openblas")
		}
	}
	for _, n := range []int{4, 8, 16} {
		for _, dt := range []string{"float64", "float32", "complex128", "complex64"} {
			ratio := 5.0
			add("10000 solves", dt, n, ratio, "numpy")
			add("10000 products", dt, n, ratio, "numpy")
		}
	}
	for _, work := range []string{"mat.Mul", "mat.LU", "mat.Cholesky", "mat.QR", "mat.SVD", "mat.EigenSym", "mat.Eigen"} {
		ratio := map[string]float64{"mat.Mul": 6, "mat.LU": 4, "mat.Cholesky": 4, "mat.QR": 4}[work]
		n := 1000
		if ratio == 0 {
			n = 300 // plain gonum takes half a minute at 1000
		}
		add("gonum "+work, "float64", n, ratio, "gonum")
	}
	for _, work := range []string{"spmv laplacian", "spmv random"} {
		for _, dt := range []string{"float64", "float32", "complex128"} {
			add(work, dt, 1e6, 1, "scipy")
		}
	}
	return out
}

// isLinalg reports whether a case is one of linear algebra.
func isLinalg(c Case) bool {
	return slices.ContainsFunc(linalgRows(c.Threads), func(r row) bool { return r.Work == c.Work })
}

// linalgWork returns what scicore does for a case of linear algebra, nil for
// other cases.
func linalgWork(c Case) func() {
	switch {
	case strings.HasPrefix(c.Work, "gonum "):
		work := gonumWork(c)
		return func() { restore := gonumblas.Use(); work(); restore() }
	case c.DType == "float64":
		return matrixWork[float64](c)
	case c.DType == "float32":
		return matrixWork[float32](c)
	case c.DType == "complex128":
		return matrixWork[complex128](c)
	case c.DType == "complex64":
		return matrixWork[complex64](c)
	}
	return nil
}

// centred returns elements between -1 and 1, complex ones with both parts so.
// Large arrays lie on large pages, as those of the library and of NumPy do.
func centred[T linalg.Scalar](seed uint64, shape ...int) array.Array[T] {
	n := 1
	for _, d := range shape {
		n *= d
	}
	x, y := vector[float64](n, seed), vector[float64](n, seed+100)
	a := array.Empty[T](shape...)
	out, _ := a.Data()
	for i := range out {
		out[i] = blas.FromComplex[T](complex(x[i]-1.5, y[i]-1.5))
	}
	return a
}

// dominant adds n to the diagonals.
func dominant[T linalg.Scalar](a array.Array[T]) array.Array[T] {
	n := a.Dim(-1)
	return array.Add(a, array.MulScalar(array.Eye[T](n, n, 0), blas.FromReal[T](float64(n))))
}

func matrixWork[T linalg.Scalar](c Case) func() {
	if strings.HasPrefix(c.Work, "spmv") {
		return spmvWork[T](c)
	}
	if strings.HasPrefix(c.Work, "10000") {
		return stackWork[T](c)
	}
	a := centred[T](1, c.N, c.N)
	if f := blasWork(c.Work, a); f != nil {
		return f
	}
	check := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	switch c.Work {
	case "lu":
		return func() { _, err := linalg.LU(a); check(err) }
	case "cholesky":
		p := dominant(array.MatMul(a, a.T()))
		if blas.IsComplex[T]() {
			p = dominant(array.MatMul(a, array.Conj(a).T()))
		}
		return func() { _, err := linalg.Cholesky(p); check(err) }
	case "qr":
		return func() { _, err := linalg.QR(a); check(err) }
	case "eigh":
		return func() { _, err := linalg.Eigh(a, nil); check(err) }
	case "eigvalsh":
		return func() { _, err := linalg.EigValsH(a, nil); check(err) }
	case "svd":
		return func() { _, err := linalg.SVD(a, nil); check(err) }
	case "svdvals":
		return func() { _, err := linalg.SVDVals(a); check(err) }
	case "eig":
		return func() { _, err := linalg.Eig(a, nil); check(err) }
	}
	return nil
}

// blasWork is one call of BLAS.
func blasWork[T linalg.Scalar](work string, a array.Array[T]) func() {
	env := nd.Env{Tier: cpu.Best, Pool: sched.Default}
	n := a.Dim(0)
	m := func(a array.Array[T]) blas.Mat[T] { data, _ := a.Data(); return blas.RowMajor(data, n, n, n) }
	x, y, z := m(a), m(centred[T](2, n, n)), m(array.Zeros[T](n, n))
	switch work {
	case "gemm":
		return func() { blas.Gemm(env, 1, x, y, 0, z) }
	case "syrk":
		return func() { blas.Syrk(env, blas.Lower, 1, x, 0, z) }
	case "trsm":
		t := m(dominant(a))
		return func() { blas.Trsm(env, blas.Lower, blas.NonUnit, 1, t, y) }
	case "gemv":
		v, w := y.Row(0), z.Row(0)
		return func() { blas.Gemv(env, 1, x, v, 0, w) }
	}
	return nil
}

// stackWork is work on many small matrices.
func stackWork[T linalg.Scalar](c Case) func() {
	a := dominant(centred[T](1, 10000, c.N, c.N))
	if c.Work == "10000 products" {
		b, dst := centred[T](2, 10000, c.N, c.N), array.Zeros[T](10000, c.N, c.N)
		return func() { array.MatMulInto(dst, a, b) }
	}
	b := centred[T](2, 10000, c.N, 1)
	return func() {
		if _, _, err := linalg.Solve(a, b); err != nil {
			panic(err)
		}
	}
}

// gonumWork is a gonum program.
func gonumWork(c Case) func() {
	n := c.N
	raw := func(seed uint64) []float64 { data, _ := centred[float64](seed, n, n).Data(); return data }
	a, b := gonum.NewDense(n, n, raw(1)), gonum.NewDense(n, n, raw(2))
	var s gonum.SymDense
	s.SymOuterK(1, a)
	for i := range n {
		s.SetSym(i, i, s.At(i, i)+float64(n))
	}
	switch c.Work {
	case "gonum mat.Mul":
		var d gonum.Dense
		return func() { d.Mul(a, b) }
	case "gonum mat.LU":
		return func() { var f gonum.LU; f.Factorize(a) }
	case "gonum mat.Cholesky":
		return func() { var f gonum.Cholesky; f.Factorize(&s) }
	case "gonum mat.QR":
		return func() { var f gonum.QR; f.Factorize(a) }
	case "gonum mat.SVD":
		return func() { var f gonum.SVD; f.Factorize(a, gonum.SVDFull) }
	case "gonum mat.EigenSym":
		return func() { var f gonum.EigenSym; f.Factorize(&s, true) }
	}
	return func() { var f gonum.Eigen; f.Factorize(a, gonum.EigenRight) }
}

// spmvWork is the product of a sparse matrix and a vector.
func spmvWork[T linalg.Scalar](c Case) func() {
	a := laplacian[T](1000)
	if c.Work == "spmv random" {
		a = tenPerRow[T](c.N)
	}
	x, y := make([]T, c.N), make([]T, c.N)
	for i := range x {
		x[i] = 1
	}
	return func() {
		if err := a.Apply(y, x); err != nil {
			panic(err)
		}
	}
}

// laplacian is the five-point difference matrix of a grid of side by side
// points.
func laplacian[T linalg.Scalar](side int) *sparse.CSR[T] {
	n := side * side
	diagonal := func(v T) []T {
		d := make([]T, n)
		for i := range d {
			d[i] = v
		}
		return d
	}
	a, err := sparse.Diags(n, n, []int{-side, -1, 0, 1, side}, [][]T{diagonal(-1)[side:], diagonal(-1)[1:], diagonal(4), diagonal(-1)[1:], diagonal(-1)[side:]})
	if err != nil {
		panic(err)
	}
	return a
}

// tenPerRow has ten elements in random columns of every row.
func tenPerRow[T linalg.Scalar](n int) *sparse.CSR[T] {
	where := vector[int64](10*n, 7)
	indptr, indices, data := make([]int64, n+1), make([]int64, 10*n), make([]T, 10*n)
	for i := range n {
		indptr[i+1] = int64(10 * (i + 1))
	}
	for i := range indices {
		indices[i] = int64(uint64(where[i]) % uint64(n))
		data[i] = 1
	}
	a, err := sparse.CSRFromUnsorted(n, n, indptr, indices, data)
	if err != nil {
		panic(err)
	}
	return a
}
