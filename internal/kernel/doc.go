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
// ref_ files what they mean, complex.go the complex functions. stream.go has
// the entry points that write past the caches; kernelgen gives every short
// function of floats such a kernel by itself. The dialect functions are
// fn_*.go and arith.go, over the primitives of prim.go. The
// files zz_* are written by internal/kernelgen from these.
//
// # A new function
//
//  1. Write it in the dialect, in a file fn_*.go, as fooKernel64 for float64
//     and, where float32 deserves its own polynomial, fooKernel32. A float32
//     function may instead work on float64; then it is wired as wide, and a
//     float32 operation that is not wired at all uses the float64 function so.
//  2. Name it in the switches of funcs.go, one line each. Operands that need
//     long work are told by fooKernel64_slow, in the dialect too, and go to
//     fooKernel64_slowpath, any Go; the loop stops before a vector that holds
//     one, which the entry point then does element by element.
//     Where the care for odd operands costs much, fooKernel64_fast may leave
//     it out: it gives the same bits for all but the operands of
//     fooKernel64_rare. Loops over many vectors use it, and hand a group with
//     a rare operand to the whole function, still in assembly. A function of
//     two operands may have such a form for a second operand of one element,
//     fooKernel64_scalar and fooKernel64_scalar_rare; what depends on that
//     element alone is computed once.
//  3. go generate ./internal/kernel, and go test -run SameBits -update-bits
//     for the file of known bits.
//
// A function outside the dialect is refused with its place and the reason: a
// product that reaches a sum without a conversion, say, which Go could fuse on
// some machines and not on others.
package kernel

//go:generate go run ../kernelgen

// Chunk is the number of elements a caller should hand over in one call at
// most: tens of microseconds for the slowest operation.
const Chunk = 8192
