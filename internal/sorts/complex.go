package sorts

import "github.com/scicore-go/scicore/internal/dtype"

// Complex numbers fall into four groups by where they have NaN, and the
// groups follow each other in this order.
const (
	groupNumber = iota // R + Rj
	groupImag          // R + NaNj
	groupReal          // NaN + Rj
	groupBoth          // NaN + NaNj
	groups
)

// group returns the group of the complex number with these parts.
func group(re, im float64) int {
	g := groupNumber
	if im != im {
		g |= groupImag
	}
	if re != re {
		g |= groupReal
	}
	return g
}

// reIm returns a function that reads the parts of the elements of x, which is
// complex, as float64: exact for complex64 too.
func reIm[T dtype.Element](x []T) func(i int) (re, im float64) {
	if dtype.Of[T]() == dtype.Complex64 {
		c := cast[complex64](x)
		return func(i int) (float64, float64) { return float64(real(c[i])), float64(imag(c[i])) }
	}
	c := cast[complex128](x)
	return func(i int) (float64, float64) { return real(c[i]), imag(c[i]) }
}

// lessComplex is the order of complex numbers.
func lessComplex(re, im, re2, im2 float64) bool {
	g, h := group(re, im), group(re2, im2)
	switch {
	case g != h:
		return g < h
	case g == groupBoth:
		return false
	case g == groupReal:
		return im < im2
	case g == groupImag:
		return re < re2
	}
	return re < re2 || re == re2 && im < im2
}

// hasNaN reports whether an element of x has NaN in it.
func hasNaN[T dtype.Element](x []T) bool {
	for _, v := range x {
		if v != v {
			return true
		}
	}
	return false
}

// argSortGroups is ArgSort for complex numbers with NaN among them: the
// indices are dealt out to the groups, and each group is sorted by the parts
// that are numbers.
func argSortGroups[T dtype.Element](e Env, idx []int64, x []T, cols []Column) bool {
	at := reIm(x)
	var start [groups + 1]int
	for i := range x {
		start[group(at(i))+1]++
	}
	for g := range groups {
		start[g+1] += start[g]
	}
	next := start
	for i := range x {
		g := group(at(i))
		idx[next[g]] = int64(i)
		next[g]++
	}
	by := [groups][]Column{cols, cols[:1], cols[1:], nil}
	for g, c := range by {
		a := newArgSorter(e, c, len(x))
		if !a.sort(idx[start[g]:start[g+1]], 0) {
			return false
		}
	}
	return !e.cancelled()
}
