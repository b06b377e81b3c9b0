package linalg_test

import (
	"errors"
	"fmt"
	"math"
	"math/cmplx"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/linalg"
)

// tidy rounds for printing, and turns -0 into 0.
func tidy(a array.Array[float64]) array.Array[float64] {
	return array.AddScalar(array.Round(a, 6), 0)
}

func matrix(rows, cols int, data ...float64) array.Array[float64] {
	return array.FromSlice(data, rows, cols)
}

func vector(data ...float64) array.Array[float64] { return array.FromSlice(data) }

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func ExampleSolve() {
	a := matrix(2, 2, 3, 1, 1, 2)
	x, rcond, err := linalg.Solve(a, vector(9, 8))
	check(err)
	fmt.Println(tidy(x), linalg.IllConditioned[float64](rcond))
	// Output: [2. 3.] false
}

func ExampleSolve_singular() {
	_, _, err := linalg.Solve(matrix(2, 2, 1, 2, 2, 4), vector(1, 1))
	var singular *linalg.SingularError
	fmt.Println(errors.As(err, &singular), err)
	// Output: true solve: singular matrix: pivot 1 is zero
}

func ExampleInv() {
	inv, _, err := linalg.Inv(matrix(2, 2, 4, 7, 2, 6))
	check(err)
	fmt.Println(tidy(inv))
	// Output:
	// [[ 0.6 -0.7]
	//  [-0.2  0.4]]
}

func ExampleIllConditioned() {
	_, rcond, err := linalg.Solve(linalg.Hilbert[float64](14), array.Ones[float64](14))
	check(err)
	fmt.Println(linalg.IllConditioned[float64](rcond))
	// Output: true
}

func ExampleSolveTriangular() {
	l := matrix(2, 2, 2, 0, 1, 4)
	x, err := linalg.SolveTriangular(l, vector(2, 9), &linalg.TriangularOptions{Lower: true})
	check(err)
	fmt.Println(x)
	// Output: [1. 2.]
}

func ExampleSolvePositive() {
	x, _, err := linalg.SolvePositive(matrix(2, 2, 4, 2, 2, 3), vector(8, 8))
	check(err)
	fmt.Println(tidy(x))
	// Output: [1. 2.]
}

func ExampleSolveBanded() {
	// -1 2 -1 on three diagonals; the corners of the storage are not read.
	ab := matrix(3, 4, 0, -1, -1, -1, 2, 2, 2, 2, -1, -1, -1, 0)
	x, _, err := linalg.SolveBanded(1, 1, ab, vector(1, 0, 0, 1))
	check(err)
	fmt.Println(tidy(x))
	// Output: [1. 1. 1. 1.]
}

func ExampleSolveBandedPositive() {
	ab := matrix(2, 4, 2, 2, 2, 2, -1, -1, -1, 0)
	x, _, err := linalg.SolveBandedPositive(ab, vector(1, 0, 0, 1))
	check(err)
	fmt.Println(tidy(x))
	// Output: [1. 1. 1. 1.]
}

func ExampleSolveTridiagonal() {
	x, _, err := linalg.SolveTridiagonal(vector(1, 1), vector(2, 2, 2), vector(1, 1), vector(4, 8, 8))
	check(err)
	fmt.Println(tidy(x))
	// Output: [1. 2. 3.]
}

func ExampleSolveTridiagonalPositive() {
	x, _, err := linalg.SolveTridiagonalPositive(vector(2, 2, 2), vector(-1, -1), vector(0, 0, 4))
	check(err)
	fmt.Println(tidy(x))
	// Output: [1. 2. 3.]
}

func ExampleSolveToeplitz() {
	r, err := linalg.SolveToeplitz([]float64{4, 1, 0}, []float64{4, 2, 0}, vector(8, 15, 14))
	check(err)
	fmt.Println(tidy(r.X))
	// Output: [1. 2. 3.]
}

func ExampleSolveHankel() {
	r, err := linalg.SolveHankel([]float64{1, 2, 4}, []float64{4, 0, 0}, vector(17, 10, 4))
	check(err)
	fmt.Println(tidy(r.X))
	// Output: [1. 2. 3.]
}

func ExampleSolveCirculant() {
	x, _, err := linalg.SolveCirculant([]float64{2, 1, 0}, vector(5, 5, 8))
	check(err)
	fmt.Println(tidy(x))
	// Output: [1. 2. 3.]
}

func ExampleToeplitzMatMul() {
	y, err := linalg.ToeplitzMatMul([]float64{4, 1, 0}, []float64{4, 2, 0}, vector(1, 2, 3))
	check(err)
	fmt.Println(tidy(y))
	// Output: [ 8. 15. 14.]
}

func ExampleLstSq() {
	// The line through (0,1), (1,3), (2,5), (3,7) is 1 + 2t.
	a := matrix(4, 2, 1, 0, 1, 1, 1, 2, 1, 3)
	r, err := linalg.LstSq(a, vector(1, 3, 5, 7), nil)
	check(err)
	fmt.Println(tidy(r.X), r.Rank)
	// Output: [1. 2.] 2
}

func ExampleLstSq_singularValues() {
	// Two columns that differ by 1e-9 are one to a limit of 1e-6.
	a := matrix(3, 2, 1, 1, 1, 1, 1, 1+1e-9)
	r, err := linalg.LstSq(a, vector(2, 2, 2), &linalg.LstSqOptions{RCond: 1e-6, Method: linalg.SingularValues})
	check(err)
	fmt.Println(tidy(r.X), r.Rank, tidy(r.S))
	// Output: [1. 1.] 1 [2.44949 0.     ]
}

func ExampleLU() {
	f, err := linalg.LU(matrix(2, 2, 4, 3, 8, 8))
	check(err)
	fmt.Println(f.Perm())
	fmt.Println(f.L())
	fmt.Println(f.U())
	x, err := f.Solve(vector(10, 24))
	check(err)
	fmt.Println(tidy(x))
	// Output:
	// [1 0]
	// [[1.  0. ]
	//  [0.5 1. ]]
	// [[ 8.  8.]
	//  [ 0. -1.]]
	// [1. 2.]
}

func ExampleCholesky() {
	f, err := linalg.Cholesky(matrix(2, 2, 4, 2, 2, 5))
	check(err)
	fmt.Println(f.L())
	_, err = linalg.Cholesky(matrix(2, 2, 1, 2, 2, 1))
	fmt.Println(err)
	// Output:
	// [[2. 0.]
	//  [1. 2.]]
	// cholesky: matrix is not positive definite: pivot 1 is not positive
}

func ExampleLDL() {
	f, err := linalg.LDL(matrix(2, 2, 0, 1, 1, 0)) // no Cholesky factor, and no pivot on the diagonal
	check(err)
	fmt.Println(f.D())
	fmt.Println("positive, negative, zero:", f.Inertia())
	// Output:
	// [[0. 1.]
	//  [1. 0.]]
	// positive, negative, zero: [1 1 0]
}

func ExampleLDLSymmetric() {
	a := array.FromSlice([]complex128{2, 2i, 2i, 3}, 2, 2) // symmetric, not Hermitian
	f, err := linalg.LDLSymmetric(a)
	check(err)
	x, err := f.Solve(array.FromSlice([]complex128{2 + 2i, 3 + 2i}))
	check(err)
	fmt.Printf("%.3f %.3f\n", x.At(0), x.At(1))
	// Output: (1.000+0.000i) (1.000+0.000i)
}

func ExampleQR() {
	a := matrix(3, 2, 3, 0, 4, 5, 0, 12)
	f, err := linalg.QR(a)
	check(err)
	fmt.Println(tidy(array.Abs(f.R())))
	x, err := f.Solve(vector(3, 14, 24))
	check(err)
	fmt.Println(tidy(x))
	// Output:
	// [[ 5.        4.      ]
	//  [ 0.       12.369317]]
	// [1. 2.]
}

func ExampleQRPivoted() {
	f, err := linalg.QRPivoted(matrix(3, 3, 1, 2, 3, 2, 4, 6, 1, 2, 9))
	check(err)
	fmt.Println(f.Perm(), f.Rank(-1))
	// Output: [2 1 0] 2
}

func ExampleSVD() {
	r, err := linalg.SVD(matrix(2, 2, 3, 0, 4, 5), nil)
	check(err)
	fmt.Println(tidy(array.Mul(r.S, r.S)))
	// Output: [45.  5.]
}

func ExampleSVDVals() {
	s, err := linalg.SVDVals(matrix(2, 3, 0, 3, 0, 4, 0, 0))
	check(err)
	fmt.Println(tidy(s))
	// Output: [4. 3.]
}

func ExamplePinv() {
	p, err := linalg.Pinv(matrix(2, 3, 2, 0, 0, 0, 4, 0), -1)
	check(err)
	fmt.Println(tidy(p))
	// Output:
	// [[0.5  0.  ]
	//  [0.   0.25]
	//  [0.   0.  ]]
}

func ExampleMatrixRank() {
	r, err := linalg.MatrixRank(matrix(3, 3, 1, 2, 3, 2, 4, 6, 1, 0, 1), -1)
	check(err)
	fmt.Println(r)
	// Output: 2
}

func ExampleCond() {
	c, err := linalg.Cond(matrix(2, 2, 10, 0, 0, 2), linalg.Two)
	check(err)
	fmt.Println(c)
	// Output: 5.0
}

func ExampleNorm() {
	a := matrix(2, 2, 3, -4, 0, 12)
	for _, ord := range []linalg.Order{linalg.Fro, linalg.One, linalg.Inf, linalg.MaxAbs} {
		n, err := linalg.Norm(a, ord)
		check(err)
		fmt.Print(ord, " ", n, "; ")
	}
	// Output: fro 13.0; 1 16.0; inf 12.0; max 12.0;
}

func ExampleVectorNorm() {
	n, err := linalg.VectorNorm(matrix(2, 2, 3, 4, 5, 12), 2)
	check(err)
	fmt.Println(n)
	// Output: [ 5. 13.]
}

func ExampleNullSpace() {
	n, err := linalg.NullSpace(matrix(1, 2, 3, 4), -1)
	check(err)
	fmt.Println(tidy(array.Abs(n)))
	// Output:
	// [[0.8]
	//  [0.6]]
}

func ExampleOrth() {
	q, err := linalg.Orth(matrix(2, 2, 3, 6, 4, 8), -1)
	check(err)
	fmt.Println(tidy(array.Abs(q)))
	// Output:
	// [[0.6]
	//  [0.8]]
}

func ExampleDet() {
	d, err := linalg.Det(matrix(2, 2, 1, 2, 3, 4))
	check(err)
	fmt.Println(tidy(d))
	// Output: -2.0
}

func ExampleSLogDet() {
	big := array.MulScalar(array.Eye[float64](500, 500, 0), 10) // the determinant is 1e500
	sign, logabs, err := linalg.SLogDet(big)
	check(err)
	fmt.Printf("%v · 10^%.6f\n", sign, logabs.Item()/math.Ln10)
	// Output: 1.0 · 10^500.000000
}

func ExampleTrace() {
	t, err := linalg.Trace(matrix(2, 2, 1, 2, 3, 4), 0)
	check(err)
	fmt.Println(t)
	// Output: 5.0
}

func ExampleEigh() {
	e, err := linalg.Eigh(matrix(2, 2, 2, 1, 1, 2), nil)
	check(err)
	fmt.Println(tidy(e.Values))
	fmt.Println(tidy(array.Abs(e.Vectors)))
	// Output:
	// [1. 3.]
	// [[0.707107 0.707107]
	//  [0.707107 0.707107]]
}

func ExampleEigValsH() {
	// The largest of five eigenvalues of the second difference, 2 - 2·cos(5π/6).
	a := linalg.Toeplitz([]float64{2, -1, 0, 0, 0}, nil)
	w, err := linalg.EigValsH(a, &linalg.EighOptions{ByIndex: true, From: 4, To: 4})
	check(err)
	fmt.Println(tidy(w), tidy(array.FromSlice([]float64{2 - 2*math.Cos(5*math.Pi/6)})))
	// Output: [3.732051] [3.732051]
}

func ExampleEighTridiagonal() {
	// A chain of four masses on equal springs: the lowest two of its modes.
	d, e := vector(2, 2, 2, 2), vector(-1, -1, -1)
	r, err := linalg.EighTridiagonal(d, e, &linalg.EighOptions{ByIndex: true, From: 0, To: 1})
	check(err)
	fmt.Println(tidy(r.Values), tidy(array.Abs(r.Vectors.Slice(array.All, array.At(0)))))
	// Output: [0.381966 1.381966] [0.371748 0.601501 0.601501 0.371748]
}

func ExampleEigValsHTridiagonal() {
	w, err := linalg.EigValsHTridiagonal(vector(2, 2), vector(-1), nil)
	check(err)
	fmt.Println(tidy(w))
	// Output: [1. 3.]
}

func ExampleEighBanded() {
	// The square of the matrix (-1, 2, -1) by its main diagonal and two below.
	ab := matrix(3, 3, 5, 6, 5, -4, -4, 0, 1, 0, 0)
	r, err := linalg.EighBanded(ab, nil)
	check(err)
	fmt.Println(tidy(array.Sqrt(r.Values)), tidy(array.Abs(r.Vectors.Slice(array.All, array.At(0)))))
	// Output: [0.585786 2.       3.414214] [0.5      0.707107 0.5     ]
}

func ExampleEigValsHBanded() {
	w, err := linalg.EigValsHBanded(matrix(2, 2, 2, 2, 1, 0), &linalg.EighOptions{ByValue: true, Above: 2, UpTo: 9})
	check(err)
	fmt.Println(tidy(w))
	// Output: [3.]
}

func ExampleEighGeneralized() {
	a, b := matrix(2, 2, 2, 0, 0, 12), matrix(2, 2, 1, 0, 0, 4)
	e, err := linalg.EighGeneralized(a, b, linalg.AxLambdaBx)
	check(err)
	fmt.Println(tidy(e.Values))
	// Output: [2. 3.]
}

func ExampleEig() {
	e, err := linalg.Eig(matrix(2, 2, 0, -1, 1, 0), nil) // a rotation by 90 degrees
	check(err)
	fmt.Println(e.Values)
	// Output: [0.+1.j 0.-1.j]
}

func ExampleEigVals() {
	c, err := linalg.Companion([]float64{1, -3, 2}) // roots of x² - 3x + 2
	check(err)
	w, err := linalg.EigVals(c)
	check(err)
	fmt.Printf("%.6f\n", array.Sort(array.RealPart[float64](w), 0))
	// Output: [1.000000 2.000000]
}

func ExampleEigGeneralized() {
	r, err := linalg.EigGeneralized(matrix(2, 2, 6, 0, 0, 1), matrix(2, 2, 2, 0, 0, 0))
	check(err)
	fmt.Println(r.Values())
	// Output: [ 3. +0.j inf+infj]
}

func ExampleSchur() {
	r, err := linalg.Schur(matrix(2, 2, 2, 0, 5, 1), func(w complex128) bool { return real(w) < 1.5 })
	check(err)
	fmt.Println(r.Values, r.Sorted)
	// Output: [1.+0.j 2.+0.j] 1
}

func ExampleSchurComplex() {
	r, err := linalg.SchurComplex(matrix(2, 2, 0, -1, 1, 0), nil)
	check(err)
	fmt.Printf("%v %.3f %.3f\n", r.T.At(1, 0), imag(r.Values.At(0)), imag(r.Values.At(1)))
	// Output: (0+0i) 1.000 -1.000
}

func ExampleQZ() {
	r, err := linalg.QZ(matrix(2, 2, 1, 2, 3, 4), matrix(2, 2, 5, 6, 7, 8), nil)
	check(err)
	a := array.MatMul(r.Q, array.MatMul(r.S, r.Z.T()))
	fmt.Println(tidy(a))
	// Output:
	// [[1. 2.]
	//  [3. 4.]]
}

func ExampleEigCond() {
	// The first two eigenvalues are almost one, and their vectors parallel.
	r, err := linalg.EigCond(matrix(3, 3, 1, 1, 0, 0, 1.001, 0, 0, 0, 5))
	check(err)
	fmt.Println(r.Values)
	fmt.Println(tidy(r.RCond))
	// Output:
	// [1.   +0.j 1.001+0.j 5.   +0.j]
	// [0.001 0.001 1.   ]
}

func ExampleSchurResult_Cond() {
	// Together, the same two eigenvalues are not sensitive at all.
	r, err := linalg.Schur(matrix(3, 3, 1, 1, 0, 0, 1.001, 0, 0, 0, 5), func(z complex128) bool { return real(z) < 2 })
	check(err)
	fmt.Println(tidy(r.Cond().Mean))
	// Output: 1.0
}

func ExampleHessenberg() {
	r, err := linalg.Hessenberg(matrix(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9))
	check(err)
	fmt.Println(r.H.At(2, 0), tidy(array.MatMul(r.Q, array.MatMul(r.H, r.Q.T())).Slice(array.At(2))))
	// Output: 0 [7. 8. 9.]
}

func ExampleExpm() {
	e, err := linalg.Expm(matrix(2, 2, 0, -math.Pi/2, math.Pi/2, 0))
	check(err)
	fmt.Println(tidy(e))
	// Output:
	// [[ 0. -1.]
	//  [ 1.  0.]]
}

func ExampleExpmFrechet() {
	// The derivative of exp(a + t·e) at t = 0, for matrices that commute exp(a)·e.
	x, d, err := linalg.ExpmFrechet(matrix(2, 2, 0, 1, 0, 0), matrix(2, 2, 2, 0, 0, 2))
	check(err)
	fmt.Println(tidy(x))
	fmt.Println(tidy(d))
	// Output:
	// [[1. 1.]
	//  [0. 1.]]
	// [[2. 2.]
	//  [0. 2.]]
}

func ExampleExpmCond() {
	small, err := linalg.ExpmCond(matrix(2, 2, -1, 0.5, 0, -1))
	check(err)
	large, err := linalg.ExpmCond(matrix(2, 2, -1, 1e4, 0, -1e3))
	check(err)
	fmt.Printf("%.1f %.0e\n", small.Item(), large.Item())
	// Output: 1.3 1e+05
}

func ExampleExpmMultiply() {
	quarter := matrix(2, 2, 0, -math.Pi/2, math.Pi/2, 0)
	x, err := linalg.ExpmMultiply(quarter, vector(1, 0), 3) // three quarters of a turn
	check(err)
	fmt.Println(tidy(x))
	// Output: [ 0. -1.]
}

func ExampleLogm() {
	l, err := linalg.Logm(matrix(2, 2, 1, 1, 0, 1))
	check(err)
	fmt.Println(tidy(l))
	// Output:
	// [[0. 1.]
	//  [0. 0.]]
}

func ExampleSqrtm() {
	r, err := linalg.Sqrtm(matrix(2, 2, 7, 10, 15, 22))
	check(err)
	fmt.Println(tidy(array.MatMul(r, r)))
	_, err = linalg.Sqrtm(matrix(2, 2, -1, 0, 0, 4))
	fmt.Println(err)
	// Output:
	// [[ 7. 10.]
	//  [15. 22.]]
	// sqrtm: the principal value of this real matrix is complex
}

func ExampleFunm() {
	// 1/(1+z²), whose derivatives are not asked for here: the eigenvalues are apart.
	f := func(z complex128, _ int) complex128 { return 1 / (1 + z*z) }
	r, err := linalg.Funm(matrix(2, 2, 0, 3, 3, 0), f)
	check(err)
	fmt.Println(tidy(r.F), r.Error.Item() < 1e-12)
	// Output:
	// [[0.1 0. ]
	//  [0.  0.1]] true
}

func ExampleFunm_derivatives() {
	// sin(z) of a Jordan block has the derivative beside the diagonal.
	sin := func(z complex128, k int) complex128 { return cmplx.Sin(z + complex(math.Pi/2*float64(k), 0)) }
	r, err := linalg.Funm(matrix(2, 2, 1, 1, 0, 1), sin)
	check(err)
	fmt.Println(tidy(r.F))
	// Output:
	// [[0.841471 0.540302]
	//  [0.       0.841471]]
}

func ExampleMatrixPower() {
	p, err := linalg.MatrixPower(matrix(2, 2, 1, 1, 1, 0), 30) // Fibonacci numbers
	check(err)
	fmt.Println(p.At(0, 1))
	// Output: 832040
}

func ExampleFractionalMatrixPower() {
	p, err := linalg.FractionalMatrixPower(matrix(2, 2, 8, 0, 0, 27), 1./3)
	check(err)
	fmt.Println(tidy(p))
	// Output:
	// [[2. 0.]
	//  [0. 3.]]
}

func ExampleCosm() {
	a := matrix(2, 2, 0, 1, 0, 0)
	c, err := linalg.Cosm(a)
	check(err)
	s, err := linalg.Sinm(a)
	check(err)
	fmt.Println(tidy(c), tidy(s))
	// Output:
	// [[1. 0.]
	//  [0. 1.]] [[0. 1.]
	//  [0. 0.]]
}

func ExampleSignm() {
	s, err := linalg.Signm(matrix(2, 2, 3, 0, 0, -7))
	check(err)
	fmt.Println(tidy(s))
	// Output:
	// [[ 1.  0.]
	//  [ 0. -1.]]
}

func ExampleSolveSylvester() {
	r, err := linalg.SolveSylvester(matrix(2, 2, 1, 0, 0, 2), matrix(2, 2, 3, 0, 0, 4), matrix(2, 2, 4, 5, 5, 6))
	check(err)
	fmt.Println(tidy(r.X))
	// Output:
	// [[1. 1.]
	//  [1. 1.]]
}

func ExampleSolveContinuousLyapunov() {
	r, err := linalg.SolveContinuousLyapunov(matrix(2, 2, -1, 0, 0, -2), matrix(2, 2, -2, 0, 0, -4))
	check(err)
	fmt.Println(tidy(r.X))
	// Output:
	// [[1. 0.]
	//  [0. 1.]]
}

func ExampleSolveDiscreteLyapunov() {
	r, err := linalg.SolveDiscreteLyapunov(matrix(1, 1, 0.5), matrix(1, 1, 3))
	check(err)
	fmt.Println(tidy(r.X))
	// Output: [[4.]]
}

func ExampleSolveContinuousRiccati() {
	one := matrix(1, 1, 1)
	r, err := linalg.SolveContinuousRiccati(matrix(1, 1, 0), one, one, one, nil) // 1 - x² = 0
	check(err)
	fmt.Println(tidy(r.X))
	// Output: [[1.]]
}

func ExampleSolveContinuousRiccati_descriptor() {
	one := matrix(1, 1, 1)
	o := &linalg.RiccatiOptions[float64]{E: matrix(1, 1, 2), S: matrix(1, 1, 0.5)}
	r, err := linalg.SolveContinuousRiccati(matrix(1, 1, 0), one, one, one, o) // 1 - (2x + 1/2)² = 0
	check(err)
	fmt.Println(tidy(r.X))
	// Output: [[0.25]]
}

func ExampleSolveDiscreteRiccati() {
	one := matrix(1, 1, 1)
	r, err := linalg.SolveDiscreteRiccati(one, one, one, one, nil) // x² = x + 1: the golden ratio
	check(err)
	fmt.Println(tidy(r.X))
	// Output: [[1.618034]]
}

func ExampleKron() {
	k, err := linalg.Kron(matrix(1, 2, 1, 2), matrix(1, 2, 10, 100))
	check(err)
	fmt.Println(k)
	// Output: [[ 10. 100.  20. 200.]]
}

func ExampleKhatriRao() {
	p, err := linalg.KhatriRao(matrix(2, 2, 1, 2, 3, 4), matrix(2, 2, 1, 10, 1, 100))
	check(err)
	fmt.Println(p)
	// Output:
	// [[  1.  20.]
	//  [  1. 200.]
	//  [  3.  40.]
	//  [  3. 400.]]
}

func ExampleSubspaceAngles() {
	// The plane of x and y, and a line that rises from it by 45 degrees.
	angles, err := linalg.SubspaceAngles(matrix(3, 2, 1, 0, 0, 1, 0, 0), matrix(3, 1, 1, 0, 1))
	check(err)
	fmt.Println(tidy(array.MulScalar(angles, 180/math.Pi)))
	// Output: [45.]
}

func ExampleBandwidth() {
	lower, upper, err := linalg.Bandwidth(matrix(3, 3, 1, 2, 0, 0, 3, 4, 0, 0, 5))
	check(err)
	fmt.Println(lower, upper)
	// Output: 0 1
}

func ExampleIsHermitian() {
	a := array.FromSlice([]complex128{1, 2i, -2i, 3}, 2, 2)
	hermitian, err := linalg.IsHermitian(a, 0)
	check(err)
	symmetric, err := linalg.IsSymmetric(a, 0)
	check(err)
	fmt.Println(hermitian, symmetric)
	// Output: true false
}

func ExampleMultiDot() {
	p, err := linalg.MultiDot(matrix(1, 2, 1, 2), matrix(2, 2, 0, 1, 1, 0), vector(3, 4))
	check(err)
	fmt.Println(p)
	// Output: [10.]
}

func ExampleToeplitz() {
	fmt.Println(linalg.Toeplitz([]float64{1, 2, 3}, []float64{1, 8, 9}))
	fmt.Println(linalg.Circulant([]float64{1, 2, 3}))
	// Output:
	// [[1. 8. 9.]
	//  [2. 1. 8.]
	//  [3. 2. 1.]]
	// [[1. 3. 2.]
	//  [2. 1. 3.]
	//  [3. 2. 1.]]
}

func ExampleBlockDiag() {
	b, err := linalg.BlockDiag(matrix(1, 1, 7), matrix(1, 2, 8, 9))
	check(err)
	fmt.Println(b)
	// Output:
	// [[7. 0. 0.]
	//  [0. 8. 9.]]
}

func ExampleRandomizedSVD() {
	a := array.MatMul(matrix(3, 1, 1, 2, 2), matrix(1, 4, 1, 1, 1, 1)) // rank one: 3 · 2
	r, err := linalg.RandomizedSVD(a, 1, nil)
	check(err)
	fmt.Println(tidy(r.S))
	// Output: [6.]
}

func ExampleInterpolative() {
	a := matrix(2, 3, 1, 2, 4, 3, 6, 12) // every column is a multiple of the last
	r, err := linalg.Interpolative(a, 1, 0)
	check(err)
	fmt.Println(r.Columns, tidy(r.Coefficients))
	// Output: [2] [[0.25 0.5  1.  ]]
}

func ExamplePolar() {
	r, err := linalg.Polar(matrix(2, 2, 0, -2, 3, 0))
	check(err)
	fmt.Println(tidy(r.U), tidy(r.H))
	// Output:
	// [[ 0. -1.]
	//  [ 1.  0.]] [[3. 0.]
	//  [0. 2.]]
}

func ExampleOrthogonalProcrustes() {
	points := matrix(3, 2, 1, 0, 0, 1, 1, 1)
	turned := matrix(3, 2, 0, 2, -2, 0, -2, 2)
	r, err := linalg.OrthogonalProcrustes(points, turned)
	check(err)
	fmt.Println(tidy(r.R), tidy(r.Scale))
	// Output:
	// [[ 0.  1.]
	//  [-1.  0.]] 2.0
}
