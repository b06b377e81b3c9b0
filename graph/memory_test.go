package graph

import "testing"

// TestPeakOfViewOfScalar: a stage that views a scalar constant lists no input.
func TestPeakOfViewOfScalar(t *testing.T) {
	n := broadcastTo(ScalarNode(ScalarOf(1.5)), []int{2, 3})
	stages, err := Fuse([]*Node{n}, nil)
	if err != nil || len(stages) != 1 {
		t.Fatal(stages, err)
	}
	if got := PeakBytes(stages, []*Node{n}); got != 0 {
		t.Errorf("a view of a constant takes %v bytes", got)
	}
}
