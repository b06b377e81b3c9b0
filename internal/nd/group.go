package nd

// group is some dimensions of a view, merged where they follow each other,
// with the steps of the source and of the destination.
type group struct {
	n        int
	dim      [maxDims]int
	src, dst [maxDims]int
}

// add appends an inner dimension. It returns false if there is no room.
func (g *group) add(dim, src, dst int) bool {
	if dim == 1 {
		return true
	}
	if k := g.n - 1; k >= 0 && g.src[k] == src*dim && g.dst[k] == dst*dim {
		g.dim[k] *= dim
		g.src[k], g.dst[k] = src, dst
		return true
	}
	if g.n == maxDims {
		return false
	}
	g.dim[g.n], g.src[g.n], g.dst[g.n] = dim, src, dst
	g.n++
	return true
}

// size returns the number of positions.
func (g *group) size() int {
	n := 1
	for _, d := range g.dim[:g.n] {
		n *= d
	}
	return n
}

// at returns the offsets of position i, and how many positions from there on
// lie along the last dimension.
func (g *group) at(i int) (src, dst, run int) {
	run = 1
	for k := g.n - 1; k >= 0; k-- {
		x := i % g.dim[k]
		i /= g.dim[k]
		src += x * g.src[k]
		dst += x * g.dst[k]
		if k == g.n-1 {
			run = g.dim[k] - x
		}
	}
	return src, dst, run
}

// last returns the steps of the last dimension, the source's being 1 for a
// group of one position.
func (g *group) last() (src, dst int) {
	if g.n == 0 {
		return 1, 1
	}
	return g.src[g.n-1], g.dst[g.n-1]
}

// solid reports whether the source lies without gaps.
func (g *group) solid() bool { return g.n == 0 || g.n == 1 && g.src[0] == 1 }
