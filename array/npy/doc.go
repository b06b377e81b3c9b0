// Package npy reads and writes NumPy's .npy and .npz files.
//
// A .npy file is one array: a short text header that names the element type,
// the order and the shape, and the elements as they lie in memory. All three
// versions of the format are read, in both byte orders and both C and Fortran
// order; what is written is byte for byte what numpy.save writes. [Map] gives
// an array on the file itself, without reading it.
//
// An .npz file is a zip archive of .npy files, see [Archive] and [Writer].
//
// Files come from outside: whatever they hold, reading them returns an error
// and never panics, and memory grows with the bytes that arrived, not with
// what a header claims. float16, which Go has no type for, is widened while it
// is read, without loss; strings, dates, records and pickled objects are
// refused with an [*UnsupportedError].
package npy
