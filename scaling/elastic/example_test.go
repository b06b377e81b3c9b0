package elastic_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/elastic"
	"github.com/scicore-go/scicore/scaling/elastic/forecast"
	"github.com/scicore-go/scicore/scaling/scalingtest"
)

var now = time.Date(2026, 3, 23, 6, 0, 0, 0, time.UTC)

// threeWeeks is the load until now: quiet nights, 90 000 operations a second at
// noon.
func threeWeeks() forecast.Series {
	s := forecast.Series{Start: now.AddDate(0, 0, -21), Step: 30 * time.Minute}
	for i := range 21 * 48 {
		hour := float64(i)/2 + 6.25 // the middle of a half-hour
		s.Values = append(s.Values, 50_000-40_000*math.Cos(2*math.Pi*hour/24)+1000*math.Sin(5*hour))
	}
	return s
}

// What a service does an hour before it needs more.
func Example() {
	clock := scalingtest.NewClock(now)
	pool := scalingtest.NewActuator(clock, 10, time.Minute)
	s, err := elastic.NewPredictiveScaler(elastic.NewWorkloadPredictor().
		WithHistoricalDataDays(30).
		WithPredictionHorizonHours(24).
		WithConfidenceThreshold(0.85).
		WithHistory(threeWeeks())).
		WithCapacity(4000).
		WithActuator(pool).
		WithForecastOnly(false).
		Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	load, err := s.PredictLoad(now.Add(3 * time.Hour))
	if err != nil {
		fmt.Println(err)
		return
	}
	if load.ExpectedOperationsPerSecond > 50_000 {
		d, err := s.PreScaleForLoad(context.Background(), load)
		fmt.Println(d.Target, err)
	}
	// Output: 20 <nil>
}

// As a policy it stands before a reactive one, which alone scales in.
func ExamplePredictiveScaler_Decide() {
	reactive := scaling.PolicyFunc(func(s scaling.Signals) scaling.Decision {
		v := s.Load.Value(scaling.Requests)
		return scaling.Scale(int(math.Ceil(v/4000)), "%.0f requests", v)
	})
	s, err := elastic.NewPredictiveScaler(elastic.NewWorkloadPredictor().WithHistory(threeWeeks())).
		WithCapacity(4000).
		WithReactive(reactive).
		WithStartup(time.Hour).
		WithForecastOnly(false).
		Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	d := s.Decide(scaling.Signals{
		Now: now, Current: 13, Ready: 13,
		Load: scaling.LoadMetrics{{Name: scaling.Requests, Kind: scaling.Total, Value: 50_000}},
	})
	fmt.Println("for the load of now:", d.Parts[0].Target)
	fmt.Println("for that in an hour:", d.Target)
	// Output:
	// for the load of now: 13
	// for that in an hour: 16
}

// What no rule names, a function may decide about.
func ExampleEventDrivenScalerBuilder_WithHandler() {
	s, err := elastic.NewEventDrivenScaler().
		WithHandler(func(e scaling.Event) elastic.Action {
			switch e.Name {
			case "large_dataset_upload":
				return elastic.ScaleUp(3)
			case "peak_hour_start":
				return elastic.Action{Up: 5, Timeout: time.Hour, Priority: elastic.High}
			}
			return elastic.NoAction
		}).
		WithMaxReplicas(8).
		Build(context.Background())
	if err != nil {
		panic(err)
	}
	d := s.Decide(scaling.Signals{Now: now, Current: 1, Ready: 1, Events: []scaling.Event{
		{Name: "large_dataset_upload", Key: "upload 4", At: now},
		{Name: "large_dataset_upload", Key: "upload 4", At: now}, // delivered twice
		{Name: "peak_hour_start", Key: "monday", At: now},
		{Name: "somebody_sneezed", At: now},
	}})
	fmt.Println(d.Target, d.Reason)
	// Output: 8 1, 5 more by peak_hour_start, 2 more by large_dataset_upload, 1 that events want are above the most of 8
}

// A bus holds what was published until a controller comes for it, which it
// does at once. What does not fit is told, not lost in silence.
func ExampleBus() {
	bus := elastic.NewBus(2)
	bus.Publish(
		scaling.Event{Name: "job", Key: "17", At: now},
		scaling.Event{Name: "job", Key: "17", At: now.Add(time.Second)},
		scaling.Event{Name: "job", Key: "18", At: now},
		scaling.Event{Name: "job", Key: "19", At: now},
	)
	<-bus.Wake()
	events, err := bus.Events(context.Background())
	for _, e := range events {
		fmt.Println(e.Name, e.Key, e.At.Sub(now))
	}
	fmt.Println(errors.Is(err, elastic.ErrDropped))
	// Output:
	// job 17 1s
	// job 18 0s
	// true
}

// A forecast that is not to be trusted is none: it tells why, and nothing is
// scaled by it.
func ExamplePredictiveScaler_PredictLoad() {
	s, err := elastic.NewPredictiveScaler(elastic.NewWorkloadPredictor()).WithCapacity(4000).Build()
	if err != nil {
		panic(err)
	}
	for i := range 3 {
		s.Observe(now.Add(time.Duration(i)*time.Hour), 50_000)
	}
	_, err = s.PredictLoad(now.Add(3 * time.Hour))
	fmt.Println(errors.Is(err, elastic.ErrNotTrusted))
	// Output: true
}
