package webhook_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

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
