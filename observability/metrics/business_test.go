package metrics

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

func constant(v float64) func(context.Context) (float64, error) {
	return func(context.Context) (float64, error) { return v, nil }
}

func TestBusinessRegistration(t *testing.T) {
	region := attribute.String("region", "eu")
	nine := make([]attribute.KeyValue, 9)
	for i := range nine {
		nine[i] = attribute.Int(fmt.Sprint("k", i), i)
	}
	for _, c := range []struct {
		name string
		m    BusinessMetric
		want error
	}{
		{"empty", BusinessMetric{}, ErrName},
		{"digit first", BusinessMetric{Name: "1st"}, ErrName},
		{"blank", BusinessMetric{Name: "active users"}, ErrName},
		{"long", BusinessMetric{Name: "a" + strings.Repeat("b", 255)}, ErrName},
		{"newline", BusinessMetric{Name: "a\n"}, ErrName},
		{"unit", BusinessMetric{Name: "a", Unit: strings.Repeat("u", 64)}, ErrName},
		{"attributes", BusinessMetric{Name: "a", Attributes: nine}, ErrAttribute},
		{"attribute without a key", BusinessMetric{Name: "a", Attributes: []attribute.KeyValue{attribute.String("", "x")}}, ErrAttribute},
		{"attribute twice", BusinessMetric{Name: "a", Attributes: []attribute.KeyValue{region, attribute.String("region", "us")}}, ErrAttribute},
		{"attribute too long", BusinessMetric{Name: "a", Attributes: []attribute.KeyValue{attribute.String("x", strings.Repeat("y", 256))}}, ErrAttribute},
		{"same", BusinessMetric{Name: "revenue", Unit: "EUR", Attributes: []attribute.KeyValue{region}}, ErrDuplicate},
		{"same but for case", BusinessMetric{Name: "Revenue", Unit: "EUR"}, ErrDuplicate},
		{"other unit", BusinessMetric{Name: "revenue", Unit: "USD"}, ErrDuplicate},
		{"same to Prometheus", BusinessMetric{Name: "orders_open"}, ErrDuplicate},
		{"one too many", BusinessMetric{Name: "fourth"}, ErrLimit},
	} {
		b := NewBusiness(&BusinessOptions{MaxValues: 4, Timeout: time.Minute})
		for _, m := range []BusinessMetric{{Name: "revenue", Unit: "EUR", Attributes: []attribute.KeyValue{region}}, {Name: "orders.open"}, {Name: "churn"}} {
			if err := b.Gauge(m, constant(1)); err != nil {
				t.Fatal(err)
			}
		}
		if c.want == ErrLimit {
			if err := b.Gauge(BusinessMetric{Name: "another"}, constant(1)); err != nil {
				t.Fatal(err)
			}
		}
		err := b.Gauge(c.m, constant(1))
		var named *BusinessError
		if !errors.Is(err, c.want) || !errors.As(err, &named) || named.Name != c.m.Name {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if got, _ := b.Collect(t.Context()); c.want != ErrLimit && len(got.Values) != 3 {
			t.Errorf("%s: %d values", c.name, len(got.Values))
		}
	}
	b := NewBusiness(patient)
	if _, err := b.Counter(BusinessMetric{Name: "x"}); err != nil {
		t.Fatal(err)
	}
	if err := b.Gauge(BusinessMetric{Name: "x", Attributes: []attribute.KeyValue{region}}, constant(1)); !errors.Is(err, ErrDuplicate) {
		t.Errorf("another kind: %v", err)
	}
	if err := b.Gauge(BusinessMetric{Name: "y"}, nil); !errors.Is(err, ErrValue) {
		t.Errorf("no function: %v", err)
	}
	if b.Remove("x", region) || !b.Remove("x") || b.Remove("x") {
		t.Error("Remove")
	}
}

// patient gives the functions of gauges longer than a busy machine holds
// everything up.
var patient = &BusinessOptions{Timeout: time.Minute}

func TestBusinessCounter(t *testing.T) {
	b := NewBusiness(patient)
	c, err := b.Counter(BusinessMetric{Name: "revenue", Unit: "EUR"})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 1000 {
				if err := c.Add(.5); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for _, v := range []float64{math.NaN(), -1, math.Inf(1), math.Inf(-1)} {
		if err := c.Add(v); !errors.Is(err, ErrValue) {
			t.Errorf("%v: %v", v, err)
		}
	}
	if got, err := b.Collect(t.Context()); err != nil || *got.Values[0].Value != 4000 {
		t.Errorf("%v, %v", got, err)
	}
	if c.Add(math.MaxFloat64) != nil || !errors.Is(c.Add(math.MaxFloat64), ErrValue) || c.Value() != math.MaxFloat64 {
		t.Errorf("a sum too large: %v", c.Value())
	}
}

// One that fails, panics, ends its goroutine, hangs or says NaN is told, and
// the others are collected, without waiting again for what hangs.
func TestBusinessFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBusiness(&BusinessOptions{Timeout: time.Second})
		hold := make(chan struct{})
		var calls atomic.Int64
		broken := errors.New("no database")
		for name, f := range map[string]func(context.Context) (float64, error){
			"fine": constant(42), "fails": func(context.Context) (float64, error) { return 1, broken },
			"panics": func(context.Context) (float64, error) { panic("oh") },
			"exits":  func(context.Context) (float64, error) { runtime.Goexit(); return 0, nil },
			"nan":    constant(math.NaN()), "inf": constant(math.Inf(1)),
			"hangs": func(context.Context) (float64, error) { calls.Add(1); <-hold; return 7, nil },
			"slow":  func(ctx context.Context) (float64, error) { <-ctx.Done(); return 0, ctx.Err() },
		} {
			if err := b.Gauge(BusinessMetric{Name: name}, f); err != nil {
				t.Fatal(err)
			}
		}
		for round := range 3 {
			begun := time.Now()
			got, err := b.Collect(t.Context())
			if len(got.Values) != 8 {
				t.Fatalf("%+v", got)
			}
			told := map[string]error{}
			for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
				var one *BusinessError
				if errors.As(e, &one) {
					told[one.Name] = one.Err
				}
			}
			var p *PanicError
			if len(told) != 7 || told["fails"] != broken || !errors.As(told["panics"], &p) || p.Value != "oh" || len(p.Stack) == 0 || told["exits"] == nil ||
				!errors.Is(told["nan"], ErrValue) || !errors.Is(told["inf"], ErrValue) || !errors.Is(told["hangs"], ErrTimeout) || told["slow"] == nil {
				t.Errorf("round %d: %v", round, told)
			}
			if v, ok := got.Value("fine"); v != 42 || !ok {
				t.Errorf("round %d: %v", round, got)
			}
			if _, ok := got.Value("hangs"); ok {
				t.Errorf("round %d: a value of what hangs", round)
			}
			if d := time.Since(begun); d != time.Second {
				t.Errorf("round %d took %v", round, d)
			}
			synctest.Wait() // for what ends with its context, or the next round would join it
		}
		if calls.Load() != 1 {
			t.Errorf("what hangs was called %d times", calls.Load())
		}
		close(hold)
		synctest.Wait()
		if got, _ := b.Collect(t.Context()); calls.Load() != 2 {
			t.Errorf("after it came back: %v", got)
		} else if v, _ := got.Value("hangs"); v != 7 {
			t.Errorf("after it came back: %v", got)
		}
	})
}

// Two that collect at once share a call; who gives up does not end it for the
// other.
func TestBusinessShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBusiness(nil)
		hold := make(chan struct{})
		var calls atomic.Int64
		_ = b.Gauge(BusinessMetric{Name: "a"}, func(ctx context.Context) (float64, error) {
			calls.Add(1)
			select {
			case <-hold:
				return 3, nil
			case <-ctx.Done():
				return 0, ctx.Err()
			}
		})
		why := errors.New("enough")
		ctx, cancel := context.WithCancelCause(t.Context())
		first, second := make(chan error, 1), make(chan Business, 1)
		go func() { _, err := b.Collect(ctx); first <- err }()
		go func() { got, _ := b.Collect(context.Background()); second <- got }()
		synctest.Wait()
		cancel(why)
		if err := <-first; !errors.Is(err, why) {
			t.Error(err)
		}
		close(hold)
		if v, ok := (<-second).Value("a"); v != 3 || !ok || calls.Load() != 1 {
			t.Errorf("%v %v, %d calls", v, ok, calls.Load())
		}
	})
}

func businessPoints(t *testing.T, reader *sdkmetric.ManualReader) map[string]float64 {
	t.Helper()
	var rm metricdata.ResourceMetrics
	if err := reader.Collect(context.Background(), &rm); err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, s := range rm.ScopeMetrics {
		for _, m := range s.Metrics {
			switch d := m.Data.(type) {
			case metricdata.Gauge[float64]:
				for _, p := range d.DataPoints {
					got["gauge "+m.Name+" "+m.Unit+" "+p.Attributes.Encoded(attribute.DefaultEncoder())] = p.Value
				}
			case metricdata.Sum[float64]:
				for _, p := range d.DataPoints {
					got["sum "+m.Name+" "+m.Unit+" "+p.Attributes.Encoded(attribute.DefaultEncoder())] = p.Value
				}
			}
		}
	}
	return got
}

func TestBusinessInstruments(t *testing.T) {
	reader := sdkmetric.NewManualReader()
	provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	defer provider.Shutdown(context.Background())
	b := NewBusiness(patient)
	unregister, err := b.Register(provider.Meter("test")) // before there is anything
	if err != nil {
		t.Fatal(err)
	}
	eu, us := []attribute.KeyValue{attribute.String("region", "eu")}, []attribute.KeyValue{attribute.String("region", "us")}
	revenue, err := b.Counter(BusinessMetric{Name: "revenue", Unit: "EUR", Attributes: eu})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = b.Counter(BusinessMetric{Name: "revenue", Unit: "EUR", Attributes: us}); err != nil {
		t.Fatal(err)
	}
	if err = b.Gauge(BusinessMetric{Name: "churn", Unit: "1"}, constant(.02)); err != nil {
		t.Fatal(err)
	}
	if err = b.Gauge(BusinessMetric{Name: "broken"}, constant(math.NaN())); err != nil {
		t.Fatal(err)
	}
	_ = revenue.Add(99.5)
	expect := func(want map[string]float64) {
		t.Helper()
		if got := businessPoints(t, reader); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
	expect(map[string]float64{"sum revenue EUR region=eu": 99.5, "sum revenue EUR region=us": 0, "gauge churn 1 ": .02})
	b.Remove("revenue", us...)
	expect(map[string]float64{"sum revenue EUR region=eu": 99.5, "gauge churn 1 ": .02})
	b.Remove("churn")
	if _, err = b.Counter(BusinessMetric{Name: "churn", Unit: "{customer}"}); err != nil { // the name as something else
		t.Fatal(err)
	}
	expect(map[string]float64{"sum revenue EUR region=eu": 99.5, "sum churn {customer} ": 0})
	if err := unregister(); err != nil {
		t.Fatal(err)
	}
	expect(map[string]float64{})
	if err := b.Gauge(BusinessMetric{Name: "later"}, constant(1)); err != nil {
		t.Fatal(err)
	}
	expect(map[string]float64{})
	if err := unregister(); err != nil {
		t.Errorf("twice: %v", err)
	}
}

// Registering while an SDK collects takes the locks of both in either order.
func TestBusinessRegisterWhileCollecting(t *testing.T) {
	reader := sdkmetric.NewManualReader()
	provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	defer provider.Shutdown(context.Background())
	b := NewBusiness(patient)
	unregister, err := b.Register(provider.Meter("test"))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 60 {
			if err := b.Gauge(BusinessMetric{Name: fmt.Sprint("v", i)}, constant(float64(i))); err != nil {
				t.Error(err)
			}
			if i%3 == 0 {
				b.Remove(fmt.Sprint("v", i))
			}
		}
	})
	wg.Go(func() {
		for range 60 {
			businessPoints(t, reader)
		}
	})
	wg.Wait()
	if got := businessPoints(t, reader); len(got) != 40 || got["gauge v59  "] != 59 {
		t.Errorf("%d: %v", len(got), got)
	}
	if err := unregister(); err != nil {
		t.Error(err)
	}
}
