// Package lanes solves many small systems at once: one in each lane of the
// vector units. Element (i, j) of all of them lies side by side, so that
// elimination, pivoting included, is the same instruction for all, whatever
// their order.
//
// The bits depend on nothing but the system: not on its lane, on its
// neighbours or on the tier.
package lanes

//go:generate go run ./gen .
