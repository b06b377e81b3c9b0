package matfun

import (
	"github.com/scicore-go/scicore/internal/lapack"
)

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
	return lapack.EstimateNorm1(n, func(x Mat[W], adjoint bool) Mat[W] {
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
