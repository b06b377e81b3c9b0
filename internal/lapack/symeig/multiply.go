package symeig

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// compact is a copy of the torn eigenvectors without their zeros: kept columns
// with top elements, with bottom elements, and deflated columns.
type compact[R blas.Real] struct{ top, bottom, gone blas.Mat[R] }

// copyCompact copies the columns in groups into the workspace.
func (m *merging[R]) copyCompact() compact[R] {
	n, k := m.n1+m.n2, len(m.kept)
	upper, lower := m.count[top]+m.count[whole], m.count[whole]+m.count[bottom]
	work := m.q2[m.lo*m.z.Rows:]
	take := func(rows, cols int) blas.Mat[R] {
		c := blas.ColMajor(work[:rows*cols], rows, cols, rows)
		work = work[rows*cols:]
		return c
	}
	c := compact[R]{take(m.n1, upper), take(m.n2, lower), take(n, len(m.gone))}
	m.columns(k, func(from, to int) {
		for g := from; g < to; g++ {
			column := m.col(m.kept[m.grouped[g]]).Data
			if g < upper {
				copy(c.top.Col(g).Data, column[:m.n1])
			}
			if b := g - m.count[top]; b >= 0 {
				copy(c.bottom.Col(b).Data, column[m.n1:])
			}
		}
	})
	m.columns(len(m.gone), func(from, to int) {
		for g := from; g < to; g++ {
			m.widen(m.gone[g])
			copy(c.gone.Col(g).Data, m.col(m.gone[g]).Data)
		}
	})
	return c
}

// columns calls f for ranges of n columns, on all workers.
func (m *merging[R]) columns(n int, f func(from, to int)) {
	const atOnce = 32
	m.env.Pool.For(m.env.Done, (n+atOnce-1)/atOnce, func(c int) {
		f(c*atOnce, min(n, (c+1)*atOnce))
	})
}

// multiply makes eigenvectors of the secular equation and multiplies the torn
// ones by them, some columns after the others. Deflated columns follow.
func (m *merging[R]) multiply(c compact[R], s secular, r roots, z []float64, want wanted) {
	n, k := m.n1+m.n2, len(m.kept)
	m.columns(len(want.gone), func(from, to int) {
		for g := from; g < to; g++ {
			copy(m.col(len(want.roots)+g).Data, c.gone.Col(want.gone[g]).Data)
		}
	})
	g := m.groupedVectors(s, r, z)
	width := min(backBlock, m.z.Rows)
	work := m.s[m.lo*width:]
	for j := 0; j < len(want.roots) && !blas.Stopped(m.env); j += width {
		w := min(width, len(want.roots)-j)
		v := blas.ColMajor(work[:k*w], k, w, k)
		m.columns(w, func(from, to int) {
			a, t := newVectors(m.env.Tier), make([]float64, k)
			for i := from; i < to; i++ {
				g.write(a, want.roots[j+i], t, v.Col(i).Data)
			}
		})
		out := m.z.Window(m.lo, m.lo+j, n, w)
		blas.Gemm(m.env, 1, c.top, v.Window(0, 0, c.top.Cols, w), 0, out.Window(0, 0, m.n1, w))
		blas.Gemm(m.env, 1, c.bottom, v.Window(k-c.bottom.Cols, 0, c.bottom.Cols, w), 0, out.Window(m.n1, 0, m.n2, w))
	}
}

// groupedVectors makes eigenvectors of the secular equation, their elements in
// the order of the groups.
type groupedVectors[R blas.Real] struct {
	d, z []float64
	r    roots
}

func (m *merging[R]) groupedVectors(s secular, r roots, z []float64) groupedVectors[R] {
	k := len(m.kept)
	g := groupedVectors[R]{make([]float64, k), make([]float64, k), r}
	for i, at := range m.grouped {
		g.d[i], g.z[i] = s.d[at], z[at]
	}
	return g
}

// write writes the vector of root i: z[j]/(d[j]-x), scaled to norm 1; t is
// workspace.
func (g groupedVectors[R]) write(v vectors, i int, t []float64, out []R) {
	v.subScalar(t, g.d, g.r.origin[i])
	v.subScalar(t, t, g.r.offset[i])
	v.div(t, g.z, t)
	v.scale(t, t, 1/math.Sqrt(v.dot(t, t)))
	narrow(v, out, t)
}

// copyColumns copies column order[j] of the column-major src to column j of
// dst.
func copyColumns[T blas.Scalar](env blas.Env, dst, src blas.Mat[T], order []int) {
	const block = 128
	env.Pool.For(env.Done, (dst.Rows+block-1)/block, func(c int) {
		i, n := c*block, min(block, dst.Rows-c*block)
		for j, from := range order {
			to := dst.Window(i, j, n, 1)
			blas.CopyVec(env, src.Window(i, from, n, 1).Col(0), blas.Vec[T]{Data: to.Data, N: n, Inc: to.RS})
		}
	})
}
