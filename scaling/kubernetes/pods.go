package kubernetes

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
)

// pageSize is how many pods one request asks for.
const pageSize = 500

// pods lists the pods that a selector finds beside an object.
func (c *Client) pods(ctx context.Context, beside Ref, selector string) ([]corev1.Pod, error) {
	var all []corev1.Pod
	params := map[string]string{"labelSelector": selector, "limit": fmt.Sprint(pageSize)}
	for {
		page := &corev1.PodList{}
		if err := c.get(ctx, page, params, pathOf(corev1.SchemeGroupVersion.WithResource("pods"), beside.Namespace, "")...); err != nil {
			return nil, failed(ctx, "list pods "+selector, beside.String(), err)
		}
		all = append(all, page.Items...)
		if page.Continue == "" {
			return all, nil
		}
		params["continue"] = page.Continue
	}
}

// serves reports whether a pod takes requests.
func serves(p *corev1.Pod) bool {
	r := ready(p)
	return p.DeletionTimestamp == nil && p.Status.Phase == corev1.PodRunning && r != nil && r.Status == corev1.ConditionTrue
}

// ended reports whether a pod counts no more, as the autoscaler sees it.
func ended(p *corev1.Pod) bool {
	return p.DeletionTimestamp != nil || p.Status.Phase == corev1.PodFailed
}

// ready is the condition of that name, or nil.
func ready(p *corev1.Pod) *corev1.PodCondition {
	for i := range p.Status.Conditions {
		if c := &p.Status.Conditions[i]; c.Type == corev1.PodReady {
			return c
		}
	}
	return nil
}

// requested is how much of a resource a pod or one of its containers requests,
// in cores or bytes. What requests nothing has no utilisation.
func requested(p *corev1.Pod, name corev1.ResourceName, container string) (float64, error) {
	if container == "" && podLevel(p) {
		if q, ok := p.Spec.Resources.Requests[name]; ok {
			overhead := p.Spec.Overhead[name]
			return q.AsApproximateFloat64() + overhead.AsApproximateFloat64(), nil
		}
	}
	sum, found := 0.0, false
	for _, c := range lasting(p) {
		if container != "" && c.Name != container {
			continue
		}
		q, ok := c.Resources.Requests[name]
		if !ok {
			return 0, fmt.Errorf("%w: container %s of pod %s requests no %s", ErrNoData, c.Name, p.Name, name)
		}
		sum, found = sum+q.AsApproximateFloat64(), true
	}
	if !found {
		return 0, fmt.Errorf("%w: pod %s has no container %q", ErrNoData, p.Name, container)
	}
	return sum, nil
}

// podLevel reports whether a pod as a whole requests something.
func podLevel(p *corev1.Pod) bool {
	if p.Spec.Resources == nil {
		return false
	}
	for name := range p.Spec.Resources.Requests {
		if name == corev1.ResourceCPU || name == corev1.ResourceMemory {
			return true
		}
	}
	return false
}

// lasting are the containers that run as long as their pod: those that start
// it and stay are among them.
func lasting(p *corev1.Pod) []corev1.Container {
	all := append([]corev1.Container(nil), p.Spec.Containers...)
	for _, c := range p.Spec.InitContainers {
		if c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways {
			all = append(all, c)
		}
	}
	return all
}
