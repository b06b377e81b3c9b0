package kubetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/scicore-go/scicore/scaling/kubernetes"
	"github.com/scicore-go/scicore/scaling/scalingtest"
)

// The suite that all actuators must pass, on each kind that has a scale.
func TestActuators(t *testing.T) {
	ns := namespace(t)
	kubelet(t, ns)
	selector := &metav1.LabelSelector{MatchLabels: map[string]string{"app": "set"}}
	one := int32(1)
	t.Run("Deployment", func(t *testing.T) {
		scalingtest.TestActuator(t, actuator(t, client(t, adminToken), deploy(t, ns, "web", 1), nil), patience)
	})
	t.Run("ReplicaSet", func(t *testing.T) {
		set := &appsv1.ReplicaSet{ObjectMeta: metav1.ObjectMeta{Name: "set"}, Spec: appsv1.ReplicaSetSpec{Replicas: &one, Selector: selector, Template: template("set")}}
		if _, err := here.client.AppsV1().ReplicaSets(ns).Create(t.Context(), set, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
		ref := kubernetes.Ref{APIVersion: "apps/v1", Kind: "ReplicaSet", Namespace: ns, Name: "set"}
		scalingtest.TestActuator(t, actuator(t, client(t, adminToken), ref, nil), patience)
	})
	t.Run("StatefulSet", func(t *testing.T) {
		selector := &metav1.LabelSelector{MatchLabels: map[string]string{"app": "db"}}
		set := &appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Name: "db"}, Spec: appsv1.StatefulSetSpec{Replicas: &one, Selector: selector, Template: template("db")}}
		if _, err := here.client.AppsV1().StatefulSets(ns).Create(t.Context(), set, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
		ref := kubernetes.Ref{APIVersion: "apps/v1", Kind: "StatefulSet", Namespace: ns, Name: "db"}
		scalingtest.TestActuator(t, actuator(t, client(t, adminToken), ref, nil), patience)
	})
	t.Run("custom resource", func(t *testing.T) {
		ref := custom(t, ns)
		scalingtest.TestActuator(t, actuator(t, client(t, adminToken), ref, nil), patience)
	})
}

// custom makes a kind of its own, an object of it, and an operator that says
// that what is wanted is there.
func custom(t *testing.T, ns string) kubernetes.Ref {
	create(t, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", `{
		"metadata":{"name":"farms.test.scicore.dev"},
		"spec":{"group":"test.scicore.dev","scope":"Namespaced","names":{"plural":"farms","singular":"farm","kind":"Farm"},
			"versions":[{"name":"v1","served":true,"storage":true,
				"subresources":{"status":{},"scale":{"specReplicasPath":".spec.workers","statusReplicasPath":".status.workers"}},
				"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}`)
	rest, path := here.client.Discovery().RESTClient(), "/apis/test.scicore.dev/v1/namespaces/"+ns+"/farms"
	until(t, "served", func() bool { return rest.Get().AbsPath(path).Do(t.Context()).Error() == nil })
	create(t, path, `{"apiVersion":"test.scicore.dev/v1","kind":"Farm","metadata":{"name":"f"},"spec":{"workers":1}}`)

	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	t.Cleanup(func() { cancel(); wg.Wait() })
	wg.Go(func() {
		for ; ctx.Err() == nil; time.Sleep(10 * time.Millisecond) {
			var farm struct{ Spec, Status struct{ Workers int } }
			if b, err := rest.Get().AbsPath(path, "f").Do(ctx).Raw(); err != nil || json.Unmarshal(b, &farm) != nil || farm.Spec == farm.Status {
				continue
			}
			patch := fmt.Sprintf(`{"status":{"workers":%d}}`, farm.Spec.Workers)
			_ = rest.Patch(types.MergePatchType).AbsPath(path, "f", "status").Body([]byte(patch)).Do(ctx).Error()
		}
	})
	return kubernetes.Ref{APIVersion: "test.scicore.dev/v1", Kind: "Farm", Namespace: ns, Name: "f"}
}

func replicas(t *testing.T, ref kubernetes.Ref) int32 {
	t.Helper()
	d, err := here.client.AppsV1().Deployments(ref.Namespace).Get(t.Context(), ref.Name, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return *d.Spec.Replicas
}

// A writer of other fields loses nothing, and holds nobody up.
func TestWriterBesides(t *testing.T) {
	ref := deploy(t, namespace(t), "web", 1)
	s := actuator(t, client(t, adminToken), ref, nil)
	deployments := here.client.AppsV1().Deployments(ref.Namespace)
	var wg sync.WaitGroup
	const writes = 40
	wg.Go(func() {
		for i := range writes {
			patch := fmt.Sprintf(`{"metadata":{"annotations":{"w%d":"%d"}}}`, i, i)
			if _, err := deployments.Patch(t.Context(), ref.Name, types.MergePatchType, []byte(patch), metav1.PatchOptions{}); err != nil {
				t.Error(err)
			}
		}
	})
	for n := 2; n < 12; n++ {
		if err := s.Scale(t.Context(), n); err != nil && !errors.Is(err, kubernetes.ErrConflict) {
			t.Errorf("to %d: %v", n, err)
		}
	}
	wg.Wait()
	if err := s.Scale(t.Context(), 13); err != nil {
		t.Error(err)
	}
	d, err := deployments.Get(t.Context(), ref.Name, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range writes {
		if d.Annotations[fmt.Sprintf("w%d", i)] != fmt.Sprint(i) {
			t.Errorf("write %d is lost", i)
		}
	}
	if *d.Spec.Replicas != 13 {
		t.Errorf("%d replicas", *d.Spec.Replicas)
	}
	for _, f := range d.ManagedFields {
		if f.Manager == kubernetes.DefaultFieldManager && f.Subresource == "scale" {
			return
		}
	}
	t.Errorf("nobody is noted as the writer of the size: %+v", d.ManagedFields)
}

// between is a transport that does something just before a size is written.
type between struct {
	http.RoundTripper
	do func()
}

func (b between) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPatch {
		b.do()
	}
	return b.RoundTripper.RoundTrip(r)
}

// Who changes the size between our look and our write is told, not overwritten;
// who changes something else is not in the way.
func TestWriterBetween(t *testing.T) {
	ref := deploy(t, namespace(t), "web", 1)
	deployments := here.client.AppsV1().Deployments(ref.Namespace)
	var patches []string
	config := here.config(adminToken)
	config.Wrap(func(rt http.RoundTripper) http.RoundTripper {
		return between{rt, func() {
			if len(patches) == 0 {
				return
			}
			if _, err := deployments.Patch(context.Background(), ref.Name, types.MergePatchType, []byte(patches[0]), metav1.PatchOptions{}); err != nil {
				t.Error(err)
			}
			patches = patches[1:]
		}}
	})
	c, err := kubernetes.NewClient(config)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s := actuator(t, c, ref, nil)

	patches = []string{`{"metadata":{"annotations":{"a":"1"}}}`, `{"metadata":{"annotations":{"b":"1"}}}`}
	if err := s.Scale(t.Context(), 3); err != nil || replicas(t, ref) != 3 || len(patches) != 0 {
		t.Errorf("%v, %d replicas, %d writes to come", err, replicas(t, ref), len(patches))
	}
	patches = []string{`{"spec":{"replicas":7}}`}
	err = s.Scale(t.Context(), 4)
	if !errors.Is(err, kubernetes.ErrConflict) || replicas(t, ref) != 7 {
		t.Errorf("%v, %d replicas", err, replicas(t, ref))
	}
	t.Log(err)
	patches = []string{`{"spec":{"replicas":5}}`} // just what we want
	if err := s.Scale(t.Context(), 5); err != nil || replicas(t, ref) != 5 {
		t.Errorf("%v, %d replicas", err, replicas(t, ref))
	}
}

func TestRefusals(t *testing.T) {
	ns := namespace(t)
	ref := deploy(t, ns, "web", 2)
	c := client(t, adminToken)
	at := func(version, kind, name string) kubernetes.Ref {
		return kubernetes.Ref{APIVersion: version, Kind: kind, Namespace: ns, Name: name}
	}
	for _, test := range []struct {
		ref  kubernetes.Ref
		kind error
	}{
		{at("apps/v1", "Deployment", "none"), kubernetes.ErrNotFound},
		{at("apps/v1", "Deplyment", "web"), kubernetes.ErrNotFound},
		{at("none.dev/v1", "Deployment", "web"), kubernetes.ErrNotFound},
		{at("apps/v1", "DaemonSet", "web"), kubernetes.ErrNoScale},
		{at("v1", "ConfigMap", "web"), kubernetes.ErrNoScale},
	} {
		s := actuator(t, c, test.ref, nil)
		_, err := s.Status(t.Context())
		var told *kubernetes.Error
		if !errors.Is(err, test.kind) || !errors.As(err, &told) || told.Object != test.ref.String() {
			t.Errorf("%s: %v", test.ref, err)
		}
		if err := s.Scale(t.Context(), 3); !errors.Is(err, test.kind) {
			t.Errorf("%s: %v", test.ref, err)
		}
	}
	if err := actuator(t, c, ref, nil).Scale(t.Context(), 0); !errors.Is(err, kubernetes.ErrZero) || replicas(t, ref) != 2 {
		t.Error(err)
	}
	if err := actuator(t, c, ref, &kubernetes.ScaleOptions{DryRun: true}).Scale(t.Context(), 9); err != nil || replicas(t, ref) != 2 {
		t.Errorf("dry run: %v, %d replicas", err, replicas(t, ref))
	}
	if err := actuator(t, c, ref, &kubernetes.ScaleOptions{AllowZero: true}).Scale(t.Context(), 0); err != nil || replicas(t, ref) != 0 {
		t.Errorf("to zero: %v, %d replicas", err, replicas(t, ref))
	}
	if err := actuator(t, c, ref, nil).Scale(t.Context(), 2); err != nil || replicas(t, ref) != 2 {
		t.Errorf("from zero: %v, %d replicas", err, replicas(t, ref))
	}
}

func TestSecondMaster(t *testing.T) {
	ns := namespace(t)
	ref, other := deploy(t, ns, "web", 2), deploy(t, ns, "other", 2)
	create(t, "/apis/autoscaling/v2/namespaces/"+ns+"/horizontalpodautoscalers", `{"metadata":{"name":"auto"},
		"spec":{"maxReplicas":5,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"web"}}}`)
	c := client(t, adminToken)
	err := actuator(t, c, ref, nil).Scale(t.Context(), 3)
	if !errors.Is(err, kubernetes.ErrAutoscaled) || replicas(t, ref) != 2 {
		t.Errorf("%v, %d replicas", err, replicas(t, ref))
	}
	t.Log(err)
	if err := actuator(t, c, other, nil).Scale(t.Context(), 3); err != nil {
		t.Errorf("another object: %v", err)
	}
	if err := actuator(t, c, ref, &kubernetes.ScaleOptions{AllowAutoscaler: true}).Scale(t.Context(), 3); err != nil || replicas(t, ref) != 3 {
		t.Errorf("allowed: %v", err)
	}
}
