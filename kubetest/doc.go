// Package kubetest holds package kubernetes of scaling to a real API server: it
// runs kube-apiserver over etcd with RBAC, and the controllers of Deployments,
// StatefulSets and ReplicaSets. It is a module of its own, so that Kubernetes
// enters no host's go.mod.
package kubetest
