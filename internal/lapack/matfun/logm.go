package matfun

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// Logm computes dst, the principal logarithm of a, whose eigenvalues have
// imaginary parts in (-π, π]. A real matrix with an eigenvalue on the negative
// axis has no real principal logarithm: status [NotReal]; in the complex types
// such eigenvalues are taken to have argument π. An eigenvalue that comes out
// exactly zero has none at all: status [Singular]. (A singular matrix whose
// Schur form has 1e-17 instead of zero does get a logarithm, large and without
// meaning; only the condition number can tell.)
//
// A. H. Al-Mohy and N. J. Higham, "Improved inverse scaling and squaring
// algorithms for the matrix logarithm", SIAM J. Sci. Comput. 34 (2012), on the
// complex Schur form.
func Logm[T blas.Scalar](env Env, dst, a Mat[T]) Status {
	return lift(env, dst, a, logm[float64], logm[complex128])
}

func logm[W wide](env Env, a Mat[W]) (Mat[W], Status) {
	if shapeOf(a) == lowerTriangular {
		x, st := logm(env, a.T().Clone(env))
		return x.T(), st
	}
	if x, ok := logNearIdentity(env, a); ok {
		return x, OK
	}
	t, z, w, st := triangularForm(env, a)
	if st == OK {
		st = cut[W](w)
	}
	if st != OK {
		return a, st
	}
	x, st := logUpper(env, t)
	if st != OK {
		return a, st
	}
	return back[W](env, x, z), OK
}

// logNearIdentity returns the logarithm of a matrix so near I that it needs no
// square roots, and hence no Schur form; A-I loses nothing then.
func logNearIdentity[W wide](env Env, a Mat[W]) (Mat[W], bool) {
	e := a.Clone(env)
	addDiagonal(e, -1)
	norm := lapack.Norm1(e)
	if !(norm <= thetaLog[7]) || isUpper(a) {
		return e, false
	}
	m := 1
	for norm > thetaLog[m] {
		m++
	}
	x := blas.NewMat[W](a.Rows, a.Cols)
	for _, node := range gaussLegendre[m] {
		q, y := e.Clone(env), e.Clone(env)
		blas.Scal(env, blas.FromReal[W](node[0]), flat(q))
		addDiagonal(q, 1)
		if !solve(env, q, y) {
			return e, false
		}
		blas.Axpy(env, blas.FromReal[W](node[1]), flat(y), flat(x))
	}
	return x, true
}

// thetaLog bounds the norms up to which the Padé approximant of a degree to
// log(I+X) has a backward error below 2⁻⁵³ (table 2.1 of the paper).
var thetaLog = [8]float64{0, 1.59e-5, 2.31e-3, 1.94e-2, 6.21e-2, 1.28e-1, 2.06e-1, 2.88e-1}

// gaussLegendre has nodes and weights on [0, 1] by number of nodes.
var gaussLegendre = [8][][2]float64{
	1: {{0.5, 1.0}},
	2: {{0.21132486540518711775, 0.5}, {0.78867513459481288225, 0.5}},
	3: {{0.11270166537925831148, 0.27777777777777777778}, {0.5, 0.44444444444444444444}, {0.88729833462074168852, 0.27777777777777777778}},
	4: {{0.069431844202973712388, 0.17392742256872692869}, {0.3300094782075718676, 0.32607257743127307131}, {0.6699905217924281324, 0.32607257743127307131}, {0.93056815579702628761, 0.17392742256872692869}},
	5: {{0.046910077030668003601, 0.11846344252809454376}, {0.23076534494715845448, 0.23931433524968323402}, {0.5, 0.28444444444444444444}, {0.76923465505284154552, 0.23931433524968323402}, {0.9530899229693319964, 0.11846344252809454376}},
	6: {{0.033765242898423986094, 0.08566224618958517252}, {0.16939530676686774317, 0.18038078652406930378}, {0.38069040695840154568, 0.23395696728634552369}, {0.61930959304159845432, 0.23395696728634552369}, {0.83060469323313225683, 0.18038078652406930378}, {0.96623475710157601391, 0.08566224618958517252}},
	7: {{0.025446043828620737737, 0.064742483084434846635}, {0.12923440720030278007, 0.13985269574463833395}, {0.29707742431130141655, 0.19091502525255947248}, {0.5, 0.20897959183673469388}, {0.70292257568869858345, 0.19091502525255947248}, {0.87076559279969721993, 0.13985269574463833395}, {0.97455395617137926226, 0.064742483084434846635}},
}

// logUpper returns the logarithm of an upper triangular matrix.
func logUpper(env Env, t Mat[complex128]) (Mat[complex128], Status) {
	n := t.Rows
	x := blas.NewMat[complex128](n, n)
	if !isUpper(t.T()) {
		rs, st := scaleByRoots(env, t, thetaLog)
		if st != OK {
			return x, st
		}
		// The approximant in partial fractions: Σ w·(I + x·R)⁻¹·R.
		for _, node := range gaussLegendre[rs.m] {
			q, y := rs.r.Clone(env), rs.r.Clone(env)
			blas.Scal(env, complex(node[0], 0), flat(q))
			addDiagonal(q, 1)
			blas.Trsm(env, blas.Upper, blas.NonUnit, complex(node[1], 0), q, y)
			blas.Axpy(env, 1, flat(y), flat(x))
		}
		blas.Scal(env, complex(math.Ldexp(1, rs.s), 0), flat(x))
	}
	for i := range n {
		x.Set(i, i, clog(t.At(i, i)))
		if i > 0 {
			x.Set(i-1, i, cmul(t.At(i-1, i), logDifference(t.At(i-1, i-1), t.At(i, i))))
		}
	}
	return x, OK
}
