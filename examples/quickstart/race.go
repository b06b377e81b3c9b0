package main

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
)

// race explains and times the root mean square of a sine wave on n elements
// against the loop one would write.
func race(ctx context.Context, n int) error {
	x := array.Linspace(0, 100*math.Pi, n)
	wave := graph.Of(x).Sin()
	rms := wave.Mul(wave).Mean().Sqrt()

	fmt.Printf("sqrt(mean(sin(x)²)) of %d elements\n", n)
	if _, err := scicore.Eval(ctx, rms); err != nil { // measures the machine, once
		return err
	}
	fmt.Print(scicore.Explain(ctx, rms))

	var fused array.Array[float64]
	ours, err := best(func() (err error) { fused, err = scicore.Eval(ctx, rms); return err })
	if err != nil {
		return err
	}
	data, plain := array.ToSlice(x), 0.0
	theirs, err := best(func() error { plain = loop(data); return ctx.Err() })
	if err != nil {
		return err
	}
	fmt.Printf("scicore    %10v   %.15f\n", ours.Round(10*time.Microsecond), fused.Item())
	fmt.Printf("plain loop %10v   %.15f\n", theirs.Round(10*time.Microsecond), plain)
	fmt.Printf("%.1f times as fast\n\n", float64(theirs)/float64(ours))
	return nil
}

// loop is the same computation without scicore.
func loop(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		s := math.Sin(v)
		sum += s * s
	}
	return math.Sqrt(sum / float64(len(x)))
}

// best returns the shortest of three runs.
func best(f func() error) (time.Duration, error) {
	least := time.Duration(math.MaxInt64)
	for range 3 {
		start := time.Now()
		if err := f(); err != nil {
			return 0, err
		}
		least = min(least, time.Since(start))
	}
	return least, nil
}
