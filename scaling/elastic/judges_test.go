package elastic_test

import (
	"context"
	"testing"
	"time"

	"github.com/scicore-go/scicore/internal/need"
	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/elastic"
	"github.com/scicore-go/scicore/scaling/horizontal"
	"github.com/scicore-go/scicore/scaling/simulate"
)

// trace reads a file of measured loads, which are not part of the repository.
func trace(t *testing.T, file string, start time.Time, step time.Duration) simulate.Trace {
	t.Helper()
	path := need.Data(t, file, "the comment at the top of benchmarks/scaling/main.go says where it is from")
	tr, err := simulate.ReadFile(path, file, start, step)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// replay runs a policy over a trace in which one replica serves one request a
// second, the first three weeks not judged.
func replay(t *testing.T, p scaling.Policy, tr simulate.Trace, startup time.Duration) simulate.Report {
	t.Helper()
	r, err := simulate.Run(context.Background(), p, tr, &simulate.Options{Startup: startup, WarmUp: 21 * 24 * time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func hpa(t *testing.T, target float64) scaling.Policy {
	t.Helper()
	p, err := horizontal.HPA().WithUtilization(scaling.CPU, target).WithReplicas(1, 1000).Build()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestForecastsSaveWhatReactingLoses replays taxis and the NASA server, with its
// outage, through the Kubernetes autoscaler alone and with forecasts before it.
// Short tests take a few days of the taxis, and forecast them seldom.
func TestForecastsSaveWhatReactingLoses(t *testing.T) {
	for _, c := range []struct {
		name         string
		trace        func() simulate.Trace
		startup      time.Duration
		lost, dearer float64 // at most, of what the autoscaler alone loses and costs
	}{
		{"taxis", func() simulate.Trace { return taxis(t) }, 15 * time.Minute, 0.05, 1.05},
		{"NASA", func() simulate.Trace { return nasa(t) }, 3 * time.Minute, 0.25, 1.4},
	}[:cases(2, 1)] {
		tr, alone := c.trace(), hpa(t, 0.8)
		predictor := elastic.NewWorkloadPredictor().WithRefreshHours(cases(elastic.DefaultRefreshHours, 48)).
			WithResolution(time.Duration(cases(30, 60)) * time.Minute)
		both, err := elastic.NewPredictiveScaler(predictor).WithCapacity(1).
			WithReactive(alone).WithStartup(c.startup).WithForecastOnly(false).Build()
		if err != nil {
			t.Fatal(err)
		}
		before, after := replay(t, alone, tr, c.startup), replay(t, both, tr, c.startup)
		t.Logf("%s: lost %.4f %% to %.4f %%, cost %.3f to %.3f, actions a day %.0f to %.0f",
			c.name, before.Lost, after.Lost, before.Cost, after.Cost, before.ActionsPerDay, after.ActionsPerDay)
		if before.Lost == 0 || after.Lost > c.lost*before.Lost || after.Cost > c.dearer*before.Cost || after.ActionsPerDay > 200 {
			t.Errorf("%s: lost %.4f %% to %.4f %%, cost %.3f to %.3f, actions a day %.0f to %.0f",
				c.name, before.Lost, after.Lost, before.Cost, after.Cost, before.ActionsPerDay, after.ActionsPerDay)
		}
		outage := time.Date(1995, 7, 28, 4, 0, 0, 0, time.UTC)
		if week := after.Between(outage, outage.AddDate(0, 0, 7)); week.Cost > 2.5 {
			t.Errorf("%s: cost %.3f in the week of the outage", c.name, week.Cost)
		}
	}
}

// taxis is the passengers of New York, three times as many, each half-hour
// spread over its minutes.
func taxis(t *testing.T) simulate.Trace {
	raw, err := trace(t, "nyc-taxi-30min.csv", time.Time{}, 30*time.Minute).Interpolate(time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	tr := raw.Times(3).Noise(0, func(n float64) float64 { return n })
	return tr.Head(cases(42, 24) * 24 * 60)
}

// nasa is demand like that of a web server twenty times as busy as NASA's of
// 1995, its outage of the end of July included.
func nasa(t *testing.T) simulate.Trace {
	raw := trace(t, "nasa-http-per-minute.csv.gz", time.Date(1995, 7, 1, 0, 0, 0, 0, time.UTC), time.Minute)
	return raw.Smooth(5).Times(20).Noise(0, func(n float64) float64 { return n + 1 }).Head(35 * 24 * 60)
}

// cases is how many of all a test takes, fewer in short tests.
func cases(all, short int) int {
	if testing.Short() {
		return short
	}
	return all
}
