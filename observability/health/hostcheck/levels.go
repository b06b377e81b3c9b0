package hostcheck

import "fmt"

// Levels are the parts of something limited, between 0 and 1, from which on a
// check is Degraded and Unhealthy. A level of 0 is the check's default.
type Levels struct {
	Degraded  float64
	Unhealthy float64
}

// or fills in defaults and tells what is wrong.
func (l Levels) or(degraded, unhealthy float64) (Levels, error) {
	if l.Degraded == 0 {
		l.Degraded = degraded
	}
	if l.Unhealthy == 0 {
		l.Unhealthy = max(unhealthy, l.Degraded)
	}
	if !(0 < l.Degraded && l.Degraded <= l.Unhealthy && l.Unhealthy <= 1) {
		return l, fmt.Errorf("levels %v and %v: must be 0 < degraded <= unhealthy <= 1", l.Degraded, l.Unhealthy)
	}
	return l, nil
}

// reached reports which level a part used has come to.
func (l Levels) reached(used float64) (degraded, unhealthy bool) {
	return used >= l.Degraded, used >= l.Unhealthy
}
