// Gonum shows what one call does to a program that computes with gonum: it
// times products and decompositions of package mat, registers the kernels of
// this module, and times them again.
package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/scicore-go/scicore/linalg/gonumblas"
)

func main() {
	n := flag.Int("n", 1000, "order of the matrices")
	all := flag.Bool("all", false, "also singular values and eigenvalues, which take gonum long")
	flag.Parse()

	tasks := tasks(*n, *all)
	before := measure(tasks)
	gonumblas.Use() // all that a program needs
	after := measure(tasks)

	fmt.Printf("order %d, %d cores\n\n%-14s %12s %12s %8s\n", *n, runtime.GOMAXPROCS(0), "", "gonum", "+ one call", "ratio")
	for i, t := range tasks {
		ratio := before[i].Seconds() / after[i].Seconds()
		fmt.Printf("%-14s %9.1f ms %9.1f ms %7.1f×\n", t.name, ms(before[i]), ms(after[i]), ratio)
	}
}

// task is something that programs do with package mat.
type task struct {
	name string
	run  func()
}

func tasks(n int, all bool) []task {
	a, b := random(n), random(n)
	var spd mat.SymDense // positive definite: A·Aᵀ + I
	spd.SymOuterK(1, a)
	for i := range n {
		spd.SetSym(i, i, spd.At(i, i)+1)
	}

	var (
		c     mat.Dense
		lu    mat.LU
		chol  mat.Cholesky
		qr    mat.QR
		svd   mat.SVD
		eigen mat.Eigen
		sym   mat.EigenSym
	)
	list := []task{
		{"mat.Mul", func() { c.Mul(a, b) }},
		{"mat.LU", func() { lu.Factorize(a) }},
		{"mat.Cholesky", func() { must(chol.Factorize(&spd)) }},
		{"mat.QR", func() { qr.Factorize(a) }},
	}
	if all {
		list = append(list,
			task{"Dense.Solve", func() { mustDo(c.Solve(a, b)) }},
			task{"Dense.Inverse", func() { mustDo(c.Inverse(a)) }},
			task{"mat.EigenSym", func() { must(sym.Factorize(&spd, true)) }},
			task{"mat.SVD", func() { must(svd.Factorize(a, mat.SVDThin)) }},
			task{"mat.Eigen", func() { must(eigen.Factorize(a, mat.EigenRight)) }},
		)
	}
	return list
}

func random(n int) *mat.Dense {
	rnd := rand.New(rand.NewPCG(1, 2))
	a := mat.NewDense(n, n, nil)
	a.Apply(func(int, int, float64) float64 { return rnd.NormFloat64() }, a)
	return a
}

// measure returns the best time of each task out of a few.
func measure(tasks []task) []time.Duration {
	best := make([]time.Duration, len(tasks))
	for i, t := range tasks {
		t.run() // destinations are allocated
		for begin := time.Now(); best[i] == 0 || time.Since(begin) < 500*time.Millisecond; {
			start := time.Now()
			t.run()
			if d := time.Since(start); best[i] == 0 || d < best[i] {
				best[i] = d
			}
		}
	}
	return best
}

func ms(d time.Duration) float64 { return d.Seconds() * 1e3 }

func must(ok bool) {
	if !ok {
		panic("the decomposition failed")
	}
}

func mustDo(err error) {
	if err != nil {
		panic(err)
	}
}
