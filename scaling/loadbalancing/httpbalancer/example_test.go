package httpbalancer_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
	"github.com/scicore-go/scicore/scaling/loadbalancing/httpbalancer"
)

// One of two nodes is down; nobody notices.
func Example() {
	up := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "42") }))
	defer up.Close()
	down := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }))
	defer down.Close()

	lb, err := loadbalancing.New().WithNodes(
		loadbalancing.Node{ID: "a", URL: up.URL},
		loadbalancing.Node{ID: "b", URL: down.URL},
	).Build()
	if err != nil {
		panic(err)
	}
	t, err := httpbalancer.New(lb).WithRetries(2).WithAttemptTimeout(5 * time.Second).Build()
	if err != nil {
		panic(err)
	}
	defer t.CloseIdleConnections()
	client := &http.Client{Transport: t}
	for range 5 {
		resp, err := client.Get("http://answers/")
		if err != nil {
			panic(err)
		}
		b, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		fmt.Print(string(b), " ")
	}
	// Output: 42 42 42 42 42
}

// Repeats cost no more than a tenth of the requests: when everything fails, a
// service is not asked three times as much.
func ExampleNewBudget() {
	down := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }))
	defer down.Close()
	lb, err := loadbalancing.New().WithNodes(loadbalancing.Node{ID: "a", URL: down.URL}, loadbalancing.Node{ID: "b", URL: down.URL}).Build()
	if err != nil {
		panic(err)
	}
	budget, err := httpbalancer.NewBudget(0.1, 0)
	if err != nil {
		panic(err)
	}
	t, err := httpbalancer.New(lb).WithRetries(3).WithBackoff(time.Microsecond, time.Millisecond).WithBudget(budget).Build()
	if err != nil {
		panic(err)
	}
	defer t.CloseIdleConnections()
	client := &http.Client{Transport: t}
	for range 40 {
		resp, err := client.Get("http://answers/")
		if err != nil {
			panic(err)
		}
		resp.Body.Close()
	}
	s := t.Stats()
	fmt.Println(s.Requests, s.Retries <= 4, s.Denied > 30, t.Budget() == budget)
	// Output: 40 true true true
}

// A second request where the first takes long, the answer that comes first
// being taken; and an end to it all.
func ExampleBuilder_WithHedge() {
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer slow.Close()
	fast := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "42") }))
	defer fast.Close()
	lb, err := loadbalancing.New().WithAlgorithm(loadbalancing.RoundRobin).
		WithNodes(loadbalancing.Node{ID: "slow", URL: slow.URL}, loadbalancing.Node{ID: "fast", URL: fast.URL}).Build()
	if err != nil {
		panic(err)
	}
	t, err := httpbalancer.New(lb).WithHedge(20 * time.Millisecond).WithDeadline(time.Minute).Build()
	if err != nil {
		panic(err)
	}
	defer t.CloseIdleConnections()
	resp, err := (&http.Client{Transport: t}).Get("http://answers/")
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	fmt.Println(string(b), err, t.Stats().HedgesWon)
	// Output: 42 <nil> 1
}
