package elastic_test

import (
	"context"
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
