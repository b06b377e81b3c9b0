package kubetest

import (
	"errors"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/scicore-go/scicore/scaling/kubernetes"
	"github.com/scicore-go/scicore/scaling/vertical"
)

func requests(c corev1.Container) [2]string {
	return [2]string{c.Resources.Requests.Cpu().String(), c.Resources.Requests.Memory().String()}
}

func TestResize(t *testing.T) {
	ns := namespace(t)
	kubelet(t, ns)
	ref, c := deploy(t, ns, "web", 2), client(t, adminToken)
	settled(t, actuator(t, c, ref, nil), 2)
	list := func() []corev1.Pod {
		l, err := here.client.CoreV1().Pods(ns).List(t.Context(), metav1.ListOptions{LabelSelector: "app=web"})
		if err != nil {
			t.Fatal(err)
		}
		return l.Items
	}
	applier := func(o kubernetes.ResizeOptions) *kubernetes.Resize {
		r, err := kubernetes.NewResize(c, ref, &o)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	large := vertical.NewResourceProfile("large").WithCPUCores(1.5).WithMemoryGB(0.25)
	before := list()

	if err := applier(kubernetes.ResizeOptions{Container: "app", DryRun: true}).Apply(t.Context(), large); err != nil {
		t.Error(err)
	}
	if got := requests(list()[0].Spec.Containers[0]); got != [2]string{"100m", "64Mi"} {
		t.Errorf("dry run: %v", got)
	}
	if err := applier(kubernetes.ResizeOptions{Container: "app"}).Apply(t.Context(), large); err != nil {
		t.Fatal(err)
	}
	for i, p := range list() {
		if got := requests(p.Spec.Containers[0]); got != [2]string{"1500m", "256Mi"} || p.UID != before[i].UID {
			t.Errorf("%s: %v; the same pod: %v", p.Name, got, p.UID == before[i].UID)
		}
	}
	if err := applier(kubernetes.ResizeOptions{Container: "none"}).Apply(t.Context(), large); !errors.Is(err, kubernetes.ErrNotFound) {
		t.Error(err)
	}

	// One pod refuses, since it is limited to less of what it may not have more
	// of: those before it go back.
	pods := list()
	quota := `{"metadata":{"name":"tight"},"spec":{"hard":{"requests.cpu":"4"}}}`
	create(t, "/api/v1/namespaces/"+ns+"/resourcequotas", quota)
	if _, err := here.client.CoreV1().ResourceQuotas(ns).Patch(t.Context(), "tight", types.MergePatchType,
		[]byte(`{"status":{"hard":{"requests.cpu":"4"},"used":{"requests.cpu":"3"}}}`), metav1.PatchOptions{}, "status"); err != nil {
		t.Fatal(err) // the controller of quotas would
	}
	huge := vertical.NewResourceProfile("huge").WithCPUCores(2.3).WithMemoryGB(0.25)
	until(t, "the quota known", func() bool { // admission keeps quotas for some seconds
		err := applier(kubernetes.ResizeOptions{Container: "app"}).Apply(t.Context(), huge)
		if err == nil {
			if err := applier(kubernetes.ResizeOptions{Container: "app"}).Apply(t.Context(), large); err != nil {
				t.Fatal(err)
			}
			return false
		}
		if !errors.Is(err, kubernetes.ErrForbidden) {
			t.Fatal(err)
		}
		return true
	})
	for _, p := range list() {
		if got := requests(p.Spec.Containers[0]); got != [2]string{"1500m", "256Mi"} {
			t.Errorf("%s of %d after one refused: %v", p.Name, len(pods), got)
		}
	}
	drop(t, "/api/v1/namespaces", ns, "resourcequotas/tight")

	template := applier(kubernetes.ResizeOptions{Container: "app", Mode: kubernetes.Template})
	until(t, "the template changed", func() bool {
		err := template.Apply(t.Context(), large)
		if err != nil && !errors.Is(err, kubernetes.ErrConflict) {
			t.Fatal(err)
		}
		return err == nil
	})
	d, err := here.client.AppsV1().Deployments(ns).Get(t.Context(), "web", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := requests(d.Spec.Template.Spec.Containers[0]); got != [2]string{"1500m", "256Mi"} {
		t.Errorf("template: %v", got)
	}
	if err := applier(kubernetes.ResizeOptions{Container: "none", Mode: kubernetes.Template}).Apply(t.Context(), large); !errors.Is(err, kubernetes.ErrNotFound) {
		t.Error(err)
	}
}
