// Package lazy offers linear algebra to computation graphs: the functions of
// package linalg on [graph.Expr], with the same names. Nothing is computed until
// the expression is evaluated; the plan knows the cost, the runtime chooses the
// engine, and cancelling the context stops it. The bits are those of package
// linalg.
//
//	a := graph.Param[float64]("a", 500, 500)
//	u, s, vh := lazy.SVD(a) // one decomposition, however many of the three are used
//	y, err := scicore.Eval(ctx, s.Sum(), …)
//
// In text and requests the operations are called linalg.solve, linalg.svd_u and
// so on, after NumPy and SciPy: "linalg.solve(a, b)". Errors of shape are found
// when the expression is built; a singular matrix when it runs.
package lazy
