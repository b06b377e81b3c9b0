package kubernetes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/util/retry"

	"github.com/scicore-go/scicore/scaling/vertical"
)

// ResizeMode is what a [Resize] changes.
type ResizeMode uint8

const (
	// InPlace resizes the pods that run, which keep running. Pods that start
	// later are as the template says.
	InPlace ResizeMode = iota
	// Template changes the template of the object's pods. Its controller then
	// replaces them by its own strategy.
	Template
)

// ResizeOptions of a [Resize].
type ResizeOptions struct {
	Container    string // which container; must be given
	Mode         ResizeMode
	FieldManager string // "": [DefaultFieldManager]
	DryRun       bool   // the server checks every change and makes none
}

// Resize is a vertical.Applier for one container of the pods of an object: a
// profile's cores and memory become what it requests. A limit that was equal to
// a request stays equal, so that a pod of guaranteed quality remains one; any
// other limit is raised if it is below the request, and left alone if not.
//
// A node carries a resize of a pod out later, if it has room: Apply returns
// once the server has noted it. It is safe for concurrent use.
type Resize struct {
	client *Client
	ref    Ref
	set    ResizeOptions
}

// NewResize returns an applier for the pods of an object, or an error that
// tells every fault at once. It asks nothing yet.
func NewResize(c *Client, object Ref, o *ResizeOptions) (*Resize, error) {
	set := ResizeOptions{}
	if o != nil {
		set = *o
	}
	if set.FieldManager == "" {
		set.FieldManager = DefaultFieldManager
	}
	errs := []error{object.validate()}
	if c == nil {
		errs = append(errs, errNoClient)
	}
	if set.Container == "" {
		errs = append(errs, fmt.Errorf("%w: container: must be given", ErrOptions))
	}
	if set.Mode > Template {
		errs = append(errs, fmt.Errorf("%w: mode %d is none", ErrOptions, set.Mode))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return &Resize{c, object, set}, nil
}

// Apply makes a profile real, or returns an error. Where one pod of several
// refuses, those before it are given the size of before.
func (r *Resize) Apply(ctx context.Context, p vertical.ResourceProfile) error {
	want, err := quantities(p)
	if err != nil {
		return &Error{"resize to " + p.Name(), r.ref.String(), ErrRefused, err}
	}
	if r.set.Mode == Template {
		return r.template(ctx, "resize to "+p.Name(), want)
	}
	return r.inPlace(ctx, "resize to "+p.Name(), want)
}

// quantities are a profile in the server's units: thousandths of a core, and
// bytes.
func quantities(p vertical.ResourceProfile) (corev1.ResourceList, error) {
	milli := math.Ceil(p.CPUCores()*1000 - 1e-6)
	if !(milli > 0 && milli < math.MaxInt32) || p.MemoryBytes() <= 0 {
		return nil, fmt.Errorf("profile %s: must have cores and memory", p)
	}
	return corev1.ResourceList{
		corev1.ResourceCPU:    *resource.NewMilliQuantity(int64(milli), resource.DecimalSI),
		corev1.ResourceMemory: *resource.NewQuantity(p.MemoryBytes(), resource.BinarySI),
	}, nil
}

// sized is what a container is to have, from what it has.
func sized(has corev1.ResourceRequirements, want corev1.ResourceList) corev1.ResourceRequirements {
	out := *has.DeepCopy()
	if out.Requests == nil {
		out.Requests = corev1.ResourceList{}
	}
	for name, q := range want {
		limit, limited := has.Limits[name]
		request, ok := has.Requests[name]
		if limited && (!ok || limit.Cmp(request) == 0 || limit.Cmp(q) < 0) {
			out.Limits[name] = q
		}
		out.Requests[name] = q
	}
	return out
}

// inPlace resizes pods one after the other.
func (r *Resize) inPlace(ctx context.Context, op string, want corev1.ResourceList) error {
	_, scale, err := r.client.scaleOf(ctx, r.ref)
	if err != nil {
		return err
	}
	if scale.Status.Selector == "" {
		return &Error{op, r.ref.String(), ErrNoData, errors.New("its scale has no selector")}
	}
	pods, err := r.client.pods(ctx, r.ref, scale.Status.Selector)
	if err != nil {
		return err
	}
	pods = slices.DeleteFunc(pods, func(p corev1.Pod) bool { return ended(&p) || p.Status.Phase == corev1.PodSucceeded })
	for i := range pods {
		has, err := r.container(&pods[i])
		if err == nil {
			err = r.pod(ctx, &pods[i], sized(has, want))
		}
		if err != nil {
			err = failed(ctx, op, "Pod "+pods[i].Namespace+"/"+pods[i].Name, err)
			return errors.Join(err, r.back(ctx, pods[:i]))
		}
	}
	return nil
}

func (r *Resize) container(p *corev1.Pod) (corev1.ResourceRequirements, error) {
	for _, c := range lasting(p) {
		if c.Name == r.set.Container {
			return c.Resources, nil
		}
	}
	return corev1.ResourceRequirements{}, &Error{"resize", p.Namespace + "/" + p.Name, ErrNotFound, fmt.Errorf("it has no container %q", r.set.Container)}
}

// back gives pods the size that they had. Whoever gave up waiting still wants
// it.
func (r *Resize) back(ctx context.Context, pods []corev1.Pod) (errs error) {
	ctx = context.WithoutCancel(ctx)
	for i := range slices.Backward(pods) {
		has, err := r.container(&pods[i])
		if err == nil {
			err = r.pod(ctx, &pods[i], has)
		}
		errs = errors.Join(errs, failed(ctx, "resize back", "Pod "+pods[i].Namespace+"/"+pods[i].Name, err))
	}
	return errs
}

// pod resizes one. The patch finds the container by its name, and leaves what
// else the server knows of it.
func (r *Resize) pod(ctx context.Context, p *corev1.Pod, size corev1.ResourceRequirements) error {
	patch, err := json.Marshal(map[string]any{"spec": map[string]any{"containers": []any{
		map[string]any{"name": r.set.Container, "resources": map[string]any{"requests": size.Requests, "limits": size.Limits}},
	}}})
	if err != nil {
		return err
	}
	path := append(pathOf(corev1.SchemeGroupVersion.WithResource("pods"), p.Namespace, p.Name), "resize")
	return r.patch(ctx, types.StrategicMergePatchType, patch, path...)
}

func (r *Resize) patch(ctx context.Context, kind types.PatchType, patch []byte, path ...string) error {
	o := metav1.PatchOptions{FieldManager: r.set.FieldManager}
	if r.set.DryRun {
		o.DryRun = []string{metav1.DryRunAll}
	}
	return r.client.patch(ctx, kind, patch, o, path...)
}

// workload is what all objects with a template of pods have in common.
type workload struct {
	Metadata metav1.ObjectMeta `json:"metadata"`
	Spec     struct {
		Template corev1.PodTemplateSpec `json:"template"`
	} `json:"spec"`
}

// template changes the template of an object that is still as it was read.
func (r *Resize) template(ctx context.Context, op string, want corev1.ResourceList) error {
	err := retry.RetryOnConflict(retry.DefaultBackoff, func() error {
		kind, err := r.client.resource(ctx, r.ref)
		if err != nil {
			return err
		}
		path := pathOf(kind.GroupVersionResource, r.ref.Namespace, r.ref.Name)
		b, err := r.client.raw(ctx, nil, path...)
		if err != nil {
			return err
		}
		var w workload
		if err := json.Unmarshal(b, &w); err != nil {
			return err
		}
		patch, err := r.templatePatch(w, want)
		if err != nil {
			return err
		}
		return r.patch(ctx, types.JSONPatchType, patch, path...)
	})
	return failed(ctx, op, r.ref.String(), err)
}

func (r *Resize) templatePatch(w workload, want corev1.ResourceList) ([]byte, error) {
	i := slices.IndexFunc(w.Spec.Template.Spec.Containers, func(c corev1.Container) bool { return c.Name == r.set.Container })
	if i < 0 {
		return nil, &Error{"resize", r.ref.String(), ErrNotFound, fmt.Errorf("its template has no container %q", r.set.Container)}
	}
	type op struct {
		Op    string `json:"op"`
		Path  string `json:"path"`
		Value any    `json:"value"`
	}
	return json.Marshal([]op{
		{"replace", "/metadata/resourceVersion", w.Metadata.ResourceVersion},
		{"add", fmt.Sprintf("/spec/template/spec/containers/%d/resources", i), sized(w.Spec.Template.Spec.Containers[i].Resources, want)},
	})
}
