// Package kubernetes scales what runs in a Kubernetes cluster.
//
//	client, err := kubernetes.InCluster() // or NewClient(config)
//	web := kubernetes.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "shop", Name: "web"}
//	size, err := kubernetes.NewScale(client, web, nil)
//	load, err := kubernetes.NewSource(client, web, &kubernetes.SourceOptions{
//		Queries: []kubernetes.Query{{Kind: kubernetes.Utilization, Resource: "cpu"}},
//	})
//	policy, err := horizontal.HPA().WithUtilization(scaling.CPU, 0.7).Build()
//	c, err := scaling.NewController(policy).WithSource(load).WithActuator(size).Build()
//
// [Scale] is an actuator over the scale subresource, which Deployments,
// StatefulSets, ReplicaSets and any custom resource that declares one have.
// [Source] measures: resource metrics of pods, custom and external metrics and
// counts of pods, told so that horizontal.HPA decides upon them as the
// autoscaler of Kubernetes would. [Resize] applies profiles of package
// vertical, to pods that run or to the template of those to come. [Recorder]
// writes what a controller did as Kubernetes events.
//
// A server that does not answer, or an API that is not installed, is
// [ErrUnavailable] and never a load or a size of zero. What an account must be
// allowed to do stands in rbac.yaml beside this file, and no more than that.
package kubernetes
