package svd

import "github.com/scicore-go/scicore/internal/blas"

// rows are rows of vectors in the order in which a sweep meets them.
type rows struct {
	data         []float64
	count, width int
	first, step  int // where row 0 begins in data, and how far row 1 is from it
}

// span is the rows lo..hi of m, downwards.
func span(m blas.Mat[float64], lo, hi int) rows {
	if m.Empty() {
		return rows{}
	}
	return rows{m.Data, hi - lo + 1, m.Cols, lo * m.RS, m.RS}
}

// reversed is the rows hi..lo, upwards.
func reversed(m blas.Mat[float64], lo, hi int) rows {
	if m.Empty() {
		return rows{}
	}
	return rows{m.Data, hi - lo + 1, m.Cols, hi * m.RS, -m.RS}
}

const (
	rotateWidth  = 256     // columns that one worker rotates at a time
	rotateVolume = 1 << 15 // elements worth a second worker
)

// rotateDown applies rotation i to rows i and i+1, in order.
func rotateDown(env blas.Env, m rows, seq []rotation) {
	if m.width == 0 || len(seq) == 0 {
		return
	}
	body := func(chunk int) {
		j := chunk * rotateWidth
		w := min(rotateWidth, m.width-j)
		at := m.first + j
		for _, r := range seq {
			next := at + m.step
			blas.Rot(env, blas.VecOf(m.data[at:at+w]), blas.VecOf(m.data[next:next+w]), r.c, r.s)
			at = next
		}
	}
	chunks := (m.width + rotateWidth - 1) / rotateWidth
	if m.width*len(seq) < rotateVolume {
		for c := range chunks {
			body(c)
		}
		return
	}
	env.Pool.For(nil, chunks, body)
}

// rotateRows applies one rotation to rows i and j of m.
func rotateRows(env blas.Env, m blas.Mat[float64], i, j int, r rotation) {
	blas.Rot(env, m.Row(i), m.Row(j), r.c, r.s)
}
