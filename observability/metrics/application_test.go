package metrics

import (
	"fmt"
	"math"
	"sync"
	"testing"
	"time"
)

type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

func TestApplicationWindow(t *testing.T) {
	c := &clock{time.Unix(1000, 0)}
	a := newApplication(c.now)
	if s := a.Snapshot(); s != (Application{}) {
		t.Errorf("before anything: %+v", s)
	}
	for i := range 600 { // ten a second for a minute, one in ten fails, three users
		a.Record(APIMetrics{Status: map[bool]int{true: 503, false: 200}[i%10 == 0], User: fmt.Sprint("user ", i%3)})
		c.t = c.t.Add(100 * time.Millisecond)
	}
	end := a.Begin()
	s := a.Snapshot()
	if math.Abs(s.RequestsPerSecond-10) > .01 || math.Abs(s.ErrorRate-.1) > 1e-12 || s.ActiveUsers != 3 || s.ActiveRequests != 1 {
		t.Errorf("after a minute: %+v", s)
	}
	end()
	c.t = c.t.Add(Window / 2)
	if s := a.Snapshot(); math.Abs(s.RequestsPerSecond-5) > .5 || s.ActiveUsers != 3 || s.ActiveRequests != 0 {
		t.Errorf("half a minute of silence: %+v", s)
	}
	c.t = c.t.Add(Window)
	if s := a.Snapshot(); s != (Application{}) {
		t.Errorf("after silence: %+v", s)
	}
	c.t = c.t.Add(-time.Hour) // a clock that goes back
	a.Record(APIMetrics{Status: 200})
	a.Snapshot()
	c.t = c.t.Add(48 * time.Hour)
	a.Record(APIMetrics{Status: 404})
	if s := a.Snapshot(); s.ErrorRate != 0 || s.RequestsPerSecond <= 0 {
		t.Errorf("after a day: %+v", s)
	}
}

func TestUsersAreCountedInBoundedMemory(t *testing.T) {
	for _, n := range []int{1, 2, 10, 100, 1000, 10_000, 100_000, 1_000_000} {
		if testing.Short() && n > 100_000 {
			continue
		}
		a := newApplication(time.Now)
		for i := range n {
			a.Record(APIMetrics{User: fmt.Sprint(i)})
			if i%2 == 0 {
				a.Record(APIMetrics{User: fmt.Sprint(i)})
			}
		}
		if got := a.Snapshot().ActiveUsers; math.Abs(float64(got)/float64(n)-1) > .04 {
			t.Errorf("%d users counted as %d", n, got)
		}
	}
}

func TestApplicationConcurrently(t *testing.T) {
	a := NewApplication()
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 100 {
				end := a.Begin()
				a.Record(APIMetrics{Status: 200, User: fmt.Sprint(w, i)})
				a.Snapshot()
				end()
			}
		})
	}
	wg.Wait()
	if s := a.Snapshot(); s.ActiveRequests != 0 || math.Abs(float64(s.ActiveUsers)-800) > 40 {
		t.Errorf("%+v", s)
	}
}

func TestLimiter(t *testing.T) {
	l := NewLimiter(3)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 1000 {
				l.Allow(fmt.Sprint(i % 100))
			}
		})
	}
	wg.Wait()
	allowed := 0
	for i := range 100 {
		if l.Allow(fmt.Sprint(i)) {
			allowed++
		}
	}
	if allowed != 3 {
		t.Errorf("%d values allowed", allowed)
	}
}
