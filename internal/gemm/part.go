package gemm

// Of a triangle, tiles that lie inside run as always, those outside not at
// all, and those that cross the border on a copy of their part of C.

// outside reports whether no element of the block belongs to the part.
func (x *block) outside() bool {
	switch x.part {
	case Lower:
		return x.per*(x.i0+x.m) <= x.j0
	case Upper:
		return x.j0+x.n <= x.per*x.i0
	}
	return false
}

// valid returns the columns of row i that belong to the part, not all of which
// the block need have.
func (x *block) valid(i int) (from, to int) {
	switch x.part {
	case Lower:
		return 0, x.per*(x.i0+i+1) - x.j0
	case Upper:
		return x.per*(x.i0+i) - x.j0, x.n
	}
	return 0, x.n
}

// span cuts the columns j to j1 of some rows at borders of panels: no element
// before from and after to belongs to the part, all from full to end do.
func (x *block) span(i, rows, j, j1 int) (from, full, end, to int) {
	w := x.g.width()
	clip := func(c int) int { return max(j, min(c, j1)) }
	if x.part == Lower {
		_, first := x.valid(i)
		_, last := x.valid(i + rows - 1)
		if first >= j1 {
			return j, j, j1, j1
		}
		return j, j, clip(first / w * w), clip(last)
	}
	first, _ := x.valid(i)
	last, _ := x.valid(i + rows - 1)
	return clip(max(first, 0) / w * w), clip(roundUp(max(last, 0), w)), j1, j1
}

// copyTile copies the columns j to j+cols of some rows, from a matrix of their
// own or to it.
func (x *block) copyTile(i, rows, j, cols int, dst, src operand) {
	if !x.cut {
		copyStrided(x.size, rows, cols, dst, src)
		return
	}
	for r := range rows {
		from, to := x.valid(i + r)
		if from, to = max(from-j, 0), min(to-j, cols); from < to {
			copyStrided(x.size, 1, to-from, dst.from(r, from), src.from(r, from))
		}
	}
}
