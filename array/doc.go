// Package array holds n-d arrays with a static element type: views without
// copying, NumPy's broadcasting and promotion, reductions, sorting, indexing
// and input and output.
//
// One law orders the package: methods look, functions compute. Methods such as
// [Array.Slice], [Array.Reshape] and [Array.T] give views and facts about one
// array and move no element; functions such as [Add], [Exp] and [Sum] compute,
// and each has a form ending in Into that writes into a destination of the
// caller's.
package array
