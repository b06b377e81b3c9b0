package kubernetes_test

import (
	"context"
	"errors"
	"fmt"

	"k8s.io/client-go/rest"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/horizontal"
	"github.com/scicore-go/scicore/scaling/kubernetes"
	"github.com/scicore-go/scicore/scaling/vertical"
)

var shop = kubernetes.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "shop", Name: "web"}

// A Deployment held at 70 % of the processor time that it requests. Where there
// is no cluster, that is what the steps say.
func Example() {
	client, err := kubernetes.NewClient(&rest.Config{Host: "http://127.0.0.1:1"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	size, err := kubernetes.NewScale(client, shop, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	load, err := kubernetes.NewSource(client, shop, &kubernetes.SourceOptions{
		Queries: []kubernetes.Query{{Kind: kubernetes.Utilization, Resource: "cpu"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	policy, err := horizontal.HPA().WithUtilization(scaling.CPU, 0.7).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := scaling.NewController(policy).WithSource(load).WithActuator(size).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	step := c.Step(context.Background())
	fmt.Println(errors.Is(step.Err, kubernetes.ErrUnavailable), step.Decision.Unknown)
	// Output: true true
}

func ExampleInCluster() {
	client, err := kubernetes.InCluster()
	if errors.Is(err, kubernetes.ErrUnavailable) { // this is no pod: as kubectl, then
		client, err = kubernetes.FromKubeconfig("", "")
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
}

func ExampleNewResize() {
	client, err := kubernetes.NewClient(&rest.Config{Host: "http://127.0.0.1:1"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	resize, err := kubernetes.NewResize(client, shop, &kubernetes.ResizeOptions{Container: "app"})
	if err != nil {
		fmt.Println(err)
		return
	}
	scaler, err := vertical.NewScaler(
		vertical.NewResourceProfile("small").WithCPUCores(1).WithMemoryGB(2),
		vertical.NewResourceProfile("large").WithCPUCores(4).WithMemoryGB(8).WithCostPerHour(1),
	).WithApplier(resize).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	err = scaler.ApplyProfile(context.Background(), scaler.Profiles()[1])
	fmt.Println(errors.Is(err, kubernetes.ErrUnavailable), scaler.Current().Name())
	// Output: true small
}

func ExampleNewRecorder() {
	client, err := kubernetes.NewClient(&rest.Config{Host: "http://127.0.0.1:1"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	events, err := kubernetes.NewRecorder(client, shop, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = events.Record(context.Background(), scaling.Step{Current: 2, Asked: 3, Decision: scaling.Scale(3, "cpu 0.9 of 0.7: 2 to 3")})
	fmt.Println(errors.Is(err, kubernetes.ErrUnavailable))
	// Output: true
}
