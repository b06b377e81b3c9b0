package svd

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
)

// Both algorithms promise high relative accuracy, and have nothing in common.
func TestLasqAgreesWithBdsqr(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 5))
	sizes := []int{0, 1, 2, 3, 4, 5, 8, 13, 40, 150}
	for trial := range 400 {
		n := sizes[trial%len(sizes)]
		d, e := make([]float64, n), make([]float64, max(n-1, 0))
		spread := float64(trial % 60)
		for i := range d {
			d[i] = r.NormFloat64() * math.Exp(spread*r.NormFloat64()/4)
		}
		for i := range e {
			e[i] = r.NormFloat64() * math.Exp(spread*r.NormFloat64()/4)
			if trial%7 == 3 && r.IntN(5) == 0 {
				e[i] = 0
			}
		}
		if trial%11 == 5 && n > 1 {
			d[r.IntN(n)] = 0
		}
		a, b := append([]float64(nil), d...), append([]float64(nil), d...)
		if Lasq(blas.Env{}, a, append([]float64(nil), e...)) != 0 || Bdsqr(blas.Env{}, b, append([]float64(nil), e...), blas.Mat[float64]{}, blas.Mat[float64]{}) != 0 {
			t.Fatalf("trial %d: not converged", trial)
		}
		for i := range a {
			if err := math.Abs(a[i]-b[i]) / b[i]; b[i] != 0 && !(err <= 20*float64(n)*eps) || b[i] == 0 && a[i] != 0 {
				t.Errorf("trial %d, n %d: value %d is %g and %g, %g apart", trial, n, i, a[i], b[i], err)
			}
		}
	}
}
