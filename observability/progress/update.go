package progress

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Unknown is the total of work whose size is not known.
const Unknown = -1

// State is where a task stands.
type State uint8

// The states of a task.
const (
	Running   State = iota // between Start and Done
	Finished               // Done(nil)
	Failed                 // Done with an error
	Abandoned              // its context ended and nobody called Done
)

var stateNames = [...]string{"running", "finished", "failed", "abandoned"}

// String returns the state's name in lower case.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return fmt.Sprintf("state(%d)", uint8(s))
}

// MarshalText returns the state's name.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Over reports whether the task has ended.
func (s State) Over() bool { return s != Running }

// Update is what a sink is told of a task.
type Update struct {
	ID        uint64 // of the task; unique below one With
	Parent    uint64 // the task in whose context it was started; 0 for none
	Name      string
	Unit      string // what is counted: "rows", "bytes"
	Note      string // what it is at, if the work said so
	State     State
	Done      int64
	Total     int64         // < 0: unknown
	Rate      float64       // units per second: of late while running, over all when ended
	Elapsed   time.Duration // since Start
	Remaining time.Duration // < 0: unknown
	Time      time.Time
	Err       error // of Done
}

// Fraction returns the part done, between 0 and 1, if the total is known.
func (u Update) Fraction() (part float64, ok bool) {
	switch {
	case u.Total < 0:
		return 0, false
	case u.Total == 0:
		return 1, true
	}
	return min(max(float64(u.Done)/float64(u.Total), 0), 1), true
}

// String tells the update in a line: "factorise: 512/1024 rows (50 %),
// 128 rows/s, 4s left".
func (u Update) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d", u.Name, u.Done)
	if u.Total >= 0 {
		fmt.Fprintf(&b, "/%d", u.Total)
	}
	if u.Unit != "" {
		b.WriteString(" " + u.Unit)
	}
	if part, ok := u.Fraction(); ok {
		fmt.Fprintf(&b, " (%.0f %%)", 100*part)
	}
	if u.Rate > 0 {
		fmt.Fprintf(&b, ", %s %s/s", strconv.FormatFloat(u.Rate, 'g', 3, 64), u.Unit)
	}
	switch {
	case u.State.Over():
		fmt.Fprintf(&b, ", %v after %v", u.State, u.Elapsed.Round(time.Millisecond))
	case u.Remaining >= 0:
		fmt.Fprintf(&b, ", %v left", u.Remaining.Round(time.Second))
	}
	if u.Note != "" {
		b.WriteString(", " + u.Note)
	}
	if u.Err != nil {
		fmt.Fprintf(&b, ": %v", u.Err)
	}
	return b.String()
}
