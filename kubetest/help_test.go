package kubetest

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scicore-go/scicore/scaling/kubernetes"
)

// patience is what a busy machine may take.
const patience = time.Minute

// namespace makes one for a test, with the account that pods need, which a
// controller of the full cluster would make.
func namespace(t *testing.T) string {
	t.Helper()
	name := strings.ToLower(strings.NewReplacer("/", "-", "_", "-").Replace(t.Name()))
	create(t, "/api/v1/namespaces", `{"metadata":{"name":"`+name+`"}}`)
	create(t, "/api/v1/namespaces/"+name+"/serviceaccounts", `{"metadata":{"name":"default"}}`)
	return name
}

// create posts an object as the administrator.
func create(t *testing.T, path, object string) {
	t.Helper()
	err := here.client.Discovery().RESTClient().Post().AbsPath(path).SetHeader("Content-Type", "application/json").
		Body([]byte(object)).Do(t.Context()).Error()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// drop deletes one, when the test's own context may have ended.
func drop(t *testing.T, path ...string) {
	t.Helper()
	if err := here.client.Discovery().RESTClient().Delete().AbsPath(path...).Do(context.Background()).Error(); err != nil {
		t.Errorf("%s: %v", path, err)
	}
}

// until waits for a condition.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after %v: not %s", patience, what)
		}
	}
}

func client(t *testing.T, token string) *kubernetes.Client {
	t.Helper()
	c, err := kubernetes.NewClient(here.config(token))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func actuator(t *testing.T, c *kubernetes.Client, ref kubernetes.Ref, o *kubernetes.ScaleOptions) *kubernetes.Scale {
	t.Helper()
	s, err := kubernetes.NewScale(c, ref, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// template of pods that request a tenth of a core and 64 MiB each.
func template(app string) corev1.PodTemplateSpec {
	return corev1.PodTemplateSpec{
		ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": app}},
		Spec: corev1.PodSpec{Containers: []corev1.Container{{
			Name: "app", Image: "registry.invalid/app",
			Resources: corev1.ResourceRequirements{Requests: corev1.ResourceList{
				corev1.ResourceCPU: resource.MustParse("100m"), corev1.ResourceMemory: resource.MustParse("64Mi")}},
		}}},
	}
}

// deploy makes a Deployment.
func deploy(t *testing.T, ns, name string, n int32) kubernetes.Ref {
	t.Helper()
	d := &appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: appsv1.DeploymentSpec{
		Replicas: &n, Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": name}}, Template: template(name)}}
	if _, err := here.client.AppsV1().Deployments(ns).Create(t.Context(), d, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	return kubernetes.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: ns, Name: name}
}

// kubelet does what a node would, since the test has none: it says of every
// new pod of a namespace that it runs and is ready, since longer ago than the
// autoscaler distrusts what it measures.
func kubelet(t *testing.T, ns string) {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	t.Cleanup(func() { cancel(); wg.Wait() })
	wg.Go(func() {
		for ctx.Err() == nil {
			startPods(ctx, ns)
			select {
			case <-ctx.Done():
			case <-time.After(20 * time.Millisecond):
			}
		}
	})
}

// startPods goes over the pods once. A server that is away is asked again.
func startPods(ctx context.Context, ns string) {
	pods := here.client.CoreV1().Pods(ns)
	list, err := pods.List(ctx, metav1.ListOptions{})
	if err != nil {
		return
	}
	past := metav1.NewTime(time.Now().Add(-time.Hour))
	for i := range list.Items {
		p := &list.Items[i]
		if p.Status.Phase != corev1.PodPending || p.DeletionTimestamp != nil {
			continue
		}
		p.Status.Phase, p.Status.StartTime = corev1.PodRunning, &past
		p.Status.Conditions = []corev1.PodCondition{
			{Type: corev1.PodReady, Status: corev1.ConditionTrue, LastTransitionTime: past},
			{Type: corev1.ContainersReady, Status: corev1.ConditionTrue, LastTransitionTime: past}}
		_, _ = pods.UpdateStatus(ctx, p, metav1.UpdateOptions{}) // someone else was faster, or it is away: the next round
	}
}
