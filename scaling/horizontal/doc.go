// Package horizontal sizes a service by the number of its replicas.
//
//	policy := horizontal.NewPolicy().
//		WithMinReplicas(3).WithMaxReplicas(50).
//		WithTargetCPUUtilization(70).WithTargetMemoryUtilization(80).
//		WithScaleUpThreshold(2).WithScaleDownThreshold(5).
//		WithScaleUpIncrement(2).WithScaleDownIncrement(1)
//	scaler, err := horizontal.New(policy, &horizontal.Options{Source: load, Actuator: pool})
//	...
//	err = scaler.Run(ctx)
//
// A [ScalingPolicy] waits for some steps in a row and then changes the size by
// so many; [HPA] describes a policy with the semantics of the Kubernetes
// autoscaler instead. Both are made of the layers of package scaling around
// [MetricTarget], which counts the replicas that hold a metric at its target.
// Either, or any other policy, is carried out by a [HorizontalScaler] or by a
// scaling.Controller, and can first be replayed on a trace by package
// simulate.
package horizontal
