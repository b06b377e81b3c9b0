package array

// Selection is what a slice keeps of an array, worked out for one shape: along
// every axis of the array the first position, the number of positions and the
// step, and the shape of the result, from which picked axes are gone and into
// which new ones are put.
type Selection struct {
	First, Count, Step []int
	Shape              []int
}

// Resolve works out what Slice(ix...) keeps of an array of the given shape. It
// returns the error that Slice would panic with.
func Resolve(shape []int, ix ...Index) (sel Selection, err error) {
	err = Catch(func() { sel = resolveAll(shape, ix) })
	return sel, err
}

func resolveAll(shape []int, ix []Index) Selection {
	var s Selection
	rest := len(shape) - checkIndices(ix, shape)
	put := func(first, count, step int) {
		s.First, s.Count, s.Step = append(s.First, first), append(s.Count, count), append(s.Step, step)
	}
	keep := func(n int) {
		for ; n > 0; n-- {
			d := shape[len(s.First)]
			put(0, d, 1)
			s.Shape = append(s.Shape, d)
		}
	}
	for _, x := range ix {
		switch x.kind {
		case kindAll:
			keep(1)
		case kindEllipsis:
			keep(rest)
		case kindNewAxis:
			s.Shape = append(s.Shape, 1)
		case kindAt:
			axis := len(s.First)
			put(indexOf("slice", x.start, axis, shape[axis]), 1, 1)
		case kindRange:
			first, count, step := x.resolve(shape[len(s.First)])
			put(first, count, step)
			s.Shape = append(s.Shape, count)
		}
	}
	keep(len(shape) - len(s.First))
	return s
}
