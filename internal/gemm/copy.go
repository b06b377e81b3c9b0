package gemm

import "github.com/scicore-go/scicore/internal/cpu"

// copyEdge is the edge of the tiles in which a matrix is transposed: two of
// them stay in the first-level cache.
const copyEdge = 32

// Copy copies src to dst, rows by cols elements; they do not overlap.
func Copy[T Float](t cpu.Tier, rows, cols int, dst, src Mat[T]) {
	size := sizeOf[T]()
	d, s := erase(dst), erase(src)
	if d.rs == size && d.cs != size {
		rows, cols, d, s = cols, rows, d.t(), s.t()
	}
	if d.cs != size || s.rs != size || s.cs == size {
		copyUnits(t, size, rows, cols, d, s)
		return
	}
	for i := 0; i < rows; i += copyEdge {
		for j := 0; j < cols; j += copyEdge {
			packTransposed(t, size, s.from(i, j), min(copyEdge, rows-i), min(copyEdge, cols-j), d.from(i, j))
		}
	}
}
