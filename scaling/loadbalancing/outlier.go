package loadbalancing

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// OutlierDetection ejects nodes that do worse than the others: at once after
// failures in a row, and at intervals by success rate and by failure
// percentage. Parameters and algorithms are those of gRPC's proposal A50, the
// row of failures is Envoy's. A zero field has the value that its comment
// gives.
//
// A node stays ejected for BaseEjection times the number of times it was
// ejected lately, at most MaxEjection; the number falls with each interval it
// gets through. A successful active health check ends an ejection.
type OutlierDetection struct {
	Interval      time.Duration `json:"interval"`        // between looks; 10 s
	BaseEjection  time.Duration `json:"base_ejection"`   // 30 s
	MaxEjection   time.Duration `json:"max_ejection"`    // 300 s
	MaxEjected    float64       `json:"max_ejected"`     // share of nodes that may be ejected at once, but always one; 0.1
	Consecutive   int           `json:"consecutive"`     // failures in a row; 5, negative: off
	StdevFactor   float64       `json:"stdev_factor"`    // standard deviations of success rate below the mean; 1.9, negative: off
	FailureShare  float64       `json:"failure_share"`   // failures of requests, above which a node is ejected; off, 0.85 is usual
	MinHosts      int           `json:"min_hosts"`       // nodes with enough requests that it takes to compare them; 5
	MinRequests   int           `json:"min_requests"`    // in an interval, for the success rate; 100
	MinForFailure int           `json:"min_for_failure"` // in an interval, for the failure share; 50
	// Enforce is the chance, in (0, 1], that a node found by success rate or
	// failure share is ejected; 1.
	Enforce float64 `json:"enforce"`
}

// normal fills in the usual parameters.
func (o OutlierDetection) normal() OutlierDetection {
	set(&o.Interval, 10*time.Second)
	set(&o.BaseEjection, 30*time.Second)
	set(&o.MaxEjection, 300*time.Second)
	set(&o.MaxEjected, 0.1)
	set(&o.Consecutive, 5)
	set(&o.StdevFactor, 1.9)
	set(&o.MinHosts, 5)
	set(&o.MinRequests, 100)
	set(&o.MinForFailure, 50)
	set(&o.Enforce, 1)
	return o
}

func set[T comparable](field *T, usual T) {
	var zero T
	if *field == zero {
		*field = usual
	}
}

func (o OutlierDetection) check() error {
	var errs []error
	fail := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf("loadbalancing: outlier detection: "+format, args...))
		}
	}
	fail(o.Interval < 0, "interval %v: must be >= 0", o.Interval)
	fail(o.BaseEjection < 0, "base ejection %v: must be >= 0", o.BaseEjection)
	fail(o.MaxEjection < 0, "max ejection %v: must be >= 0", o.MaxEjection)
	fail(!(o.MaxEjected >= 0 && o.MaxEjected <= 1), "max ejected %v: must be in [0, 1]", o.MaxEjected)
	fail(math.IsNaN(o.StdevFactor), "stdev factor NaN")
	fail(!(o.FailureShare >= 0 && o.FailureShare <= 1), "failure share %v: must be in [0, 1]", o.FailureShare)
	fail(!(o.Enforce >= 0 && o.Enforce <= 1), "enforce %v: must be in [0, 1]", o.Enforce)
	fail(o.MinHosts < 0 || o.MinRequests < 0 || o.MinForFailure < 0,
		"min hosts %d, min requests %d, min for failure %d: must be >= 0", o.MinHosts, o.MinRequests, o.MinForFailure)
	return errors.Join(errs...)
}

// outlierState is what is held against a node.
type outlierState struct {
	ejected bool
	spared  bool // an outlier, but too many were ejected
	reason  string
	since   time.Duration
	until   time.Duration
	times   int // ejections lately
	// counts at the last look
	success, failure int64
}

// failed counts a failure, and ejects the node if it was one too many in a
// row.
func (b *Balancer) failed(e *Endpoint, now time.Duration) {
	n := e.counts.consecutive.Add(1)
	if b.cfg.outliers == nil || b.outliers.Consecutive < 0 || n < int64(b.outliers.Consecutive) {
		return
	}
	b.change(func() {
		if b.byID[e.ID()] == e && e.counts.consecutive.Load() >= int64(b.outliers.Consecutive) {
			b.eject(e, now, fmt.Sprintf("%d failures in a row (limit %d)", n, b.outliers.Consecutive))
		}
	})
}

// eject takes a node out of use, unless too many are.
func (b *Balancer) eject(e *Endpoint, now time.Duration, reason string) {
	o := &e.state.outlier
	if o.ejected {
		return
	}
	out := 0
	for _, other := range b.nodes {
		if other.state.outlier.ejected {
			out++
		}
	}
	if out > 0 && float64(out+1) > b.outliers.MaxEjected*float64(len(b.nodes)) {
		if !o.spared {
			o.spared = true
			b.say(Spared, e.ID(), fmt.Sprintf("%s; %d of %d nodes are ejected already (at most %.3g %%)", reason, out, len(b.nodes), 100*b.outliers.MaxEjected))
		}
		return
	}
	o.times++
	wait := min(time.Duration(min(float64(b.outliers.BaseEjection)*float64(o.times), math.MaxInt64/4)), max(b.outliers.BaseEjection, b.outliers.MaxEjection))
	o.ejected, o.spared, o.reason, o.since, o.until = true, false, reason, now, now+wait
	e.counts.consecutive.Store(0)
	b.stale = true
	b.say(Ejected, e.ID(), fmt.Sprintf("%s; for %v", reason, wait))
}

// readmit ends an ejection.
func (b *Balancer) readmit(e *Endpoint, reason string) {
	e.state.outlier.ejected = false
	e.counts.consecutive.Store(0)
	b.stale = true
	b.ramp(e)
	b.say(Readmitted, e.ID(), reason)
}

// sweep ends ejections and looks for outliers when it is time, and returns
// when that is again.
func (b *Balancer) sweep(now time.Duration) time.Duration {
	if b.cfg.outliers == nil {
		return math.MaxInt64
	}
	if b.sweepAt == 0 || now >= b.sweepAt {
		if b.sweepAt > 0 {
			b.lookForOutliers(now)
		}
		b.sweepAt = now + b.outliers.Interval
	}
	next := b.sweepAt
	for _, e := range b.nodes {
		if o := &e.state.outlier; o.ejected && now >= o.until {
			b.readmit(e, fmt.Sprintf("after %v", now-o.since))
		} else if o.ejected {
			next = min(next, o.until)
		}
	}
	return next
}

// tally is a node's requests in the interval that ends.
type tally struct {
	endpoint *Endpoint
	total    int64
	rate     float64 // of success
}

func (b *Balancer) lookForOutliers(now time.Duration) {
	tallies := make([]tally, 0, len(b.nodes))
	for _, e := range b.nodes {
		t := e.tally()
		if !e.state.outlier.ejected && e.state.drain == nil {
			tallies = append(tallies, t)
		}
	}
	quiet := make(map[*Endpoint]bool, len(tallies)) // got through the interval
	for _, t := range tallies {
		t.endpoint.state.outlier.spared = false
		quiet[t.endpoint] = true
	}
	b.bySuccessRate(tallies, now)
	b.byFailureShare(tallies, now)
	for e := range quiet {
		if o := &e.state.outlier; !o.ejected && o.times > 0 {
			o.times--
		}
	}
}

// tally reads and restarts a node's counts of the interval.
func (e *Endpoint) tally() tally {
	o := &e.state.outlier
	success, failure := e.counts.success.Load(), e.counts.failure.Load()+e.counts.limited.Load()
	t := tally{endpoint: e, total: success - o.success + failure - o.failure}
	if t.total > 0 {
		t.rate = float64(success-o.success) / float64(t.total)
	}
	o.success, o.failure = success, failure
	return t
}

// enough are the nodes that had enough requests, none if too few had.
func (b *Balancer) enough(tallies []tally, requests int) []tally {
	var list []tally
	for _, t := range tallies {
		if t.total >= int64(max(1, requests)) {
			list = append(list, t)
		}
	}
	if len(list) < b.outliers.MinHosts {
		return nil
	}
	return list
}

func (b *Balancer) bySuccessRate(tallies []tally, now time.Duration) {
	if b.outliers.StdevFactor < 0 {
		return
	}
	list := b.enough(tallies, b.outliers.MinRequests)
	mean, stdev := spread(list)
	limit := mean - stdev*b.outliers.StdevFactor
	for _, t := range list {
		if t.rate < limit && b.enforced() {
			b.eject(t.endpoint, now, fmt.Sprintf("success rate %.4g %% of %d requests (limit %.4g %%: mean %.4g %% less %.3g times %.4g %%)",
				100*t.rate, t.total, 100*limit, 100*mean, b.outliers.StdevFactor, 100*stdev))
		}
	}
}

// spread is the mean success rate and its standard deviation.
func spread(list []tally) (mean, stdev float64) {
	n := float64(len(list))
	if n == 0 {
		return 0, 0
	}
	for _, t := range list {
		mean += t.rate / n
	}
	var variance float64
	for _, t := range list {
		off := t.rate - mean
		variance += float64(off*off) / n
	}
	return mean, math.Sqrt(variance)
}

func (b *Balancer) byFailureShare(tallies []tally, now time.Duration) {
	if b.outliers.FailureShare == 0 {
		return
	}
	for _, t := range b.enough(tallies, b.outliers.MinForFailure) {
		if 1-t.rate > b.outliers.FailureShare && b.enforced() {
			b.eject(t.endpoint, now, fmt.Sprintf("%.4g %% of %d requests failed (limit %.4g %%)", 100*(1-t.rate), t.total, 100*b.outliers.FailureShare))
		}
	}
}

func (b *Balancer) enforced() bool {
	return b.outliers.Enforce >= 1 || float64(b.cfg.random.next()>>11)/(1<<53) < b.outliers.Enforce
}
