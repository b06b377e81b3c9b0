package progress

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestLatestSnapshot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l Latest
		ctx := With(t.Context(), &l)
		a, b := Start(ctx, "a", 10, ""), Start(ctx, "b", 10, "")
		a.Add(3)
		b.Add(4)
		time.Sleep(150 * time.Millisecond)
		us := l.Snapshot()
		if len(us) != 2 || us[0].Name != "a" || us[0].Done != 3 || us[1].Done != 4 {
			t.Errorf("%v", us)
		}
		us[0].Name = "mine"
		if l.Snapshot()[0].Name != "a" {
			t.Error("a snapshot shares memory")
		}
		a.Done(nil)
		for range 200 {
			Start(ctx, "short", 1, "").Done(nil)
		}
		us = l.Snapshot()
		if len(us) != keepEnded+1 || us[0].Name != "b" || us[len(us)-1].ID != 202 {
			t.Errorf("%d tasks, from %v to %v", len(us), us[0], us[len(us)-1])
		}
		b.Done(nil)
	})
}

// A reader who sleeps gets the latest of each task, not a backlog, and holds
// nobody up.
func TestSlowReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l Latest
		p := Start(With(t.Context(), &l), "w", 1000, "")
		s := l.Subscribe()
		defer s.Close()
		if us := s.Take(); len(us) != 1 || us[0].Done != 0 {
			t.Errorf("%v", us)
		}
		for range 100 {
			p.Add(10)
			time.Sleep(100 * time.Millisecond)
		}
		time.Sleep(150 * time.Millisecond) // past a tick after the last addition
		<-s.Ready()
		if us := s.Take(); len(us) != 1 || us[0].Done != 1000 {
			t.Errorf("%v", us)
		}
		if us := s.Take(); len(us) != 0 {
			t.Errorf("told twice: %v", us)
		}
		p.Done(nil)
	})
}

func TestReaderBacklogIsBounded(t *testing.T) {
	var l Latest
	s := l.Subscribe()
	defer s.Close()
	l.Report(Update{ID: 1, Name: "running"})
	for id := range uint64(3 * maxPending) {
		l.Report(Update{ID: id + 2, State: Finished})
	}
	us := s.Take()
	if len(us) > maxPending || us[0].Name != "running" || us[len(us)-1].ID != 3*maxPending+1 {
		t.Errorf("%d updates, from %v to %v", len(us), us[0], us[len(us)-1])
	}
}

func TestUpdatesOfManyReaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l Latest
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for i := range 5 {
			wg.Go(func() {
				var last Update
				for u := range l.Updates(ctx) {
					last = u
					time.Sleep(time.Duration(i) * time.Second)
				}
				if last.State != Finished || last.Done != 50 {
					t.Errorf("reader %d ended at %v", i, last)
				}
			})
		}
		p := Start(With(ctx, &l), "w", 50, "")
		for range 50 {
			time.Sleep(100 * time.Millisecond)
			p.Add(1)
		}
		p.Done(nil)
		time.Sleep(time.Minute)
		cancel()
		wg.Wait()
		if len(l.readers) != 0 {
			t.Errorf("%d readers left", len(l.readers))
		}
		for range l.Updates(t.Context()) { // leaving early ends the subscription
			break
		}
		if len(l.readers) != 0 {
			t.Errorf("%d readers left", len(l.readers))
		}
	})
}
