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
// machines: the program prints them.
func TestSpoiledFleet(t *testing.T) {
	f, err := start()
	if err != nil {
		t.Fatal(err)
	}
	defer f.stop()
	f.spoil(true)
	r, err := f.measure(context.Background(), io.Discard, "", loadbalancing.Adaptive, true, 3*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.took) < rate {
		t.Fatalf("only %d requests were sent", len(r.took))
	}
	if r.errors != 0 {
		t.Errorf("%d of %d requests failed: %+v", r.errors, len(r.took), r.stats)
	}
	if r.share[failing] >= 0.02 {
		t.Errorf("the failing node has %.3f of the traffic", r.share[failing])
	}
}
