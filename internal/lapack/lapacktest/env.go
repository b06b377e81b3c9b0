package lapacktest

import (
	"fmt"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
)

// Env is an environment with a name for messages.
type Env struct {
	Name string
	blas.Env
}

// Envs returns every kernel tier of this machine with no pool, and the best
// one with two and five workers. Results must be equal bit by bit in all.
func Envs() []Env {
	var out []Env
	for _, t := range cpu.Available() {
		out = append(out, Env{fmt.Sprintf("%v, serial", t), blas.Env{Tier: t}})
	}
	for _, w := range []int{2, 5} {
		out = append(out, Env{fmt.Sprintf("%v, %d workers", cpu.Best, w), blas.Env{Tier: cpu.Best, Pool: sched.New(w)}})
	}
	return out
}

// Best returns the best tier with the default pool.
func Best() blas.Env { return blas.Env{Tier: cpu.Best, Pool: sched.Default} }
