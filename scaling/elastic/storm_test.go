package elastic

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling"
)

// worthBySorting is what worth is for, in the obvious way.
func worthBySorting(all []lease, most int) []lease {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b lease) int {
		return cmp.Or(cmp.Compare(b.priority, a.priority), b.until.Compare(a.until), cmp.Compare(a.name, b.name), cmp.Compare(a.key, b.key))
	})
	var kept []lease
	sums := make(map[Priority]int)
	for _, l := range all {
		if sums[l.priority] < most {
			kept = append(kept, l)
			sums[l.priority] += l.up
		}
	}
	return kept
}

func TestWorthIsWhatSortingKeeps(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for round := range 300 {
		all := make([]lease, r.IntN(200))
		for i := range all {
			all[i] = lease{
				name: string(rune('a' + r.IntN(3))), key: fmt.Sprint(i),
				until: time.Unix(int64(r.IntN(50)), 0), up: 1 + r.IntN(1+round%7), priority: Priority(r.IntN(3) - 1),
			}
		}
		most := 1 + r.IntN(60)
		got := (&EventDrivenScaler{max: most}).worth(slices.Clone(all))
		if want := worthBySorting(all, most); !reflect.DeepEqual(got, want) {
			t.Fatalf("of %d leases, at most %d replicas: kept %v, want %v", len(all), most, got, want)
		}
	}
}

// BenchmarkStorm is one decision about a hundred thousand events.
func BenchmarkStorm(b *testing.B) {
	for _, keyed := range []bool{true, false} {
		b.Run(fmt.Sprintf("keyed=%v", keyed), func(b *testing.B) {
			events := stormOf(100_000, keyed)
			e := &EventDrivenScaler{max: 100, rules: map[string]Action{"burst": {Up: 1, Timeout: time.Hour}}}
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				e.grant(nil, events)
			}
		})
	}
}

func stormOf(n int, keyed bool) scaling.Signals {
	s := scaling.Signals{Now: time.Unix(1000, 0)}
	for i := range n {
		e := scaling.Event{Name: "burst", At: s.Now.Add(time.Duration(i-n) * time.Microsecond)}
		if keyed {
			e.Key = fmt.Sprint(i)
		}
		s.Events = append(s.Events, e)
	}
	return s
}
