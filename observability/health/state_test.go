package health

import "testing"

func TestStateNames(t *testing.T) {
	for s := Unknown; s <= Unhealthy; s++ {
		text, err := s.MarshalText()
		var back State
		if err != nil || back.UnmarshalText(text) != nil || back != s {
			t.Errorf("%v became %v through %q", s, back, text)
		}
	}
	var s State
	if err := s.UnmarshalText([]byte("green")); err == nil {
		t.Error("green is a state")
	}
	if got := State(9).String(); got != "state(9)" {
		t.Errorf("%q", got)
	}
	for p, want := range map[Probe]string{All: "all", Liveness | Startup: "startup+liveness", 0: "probe(0)", 8 | Readiness: "readiness+probe(8)"} {
		if got := p.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestWorse(t *testing.T) {
	order := []State{Healthy, Degraded, Unknown, Unhealthy}
	for i, a := range order {
		for j, b := range order {
			if got := a.Worse(b); got != order[max(i, j)] {
				t.Errorf("worse of %v and %v is %v", a, b, got)
			}
		}
		if a.Passes() != (i < 2) {
			t.Errorf("%v passes: %v", a, a.Passes())
		}
	}
}
