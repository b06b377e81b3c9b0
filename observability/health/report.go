package health

import (
	"slices"
	"time"
)

// Report answers a probe.
type Report struct {
	Probe     Probe
	State     State
	Time      time.Time
	Notes     []string      // what besides the checks made the state: draining, starting
	Unmatched []string      // names to exclude that no asked check has
	Checks    []CheckReport // in the order of registration
}

// CheckReport is what is known about one check.
type CheckReport struct {
	Name      string
	State     State // after thresholds and staleness
	Optional  bool
	Last      Result        // what the last run found; not held against thresholds
	Time      time.Time     // when it was found; zero: never
	Age       time.Duration // since then
	Took      time.Duration // how long the run took
	Stale     bool          // too old to be believed: State is Unknown
	HungSince time.Time     // when the run began that should have ended; zero: none
	Runs      int64
	Failures  int64 // runs that did not pass
	Pending   int   // results in a row that speak for a change of State, below the threshold
}

// weight is the state as it counts in the whole.
func (c *CheckReport) weight() State {
	if c.Optional && !c.State.Passes() {
		return Degraded
	}
	return c.State
}

// report tells what is known now, without running anything.
func (e *entry) report(now time.Time, c *CheckReport) {
	c.Name, c.Optional = e.check.name, e.check.optional
	o := e.last.Load()
	if o == nil {
		c.Last.Message = e.silence()
		return
	}
	c.State, c.Last, c.Time, c.Took = o.state, o.result, o.at, o.took
	c.HungSince, c.Runs, c.Failures, c.Pending = o.hungSince, o.runs, o.failures, o.pending
	c.Age = now.Sub(o.at)
	if c.Age > e.check.staleAfter || -c.Age > e.check.staleAfter { // the clock may have been put back
		c.Stale, c.State = true, Unknown
	}
}

// silence says why there is no result.
func (e *entry) silence() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.flight != nil {
		return "has not answered yet"
	}
	return "has never run"
}

// selection is the checks that a probe asks, and the names it leaves out in
// vain.
func (r *Registry) selection(p Probe, exclude []string) (asked []*entry, unmatched []string) {
	all := *r.entries.Load()
	asked = make([]*entry, 0, len(all))
	matched := make([]bool, len(exclude))
	for _, e := range all {
		if e.check.probes&p == 0 {
			continue
		}
		if i := slices.Index(exclude, e.check.name); i >= 0 {
			matched[i] = true
			continue
		}
		asked = append(asked, e)
	}
	for i, name := range exclude {
		if !matched[i] && slices.Index(exclude, name) == i {
			unmatched = append(unmatched, name)
		}
	}
	return asked, unmatched
}

// sumUp looks at the checks asked and at the registry's own flags.
func (r *Registry) sumUp(p Probe, asked []*entry, unmatched []string) Report {
	now := r.now()
	rep := Report{Probe: p, State: Healthy, Time: now, Unmatched: unmatched, Checks: make([]CheckReport, len(asked))}
	for i, e := range asked {
		e.report(now, &rep.Checks[i])
		rep.State = rep.State.Worse(rep.Checks[i].weight())
	}
	r.latch(now)
	switch p {
	case Startup:
		if r.started.Load() {
			rep.State = Healthy
		}
	case Liveness:
		r.spare(&rep, now)
	case Readiness:
		r.admit(&rep)
	case All:
		if note := r.mode(); note != "" {
			rep.Notes = append(rep.Notes, note)
		}
	}
	if p == 0 || p&^All != 0 {
		rep.State = Unknown
		rep.Notes = append(rep.Notes, "no such probe")
	}
	return rep
}

// latch notes that start-up is complete once all its checks pass.
func (r *Registry) latch(now time.Time) {
	if r.started.Load() {
		return
	}
	proof := false
	for _, e := range *r.entries.Load() {
		if e.check.probes&Startup == 0 {
			continue
		}
		var c CheckReport
		if e.report(now, &c); !c.weight().Passes() {
			return
		}
		proof = true
	}
	r.proven.Store(proof)
	r.started.Store(true)
}

// spare keeps liveness from failing while the service may still be starting:
// the grace lasts, and no startup check has proven otherwise.
func (r *Registry) spare(rep *Report, now time.Time) {
	if rep.State.Passes() || r.proven.Load() || now.Sub(r.built) >= r.grace {
		return
	}
	rep.State = Degraded
	rep.Notes = append(rep.Notes, "starting: failures do not count yet")
}

// admit holds readiness against the host's own word.
func (r *Registry) admit(rep *Report) {
	if note := r.mode(); note != "" {
		rep.State = Unhealthy
		rep.Notes = append(rep.Notes, note)
	}
	if !r.started.Load() {
		rep.Notes = append(rep.Notes, "starting")
	}
}

// mode says why no work may be sent, "" if it may.
func (r *Registry) mode() string {
	switch {
	case r.closed.Load():
		return "closed"
	case r.draining.Load():
		return "draining"
	case r.notReady.Load():
		return "not ready: the host says so"
	}
	return ""
}
