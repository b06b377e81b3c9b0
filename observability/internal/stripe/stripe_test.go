package stripe

import (
	"sync"
	"testing"
)

// Nothing is lost, whoever adds and whenever somebody reads.
func TestNothingIsLost(t *testing.T) {
	const goroutines, each = 40, 2000
	var c Counter
	var l Locked[[2]int]
	var wg sync.WaitGroup
	stop, read := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(read)
		for {
			l.Each(func(v *[2]int) {
				if v[0] != v[1] {
					t.Errorf("a value in the middle of a change: %v", *v)
				}
			})
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	for range goroutines {
		wg.Go(func() {
			for range each {
				c.Add(1)
				cell := l.Lock()
				cell.V[0]++
				cell.V[1]++
				cell.Unlock()
			}
		})
	}
	wg.Wait()
	close(stop)
	<-read
	sum := 0
	l.Each(func(v *[2]int) { sum += v[0] })
	if c.Load() != goroutines*each || sum != goroutines*each {
		t.Errorf("%d and %d of %d", c.Load(), sum, goroutines*each)
	}
}

// With all cells taken a writer waits for one.
func TestAllCellsTaken(t *testing.T) {
	var l Locked[int]
	taken := make([]*Cell[int], Count)
	for i := range taken {
		taken[i] = l.Lock()
		taken[i].V++
	}
	done := make(chan struct{})
	go func() {
		c := l.Lock()
		c.V++
		c.Unlock()
		close(done)
	}()
	for _, c := range taken {
		c.Unlock()
	}
	<-done
	sum := 0
	l.Each(func(v *int) { sum += *v })
	if sum != Count+1 {
		t.Errorf("%d, want %d", sum, Count+1)
	}
}
