package nd

import (
	"context"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
)

type envKey struct{}

// WithEnv returns a context that carries the environment of an evaluation to
// operations that are called with nothing but a context.
func WithEnv(ctx context.Context, env Env) context.Context {
	return context.WithValue(ctx, envKey{}, env)
}

// EnvOf returns the environment that ctx carries; without one, the best tier
// and the default pool until ctx is done.
func EnvOf(ctx context.Context) Env {
	if env, ok := ctx.Value(envKey{}).(Env); ok {
		return env
	}
	return Env{Tier: cpu.Best, Pool: sched.Default, Done: ctx.Done()}
}
