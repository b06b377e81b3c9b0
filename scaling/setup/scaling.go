package setup

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/elastic"
	"github.com/scicore-go/scicore/scaling/horizontal"
	"github.com/scicore-go/scicore/scaling/vertical"
)

// The kinds of policy that [Scaling] knows.
const (
	Steps = "steps" // horizontal.ScalingPolicy: some periods in a row, so many at a time
	HPA   = "hpa"   // horizontal.HPAPolicy: as Kubernetes does
)

// Scaling is the section [scaling]: how many replicas, and of what size. What
// is 0 is not used, where no default is named.
type Scaling struct {
	Policy string `toml:"policy"` // [Steps], the default, or [HPA]

	MinReplicas int `toml:"min_replicas"` // 1
	MaxReplicas int `toml:"max_replicas"` // 10

	// In percent of what was requested, 1 to 100.
	TargetCPUUtilization    float64 `toml:"target_cpu_utilization"`
	TargetMemoryUtilization float64 `toml:"target_memory_utilization"`
	// TargetQueueDepth is how many may wait for each replica.
	TargetQueueDepth float64 `toml:"target_queue_depth"`
	// While more than high wait the service grows by an increment, and below
	// low it may shrink by one; [Steps] only.
	QueueDepthLow  float64 `toml:"queue_depth_low"`
	QueueDepthHigh float64 `toml:"queue_depth_high"`

	// Of [Steps]: periods in a row, and replicas at a time at most.
	ScaleUpThreshold   int `toml:"scale_up_threshold"`   // 1
	ScaleDownThreshold int `toml:"scale_down_threshold"` // 5
	ScaleUpIncrement   int `toml:"scale_up_increment"`   // 0: as many as are wanted
	ScaleDownIncrement int `toml:"scale_down_increment"`

	// Of [HPA].
	Tolerance              float64       `toml:"tolerance"`                // 0.1
	ScaleUpStabilization   time.Duration `toml:"scale_up_stabilization"`   // 0s
	ScaleDownStabilization time.Duration `toml:"scale_down_stabilization"` // 5m

	// ForecastOnly tells what would be done, and does nothing.
	ForecastOnly bool `toml:"forecast_only"`

	// Of the controller.
	Period  time.Duration `toml:"period"`  // 15s
	Timeout time.Duration `toml:"timeout"` // 10s

	Predictive Predictive `toml:"predictive"`
	Rules      []Rule     `toml:"rules"`
	Profiles   []Profile  `toml:"profiles"`
}

// Predictive is the section [scaling.predictive]: a forecast that raises what
// the metrics want. It is used where the capacity is given.
type Predictive struct {
	Capacity               float64       `toml:"capacity"`                 // load that one replica is to carry, in the metric's unit
	Metric                 string        `toml:"metric"`                   // requests_per_second
	HistoricalDataDays     int           `toml:"historical_data_days"`     // 30
	PredictionHorizonHours int           `toml:"prediction_horizon_hours"` // 24
	ConfidenceThreshold    float64       `toml:"confidence_threshold"`     // 0.85
	Startup                time.Duration `toml:"startup"`                  // 3m
	ForecastOnly           bool          `toml:"forecast_only"`            // true
}

// Rule is one of [[scaling.rules]]: replicas on lease for events of a name.
type Rule struct {
	Event    string        `toml:"event"`
	ScaleUp  int           `toml:"scale_up"`
	Timeout  time.Duration `toml:"timeout"`  // 10m
	Priority string        `toml:"priority"` // low, normal or high; "" is normal
}

// Profile is one of [[scaling.profiles]], for vertical scaling.
type Profile struct {
	Name        string  `toml:"name"`
	CPUCores    float64 `toml:"cpu_cores"`
	MemoryGB    float64 `toml:"memory_gb"`
	CostPerHour float64 `toml:"cost_per_hour"`
}

// DefaultScaling returns the section as it is where nothing is set, to load
// over.
func DefaultScaling() Scaling {
	return Scaling{
		Policy: Steps, MinReplicas: 1, MaxReplicas: 10, ScaleUpThreshold: 1, ScaleDownThreshold: 5,
		Tolerance: horizontal.DefaultTolerance, ScaleDownStabilization: 5 * time.Minute,
		Period: scaling.DefaultPeriod, Timeout: scaling.DefaultTimeout,
		Predictive: Predictive{
			Metric: scaling.Requests, HistoricalDataDays: elastic.DefaultHistoricalDataDays,
			PredictionHorizonHours: elastic.DefaultPredictionHorizonHours, ConfidenceThreshold: elastic.DefaultConfidenceThreshold,
			Startup: elastic.DefaultStartup, ForecastOnly: true,
		},
	}
}

// build returns the policy of the section: what metrics want, raised by a
// forecast, with what events have on lease, within the limits.
func (s *Scaling) build() (scaling.Policy, error) {
	if !s.hasMetric() && len(s.Rules) == 0 && s.Predictive.Capacity == 0 {
		return nil, errors.New("setup: scaling: there is neither a target, nor a rule, nor a forecast to scale by")
	}
	p, err := s.reactive()
	if err != nil {
		return nil, err
	}
	if s.Predictive.Capacity != 0 {
		if p, err = s.Predictive.around(p, s.MaxReplicas); err != nil {
			return nil, err
		}
	}
	if len(s.Rules) > 0 {
		if p, err = s.events(p); err != nil {
			return nil, err
		}
	}
	if s.Predictive.Capacity != 0 || len(s.Rules) > 0 { // else the policy of the metrics has limits of its own
		p = scaling.From(p).WithLimits(s.MinReplicas, s.MaxReplicas)
	}
	if s.ForecastOnly {
		p = scaling.From(p).WithForecastOnly()
	}
	return scaling.From(p).Build()
}

// shape tells settings apart whose decisions are made of other parts.
func (s *Scaling) shape() string {
	text := fmt.Sprintf("%s cpu %t memory %t queue %t %t rules %t forecast only %t", s.Policy, s.TargetCPUUtilization != 0, s.TargetMemoryUtilization != 0,
		s.TargetQueueDepth != 0, s.QueueDepthHigh != 0, len(s.Rules) > 0, s.ForecastOnly)
	if p := s.Predictive; p.Capacity != 0 {
		text += fmt.Sprintf(" forecast of %q by %d days", p.Metric, p.HistoricalDataDays)
	}
	return text
}

func (s *Scaling) hasMetric() bool {
	return s.TargetCPUUtilization != 0 || s.TargetMemoryUtilization != 0 || s.TargetQueueDepth != 0 || s.QueueDepthHigh != 0
}

// reactive is what metrics want; without any it is the minimum.
func (s *Scaling) reactive() (scaling.Policy, error) {
	switch {
	case !s.hasMetric():
		least := s.MinReplicas
		return scaling.PolicyFunc(func(scaling.Signals) scaling.Decision { return scaling.Scale(least, "at least %d", least) }), nil
	case s.Policy == HPA:
		return s.hpa().Build()
	}
	return s.steps().Build()
}

func (s *Scaling) hpa() horizontal.HPAPolicy {
	h := horizontal.HPA().WithReplicas(s.MinReplicas, s.MaxReplicas).WithTolerances(s.Tolerance, s.Tolerance).
		WithScaleUp(s.ScaleUpStabilization, horizontal.DefaultScaleUp()).
		WithScaleDown(s.ScaleDownStabilization, horizontal.DefaultScaleDown())
	if s.TargetCPUUtilization != 0 {
		h = h.WithUtilization(scaling.CPU, s.TargetCPUUtilization/100)
	}
	if s.TargetMemoryUtilization != 0 {
		h = h.WithUtilization(scaling.Memory, s.TargetMemoryUtilization/100)
	}
	if s.TargetQueueDepth != 0 {
		h = h.WithAverage(scaling.QueueDepth, s.TargetQueueDepth)
	}
	return h
}

func (s *Scaling) steps() horizontal.ScalingPolicy {
	p := horizontal.NewPolicy().WithMinReplicas(s.MinReplicas).WithMaxReplicas(s.MaxReplicas).
		WithScaleUpThreshold(s.ScaleUpThreshold).WithScaleDownThreshold(s.ScaleDownThreshold)
	if s.ScaleUpIncrement != 0 {
		p = p.WithScaleUpIncrement(s.ScaleUpIncrement)
	}
	if s.ScaleDownIncrement != 0 {
		p = p.WithScaleDownIncrement(s.ScaleDownIncrement)
	}
	if s.TargetCPUUtilization != 0 {
		p = p.WithTargetCPUUtilization(s.TargetCPUUtilization)
	}
	if s.TargetMemoryUtilization != 0 {
		p = p.WithTargetMemoryUtilization(s.TargetMemoryUtilization)
	}
	if s.TargetQueueDepth != 0 {
		p = p.WithTargetValue(scaling.QueueDepth, s.TargetQueueDepth)
	}
	if s.QueueDepthHigh != 0 {
		p = p.WithQueueDepth(s.QueueDepthLow, s.QueueDepthHigh, max(s.ScaleUpIncrement, 1), max(s.ScaleDownIncrement, 1))
	}
	return p
}

// around puts the forecast before a policy.
func (p Predictive) around(reactive scaling.Policy, most int) (scaling.Policy, error) {
	return elastic.NewPredictiveScaler(elastic.NewWorkloadPredictor().
		WithMetric(p.Metric).
		WithHistoricalDataDays(p.HistoricalDataDays).
		WithPredictionHorizonHours(p.PredictionHorizonHours).
		WithConfidenceThreshold(p.ConfidenceThreshold)).
		WithCapacity(p.Capacity).
		WithStartup(p.Startup).
		WithMaxReplicas(most).
		WithReactive(reactive).
		WithForecastOnly(p.ForecastOnly).
		Build()
}

var priorities = map[string]elastic.Priority{"": elastic.Normal, "low": elastic.Low, "normal": elastic.Normal, "high": elastic.High}

// events puts the rules around a policy. Where events come from is the
// controller's to know.
func (s *Scaling) events(base scaling.Policy) (scaling.Policy, error) {
	var rules []elastic.ScalingRule
	for _, r := range s.Rules {
		rule := elastic.NewScalingRule(r.Event).ScaleUp(r.ScaleUp).WithPriority(priorities[r.Priority])
		if r.Timeout != 0 {
			rule = rule.WithTimeout(r.Timeout)
		}
		rules = append(rules, rule)
	}
	return elastic.NewEventDrivenScaler().WithBase(base).WithMaxReplicas(s.MaxReplicas).WithScalingRules(rules...).Build(context.Background())
}

// Vertical describes a scaler among the profiles of the section.
func (s Scaling) Vertical() vertical.ScalerBuilder {
	var all []vertical.ResourceProfile
	for _, p := range s.Profiles {
		all = append(all, vertical.NewResourceProfile(p.Name).WithCPUCores(p.CPUCores).WithMemoryGB(p.MemoryGB).WithCostPerHour(p.CostPerHour))
	}
	return vertical.NewScaler(all...)
}
