package nd

import "fmt"

// Broadcast returns the shape NumPy's broadcasting gives the shapes: aligned
// at the last dimension, equal lengths stay and a length of one stretches.
func Broadcast(shapes ...[]int) ([]int, error) {
	rank := 0
	for _, s := range shapes {
		rank = max(rank, len(s))
	}
	out := make([]int, rank)
	for i := range out {
		out[i] = 1
	}
	for _, s := range shapes {
		if !stretch(out, s) {
			return nil, fmt.Errorf("shapes %v do not broadcast", shapes)
		}
	}
	return out, nil
}

// stretch widens out, at least as long as s, to hold s as well.
func stretch(out, s []int) bool {
	out = out[len(out)-len(s):]
	for i, d := range s {
		switch {
		case d == out[i] || d == 1:
		case out[i] == 1:
			out[i] = d
		default:
			return false
		}
	}
	return true
}

// Fits reports whether an operand of the given shape broadcasts to exactly
// dst.
func Fits(dst, shape []int) bool {
	if len(shape) > len(dst) {
		return false
	}
	tail := dst[len(dst)-len(shape):]
	for i, d := range shape {
		if d != tail[i] && d != 1 {
			return false
		}
	}
	return true
}

// BroadcastTo returns v stretched to shape, with stride 0 where it repeats.
// The shapes must fit.
func (v View) BroadcastTo(shape []int) View {
	strides := make([]int, len(shape))
	lead := len(shape) - len(v.Shape)
	for i, d := range v.Shape {
		if d != 1 {
			strides[lead+i] = v.Strides[i]
		}
	}
	v.Shape, v.Strides = shape, strides
	return v
}
