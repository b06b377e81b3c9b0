package insight

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// ErrData is the sentinel of measurements from which nothing follows.
var ErrData = errors.New("insight: data")

// Point is a throughput measured at a size: of replicas, workers or clients.
type Point struct {
	Size       float64 `json:"size"`       // > 0
	Throughput float64 `json:"throughput"` // > 0, in any unit
}

// Estimate is a value with the bounds of its 95 % confidence interval.
type Estimate struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

func (e Estimate) String() string { return fmt.Sprintf("%.4g (%.4g to %.4g)", e.Value, e.Low, e.High) }

// USL is a fitted Universal Scalability Law (Gunther 1993):
//
//	X(n) = Lambda n / (1 + Sigma (n-1) + Kappa n (n-1))
type USL struct {
	Lambda Estimate `json:"lambda"` // throughput of one, alone
	Sigma  Estimate `json:"sigma"`  // contention: the part that only one does at a time
	Kappa  Estimate `json:"kappa"`  // coherence: what each pair costs
	R2     float64  `json:"r2"`     // of the variation in throughput, the part explained
	Points int      `json:"points"`
}

// Throughput is what the law gives for a size.
func (u USL) Throughput(n float64) float64 {
	return curve([3]float64{u.Lambda.Value, u.Sigma.Value, u.Kappa.Value}, n)
}

// Efficiency is the throughput of each at a size, of that of one alone.
func (u USL) Efficiency(n float64) float64 { return u.Throughput(n) / (n * u.Lambda.Value) }

// Peak returns the size of greatest throughput, +Inf where there is none.
func (u USL) Peak() float64 {
	if u.Kappa.Value <= 0 {
		return math.Inf(1)
	}
	return math.Max(1, math.Sqrt(math.Max(0, 1-u.Sigma.Value)/u.Kappa.Value))
}

// SizeFor returns the smallest size that gives a throughput, and false where
// none does.
func (u USL) SizeFor(throughput float64) (float64, bool) {
	if !(throughput > 0) {
		return 0, throughput == 0
	}
	// X(n) = t is k t n² + (t (s-k) - L) n + t (1-s) = 0; the smaller root.
	a := u.Kappa.Value * throughput
	b := throughput*(u.Sigma.Value-u.Kappa.Value) - u.Lambda.Value
	c := throughput * (1 - u.Sigma.Value)
	switch d := b*b - 4*a*c; {
	case b >= 0 || d < 0:
		return 0, false
	default:
		return 2 * c / (-b + math.Sqrt(d)), true
	}
}

// String tells what limits and where.
func (u USL) String() string {
	peak := "no peak"
	if p := u.Peak(); !math.IsInf(p, 1) {
		peak = fmt.Sprintf("peak of %.4g at %.3g", u.Throughput(p), p)
	}
	return fmt.Sprintf("lambda %v, contention %v, coherence %v, %s, R² %.3f of %d points", u.Lambda, u.Sigma, u.Kappa, peak, u.R2, u.Points)
}

func curve(p [3]float64, n float64) float64 {
	return p[0] * n / (1 + p[1]*(n-1) + p[2]*n*(n-1))
}

// FitUSL fits the law by least squares in the throughput, both losses >= 0.
// It takes measurements at four sizes or more, three parameters leaving no
// fewer to judge by. The bounds are those of the linearised model at the fit,
// by Student's t. A loss that would be negative is held at 0 and has the
// bounds 0 and 0: nothing is known of it but that.
func FitUSL(points []Point) (USL, error) {
	if err := usable(points); err != nil {
		return USL{}, err
	}
	p, free := start(points)
	p = refine(points, p, free)
	return judge(points, p, free)
}

func usable(points []Point) error {
	var sizes []float64
	for _, p := range points {
		if !(p.Size > 0) || !(p.Throughput > 0) || math.IsInf(p.Size, 0) || math.IsInf(p.Throughput, 0) {
			return fmt.Errorf("%w: throughput %v at size %v: both must be > 0 and finite", ErrData, p.Throughput, p.Size)
		}
		sizes = append(sizes, p.Size)
	}
	slices.Sort(sizes)
	if n := len(slices.Compact(sizes)); n < 4 {
		return fmt.Errorf("%w: throughput at %d different sizes: want 4 or more", ErrData, n)
	}
	return nil
}

// start fits n/X, which is linear in 1/lambda, sigma/lambda and kappa/lambda,
// each point weighing X²/n as n/X errs by that less, and holds at 0 which of
// the losses would be negative: the best of all ways to hold them.
func start(points []Point) (best [3]float64, free [3]bool) {
	least := math.Inf(1)
	for _, f := range [][3]bool{{true, true, true}, {true, true, false}, {true, false, true}, {true, false, false}} {
		a := mat.NewDense(len(points), 3, nil)
		y := mat.NewVecDense(len(points), nil)
		for i, p := range points {
			w := p.Throughput * p.Throughput / p.Size
			y.SetVec(i, w*p.Size/p.Throughput)
			for j, v := range [3]float64{1, p.Size - 1, p.Size * (p.Size - 1)} {
				if f[j] {
					a.Set(i, j, w*v)
				}
			}
		}
		c, ok := solve(a, y, f)
		if !ok || c[0] <= 0 || c[1] < 0 || c[2] < 0 {
			continue
		}
		p := [3]float64{1 / c[0], c[1] / c[0], c[2] / c[0]}
		if s := squares(points, p); s < least {
			best, free, least = p, f, s
		}
	}
	return best, free
}

// solve is least squares over the columns that are free.
func solve(a *mat.Dense, y *mat.VecDense, free [3]bool) (out [3]float64, ok bool) {
	var columns []int
	for j, f := range free {
		if f {
			columns = append(columns, j)
		}
	}
	rows, _ := a.Dims()
	part := mat.NewDense(rows, len(columns), nil)
	for k, j := range columns {
		part.SetCol(k, mat.Col(nil, j, a))
	}
	var x mat.VecDense
	if err := x.SolveVec(part, y); err != nil {
		var ill mat.Condition
		if !errors.As(err, &ill) || math.IsInf(float64(ill), 0) {
			return out, false
		}
	}
	for k, j := range columns {
		out[j] = x.AtVec(k)
	}
	return out, true
}

func squares(points []Point, p [3]float64) (sum float64) {
	for _, q := range points {
		r := q.Throughput - curve(p, q.Size)
		sum += r * r
	}
	return sum
}

// jacobian of the throughput by the parameters.
func jacobian(points []Point, p [3]float64, free [3]bool) *mat.Dense {
	j := mat.NewDense(len(points), 3, nil)
	for i, q := range points {
		n := q.Size
		d := 1 + p[1]*(n-1) + p[2]*n*(n-1)
		x := p[0] * n / d
		for k, v := range [3]float64{x / p[0], -x / d * (n - 1), -x / d * n * (n - 1)} {
			if free[k] {
				j.Set(i, k, v)
			}
		}
	}
	return j
}

// refine takes Gauss-Newton steps, halved until they lessen the squares and
// keep the losses from going below 0.
func refine(points []Point, p [3]float64, free [3]bool) [3]float64 {
	for range 100 {
		before := squares(points, p)
		r := mat.NewVecDense(len(points), nil)
		for i, q := range points {
			r.SetVec(i, q.Throughput-curve(p, q.Size))
		}
		step, ok := solve(jacobian(points, p, free), r, free)
		if !ok {
			return p
		}
		next, better := p, false
		for scale := 1.0; scale > 1e-6 && !better; scale /= 2 {
			for k := range p {
				next[k] = p[k] + scale*step[k]
			}
			better = next[0] > 0 && next[1] >= 0 && next[2] >= 0 && squares(points, next) < before
		}
		if !better {
			return p
		}
		p = next
	}
	return p
}

func judge(points []Point, p [3]float64, free [3]bool) (USL, error) {
	parameters := 0
	for _, f := range free {
		if f {
			parameters++
		}
	}
	rest := squares(points, p)
	freedom := len(points) - parameters
	half, err := halfWidths(jacobian(points, p, free), free, rest/float64(freedom), freedom)
	if err != nil {
		return USL{}, err
	}
	estimate := func(k int) Estimate {
		return Estimate{p[k], math.Max(0, p[k]-half[k]), p[k] + half[k]}
	}
	return USL{estimate(0), estimate(1), estimate(2), explained(points, rest), len(points)}, nil
}

// halfWidths are those of the intervals: t sqrt(s² (JᵀJ)⁻¹).
func halfWidths(j *mat.Dense, free [3]bool, variance float64, freedom int) (half [3]float64, err error) {
	var columns []int
	for k, f := range free {
		if f {
			columns = append(columns, k)
		}
	}
	normal := mat.NewSymDense(len(columns), nil)
	for a, ka := range columns {
		for b := a; b < len(columns); b++ {
			normal.SetSym(a, b, mat.Dot(j.ColView(ka), j.ColView(columns[b])))
		}
	}
	var factor mat.Cholesky
	var inverse mat.SymDense
	if !factor.Factorize(normal) {
		return half, fmt.Errorf("%w: the sizes do not tell the parameters apart", ErrData)
	}
	if err := factor.InverseTo(&inverse); err != nil {
		var ill mat.Condition
		if !errors.As(err, &ill) || math.IsInf(float64(ill), 0) {
			return half, fmt.Errorf("%w: the sizes do not tell the parameters apart", ErrData)
		}
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(freedom)}.Quantile(0.975)
	for a, k := range columns {
		half[k] = t * math.Sqrt(variance*inverse.At(a, a))
	}
	return half, nil
}

func explained(points []Point, rest float64) float64 {
	mean, total := 0.0, 0.0
	for _, q := range points {
		mean += q.Throughput / float64(len(points))
	}
	for _, q := range points {
		total += (q.Throughput - mean) * (q.Throughput - mean)
	}
	if total == 0 {
		return 0 // a flat line has nothing to explain
	}
	return 1 - rest/total
}
