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
