package gemm

import "unsafe"

// tile is one call of a micro-kernel: rows of C by vectors of columns, all of
// one k-block. Strides are in bytes and may be negative. Columns of B and C
// are contiguous.
type tile struct {
	a        unsafe.Pointer // row 0, column 0 of the block of A
	ars, acs int            // strides of A
	b        unsafe.Pointer // row 0 of the block of B
	brs      int            // row stride of B
	c        unsafe.Pointer // row 0 of the tile of C
	crs      int            // row stride of C
	next     unsafe.Pointer // a row of A worth prefetching
	k        int            // length of the sums, at least 1
	alpha    uint64         // the bits of a float64, or of a float32 in the low half
	beta     uint64
	mode     int            // what happens to C: set, add or scale
	mask     uint64         // lanes of the last vector, for tiers that mask
	panels   int            // tiles side by side in a strip, 1 for single tiles
	bskip    int            // from the end of a panel of B to the next one of a strip
	nextstep int            // added to next every four columns of A
	nextskip int            // added to next from panel to panel of a strip
	to       unsafe.Pointer // where strips that pack write
}

// Modes of a tile: how the sums s enter C.
const (
	set   = iota // c = alpha*s, C is not read
	add          // c = fma(alpha, s, c)
	scale        // c = fma(alpha, s, beta*c)
)

// panel is one call of a packing kernel. Strides are in bytes.
type panel struct {
	src  unsafe.Pointer
	ss   int // stride of the source rows
	dst  unsafe.Pointer
	ds   int // stride of the destination rows
	n    int // rows, or blocks of a transposition
	mask uint64
	even [2]uint64 // bits that change in the parts of complex elements: in the
	odd  [2]uint64 // rows with even numbers and in those with odd ones
}
