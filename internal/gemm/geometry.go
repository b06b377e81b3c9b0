package gemm

// geometry is the shape of a tier's tiles.
type geometry struct {
	lanes  int  // elements of one vector
	rows   int  // rows of the largest tile; kernels exist for all powers of two below
	vecs   int  // vectors of the largest tile: 1, 3 or 6; kernels exist for 1, 2, 3 and it
	mask   bool // kernels mask the last vector
	strips bool // kernels of all rows and whole vectors run over several panels
	series int  // rows of the largest tile of a series of products, 0 if there are no such kernels
}

var refGeometry = geometry{lanes: refLanes, rows: 4, vecs: 1}

// width is the number of columns of the largest tile and of a packed panel.
// It is a multiple of rows on every tier.
func (g geometry) width() int { return g.lanes * g.vecs }

// fit returns how many of v vectors the next tile takes.
func (g geometry) fit(v int) int {
	if v < g.vecs {
		return min(v, 3)
	}
	return g.vecs
}

// fitRows returns how many of m rows the next tile takes.
func (g geometry) fitRows(m int) int {
	r := g.rows
	for r > m {
		r >>= 1
	}
	return r
}

// depth returns KC, the number of indices k that one chain of sums runs over.
// It is part of the meaning of a product: equal on every tier and machine.
func depth(size int) int { return 2048 / size }

const (
	stripWidth = 3840 // columns of B packed at a time, a multiple of every panel width
	blockWidth = 384  // columns of B held in the second-level cache, likewise
	blockRows  = 256  // rows of C in one chunk of work
)

func runRef(size, rows, vecs int, x *tile) {
	if size == 8 {
		tileRef[float64](rows, vecs, x)
	} else {
		tileRef[float32](rows, vecs, x)
	}
}
