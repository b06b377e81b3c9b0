package lapacktest

import (
	"fmt"
	"testing"

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
// one with two and five workers. Results must be equal bit by bit in all. Short
// tests, which run once for each tier anyway, compare the best tier alone with
// five workers.
func Envs() []Env {
	var out []Env
	tiers, workers := cpu.Available(), []int{2, 5}
	if testing.Short() {
		tiers, workers = []cpu.Tier{cpu.Best}, []int{5}
	}
	for _, t := range tiers {
		out = append(out, Env{fmt.Sprintf("%v, serial", t), blas.Env{Tier: t}})
	}
	for _, w := range workers {
		out = append(out, Env{fmt.Sprintf("%v, %d workers", cpu.Best, w), blas.Env{Tier: cpu.Best, Pool: sched.New(w)}})
	}
	return out
}

// Best returns the best tier with the default pool.
func Best() blas.Env { return blas.Env{Tier: cpu.Best, Pool: sched.Default} }
