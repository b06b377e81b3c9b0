package sparse

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/scicore-go/scicore/internal/raw"
)

// The matrices of the speed table: a grid, random rows, a band, and rows whose
// lengths follow a power law.
func benchMatrix(name string) *CSR[float64] {
	r := rand.New(rand.NewPCG(1, 2))
	switch name {
	case "laplace":
		return laplace2D[float64](1000)
	case "random":
		return rowsOf(r, 1_000_000, func() int { return 10 })
	case "banded":
		var off []int
		var diag [][]float64
		for k := -10; k <= 10; k++ {
			off, diag = append(off, k), append(diag, []float64{float64(k)})
		}
		return must(Diags(500_000, 500_000, off, diag))
	}
	return rowsOf(r, 200_000, func() int { return min(int(8*math.Pow(1-r.Float64(), -1/1.2)-7), 100_000) })
}

// rowsOf draws n rows of lengths drawn from length.
func rowsOf(r *rand.Rand, n int, length func() int) *CSR[float64] {
	c := &COO[float64]{rows: n, cols: n}
	for i := range n {
		for range length() {
			c.i, c.j, c.val = append(c.i, int32(i)), append(c.j, int32(r.IntN(n))), append(c.val, r.NormFloat64())
		}
	}
	return c.ToCSR()
}

func BenchmarkApply(b *testing.B) {
	for _, name := range []string{"laplace", "random", "banded", "powerlaw"} {
		a := benchMatrix(name)
		x, y := raw.Zeros[float64](a.cols), raw.Zeros[float64](a.rows)
		for i := range x {
			x[i] = 1
		}
		run := func(kind string, f func() error) {
			b.Run(fmt.Sprintf("%s/%s", name, kind), func(b *testing.B) {
				best := time.Hour
				for b.Loop() {
					t := time.Now()
					if err := f(); err != nil {
						b.Fatal(err)
					}
					best = min(best, time.Since(t))
				}
				b.ReportMetric(float64(best)/1e6, "best-ms")
				b.ReportMetric(float64(best)/float64(a.NNZ()), "ns/nnz")
			})
		}
		run("csr", func() error { return a.Apply(y, x) })
		run("csc", func() error { return a.T().Apply(y, x) })
	}
}
