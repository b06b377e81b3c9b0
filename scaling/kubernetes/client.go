package kubernetes

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/go-logr/logr"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/types"
	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	metricsv1beta1 "k8s.io/metrics/pkg/apis/metrics/v1beta1"
)

// Timeout is for how long a request may take, if its context does not end
// sooner.
const Timeout = 10 * time.Second

// Client is a connection to a cluster, for any number of the other types of
// this package. It is safe for concurrent use.
type Client struct {
	http *http.Client
	rest *rest.RESTClient

	mu        sync.Mutex
	resources map[schema.GroupVersionKind]served
}

// NewClient returns a client by a configuration of client-go, which it does not
// change. It asks nothing yet. Requests wait for the configuration's rate
// limit, which by default is 5 a second with bursts of 10.
func NewClient(config *rest.Config) (*Client, error) {
	if config == nil {
		return nil, fmt.Errorf("%w: configuration: must be given", ErrOptions)
	}
	c := rest.CopyConfig(config)
	c.GroupVersion, c.NegotiatedSerializer = &schema.GroupVersion{}, codecs.WithoutConversion()
	if c.AcceptContentTypes == "" { // not every extension speaks the first
		c.AcceptContentTypes = runtime.ContentTypeProtobuf + "," + runtime.ContentTypeJSON
	}
	if c.UserAgent == "" {
		c.UserAgent = "scicore " + rest.DefaultKubernetesUserAgent()
	}
	if c.WarningHandler == nil && c.WarningHandlerWithContext == nil {
		c.WarningHandler = rest.NoWarnings{} // client-go's own prints them
	}
	h, err := rest.HTTPClientFor(c)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOptions, err)
	}
	base, err := rest.RESTClientForConfigAndClient(c, h)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOptions, err)
	}
	return &Client{http: h, rest: base, resources: make(map[schema.GroupVersionKind]served)}, nil
}

// InCluster returns a client for a process that runs in a pod, by the account
// of the pod. Elsewhere it is [ErrUnavailable].
func InCluster() (*Client, error) {
	config, err := rest.InClusterConfig()
	if err != nil {
		return nil, &Error{"configure", "this process as a pod", ErrUnavailable, err}
	}
	return NewClient(config)
}

// FromKubeconfig returns a client by the files that kubectl reads: path, or
// those that KUBECONFIG names and ~/.kube/config where path is "". context
// names one of theirs; "": the current one.
func FromKubeconfig(path, context string) (*Client, error) {
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.ExplicitPath = path
	config, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, &clientcmd.ConfigOverrides{CurrentContext: context}).ClientConfig()
	if err != nil {
		if path == "" {
			path = strings.Join(rules.Precedence, ", ")
		}
		return nil, &Error{"configure", path, ErrUnavailable, err}
	}
	return NewClient(config)
}

// Close closes connections that are idle. The client can be used again.
func (c *Client) Close() { utilnet.CloseIdleConnectionsFor(c.http.Transport) }

// Wire types: only what this package asks for. The typed clients of client-go,
// its discovery and its scale client would link every kind that Kubernetes has
// into every program, and half of their requests take no context.
var codecs = serializer.NewCodecFactory(kinds())

func kinds() *runtime.Scheme {
	s := runtime.NewScheme()
	metav1.AddToGroupVersion(s, schema.GroupVersion{Version: "v1"})
	for _, add := range []func(*runtime.Scheme) error{corev1.AddToScheme, autoscalingv1.AddToScheme, autoscalingv2.AddToScheme, eventsv1.AddToScheme, metricsv1beta1.AddToScheme} {
		if err := add(s); err != nil {
			panic(err) // two types of one name: not a matter of input
		}
	}
	return s
}

// bounded gives a request its time, and silence: without a logger in its
// context client-go prints, for instance that it waited for its rate limit.
func bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, err := logr.FromContext(ctx); err != nil {
		ctx = logr.NewContext(ctx, logr.Discard())
	}
	return context.WithTimeout(ctx, Timeout)
}

// get reads an object at a path. Segments must be checked.
func (c *Client) get(ctx context.Context, into runtime.Object, params map[string]string, path ...string) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	r := c.rest.Get().AbsPath(path...)
	for k, v := range params {
		r = r.Param(k, v)
	}
	return r.Do(ctx).Into(into)
}

// raw reads JSON at a path.
func (c *Client) raw(ctx context.Context, params map[string]string, path ...string) ([]byte, error) {
	ctx, cancel := bounded(ctx)
	defer cancel()
	r := c.rest.Get().AbsPath(path...).SetHeader("Accept", runtime.ContentTypeJSON)
	for k, v := range params {
		r = r.Param(k, v)
	}
	return r.Do(ctx).Raw()
}

// patch changes an object at a path.
func (c *Client) patch(ctx context.Context, kind types.PatchType, patch []byte, o metav1.PatchOptions, path ...string) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	r := c.rest.Patch(kind).AbsPath(path...).Param("fieldManager", o.FieldManager).SetHeader("Accept", runtime.ContentTypeJSON)
	for _, d := range o.DryRun {
		r = r.Param("dryRun", d)
	}
	return r.Body(patch).Do(ctx).Error()
}

// apiPath is where a group is served.
func apiPath(kind schema.GroupVersionKind) string {
	if kind.Group == "" {
		return "/api"
	}
	return "/apis"
}

// pathOf is where an object is, or all of its kind where name is "".
func pathOf(r schema.GroupVersionResource, namespace, name string) []string {
	p := []string{apiPath(r.GroupVersion().WithKind("")), r.Group, r.Version}
	if namespace != "" {
		p = append(p, "namespaces", namespace)
	}
	p = append(p, r.Resource)
	if name != "" {
		p = append(p, name)
	}
	return p
}

var errNoClient = fmt.Errorf("%w: client: must be given", ErrOptions)
