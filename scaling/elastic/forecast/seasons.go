package forecast

import (
	"math"
	"math/cmplx"
	"slices"
	"time"

	"gonum.org/v1/gonum/dsp/fourier"
)

// Seasons finds the seasons of s in steps, ascending: day and week where the
// step divides them and the series holds two of them, or else the
// strongest period that its autocorrelation shows; none is an empty slice.
func Seasons(s Series) []int {
	var out []int
	for _, period := range []time.Duration{24 * time.Hour, 7 * 24 * time.Hour} {
		if m := int(period / s.Step); period%s.Step == 0 && m > 1 && 2*m <= len(s.Values) {
			out = append(out, m)
		}
	}
	if len(out) == 0 {
		if m := Period(s.Values); m > 1 {
			out = append(out, m)
		}
	}
	return out
}

// strong is the least autocorrelation of a period.
const strong = 0.3

// Period is the lag of the first strong peak of y's autocorrelation, unless a
// later one is clearly higher, after a line is taken out; 0 where none is
// strong. Gaps count as the mean.
func Period(y []float64) int {
	acf := autocorrelation(y)
	best, at := strong, 0
	for lag := 2; lag+1 < len(acf); lag++ {
		// Multiples of a period are peaks too.
		if a := acf[lag]; a > acf[lag-1] && a >= acf[lag+1] && (at == 0 && a > best || a > best+0.1) {
			best, at = a, lag
		}
	}
	return refined(acf, at)
}

// refined is the lag within a tenth of at whose multiples are highest on
// average: noise moves a peak, and its multiples the other way as often.
func refined(acf []float64, at int) int {
	best, out := math.Inf(-1), at
	for lag := at - at/10; lag <= at+at/10 && at > 0; lag++ {
		sum, n := 0.0, 0.0
		for k := lag; k < len(acf); k += lag {
			sum += acf[k]
			n++
		}
		if n > 0 && sum/n > best {
			best, out = sum/n, lag
		}
	}
	return out
}

// autocorrelation of y at lags up to a third of it.
func autocorrelation(y []float64) []float64 {
	n := len(y)
	if n < 12 {
		return nil
	}
	size := scaleOf(y)
	z := make([]float64, n)
	for i, v := range y {
		z[i] = v / size
	}
	mu := mean(slices.DeleteFunc(slices.Clone(z), math.IsNaN))
	for i, v := range z {
		if z[i] = v - mu; math.IsNaN(v) {
			z[i] = 0
		}
	}
	slope, mid := line(z), float64(n-1)/2
	padded := make([]float64, 2*n)
	for i, v := range z {
		padded[i] = v - slope*(float64(i)-mid)
	}
	fft := fourier.NewFFT(2 * n)
	c := fft.Coefficients(nil, padded)
	for i, v := range c {
		c[i] = complex(real(v*cmplx.Conj(v)), 0)
	}
	r := fft.Sequence(nil, c)
	if !(r[0] > 0) {
		return nil
	}
	acf := make([]float64, n/3)
	for lag := range acf {
		acf[lag] = r[lag] / r[0] * float64(n) / float64(n-lag)
	}
	return acf
}
