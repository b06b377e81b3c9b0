package vertical

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Recommendation is a profile and why.
type Recommendation struct {
	Profile ResourceProfile
	Current ResourceProfile
	Reason  string
	// Confidence is between 0 and 1: 1 after much more than a day of samples.
	Confidence float64
	// Insufficient: not even the largest profile has what is needed.
	Insufficient bool
	// streak is how often in a row the same direction was wanted.
	streak streak
}

// Changes reports whether the profile is another than the current one.
func (r Recommendation) Changes() bool { return r.Profile.name != r.Current.name }

// streak counts recommendations in a row that want the same direction.
type streak struct{ direction, times int }

func (s streak) next(direction int) streak {
	if s.direction != direction {
		return streak{direction, 1}
	}
	return streak{direction, s.times + 1}
}

// ladder is all profiles, cheapest first.
type ladder []ResourceProfile

func newLadder(p []ResourceProfile) (ladder, error) {
	var errs []error
	if len(p) == 0 {
		errs = append(errs, errors.New("vertical: profiles: there are none"))
	}
	names := make(map[string]bool)
	for _, p := range p {
		errs = append(errs, p.validate())
		if names[p.name] {
			errs = append(errs, fmt.Errorf("vertical: profile %q: name: is given twice", p.name))
		}
		names[p.name] = true
	}
	l := ladder(slices.Clone(p))
	slices.SortStableFunc(l, func(a, b ResourceProfile) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.cores, b.cores), cmp.Compare(a.memory, b.memory))
	})
	return l, errors.Join(errs...)
}

// fit returns the place of the cheapest profile that holds what is needed, or
// of that which comes closest, and false.
func (l ladder) fit(need Resources) (int, bool) {
	best := 0
	for i, p := range l {
		if p.holds(need) {
			return i, true
		}
		if shortfall(p, need) < shortfall(l[best], need) {
			best = i
		}
	}
	return best, false
}

// shortfall is how far a profile is from a need: the larger of both factors.
func shortfall(p ResourceProfile, need Resources) float64 {
	return max(need.CPUCores/p.cores, need.MemoryBytes/float64(p.memory), 1)
}

func (l ladder) find(name string) int {
	return slices.IndexFunc(l, func(p ResourceProfile) bool { return p.name == name })
}

// recommend is the whole decision, a function of its arguments only. The
// current profile grows at once when it does not hold the lower bound; when it
// does not hold the target, or a cheaper profile holds the upper bound, it
// changes after patience recommendations in a row that say so.
func (l ladder) recommend(w Workload, current, patience int, before streak) Recommendation {
	now := l[current]
	stay := Recommendation{Profile: now, Current: now, Confidence: w.Confidence / (1 + w.Confidence)}
	if !now.holds(w.Target) {
		return l.grow(w, stay, patience, before.next(+1))
	}
	small, _ := l.fit(w.Upper)
	if small < current && l[small].holds(w.Upper) && l[small].cost < now.cost {
		stay.streak = before.next(-1)
		return stay.change(l[small], patience, "at most %v is needed, which %v holds", w.Upper, l[small])
	}
	stay.Reason = fmt.Sprintf("%v is needed, which %v holds; no cheaper profile holds %v", w.Target, now, w.Upper)
	return stay
}

func (l ladder) grow(w Workload, stay Recommendation, patience int, s streak) Recommendation {
	to, fits := l.fit(w.Target)
	stay.Insufficient = !fits
	stay.streak = s
	switch {
	case shortfall(l[to], w.Target) >= shortfall(stay.Current, w.Target):
		stay.Reason = fmt.Sprintf("%v is needed, and no profile has more of what lacks than %v", w.Target, stay.Current)
		return stay
	case !stay.Current.holds(w.Lower):
		return stay.change(l[to], 0, "at least %v is needed, more than %v has", w.Lower, stay.Current)
	}
	return stay.change(l[to], patience, "%v is needed, more than %v has", w.Target, stay.Current)
}

func (r Recommendation) change(to ResourceProfile, patience int, why string, values ...any) Recommendation {
	r.Reason = fmt.Sprintf(why, values...)
	if r.streak.times < patience {
		r.Reason += fmt.Sprintf("; %s waits: %d of %d times in a row", to.name, r.streak.times, patience)
		return r
	}
	r.Profile = to
	return r
}
