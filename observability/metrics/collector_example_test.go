package metrics_test

import (
	"context"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/attribute"

	"github.com/scicore-go/scicore/observability/metrics"
	"github.com/scicore-go/scicore/observability/metrics/system"
)

func ExampleCollector() {
	machine, err := system.New(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	business := metrics.NewBusiness(&metrics.BusinessOptions{Timeout: 30 * time.Second})
	err = business.Gauge(metrics.BusinessMetric{Name: "shop.subscriptions.active", Unit: "{subscription}"},
		func(context.Context) (float64, error) { return 1200, nil })
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	c, err := metrics.NewCollector(metrics.CollectorOptions{
		System: machine, Application: metrics.NewApplication(), Business: business,
		Sinks: []metrics.Sink{{Name: "monitoring", Send: func(_ context.Context, m metrics.Metrics) error {
			n, _ := m.Business.Value("shop.subscriptions.active")
			fmt.Println(n, "subscriptions,", m.Application.ActiveUsers, "users,", m.System.Go.Goroutines > 0)
			stop() // a service goes on
			return nil
		}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Run(ctx))
	// Output:
	// 1200 subscriptions, 0 users, true
	// context canceled
}

func ExampleBusinessCollector() {
	b := metrics.NewBusiness(&metrics.BusinessOptions{Timeout: 30 * time.Second})
	revenue, err := b.Counter(metrics.BusinessMetric{Name: "shop.revenue", Unit: "EUR", Attributes: []attribute.KeyValue{attribute.String("region", "eu")}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(revenue.Add(49.5))
	fmt.Println(b.Gauge(metrics.BusinessMetric{Name: "shop.churn"}, func(context.Context) (float64, error) { panic("no table customers") }))

	all, err := b.Collect(context.Background())
	fmt.Println(*all.Values[0].Value, all.Values[1].Error)
	fmt.Println(err)
	// Output:
	// <nil>
	// <nil>
	// 49.5 panic: no table customers
	// business value "shop.churn": panic: no table customers
}
