package webhook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/scicore-go/scicore/scaling/webhook"
)

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func ExampleReceiver() {
	r, err := webhook.NewReceiver(&webhook.ReceiverOptions{Secrets: []string{secret}})
	if err != nil {
		panic(err)
	}
	server := httptest.NewServer(r)
	defer server.Close()

	req, err := http.NewRequest(http.MethodPost, server.URL, nil)
	if err != nil {
		panic(err)
	}
	if err := webhook.Sign(req, secret, "", []byte(`{"name": "batch_job_submitted", "key": "job 17"}`)); err != nil {
		panic(err)
	}
	resp, err := server.Client().Do(req)
	if err != nil {
		panic(err)
	}
	resp.Body.Close()
	events, err := r.Events(context.Background())
	fmt.Println(resp.Status, events[0].Name, events[0].Key, err)
	// Output: 202 Accepted batch_job_submitted job 17 <nil>
}

// A size that another service holds: asked for and changed over HTTP, signed
// both times.
func ExampleActuator() {
	size := 3
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := webhook.Verify(r, secret) // whoever holds the secret, and within minutes
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		if r.Method == http.MethodPost {
			var order struct{ Target int }
			if err := json.Unmarshal(body, &order); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			size = order.Target
		}
		fmt.Fprintf(w, `{"desired": %d, "ready": %d}`, size, min(size, 3))
	}))
	defer service.Close()
	a, err := webhook.NewActuator(&webhook.ActuatorOptions{URL: service.URL, Secret: secret, Client: service.Client()})
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	fmt.Println(a.Scale(ctx, 5))
	fmt.Println(a.Status(ctx))
	stranger, err := webhook.NewActuator(&webhook.ActuatorOptions{URL: service.URL, Secret: "whsec_" + strings.Repeat("QUJD", 10), Client: service.Client()})
	if err != nil {
		panic(err)
	}
	fmt.Println(errors.Is(stranger.Scale(ctx, 50), webhook.ErrRefused), size)
	// Output:
	// <nil>
	// {5 3} <nil>
	// true 5
}
