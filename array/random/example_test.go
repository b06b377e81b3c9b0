package random_test

import (
	"fmt"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/array/random"
)

// The streams are NumPy's: numpy.random.default_rng(42) draws these numbers.
func Example() {
	g := random.New(42)
	fmt.Println(g.Random(3))                                        // g.random(3)
	fmt.Println(random.Sample(g, random.Integers[int64](0, 10), 5)) // g.integers(0, 10, size=5)
	fmt.Println(g.Permutation(5))                                   // g.permutation(5)
	// Output:
	// [0.77395605 0.43887844 0.85859792]
	// [0 6 2 0 5]
	// [2 4 0 3 1]
}

func ExampleSample() {
	g := random.New(1)
	fmt.Println(random.Sample(g, random.Normal(10, 2), 2, 2)) // g.normal(10, 2, size=(2, 2))
	// Output:
	// [[10.69116838 11.64323629]
	//  [10.66087415  7.39368554]]
}

// However many workers fill the array, the numbers are the same.
func ExampleFillParallel() {
	one, many := array.Zeros[float64](100, 100), array.Zeros[float64](100, 100)
	random.FillParallel(one, random.Exponential(1), random.NewSeedSequence(7), 1)
	random.FillParallel(many, random.Exponential(1), random.NewSeedSequence(7), 8)
	fmt.Println(array.ArrayEqual(one, many))
	// Output: true
}

// Every goroutine gets a generator of its own from one seed.
func ExampleSeedSequence_Spawn() {
	for _, child := range random.NewSeedSequence(2024).Spawn(2) {
		g := random.NewGenerator(random.NewPCG64(child))
		fmt.Println(g.Random(2))
	}
	// Output:
	// [0.65056957 0.52957012]
	// [0.12380904 0.45826896]
}
