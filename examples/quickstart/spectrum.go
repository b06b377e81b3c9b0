package main

import (
	"context"
	"fmt"
	"math"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
)

// spectrum is the power of a series over its periods.
type spectrum struct {
	periods, power array.Array[float64] // periods in the unit of the series, ascending frequency
	peak           float64              // the strongest period
	amplitude      float64              // of the oscillation with that period
}

// finer is how many frequencies are looked at for each one the series can tell
// apart.
const finer = 16

// periodogram removes the straight line that fits best, tapers the ends with a
// Hann window, and projects the rest on sines and cosines: the whole of it is
// one expression.
func periodogram(ctx context.Context, s series) (spectrum, error) {
	n := s.values.Size()
	x := graph.Of(s.values)
	t := graph.Of(array.Arange(0, float64(n), 1))

	centred := t.Sub(t.Mean())
	slope := x.Mul(centred).Sum().Div(centred.Mul(centred).Sum())
	detrended := x.Sub(x.Mean()).Sub(centred.Mul(slope))
	window := t.MulScalar(2 * math.Pi / float64(n-1)).Cos().MulScalar(-0.5).AddScalar(0.5)
	tapered := detrended.Mul(window)

	// From four periods in the series to the Nyquist frequency.
	lowest, highest := 4/float64(n), 0.5
	f := array.Linspace(lowest, highest, max(finer*n/2, 2))
	angle := graph.Of(f).MulScalar(2 * math.Pi).Outer(t)
	cos, sin := angle.Cos().MatMul(tapered), angle.Sin().MatMul(tapered)
	amplitude := cos.Mul(cos).Add(sin.Mul(sin)).Sqrt().Mul(graph.Const(2.0)).Div(window.Sum())

	out, err := scicore.Eval(ctx, amplitude)
	if err != nil {
		return spectrum{}, err
	}
	best := array.ArgMaxAll(out)
	if out.At(best) == 0 {
		return spectrum{}, fmt.Errorf("the series is a straight line: it has no period")
	}
	periods := array.RDivScalar(s.step, f)
	return spectrum{periods: periods, power: array.Square(out), peak: periods.At(best), amplitude: out.At(best)}, nil
}
