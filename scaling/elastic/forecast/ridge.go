package forecast

import (
	"math"
	"slices"
)

// ridge is weighted least squares with a penalty on every coefficient: the
// normal equations X'WX + diag(penalty), X'Wy.
type ridge struct {
	n    int
	gram []float64 // lower triangle, row by row in full rows
	rhs  []float64
}

func newRidge(n int) *ridge {
	return &ridge{n: n, gram: make([]float64, n*n), rhs: make([]float64, n)}
}

// add takes an equation in. Features are mostly zeros of dummies, so these are
// passed over.
func (r *ridge) add(x []float64, y, weight float64) {
	for i, xi := range x {
		if xi == 0 {
			continue
		}
		w := weight * xi
		row := r.gram[i*r.n : i*r.n+i+1]
		for j, xj := range x[:i+1] {
			row[j] += w * xj
		}
		r.rhs[i] += w * y
	}
}

// scale weighs all equations so far by f.
func (r *ridge) scale(f float64) {
	for i := range r.gram {
		r.gram[i] *= f
	}
	for i := range r.rhs {
		r.rhs[i] *= f
	}
}

func (r *ridge) clone() *ridge {
	return &ridge{r.n, slices.Clone(r.gram), slices.Clone(r.rhs)}
}

// solve returns the coefficients, or false where the penalties leave the
// equations singular. More equations may follow.
func (r *ridge) solve(penalty []float64) ([]float64, bool) {
	r = r.clone()
	for i, p := range penalty {
		r.gram[i*r.n+i] += p
	}
	if !r.factor() {
		return nil, false
	}
	x := r.rhs
	for i := range x {
		x[i] = (x[i] - dot(r.gram[i*r.n:i*r.n+i], x)) / r.gram[i*r.n+i]
	}
	for i := r.n - 1; i >= 0; i-- {
		x[i] /= r.gram[i*r.n+i]
		for j, l := range r.gram[i*r.n : i*r.n+i] {
			x[j] -= l * x[i]
		}
	}
	return x, true
}

// factor replaces the lower triangle by its Cholesky factor.
func (r *ridge) factor() bool {
	for j := range r.n {
		rowj := r.gram[j*r.n : j*r.n+j]
		d := r.gram[j*r.n+j] - dot(rowj, rowj)
		if !(d > 1e-12*r.gram[j*r.n+j]) || math.IsInf(d, 1) {
			return false
		}
		d = math.Sqrt(d)
		r.gram[j*r.n+j] = d
		for i := j + 1; i < r.n; i++ {
			row := r.gram[i*r.n:]
			row[j] = (row[j] - dot(row[:j], rowj)) / d
		}
	}
	return true
}

// dot multiplies a with as much of b.
func dot(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}
