package loadbalancing

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Nodes come, go, weigh more and drain while requests are picked: every pick
// finds somebody, and in the end nothing is in flight.
func TestChurn(t *testing.T) {
	for _, a := range everyAlgorithm() {
		t.Run(a.Name(), func(t *testing.T) { churn(t, a) })
	}
}

func churn(t *testing.T, a Strategy) {
	lb := build(t, New().WithAlgorithm(a).WithNodes(nodes(8)...).WithSlowStart(time.Millisecond))
	var stop atomic.Bool
	var pickers sync.WaitGroup
	for p := range 4 {
		pickers.Go(func() {
			for i := 0; !stop.Load(); i++ {
				ticket, err := lb.Pick(Request{Key: uint64(i*4 + p)})
				if err != nil {
					t.Error(err)
					return
				}
				o := Outcome{Latency: time.Duration(1+i%7) * time.Millisecond}
				if i%50 == 0 {
					o.Result = Failure
				}
				if !ticket.Done(o) {
					t.Error("a ticket did not count")
					return
				}
				if i%64 == 0 {
					time.Sleep(time.Microsecond) // let the changes have the processor
				}
			}
		})
	}
	rounds := 20
	if a == Strategy(Maglev) || a == Strategy(ConsistentHash) {
		rounds = 2 // each change builds a table
	}
	for i := range rounds {
		id := fmt.Sprintf("b%d", i%5)
		errs := errors.Join(
			lb.AddNode(Node{ID: id, Weight: 1 + i%3}),
			lb.SetWeight("a1", 1+i%5),
			lb.Drain(t.Context(), "a2"),
			lb.Undrain("a2"),
			lb.RemoveNode(id),
		)
		lb.Maintain()
		lb.Metrics()
		if errs != nil {
			t.Fatal(errs)
		}
	}
	stop.Store(true)
	pickers.Wait()
	m := lb.Metrics()
	if m.InFlight != 0 || len(m.Nodes) != 8 || m.Nodes[0].Late != 0 {
		t.Errorf("in the end: %+v", m)
	}
}

func TestAddNodesAllOrNone(t *testing.T) {
	lb := build(t, New().WithNodes(nodes(1)...))
	err := lb.AddNode(Node{ID: "b"}, Node{}, Node{ID: "a0"}, Node{ID: "c", Weight: -2}, Node{ID: "b"})
	if !errors.Is(err, ErrDuplicate) {
		t.Errorf("a node that exists: %v", err)
	}
	for _, want := range []string{"ID must not be empty", `"a0"`, "weight -2", `"b"`} {
		if !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%v does not tell of %s", err, want)
		}
	}
	if len(lb.Nodes()) != 1 {
		t.Errorf("some were added: %v", lb.Nodes())
	}
}

func TestRemoveNodesAllOrNone(t *testing.T) {
	lb := build(t, New().WithNodes(nodes(5)...))
	err := lb.RemoveNode("a1", "x", "a2", "y")
	for _, want := range []string{`"x"`, `"y"`} {
		if !errors.Is(err, ErrUnknownNode) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not tell of %s", err, want)
		}
	}
	if len(lb.Nodes()) != 5 {
		t.Errorf("some were removed: %v", lb.Nodes())
	}
	if err := errors.Join(lb.RemoveNode(), lb.RemoveNode("a3", "a1", "a3")); err != nil {
		t.Error(err)
	}
	if left := lb.Nodes(); len(left) != 3 || left[0].ID != "a0" || left[1].ID != "a2" || left[2].ID != "a4" {
		t.Errorf("left are %v", left)
	}
	if err := lb.ValidateIntegrity(); err != nil {
		t.Error(err)
	}
}

func TestUnknownNodes(t *testing.T) {
	lb := build(t, New())
	for what, err := range map[string]error{
		"remove":  lb.RemoveNode("x"),
		"weight":  lb.SetWeight("x", 1),
		"drain":   lb.Drain(t.Context(), "x"),
		"undrain": lb.Undrain("x"),
	} {
		if !errors.Is(err, ErrUnknownNode) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := build(t, New().WithNodes(nodes(1)...)).SetWeight("a0", MaxWeight+1); err == nil {
		t.Error("a weight that is too large")
	}
}

func TestStandbyServesOnlyAlone(t *testing.T) {
	for _, a := range everyAlgorithm() {
		lb := build(t, New().WithAlgorithm(a).WithNodes(nodes(3)...))
		if err := lb.SetWeight("a0", 0); err != nil {
			t.Fatal(err)
		}
		if got := serve(t, lb, 200, Request{}, fine); got["a0"] != 0 {
			t.Errorf("%s: weight 0 had %d requests", a.Name(), got["a0"])
		}
		if n := lb.Nodes()[0]; n.Weight != Standby {
			t.Errorf("weight 0 reads as %d", n.Weight)
		}
		lb.RemoveNode("a1")
		lb.RemoveNode("a2")
		if got := serve(t, lb, 5, Request{}, fine); got["a0"] != 5 {
			t.Errorf("%s: alone it had %d of 5", a.Name(), got["a0"])
		}
	}
}

func TestDrainWaits(t *testing.T) {
	lb := build(t, New().WithNodes(nodes(2)...))
	var tickets []Ticket
	for range 20 {
		ticket, _ := lb.Pick(Request{})
		tickets = append(tickets, ticket)
	}
	drained := make(chan error, 1)
	go func() { drained <- lb.Drain(context.Background(), "a0") }()
	for lb.Metrics().Nodes[0].State != "draining" {
		time.Sleep(time.Millisecond)
	}
	for range 50 {
		if ticket, _ := lb.Pick(Request{}); ticket.Node().ID == "a0" {
			t.Fatal("a request went to a node that drains")
		}
	}
	for i := range tickets {
		select {
		case err := <-drained:
			t.Fatalf("drained with requests in flight: %v, %+v", err, lb.Metrics().Nodes[0])
		default:
		}
		if lb.Metrics().Nodes[0].InFlight > 0 {
			tickets[i].Done(Outcome{})
		}
	}
	if err := <-drained; err != nil {
		t.Error(err)
	}
}

func TestDrainThatIsNotToBe(t *testing.T) {
	for name, end := range map[string]func(*Balancer, context.CancelFunc){
		"undrained": func(lb *Balancer, _ context.CancelFunc) { lb.Undrain("a0") },
		"removed":   func(lb *Balancer, _ context.CancelFunc) { lb.RemoveNode("a0") },
		"canceled":  func(_ *Balancer, cancel context.CancelFunc) { cancel() },
	} {
		lb := build(t, New().WithNodes(nodes(1)...))
		if _, err := lb.Pick(Request{}); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- lb.Drain(ctx, "a0") }()
		for lb.Metrics().Nodes[0].State != "draining" {
			time.Sleep(time.Millisecond)
		}
		end(lb, cancel)
		if err := <-ended; err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		cancel()
	}
}

// A node that drains and whose last request is never ended is drained when
// the request is given up.
func TestDrainEndsWithLeaks(t *testing.T) {
	c := newClock()
	lb := build(t, New().WithNodes(nodes(1)...).WithClock(c.now).WithLeakTimeout(time.Minute))
	lb.Maintain()
	lb.Pick(Request{})
	ended := make(chan error, 1)
	go func() { ended <- lb.Drain(context.Background(), "a0") }()
	for lb.Metrics().Nodes[0].State != "draining" {
		time.Sleep(time.Millisecond)
	}
	for range 2 {
		c.advance(time.Minute)
		lb.Maintain()
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestAvoid(t *testing.T) {
	for _, a := range everyAlgorithm() {
		lb := build(t, New().WithAlgorithm(a).WithNodes(nodes(5)...))
		avoid := []string{"a0", "a1", "a3", "a4"}
		if got := serve(t, lb, 100, Request{Key: 7, Avoid: avoid}, fine); got["a2"] != 100 {
			t.Errorf("%s: %v, wanted all at a2", a.Name(), got)
		}
		if got := serve(t, lb, 10, Request{Avoid: append(avoid, "a2")}, fine); len(got) == 0 {
			t.Errorf("%s: avoiding all is avoiding none", a.Name())
		}
		if m := lb.Metrics(); m.InFlight != 0 || m.Picks != 110 {
			t.Errorf("%s: %d in flight, %d picks", a.Name(), m.InFlight, m.Picks)
		}
	}
}

func TestSlowStart(t *testing.T) {
	c := newClock()
	lb := build(t, New().WithAlgorithm(WeightedRoundRobin).WithNodes(nodes(1)...).WithClock(c.now).WithSlowStart(10*time.Second))
	lb.Maintain()
	if err := lb.AddNode(Node{ID: "new"}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []float64{1.0 / 16, 6.0 / 16, 12.0 / 16, 1} {
		if w := lb.Metrics().Nodes[1].WeightInUse; w != want {
			t.Errorf("weight %g in use, want %g", w, want)
		}
		got := serve(t, lb, 336, Request{}, fine)["new"]
		if off := float64(got) - 336*want/(1+want); off > 1 || off < -1 {
			t.Errorf("at %g of the weight: %d of 336 requests", want, got)
		}
		c.advance(4 * time.Second)
		lb.Maintain()
	}
	if w := lb.Metrics().Nodes[0].WeightInUse; w != 1 {
		t.Errorf("a node that was there from the beginning has weight %g", w)
	}
}

func TestListenerMayChangeTheBalancer(t *testing.T) {
	var lb *Balancer
	var heard []Kind
	lb = build(t, New().WithListener(func(d Decision) {
		heard = append(heard, d.Kind)
		if d.Kind == Removed {
			if err := lb.AddNode(Node{ID: "spare"}); err != nil {
				t.Error(err)
			}
		}
	}).WithNodes(nodes(1)...))
	if err := lb.RemoveNode("a0"); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(heard) != "[added removed added]" {
		t.Errorf("heard %v", heard)
	}
}
