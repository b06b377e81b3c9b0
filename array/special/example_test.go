package special_test

import (
	"fmt"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/array/special"
)

// Two-sided p-values of z-scores, and the scores that belong to given levels.
func Example() {
	z := array.New[float64]([]float64{1, 1.96, 3})
	p := array.MulScalar(special.NormCDF(array.Neg(z)), 2)
	for i := range 3 {
		fmt.Printf("z = %.2f: p = %.4f\n", z.At(i), p.At(i))
	}
	fmt.Printf("5%%: z = %.4f\n", special.NormPPF(array.New[float64]([]float64{0.975})).At(0))
	// Output:
	// z = 1.00: p = 0.3173
	// z = 1.96: p = 0.0500
	// z = 3.00: p = 0.0027
	// 5%: z = 1.9600
}
