package linalg

import (
	"fmt"
	"testing"
)

func BenchmarkSolveStack(b *testing.B) {
	for _, n := range []int{4, 8, 16} {
		b.Run(fmt.Sprintf("10000x%dx%d", n, n), func(b *testing.B) {
			a, r := definite[float64](1, 10000, n, n), random[float64](2, 10000, n, 1)
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := Solve(a, r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
