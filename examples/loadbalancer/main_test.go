package main

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
)

// With one slow, one failing and one flapping node of ten, callers see no
// error, and the failing node loses its traffic. Latencies are for quiet
// machines: the program prints them. A machine that stands still and then
// sends everything at once may spoil a run, but not all of five.
func TestSpoiledFleet(t *testing.T) {
	f, err := start()
	if err != nil {
		t.Fatal(err)
	}
	defer f.stop()
	f.spoil(true)
	var r result
	for range 5 {
		r, err = f.measure(context.Background(), io.Discard, "", loadbalancing.Adaptive, true, 3*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.took) < rate {
			t.Fatalf("only %d requests were sent", len(r.took))
		}
		if r.errors == 0 && r.share[failing] < 0.02 {
			return
		}
		t.Logf("%d of %d requests failed, the failing node has %.3f of the traffic: %+v", r.errors, len(r.took), r.share[failing], r.stats)
	}
	t.Error("failures reach callers, or the failing node keeps its traffic, at every attempt")
}
