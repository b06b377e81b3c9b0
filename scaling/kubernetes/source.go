package kubernetes

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/scicore-go/scicore/scaling"
)

// DefaultMaxAge is how old a measurement may be.
const DefaultMaxAge = 5 * time.Minute

// QueryKind is what a [Query] asks for.
type QueryKind uint8

const (
	// Utilization is what pods use of a resource as a fraction of what they
	// request, from metrics.k8s.io; of one container where one is named.
	Utilization QueryKind = iota
	// Usage is what pods use, in cores or bytes.
	Usage
	// PodMetric is a metric of each pod, from custom.metrics.k8s.io.
	PodMetric
	// ObjectMetric is a metric of one object, from custom.metrics.k8s.io: of
	// the whole.
	ObjectMetric
	// ExternalMetric is a metric of something outside the cluster, from
	// external.metrics.k8s.io: the sum of what a selector finds, of the whole.
	ExternalMetric
	// PodsReady and PodsNotReady count pods that have not ended.
	PodsReady
	PodsNotReady
	endOfKinds
)

// Query is one metric.
type Query struct {
	// Name of the metric in the load. "": what is asked for, so that the
	// utilisation of "cpu" is scaling.CPU, "pods_ready" and "pods_not_ready".
	// Policies apply their rules for CPU to a metric of that name.
	Name      string
	Kind      QueryKind
	Resource  string // "cpu" or "memory", of Utilization and Usage
	Container string // of which; "": the whole pod
	Metric    string // of PodMetric, ObjectMetric and ExternalMetric
	Selector  string // of labels of that metric, as kubectl writes them
	Object    Ref    // that an ObjectMetric is of; in the namespace of the target
}

// SourceOptions of a [Source].
type SourceOptions struct {
	Queries []Query
	MaxAge  time.Duration // an older measurement is none; 0: [DefaultMaxAge]
	Now     func() time.Time
}

// Source is a scaling.Source of what a cluster measures of an object and its
// pods, which are those that the selector of its scale finds. It is safe for
// concurrent use.
type Source struct {
	client *Client
	ref    Ref
	set    SourceOptions
}

// NewSource returns a source, or an error that tells every fault at once. It
// asks nothing yet.
func NewSource(c *Client, target Ref, o *SourceOptions) (*Source, error) {
	set := SourceOptions{}
	if o != nil {
		set = *o
	}
	set.Queries = append([]Query(nil), set.Queries...)
	for i := range set.Queries {
		set.Queries[i] = set.Queries[i].named()
	}
	errs := []error{target.validate(), set.validate()}
	if c == nil {
		errs = append(errs, errNoClient)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if set.MaxAge == 0 {
		set.MaxAge = DefaultMaxAge
	}
	if set.Now == nil {
		set.Now = time.Now
	}
	return &Source{c, target, set}, nil
}

// named fills the name in that a query has by default.
func (q Query) named() Query {
	if q.Name != "" {
		return q
	}
	switch q.Kind {
	case Utilization, Usage:
		q.Name = q.Resource
	case PodsReady:
		q.Name = "pods_ready"
	case PodsNotReady:
		q.Name = "pods_not_ready"
	default:
		q.Name = q.Metric
	}
	return q
}

func (o *SourceOptions) validate() error {
	var errs []error
	refuse := func(bad bool, format string, values ...any) {
		if bad {
			errs = append(errs, fmt.Errorf("%w: "+format, append([]any{ErrOptions}, values...)...))
		}
	}
	refuse(len(o.Queries) == 0, "queries: there are none")
	refuse(o.MaxAge < 0, "age %v: must be >= 0", o.MaxAge)
	seen := make(map[string]bool)
	for i, q := range o.Queries {
		refuse(q.Kind >= endOfKinds, "query %d: kind %d is none", i, q.Kind)
		ofResource := q.Kind == Utilization || q.Kind == Usage
		refuse(ofResource && q.Resource == "", "query %d: resource must be given", i)
		ofMetric := q.Kind == PodMetric || q.Kind == ObjectMetric || q.Kind == ExternalMetric
		refuse(ofMetric && (q.Metric == "" || !segments(q.Metric)), "query %d: metric %q: must be given, and be a segment of a path", i, q.Metric)
		refuse(seen[q.Name], "query %d: %q is there twice", i, q.Name)
		seen[q.Name] = true
		if _, err := labels.Parse(q.Selector); err != nil {
			refuse(true, "query %d: selector %q: %v", i, q.Selector, err)
		}
		if q.Kind == ObjectMetric {
			if err := q.Object.validate(); err != nil {
				errs = append(errs, fmt.Errorf("query %d: %w", i, err))
			}
		}
	}
	return errors.Join(errs...)
}

// Load asks all queries, one after the other. One that fails is a metric with
// an error; where the server can answer none, nothing is known.
func (s *Source) Load(ctx context.Context) (scaling.LoadMetrics, error) {
	see := &view{Source: s, now: s.set.Now()}
	load := make(scaling.LoadMetrics, 0, len(s.set.Queries))
	unavailable := 0
	var first error
	for _, q := range s.set.Queries {
		m, err := see.ask(ctx, q)
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("kubernetes: load: %w", err)
		}
		if err == nil && (math.IsNaN(m.Value) || math.IsInf(m.Value, 0)) {
			err = fmt.Errorf("%w: the value is %v", ErrNoData, m.Value)
		}
		if err != nil {
			m.Value, m.Replicas, m.Err = math.NaN(), nil, fmt.Errorf("%s: %w", q.Name, err)
		}
		if errors.Is(err, ErrUnavailable) {
			unavailable++
			if first == nil {
				first = m.Err
			}
		}
		m.Name = q.Name
		load = append(load, m)
	}
	if unavailable == len(s.set.Queries) {
		return nil, first
	}
	return load, nil
}

// view is what one Load sees: the pods are the same to all its queries.
type view struct {
	*Source
	now      time.Time
	asked    bool
	selector string
	pods     []corev1.Pod
	err      error
}

func (v *view) ask(ctx context.Context, q Query) (scaling.Metric, error) {
	switch q.Kind {
	case ObjectMetric:
		return v.ofObject(ctx, q)
	case ExternalMetric:
		return v.external(ctx, q)
	}
	if err := v.look(ctx); err != nil {
		return scaling.Metric{}, err
	}
	switch q.Kind {
	case PodsReady, PodsNotReady:
		return v.count(q.Kind == PodsReady), nil
	case PodMetric:
		got, err := v.ofPods(ctx, q)
		if err != nil {
			return scaling.Metric{}, err
		}
		return v.average(q, got)
	}
	got, err := v.resources(ctx, q)
	if err != nil {
		return scaling.Metric{}, err
	}
	return v.average(q, got)
}

// look finds the target's pods, once.
func (v *view) look(ctx context.Context) error {
	if v.asked {
		return v.err
	}
	v.asked = true
	_, scale, err := v.client.scaleOf(ctx, v.ref)
	if err != nil {
		v.err = err
		return err
	}
	if v.selector = scale.Status.Selector; v.selector == "" {
		v.err = &Error{"find pods", v.ref.String(), ErrNoData, errors.New("its scale has no selector")}
		return v.err
	}
	v.pods, v.err = v.client.pods(ctx, v.ref, v.selector)
	return v.err
}

// count is of pods that have not ended, in the state asked for.
func (v *view) count(ready bool) scaling.Metric {
	n := 0
	for i := range v.pods {
		if p := &v.pods[i]; !ended(p) && p.Status.Phase != corev1.PodSucceeded && serves(p) == ready {
			n++
		}
	}
	return scaling.Metric{Kind: scaling.Total, Value: float64(n), At: v.now}
}

// sample is what was measured of a pod.
type sample struct {
	value  float64
	at     time.Time
	window time.Duration
}

// average makes a metric of samples of pods. Each pod is told as the autoscaler
// of Kubernetes sorts it, so that a policy can do as that one does.
func (v *view) average(q Query, got map[string]sample) (scaling.Metric, error) {
	m := scaling.Metric{Kind: scaling.PerReplica, At: v.now}
	sum, weights := 0.0, 0.0
	for i := range v.pods {
		p := &v.pods[i]
		r, err := v.replica(q, p, got)
		if err != nil {
			return m, err
		}
		m.Replicas = append(m.Replicas, r)
		if r.State != scaling.Ready || math.IsNaN(r.Value) {
			continue
		}
		sum, weights = sum+r.Value*r.Weight, weights+r.Weight
		if r.At.Before(m.At) { // as old as the oldest that it is made of
			m.At, m.Window = r.At, r.Window
		}
	}
	if weights == 0 {
		return m, fmt.Errorf("%w: of %d pods, none that is ready is measured", ErrNoData, len(v.pods))
	}
	m.Value = sum / weights
	return m, nil
}

func (v *view) replica(q Query, p *corev1.Pod, got map[string]sample) (scaling.Replica, error) {
	r := scaling.Replica{ID: p.Name, Value: math.NaN(), Weight: 1}
	unit := 1.0
	if q.Kind == Utilization {
		var err error
		if unit, err = requested(p, corev1.ResourceName(q.Resource), q.Container); err != nil {
			return r, err
		}
		r.Weight = unit
	}
	s, ok := got[p.Name]
	if ok && v.now.Sub(s.at) <= v.set.MaxAge && unit > 0 {
		r.Value, r.At, r.Window = s.value/unit, s.at, s.window
	}
	switch {
	case p.DeletionTimestamp != nil:
		r.State = scaling.Stopping
	case p.Status.Phase == corev1.PodFailed:
		r.State = scaling.Failed
	case p.Status.Phase == corev1.PodPending:
		r.State = scaling.Starting
	case math.IsNaN(r.Value) || q.Resource != string(corev1.ResourceCPU):
		// Missing, or a resource that a pod uses ready or not.
	default:
		r = starting(r, p)
	}
	return r, nil
}

// starting tells how ready a pod is whose processor time was measured: until
// it is, it uses that for itself.
func starting(r scaling.Replica, p *corev1.Pod) scaling.Replica {
	c := ready(p)
	if c == nil || p.Status.StartTime == nil {
		r.State = scaling.Starting
		return r
	}
	r.Started, r.Changed = p.Status.StartTime.Time, c.LastTransitionTime.Time
	if c.Status == corev1.ConditionFalse {
		r.State = scaling.Starting
	}
	return r
}
