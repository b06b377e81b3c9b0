package health

// judge turns results into a state that does not flap: it follows a result
// only when enough of them in a row agree that things got worse, or better.
// The zero judge knows nothing.
type judge struct {
	state  State
	seen   bool
	worse  int // results in a row that were worse than state
	better int // results in a row that were better
}

// observe takes one result in and reports whether the state changed.
func (j *judge) observe(s State, failures, successes int) (changed bool) {
	old := j.state
	switch {
	case !j.seen:
		j.seen, j.state = true, s
		return s != old
	case s.rank() > j.state.rank():
		j.worse, j.better = j.worse+1, 0
	case s.rank() < j.state.rank():
		j.worse, j.better = 0, j.better+1
	default:
		j.worse, j.better = 0, 0
	}
	if j.worse >= failures || j.better >= successes {
		j.state, j.worse, j.better = s, 0, 0
	}
	return j.state != old
}
