package vec

import (
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/internal/cpu"
)

// TestReflectComplex holds the complex reflectors, by rows and by columns,
// against complex arithmetic.
func TestReflectComplex(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	random := func() complex128 { return complex(r.NormFloat64(), r.NormFloat64()) }
	for range 20 {
		var c [5]complex128
		var b CBump[float64]
		for i := range c {
			c[i] = random()
			b[i] = Times(real(c[i]), imag(c[i]))
		}
		pair := CPair[float64]{b[0], b[1], b[3]}
		x, y, z := random(), random(), random()
		s3, s2 := c[0]*x+c[1]*y+c[2]*z, c[0]*x+c[1]*y
		want3 := [3]complex128{x - s3, y + c[3]*s3, z + c[4]*s3}
		want2 := [3]complex128{x - s2, y + c[3]*s2, z}
		for _, tier := range cpu.Available() {
			got := [4][3]complex128{{x, y, z}, {x, y, z}, {x, y, z}, {x, y, z}}
			CReflect(tier, &b, Ptr(&got[0][0]), Ptr(&got[0][1]), Ptr(&got[0][2]), 1)
			CReflectColumns(tier, &b, Ptr(&got[1][0]), 48, 1)
			CReflect2(tier, &pair, Ptr(&got[2][0]), Ptr(&got[2][1]), 1)
			CReflectColumns2(tier, &pair, Ptr(&got[3][0]), 48, 1)
			for i, want := range [][3]complex128{want3, want3, want2, want2} {
				for k := range want {
					if cmplx.Abs(got[i][k]-want[k]) > 1e-13 {
						t.Fatalf("form %d on %v: element %d is %v, want %v", i, tier, k, got[i][k], want[k])
					}
				}
			}
			if got[0] != got[1] || got[2] != got[3] {
				t.Fatalf("on %v rows and columns differ: %v", tier, got)
			}
		}
	}
}
