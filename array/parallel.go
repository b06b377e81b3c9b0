package array

import (
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/nd"
	"github.com/scicore-go/scicore/internal/sched"
)

// eager is where eager functions run: the best tier of the machine, the
// default pool, and to the end.
func eager() nd.Env { return nd.Env{Tier: cpu.Best, Pool: sched.Default} }
