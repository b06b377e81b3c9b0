package matfun

import (
	"github.com/scicore-go/scicore/internal/blas"
)

// solve overwrites b with a⁻¹·b and a with its factors. It reports false, with
// b undefined, if a is exactly singular or not finite.
func solve[W wide](env Env, a, b Mat[W]) bool {
	n := a.Rows
	for k := range n {
		col := a.Col(k).From(k, n)
		p := k + blas.IAmax(env, col)
		if x := a.At(p, k); x == 0 || !blas.Finite(x) {
			return false
		}
		if p != k {
			blas.Swap(env, a.Row(k), a.Row(p))
			blas.Swap(env, b.Row(k), b.Row(p))
		}
		col = col.From(1, n-k)
		blas.Scal(env, blas.Div(1, a.At(k, k)), col)
		blas.Ger(env, -1, col, a.Row(k).From(k+1, n), a.Window(k+1, k+1, n-k-1, n-k-1))
	}
	blas.Trsm(env, blas.Lower, blas.Unit, 1, a, b)
	blas.Trsm(env, blas.Upper, blas.NonUnit, 1, a, b)
	return true
}
