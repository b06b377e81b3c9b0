package health

import (
	"bytes"
	"context"
	"log/slog"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestListenersHearChangesInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var heard []string
		var log bytes.Buffer
		logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		}}))
		r := build(t, NewRegistry().WithLogger(logger).
			WithListener(func(Change) { panic("listener") }).
			WithListener(func(c Change) { heard = append(heard, c.Check+":"+c.From.String()+">"+c.To.String()) }).
			WithListener(func(Change) { runtime.Goexit() }).
			WithCheck(NewCheck("a", sequence(Healthy, Degraded, Unhealthy, Unhealthy, Healthy)).WithMaxAge(0)))
		for range 5 {
			r.Probe(t.Context(), Readiness)
			synctest.Wait()
		}
		r.SetReady(false)
		closeNow(t, r)
		want := "a:unknown>healthy :unknown>healthy a:healthy>degraded :healthy>degraded a:degraded>unhealthy :degraded>unhealthy " +
			"a:unhealthy>healthy :unhealthy>healthy :healthy>unhealthy"
		if got := strings.Join(heard, " "); got != want {
			t.Errorf("heard\n%s, want\n%s", got, want)
		}
		for _, line := range []string{
			`level=WARN msg="health changed" check=a from=healthy to=degraded message=degraded`,
			`level=ERROR msg="health changed" probe=readiness from=healthy to=unhealthy message="not ready: the host says so"`,
			`level=ERROR msg="health listener panicked" check=a panic=listener`,
		} {
			if !strings.Contains(log.String(), line) {
				t.Errorf("no line %s in\n%s", line, log.String())
			}
		}
	})
}

type brokenHandler struct{ slog.Handler }

func (brokenHandler) Enabled(context.Context, slog.Level) bool  { return true }
func (brokenHandler) Handle(context.Context, slog.Record) error { panic("no disk") }

func TestSlowListenerDelaysNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told, missed atomic.Int64
		var last atomic.Int32
		flip := Healthy
		r := build(t, NewRegistry().WithLogger(slog.New(brokenHandler{})).
			WithListener(func(c Change) {
				time.Sleep(time.Hour)
				missed.Add(int64(c.Missed))
				if c.Check == "b" {
					told.Add(1)
					last.Store(int32(c.To))
				}
			}).
			WithCheck(NewCheck("b", func(context.Context) Result {
				flip = Healthy + Degraded - flip
				return Result{State: flip}
			}).WithMaxAge(0).WithProbes(Liveness)))
		begun := time.Now()
		for range 1000 {
			r.Probe(t.Context(), Liveness)
		}
		if took := time.Since(begun); took != 0 {
			t.Errorf("probes waited %v for a listener", took)
		}
		closeNow(t, r)
		if told.Load()+missed.Load() != 1000 || missed.Load() < 700 || State(last.Load()) != flip {
			t.Errorf("%d told, %d missed, the last %v, want %v", told.Load(), missed.Load(), State(last.Load()), flip)
		}
	})
}
