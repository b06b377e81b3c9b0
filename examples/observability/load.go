package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/scicore-go/scicore/observability/progress"
	"github.com/scicore-go/scicore/observability/progress/bar"
)

// The requests of the load: small, large, and one that is wrong.
var requests = []string{
	`{"operation": "sum(x*x)", "inputs": {"x": [1, 2, 3, 4]}}`,
	`{"operation": "sqrt(mean(x*x, axis=0))", "inputs": {"x": ` + numbers(60, 60) + `}}`,
	`{"operation": "linalg.solve(a, b)", "inputs": {"a": [[4, 1], [1, 3]], "b": [1, 2]}}`,
	`{"operation": "matmul(x, x) + exp(x)", "inputs": {"x": ` + numbers(80, 80) + `}}`,
	`{"operation": "matmul(a, b)", "inputs": {"a": [[1, 2, 3]], "b": [[1, 2]]}}`,
}

func numbers(rows, cols int) string {
	var b strings.Builder
	for i := range rows {
		b.WriteString([]string{"[", ","}[min(i, 1)])
		for j := range cols {
			fmt.Fprintf(&b, "%s%d.5", []string{"[", ","}[min(j, 1)], (i*cols+j)%9)
		}
		b.WriteString("]")
	}
	return b.String() + "]"
}

// load asks from four sides until its time is over, and returns how many
// requests had no answer.
func load(ctx context.Context, url string, d time.Duration) (lost int64) {
	ctx = progress.With(ctx, bar.New(os.Stderr, &bar.Options{Interval: 2 * time.Second}))
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	task := progress.Start(ctx, "load", d.Milliseconds(), "ms")
	defer task.Done(nil)
	var failed atomic.Int64
	var wg sync.WaitGroup
	for side := range 4 {
		wg.Go(func() {
			for i := side; ctx.Err() == nil; i++ {
				if ask(ctx, url, requests[i%len(requests)], side) != nil && ctx.Err() == nil {
					failed.Add(1)
				}
			}
		})
	}
	const step = 50 * time.Millisecond
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-time.After(step):
			task.Add(step.Milliseconds())
		}
	}
	wg.Wait()
	return failed.Load()
}

func ask(ctx context.Context, url, body string, side int) error {
	req, err := http.NewRequestWithContext(ctx, "POST", url+"/compute", bytes.NewReader([]byte(body)))
	if err != nil {
		return err
	}
	req.Header.Set("X-User", fmt.Sprint("user-", side))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return err
}
