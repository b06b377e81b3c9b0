package lazy

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/linalg"
)

// Expr is a lazy array.
type Expr[T array.Element] = graph.Expr[T]

var none graph.Attrs

func call[R, T array.Element](name string, attrs graph.Attrs, in ...Expr[T]) Expr[R] {
	nodes := make([]*graph.Node, len(in))
	for i, e := range in {
		nodes[i] = e.Node()
	}
	return graph.FromNode[R](linalg.Call(name, attrs, nodes...))
}

// Solve returns x with a·x = b. See [linalg.Solve].
func Solve[T linalg.Scalar](a, b Expr[T]) Expr[T] { return call[T]("solve", none, a, b) }

// Inv returns the inverses. See [linalg.Inv].
func Inv[T linalg.Scalar](a Expr[T]) Expr[T] { return call[T]("inv", none, a) }

// SolveTriangular returns x with a·x = b for triangles. See
// [linalg.SolveTriangular].
func SolveTriangular[T linalg.Scalar](a, b Expr[T], o *linalg.TriangularOptions) Expr[T] {
	attrs := none
	if o != nil {
		attrs = attrs.WithBool("lower", o.Lower).WithBool("unit_diagonal", o.Unit).
			WithBool("transposed", o.Transposed).WithBool("conjugated", o.Conjugated)
	}
	return call[T]("solve_triangular", attrs, a, b)
}

// SolveBanded returns x with a·x = b for band matrices. See
// [linalg.SolveBanded].
func SolveBanded[T linalg.Scalar](lower, upper int, ab, b Expr[T]) Expr[T] {
	return call[T]("solve_banded", none.WithInt("lower", lower).WithInt("upper", upper), ab, b)
}

// SolveBandedPositive returns x with a·x = b for positive definite band
// matrices. See [linalg.SolveBandedPositive].
func SolveBandedPositive[T linalg.Scalar](ab, b Expr[T]) Expr[T] {
	return call[T]("solveh_banded", none, ab, b)
}

// SolveTridiagonal returns x with a·x = b for tridiagonal matrices. See
// [linalg.SolveTridiagonal].
func SolveTridiagonal[T linalg.Scalar](dl, d, du, b Expr[T]) Expr[T] {
	return call[T]("solve_tridiagonal", none, dl, d, du, b)
}

// Cholesky returns the lower factors. See [linalg.Cholesky].
func Cholesky[T linalg.Scalar](a Expr[T]) Expr[T] { return call[T]("cholesky", none, a) }

// LU returns a[perm] = l·u. See [linalg.LU].
func LU[T linalg.Scalar](a Expr[T]) (perm Expr[int64], l, u Expr[T]) {
	return call[int64]("lu_perm", none, a), call[T]("lu_l", none, a), call[T]("lu_u", none, a)
}

// QR returns a = q·r with the first min(m, n) columns of q. See [linalg.QR].
func QR[T linalg.Scalar](a Expr[T]) (q, r Expr[T]) {
	return call[T]("qr_q", none, a), call[T]("qr_r", none, a)
}

// SVD returns a = u·diag(s)·vh with min(m, n) columns of u and rows of vh. See
// [linalg.SVD].
func SVD[T linalg.Scalar](a Expr[T]) (u Expr[T], s Expr[float64], vh Expr[T]) {
	return call[T]("svd_u", none, a), call[float64]("svd_s", none, a), call[T]("svd_vh", none, a)
}

// SVDVals returns the singular values. See [linalg.SVDVals].
func SVDVals[T linalg.Scalar](a Expr[T]) Expr[float64] { return call[float64]("svdvals", none, a) }

// Pinv returns the pseudoinverses. See [linalg.Pinv].
func Pinv[T linalg.Scalar](a Expr[T], rtol float64) Expr[T] {
	return call[T]("pinv", none.WithFloat("rtol", rtol), a)
}

// Det returns the determinants. See [linalg.Det].
func Det[T linalg.Scalar](a Expr[T]) Expr[T] { return call[T]("det", none, a) }

// SLogDet returns sign and logarithm of the determinants. See [linalg.SLogDet].
func SLogDet[T linalg.Scalar](a Expr[T]) (sign Expr[T], logabs Expr[float64]) {
	return call[T]("slogdet_sign", none, a), call[float64]("slogdet_logabsdet", none, a)
}

// Norm returns norms of matrices. See [linalg.Norm].
func Norm[T linalg.Scalar](a Expr[T], ord linalg.Order) Expr[float64] {
	return call[float64]("norm", none.WithText("ord", ord.String()), a)
}

// Cond returns condition numbers. See [linalg.Cond].
func Cond[T linalg.Scalar](a Expr[T], ord linalg.Order) Expr[float64] {
	return call[float64]("cond", none.WithText("ord", ord.String()), a)
}

// MatrixRank returns ranks. See [linalg.MatrixRank].
func MatrixRank[T linalg.Scalar](a Expr[T], rtol float64) Expr[int64] {
	return call[int64]("matrix_rank", none.WithFloat("rtol", rtol), a)
}

// Kron returns Kronecker products. See [linalg.Kron].
func Kron[T linalg.Scalar](a, b Expr[T]) Expr[T] { return call[T]("kron", none, a, b) }

// KhatriRao returns Kronecker products of columns. See [linalg.KhatriRao].
func KhatriRao[T linalg.Scalar](a, b Expr[T]) Expr[T] { return call[T]("khatri_rao", none, a, b) }

// Eigh returns eigenvalues and eigenvectors of Hermitian matrices, of which
// the lower triangle is read. See [linalg.Eigh].
func Eigh[T linalg.Scalar](a Expr[T]) (values Expr[float64], vectors Expr[T]) {
	return call[float64]("eigh_values", none, a), call[T]("eigh_vectors", none, a)
}

// EigValsH returns eigenvalues of Hermitian matrices. See [linalg.EigValsH].
func EigValsH[T linalg.Scalar](a Expr[T]) Expr[float64] { return call[float64]("eigvalsh", none, a) }

// EighTridiagonal returns eigenvalues and eigenvectors of Hermitian tridiagonal
// matrices. See [linalg.EighTridiagonal].
func EighTridiagonal[T linalg.Scalar](d, e Expr[T]) (values Expr[float64], vectors Expr[T]) {
	return call[float64]("eigh_tridiagonal_values", none, d, e), call[T]("eigh_tridiagonal_vectors", none, d, e)
}

// EigValsHTridiagonal returns the eigenvalues alone. See
// [linalg.EigValsHTridiagonal].
func EigValsHTridiagonal[T linalg.Scalar](d, e Expr[T]) Expr[float64] {
	return call[float64]("eigvalsh_tridiagonal", none, d, e)
}

// EighBanded returns eigenvalues and eigenvectors of Hermitian band matrices,
// of which the lower diagonals are given. See [linalg.EighBanded].
func EighBanded[T linalg.Scalar](ab Expr[T]) (values Expr[float64], vectors Expr[T]) {
	return call[float64]("eig_banded_values", none, ab), call[T]("eig_banded_vectors", none, ab)
}

// EigValsHBanded returns the eigenvalues alone. See [linalg.EigValsHBanded].
func EigValsHBanded[T linalg.Scalar](ab Expr[T]) Expr[float64] {
	return call[float64]("eigvals_banded", none, ab)
}

// EighGeneralized returns eigenvalues and eigenvectors of a Hermitian pencil.
// See [linalg.EighGeneralized].
func EighGeneralized[T linalg.Scalar](a, b Expr[T], kind linalg.Pencil) (values Expr[float64], vectors Expr[T]) {
	attrs := none.WithInt("type", int(kind))
	return call[float64]("eigh_generalized_values", attrs, a, b), call[T]("eigh_generalized_vectors", attrs, a, b)
}

// Eig returns eigenvalues and right eigenvectors; C is the complex type with
// T's precision, complex64 for float32. See [linalg.Eig].
func Eig[C array.Complex, T linalg.Scalar](a Expr[T]) (values, vectors Expr[C]) {
	return call[C]("eig_values", none, a), call[C]("eig_vectors", none, a)
}

// EigVals returns eigenvalues; C is as for [Eig]. See [linalg.EigVals].
func EigVals[C array.Complex, T linalg.Scalar](a Expr[T]) Expr[C] { return call[C]("eigvals", none, a) }

// EigCond returns eigenvalues with the reciprocal condition numbers of each and
// of its eigenvector; C is as for [Eig]. See [linalg.EigCond].
func EigCond[C array.Complex, T linalg.Scalar](a Expr[T]) (values Expr[C], rcond, sep Expr[float64]) {
	return call[C]("eig_cond_values", none, a), call[float64]("eig_cond_rcond", none, a), call[float64]("eig_cond_sep", none, a)
}

// Schur returns a = z·t·zᴴ. See [linalg.Schur].
func Schur[T linalg.Scalar](a Expr[T]) (t, z Expr[T]) {
	return call[T]("schur_t", none, a), call[T]("schur_z", none, a)
}

// Hessenberg returns a = q·h·qᴴ. See [linalg.Hessenberg].
func Hessenberg[T linalg.Scalar](a Expr[T]) (h, q Expr[T]) {
	return call[T]("hessenberg_h", none, a), call[T]("hessenberg_q", none, a)
}

// Expm returns matrix exponentials. See [linalg.Expm].
func Expm[T linalg.Scalar](a Expr[T]) Expr[T] { return call[T]("expm", none, a) }

// ExpmFrechet returns exponentials and their derivatives in the directions e.
// See [linalg.ExpmFrechet].
func ExpmFrechet[T linalg.Scalar](a, e Expr[T]) (value, derivative Expr[T]) {
	return call[T]("expm_frechet_value", none, a, e), call[T]("expm_frechet_derivative", none, a, e)
}

// ExpmCond returns condition numbers of the exponential. See [linalg.ExpmCond].
func ExpmCond[T linalg.Scalar](a Expr[T]) Expr[float64] { return call[float64]("expm_cond", none, a) }

// ExpmMultiply returns exp(t·a)·b. See [linalg.ExpmMultiply].
func ExpmMultiply[T linalg.Scalar](a, b Expr[T], t float64) Expr[T] {
	return call[T]("expm_multiply", none.WithFloat("t", t), a, b)
}

// Logm returns principal logarithms. See [linalg.Logm].
func Logm[T linalg.Scalar](a Expr[T]) Expr[T] { return call[T]("logm", none, a) }

// Sqrtm returns principal square roots. See [linalg.Sqrtm].
func Sqrtm[T linalg.Scalar](a Expr[T]) Expr[T] { return call[T]("sqrtm", none, a) }

// MatrixPower returns aⁿ. See [linalg.MatrixPower].
func MatrixPower[T linalg.Scalar](a Expr[T], n int) Expr[T] {
	return call[T]("matrix_power", none.WithInt("n", n), a)
}

// FractionalMatrixPower returns aᵖ. See [linalg.FractionalMatrixPower].
func FractionalMatrixPower[T linalg.Scalar](a Expr[T], p float64) Expr[T] {
	return call[T]("fractional_matrix_power", none.WithFloat("t", p), a)
}

// LDL returns a[perm][:, perm] = l·d·lᴴ. See [linalg.LDL].
func LDL[T linalg.Scalar](a Expr[T]) (perm Expr[int64], l, d Expr[T]) {
	return call[int64]("ldl_perm", none, a), call[T]("ldl_l", none, a), call[T]("ldl_d", none, a)
}

// QRPivoted returns a[:, perm] = q·r. See [linalg.QRPivoted].
func QRPivoted[T linalg.Scalar](a Expr[T]) (q, r Expr[T], perm Expr[int64]) {
	return call[T]("qr_pivoted_q", none, a), call[T]("qr_pivoted_r", none, a), call[int64]("qr_pivoted_perm", none, a)
}

// LstSq returns least squares solutions. See [linalg.LstSq].
func LstSq[T linalg.Scalar](a, b Expr[T], o *linalg.LstSqOptions) Expr[T] {
	attrs := none
	if o != nil {
		attrs = attrs.WithFloat("rcond", o.RCond).WithText("method", o.Method.String())
	}
	return call[T]("lstsq", attrs, a, b)
}

// QZ returns a = q·s·zᴴ and b = q·p·zᴴ. See [linalg.QZ].
func QZ[T linalg.Scalar](a, b Expr[T]) (s, p, q, z Expr[T]) {
	return call[T]("qz_s", none, a, b), call[T]("qz_p", none, a, b), call[T]("qz_q", none, a, b), call[T]("qz_z", none, a, b)
}

// EigGeneralized returns eigenvalues alpha/beta and right eigenvectors of a
// pencil; C is as for [Eig]. See [linalg.EigGeneralized].
func EigGeneralized[C array.Complex, T linalg.Scalar](a, b Expr[T]) (alpha Expr[C], beta Expr[float64], vectors Expr[C]) {
	return call[C]("eig_generalized_alpha", none, a, b), call[float64]("eig_generalized_beta", none, a, b),
		call[C]("eig_generalized_vectors", none, a, b)
}

// SolveSylvester returns x with a·x + x·b = q. See [linalg.SolveSylvester].
func SolveSylvester[T linalg.Scalar](a, b, q Expr[T]) Expr[T] {
	return call[T]("solve_sylvester", none, a, b, q)
}

// SolveContinuousLyapunov returns x with a·x + x·aᴴ = q. See
// [linalg.SolveContinuousLyapunov].
func SolveContinuousLyapunov[T linalg.Scalar](a, q Expr[T]) Expr[T] {
	return call[T]("solve_continuous_lyapunov", none, a, q)
}

// SolveDiscreteLyapunov returns x with a·x·aᴴ - x + q = 0. See
// [linalg.SolveDiscreteLyapunov].
func SolveDiscreteLyapunov[T linalg.Scalar](a, q Expr[T]) Expr[T] {
	return call[T]("solve_discrete_lyapunov", none, a, q)
}

// SolveContinuousRiccati returns the stabilising solution; after r may stand the E
// of the options, and after it the S. See [linalg.SolveContinuousRiccati].
func SolveContinuousRiccati[T linalg.Scalar](a, b, q, r Expr[T], es ...Expr[T]) Expr[T] {
	return call[T]("solve_continuous_are", none, append([]Expr[T]{a, b, q, r}, es...)...)
}

// SolveDiscreteRiccati returns the stabilising solution; after r may stand the E
// of the options, and after it the S. See [linalg.SolveDiscreteRiccati].
func SolveDiscreteRiccati[T linalg.Scalar](a, b, q, r Expr[T], es ...Expr[T]) Expr[T] {
	return call[T]("solve_discrete_are", none, append([]Expr[T]{a, b, q, r}, es...)...)
}

// Cosm is [linalg.Cosm].
func Cosm[T linalg.Scalar](a Expr[T]) Expr[T] { return call[T]("cosm", none, a) }

// Sinm is [linalg.Sinm].
func Sinm[T linalg.Scalar](a Expr[T]) Expr[T] { return call[T]("sinm", none, a) }

// Tanm is [linalg.Tanm].
func Tanm[T linalg.Scalar](a Expr[T]) Expr[T] { return call[T]("tanm", none, a) }

// Coshm is [linalg.Coshm].
func Coshm[T linalg.Scalar](a Expr[T]) Expr[T] { return call[T]("coshm", none, a) }

// Sinhm is [linalg.Sinhm].
func Sinhm[T linalg.Scalar](a Expr[T]) Expr[T] { return call[T]("sinhm", none, a) }

// Tanhm is [linalg.Tanhm].
func Tanhm[T linalg.Scalar](a Expr[T]) Expr[T] { return call[T]("tanhm", none, a) }

// Signm is [linalg.Signm].
func Signm[T linalg.Scalar](a Expr[T]) Expr[T] { return call[T]("signm", none, a) }

// Polar returns a = u·h, or h·u for fewer rows than columns. See
// [linalg.Polar].
func Polar[T linalg.Scalar](a Expr[T]) (u, h Expr[T]) {
	return call[T]("polar_u", none, a), call[T]("polar_h", none, a)
}

// OrthogonalProcrustes returns the orthogonal matrices that take a nearest to
// b. See [linalg.OrthogonalProcrustes].
func OrthogonalProcrustes[T linalg.Scalar](a, b Expr[T]) (r Expr[T], scale Expr[float64]) {
	return call[T]("orthogonal_procrustes_r", none, a, b), call[float64]("orthogonal_procrustes_scale", none, a, b)
}

// RandomizedSVD approximates the k largest singular values. See
// [linalg.RandomizedSVD].
func RandomizedSVD[T linalg.Scalar](a Expr[T], k int, o *linalg.RandomizedOptions) (u Expr[T], s Expr[float64], vh Expr[T]) {
	attrs := none.WithInt("k", k)
	if o != nil {
		attrs = attrs.WithInt("oversample", o.Oversample).WithInt("power", o.Power).WithInt("seed", int(o.Seed))
	}
	return call[T]("randomized_svd_u", attrs, a), call[float64]("randomized_svd_s", attrs, a), call[T]("randomized_svd_vh", attrs, a)
}
