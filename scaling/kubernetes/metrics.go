package kubernetes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/metrics/pkg/apis/custom_metrics/v1beta2"
	"k8s.io/metrics/pkg/apis/external_metrics/v1beta1"
	metricsv1beta1 "k8s.io/metrics/pkg/apis/metrics/v1beta1"

	"github.com/scicore-go/scicore/scaling"
)

// The APIs that extensions of the server provide.
var (
	resourceMetrics = metricsv1beta1.SchemeGroupVersion
	customMetrics   = v1beta2.SchemeGroupVersion
	externalMetrics = v1beta1.SchemeGroupVersion
)

// defaultWindow is what a custom metric that names none is an average of, as
// the autoscaler takes it.
const defaultWindow = time.Minute

// resources asks what pods use.
func (v *view) resources(ctx context.Context, q Query) (map[string]sample, error) {
	list := &metricsv1beta1.PodMetricsList{}
	path := pathOf(resourceMetrics.WithResource("pods"), v.ref.Namespace, "")
	if err := v.client.get(ctx, list, map[string]string{"labelSelector": v.selector}, path...); err != nil {
		return nil, v.missing(ctx, resourceMetrics, "measure "+q.Resource, err)
	}
	out := make(map[string]sample, len(list.Items))
	for i := range list.Items {
		p := &list.Items[i]
		if value, ok := used(p, corev1.ResourceName(q.Resource), q.Container); ok {
			out[p.Name] = sample{value, p.Timestamp.Time, p.Window.Duration}
		}
	}
	return out, nil
}

// used is what a pod, or one container of it, uses. A pod of which one
// container is not measured is not either.
func used(p *metricsv1beta1.PodMetrics, name corev1.ResourceName, container string) (sum float64, ok bool) {
	for _, c := range p.Containers {
		if container != "" && c.Name != container {
			continue
		}
		q, measured := c.Usage[name]
		if !measured {
			return 0, false
		}
		sum, ok = sum+q.AsApproximateFloat64(), true
	}
	return sum, ok
}

// ofPods asks for a metric of each pod.
func (v *view) ofPods(ctx context.Context, q Query) (map[string]sample, error) {
	list, err := v.custom(ctx, q, map[string]string{"labelSelector": v.selector}, v.ref.Namespace, "pods", "*")
	if err != nil {
		return nil, err
	}
	out := make(map[string]sample, len(list.Items))
	for _, i := range list.Items {
		window := defaultWindow
		if i.WindowSeconds != nil {
			window = time.Duration(*i.WindowSeconds) * time.Second
		}
		out[i.DescribedObject.Name] = sample{i.Value.AsApproximateFloat64(), i.Timestamp.Time, window}
	}
	return out, nil
}

// ofObject asks for a metric of one object.
func (v *view) ofObject(ctx context.Context, q Query) (scaling.Metric, error) {
	m := scaling.Metric{Kind: scaling.Total}
	r, err := v.client.resource(ctx, q.Object)
	if err != nil {
		return m, failed(ctx, "measure "+q.Metric, q.Object.String(), err)
	}
	list, err := v.custom(ctx, q, nil, v.ref.Namespace, r.GroupResource().String(), q.Object.Name)
	if err != nil {
		return m, err
	}
	if len(list.Items) != 1 {
		return m, fmt.Errorf("%w: %d values of %s: want one", ErrNoData, len(list.Items), q.Object)
	}
	m.Value, m.At = list.Items[0].Value.AsApproximateFloat64(), list.Items[0].Timestamp.Time
	if list.Items[0].WindowSeconds != nil {
		m.Window = time.Duration(*list.Items[0].WindowSeconds) * time.Second
	}
	return m, v.fresh(m.At)
}

// custom reads the list that custom.metrics.k8s.io answers with. The client of
// k8s.io/metrics takes no context, and would wait for a server that stalls.
func (v *view) custom(ctx context.Context, q Query, params map[string]string, namespace, resource, name string) (*v1beta2.MetricValueList, error) {
	if q.Selector != "" {
		if params == nil {
			params = make(map[string]string)
		}
		params["metricLabelSelector"] = q.Selector
	}
	list := &v1beta2.MetricValueList{}
	err := v.list(ctx, list, params, "/apis", customMetrics.Group, customMetrics.Version, "namespaces", namespace, resource, name, q.Metric)
	return list, v.missing(ctx, customMetrics, "measure "+q.Metric, err)
}

// external asks for a metric of something outside the cluster.
func (v *view) external(ctx context.Context, q Query) (scaling.Metric, error) {
	m := scaling.Metric{Kind: scaling.Total}
	params := map[string]string{}
	if q.Selector != "" {
		params["labelSelector"] = q.Selector
	}
	list := &v1beta1.ExternalMetricValueList{}
	err := v.list(ctx, list, params, "/apis", externalMetrics.Group, externalMetrics.Version, "namespaces", v.ref.Namespace, q.Metric)
	if err != nil {
		return m, v.missing(ctx, externalMetrics, "measure "+q.Metric, err)
	}
	if len(list.Items) == 0 {
		return m, fmt.Errorf("%w: nothing has a value of %s", ErrNoData, q.Metric)
	}
	for i, got := range list.Items {
		m.Value += got.Value.AsApproximateFloat64()
		if i == 0 || got.Timestamp.Time.Before(m.At) {
			m.At = got.Timestamp.Time
		}
		if got.WindowSeconds != nil {
			m.Window = max(m.Window, time.Duration(*got.WindowSeconds)*time.Second)
		}
	}
	return m, v.fresh(m.At)
}

func (v *view) list(ctx context.Context, into any, params map[string]string, path ...string) error {
	b, err := v.client.raw(ctx, params, path...)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}

// fresh refuses what was measured too long ago.
func (v *view) fresh(at time.Time) error {
	if age := v.now.Sub(at); age > v.set.MaxAge {
		return fmt.Errorf("%w: the newest is %v old, of at most %v", ErrNoData, age.Round(time.Second), v.set.MaxAge)
	}
	return nil
}

// missing tells an API that is not installed from a metric that is not there:
// the server says "not found" of both.
func (v *view) missing(ctx context.Context, api schema.GroupVersion, op string, err error) error {
	err = failed(ctx, op, v.ref.String(), err)
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	list := &metav1.APIResourceList{}
	if there := v.client.get(ctx, list, nil, "/apis", api.Group, api.Version); apierrors.IsNotFound(there) {
		return &Error{op, v.ref.String(), ErrUnavailable, fmt.Errorf("%s is not installed in the cluster", api)}
	}
	return err
}
