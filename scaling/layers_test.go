package scaling_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling"
)

var start = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC) // a Monday

// wants is a policy that wants what the load's metric "want" says; a negative
// one is unknown.
func wants() scaling.Policy {
	return scaling.PolicyFunc(func(s scaling.Signals) scaling.Decision {
		n := s.Load.Value("want")
		if n < 0 {
			return scaling.Unknown(s, "no want")
		}
		return scaling.Scale(int(n), "want")
	})
}

// play runs a policy over what is wanted, one step a period; sizes asked for
// are there at once.
func play(t *testing.T, p scaling.Policy, from int, period time.Duration, want ...int) (sizes []int, steps []scaling.Step) {
	t.Helper()
	if v, ok := p.(scaling.Validator); ok && v.Validate() != nil {
		t.Fatal(v.Validate())
	}
	now, size := start, from
	for _, w := range want {
		s := scaling.Signals{Now: now, Current: size, Ready: size, Past: scaling.NewPast(steps),
			Load: scaling.LoadMetrics{{Name: "want", Value: float64(w)}}}
		d := p.Decide(s)
		step := scaling.Step{At: now, Current: size, Ready: size, Decision: d, Asked: d.Target}
		if d.Reason == "" || d.Policy == "" && len(d.Parts) > 0 {
			t.Errorf("step %d: no reason or name: %+v", len(steps), d)
		}
		steps = append(slices.Clip(scaling.Trim(steps, now, scaling.LookbackOf(p))), step)
		size = d.Target
		sizes = append(sizes, size)
		now = now.Add(period)
	}
	return sizes, steps
}

func TestLayers(t *testing.T) {
	w := wants()
	c := scaling.From(w)
	rate := func(replicas int, percent float64, period time.Duration) scaling.Rate {
		return scaling.Rate{Replicas: replicas, Percent: percent, Period: period}
	}
	for _, tc := range []struct {
		name   string
		policy scaling.Policy
		from   int
		period time.Duration
		want   []int
		sizes  []int
	}{
		{"limits", c.WithLimits(2, 5), 3, time.Second, []int{0, 9, 4, -1}, []int{2, 5, 4, 4}},
		{"limits put right what is unknown", c.WithLimits(2, 5), 9, time.Second, []int{-1}, []int{5}},
		{"tolerance", c.WithTolerance(0.1), 10, time.Second, []int{11, 9, 12, 11, 10}, []int{10, 10, 12, 12, 10}},
		{"tolerances", c.WithTolerances(0, 0.5), 10, time.Second, []int{11, 6, 5}, []int{11, 11, 5}},
		{"tolerance of nothing", c.WithTolerance(1), 0, time.Second, []int{1}, []int{1}},
		// The most wanted within the window, the size at the beginning among it.
		{"stabilised down", c.WithStabilization(0, 3*time.Second), 10, time.Second, []int{5, 5, 5, 5, 8, 5, 5, 5, 5}, []int{10, 10, 10, 5, 8, 8, 8, 5, 5}},
		{"stabilised up", c.WithStabilization(2*time.Second, 0), 4, time.Second, []int{8, 9, 7, 7, 10, 10, 6}, []int{4, 4, 7, 7, 7, 10, 6}},
		{"stabilised unknown", c.WithStabilization(0, 2*time.Second), 4, time.Second, []int{4, 4, 4, -1, 1, 1, 1}, []int{4, 4, 4, 4, 4, 1, 1}},
		{"consecutive", c.WithConsecutive(2, 3), 4, time.Second, []int{6, 4, 6, 6, 5, 5, 5, 5}, []int{4, 4, 4, 6, 6, 6, 5, 5}},
		{"cooldown", c.WithCooldown(0, 3*time.Second), 4, time.Second, []int{6, 4, 7, 4, 4, 4}, []int{6, 6, 7, 7, 7, 4}},
		{"cooldown up", c.WithCooldown(2*time.Second, 0), 4, time.Second, []int{6, 7, 7, 1}, []int{6, 6, 7, 1}},
		{"increments", c.WithIncrements(2, 1), 4, time.Second, []int{9, 9, 1, 1, -1}, []int{6, 8, 7, 6, 6}},
		{"increments none", c.WithIncrements(1, 0), 4, time.Second, []int{9, 1}, []int{5, 5}},
		// The Kubernetes documentation's example: 10 % a minute rounds up.
		{"rates percent", c.WithRates(scaling.Rates{}, scaling.Rates{Of: []scaling.Rate{rate(0, 10, time.Minute)}}), 80, time.Minute,
			[]int{10, 10, 10}, []int{72, 64, 57}},
		{"rates fastest", c.WithRates(scaling.Rates{Of: []scaling.Rate{rate(4, 0, 15*time.Second), rate(0, 100, 15*time.Second)}}, scaling.Rates{}), 1, 15 * time.Second,
			[]int{50, 50, 50, 50, 50}, []int{5, 10, 20, 40, 50}},
		{"rates slowest", c.WithRates(scaling.Rates{Select: scaling.Slowest, Of: []scaling.Rate{rate(4, 0, 15*time.Second), rate(0, 100, 15*time.Second)}}, scaling.Rates{}), 1, 15 * time.Second,
			[]int{50, 50, 50, 50, 50}, []int{2, 4, 8, 12, 16}},
		{"rates within a period", c.WithRates(scaling.Rates{Of: []scaling.Rate{rate(4, 0, 4*time.Second)}}, scaling.Rates{}), 1, time.Second,
			[]int{3, 4, 9, 9, 9, 9}, []int{3, 4, 5, 5, 7, 8}},
		{"rates disabled", c.WithRates(scaling.Rates{}, scaling.Rates{Select: scaling.Disabled}), 5, time.Second, []int{1, 7, 1}, []int{5, 7, 7}},
		{"forecast only", c.WithForecastOnly(), 5, time.Second, []int{9, 1, 5}, []int{5, 5, 5}},
		{"schedule", c.WithSchedule(scaling.Window{Name: "night", From: 0, To: 2 * time.Hour, Max: 2}, scaling.Window{Name: "two", From: 2 * time.Hour, To: 3 * time.Hour, Min: 6}), 4, time.Hour,
			[]int{4, 4, 4, 4}, []int{2, 2, 6, 4}},
		// Ten an hour for a day of 24: 2 a replica hour.
		{"budget", c.WithBudget(scaling.Budget{CostPerHour: 2, Limit: 24, Period: 6 * time.Hour}), 1, time.Hour,
			[]int{1, 9, 9, 9, 9, 9, 9}, []int{1, 2, 2, 2, 2, 3, 2}},
		{"layers in order", c.WithLimits(0, 8).WithIncrements(2, 2), 1, time.Second, []int{20, 20, 20, 20, 20}, []int{3, 5, 7, 8, 8}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			sizes, steps := play(t, tc.policy, tc.from, tc.period, tc.want...)
			if !slices.Equal(sizes, tc.sizes) {
				t.Errorf("\n got %v\nwant %v", sizes, tc.sizes)
				for _, s := range steps {
					t.Logf("%v %d -> %d: %s", s.At, s.Current, s.Asked, s.Decision.Reason)
				}
			}
		})
	}
}

// A layer must find its own past, wherever it stands.
func TestLayersWithinOthers(t *testing.T) {
	other := scaling.PolicyFunc(func(s scaling.Signals) scaling.Decision { return scaling.Scale(2, "two") })
	p := scaling.Max(other, scaling.From(wants()).WithStabilization(0, 3*time.Second)).WithLimits(1, 9).WithConsecutive(1, 1)
	sizes, _ := play(t, p, 8, time.Second, 8, 4, 4, 4, 1, 1, 1, 1)
	if want := []int{8, 8, 8, 4, 4, 4, 2, 2}; !slices.Equal(sizes, want) {
		t.Errorf("%v, want %v", sizes, want)
	}
}

func TestCombine(t *testing.T) {
	say := func(n int) scaling.Policy {
		return scaling.PolicyFunc(func(s scaling.Signals) scaling.Decision {
			if n < 0 {
				return scaling.Unknown(s, "blind")
			}
			return scaling.Scale(n, "says")
		})
	}
	many := func(n ...int) (p []scaling.Policy) {
		for _, n := range n {
			p = append(p, say(n))
		}
		return p
	}
	const none = -1
	for _, tc := range []struct {
		says               []int
		max, min, all, any int // of a size of 5
	}{
		{[]int{3}, 3, 3, 3, 3},
		{[]int{7, 9}, 9, 7, 7, 9},
		{[]int{3, 4}, 4, 3, 4, 3},
		{[]int{3, 9}, 9, 3, 5, 9},
		{[]int{5, 9}, 9, 5, 5, 9},
		{[]int{5, 3}, 5, 3, 5, 3},
		{[]int{none, 9}, 9, 5, 5, 9},
		{[]int{none, 3}, 5, 3, 5, 5},
		{[]int{none, none}, 5, 5, 5, 5},
	} {
		p := many(tc.says...)
		s := scaling.Signals{Now: start, Current: 5, Ready: 5}
		for i, c := range []scaling.Composition{scaling.Max(p...), scaling.Min(p...), scaling.All(p...), scaling.Any(p...)} {
			d := c.Decide(s)
			if want := []int{tc.max, tc.min, tc.all, tc.any}[i]; d.Target != want {
				t.Errorf("%s of %v is %d (%s), want %d", c, tc.says, d.Target, d.Reason, want)
			}
			if blind := slices.Max(tc.says) == none; d.Unknown != blind && c.String() != "all" {
				t.Errorf("%s of %v: unknown is %v", c, tc.says, d.Unknown)
			}
			if len(d.Parts) != len(p) {
				t.Errorf("%s of %v: %d parts", c, tc.says, len(d.Parts))
			}
		}
	}
}

func TestFaultsAreAllTold(t *testing.T) {
	c := scaling.Max(
		scaling.From(nil).WithLimits(-1, -2),
		scaling.Min(),
		scaling.From(wants()).WithTolerance(math.NaN()).WithStabilization(-1, 0).WithConsecutive(0, 1).WithCooldown(0, -1).
			WithIncrements(-1, 0).WithRates(scaling.Rates{Select: 9, Of: []scaling.Rate{{}}}, scaling.Rates{Of: []scaling.Rate{{Replicas: 1, Percent: 1, Period: 1}}}).
			WithSchedule(scaling.Window{Name: "w", From: -1, Min: 3, Max: 2, Days: []time.Weekday{8}}).WithBudget(scaling.Budget{CostPerHour: math.Inf(1), Limit: -1}),
	)
	p, err := c.Build()
	if p != nil || err == nil {
		t.Fatal("built")
	}
	for _, want := range []string{"must not be nil", "minimum -1", "of no policies", "tolerance NaN", "stabilization", "consecutive", "cooldown", "increments",
		"select 9", "rate 0: period", "0 replicas, 0 %", "1 replicas, 1 %", "within a day", "3 to 2", "day 8", "cost per hour +Inf", "limit -1", "period 0s"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in:\n%v", want, err)
		}
	}
	if d := c.Decide(scaling.Signals{Current: 4}); !d.Unknown || d.Target != 4 {
		t.Errorf("what was not built decided: %+v", d)
	}
}

// Two compositions from one prefix never touch each other.
func TestBranches(t *testing.T) {
	base := scaling.From(wants()).WithIncrements(100, 100)
	a, b := base.WithLimits(0, 3), base.WithLimits(0, 7)
	if x, _ := play(t, a, 1, time.Second, 9); x[0] != 3 {
		t.Error(x)
	}
	if x, _ := play(t, b, 1, time.Second, 9); x[0] != 7 {
		t.Error(x)
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	for _, d := range []scaling.Decision{{Target: -3, Confidence: 1}, {Target: 3, Confidence: math.NaN()}, {Target: 3, Confidence: 2}} {
		p := scaling.Max(scaling.PolicyFunc(func(scaling.Signals) scaling.Decision { return d }))
		if got := p.Decide(scaling.Signals{Current: 5}); !got.Unknown || got.Target != 5 {
			t.Errorf("%+v became %+v", d, got)
		}
	}
}

func TestWindowOpen(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	day := scaling.Window{Days: []time.Weekday{time.Monday}, From: 9 * time.Hour, To: 17 * time.Hour}
	night := scaling.Window{Days: []time.Weekday{time.Monday}, From: 22 * time.Hour, To: 2 * time.Hour}
	local := scaling.Window{From: 2 * time.Hour, To: 3 * time.Hour, Location: berlin}
	for _, tc := range []struct {
		w    scaling.Window
		at   string
		open bool
	}{
		{day, "2026-03-02T08:59:59.999Z", false}, {day, "2026-03-02T09:00:00Z", true}, {day, "2026-03-02T16:59:59Z", true},
		{day, "2026-03-02T17:00:00Z", false}, {day, "2026-03-03T12:00:00Z", false},
		{night, "2026-03-02T01:00:00Z", false}, {night, "2026-03-02T22:00:00Z", true}, {night, "2026-03-03T01:59:00Z", true},
		{night, "2026-03-03T02:00:00Z", false}, {night, "2026-03-03T23:00:00Z", false},
		{local, "2026-07-01T00:30:00Z", true}, {local, "2026-01-01T01:30:00Z", true}, {local, "2026-01-01T00:30:00Z", false},
		{local, "2026-03-29T01:30:00Z", false}, // an hour that the clock skips
		{scaling.Window{}, "2026-01-01T00:30:00Z", true},
	} {
		at, err := time.Parse(time.RFC3339, tc.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := tc.w.Open(at); got != tc.open {
			t.Errorf("%+v at %s: %v", tc.w, tc.at, got)
		}
	}
}
