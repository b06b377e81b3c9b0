package timeline

import (
	"testing"
	"time"
)

func TestTimeNeverGoesBack(t *testing.T) {
	wall := time.Unix(1000, 0)
	l := New(func() time.Time { return wall })
	for _, c := range []struct{ step, want time.Duration }{
		{0, 0},
		{3 * time.Second, 3 * time.Second},
		{-time.Hour, 3 * time.Second}, // stands still
		{2 * time.Second, 5 * time.Second},
		{time.Hour, time.Hour + 5*time.Second},
	} {
		wall = wall.Add(c.step)
		if got := l.Now(); got != c.want {
			t.Errorf("after a step of %v: %v, want %v", c.step, got, c.want)
		}
	}
	if !l.Wall().Equal(wall) {
		t.Errorf("wall is %v, want the clock's %v", l.Wall(), wall)
	}
}

func TestRuntimeClock(t *testing.T) {
	l := New(nil)
	a := l.Now()
	if b := l.Now(); a < 0 || b < a {
		t.Errorf("%v, then %v", a, b)
	}
	if d := time.Since(l.Wall()); d < 0 || d > time.Minute {
		t.Errorf("wall is off by %v", d)
	}
}
