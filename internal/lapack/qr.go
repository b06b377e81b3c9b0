package lapack

import "github.com/scicore-go/scicore/internal/blas"

// Geqrf factors A = Q·R in place: R on and above the diagonal, below it the
// vectors of the reflectors whose product is Q = H₁·H₂·…, with their scalars
// in tau, min(rows, cols) of them. LAPACK: ?geqrf.
//
// A = L·Q needs no routine of its own: Geqrf(env, a.T(), tau) leaves L on and
// below the diagonal of a, and Q is the transpose of what Orgqr makes of a.T().
func Geqrf[T blas.Scalar](env blas.Env, a blas.Mat[T], tau []T) {
	if len(tau) != min(a.Rows, a.Cols) {
		panic("lapack: geqrf: wrong number of scalars")
	}
	for j := 0; j < len(tau) && !blas.Stopped(env); j += qrBlock {
		k := min(qrBlock, len(tau)-j)
		panel := a.Window(j, j, a.Rows-j, k)
		p := qrPanelOf(env, panel)
		qrPanel(env, p, tau[j:j+k])
		blas.Copy(env, panel, p)
		if j+k < a.Cols {
			makeBlock(env, p, tau[j:j+k]).Left(env, true, a.Window(j, j+k, a.Rows-j, a.Cols-j-k))
		}
	}
}

// qrBlock is the number of reflectors that are applied together.
const qrBlock = 32

// qrPanelOf copies a panel so that its columns are contiguous, with room for
// one element behind each.
func qrPanelOf[T blas.Scalar](env blas.Env, a blas.Mat[T]) blas.Mat[T] {
	p := blas.ScratchCols[T](a.Rows+1, a.Cols)
	p.Rows--
	blas.Copy(env, p, a)
	return p
}

// qrPanel factors a panel from [qrPanelOf]. Every reflector is applied to all
// columns at its right at once; the room behind them takes what it subtracts.
func qrPanel[T blas.Scalar](env blas.Env, p blas.Mat[T], tau []T) {
	m, n, ld := p.Rows, p.Cols, p.CS
	for j := range tau {
		v := p.Data[j*ld+j : j*ld+m]
		beta, t := Larfg(env, v[0], blas.VecOf(v[1:]))
		tau[j] = t
		if j+1 < n && t != 0 {
			v[0] = 1
			s := p.Data[(j+1)*ld+m:]
			sums := blas.Vec[T]{Data: s, N: n - j - 1, Inc: ld}
			blas.Gemv(env, 1, p.Window(j, j+1, m-j, n-j-1).H(), blas.VecOf(v), 0, sums)
			for c := 0; c < len(s); c += ld {
				s[c] = blas.Mul(blas.Conj(t), blas.Conj(s[c])) // vᴴ·x from xᴴ·v
			}
			subColumns(env, p, j, j+1, s, v)
		}
		v[0] = beta
	}
}

// Orgqr overwrites the reflectors that [Geqrf] left in the first len(tau)
// columns of a with the first a.Cols columns of Q. LAPACK: ?orgqr, ?ungqr.
func Orgqr[T blas.Scalar](env blas.Env, a blas.Mat[T], tau []T) {
	m, n, k := a.Rows, a.Cols, len(tau)
	if k > n || n > m {
		panic("lapack: orgqr: shapes do not fit")
	}
	blas.Fill(a.Window(0, k, m, n-k), 0, 0)
	for j := k; j < n; j++ {
		a.Set(j, j, 1)
	}
	if k == 0 {
		return
	}
	for j := (k - 1) / qrBlock * qrBlock; j >= 0; j -= qrBlock {
		if blas.Stopped(env) {
			return
		}
		w := min(qrBlock, k-j)
		panel := a.Window(j, j, m-j, w)
		h := MakeBlock(env, panel, tau[j:j+w])
		blas.Fill(a.Window(0, j, j, w), 0, 0)
		blas.Fill(panel, 0, 1)
		h.Left(env, false, a.Window(j, j, m-j, n-j))
	}
}

// Ormqr computes C = Q·C, or Qᴴ·C if inverse, for the Q of the reflectors that
// [Geqrf] left in the first len(tau) columns of v. From the right,
//
//	C·Q  = Ormqr(env, true, v, tau, c.H())
//	C·Qᴴ = Ormqr(env, false, v, tau, c.H())
//
// LAPACK: ?ormqr, ?unmqr.
func Ormqr[T blas.Scalar](env blas.Env, inverse bool, v blas.Mat[T], tau []T, c blas.Mat[T]) {
	k := len(tau)
	if v.Rows != c.Rows || k > v.Cols || k > v.Rows {
		panic("lapack: ormqr: shapes do not fit")
	}
	blocks := (k + qrBlock - 1) / qrBlock
	for b := range blocks {
		if blas.Stopped(env) {
			return
		}
		if !inverse {
			b = blocks - 1 - b
		}
		j := b * qrBlock
		w := min(qrBlock, k-j)
		h := MakeBlock(env, v.Window(j, j, v.Rows-j, w), tau[j:j+w])
		h.Left(env, inverse, c.Window(j, 0, c.Rows-j, c.Cols))
	}
}
