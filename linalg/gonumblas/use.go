package gonumblas

import (
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/cblas128"
	"gonum.org/v1/gonum/blas/cblas64"
	lapackgonum "gonum.org/v1/gonum/lapack/gonum"
	"gonum.org/v1/gonum/lapack/lapack64"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
)

// Use registers [BLAS] with gonum's blas64, blas32, cblas128 and cblas64, and
// [LAPACK] with its lapack64, for the whole process. The function it returns
// undoes this: the BLAS that was registered before is registered again, and
// gonum's own LAPACK, since gonum does not tell which was in use.
//
// gonum keeps its implementations in plain variables. Call Use, and what it
// returns, while no other goroutine computes with gonum: at the beginning of
// main.
func Use() (restore func()) {
	f64, f32 := blas64.Implementation(), blas32.Implementation()
	c128, c64 := cblas128.Implementation(), cblas64.Implementation()
	blas64.Use(BLAS{})
	blas32.Use(BLAS{})
	cblas128.Use(BLAS{})
	cblas64.Use(BLAS{})
	lapack64.Use(LAPACK{})
	return func() {
		blas64.Use(f64)
		blas32.Use(f32)
		cblas128.Use(c128)
		cblas64.Use(c64)
		lapack64.Use(lapackgonum.Implementation{})
	}
}

// env is the default of the module: the best kernels, the process-wide pool.
func env() blas.Env { return blas.Env{Tier: cpu.Best, Pool: sched.Default} }
