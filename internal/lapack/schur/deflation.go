package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// deflate looks for eigenvalues that have converged in the last rows and
// columns of the active block: the window is brought to Schur form, and those
// diagonal blocks deflate for which the spike that this makes out of the
// subdiagonal element before the window is negligible. It returns the
// eigenvalues that did not, for use as shifts, and the number of those that
// did. LAPACK: ?laqr3.
func (m *multishift[T]) deflate(env blas.Env, ktop, kbot, window int) (shifts []complex128, deflated int) {
	jw := min(window, kbot-ktop+1)
	top := kbot - jw + 1
	var s T // the element before the window
	if top > ktop {
		s = m.h.At(top, top-1)
	}
	w := m.w[top : kbot+1]
	if jw == 1 {
		w[0] = blas.Complex128(m.h.At(top, top))
		if blas.Abs1(s) > math.Max(m.tiny, m.ulp*blas.Abs1(m.h.At(top, top))) {
			return w, 0
		}
		if top > ktop {
			m.h.Set(top, top-1, 0)
		}
		return nil, 1
	}
	t, v := m.h.Window(top, top, jw, jw).Clone(env), blas.Eye[T](jw).T()
	clearBelow(t)
	failed := hseqr(env, true, 0, jw, t, v, w)
	d := spike[T]{reorderer: reorderer[T]{env: env, t: t, z: v}, s: s, ulp: m.ulp, tiny: m.tiny}
	ns := d.reach(failed)
	if ns == 0 {
		s = 0
	}
	if ns < jw {
		d.sort(failed, ns)
	}
	windowEigenvalues(t, failed, w)
	if ns == jw && s != 0 {
		return w[failed:ns], 0 // nothing deflates: the matrix stays as it is
	}
	d.s = s
	q := d.reduce(ns)
	if top > 0 {
		m.h.Set(top, top-1, blas.Mul(s, blas.Conj(q.At(0, 0))))
	}
	blas.CopyTriangle(blas.Upper, m.h.Window(top, top, jw, jw), t)
	for i := 1; i < jw; i++ {
		m.h.Set(top+i, top+i-1, t.At(i, i-1))
	}
	m.spread(env, q, ktop, top, jw)
	return w[min(failed, ns):ns], jw - ns
}

// windowEigenvalues reads the eigenvalues of a Schur form from row lo on.
func windowEigenvalues[T blas.Scalar](t blas.Mat[T], lo int, w []complex128) {
	eigenvalues(t.Window(lo, lo, t.Rows-lo, t.Rows-lo), w[lo:])
}

// spread multiplies what lies outside the window of order jw at top by q.
func (m *multishift[T]) spread(env blas.Env, q blas.Mat[T], ktop, top, jw int) {
	from, end := ktop, top+jw
	if m.full {
		from, end = 0, m.h.Cols
	}
	m.products.fromRight(env, m.h.Window(from, top, top-from, jw), q)
	if m.full {
		m.products.fromLeft(env, q, m.h.Window(top, top+jw, jw, end-top-jw))
	}
	if !m.z.Empty() {
		m.products.fromRight(env, m.z.Window(0, top, m.z.Rows, jw), q)
	}
}

// spike is a deflation window in Schur form t with vectors z; the subdiagonal
// element s before it has become s times the first row of z.
type spike[T blas.Scalar] struct {
	reorderer[T]
	s         T
	ulp, tiny float64
}

// reach returns how many eigenvalues do not deflate; they are moved to the
// top, those before row from, which are not in Schur form, included.
func (d *spike[T]) reach(from int) int {
	ns, top := d.t.Rows, from
	for top < ns {
		k := d.first(ns - 1)
		size := d.magnitude(k)
		if size == 0 {
			size = blas.Abs1(d.s)
		}
		tip := 0.0
		for j := k; j < ns; j++ {
			tip = math.Max(tip, blas.Abs1(d.s)*blas.Abs1(d.z.At(0, j)))
		}
		if tip <= math.Max(d.tiny, d.ulp*size) {
			ns = k
			continue
		}
		n := ns - k
		at, _ := d.up(k, top)
		top = at + n
	}
	return ns
}

// magnitude returns about |λ| of the block that begins at row k.
func (d *spike[T]) magnitude(k int) float64 {
	x := blas.Abs1(d.t.At(k, k))
	if d.size(k) == 2 {
		x += float64(math.Sqrt(blas.Abs1(d.t.At(k+1, k))) * math.Sqrt(blas.Abs1(d.t.At(k, k+1))))
	}
	return x
}

// sort orders the blocks from row lo to ns by falling magnitude, which helps
// the accuracy of graded matrices.
func (d *spike[T]) sort(lo, ns int) {
	for k := lo; k < ns; {
		n := d.size(k)
		x, to := d.magnitude(k), k
		for to > lo {
			p := d.first(to - 1)
			if p < lo || d.magnitude(p) >= x {
				break
			}
			to = p
		}
		if to < k {
			d.up(k, to)
		}
		k += n
	}
}

// reduce reflects the spike of the ns eigenvalues that did not deflate into
// its first element and returns t to Hessenberg form. It returns the product
// of all transformations of the window.
func (d *spike[T]) reduce(ns int) blas.Mat[T] {
	env, jw := d.env, d.t.Rows
	if ns <= 1 || d.s == 0 {
		return d.z
	}
	v := blas.VecOf(make([]T, ns))
	for j := range ns {
		v.Set(j, blas.Conj(d.z.At(0, j)))
	}
	_, tau := lapack.Larfg(env, v.At(0), v.From(1, ns))
	v.Set(0, 1)
	clearBelow(d.t)
	reflect(env, tau, v, d.t.Window(0, 0, ns, jw), d.t.Window(0, 0, ns, ns), d.z.Window(0, 0, jw, ns))
	taus := Gehrd(env, 0, ns, d.t)
	Ormhr(env, false, false, 0, ns, d.t, taus, d.z)
	clearBelow(d.t)
	return d.z
}

// reflect applies Hᴴ to left from the left and H = I - tau·v·vᴴ to the others
// from the right.
func reflect[T blas.Scalar](env blas.Env, tau T, v blas.Vec[T], left blas.Mat[T], right ...blas.Mat[T]) {
	row := blas.Scratch[T](1, left.Cols)
	blas.Gemm(env, 1, v.Column().H(), left, 0, row)
	blas.Ger(env, -blas.Conj(tau), v, row.Row(0), left)
	for _, c := range right {
		x := blas.VecOf(make([]T, c.Rows))
		blas.Gemv(env, 1, c, v, 0, x)
		blas.Gerc(env, -tau, x, v, c)
	}
}
