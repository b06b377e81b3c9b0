package httpbalancer

import (
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"time"
)

func contains(statuses []int, s int) bool { return slices.Contains(statuses, s) }

// jitter is a random wait before retry n, counted from 0: the full jitter of
// exponential backoff.
func jitter(base, most time.Duration, n int) time.Duration {
	limit := most
	if n < 30 && base<<n < most && base<<n>>n == base {
		limit = base << n
	}
	if limit <= 0 {
		return 0
	}
	return rand.N(limit) + 1
}

// retryAfter reads the header: seconds or a date.
func retryAfter(resp *http.Response) (time.Duration, bool) {
	v := resp.Header.Get("Retry-After")
	if v == "" {
		return 0, false
	}
	if s, err := strconv.ParseUint(v, 10, 31); err == nil {
		return time.Duration(s) * time.Second, true
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(0, time.Until(at)), true
	}
	return 0, false
}

func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
