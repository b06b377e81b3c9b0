package graph

import (
	"math"
	"slices"
)

// MaxDims is the largest number of dimensions a node can have, NumPy's limit.
const MaxDims = 64

// maxElements bounds the elements of one node so that sizes in bytes cannot
// overflow an int.
const maxElements = math.MaxInt / 16

// numel returns the number of elements of a checked shape.
func numel(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// checkShape refuses negative dimensions and sizes that overflow. Dimensions
// of length zero do not excuse the others: their product must fit as well.
func checkShape(shape []int) error {
	if len(shape) > MaxDims {
		return refuse("%d dimensions, at most %d are possible", len(shape), MaxDims)
	}
	n := 1
	for i, d := range shape {
		if d < 0 {
			return refuse("dimension %d is negative: %s", i, shapeText(shape))
		}
		if d > 1 {
			if n > maxElements/d {
				return refuse("%s has too many elements", shapeText(shape))
			}
			n *= d
		}
	}
	return nil
}

// broadcast returns the common shape of a and b under NumPy's rule. It
// returns one of its arguments where that is the answer.
func broadcast(a, b []int) ([]int, error) {
	if len(b) == 0 || slices.Equal(a, b) {
		return a, nil
	}
	if len(a) == 0 {
		return b, nil
	}
	long, short := a, b
	if len(b) > len(a) {
		long, short = b, a
	}
	out := slices.Clone(long)
	off := len(long) - len(short)
	for i, d := range short {
		switch e := long[off+i]; {
		case e == d || d == 1:
		case e == 1:
			out[off+i] = d
		default:
			return nil, refuse("shapes do not broadcast: %s and %s", shapeText(a), shapeText(b))
		}
	}
	if slices.Equal(out, long) {
		return long, nil
	}
	return out, checkShape(out)
}

// broadcastAll folds broadcast over several types.
func broadcastAll(in []Type) ([]int, error) {
	var out []int
	for _, t := range in {
		var err error
		if out, err = broadcast(out, t.Shape); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// canonAxis brings one axis into [0, nd).
func canonAxis(axis, nd int) (int, error) {
	a := axis
	if a < 0 {
		a += nd
	}
	if a < 0 || a >= nd {
		return 0, refuse("axis %d is out of range for %d dimensions", axis, nd)
	}
	return a, nil
}

// canonAxes brings axes into ascending order in [0, nd), refusing repeats. No
// axes at all means every axis.
func canonAxes(axes []int, nd int) ([]int, error) {
	if axes == nil {
		all := make([]int, nd)
		for i := range all {
			all[i] = i
		}
		return all, nil
	}
	if len(axes) > nd {
		return nil, refuse("%d axes for %d dimensions", len(axes), nd)
	}
	out := make([]int, len(axes))
	for i, a := range axes {
		var err error
		if out[i], err = canonAxis(a, nd); err != nil {
			return nil, err
		}
	}
	slices.Sort(out)
	for i := 1; i < len(out); i++ {
		if out[i] == out[i-1] {
			return nil, refuse("axis %d is named twice", out[i])
		}
	}
	return out, nil
}

// isIdent reports whether s is a name the text form can read: letters, digits
// and underscores, not beginning with a digit.
func isIdent(s string) bool {
	if s == "" || len(s) > 256 {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
		case '0' <= c && c <= '9' && i > 0:
		default:
			return false
		}
	}
	return true
}
