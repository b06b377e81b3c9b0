// Package promsource measures load by queries of a Prometheus server, or of
// anything that answers its API.
//
//	load, err := promsource.New(&promsource.Options{
//		Address: "http://prometheus:9090",
//		Queries: []promsource.Query{
//			{Name: scaling.QueueDepth, Kind: scaling.Total, Expr: `sum(jobs_waiting)`},
//			{Name: scaling.CPU, Expr: `rate(container_cpu_usage_seconds_total{pod=~"api-.*"}[1m])`, Replica: "pod"},
//		},
//	})
//
// A query that has no answer, more than one where one is wanted, or one that is
// too old is a metric with an error: it is unknown, not zero. When the server
// cannot be asked at all, nothing is known, and Load returns the error.
package promsource

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"time"

	"github.com/prometheus/client_golang/api"
	promv1 "github.com/prometheus/client_golang/api/prometheus/v1"
	"github.com/prometheus/common/model"

	"github.com/scicore-go/scicore/scaling"
)

// Where [Options] say nothing.
const (
	DefaultTimeout = 5 * time.Second
	DefaultMaxAge  = 5 * time.Minute
)

// MaxReplicas bounds the replicas of one metric: a query that answers with
// more is told as an error, not cut short.
const MaxReplicas = 10_000

var (
	// ErrOptions is the sentinel of options that cannot be used.
	ErrOptions = errors.New("promsource: bad options")
	// ErrNoData is why a metric has no value: nobody reported one.
	ErrNoData = errors.New("promsource: no data")
)

// Query is one metric.
type Query struct {
	Name string       // of the metric
	Kind scaling.Kind // what its value is of
	Expr string       // in PromQL, an instant vector or a scalar
	// Replica is the label that tells replicas apart; then the answer may have
	// many series, and the metric has the value of each besides their average,
	// or their sum where Kind is scaling.Total. "": one series is wanted.
	Replica string
}

// Options of a [Source].
type Options struct {
	Address string // of the server, "http://prometheus:9090"
	Queries []Query
	// Client sends requests, and is where credentials belong; nil:
	// http.DefaultClient.
	Client  *http.Client
	Timeout time.Duration // of each query; 0: [DefaultTimeout]
	MaxAge  time.Duration // an answer older than this is none; 0: [DefaultMaxAge]
	Now     func() time.Time
}

// Source is a scaling.Source. It is safe for concurrent use.
type Source struct {
	set Options
	api promv1.API
}

// New returns a source, or an error that tells every fault at once. It asks
// nothing yet.
func New(o *Options) (*Source, error) {
	set := Options{}
	if o != nil {
		set = *o
	}
	set.Queries = append([]Query(nil), set.Queries...)
	if err := set.validate(); err != nil {
		return nil, err
	}
	if set.Timeout == 0 {
		set.Timeout = DefaultTimeout
	}
	if set.MaxAge == 0 {
		set.MaxAge = DefaultMaxAge
	}
	if set.Client == nil {
		set.Client = http.DefaultClient
	}
	if set.Now == nil {
		set.Now = time.Now
	}
	client, err := api.NewClient(api.Config{Address: set.Address, Client: set.Client})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOptions, err)
	}
	return &Source{set, promv1.NewAPI(client)}, nil
}

func (o *Options) validate() error {
	var errs []error
	refuse := func(bad bool, format string, values ...any) {
		if bad {
			errs = append(errs, fmt.Errorf("%w: "+format, append([]any{ErrOptions}, values...)...))
		}
	}
	u, err := url.Parse(o.Address)
	refuse(err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "", "address: want http://host:port or https://host:port")
	refuse(len(o.Queries) == 0, "queries: there are none")
	refuse(o.Timeout < 0 || o.MaxAge < 0, "timeout %v, age %v: must be >= 0", o.Timeout, o.MaxAge)
	seen := make(map[string]bool)
	for i, q := range o.Queries {
		refuse(q.Name == "" || q.Expr == "", "query %d: %+v: name and expression must be given", i, q)
		refuse(seen[q.Name], "query %d: %q is there twice", i, q.Name)
		refuse(q.Kind > scaling.Total, "query %q: kind %d is none", q.Name, q.Kind)
		seen[q.Name] = true
	}
	return errors.Join(errs...)
}

// Load asks all queries, one after the other.
func (s *Source) Load(ctx context.Context) (scaling.LoadMetrics, error) {
	load := make(scaling.LoadMetrics, 0, len(s.set.Queries))
	var unreachable []error
	for _, q := range s.set.Queries {
		m := scaling.Metric{Name: q.Name, Kind: q.Kind}
		value, err := s.ask(ctx, q)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var told *promv1.Error
		if err != nil && !errors.As(err, &told) {
			unreachable = append(unreachable, err)
		}
		if err == nil {
			err = q.read(&m, value, s.set.Now(), s.set.MaxAge)
		}
		if err != nil {
			m.Value, m.Replicas, m.Err = math.NaN(), nil, fmt.Errorf("promsource: %s: %w", q.Name, err)
		}
		load = append(load, m)
	}
	if len(unreachable) == len(s.set.Queries) {
		return nil, fmt.Errorf("promsource: %w", unreachable[0])
	}
	return load, nil
}

func (s *Source) ask(ctx context.Context, q Query) (model.Value, error) {
	ctx, cancel := context.WithTimeout(ctx, s.set.Timeout)
	defer cancel()
	value, _, _, err := s.api.Query(ctx, q.Expr, time.Time{})
	return value, err
}

// read makes a metric of an answer.
func (q Query) read(m *scaling.Metric, v model.Value, now time.Time, maxAge time.Duration) error {
	switch v := v.(type) {
	case *model.Scalar:
		m.Value, m.At = float64(v.Value), v.Timestamp.Time()
	case model.Vector:
		if err := q.vector(m, v); err != nil {
			return err
		}
	default:
		return fmt.Errorf("the answer is a %s: want an instant vector or a scalar", v.Type())
	}
	if age := now.Sub(m.At); age > maxAge {
		return fmt.Errorf("%w: the newest is %v old, of at most %v", ErrNoData, age.Round(time.Second), maxAge)
	}
	if math.IsNaN(m.Value) || math.IsInf(m.Value, 0) {
		return fmt.Errorf("%w: the value is %v", ErrNoData, m.Value)
	}
	return nil
}

func (q Query) vector(m *scaling.Metric, v model.Vector) error {
	switch {
	case len(v) == 0:
		return fmt.Errorf("%w: no series answers %s", ErrNoData, q.Expr)
	case q.Replica == "" && len(v) > 1:
		return fmt.Errorf("%d series answer %s: want one; aggregate, or name the label of replicas", len(v), q.Expr)
	case len(v) > MaxReplicas:
		return fmt.Errorf("%d series answer %s: more than %d", len(v), q.Expr, MaxReplicas)
	case q.Replica == "":
		m.Value, m.At = float64(v[0].Value), v[0].Timestamp.Time()
		return nil
	}
	sum, n := 0.0, 0
	seen := make(map[string]bool, len(v))
	for _, s := range v {
		id := string(s.Metric[model.LabelName(q.Replica)])
		if id == "" || seen[id] {
			return fmt.Errorf("label %q of %s is %q: must be given, and once", q.Replica, s.Metric, id)
		}
		seen[id] = true
		value := float64(s.Value)
		if math.IsInf(value, 0) {
			value = math.NaN()
		}
		if !math.IsNaN(value) {
			sum += value
			n++
		}
		if at := s.Timestamp.Time(); at.After(m.At) {
			m.At = at
		}
		m.Replicas = append(m.Replicas, scaling.Replica{ID: id, Value: value})
	}
	if n == 0 {
		return fmt.Errorf("%w: no replica has a value", ErrNoData)
	}
	if m.Value = sum; q.Kind == scaling.PerReplica {
		m.Value = sum / float64(n)
	}
	return nil
}
