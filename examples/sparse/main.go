// Sparse solves Poisson's equation on a square, -Δu = f with u = 0 on the
// boundary, by conjugate gradients with and without a preconditioner and by a
// direct factorisation, and finds the lowest frequencies of the square as a
// drum.
//
//	go run ./examples/sparse          200 by 200 points
//	go run ./examples/sparse -m 600   finer
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"os/signal"
	"time"

	"github.com/scicore-go/scicore/linalg/sparse"
)

func main() {
	m := flag.Int("m", 200, "points along a side")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *m); err != nil {
		fmt.Fprintln(os.Stderr, "sparse:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, m int) error {
	if m < 3 || m > 5000 {
		return errors.New("-m: want 3 to 5000 points")
	}
	a, err := laplacian(m)
	if err != nil {
		return err
	}
	rows, _ := a.Shape()
	fmt.Printf("%d unknowns, %d elements\n\n", rows, a.NNZ())
	want, b := problem(a, m)
	if err := solve(ctx, a, b, want); err != nil {
		return err
	}
	return frequencies(ctx, a)
}

// laplacian returns -Δ on m by m inner points by the five-point formula.
func laplacian(m int) (*sparse.CSR[float64], error) {
	h := 1 / float64(m+1)
	line, err := sparse.Diags(m, m, []int{-1, 0, 1}, [][]float64{{-1 / (h * h)}, {2 / (h * h)}, {-1 / (h * h)}})
	if err != nil {
		return nil, err
	}
	eye, err := sparse.Eye[float64](m)
	if err != nil {
		return nil, err
	}
	across, err := sparse.Kron(eye, line)
	if err != nil {
		return nil, err
	}
	along, err := sparse.Kron(line, eye)
	if err != nil {
		return nil, err
	}
	return sparse.Add(across, along)
}

// problem returns a solution and the right side it belongs to.
func problem(a *sparse.CSR[float64], m int) (want, b []float64) {
	want = make([]float64, m*m)
	for i := range m {
		for j := range m {
			x, y := float64(j+1)/float64(m+1), float64(i+1)/float64(m+1)
			want[i*m+j] = x * (1 - x) * y * (1 - y) * math.Exp(3*x-y)
		}
	}
	b = make([]float64, m*m)
	if err := a.Apply(b, want); err != nil {
		panic(err) // lengths are right by construction
	}
	return want, b
}

// solve compares ways to the solution.
func solve(ctx context.Context, a *sparse.CSR[float64], b, want []float64) error {
	begin := time.Now()
	ic, err := sparse.IC0(a, 0)
	if err != nil {
		return err
	}
	fmt.Printf("IC(0) took %v\n", time.Since(begin).Round(time.Millisecond))
	ssor, err := sparse.SSOR(a, 1.9)
	if err != nil {
		return err
	}
	for _, c := range []struct {
		name string
		m    sparse.Preconditioner[float64]
	}{{"CG", nil}, {"CG, SSOR", ssor}, {"CG, IC(0)", ic}} {
		begin := time.Now()
		x, res, err := sparse.CG(ctx, sparse.Operator[float64](a), b, &sparse.Options[float64]{RTol: 1e-10, Preconditioner: c.m, History: true})
		if err != nil {
			return err
		}
		fmt.Printf("%-10s %4d iterations, %6v, %s, residual %.1e, error %.1e\n", c.name, res.Iterations,
			time.Since(begin).Round(time.Millisecond), res.Reason, res.Residual, distance(x, want))
		if c.m == ic {
			convergence(res.History)
		}
	}
	begin = time.Now()
	chol, err := sparse.NewCholesky(ctx, a, nil)
	if err != nil {
		return err
	}
	x := make([]float64, len(b))
	if err := chol.Solve(x, b); err != nil {
		return err
	}
	fmt.Printf("%-10s %4d elements a row of L, %v, error %.1e\n\n", "Cholesky", chol.NNZ()/len(b), time.Since(begin).Round(time.Millisecond), distance(x, want))
	return nil
}

// convergence prints some of the residuals on the way.
func convergence(history []float64) {
	for i := 0; i < len(history); i += max(1, len(history)/6) {
		fmt.Printf("    after %3d: %.2e\n", i, history[i])
	}
}

// distance returns the largest difference.
func distance(x, y []float64) float64 {
	d := 0.0
	for i := range x {
		d = max(d, math.Abs(x[i]-y[i]))
	}
	return d
}

// frequencies finds the lowest eigenvalues two ways and sets them beside
// π²(p²+q²), those of the drum itself.
func frequencies(ctx context.Context, a *sparse.CSR[float64]) error {
	const k = 6
	ssor, err := sparse.SSOR(a, 1.9)
	if err != nil {
		return err
	}
	begin := time.Now()
	block, _, res, err := sparse.LOBPCG(ctx, sparse.Operator[float64](a), k, &sparse.LOBPCGOptions[float64]{Preconditioner: ssor, Tol: 1e-7})
	if err != nil {
		return err
	}
	fmt.Printf("LOBPCG with SSOR:  %d of %d found in %d iterations, %v\n", res.Found, k, res.Restarts, time.Since(begin).Round(time.Millisecond))
	begin = time.Now()
	sigma := 0.0
	values, _, res, err := sparse.EigSh(ctx, sparse.Operator[float64](a), k, &sparse.EigOptions[float64]{Sigma: &sigma})
	if err != nil {
		return err
	}
	fmt.Printf("Lanczos about 0:   %d of %d found with %d solutions, %v\n\n", res.Found, k, res.Applications, time.Since(begin).Round(time.Millisecond))
	fmt.Println("     LOBPCG    Lanczos       drum")
	for i, pq := range [k][2]float64{{1, 1}, {1, 2}, {2, 1}, {2, 2}, {1, 3}, {3, 1}} {
		drum := math.Pi * math.Pi * (pq[0]*pq[0] + pq[1]*pq[1])
		fmt.Printf("%11.5f%11.5f%11.5f\n", block[i], values[i], drum)
	}
	return nil
}
