package loadbalancingtest_test

import (
	"fmt"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
	"github.com/scicore-go/scicore/scaling/loadbalancing/loadbalancingtest"
)

// Nodes for a test; a strategy of one's own is then held to the rules by
//
//	func TestMine(t *testing.T) { loadbalancingtest.Run(t, mine{}) }
func ExampleNodes() {
	lb, err := loadbalancing.New().WithNodes(loadbalancingtest.Nodes(3)...).Build()
	fmt.Println(len(lb.Nodes()), err, lb.ValidateIntegrity())
	// Output: 3 <nil> <nil>
}
