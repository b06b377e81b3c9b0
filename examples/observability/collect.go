package main

import (
	"context"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/observability/metrics"
	"github.com/scicore-go/scicore/observability/metrics/system"
)

// openCollector watches the machine and what the business is about, beside the
// application: as instruments, and all together as JSON.
func (s *service) openCollector(context.Context) error {
	machine, err := system.New(nil)
	if err != nil {
		return err
	}
	meter := s.tel.MeterProvider().Meter("github.com/scicore-go/scicore/examples/observability")
	if _, err := machine.Register(meter); err != nil {
		return err
	}
	business := metrics.NewBusiness(nil)
	if _, err := business.Register(meter); err != nil {
		return err
	}
	s.billed, err = business.Counter(metrics.BusinessMetric{Name: "example.billed", Unit: "By", Description: "Bytes of requests that were answered."})
	if err != nil {
		return err
	}
	s.all, err = metrics.NewCollector(metrics.CollectorOptions{System: machine, Application: s.app, Business: business, Interval: 2 * time.Second})
	return err
}

// collect runs the collector until the function returned is called.
func (s *service) collect(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = s.all.Run(ctx) // until its context ends
	}()
	return func() {
		cancel()
		<-ended
	}
}

// machine tells what was collected last.
func (s *service) machine() {
	m, ok := s.all.Latest()
	if !ok {
		return
	}
	billed, _ := m.Business.Value("example.billed")
	fmt.Printf("billed: %.0f bytes\n", billed)
	if u := m.System.Utilization; u.CPU != nil && u.Memory != nil {
		fmt.Printf("machine: processors %.0f %%, memory %.0f %% in use\n", 100**u.CPU, 100**u.Memory)
	}
	for _, missing := range m.System.Missing {
		fmt.Printf("machine: %s: %s\n", missing.Section, missing.Reason)
	}
}
