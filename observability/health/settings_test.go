package health

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/config"
)

func loadSettings(t *testing.T, lines string) (Settings, error) {
	t.Helper()
	type host struct {
		Health Settings `toml:"health"`
	}
	file := filepath.Join(t.TempDir(), "service.toml")
	if err := os.WriteFile(file, []byte("[health]\n"+lines), 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := config.Load(config.Source{File: file, Getenv: func(string) string { return "" }}, host{DefaultSettings()})
	return h.Health, err
}

// Settings hold for checks that set nothing of their own, also for those that
// are registered later.
func TestSettings(t *testing.T) {
	s, err := loadSettings(t, "check_timeout = \"2s\"\nmax_age = \"7s\"\nstartup_grace = \"3s\"\ndrain_delay = \"4s\"\n")
	if err != nil {
		t.Fatal(err)
	}
	ok := FromError(func(context.Context) error { return nil })
	r, err := NewRegistry().WithSettings(s).WithCheck(NewCheck("plain", ok), NewCheck("own", ok).WithTimeout(DefaultTimeout).WithMaxAge(0)).Build()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close(context.Background())
	if err := r.Register(NewCheck("later", ok)); err != nil {
		t.Fatal(err)
	}
	want := map[string][2]time.Duration{"plain": {2 * time.Second, 7 * time.Second}, "own": {DefaultTimeout, 0}, "later": {2 * time.Second, 7 * time.Second}}
	for _, e := range *r.entries.Load() {
		if got := [2]time.Duration{e.check.timeout, e.check.maxAge}; got != want[e.check.name] {
			t.Errorf("%s: %v", e.check.name, got)
		}
	}
	if r.grace != 3*time.Second || r.drainDelay != 4*time.Second || s.AnswerTimeout != DefaultAnswerTimeout {
		t.Errorf("%v %v %v", r.grace, r.drainDelay, s.AnswerTimeout)
	}
}

func TestSettingsFaults(t *testing.T) {
	for _, c := range []struct{ line, key, rule string }{
		{`check_timeout = "0s"`, "check_timeout", "> 0"},
		{`answer_timeout = "-1s"`, "answer_timeout", "> 0"},
		{`max_age = "-1s"`, "max_age", ">= 0"},
		{`startup_grace = "-1s"`, "startup_grace", ">= 0"},
		{`drain_delay = "2h"`, "drain_delay", "at most"},
	} {
		_, err := loadSettings(t, c.line)
		var e *config.Error
		if !errors.As(err, &e) || len(e.Faults) != 1 || e.Faults[0].Field != "health."+c.key || !strings.Contains(e.Faults[0].Rule, c.rule) {
			t.Errorf("%s: %v", c.line, err)
		}
	}
	var e *config.Error
	if r, err := NewRegistry().WithSettings(Settings{}).Build(); r != nil || !errors.As(err, &e) || len(e.Faults) != 2 {
		t.Errorf("%v", err)
	}
}

func ExampleRegistryBuilder_WithSettings() {
	s := DefaultSettings() // or the section that config.Load has read
	s.CheckTimeout = 2 * time.Second
	r, err := NewRegistry().WithSettings(s).WithCheck(NewCheck("ok", FromError(func(context.Context) error { return nil }))).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer r.Close(context.Background())
	fmt.Println(r.Probe(context.Background(), Readiness).State)
	// Output: healthy
}
