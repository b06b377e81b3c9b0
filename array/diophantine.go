package array

import (
	"cmp"
	"slices"
)

// term is coef·x with 0 <= x <= most; both are positive.
type term struct{ coef, most int }

// solvable reports whether Σ coefᵢ·xᵢ = target has a solution within bounds.
//
// It merges equal coefficients, orders them from large to small and searches
// with two cuts: what the smaller terms can reach at most, and the greatest
// common divisor of their coefficients. Strides of real arrays leave one or
// two candidates at each level.
func solvable(terms []term, target int) bool {
	slices.SortFunc(terms, func(a, b term) int { return cmp.Compare(b.coef, a.coef) })
	merged := terms[:0]
	for _, t := range terms {
		if k := len(merged) - 1; k >= 0 && merged[k].coef == t.coef {
			merged[k].most += t.most
		} else {
			merged = append(merged, t)
		}
	}
	reach := make([]int, len(merged)+1) // of the terms from i on
	div := make([]int, len(merged)+1)
	for i := len(merged) - 1; i >= 0; i-- {
		reach[i] = reach[i+1] + merged[i].coef*merged[i].most
		div[i] = gcd(merged[i].coef, div[i+1])
	}
	return search(merged, reach, div, target)
}

func search(terms []term, reach, div []int, target int) bool {
	if target == 0 {
		return true
	}
	if target < 0 || target > reach[0] || target%div[0] != 0 {
		return false
	}
	t := terms[0]
	lo := 0
	if d := target - reach[1]; d > 0 {
		lo = (d-1)/t.coef + 1
	}
	for x := min(t.most, target/t.coef); x >= lo; x-- {
		if search(terms[1:], reach[1:], div[1:], target-x*t.coef) {
			return true
		}
	}
	return false
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
