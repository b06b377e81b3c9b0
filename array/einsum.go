package array

import (
	"slices"
	"strings"

	"github.com/scicore-go/scicore/internal/nd"
)

// Einsum returns Einstein's sum of products: subscripts name the axes of each
// operand and, after "->", those of the result; axes that the result does not
// name are summed over. "ij,jk->ik" is a matrix product, "ii" a trace,
// "ii->i" a diagonal, "...ij->...ji" a transpose of any number of matrices.
// Without "->" the result has the names that occur once, in alphabetical
// order, after the axes of an ellipsis. Axes of length one stretch. NumPy:
// einsum.
//
// The operands are contracted pair by pair as [EinsumPath] says. Subscripts
// that cannot be read or do not fit the operands are a *ValueError; lengths
// that differ under one name are a *ShapeError.
func Einsum[T Element](subscripts string, operands ...Array[T]) Array[T] {
	shapes, views := make([][]int, len(operands)), make([]nd.View, len(operands))
	for i, a := range operands {
		shapes[i], views[i] = a.shape(), a.view()
	}
	text, shape := explicit(subscripts, shapes)
	out := newArray[T]("einsum", shape)
	nd.Einsum(eager(), text, out.view(), views)
	return out
}

// EinsumPath returns the order in which [Einsum] contracts operands of the
// given shapes: each pair leaves the list and its product joins the end. All
// orders are tried for up to five operands; more are taken greedily. NumPy:
// einsum_path.
func EinsumPath(subscripts string, shapes ...[]int) [][2]int {
	text, _ := explicit(subscripts, shapes)
	return nd.EinsumPath(text, shapes)
}

// firstDot names the last axis of an ellipsis; those before it count up.
const firstDot = 128

// explicit returns subscripts in explicit form, one byte an axis and those of
// an ellipsis spelled out, and the shape of the result.
func explicit(subscripts string, shapes [][]int) (text string, shape []int) {
	left, right, given := strings.Cut(strings.ReplaceAll(subscripts, " ", ""), "->")
	in := strings.Split(left, ",")
	if len(in) != len(shapes) {
		badValue("einsum", "%q names %d operands of %d", subscripts, len(in), len(shapes))
	}
	dots := 0
	for i, s := range in {
		n := len(shapes[i]) - len(strings.Replace(s, "...", "", 1))
		if n < 0 || n > 0 && !strings.Contains(s, "...") || n >= 64 {
			badValue("einsum", "%q does not fit %d axes of operand %d", s, len(shapes[i]), i)
		}
		in[i] = spell(subscripts, s, n)
		dots = max(dots, n)
	}
	if !given {
		right = implicit(in, dots)
	}
	out := spell(subscripts, right, dots)
	return strings.Join(in, ",") + "->" + out, outShape(subscripts, in, out, shapes)
}

// spell writes an ellipsis as n names and refuses what is no letter.
func spell(subscripts, s string, n int) string {
	name := ""
	for k := n - 1; k >= 0; k-- {
		name += string([]byte{byte(firstDot + k)})
	}
	for _, c := range []byte(strings.Replace(s, "...", "", 1)) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			badValue("einsum", "%q: %q is no letter", subscripts, c)
		}
	}
	return strings.Replace(s, "...", name, 1)
}

// implicit returns the result's names where none are given.
func implicit(in []string, dots int) string {
	var once []byte
	all := strings.Join(in, "")
	for _, c := range []byte(all) {
		if c < firstDot && strings.IndexByte(all, c) == strings.LastIndexByte(all, c) {
			once = append(once, c)
		}
	}
	slices.Sort(once)
	if dots > 0 {
		return "..." + string(once)
	}
	return string(once)
}

// outShape checks that names and lengths agree and returns the result's shape.
func outShape(subscripts string, in []string, out string, shapes [][]int) []int {
	var size [256]int
	for c := range size {
		size[c] = -1
	}
	for i, s := range in {
		for k, c := range []byte(s) {
			switch d := shapes[i][k]; {
			case size[c] == -1 || size[c] == 1:
				size[c] = d
			case d != 1 && d != size[c]:
				badShape("einsum", "lengths differ in "+subscripts, shapes...)
			}
		}
	}
	shape := make([]int, len(out))
	for k, c := range []byte(out) {
		if size[c] < 0 || strings.IndexByte(out, c) != k {
			badValue("einsum", "%q: result axis %q is unknown or named twice", subscripts, c)
		}
		shape[k] = size[c]
	}
	return shape
}
