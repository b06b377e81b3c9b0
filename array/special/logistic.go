package special

import "math"

// These functions cost little beside the exponential or logarithm in them, so
// they work on whole pieces: one vector call, and a loop before and after.

// piece is how many elements a batch has at most: they stay in the first cache.
const piece = 256

func expits(y, x []float64) {
	for i, v := range x {
		y[i] = -math.Abs(v)
	}
	exps(y[:len(x)])
	for i, v := range x {
		e := y[i]
		n := e
		if v >= 0 {
			n = 1
		}
		y[i] = n / (1 + e)
	}
}

func logits(y, p []float64) {
	var near [piece]float64
	for i, v := range p {
		y[i] = v / (1 - v)
		near[i] = (float64(2*v) - 1) / (1 - v)
	}
	logs(y[:len(p)])
	log1ps(near[:len(p)])
	for i, v := range p {
		if v > 0.25 && v < 0.75 {
			y[i] = near[i]
		}
	}
}

func softpluses(y, x []float64) {
	for i, v := range x {
		y[i] = -math.Abs(v)
	}
	exps(y[:len(x)])
	log1ps(y[:len(x)])
	for i, v := range x {
		y[i] += max(v, 0)
	}
}

func xlogys(z, x, y []float64) {
	copy(z, y)
	logs(z[:len(x)])
	for i, v := range x {
		if v == 0 && !math.IsNaN(y[i]) {
			z[i] = 0
		} else {
			z[i] *= v
		}
	}
}

func entrs(y, x []float64) {
	copy(y, x)
	logs(y[:len(x)])
	for i, v := range x {
		switch {
		case v == 0:
			y[i] = 0
		case v < 0:
			y[i] = math.Inf(-1)
		default:
			y[i] *= -v
		}
	}
}

func sincs(y, x []float64) {
	for i, v := range x {
		y[i] = math.Pi * (v - math.Round(v))
	}
	sines(y[:len(x)])
	for i, v := range x {
		switch {
		case v == 0:
			y[i] = 1
		case math.IsInf(v, 0):
			y[i] = 0
		case math.Mod(math.Round(v), 2) != 0:
			y[i] = -y[i] / (math.Pi * v)
		default:
			y[i] /= math.Pi * v
		}
	}
}
