package kubernetes

import (
	"context"
	"errors"
	"fmt"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/validate/content"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Ref names an object, as manifests do.
type Ref struct {
	APIVersion string // "apps/v1"
	Kind       string // "Deployment"
	Namespace  string // "": of no namespace
	Name       string
}

// String is the kind, the namespace and the name.
func (r Ref) String() string {
	if r.Namespace == "" {
		return r.Kind + " " + r.Name
	}
	return r.Kind + " " + r.Namespace + "/" + r.Name
}

func (r Ref) validate() error {
	var errs []error
	gv, err := schema.ParseGroupVersion(r.APIVersion)
	if err != nil || gv.Version == "" {
		errs = append(errs, fmt.Errorf(`%w: %s: version %q: want "group/version" or "version"`, ErrOptions, r, r.APIVersion))
	}
	if r.Kind == "" {
		errs = append(errs, fmt.Errorf("%w: %s: kind must be given", ErrOptions, r))
	}
	if r.Name == "" || !segments(r.Name, r.Namespace, gv.Group, gv.Version) {
		errs = append(errs, fmt.Errorf("%w: %s: must have a name, and no part may be other than a segment of a path", ErrOptions, r))
	}
	return errors.Join(errs...)
}

// segments reports whether all may be put into the path of a URL.
func segments(parts ...string) bool {
	for _, p := range parts {
		if len(content.IsPathSegmentName(p)) > 0 {
			return false
		}
	}
	return true
}

func (r Ref) groupKind() schema.GroupKind {
	return schema.FromAPIVersionAndKind(r.APIVersion, r.Kind).GroupKind()
}

// served is what the server calls a kind.
type served struct {
	schema.GroupVersionResource
	scalable bool
}

// resource asks the server what it calls the kind of r. One version of one
// group is asked for, so that an API that is broken elsewhere in the cluster
// does not matter. Answers are kept.
func (c *Client) resource(ctx context.Context, r Ref) (served, error) {
	gvk := schema.FromAPIVersionAndKind(r.APIVersion, r.Kind)
	c.mu.Lock()
	known, ok := c.resources[gvk]
	c.mu.Unlock()
	if ok {
		return known, nil
	}
	list := &metav1.APIResourceList{}
	err := c.get(ctx, list, nil, apiPath(gvk), gvk.Group, gvk.Version)
	if apierrors.IsNotFound(err) {
		return served{}, &Error{"discover " + r.APIVersion, r.String(), ErrNotFound, err}
	}
	if err != nil {
		return served{}, failed(ctx, "discover "+r.APIVersion, r.String(), err)
	}
	found := find(list.APIResources, gvk)
	if found.Resource == "" {
		return served{}, &Error{"discover " + r.APIVersion, r.String(), ErrNotFound, fmt.Errorf("%s has no kind %s", r.APIVersion, r.Kind)}
	}
	c.mu.Lock()
	c.resources[gvk] = found
	c.mu.Unlock()
	return found, nil
}

// scaleOf is where the scale of an object is.
func (s served) scaleOf(r Ref) []string {
	return append(pathOf(s.GroupVersionResource, r.Namespace, r.Name), "scale")
}

// find looks a kind up. What has a scale of its own has a subresource of that
// name.
func find(all []metav1.APIResource, gvk schema.GroupVersionKind) (found served) {
	names := make(map[string]bool, len(all))
	for _, a := range all {
		names[a.Name] = true
		if a.Kind == gvk.Kind && !strings.Contains(a.Name, "/") {
			found.GroupVersionResource = gvk.GroupVersion().WithResource(a.Name)
		}
	}
	found.scalable = names[found.Resource+"/scale"]
	return found
}
