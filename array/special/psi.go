package special

import "math"

// The positive zero of ψ in two parts, and the Taylor series of ψ there. From
// mpmath, as testdata/special.py makes its tables.
const (
	psiZero     = 1.4616321449683622
	psiZeroRest = 9.549995429965697e-17
)

var psiTaylor = [...]float64{
	0.9676722454476212, -0.4427631689835921, 0.258499760955651, -0.16394270544240652,
	0.10782405069126237, -0.07219956125645471, 0.04880428816414311, -0.03316112647484736,
	0.022597648232218104, -0.01542476590494896, 0.010538791616612175, -0.007204534386356869,
	0.004926781395729853, -0.003369801655439328, 0.002305126326734928, -0.0015769367714301972,
	0.0010788252019162967, -0.0007380709389960052, 0.000504953265834602, -0.0003454680251063077,
	0.00023635601564027053, -0.00016170622091974803, 0.0001106337276874741,
}

// psiTerms are B(2k)/2k, of the asymptotic series DLMF 5.11.2.
var psiTerms = [...]float64{
	0.08333333333333333, -0.008333333333333333, 0.003968253968253968, -0.004166666666666667,
	0.007575757575757576, -0.021092796092796094, 0.08333333333333333, -0.4432598039215686,
}

func digamma(x float64) float64 {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 1):
		return x
	case x == 0:
		return math.Inf(-sign(x))
	case x < 0:
		if x == math.Floor(x) {
			return math.NaN() // -Inf too
		}
		return digamma(1-x) - math.Pi/tanPi(x)
	}
	below := 0.0
	for ; x < 10; x++ {
		if d := (x - psiZero) - psiZeroRest; math.Abs(d) < 0.25 {
			return float64(d*series(psiTaylor[:], d)) - below
		}
		below += 1 / x
	}
	t := 1 / (x * x)
	return log(x) - 0.5/x - float64(t*series(psiTerms[:], t)) - below
}

func sign(x float64) int {
	if math.Signbit(x) {
		return -1
	}
	return 1
}

// tanPi is tan(πx), reduced without loss.
func tanPi(x float64) float64 {
	return tan(math.Pi * (x - math.Round(x)))
}

// sinPi is sin(πx), reduced without loss.
func sinPi(x float64) float64 {
	n := math.Round(x)
	s := sin(math.Pi * (x - n))
	if math.Mod(n, 2) != 0 {
		s = -s
	}
	return s
}
