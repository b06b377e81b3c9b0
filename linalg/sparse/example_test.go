package sparse_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/linalg/sparse"
)

// tridiagonal returns the matrix with 2 on the diagonal and -1 beside it.
func tridiagonal(n int) *sparse.CSR[float64] {
	a, err := sparse.Diags(n, n, []int{-1, 0, 1}, [][]float64{{-1}, {2}, {-1}})
	if err != nil {
		panic(err)
	}
	return a
}

func ExampleBuilder() {
	b := sparse.Builder[float64]{Rows: 2, Cols: 3}
	b.Add(0, 2, 5)
	b.Add(1, 0, 1)
	b.Add(1, 0, 2) // added to what is there
	a, err := b.CSR()
	fmt.Println(a.ToDense(), err)
	// Output:
	// [[0. 0. 5.]
	//  [3. 0. 0.]] <nil>
}

func ExampleNewCSR() {
	a, err := sparse.NewCSR(2, 3, []int{0, 2, 3}, []int32{0, 2, 1}, []float64{1, 2, 3})
	fmt.Println(a.ToDense(), err)
	_, err = sparse.NewCSR(2, 3, []int{0, 2, 3}, []int32{0, 7, 1}, []float64{1, 2, 3})
	fmt.Println(err)
	// Output:
	// [[1. 0. 2.]
	//  [0. 3. 0.]] <nil>
	// csr: row 0: column 7 of 3
}

func ExampleCSR_Apply() {
	a := tridiagonal(4)
	y := make([]float64, 4)
	err := a.Apply(y, []float64{1, 2, 3, 5})
	fmt.Println(y, err)
	// Output: [0 0 -1 7] <nil>
}

func ExampleMatMul() {
	a := tridiagonal(4)
	b, err := sparse.MatMul(a, a)
	fmt.Println(b.ToDense(), err)
	// Output:
	// [[ 5. -4.  1.  0.]
	//  [-4.  6. -4.  1.]
	//  [ 1. -4.  6. -4.]
	//  [ 0.  1. -4.  5.]] <nil>
}

func ExampleMatMulDense() {
	x := array.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 3, 2)
	y, err := sparse.MatMulDense(tridiagonal(3), x)
	fmt.Println(y, err)
	// Output:
	// [[-1.  0.]
	//  [ 0.  0.]
	//  [ 7.  8.]] <nil>
}

func ExampleReadMatrixMarket() {
	const file = `%%MatrixMarket matrix coordinate real symmetric
% the lower triangle
2 2 2
1 1 4
2 1 -1
`
	a, err := sparse.ReadMatrixMarket[float64](strings.NewReader(file))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a.ToDense())
	fmt.Println(sparse.WriteMatrixMarket(os.Stdout, a.ToCSR(), sparse.Symmetric, ""))
	// Output:
	// [[ 4. -1.]
	//  [-1.  0.]]
	// %%MatrixMarket matrix coordinate real symmetric
	// 2 2 2
	// 1 1 4
	// 2 1 -1
	// <nil>
}

func ExampleCG() {
	a := tridiagonal(100)
	b := make([]float64, 100)
	b[0], b[99] = 1, 1 // the solution is 1 everywhere
	ic, err := sparse.IC0(a, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	x, res, err := sparse.CG(context.Background(), sparse.Operator[float64](a), b, &sparse.Options[float64]{Preconditioner: ic})
	fmt.Printf("%.6f %v after %d iteration, %v\n", x[50], res.Reason, res.Iterations, err)
	// Output: 1.000000 converged after 1 iteration, <nil>
}

func ExampleGMRES() {
	// Convection with the wind from the left: not symmetric.
	a, _ := sparse.Diags(50, 50, []int{-1, 0, 1}, [][]float64{{-1.5}, {2}, {-0.5}})
	b := make([]float64, 50)
	b[0] = 1.5
	x, res, err := sparse.GMRES(context.Background(), sparse.Operator[float64](a), b, &sparse.Options[float64]{MaxIterations: 5})
	fmt.Println(res.Converged, res.Reason, res.Iterations, err)
	x, res, err = sparse.GMRES(context.Background(), sparse.Operator[float64](a), b, &sparse.Options[float64]{X0: x})
	fmt.Println(res.Converged, res.Reason, err)
	// Output:
	// false iterations used up 5 <nil>
	// true converged <nil>
}

func ExampleOperatorFunc() {
	// The circular shift without a matrix.
	shift, _ := sparse.OperatorFunc(4, 4, func(dst, x []float64) error {
		copy(dst[1:], x)
		dst[0] = x[3]
		return nil
	}, nil)
	x, res, err := sparse.GMRES(context.Background(), sparse.Operator[float64](shift), []float64{1, 0, 0, 0}, nil)
	fmt.Println(x, res.Iterations, err)
	// Output: [0 0 0 1] 4 <nil>
}

func ExampleLSQR() {
	// The line through (0,1), (1,3), (2,4), (3,6) in the sense of least squares.
	a, _ := sparse.FromDense(array.FromSlice([]float64{1, 0, 1, 1, 1, 2, 1, 3}, 4, 2))
	x, res, err := sparse.LSQR(context.Background(), sparse.AdjointOperator[float64](a), []float64{1, 3, 4, 6}, nil)
	fmt.Printf("%.4f + %.4f·x, %v, residual %.4f, %v\n", x[0], x[1], res.Reason, res.Residual, err)
	// Output: 1.1000 + 1.6000·x, least squares, residual 0.4472, <nil>
}

func ExampleSolve() {
	x, res, err := sparse.Solve(context.Background(), tridiagonal(4), []float64{0, 0, 0, 5})
	fmt.Printf("%.1f %v %v\n", x, res.IllConditioned, err)
	singular, _ := sparse.Diags(3, 3, []int{1}, [][]float64{{1}})
	_, _, err = sparse.Solve(context.Background(), singular, []float64{1, 2, 3})
	fmt.Println(err)
	// Output:
	// [1.0 2.0 3.0 4.0] false <nil>
	// lu: singular: pivot (0+0i) in row 0
}

func ExampleNewCholesky() {
	f, err := sparse.NewCholesky(context.Background(), tridiagonal(9), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	x := make([]float64, 9)
	err = f.Solve(x, []float64{1, 0, 0, 0, 0, 0, 0, 0, 1})
	fmt.Printf("%d elements, x[4] = %.3f, %v\n", f.NNZ(), x[4], err)
	// Output: 17 elements, x[4] = 1.000, <nil>
}

func ExampleEigSh() {
	// The lowest notes of a string of 100 beads.
	sigma := 0.0
	values, _, res, err := sparse.EigSh(context.Background(), sparse.Operator[float64](tridiagonal(100)), 3, &sparse.EigOptions[float64]{Sigma: &sigma})
	fmt.Printf("%.6f %v %v\n", values, res.Converged, err)
	// Output: [0.000967 0.003869 0.008701] true <nil>
}

func ExampleEigs() {
	// A rotation by a right angle.
	a, _ := sparse.FromDense(array.FromSlice([]float64{0, -1, 1, 0}, 2, 2))
	values, _, _, err := sparse.Eigs(context.Background(), sparse.Operator[float64](a), 2, nil)
	fmt.Println(values, err)
	// Output: [(0+1i) (0-1i)] <nil>
}

func ExampleLOBPCG() {
	values, _, res, err := sparse.LOBPCG(context.Background(), sparse.Operator[float64](tridiagonal(100)), 2, nil)
	fmt.Printf("%.6f %v %v\n", values, res.Converged, err)
	// Output: [0.000967 0.003869] true <nil>
}

func ExampleSVDs() {
	a, _ := sparse.Diags(30, 20, []int{0}, [][]float64{{9, 1, 8, 2, 7, 3, 6, 4, 5, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}})
	_, s, _, res, err := sparse.SVDs(context.Background(), sparse.AdjointOperator[float64](a), 3, nil)
	fmt.Printf("%.4f %v %v\n", s, res.Converged, err)
	// Output: [9.0000 8.0000 7.0000] true <nil>
}

func ExampleExpmMultiply() {
	// Heat leaves a rod of 100 cells, one of which was hot.
	start := array.Zeros[float64](100)
	start.Set(1, 50)
	u, err := sparse.ExpmMultiply(context.Background(), sparse.AdjointOperator[float64](tridiagonal(100)), start, -2, nil)
	fmt.Printf("%.4f %v\n", array.ToSlice(u.Slice(array.Range(48, 53, 1))), err)
	// Output: [0.1176 0.1788 0.2070 0.1788 0.1176] <nil>
}
