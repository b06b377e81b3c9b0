package setup

import (
	"fmt"
	"math"
	"time"

	"github.com/scicore-go/scicore/config"
)

// The largest that settings may be: above them they are mistakes.
const (
	maxReplicas = 1_000_000
	maxPeriods  = 10_000
	maxDuration = 30 * 24 * time.Hour
)

// Check implements [config.Checker].
func (s *Scaling) Check(f *config.Faults) {
	if s.Policy != Steps && s.Policy != HPA {
		f.Add("policy", s.Policy, fmt.Sprintf("must be %q or %q", Steps, HPA))
	}
	s.checkSizes(f)
	for _, c := range []struct {
		key   string
		value float64
	}{{"target_cpu_utilization", s.TargetCPUUtilization}, {"target_memory_utilization", s.TargetMemoryUtilization}} {
		if c.value != 0 && !(c.value >= 1 && c.value <= 100) {
			f.Add(c.key, c.value, "must be between 1 and 100, in percent, or 0 for none")
		}
	}
	s.checkQueue(f)
	if !(s.Tolerance >= 0 && s.Tolerance <= 1) {
		f.Add("tolerance", s.Tolerance, "must be between 0 and 1")
	}
	for _, c := range []struct {
		key   string
		value time.Duration
		least time.Duration
	}{{"scale_up_stabilization", s.ScaleUpStabilization, 0}, {"scale_down_stabilization", s.ScaleDownStabilization, 0},
		{"period", s.Period, 1}, {"timeout", s.Timeout, 1}} {
		checkDuration(f, c.key, c.value, c.least)
	}
	s.checkRules(f)
	s.checkProfiles(f)
}

func checkDuration(f *config.Faults, key string, d, least time.Duration) {
	if d < least || d > maxDuration {
		f.Add(key, d, fmt.Sprintf("must be between %v and %v", least, maxDuration))
	}
}

func (s *Scaling) checkSizes(f *config.Faults) {
	if s.MinReplicas < 0 || s.MinReplicas > maxReplicas {
		f.Add("min_replicas", s.MinReplicas, fmt.Sprintf("must be between 0 and %d", maxReplicas))
	} else if s.MinReplicas == 0 && !s.wakes() {
		f.Add("min_replicas", s.MinReplicas, "must be >= 1: nothing that is there without replicas would start one; target_queue_depth or rules would")
	}
	if s.MaxReplicas < max(s.MinReplicas, 1) || s.MaxReplicas > maxReplicas {
		f.Add("max_replicas", s.MaxReplicas, fmt.Sprintf("must be >= min_replicas, which is %d, and at most %d", s.MinReplicas, maxReplicas))
	}
	for _, c := range []struct {
		key          string
		value, least int
	}{{"scale_up_threshold", s.ScaleUpThreshold, 1}, {"scale_down_threshold", s.ScaleDownThreshold, 1},
		{"scale_up_increment", s.ScaleUpIncrement, 0}, {"scale_down_increment", s.ScaleDownIncrement, 0}} {
		if c.value < c.least || c.value > maxPeriods {
			f.Add(c.key, c.value, fmt.Sprintf("must be between %d and %d", c.least, maxPeriods))
		}
	}
}

// wakes reports whether anything scales up from no replicas.
func (s *Scaling) wakes() bool {
	if s.hasMetric() {
		return s.TargetQueueDepth != 0 || s.QueueDepthHigh != 0
	}
	return len(s.Rules) > 0 || s.Predictive.Capacity != 0
}

func (s *Scaling) checkQueue(f *config.Faults) {
	if !(s.TargetQueueDepth >= 0) || math.IsInf(s.TargetQueueDepth, 1) {
		f.Add("target_queue_depth", s.TargetQueueDepth, "must be > 0, or 0 for none")
	}
	if s.QueueDepthHigh == 0 && s.QueueDepthLow == 0 {
		return
	}
	switch {
	case !(s.QueueDepthHigh > 0) || math.IsInf(s.QueueDepthHigh, 1):
		f.Add("queue_depth_high", s.QueueDepthHigh, "must be > 0")
	case !(s.QueueDepthLow >= 0 && s.QueueDepthLow < s.QueueDepthHigh):
		f.Add("queue_depth_low", s.QueueDepthLow, fmt.Sprintf("must be >= 0 and less than queue_depth_high, which is %v", s.QueueDepthHigh))
	case s.Policy == HPA:
		f.Add("queue_depth_high", s.QueueDepthHigh, fmt.Sprintf("is for policy %q: %q takes target_queue_depth", Steps, HPA))
	}
}

// Check implements [config.Checker].
func (p *Predictive) Check(f *config.Faults) {
	if !(p.Capacity >= 0) || math.IsInf(p.Capacity, 1) {
		f.Add("capacity", p.Capacity, "must be > 0, or 0 for no forecast")
	}
	if p.Metric == "" {
		f.Add("metric", p.Metric, "must be the name of a metric")
	}
	if p.HistoricalDataDays < 1 || p.HistoricalDataDays > 365 {
		f.Add("historical_data_days", p.HistoricalDataDays, "must be between 1 and 365")
	}
	if p.PredictionHorizonHours < 1 || p.PredictionHorizonHours > 720 {
		f.Add("prediction_horizon_hours", p.PredictionHorizonHours, "must be between 1 and 720")
	}
	if !(p.ConfidenceThreshold >= 0 && p.ConfidenceThreshold <= 0.95) {
		f.Add("confidence_threshold", p.ConfidenceThreshold, "must be between 0 and 0.95")
	}
	if ahead := time.Duration(p.PredictionHorizonHours) * time.Hour; p.Startup < 0 || p.Startup >= ahead {
		f.Add("startup", p.Startup, fmt.Sprintf("must be >= 0 and less than prediction_horizon_hours, which is %v", ahead))
	}
}

func (s *Scaling) checkRules(f *config.Faults) {
	seen := map[string]bool{}
	for i, r := range s.Rules {
		fault := func(key string, value any, rule string) {
			f.Add("rules", fmt.Sprintf("%s %v of rule %d (%q)", key, value, i+1, r.Event), rule)
		}
		if r.Event == "" || seen[r.Event] {
			fault("event", fmt.Sprintf("%q", r.Event), "must be given, and once")
		}
		seen[r.Event] = true
		if r.ScaleUp < 1 || r.ScaleUp > maxReplicas {
			fault("scale_up", r.ScaleUp, fmt.Sprintf("must be between 1 and %d", maxReplicas))
		}
		if r.Timeout < 0 || r.Timeout > maxDuration {
			fault("timeout", r.Timeout, fmt.Sprintf("must be > 0 and at most %v", maxDuration))
		}
		if _, ok := priorities[r.Priority]; !ok {
			fault("priority", fmt.Sprintf("%q", r.Priority), "must be low, normal or high")
		}
	}
}

func (s *Scaling) checkProfiles(f *config.Faults) {
	if len(s.Profiles) == 0 {
		return
	}
	if _, err := s.Vertical().Build(); err != nil {
		f.Add("profiles", fmt.Sprintf("%d profiles", len(s.Profiles)), err.Error())
	}
}
