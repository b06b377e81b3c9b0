package matfun

import (
	"math"
	"slices"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// operator multiplies a block of columns by a matrix, or by its conjugate
// transpose, that need not be formed.
type operator[W wide] func(x Mat[W], adjoint bool) Mat[W]

// productNorm estimates the 1-norm of the product of square matrices. Up to
// order 32 forming the product costs less than estimating, and is exact.
func productNorm[W wide](env Env, m ...Mat[W]) float64 {
	n := m[0].Rows
	if n <= 32 {
		p := m[0]
		for _, f := range m[1:] {
			p = mul(env, p, f)
		}
		return lapack.Norm1(p)
	}
	return norm1Estimate(n, func(x Mat[W], adjoint bool) Mat[W] {
		for i := range m {
			if adjoint {
				x = mul(env, m[i].H(), x)
			} else {
				x = mul(env, m[len(m)-1-i], x)
			}
		}
		return x
	})
}

// norm1Estimate returns a lower bound of the 1-norm of an operator of order n,
// almost always within a factor 3. N. J. Higham and F. Tisseur, "A block
// algorithm for matrix 1-norm estimation", SIAM J. Matrix Anal. Appl. 21
// (2000), algorithm 2.4 with two columns; the start is fixed, not random.
func norm1Estimate[W wide](n int, apply operator[W]) float64 {
	x := startBlock[W](n)
	t := x.Cols
	best, bestAt := 0.0, -1
	var units []int // the unit vectors x consists of
	seen := make(map[int]bool)
	var signs Mat[W]
	for step := range 5 {
		y := apply(x, false)
		est, at := 0.0, -1
		for j := range t {
			s := 0.0
			for i := range n {
				s += blas.Abs(y.At(i, j))
			}
			if s > est || math.IsNaN(s) {
				est, at = s, j
			}
		}
		if math.IsNaN(est) || step > 0 && est <= best {
			return max(best, est) // NaN wins
		}
		best = est
		if at >= 0 && units != nil {
			bestAt = units[at]
		}
		old := signs
		signs = signsOf(y)
		if step > 0 && !blas.IsComplex[W]() && parallel(signs, old) {
			return best
		}
		z := apply(signs, true)
		h, order := rowSizes(z)
		if step > 0 && bestAt >= 0 && h[order[0]] == h[bestAt] {
			return best
		}
		if units = fresh(order, seen, t); len(units) == 0 {
			return best
		}
		x = blas.NewMat[W](n, len(units))
		for j, i := range units {
			x.Set(i, j, 1)
			seen[i] = true
		}
		t = len(units)
	}
	return best
}

// startBlock returns a column of ones and one of signs in no obvious order,
// over n.
func startBlock[W wide](n int) Mat[W] {
	x := blas.NewMat[W](n, min(2, n))
	seed := uint32(1)
	for i := range n {
		x.Set(i, 0, blas.FromReal[W](1/float64(n)))
		if n > 1 {
			seed = seed*1664525 + 1013904223
			x.Set(i, 1, blas.FromReal[W](math.Copysign(1/float64(n), float64(int32(seed)))))
		}
	}
	return x
}

// signsOf returns y/|y|, 1 for zeros.
func signsOf[W wide](y Mat[W]) Mat[W] {
	s := blas.NewMat[W](y.Rows, y.Cols)
	for i := range y.Rows {
		for j := range y.Cols {
			v := y.At(i, j)
			if a := blas.Abs(v); a != 0 && !math.IsInf(a, 0) {
				s.Set(i, j, blas.FromComplex[W](scaled(1/a, blas.Complex128(v))))
			} else {
				s.Set(i, j, 1)
			}
		}
	}
	return s
}

// parallel reports whether every column of s is one of old but for sign.
func parallel[W wide](s, old Mat[W]) bool {
	for j := range s.Cols {
		found := false
		for k := range old.Cols {
			d := 0.0
			for i := range s.Rows {
				d += blas.Re(blas.Mul(s.At(i, j), old.At(i, k)))
			}
			found = found || math.Abs(d) == float64(s.Rows)
		}
		if !found {
			return false
		}
	}
	return true
}

// rowSizes returns the largest magnitude of each row, and the rows by falling
// size.
func rowSizes[W wide](z Mat[W]) (h []float64, order []int) {
	h, order = make([]float64, z.Rows), make([]int, z.Rows)
	for i := range z.Rows {
		order[i] = i
		for j := range z.Cols {
			h[i] = max(h[i], blas.Abs(z.At(i, j)))
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case h[a] > h[b]:
			return -1
		case h[a] < h[b]:
			return 1
		}
		return 0
	})
	return h, order
}

// fresh returns the first t of order that were not seen yet; none if the first
// t all were.
func fresh(order []int, seen map[int]bool, t int) (units []int) {
	t = min(t, len(order))
	all := true
	for _, i := range order[:t] {
		all = all && seen[i]
	}
	if all {
		return nil
	}
	for _, i := range order {
		if len(units) < t && !seen[i] {
			units = append(units, i)
		}
	}
	return units
}
