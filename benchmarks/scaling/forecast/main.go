// Command forecast judges scaling/elastic/forecast on M4-Hourly: the last 48
// hours of each of the 414 training series are held back, forecast from the rest
// and compared, beside the simple methods, every one measured in this run.
//
//	go run ./scaling/forecast                 in benchmarks/
//	go run ./scaling/forecast -hold 48        the 48 hours before those, for tuning
//	go run ./scaling/forecast -write FILE     puts the section into a file of results
//
// The data is looked for in ../shared/data beside the repository, or in the
// folder named by SCICORE_DATA.
package main

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"log"
	"maps"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/scicore-go/scicore/scaling/elastic/forecast"

	"github.com/scicore-go/scicore/benchmarks/scaling/section"
)

const (
	horizon = 48
	day     = 24
	level   = 0.95
)

func main() {
	log.SetFlags(0)
	hold := flag.Int("hold", 0, "hours at the end that nobody sees")
	stride := flag.Int("stride", 1, "judge every n-th series")
	write := flag.String("write", "", "file of results whose section Forecast is replaced")
	flag.Parse()
	all, err := read()
	if err != nil {
		log.Fatal(err)
	}
	var series [][]float64
	for i := 0; i < len(all); i += max(*stride, 1) {
		series = append(series, all[i][:len(all[i])-*hold])
	}
	began := time.Now()
	results, err := judge(series)
	if err != nil {
		log.Fatal(err)
	}
	text := table(results, *hold, time.Since(began))
	fmt.Print(text)
	if *write != "" {
		if err := section.Put(*write, "## Forecast", text); err != nil {
			log.Fatal(err)
		}
	}
}

// read reads the training series.
func read() ([][]float64, error) {
	dir := os.Getenv("SCICORE_DATA")
	if dir == "" {
		dir = "../../shared/data"
	}
	const name = "m4-hourly-train.csv.gz"
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return nil, fmt.Errorf("%w\nput %s (Dataset/Train/Hourly-train.csv of github.com/Mcompetitions/M4-methods, gzipped) there or name its folder in SCICORE_DATA", err, name)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(z)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	var out [][]float64
	for _, row := range rows[1:] {
		y, err := numbers(row[1:])
		if err != nil {
			return nil, err
		}
		out = append(out, y)
	}
	return out, nil
}

func numbers(cells []string) ([]float64, error) {
	var y []float64
	for _, c := range cells {
		if c == "" || c == "NA" {
			break
		}
		v, err := strconv.ParseFloat(c, 64)
		if err != nil {
			return nil, err
		}
		y = append(y, v)
	}
	return y, nil
}

// result is the sum of what was measured over series, of one method.
type result struct {
	mase, smape, coverage, msis float64
	n                           float64
	spent                       time.Duration
	byStep                      [horizon]float64 // values within intervals
	claimed, weight             float64
}

// judge forecasts every series by the ensemble and by each of its models alone.
func judge(series [][]float64) (map[string]*result, error) {
	e, err := forecast.NewEnsemble(&forecast.Options{Workers: 1})
	if err != nil {
		return nil, err
	}
	results := map[string]*result{}
	var mu sync.Mutex
	var failed error
	var wg sync.WaitGroup
	next := make(chan []float64)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for y := range next {
				one, err := judgeOne(e, y)
				mu.Lock()
				if err != nil {
					failed = err
				}
				for name, r := range one {
					if results[name] == nil {
						results[name] = new(result)
					}
					results[name].add(r)
				}
				mu.Unlock()
			}
		})
	}
	for _, y := range series {
		next <- y
	}
	close(next)
	wg.Wait()
	return results, failed
}

const ensemble = "ensemble"

func judgeOne(e *forecast.Ensemble, y []float64) (map[string]*result, error) {
	past, truth := y[:len(y)-horizon], y[len(y)-horizon:]
	began := time.Now()
	f, err := e.Forecast(context.Background(), forecast.Series{Step: time.Hour, Values: past}, horizon)
	if err != nil {
		return nil, err
	}
	r := measured(truth, f.Values, past)
	r.spent = time.Since(began)
	low, high, err := f.Interval(level)
	if err != nil {
		return nil, err
	}
	r.coverage = forecast.Coverage(truth, low, high)
	r.msis = forecast.MSIS(truth, low, high, past, day, 1-level)
	r.claimed = f.Confidence()
	for k, v := range truth {
		r.byStep[k] = forecast.Coverage([]float64{v}, low[k:], high[k:])
	}
	out := map[string]*result{ensemble: r}
	for _, m := range f.Backtest.Models {
		if m.Error == "" {
			out[m.Name] = &result{n: 1, weight: m.Weight}
		}
	}
	h := forecast.History{Values: past, Seasons: []int{day, 7 * day}}
	for _, m := range forecast.DefaultModels(h.Seasons) {
		began := time.Now()
		if f, err := m.Forecast(h, horizon); err == nil {
			w := 0.0
			if out[m.Name()] != nil {
				w = out[m.Name()].weight
			}
			out[m.Name()] = measured(truth, f, past)
			out[m.Name()].spent = time.Since(began)
			out[m.Name()].weight = w
		}
	}
	return out, nil
}

func measured(truth, f, past []float64) *result {
	return &result{mase: forecast.MASE(truth, f, past, day), smape: forecast.SMAPE(truth, f), n: 1}
}

func (r *result) add(o *result) {
	r.mase += o.mase
	r.smape += o.smape
	r.coverage += o.coverage
	r.msis += o.msis
	r.n += o.n
	r.spent += o.spent
	r.claimed += o.claimed
	r.weight += o.weight
	for k, v := range o.byStep {
		r.byStep[k] += v
	}
}

// table is the section of results.
func table(results map[string]*result, hold int, took time.Duration) string {
	var b strings.Builder
	e := results[ensemble]
	fmt.Fprintf(&b, "## Forecast\n\n`go run ./scaling/forecast` in benchmarks/: M4-Hourly, %.0f series, the last %d hours of each", e.n, horizon)
	if hold > 0 {
		fmt.Fprintf(&b, " before the last %d", hold)
	}
	fmt.Fprintf(&b, "\nheld back, MASE in units of the in-sample seasonal naive error (24), as in M4. Nothing was chosen on these hours:\nmodels and parameters were chosen on the days before them. %s, %s/%s, %d processors, %.0f s in all.\n\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), took.Seconds())
	fmt.Fprint(&b, "| | measured | wanted |\n|---|---:|---:|\n")
	fmt.Fprintf(&b, "| MASE | %.3f | ≤ 0.95 |\n| sMAPE | %.2f | ≤ 10 |\n| coverage of 95 %% intervals | %.1f %% | 93–97 %% |\n", e.mase/e.n, e.smape/e.n, 100*e.coverage/e.n)
	fmt.Fprintf(&b, "| coverage the backtest claimed | %.1f %% | |\n| MSIS | %.2f | |\n| a series, one processor | %.0f ms | ≤ 150 ms |\n", 100*e.claimed/e.n, e.msis/e.n, 1000*e.spent.Seconds()/e.n)
	fmt.Fprint(&b, "\nCoverage by hours ahead:")
	for k := 0; k < horizon; k += 8 {
		sum := 0.0
		for _, v := range e.byStep[k : k+8] {
			sum += v / 8
		}
		fmt.Fprintf(&b, " %d–%d %.1f %%", k+1, k+8, 100*sum/e.n)
	}
	fmt.Fprint(&b, "\n\n| method | MASE | sMAPE | mean weight | ms |\n|---|---:|---:|---:|---:|\n")
	names := slices.Collect(maps.Keys(results))
	slices.SortFunc(names, func(x, y string) int {
		return int(math.Copysign(1, results[x].mase/results[x].n-results[y].mase/results[y].n))
	})
	for _, name := range names {
		r := results[name]
		weight := fmt.Sprintf("%.3f", r.weight/e.n)
		if name == ensemble {
			weight = ""
		}
		fmt.Fprintf(&b, "| %s | %.3f | %.2f | %s | %.2f |\n", name, r.mase/r.n, r.smape/r.n, weight, 1000*r.spent.Seconds()/r.n)
	}
	return b.String()
}
