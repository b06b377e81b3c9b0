package headroom

import (
	"math"
	"time"
)

// reserve is what the errors of forecasts were like: their dispersion over the
// last hour (the variance in units of the forecast, by which it scales as
// demand grows), and of the errors in units of their deviation the quantile
// 1-outside, with the mean of how far errors beyond it went.
type reserve struct {
	dispersion float64
	edge       float64
	beyond     float64
	judged     int
}

const (
	tail       = 0.05 // of the errors lie beyond the edge, or more where no more is asked for
	edgeStep   = 0.02 // by which the edge moves for an error beyond it
	beyondStep = 0.02
	maxScore   = 8 // an error beyond all measure teaches no more than this
	maxBeyond  = 4
	errorTime  = time.Hour // over which the dispersion is averaged
	seasoned   = 100       // judged forecasts, from which on the reserve is trusted
)

// newReserve begins as if errors were Gaussian and a tenth of demand.
func newReserve(demand float64) reserve {
	return reserve{dispersion: 0.01 * demand, edge: 1.645, beyond: 0.42}
}

// outside is the share of errors that the edge leaves out. Inside of it, an
// exponential says nothing.
func outside(quantile float64) float64 { return max(tail, 1-quantile) }

// learn takes in what came of a forecast. The edge moves so that in the long
// run the share of errors beyond it is out, whatever they are like.
func (r reserve) learn(passed time.Duration, demand float64, f forecast, out float64) reserve {
	if !(f.deviation > 0) {
		return r
	}
	miss, wild := demand-f.demand, 5*f.deviation
	r.dispersion += weight(passed, errorTime) * (min(miss*miss, wild*wild)/f.demand - r.dispersion)
	score := min(miss/f.deviation, maxScore)
	if score > r.edge {
		r.beyond += beyondStep * (min(score-r.edge, maxBeyond) - r.beyond)
		r.edge += edgeStep * (1 - out)
	} else {
		r.edge = max(0, r.edge-edgeStep*out)
	}
	r.judged++
	return r
}

// factor is the quantile of the errors in units of their deviation.
func (r reserve) factor(quantile float64) float64 {
	return max(0, r.edge+r.beyond*math.Log(outside(quantile)/(1-quantile)))
}

func (r reserve) confidence() float64 { return min(1, float64(r.judged)/seasoned) }
