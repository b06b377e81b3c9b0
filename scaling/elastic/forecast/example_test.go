package forecast_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/scicore-go/scicore/scaling/elastic/forecast"
)

// load is requests a second by hour: a day, a weekend, and a drift up.
func load(hours int) forecast.Series {
	s := forecast.Series{Start: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), Step: time.Hour}
	for t := range hours {
		v := 500 + 300*math.Sin(2*math.Pi*float64(t-8)/24) + 0.05*float64(t) + 10*math.Sin(1.7*float64(t))
		if t/24%7 >= 5 {
			v *= 0.5
		}
		s.Values = append(s.Values, v)
	}
	return s
}

// Four weeks of load tell the next day, and how much to have ready so that it
// suffices in nineteen hours of twenty.
func Example() {
	e, err := forecast.NewEnsemble(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := e.Forecast(context.Background(), load(28*24), 24)
	if err != nil {
		fmt.Println(err)
		return
	}
	ready, err := f.Quantile(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, hour := range []int{2, 14} {
		fmt.Printf("%s: expect %.0f, have %.0f ready\n", f.Time(hour).Format("Mon 15:04"), f.Values[hour], ready[hour])
	}
	fmt.Println("better than repeating a season:", f.Backtest.MASE < f.Backtest.Naive)
	// Output:
	// Mon 02:00: expect 233, have 246 ready
	// Mon 14:00: expect 831, have 840 ready
	// better than repeating a season: true
}

// An ensemble may be told which models to weigh.
func ExampleEnsemble_Backtest() {
	e, err := forecast.NewEnsemble(&forecast.Options{
		Models: []forecast.Model{
			forecast.SeasonalNaive{Season: 24},
			forecast.SeasonalNaive{Season: 168},
			forecast.MeanOfSeasons{Season: 168, Count: 9},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	b, err := e.Backtest(context.Background(), load(28*24), 24)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := b.WriteText(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 672 values, seasons [24 168], 24 steps ahead from 13 origins
	// ensemble: MASE 0.155, sMAPE 3.21 (repeating a season: MASE 0.155)
	// intervals of 95 % hold 96.5 % of the values: steps 1–6 95 %, 7–12 100 %, 13–18 95 %, 19–24 96 %
	//
	//        model  weight   MASE  sMAPE
	//   snaive-168   0.999  0.155   3.22
	//    snaive-24   0.001  0.986  17.66
	//   mean-9x168       -      -      -  forecast: mean-9x168 needs 1512 values, the series has 360
}

// Measurements of any times become a series; a minute without any is a gap.
func ExampleFromPoints() {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	s, err := forecast.FromPoints([]forecast.Point{
		{Time: noon.Add(130 * time.Second), Value: 9},
		{Time: noon.Add(5 * time.Second), Value: 4},
		{Time: noon.Add(45 * time.Second), Value: 6},
	}, time.Minute)
	fmt.Println(s.Values, err)
	// Output: [5 NaN 9] <nil>
}

func ExampleSeasons() {
	fmt.Println(forecast.Seasons(load(28 * 24)))
	// Output: [24 168]
}

func ExampleMASE() {
	history := []float64{10, 20, 12, 22, 14, 24}
	fmt.Println(forecast.MASE([]float64{16, 26}, []float64{15, 25}, history, 2))
	// Output: 0.5
}

// Models by themselves: each forecasts from a history, and says what it lacks.
func ExampleModel() {
	s := load(21 * 24)
	h := forecast.History{Values: s.Values, Seasons: forecast.Seasons(s)}
	actual := load(22 * 24).Values[21*24:]
	for _, m := range []forecast.Model{
		forecast.SeasonalNaive{Season: 168},
		forecast.HoltWinters{Season: 168},
		forecast.LevelledMean{Season: 168, Count: 2, Recent: 24, Damping: 0.5},
		forecast.HoltWinters{Season: 1000},
	} {
		f, err := m.Forecast(h, 24)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Printf("%s: sMAPE %.1f %%\n", m.Name(), forecast.SMAPE(actual, f))
	}
	fmt.Println(len(forecast.DefaultModels([]int{24, 168})), "by default")
	// Output:
	// snaive-168: sMAPE 3.2 %
	// hw-168: sMAPE 3.5 %
	// levelled-2x168: sMAPE 2.6 %
	// forecast: hw-1000 needs 1025 values, the series has 504
	// 21 by default
}

// How good intervals are: how many values they hold, and how wide they are for
// that.
func ExampleCoverage() {
	actual, low, high := []float64{10, 12, 9, 14}, []float64{8, 10, 10, 11}, []float64{12, 14, 13, 15}
	fmt.Println(forecast.Coverage(actual, low, high))
	history := []float64{10, 20, 12, 22, 14, 24}
	fmt.Printf("%.2f\n", forecast.MSIS(actual, low, high, history, 2, 0.05))
	// Output:
	// 0.75
	// 6.88
}
