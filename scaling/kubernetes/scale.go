package kubernetes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/util/retry"

	"github.com/scicore-go/scicore/scaling"
)

// DefaultFieldManager is who the server notes as the writer of sizes.
const DefaultFieldManager = "scicore"

// ScaleOptions of a [Scale].
type ScaleOptions struct {
	// FieldManager is who the server notes as the writer; "":
	// [DefaultFieldManager].
	FieldManager string
	// DryRun lets the server check every change and make none.
	DryRun bool
	// AllowZero lets a policy take the last replica away.
	AllowZero bool
	// AllowAutoscaler scales though a HorizontalPodAutoscaler scales the same
	// object. Then autoscalers are not looked for.
	AllowAutoscaler bool
	// CountReplicas takes for ready what the object's status calls replicas,
	// ready or not, and asks for no pods.
	CountReplicas bool
}

// Scale is a scaling.Actuator over the scale subresource of an object. The
// size wanted is the object's spec, those ready are pods that its selector
// finds. It is safe for concurrent use.
//
// Only the number of replicas is written, and only over the one that was read:
// any other change of the object is kept, and where another writer sets another
// size meanwhile, Scale returns [ErrConflict] and the next step decides anew.
type Scale struct {
	client *Client
	ref    Ref
	set    ScaleOptions
}

// NewScale returns an actuator for an object, or an error that tells every
// fault at once. It asks nothing yet. No options are the defaults.
func NewScale(c *Client, object Ref, o *ScaleOptions) (*Scale, error) {
	set := ScaleOptions{}
	if o != nil {
		set = *o
	}
	if set.FieldManager == "" {
		set.FieldManager = DefaultFieldManager
	}
	var errs []error
	if c == nil {
		errs = append(errs, errNoClient)
	}
	if len(set.FieldManager) > 128 {
		errs = append(errs, fmt.Errorf("%w: field manager %.20q…: must have at most 128 bytes", ErrOptions, set.FieldManager))
	}
	if err := errors.Join(append(errs, object.validate())...); err != nil {
		return nil, err
	}
	return &Scale{c, object, set}, nil
}

// Status reads the size wanted and counts who is ready.
func (s *Scale) Status(ctx context.Context) (scaling.Status, error) {
	_, now, err := s.client.scaleOf(ctx, s.ref)
	if err != nil {
		return scaling.Status{}, err
	}
	out := scaling.Status{Desired: int(now.Spec.Replicas), Ready: int(now.Status.Replicas)}
	if s.set.CountReplicas || now.Status.Selector == "" { // then the status is all that is known
		return out, nil
	}
	pods, err := s.client.pods(ctx, s.ref, now.Status.Selector)
	if err != nil {
		return scaling.Status{}, err
	}
	out.Ready = 0
	for i := range pods {
		if serves(&pods[i]) {
			out.Ready++
		}
	}
	return out, nil
}

// scaleOf reads the scale of an object.
func (c *Client) scaleOf(ctx context.Context, object Ref) (served, *autoscalingv1.Scale, error) {
	r, err := c.resource(ctx, object)
	if err != nil {
		return r, nil, failed(ctx, "read scale", object.String(), err)
	}
	if !r.scalable {
		return r, nil, &Error{"read scale", object.String(), ErrNoScale, nil}
	}
	now := &autoscalingv1.Scale{}
	if err := c.get(ctx, now, nil, r.scaleOf(object)...); err != nil {
		return r, nil, failed(ctx, "read scale", object.String(), err)
	}
	return r, now, nil
}

// Scale asks for a size. It returns once the server has noted it.
func (s *Scale) Scale(ctx context.Context, target int) error {
	op := fmt.Sprintf("scale to %d", target)
	if target < 0 || target > math.MaxInt32 {
		return &Error{op, s.ref.String(), ErrRefused, errors.New("must be between 0 and 2147483647")}
	}
	if target == 0 && !s.set.AllowZero {
		return &Error{op, s.ref.String(), ErrZero, nil}
	}
	r, now, err := s.client.scaleOf(ctx, s.ref)
	if err != nil {
		return err
	}
	before := now.Spec.Replicas
	if int(before) == target {
		return nil
	}
	if err := s.alone(ctx, op); err != nil {
		return err
	}
	err = retry.RetryOnConflict(retry.DefaultBackoff, func() error {
		if now == nil { // it changed: what of it?
			if _, now, err = s.client.scaleOf(ctx, s.ref); err != nil {
				return err
			}
		}
		switch found := now.Spec.Replicas; {
		case int(found) == target:
			return nil
		case found != before:
			return &Error{op, s.ref.String(), ErrConflict, fmt.Errorf("the size was %d and is %d", before, found)}
		}
		version := now.ResourceVersion
		now = nil
		return s.write(ctx, r, version, target)
	})
	return failed(ctx, op, s.ref.String(), err)
}

// write sets the size of an object that is still of that version.
func (s *Scale) write(ctx context.Context, r served, version string, target int) error {
	patch, err := json.Marshal(map[string]any{
		"metadata": map[string]string{"resourceVersion": version},
		"spec":     map[string]int{"replicas": target},
	})
	if err != nil {
		return err
	}
	o := metav1.PatchOptions{FieldManager: s.set.FieldManager}
	if s.set.DryRun {
		o.DryRun = []string{metav1.DryRunAll}
	}
	return s.client.patch(ctx, types.MergePatchType, patch, o, r.scaleOf(s.ref)...)
}

// alone makes sure that no autoscaler scales the same object: two masters
// would undo each other's work without end.
func (s *Scale) alone(ctx context.Context, op string) error {
	if s.set.AllowAutoscaler || s.ref.Namespace == "" { // autoscalers are of a namespace, as is what they scale
		return nil
	}
	all := &autoscalingv2.HorizontalPodAutoscalerList{}
	err := s.client.get(ctx, all, nil, pathOf(autoscalers, s.ref.Namespace, "")...)
	if err != nil {
		return failed(ctx, op+": look for autoscalers", s.ref.String(), err)
	}
	for _, h := range all.Items {
		t := h.Spec.ScaleTargetRef
		if t.Name == s.ref.Name && schema.FromAPIVersionAndKind(t.APIVersion, t.Kind).GroupKind() == s.ref.groupKind() {
			return &Error{op, s.ref.String(), ErrAutoscaled, fmt.Errorf("%s/%s", h.Namespace, h.Name)}
		}
	}
	return nil
}

var autoscalers = autoscalingv2.SchemeGroupVersion.WithResource("horizontalpodautoscalers")
