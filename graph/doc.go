// Package graph holds computations as data.
//
// A computation is a directed acyclic graph of immutable [Node] values:
// constants, parameters (inputs bound when the graph runs) and operations.
// Shape and element type of every node are known when it is built, and so is
// the first mistake: a faulty operation gives a poisoned node that carries the
// error and the line that caused it, and everything built on it passes it on.
//
// [Expr] is the typed, fluent front of a node. [Apply] and [Parse] are the
// dtype-erased ones; they promote operands as NumPy does. An [Op] owns the
// rules of one operation (shapes, types, cost); a [Registry] is an immutable
// set of them, which other packages extend with [Define] and [Registry.With].
//
// No node holds a Go function, so a graph can be optimised ([Optimize]), cut
// into fused stages ([Fuse]), costed ([Estimate]), written down as text
// ([Format], [Parse]) and sent ([Encode], [Decode]).
//
// Everything here is a pure value: safe for concurrent use, never changed
// after it is made. Constant arrays share their elements with the caller's
// array, which therefore must not be written while a graph on it is in use.
package graph
