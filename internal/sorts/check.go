package sorts

import "fmt"

// The layers above reconcile lengths; these catch their mistakes.

func checkLen(op string, got, want int) {
	if got != want {
		panic(fmt.Sprintf("sorts: %s: %d indices for %d elements", op, got, want))
	}
}

func checkIndex(op string, i, n int) {
	if i < 0 || i >= n {
		panic(fmt.Sprintf("sorts: %s: %d is not in [0, %d)", op, i, n))
	}
}
