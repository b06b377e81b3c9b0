package lapack

import (
	"math"
	"slices"

	"github.com/scicore-go/scicore/internal/blas"
)

// EstimateNorm1 returns a lower bound of the 1-norm of a matrix of order n that
// need not be formed, almost always within a factor 3. apply returns the
// product of the matrix, or of its conjugate transpose, and x, which it may
// overwrite. N. J. Higham and F. Tisseur, "A block algorithm for matrix 1-norm
// estimation", SIAM J. Matrix Anal. Appl. 21
// (2000), algorithm 2.4 with two columns; the start is fixed, not random.
func EstimateNorm1[T blas.Scalar](n int, apply func(x blas.Mat[T], adjoint bool) blas.Mat[T]) float64 {
	if n == 0 {
		return 0
	}
	x := startBlock[T](n)
	t := x.Cols
	best, bestAt := 0.0, -1
	var units []int // the unit vectors x consists of
	seen := make(map[int]bool)
	var signs blas.Mat[T]
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
		if step > 0 && !blas.IsComplex[T]() && parallel(signs, old) {
			return best
		}
		z := apply(signs.Clone(blas.Env{}), true)
		h, order := rowSizes(z)
		if step > 0 && bestAt >= 0 && h[order[0]] == h[bestAt] {
			return best
		}
		if units = fresh(order, seen, t); len(units) == 0 {
			return best
		}
		x = blas.NewMat[T](n, len(units))
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
func startBlock[T blas.Scalar](n int) blas.Mat[T] {
	x := blas.NewMat[T](n, min(2, n))
	seed := uint32(1)
	for i := range n {
		x.Set(i, 0, blas.FromReal[T](1/float64(n)))
		if n > 1 {
			seed = seed*1664525 + 1013904223
			x.Set(i, 1, blas.FromReal[T](math.Copysign(1/float64(n), float64(int32(seed)))))
		}
	}
	return x
}

// signsOf returns y/|y|, 1 for zeros.
func signsOf[T blas.Scalar](y blas.Mat[T]) blas.Mat[T] {
	s := blas.NewMat[T](y.Rows, y.Cols)
	for i := range y.Rows {
		for j := range y.Cols {
			v := y.At(i, j)
			if a := blas.Abs(v); a != 0 && !math.IsInf(a, 0) {
				s.Set(i, j, blas.FromComplex[T](complex(blas.Re(v)/a, blas.Im(v)/a)))
			} else {
				s.Set(i, j, 1)
			}
		}
	}
	return s
}

// parallel reports whether every column of s is one of old but for sign.
func parallel[T blas.Scalar](s, old blas.Mat[T]) bool {
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
func rowSizes[T blas.Scalar](z blas.Mat[T]) (h []float64, order []int) {
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
