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
// short, at most Chunk elements, since assembly cannot be
// preempted; callers with more cut it up.
//
// Entry points take unsafe.Pointer and a count, because the layers above are
// dtype-erased; they never keep a pointer, and never let it escape.
//
// # Where things are
//
// entry.go has the entry points for elementwise work, reference.go and the
// ref_ files what they mean. funcs.go is the one place that says which
// function an operation on floats is: to wire a new function, change one line
// of its switches and run go generate. The functions themselves are straight
// lines of a small dialect of Go, fn_*.go and arith.go over the primitives of
// prim.go; internal/kernelgen compiles them to the loops in zz_*.s.
package kernel

//go:generate go run ../kernelgen

// Chunk is the number of elements a caller should hand over in one call at
// most: tens of microseconds for the slowest operation.
const Chunk = 8192
