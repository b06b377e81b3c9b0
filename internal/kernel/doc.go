// Package kernel holds the vector kernels: contiguous memory in, contiguous
// memory out, no allocation, no errors, no goroutines.
//
// # The contract
//
// Every kernel takes the tier it shall run on. A tier changes speed, never
// bits: the Go reference, which is always compiled, is the meaning of the
// operation, and each assembly tier gives its bits. Products are never
// contracted with sums by the compiler: references write float64(x*y)+z, and
// fma64/fma32 where one rounding is meant.
//
// The caller guarantees lengths and types. A destination may be an operand
// itself (exact overlap), and must not overlap it otherwise. One call stays
// short, at most ChunkBytes of work per operand, since assembly cannot be
// preempted; callers with more cut it up.
//
// Entry points take unsafe.Pointer and a count, because the layers above are
// dtype-erased; they never keep a pointer, and never let it escape.
package kernel

// Chunk is the number of elements a caller should hand over in one call at
// most: tens of microseconds for the slowest operation.
const Chunk = 8192
