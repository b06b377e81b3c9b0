// Linalg follows a tower of twenty storeys through linear algebra: how it leans
// in the wind, how it swings, how a damper in its foundation should be driven,
// and how few motions describe an earthquake. Everything is computed here; the
// last part runs as a graph, with the plan printed.
package main

import (
	"context"
	"fmt"
	"log"
	"math"
	"time"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/linalg"
	"github.com/scicore-go/scicore/linalg/lazy"
)

const storeys = 20

type matrix = array.Array[float64]

func main() {
	if err := run(); err != nil {
		log.Fatal("linalg: ", err)
	}
}

func run() error {
	stiffness, mass := tower()
	for _, step := range []func(k, m matrix) error{lean, swing, control, reduce, many, asGraph} {
		if err := step(stiffness, mass); err != nil {
			return err
		}
	}
	return nil
}

// tower returns the matrices of masses of 100 t on storeys with a stiffness of
// 200 MN/m, the lowest fixed to the ground.
func tower() (stiffness, mass matrix) {
	c := make([]float64, storeys)
	c[0], c[1] = 2, -1
	k := linalg.Toeplitz(c, nil)
	k.Set(1, storeys-1, storeys-1)
	return array.MulScalar(k, 200e6), array.MulScalar(array.Eye[float64](storeys, storeys, 0), 100e3)
}

// lean solves a system of equations with one diagonal beside the main one.
func lean(stiffness, _ matrix) error {
	d := array.Copy(array.Diag(stiffness, 0))
	e := array.Copy(array.Diag(stiffness, -1))
	wind := array.Full(20e3, storeys) // 20 kN on each storey
	x, rcond, err := linalg.SolveTridiagonalPositive(d, e, wind)
	if err != nil {
		return err
	}
	fmt.Printf("wind:    the top leans by %.1f mm (condition number %.0f)\n", 1e3*x.At(storeys-1), 1/rcond)
	return nil
}

// swing finds the natural frequencies: K·x = ω²·M·x.
func swing(stiffness, mass matrix) error {
	r, err := linalg.EighGeneralized(stiffness, mass, linalg.AxLambdaBx)
	if err != nil {
		return err
	}
	f := func(i int) float64 { return math.Sqrt(r.Values.At(i)) / (2 * math.Pi) }
	fmt.Printf("modes:   %.2f, %.2f, %.2f … %.2f Hz\n", f(0), f(1), f(2), f(storeys-1))
	return nil
}

// state returns the first-order system of the tower with light damping, its
// state the positions and velocities.
func state(stiffness, mass matrix) (matrix, error) {
	k, _, err := linalg.Solve(mass, stiffness)
	if err != nil {
		return k, err
	}
	zero, one := array.Zeros[float64](storeys, storeys), array.Eye[float64](storeys, storeys, 0)
	return array.Block([][]matrix{
		{zero, one},
		{array.Neg(k), array.Neg(array.Add(array.MulScalar(k, 0.002), array.MulScalar(one, 0.02)))},
	}), nil
}

// control designs the feedback of an actuator below the first storey.
func control(stiffness, mass matrix) error {
	a, err := state(stiffness, mass)
	if err != nil {
		return err
	}
	b := array.Zeros[float64](2*storeys, 1)
	b.Set(10, storeys, 0) // acceleration by a meganewton
	q := array.Eye[float64](2*storeys, 2*storeys, 0)
	r := array.FromSlice([]float64{0.01}, 1, 1)
	s, err := linalg.SolveContinuousRiccati(a, b, q, r, nil)
	if err != nil {
		return err
	}
	closed := array.Sub(a, array.MatMul(b, array.MulScalar(array.MatMul(b.T(), s.X), 100)))
	before, err := slowest(a)
	if err != nil {
		return err
	}
	after, err := slowest(closed)
	if err != nil {
		return err
	}
	fmt.Printf("damper:  a swing halves in %.1f s instead of %.1f (residual of the Riccati equation %.0e)\n", after, before, s.Residual)
	return nil
}

// slowest returns how long the slowest motion takes to halve.
func slowest(a matrix) (float64, error) {
	w, err := linalg.EigVals(a)
	if err != nil {
		return 0, err
	}
	return math.Ln2 / -array.MaxAll(array.Copy(array.RealPart[float64](w))), nil
}

// reduce follows a shock through time by the matrix exponential and looks at
// the singular values of all that happened.
func reduce(stiffness, mass matrix) error {
	a, err := state(stiffness, mass)
	if err != nil {
		return err
	}
	step, err := linalg.Expm(array.MulScalar(a, 0.02))
	if err != nil {
		return err
	}
	x := array.Zeros[float64](2*storeys, 1)
	x.Set(1, storeys, 0)
	var motion []matrix
	for range 500 {
		x = array.MatMul(step, x)
		motion = append(motion, x.Slice(array.RangeTo(storeys)))
	}
	r, err := linalg.SVD(array.Concatenate(1, motion...), nil)
	if err != nil {
		return err
	}
	energy := array.CumSum(array.Square(r.S), 0)
	need := 0
	for energy.At(need) < 0.99*energy.At(storeys-1) {
		need++
	}
	fmt.Printf("shock:   %d shapes hold 99 %% of ten seconds of motion\n", need+1)
	return nil
}

// many solves ten thousand small systems in one call.
func many(_, _ matrix) error {
	const n = 10000
	a := array.Zeros[float64](n, 4, 4)
	for i := range n {
		for r := range 4 {
			for c := range 4 {
				a.Set(1/float64(r+c+1+i%7), i, r, c)
			}
			a.Set(a.At(i, r, r)+1, i, r, r)
		}
	}
	start := time.Now()
	_, rcond, err := linalg.Solve(a, array.Ones[float64](4))
	if err != nil {
		return err
	}
	fmt.Printf("batch:   %d systems in %v, the worst condition number is %.0f\n", n, time.Since(start).Round(10*time.Microsecond), 1/rcond)
	return nil
}

// asGraph asks for the energy in a matrix by its singular values, lazily.
func asGraph(stiffness, _ matrix) error {
	ctx := context.Background()
	_, s, _ := lazy.SVD(graph.Of(stiffness))
	e := s.Square().Sum().Sqrt()
	y, err := scicore.Eval(ctx, e)
	if err != nil {
		return err
	}
	norm, err := linalg.Norm(stiffness, linalg.Fro)
	if err != nil {
		return err
	}
	fmt.Printf("graph:   √Σσ² = %.6g, the Frobenius norm is %.6g\n\n%s", y.Item(), norm.Item(), scicore.Explain(ctx, e))
	return nil
}
