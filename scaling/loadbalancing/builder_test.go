package loadbalancing

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing/breaker"
)

func TestBuildTellsEveryFault(t *testing.T) {
	_, err := New().
		WithAlgorithm(Algorithm("fastest")).
		WithNodes(Node{}, Node{ID: "a", Weight: MaxWeight + 1}, Node{ID: "b"}, Node{ID: "b"}).
		WithPanicThreshold(math.NaN()).
		WithLeakTimeout(0).
		WithSlowStart(-time.Second).
		WithListener(nil).
		WithCircuitBreaker(breaker.New().WithBackoff(0, 0, 2)).
		Build()
	for _, want := range []string{`"fastest"`, "ID must not be empty", `"a": weight 1048577`, `exists: "b"`, "panic threshold NaN",
		"leak timeout 0s", "slow start -1s", "listener 0", "backoff base 0s", "jitter 2"} {
		if !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%v\ndoes not tell of %s", err, want)
		}
	}
	if !errors.Is(err, ErrDuplicate) {
		t.Error("the duplicate is not typed")
	}
	if _, err := New().WithAlgorithm(nil).Build(); err == nil {
		t.Error("no algorithm at all")
	}
	if _, err := New().WithAlgorithm(PeakEWMA{Decay: -1}).Build(); err == nil {
		t.Error("a decay below zero")
	}
}

func TestBuildersBranch(t *testing.T) {
	base := New().WithNodes(nodes(3)...).WithListener(func(Decision) {})
	a := base.WithNodes(Node{ID: "x"}).WithPanicThreshold(0)
	b := base.WithNodes(Node{ID: "y"})
	for want, branch := range map[string]Builder{"x": a, "y": b} {
		if n := build(t, branch).Nodes(); len(n) != 4 || n[3].ID != want {
			t.Errorf("%v, want %s last", n, want)
		}
	}
	if b.panicBelow == 0 || len(base.nodes) != 3 {
		t.Error("a branch wrote into its stem")
	}
}
