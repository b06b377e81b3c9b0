package loadbalancing

import (
	"errors"
	"fmt"
	"math"
)

// Standby is the weight of a node that serves only while no node of positive
// weight can.
const Standby = -1

// MaxWeight is the largest weight of a node.
const MaxWeight = 1 << 20

// Node is what a host knows about a place that serves requests.
type Node struct {
	ID        string `json:"id"`                   // unique in a balancer, not empty
	URL       string `json:"url,omitempty"`        // where requests go; the balancer itself never opens it
	HealthURL string `json:"health_url,omitempty"` // where active checks ask, if not at URL
	Zone      string `json:"zone,omitempty"`       // where the node stands, for zone-aware balancing
	Weight    int    `json:"weight,omitempty"`     // share in traffic, 1…MaxWeight; 0 is 1; or [Standby]
}

// check tells what is wrong with a node.
func (n Node) check() error {
	var errs []error
	if n.ID == "" {
		errs = append(errs, errors.New("loadbalancing: node: ID must not be empty"))
	}
	if n.Weight < Standby || n.Weight > MaxWeight {
		errs = append(errs, fmt.Errorf("loadbalancing: node %q: weight %d: must be in 1…%d, 0 for 1, or Standby", n.ID, n.Weight, MaxWeight))
	}
	return errors.Join(errs...)
}

// normal returns n with its defaults filled in.
func (n Node) normal() Node {
	if n.Weight == 0 {
		n.Weight = 1
	}
	return n
}

// Sentinels of what a caller may handle.
var (
	ErrNoNodes     = errors.New("loadbalancing: no nodes")                // nobody to choose: see [*NoNodesError]
	ErrUnknownNode = errors.New("loadbalancing: unknown node")            // no node of that ID
	ErrDuplicate   = errors.New("loadbalancing: node exists")             // the ID is taken
	ErrMonitoring  = errors.New("loadbalancing: monitoring already runs") // StartMonitoring called twice
	// ErrOverloaded, wrapped in what the function given to [Balancer.Route]
	// returns, says that the node asked for less traffic: HTTP's 429, gRPC's
	// RESOURCE_EXHAUSTED.
	ErrOverloaded = errors.New("loadbalancing: node is overloaded")
)

// NoNodesError reports that there was no node to choose. It is an
// [ErrNoNodes].
type NoNodesError struct {
	Known    int // nodes in the balancer
	Draining int // of these, nodes that take no new requests
}

func (e *NoNodesError) Error() string {
	if e.Known == 0 {
		return ErrNoNodes.Error()
	}
	return fmt.Sprintf("%v: %d known, %d draining", ErrNoNodes, e.Known, e.Draining)
}

// Is makes errors.Is(err, ErrNoNodes) true.
func (e *NoNodesError) Is(target error) bool { return target == ErrNoNodes }

// fixed is a weight or ratio as a logarithm to base 2 with 20 binary digits
// behind the point: multiplying loads is adding integers.
const fixedOne = 1 << 20

func fixedLog2(x float64) int64 { return int64(math.Round(math.Log2(x) * fixedOne)) }
