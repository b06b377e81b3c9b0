package kubetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/kubernetes"
	"github.com/scicore-go/scicore/scaling/vertical"
)

// role reads the one that is shipped.
func role(t *testing.T) *rbacv1.Role {
	t.Helper()
	b, err := os.ReadFile("../scaling/kubernetes/rbac.yaml")
	if err != nil {
		t.Fatal(err)
	}
	r := &rbacv1.Role{}
	if err := yaml.UnmarshalStrict(b, r); err != nil {
		t.Fatal(err)
	}
	return r
}

// everything uses all of the driver once, and returns what went wrong.
func everything(t *testing.T, c *kubernetes.Client, ref kubernetes.Ref, turn int) error {
	t.Helper()
	ctx := t.Context()
	scale := actuator(t, c, ref, nil)
	_, err := scale.Status(ctx)
	errs := []error{err, scale.Scale(ctx, 1+turn%2), scale.Scale(ctx, 2-turn%2)}
	load, err := source(t, c, ref, ofCPU, kubernetes.Query{Kind: kubernetes.PodMetric, Metric: "rps"},
		kubernetes.Query{Name: "of the whole", Kind: kubernetes.ObjectMetric, Metric: "rps", Object: ref},
		kubernetes.Query{Kind: kubernetes.ExternalMetric, Metric: "depth"}).Load(ctx)
	errs = append(errs, err)
	for _, m := range load {
		errs = append(errs, m.Err)
	}
	for _, mode := range []kubernetes.ResizeMode{kubernetes.InPlace, kubernetes.Template} {
		r, err := kubernetes.NewResize(c, ref, &kubernetes.ResizeOptions{Container: "app", Mode: mode, DryRun: true})
		if err != nil {
			t.Fatal(err)
		}
		errs = append(errs, r.Apply(ctx, vertical.NewResourceProfile("p").WithCPUCores(0.2).WithMemoryGB(0.125)))
	}
	events, err := kubernetes.NewRecorder(c, ref, nil)
	if err != nil {
		t.Fatal(err)
	}
	step := scaling.Step{At: time.Now(), Current: 1, Asked: 2, Decision: scaling.Scale(2, "as an example")}
	return errors.Join(append(errs, events.Record(ctx, step))...)
}

// The role that is shipped suffices, and no rule of it is too many.
func TestRole(t *testing.T) {
	ns := namespace(t)
	kubelet(t, ns)
	ref := deploy(t, ns, "web", 2)
	admin := client(t, adminToken)
	settled(t, actuator(t, admin, ref, nil), 2)
	measure(t).set(100, false)

	scaler := client(t, scalerToken)
	_, err := actuator(t, scaler, ref, nil).Status(t.Context())
	var told *kubernetes.Error
	if !errors.Is(err, kubernetes.ErrForbidden) || !errors.As(err, &told) || told.Object != ref.String() {
		t.Errorf("without a role: %v", err)
	}
	if _, err := actuator(t, client(t, "no such token"), ref, nil).Status(t.Context()); !errors.Is(err, kubernetes.ErrForbidden) {
		t.Errorf("without an account: %v", err)
	}

	roles, shipped := here.client.RbacV1().Roles(ns), role(t)
	made, err := roles.Create(t.Context(), shipped, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(rbacv1.RoleBinding{ObjectMeta: metav1.ObjectMeta{Name: "scaler"}, RoleRef: rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: made.Name},
		Subjects: []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "User", Name: "scaler"}}})
	if err != nil {
		t.Fatal(err)
	}
	create(t, "/apis/rbac.authorization.k8s.io/v1/namespaces/"+ns+"/rolebindings", string(b))
	turn := 0
	works := func() error { turn++; return everything(t, scaler, ref, turn) }
	until(t, "all allowed by the role", func() bool { err = works(); return err == nil || !errors.Is(err, kubernetes.ErrForbidden) })
	if err != nil {
		t.Fatal(err)
	}
	for i, rule := range shipped.Rules {
		less := made.DeepCopy()
		less.Rules = append(append([]rbacv1.PolicyRule(nil), shipped.Rules[:i]...), shipped.Rules[i+1:]...)
		update(t, ns, less)
		until(t, fmt.Sprintf("forbidden without %+v", rule), func() bool { return errors.Is(works(), kubernetes.ErrForbidden) })
	}
	update(t, ns, made)
	until(t, "allowed again", func() bool { return works() == nil })
}

func update(t *testing.T, ns string, r *rbacv1.Role) {
	t.Helper()
	r = r.DeepCopy()
	r.ResourceVersion = ""
	if _, err := here.client.RbacV1().Roles(ns).Update(context.Background(), r, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
}
