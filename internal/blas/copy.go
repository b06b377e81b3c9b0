package blas

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/gemm"
	"github.com/scicore-go/scicore/internal/kernel"
)

func dtypeOf[T Scalar]() dtype.DType { return dtype.Of[T]() }

// byRow returns the views of operands that have their rows along the
// contiguous elements of the first, as far as it has any.
func byRow[T Scalar](a Mat[T], others ...*Mat[T]) Mat[T] {
	if a.CS == 1 || a.RS != 1 {
		return a
	}
	for _, o := range others {
		*o = o.T()
	}
	return a.T()
}

// shared is how many elements are worth a chunk of their own on a worker.
const shared = 1 << 16

// forRows runs f over bands of rows of a matrix, on the workers if it is
// large. Every row is in one band; bands do not depend on anything but sizes.
func forRows(env Env, rows, cols int, f func(from, to int)) {
	per := max(1, shared/max(cols, 1))
	if rows <= per {
		f(0, rows)
		return
	}
	env.Pool.For(env.Done, (rows+per-1)/per, func(chunk int) {
		f(chunk*per, min(rows, (chunk+1)*per))
	})
}

// Copy copies src to dst, with Conj resolved; they do not overlap.
func Copy[T Scalar](env Env, dst, src Mat[T]) {
	checkSame(dst, src)
	if dst.Empty() {
		return
	}
	if dst.CS != 1 && dst.RS == 1 {
		dst, src = dst.T(), src.T()
	}
	if dst.Rows*dst.Cols <= shared {
		copyRows(env, dst, src)
		return
	}
	copyShared(env, dst, src)
}

// copyShared is Copy on the workers; a closure costs memory.
func copyShared[T Scalar](env Env, dst, src Mat[T]) {
	forRows(env, dst.Rows, dst.Cols, func(from, to int) {
		copyRows(env, dst.Window(from, 0, to-from, dst.Cols), src.Window(from, 0, to-from, dst.Cols))
	})
}

func copyRows[T Scalar](env Env, d, s Mat[T]) {
	gemm.Copy(env.Tier, d.Rows, d.Cols, d.operand(), s.operand())
	if d.Conj != s.Conj {
		conjugate(env, d)
	}
}

// ConjInPlace conjugates the elements of m.
func ConjInPlace[T Scalar](m Mat[T]) {
	if IsComplex[T]() && !m.Empty() {
		conjugate(Env{Tier: bestTier}, byRow(m))
	}
}

// conjugate conjugates the elements of a complex m, by rows.
func conjugate[T Scalar](env Env, m Mat[T]) {
	if m.CS != 1 {
		for i := range m.Rows {
			for j := range m.Cols {
				e := &m.Data[i*m.RS+j*m.CS]
				*e = Conj(*e)
			}
		}
		return
	}
	for i := range m.Rows {
		row := m.Data[i*m.RS:][:m.Cols]
		for len(row) > 0 {
			n := min(len(row), kernel.Chunk)
			p := unsafe.Pointer(unsafe.SliceData(row))
			kernel.Unary(env.Tier, kernel.Conj, dtypeOf[T](), p, p, n)
			row = row[n:]
		}
	}
}

// CopyTriangle copies the given triangle of src, diagonal included, to dst.
func CopyTriangle[T Scalar](uplo Uplo, dst, src Mat[T]) {
	checkSame(dst, src)
	if dst.RS == 1 && dst.CS != 1 {
		uplo, dst, src = uplo.T(), dst.T(), src.T()
	}
	plain := dst.CS == 1 && src.CS == 1 && dst.Conj == src.Conj
	for i := range src.Rows {
		from, to := 0, min(i+1, src.Cols)
		if uplo == Upper {
			from, to = min(i, src.Cols), src.Cols
		}
		if plain {
			copy(dst.Data[min(i*dst.RS+from, len(dst.Data)):][:to-from], src.Data[min(i*src.RS+from, len(src.Data)):])
			continue
		}
		for j := from; j < to; j++ {
			dst.Set(i, j, src.At(i, j))
		}
	}
}

// Fill sets every element off the diagonal to off and the diagonal to diag.
func Fill[T Scalar](m Mat[T], off, diag T) {
	if m.Empty() {
		return
	}
	m = byRow(m)
	if m.Conj {
		off, diag = Conj(off), Conj(diag)
	}
	for i := range m.Rows {
		row := m.Data[i*m.RS:][:(m.Cols-1)*m.CS+1]
		if m.CS == 1 && off == 0 {
			clear(row)
		} else {
			for j := 0; j < len(row); j += m.CS {
				row[j] = off
			}
		}
		if i < m.Cols {
			row[i*m.CS] = diag
		}
	}
}

// ClearTriangle sets the strict given triangle to zero.
func ClearTriangle[T Scalar](uplo Uplo, m Mat[T]) {
	if m.RS == 1 && m.CS != 1 {
		uplo, m = uplo.T(), m.T()
	}
	for i := range m.Rows {
		from, to := 0, min(i, m.Cols)
		if uplo == Upper {
			from, to = min(i+1, m.Cols), m.Cols
		}
		if m.CS == 1 && from < to {
			clear(m.Data[i*m.RS+from : i*m.RS+to])
			continue
		}
		for j := from; j < to; j++ {
			m.Data[i*m.RS+j*m.CS] = 0
		}
	}
}

// mirrorEdge is the edge of the blocks that Mirror transposes.
const mirrorEdge = 64

// Mirror fills the other triangle of a square matrix from the one given, as
// its (conjugate, if herm) transpose.
func Mirror[T Scalar](uplo Uplo, herm bool, m Mat[T]) {
	if uplo == Upper {
		m = m.T()
	}
	env, herm := Env{Tier: bestTier}, herm && IsComplex[T]()
	n := m.Rows
	for i := 0; i < n; i += mirrorEdge {
		h := min(mirrorEdge, n-i)
		for j := 0; j < i; j += mirrorEdge {
			src, dst := m.Window(i, j, h, mirrorEdge).T(), m.Window(j, i, mirrorEdge, h)
			src.Conj = src.Conj != herm
			Copy(env, dst, src)
		}
		mirrorSmall(herm, m.Window(i, i, h, h))
	}
}

func mirrorSmall[T Scalar](herm bool, m Mat[T]) {
	for i := range m.Rows {
		for j := range i {
			x := m.Data[i*m.RS+j*m.CS]
			if herm {
				x = Conj(x)
			}
			m.Data[j*m.RS+i*m.CS] = x
		}
	}
}

// scale computes m *= alpha; alpha zero clears m without reading it.
func scale[T Scalar](env Env, alpha T, m Mat[T]) {
	if alpha == 1 || m.Empty() {
		return
	}
	if m.Conj {
		alpha, m.Conj = Conj(alpha), false
	}
	m = byRow(m)
	forRows(env, m.Rows, m.Cols, func(from, to int) {
		for i := from; i < to; i++ {
			row := Vec[T]{m.Data[i*m.RS:][:(m.Cols-1)*m.CS+1], m.Cols, m.CS}
			if alpha != 0 {
				Scal(env, alpha, row)
				continue
			}
			if row.Inc == 1 {
				clear(row.Data)
				continue
			}
			for j := range row.N {
				row.Set(j, 0)
			}
		}
	})
}

func checkSame[T Scalar](a, b Mat[T]) {
	if a.Rows != b.Rows || a.Cols != b.Cols {
		panic("blas: shapes differ")
	}
}
