package healthhttp_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/scicore-go/scicore/observability/health"
	"github.com/scicore-go/scicore/observability/health/healthhttp"
)

func ExampleHandler() {
	reg, err := health.NewRegistry().WithCheck(
		health.NewCheck("loop", func(context.Context) health.Result { return health.Pass() }).WithProbes(health.Liveness),
		health.NewCheck("database", health.FromError(func(context.Context) error { return errors.New("password of admin is wrong") })).WithDependency(),
	).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	h := healthhttp.Handler(reg, nil) // http.ListenAndServe(":8081", h)
	for _, target := range []string{"/livez", "/readyz", "/readyz?verbose"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
		fmt.Printf("%s: %d\n%s", target, w.Code, w.Body)
	}
	// Output:
	// /livez: 200
	// ok
	// /readyz: 503
	// unhealthy
	// /readyz?verbose: 503
	// [-]database failed: reason withheld
	// readyz check failed
}
