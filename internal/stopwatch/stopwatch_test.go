package stopwatch

import (
	"math"
	"math/rand/v2"
	"sync"
	"testing"
	"time"
)

// until runs f again and again until it reports success.
func until(t *testing.T, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !f(); {
		if time.Now().After(end) {
			t.Fatal(what)
		}
	}
}

// A watch inside a measurement by the monotonic clock shows no more than that,
// one around it no less, before the counter's rate is known and after.
func TestAgainstTheClock(t *testing.T) {
	const slack = 2 * time.Microsecond // instructions pass the counter
	counted, clocked := 0, 0
	check := func(span time.Duration) {
		outer := Start()
		begin := nanos()
		inner := Start()
		for nanos()-begin < span {
		}
		got := inner.Elapsed()
		took := nanos() - begin
		if around := outer.Elapsed(); got > took+took/500+slack || around < took-took/500-slack {
			t.Errorf("%v inside and %v around %v", got, around, took)
		}
		if inner.scale != nil {
			counted++
		} else {
			clocked++
		}
	}
	enough := func() bool { return counted >= 200 || !usable() && clocked >= 200 }
	until(t, "the counter is trusted and never used", func() bool {
		for _, d := range []time.Duration{0, time.Microsecond, 100 * time.Microsecond, time.Millisecond} {
			check(d)
		}
		return enough()
	})
}

// usable reports whether the counter is not given up.
func usable() bool {
	following.mu.Lock()
	defer following.mu.Unlock()
	return trusted() && following.wrong < maxRestart
}

func TestManyAtOnce(t *testing.T) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 2000 {
				if d := Start().Elapsed(); d < 0 || d > time.Minute {
					t.Errorf("%v", d)
				}
			}
		})
	}
	wg.Wait()
}

// machine is a counter and a clock that run as told.
type machine struct {
	f     follower
	r     reading
	ratio float64 // ticks a nanosecond
	scale *scale
}

// pass lets time pass and takes a reading with an error as large as one may
// have.
func (m *machine) pass(d time.Duration) *scale {
	m.r.nanos += d
	m.r.ticks += int64(float64(d) * m.ratio)
	r := m.r
	r.nanos += time.Duration(rand.Int64N(int64(sharpness))) - sharpness/2
	m.scale = m.f.follow(r)
	return m.scale
}

func TestFollow(t *testing.T) {
	m := &machine{r: reading{1 << 40, time.Hour}, ratio: 2.7}
	if m.pass(0) != nil {
		t.Error("a scale from one reading")
	}
	close := func(within float64) {
		t.Helper()
		if m.scale == nil || math.Abs(m.scale.nanos*m.ratio-1) > within {
			t.Fatalf("%+v, want within %v of %v", m.scale, within, 1/m.ratio)
		}
	}
	m.pass(firstSpan)
	close(1e-4)
	if ahead := float64(m.scale.until-m.r.ticks) / m.ratio; math.Abs(ahead-1e9) > 1e6 {
		t.Errorf("good for %v ns", ahead)
	}
	for range 100 {
		m.pass(span)
		close(1e-4)
	}
	close(1e-7) // the longer, the better
	m.pass(time.Hour)
	close(1e-7)
	if m.f.wrong != 0 {
		t.Errorf("wrong %d times", m.f.wrong)
	}
}

// A counter that stands still, goes back, jumps or runs at another rate than
// before is not used, and at the third time given up.
func TestGivesUp(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(m *machine)
	}{
		{"still", func(m *machine) { m.r.nanos += span }},
		{"backwards", func(m *machine) { m.r.ticks -= 1e9; m.r.nanos += span }},
		{"jump", func(m *machine) { m.r.ticks += 1e13 }},
		{"faster", func(m *machine) { m.ratio *= 1.01 }},
		{"clock halted", func(m *machine) { m.r.ticks += 1e8 }},
	} {
		m := &machine{r: reading{1 << 50, time.Hour}, ratio: 2}
		for i := range maxRestart {
			m.pass(firstSpan)
			m.pass(firstSpan)
			if m.pass(span) == nil {
				t.Fatalf("%s: no scale of a good counter", c.name)
			}
			if m.f.next.Load() == math.MaxInt64 {
				t.Fatalf("%s: given up after %d times", c.name, i)
			}
			c.do(m)
			if s := m.pass(span); s != nil {
				t.Errorf("%s: still %+v", c.name, s)
			}
		}
		if m.f.due(math.MaxInt64 - 1) {
			t.Errorf("%s: not given up", c.name)
		}
	}
}

// A kernel that slews its clock as fast as it may is no reason to stop.
func TestSlew(t *testing.T) {
	m := &machine{r: reading{0, time.Hour}, ratio: 2}
	m.pass(0)
	m.pass(firstSpan)
	for range 20 {
		m.pass(span)
	}
	m.ratio *= 1 + 500e-6
	for range 20 {
		if m.pass(span) == nil {
			t.Fatal("given up")
		}
	}
}

func TestNeverNegative(t *testing.T) {
	w := Watch{ticks() + 1<<40, &scale{nanos: 0.5}}
	if d := w.Elapsed(); d != 0 {
		t.Errorf("%v", d)
	}
}
