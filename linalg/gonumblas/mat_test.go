package gonumblas_test

import (
	"cmp"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// matrixCase is a named operand of package mat.
type matrixCase struct {
	name string
	a    *mat.Dense
}

// squares are matrices of order n that make trouble, and windows of larger
// ones.
func squares(n int) []matrixCase {
	rnd := rand.New(rand.NewPCG(3, uint64(n)))
	fill := func(f func(i, j int) float64) *mat.Dense {
		a := mat.NewDense(n, n, nil)
		for i := range n {
			for j := range n {
				a.Set(i, j, f(i, j))
			}
		}
		return a
	}
	window := random(rnd, 2*n+3, 3*n+1).Slice(2, n+2, n-1, 2*n-1).(*mat.Dense)
	return []matrixCase{
		{"random", random(rnd, n, n)},
		{"window", window},
		{"transposed", mat.DenseCopyOf(random(rnd, n, n).T())},
		{"identity", fill(func(i, j int) float64 { return one(i == j) })},
		{"zero", mat.NewDense(n, n, nil)},
		{"rank one", fill(func(i, j int) float64 { return float64(i+1) * float64(j-2) })},
		{"graded", fill(func(i, j int) float64 { return rnd.NormFloat64() * math.Pow(10, -float64(i+j)/8) })},
		{"hilbert", fill(func(i, j int) float64 { return 1 / float64(i+j+1) })},
		{"rotation", fill(func(i, j int) float64 { return rotation(n, i, j) })},
		{"large", fill(func(i, j int) float64 { return 1e150 * rnd.NormFloat64() })},
		{"small", fill(func(i, j int) float64 { return 1e-150 * rnd.NormFloat64() })},
	}
}

// rotation is block diagonal with planar rotations: its eigenvalues are on
// the unit circle.
func rotation(n, i, j int) float64 {
	s, c := math.Sincos(0.3 + float64(i/2))
	switch {
	case i == j && i == n-1 && n%2 == 1:
		return 1
	case i == j:
		return c
	case i/2 == j/2:
		return s * float64(j-i)
	}
	return 0
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func random(rnd *rand.Rand, r, c int) *mat.Dense {
	a := mat.NewDense(r, c, nil)
	a.Apply(func(int, int, float64) float64 { return rnd.NormFloat64() }, a)
	return a
}

// both runs f on gonum as it is and on ours.
func both[T any](f func() T) (theirs, ours T) {
	plain(func() { theirs = f() })
	return theirs, f()
}

// near fails unless |a - b| <= factor·ε·scale for every element.
func near(t *testing.T, what string, a, b mat.Matrix, factor, scale float64) {
	t.Helper()
	r, c := a.Dims()
	if br, bc := b.Dims(); r != br || c != bc {
		t.Fatalf("%s: %d×%d beside %d×%d", what, r, c, br, bc)
	}
	for i := range r {
		for j := range c {
			x, y := a.At(i, j), b.At(i, j)
			if d := math.Abs(x - y); !(d <= factor*0x1p-52*scale) && !(math.IsNaN(x) && math.IsNaN(y)) {
				t.Errorf("%s: element (%d,%d) is %v, want %v", what, i, j, y, x)
				return
			}
		}
	}
}

func orders(t *testing.T) []int {
	if testing.Short() {
		return []int{2, 7, 40}
	}
	return []int{1, 2, 3, 7, 33, 150}
}

func eachSquare(t *testing.T, f func(t *testing.T, a *mat.Dense, n int, scale float64)) {
	for _, n := range orders(t) {
		for _, c := range squares(n) {
			t.Run(c.name, func(t *testing.T) { f(t, c.a, n, float64(n)*mat.Norm(c.a, math.Inf(1))) })
		}
	}
}

// TestMul multiplies windows, transposes, triangles and symmetric matrices.
func TestMul(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 5))
	for _, n := range append(orders(t), 300) {
		wide := random(rnd, 2*n+1, 3*n+2)
		a := wide.Slice(1, n+1, 2, 2*n+2) // n × 2n, rows 3n+2 apart
		b := random(rnd, 2*n, n)
		s := mat.NewSymDense(n, random(rnd, n, n).RawMatrix().Data)
		u := mat.NewTriDense(n, mat.Upper, random(rnd, n, n).RawMatrix().Data)
		v := mat.NewVecDense(n, random(rnd, n, 1).RawMatrix().Data)
		products := map[string][2]mat.Matrix{
			"window": {a, b}, "transposes": {a.T(), b.T()}, "left": {a.T(), a}, "right": {a, a.T()},
			"symmetric": {s, a}, "from symmetric": {b, s}, "triangle": {u, a}, "transposed triangle": {u.T(), a},
			"from triangle": {b, u}, "vector": {s, v}, "row": {v.T(), a}, "outer": {v, v.T()},
		}
		for name, p := range products {
			theirs, ours := both(func() *mat.Dense {
				var c mat.Dense
				c.Mul(p[0], p[1])
				return &c
			})
			near(t, name, theirs, ours, 20, float64(n)+10)
		}
	}
}

// TestMulIntoWindow writes a product into a window and nothing around it.
func TestMulIntoWindow(t *testing.T) {
	const n = 37
	rnd := rand.New(rand.NewPCG(6, 6))
	a, b := random(rnd, n, n), random(rnd, n, n)
	theirs, ours := both(func() *mat.Dense {
		frame := mat.NewDense(n+4, n+6, nil)
		frame.Apply(func(i, j int, _ float64) float64 { return float64(i - j) }, frame)
		frame.Slice(2, n+2, 3, n+3).(*mat.Dense).Mul(a, b)
		return frame
	})
	near(t, "frame", theirs, ours, 20, n)
}

func TestLU(t *testing.T) {
	eachSquare(t, func(t *testing.T, a *mat.Dense, n int, scale float64) {
		var lu mat.LU
		lu.Factorize(a)
		var l, u mat.TriDense
		lu.LTo(&l)
		lu.UTo(&u)
		var back mat.Dense
		back.Mul(&l, &u)
		back.PermuteRows(lu.RowPivots(nil), false)
		near(t, "P·L·U", a, &back, 20, scale)
		for i := range n {
			for j := range i {
				if !(math.Abs(l.At(i, j)) <= 1) {
					t.Fatalf("multiplier (%d,%d) is %v", i, j, l.At(i, j))
				}
			}
		}
		theirs, ours := both(func() float64 { lu.Factorize(a); return lu.Cond() })
		if !(ours <= theirs*3 && ours >= theirs/3) && !(theirs > 1e15 && ours > 1e14) {
			t.Errorf("condition %v, want about %v", ours, theirs)
		}
	})
}

// TestSolve solves with LU, its transpose, Cholesky, QR and LQ, and inverts.
func TestSolve(t *testing.T) {
	for _, n := range append(orders(t), 300) {
		rnd := rand.New(rand.NewPCG(7, uint64(n)))
		a, b := random(rnd, n, n), random(rnd, n, 5)
		for i := range n {
			a.Set(i, i, a.At(i, i)+10*math.Sqrt(float64(n)))
		}
		tall, wide := random(rnd, 2*n, n), random(rnd, n, 2*n)
		var spd mat.SymDense
		spd.SymOuterK(1, wide)
		solvers := map[string]func(x *mat.Dense) error{
			"LU":        func(x *mat.Dense) error { return x.Solve(a, b) },
			"LUᵀ":       func(x *mat.Dense) error { return x.Solve(a.T(), b) },
			"QR":        func(x *mat.Dense) error { return x.Solve(tall, random(rand.New(rand.NewPCG(1, 1)), 2*n, 3)) },
			"LQ":        func(x *mat.Dense) error { return x.Solve(wide, b) },
			"Inverse":   func(x *mat.Dense) error { return x.Inverse(a) },
			"Cholesky":  func(x *mat.Dense) error { var c mat.Cholesky; c.Factorize(&spd); return c.SolveTo(x, b) },
			"CholeskyI": func(x *mat.Dense) error { var c mat.Cholesky; c.Factorize(&spd); return inverse(&c, x) },
			"Pivoted":   func(x *mat.Dense) error { var c mat.PivotedCholesky; c.Factorize(&spd, 0); return c.SolveTo(x, b) },
			"Exp":       func(x *mat.Dense) error { x.Scale(1/(10*math.Sqrt(float64(n))), a); x.Exp(x); return nil },
		}
		for name, solve := range solvers {
			theirs, ours := both(func() *mat.Dense {
				var x mat.Dense
				if err := solve(&x); err != nil {
					t.Errorf("%s of order %d: %v", name, n, err)
				}
				return &x
			})
			near(t, name, theirs, ours, 1e4, float64(n)*mat.Norm(theirs, math.Inf(1)))
		}
	}
}

func inverse(c *mat.Cholesky, x *mat.Dense) error {
	var s mat.SymDense
	err := c.InverseTo(&s)
	x.CloneFrom(&s)
	return err
}

func TestCholesky(t *testing.T) {
	for _, n := range append(orders(t), 300) {
		var spd mat.SymDense
		spd.SymOuterK(1, random(rand.New(rand.NewPCG(8, uint64(n))), n, n+3))
		var c mat.Cholesky
		if !c.Factorize(&spd) {
			t.Fatalf("order %d: not positive definite", n)
		}
		var back mat.SymDense
		c.ToSym(&back)
		near(t, "UᵀU", &spd, &back, 20, float64(n*n))
		var u mat.TriDense
		c.UTo(&u)
		theirs, ours := both(func() float64 { c.Factorize(&spd); return c.LogDet() })
		if math.Abs(theirs-ours) > 1e-9*(1+math.Abs(theirs)) {
			t.Errorf("order %d: log det %v, want %v", n, ours, theirs)
		}
		spd.SetSym(n-1, n-1, -1)
		if c.Factorize(&spd) {
			t.Errorf("order %d: a negative pivot passed", n)
		}
	}
}

// TestQR checks the factors, and that R is the one gonum finds: with its
// signs.
func TestQR(t *testing.T) {
	eachSquare(t, func(t *testing.T, a *mat.Dense, n int, scale float64) {
		var qr mat.QR
		factors := func() [2]*mat.Dense {
			var q, r mat.Dense
			qr.Factorize(a)
			qr.QTo(&q)
			qr.RTo(&r)
			return [2]*mat.Dense{&q, &r}
		}
		theirs, ours := both(factors)
		var back, qtq mat.Dense
		back.Mul(ours[0], ours[1])
		near(t, "Q·R", a, &back, 20, scale)
		qtq.Mul(ours[0].T(), ours[0])
		near(t, "QᵀQ", mat.NewDiagDense(n, slices.Repeat([]float64{1}, n)), &qtq, 20, float64(n))
		for i := range n {
			x, y := theirs[1].At(i, i), ours[1].At(i, i)
			if math.Signbit(x) != math.Signbit(y) && math.Abs(x) > 1e-10*scale {
				t.Errorf("diagonal %d of R is %v, want %v", i, y, x)
			}
		}
	})
}

func TestSVD(t *testing.T) {
	eachSquare(t, func(t *testing.T, a *mat.Dense, n int, scale float64) {
		var svd mat.SVD
		theirs, ours := both(func() *mat.Dense {
			if !svd.Factorize(a, mat.SVDFull) {
				t.Fatal("not converged")
			}
			return mat.NewDense(1, n, svd.Values(nil))
		})
		near(t, "values", theirs, ours, 20, scale)
		var u, v, back mat.Dense
		svd.UTo(&u)
		svd.VTo(&v)
		back.Mul(&u, mat.NewDiagDense(n, svd.Values(nil)))
		back.Mul(&back, v.T())
		near(t, "U·Σ·Vᵀ", a, &back, 20, scale)
		if !svd.Factorize(a, mat.SVDNone) {
			t.Fatal("not converged")
		}
		near(t, "values alone", theirs, mat.NewDense(1, n, svd.Values(nil)), 20, scale)
	})
}

func TestEigenSym(t *testing.T) {
	eachSquare(t, func(t *testing.T, a *mat.Dense, n int, scale float64) {
		s := mat.NewSymDense(n, nil)
		for i := range n {
			for j := i; j < n; j++ {
				s.SetSym(i, j, a.At(i, j)+a.At(j, i))
			}
		}
		var es mat.EigenSym
		theirs, ours := both(func() *mat.Dense {
			if !es.Factorize(s, true) {
				t.Fatal("not converged")
			}
			return mat.NewDense(1, n, es.Values(nil))
		})
		near(t, "values", theirs, ours, 40, scale)
		var v, av, vd mat.Dense
		es.VectorsTo(&v)
		av.Mul(s, &v)
		vd.Mul(&v, mat.NewDiagDense(n, es.Values(nil)))
		near(t, "A·V", &av, &vd, 40, scale)
		if !es.Factorize(s, false) {
			t.Fatal("not converged")
		}
		near(t, "values alone", theirs, mat.NewDense(1, n, es.Values(nil)), 40, scale)
	})
}

// TestEigen asks for A·v = λ·v: eigenvalues of matrices that are far from
// normal differ between any two algorithms.
func TestEigen(t *testing.T) {
	eachSquare(t, func(t *testing.T, a *mat.Dense, n int, scale float64) {
		var e mat.Eigen
		if !e.Factorize(a, mat.EigenBoth) {
			t.Fatal("not converged")
		}
		values := e.Values(nil)
		var right, left mat.CDense
		e.VectorsTo(&right)
		e.LeftVectorsTo(&left)
		for k, lambda := range values {
			eigenvector(t, a, k, lambda, func(i int) complex128 { return right.At(i, k) }, scale)
			eigenvector(t, a.T(), k, cmplx.Conj(lambda), func(i int) complex128 { return left.At(i, k) }, scale)
		}
		if !e.Factorize(a, mat.EigenNone) {
			t.Fatal("not converged")
		}
		trace := 0.0
		for _, z := range e.Values(nil) {
			trace += real(z)
		}
		if d := math.Abs(trace - mat.Trace(a)); !(d <= 40*0x1p-52*scale*float64(n)) {
			t.Errorf("the values sum up to %v, want %v", trace, mat.Trace(a))
		}
	})
}

func eigenvector(t *testing.T, a mat.Matrix, k int, lambda complex128, v func(i int) complex128, scale float64) {
	t.Helper()
	n, _ := a.Dims()
	norm := 0.0
	for i := range n {
		r := -lambda * v(i)
		norm += real(v(i))*real(v(i)) + imag(v(i))*imag(v(i))
		for j := range n {
			r += complex(a.At(i, j), 0) * v(j)
		}
		if !(cmplx.Abs(r) <= 40*0x1p-52*scale) {
			t.Errorf("vector %d leaves %v in row %d", k, r, i)
			return
		}
	}
	if math.Abs(norm-1) > 1e-12 {
		t.Errorf("vector %d has norm² %v", k, norm)
	}
}

// TestEigenValues compares the spectra of matrices that have well determined
// ones.
func TestEigenValues(t *testing.T) {
	for _, n := range orders(t) {
		for _, c := range squares(n) {
			if c.name != "rotation" && c.name != "identity" && c.name != "zero" {
				continue
			}
			var e mat.Eigen
			theirs, ours := both(func() []complex128 {
				e.Factorize(c.a, mat.EigenNone)
				z := e.Values(nil)
				slices.SortFunc(z, func(a, b complex128) int { return cmp.Compare(cmplx.Phase(a), cmplx.Phase(b)) })
				return z
			})
			for i, z := range theirs {
				if cmplx.Abs(z-ours[i]) > 1e-13 {
					t.Errorf("%s of order %d: value %d is %v, want %v", c.name, n, i, ours[i], z)
				}
			}
		}
	}
}
