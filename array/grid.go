package array

// Indexing says which axis of a grid the first coordinate runs along.
type Indexing int

const (
	XY Indexing = iota // Cartesian: the first coordinate runs along axis 1
	IJ                 // matrix: the k-th coordinate runs along axis k
)

// MeshGrid returns one array per 1-d coordinate vector, all of the grid's
// shape, holding that coordinate at each grid point. They are views with
// stride 0 on the coordinates: nothing is copied, and writing to one element
// writes to a whole line. NumPy: meshgrid(copy=False).
func MeshGrid[T Element](mode Indexing, coords ...Array[T]) []Array[T] {
	shape := make([]int, len(coords))
	axes := make([]int, len(coords))
	for i, c := range coords {
		if c.NDim() != 1 {
			failShape("meshgrid", "coordinate %d has shape %s, needs 1 dimension", i, shapeText(c.shape()))
		}
		axes[i] = i
		if mode == XY && i < 2 && len(coords) > 1 {
			axes[i] = 1 - i
		}
		shape[axes[i]] = c.Size()
	}
	sizeOf("meshgrid", shape)
	out := make([]Array[T], len(coords))
	for i, c := range coords {
		dims := make([]int, 2*len(shape))
		copy(dims, shape)
		dims[len(shape)+axes[i]] = c.strides()[0]
		out[i] = wrap(c.data, c.off, dims)
	}
	return out
}

// Indices returns, for each axis of shape, the array of that axis' index at
// every position, stacked along a new first axis. NumPy: indices.
func Indices(shape ...int) Array[int64] {
	out := newArray[int64]("indices", append([]int{len(shape)}, shape...))
	if len(out.data) == 0 {
		return out
	}
	size := len(out.data) / len(shape)
	o := newOdometer(shape, make([]int, len(shape)), 0)
	for i := range size {
		for k, v := range o.idx {
			out.data[k*size+i] = int64(v)
		}
		o.next()
	}
	return out
}

// MGrid returns a dense grid: for each 1-d axis vector the coordinate at every
// position, stacked along a new first axis, with matrix indexing. NumPy:
// mgrid, whose slices are the vectors of [Arange] and [Linspace] here.
func MGrid[T Element](axes ...Array[T]) Array[T] {
	grids := MeshGrid(IJ, axes...)
	shape := []int{len(axes)}
	for _, c := range axes {
		shape = append(shape, c.Size())
	}
	out := newArray[T]("mgrid", shape)
	for k, g := range grids {
		assign(out.Slice(At(k)), g)
	}
	return out
}
