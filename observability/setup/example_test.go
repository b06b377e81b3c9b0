package setup_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/config"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/observability/setup"
)

func ExampleBuild() {
	ctx := context.Background()
	s := setup.Defaults() // or the section that config.Load has read
	s.ServiceName, s.MetricsPath = "solver", "/metrics"
	t, err := setup.Build(ctx, s)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer t.Shutdown(ctx)
	rt, err := scicore.NewRuntime().WithObserver(t.Observer()).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	sum, err := scicore.Eval(scicore.WithRuntime(ctx, rt), graph.Of(array.Ones[float64](3)).Sum())
	fmt.Println(sum.Item(), err)
	server := httptest.NewServer(t.Route(http.NotFoundHandler()))
	defer server.Close()
	res, err := server.Client().Get(server.URL + "/metrics")
	if err != nil {
		fmt.Println(err)
		return
	}
	res.Body.Close()
	fmt.Println(res.Status)
	// Output:
	// 3 <nil>
	// 200 OK
}

func ExampleFollow() {
	type settings struct {
		Observability setup.Settings `toml:"observability"`
	}
	live, err := config.Open(config.Source{Getenv: func(string) string { return "" }}, settings{setup.Defaults()})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	t, err := setup.Build(ctx, live.Current().Observability)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer t.Shutdown(ctx)
	setup.Follow(live, t, func(s settings) setup.Settings { return s.Observability })
	fmt.Println(t.Status().Generation, t.Status().Err) // go live.Watch(ctx, 5*time.Second, nil)
	// Output: 1 <nil>
}
