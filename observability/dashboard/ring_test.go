package dashboard

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestRing(t *testing.T) {
	r := newRing[int](4)
	if out, last, missed := r.after(0, 10); len(out) != 0 || last != 0 || missed != 0 {
		t.Errorf("empty: %v, %d, %d", out, last, missed)
	}
	for i := range 10 {
		r.put(i)
	}
	for _, c := range []struct {
		seen, limit  int
		want         []int
		last, missed uint64
	}{{0, 10, []int{6, 7, 8, 9}, 10, 6}, {0, 2, []int{6, 7}, 8, 6}, {6, 10, []int{6, 7, 8, 9}, 10, 0}, {8, 1, []int{8}, 9, 0}, {10, 5, []int{}, 10, 0}} {
		if out, last, missed := r.after(uint64(c.seen), c.limit); !slices.Equal(out, c.want) || last != c.last || missed != c.missed {
			t.Errorf("after %d, at most %d: %v, %d, %d, want %v, %d, %d", c.seen, c.limit, out, last, missed, c.want, c.last, c.missed)
		}
	}
}

func TestLanes(t *testing.T) {
	var l lanes
	for i := range 256 {
		if got := l.take(); got != i {
			t.Fatalf("lane %d, want %d", got, i)
		}
	}
	if got := l.take(); got != -1 {
		t.Errorf("a lane %d beyond the last", got)
	}
	l.give(-1)
	l.give(200)
	l.give(70)
	if a, b, c := l.take(), l.take(), l.take(); a != 70 || b != 200 || c != -1 {
		t.Errorf("lanes %d, %d, %d", a, b, c)
	}
}

func TestNamesAreBounded(t *testing.T) {
	var n names
	for range 2 {
		for i := range 3 * mostNames {
			n.id(fmt.Sprint("operation ", i))
		}
	}
	if all := n.from(0); len(all) != mostNames || all[0] != other || n.id("one more") != 0 || all[n.id("operation 7")] != "operation 7" {
		t.Errorf("%d names", len(all))
	}
	if rest := n.from(mostNames - 1); len(rest) != 1 || len(n.from(1<<20)) != 0 {
		t.Errorf("the rest is %v", rest)
	}
}

// A text that is cut between the bytes of a letter is no text any more.
func TestClip(t *testing.T) {
	for _, c := range [][2]string{{"short", "short"}, {strings.Repeat("a", 11), "aaaaaaaaaa…"}, {"aaaaaaaaaé", "aaaaaaaaa…"}} {
		if got := clip(c[0], 10); got != c[1] {
			t.Errorf("%q is cut to %q", c[0], got)
		}
	}
}
