package random

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/scicore-go/scicore/array"
)

// TestFillParallelIgnoresWorkers: the same bits for any number of workers, and
// in any layout.
func TestFillParallelIgnoresWorkers(t *testing.T) {
	for name, s := range map[string]Sampler[float64]{"uniform": Uniform(0, 1), "normal": Normal(0, 1), "gamma": Gamma(0.5, 1)} {
		var want []float64
		for _, workers := range []int{1, 2, 3, 8} {
			x := array.Empty[float64](13, 2000)
			FillParallel(x, s, NewSeedSequence(5), workers)
			y := array.Empty[float64](2000, 13).T()
			FillParallel(y, s, NewSeedSequence(5), workers)
			if want == nil {
				want = array.ToSlice(x)
			}
			if !slices.Equal(array.ToSlice(x), want) || !slices.Equal(array.ToSlice(y), want) {
				t.Errorf("%s: %d workers give other numbers", name, workers)
			}
		}
	}
	small := array.Empty[bool](0)
	FillParallel(small, Bools(), NewSeedSequence(1), 2)
}

// TestMoments holds mean and variance of the samplers against the
// distributions', within five standard errors.
func TestMoments(t *testing.T) {
	const n = 200_000
	for _, c := range []struct {
		name       string
		s          Sampler[float64]
		mean, vari float64
		kurtosis   float64 // excess
	}{
		{"uniform", Uniform(-1, 3), 1, 16.0 / 12, -1.2},
		{"normal", Normal(2, 3), 2, 9, 0},
		{"exponential", Exponential(2), 2, 4, 6},
		{"gamma small", Gamma(0.4, 2), 0.8, 1.6, 15},
		{"gamma", Gamma(7, 0.5), 3.5, 1.75, 6.0 / 7},
		{"beta", Beta(2, 5), 2.0 / 7, 10.0 / (49 * 8), -0.12},
		{"beta small", Beta(0.5, 0.5), 0.5, 0.125, -1.5},
		{"chi2", Chi2(6), 6, 12, 2},
		{"t", StandardT(9), 0, 9.0 / 7, 1.2},
		{"lognormal", LogNormal(0, 0.25), math.Exp(0.03125), (math.Exp(0.0625) - 1) * math.Exp(0.0625), 1.1},
	} {
		x := array.Empty[float64](n)
		FillParallel(x, c.s, NewSeedSequence(77), 2)
		checkMoments(t, c.name, x.Values(), n, c.mean, c.vari, c.kurtosis)
	}
	for _, c := range []struct {
		name       string
		s          Sampler[int64]
		mean, vari float64
	}{
		{"poisson small", Poisson(3), 3, 3}, {"poisson", Poisson(50), 50, 50}, {"binomial small", Binomial(20, 0.7), 14, 4.2},
		{"binomial", Binomial(1000, 0.3), 300, 210}, {"integers", Integers[int64](0, 100), 49.5, 833.25},
	} {
		x := array.Empty[int64](n)
		FillParallel(x, c.s, NewSeedSequence(78), 2)
		checkMoments(t, c.name, array.Map(x, func(v int64) float64 { return float64(v) }).Values(), n, c.mean, c.vari, 0.5)
	}
}

func checkMoments(t *testing.T, name string, values func(func(float64) bool), n, mean, vari, kurtosis float64) {
	t.Helper()
	sum, squares := 0.0, 0.0
	for v := range values {
		sum += v - mean
		squares += (v - mean) * (v - mean)
	}
	m, v := sum/n, squares/n
	if math.Abs(m) > 5*math.Sqrt(vari/n) {
		t.Errorf("%s: mean is off by %v", name, m)
	}
	if math.Abs(v-vari) > 5*vari*math.Sqrt((kurtosis+2)/n) {
		t.Errorf("%s: variance %v, want %v", name, v, vari)
	}
}

func TestParametersAreChecked(t *testing.T) {
	g := New(1)
	for name, f := range map[string]func(){
		"uniform":  func() { Uniform(-math.MaxFloat64, math.MaxFloat64) },
		"normal":   func() { Normal(0, -1) },
		"nan":      func() { Normal(0, math.NaN()) },
		"gamma":    func() { Gamma(-1, 1) },
		"beta":     func() { Beta(0, 1) },
		"chi2":     func() { Chi2(0) },
		"t":        func() { StandardT(math.Inf(1)) },
		"poisson":  func() { Poisson(1e19) },
		"poisson-": func() { Poisson(-1) },
		"binomial": func() { Binomial(10, 1.5) },
		"trials":   func() { Binomial(-1, 0.5) },
		"integers": func() { Integers[int8](5, 5) },
		"choice":   func() { g.Choice(3, 4, &ChoiceOptions{NoReplace: true}) },
		"empty":    func() { g.Choice(0, 1, nil) },
		"p":        func() { g.Choice(2, 1, &ChoiceOptions{P: []float64{0.5, 0.6}}) },
		"p count":  func() { g.Choice(2, 1, &ChoiceOptions{P: []float64{1}}) },
		"p zeros":  func() { g.Choice(3, 2, &ChoiceOptions{P: []float64{1, 0, 0}, NoReplace: true}) },
		"workers":  func() { FillParallel(array.Zeros[float64](3), Normal(0, 1), NewSeedSequence(1), 0) },
		"axis":     func() { Permuted(g, array.Zeros[int8](2, 2), 2) },
		"0-d":      func() { Shuffle(g, array.Scalar(1.0)) },
	} {
		if array.Catch(f) == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestWorksWithMathRand(t *testing.T) {
	r := rand.New(NewPCG64(NewSeedSequence(3)))
	if v := r.IntN(10); v < 0 || v > 9 {
		t.Errorf("IntN(10) = %d", v)
	}
	var wg sync.WaitGroup
	shared := Locked(NewPhilox(NewSeedSequence(3)))
	seen := make([][]uint64, 4)
	for i := range seen {
		wg.Go(func() { seen[i] = draw(shared, 100) })
	}
	wg.Wait()
	all := slices.Concat(seen...)
	slices.Sort(all)
	want := draw(NewPhilox(NewSeedSequence(3)), 400)
	slices.Sort(want)
	if !slices.Equal(all, want) {
		t.Error("a shared stream lost or doubled numbers")
	}
}

func TestSystemSeedsDiffer(t *testing.T) {
	a, b := NewSeedSequence(), NewSeedSequence()
	first, second := New().Uint64(), New().Uint64()
	if slices.Equal(a.Entropy(), b.Entropy()) || first == second {
		t.Error("two system seeds are equal")
	}
}

func TestSampleIntoStrides(t *testing.T) {
	want := array.ToSlice(Sample(New(1), Integers[int8](0, 50), 4, 6))
	into := array.Zeros[int8](6, 8).T().Slice(array.Range(0, 8, 2))
	SampleInto(New(1), into, Integers[int8](0, 50))
	if !slices.Equal(array.ToSlice(into), want) {
		t.Errorf("into strides: %v, want %v", array.ToSlice(into), want)
	}
	one := New(1)
	if a, b := Integers[uint8](0, 255).Draw(one), Bools().Draw(one); a == 255 && b {
		t.Log("single draws work")
	}
}

func Example() {
	g := New(42)
	fmt.Println(Sample(g, Normal(0, 1), 2, 3))
	fmt.Println(g.Permutation(5))
	// Output:
	// [[ 0.30471708 -1.03998411  0.7504512 ]
	//  [ 0.94056472 -1.95103519 -1.30217951]]
	// [2 4 0 3 1]
}

func benchmark(b *testing.B, s Sampler[float64]) {
	g, x := New(1), array.Empty[float64](10_000)
	b.SetBytes(80_000)
	for b.Loop() {
		SampleInto(g, x, s)
	}
}

func BenchmarkUniform(b *testing.B)     { benchmark(b, Uniform(0, 1)) }
func BenchmarkNormal(b *testing.B)      { benchmark(b, Normal(0, 1)) }
func BenchmarkExponential(b *testing.B) { benchmark(b, Exponential(1)) }
func BenchmarkGamma(b *testing.B)       { benchmark(b, Gamma(2.5, 1)) }
