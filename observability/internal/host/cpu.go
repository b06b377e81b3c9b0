package host

import (
	"io/fs"
	"strings"
	"time"
)

// tick is the unit of processor times: USER_HZ is 100 on every Linux that Go
// runs on.
const tick = 10 * time.Millisecond

// CPUTimes are what processors did since boot. Guests are part of User and
// Nice, as the kernel counts them.
type CPUTimes struct {
	User, Nice, System, Idle, IOWait, Interrupt, SoftInterrupt, Steal time.Duration
}

// CPU is the total and each processor that is online, by its number.
type CPU struct {
	Total CPUTimes
	Cores []Core
}

// Core is one logical processor.
type Core struct {
	Number int
	CPUTimes
}

const statFile = "proc/stat"

// ReadCPU reads the processor times of the machine.
func ReadCPU(root fs.FS) (CPU, error) {
	text, err := read(root, statFile, "processor times")
	if err != nil {
		return CPU{}, err
	}
	return parseCPU(text)
}

func parseCPU(text string) (c CPU, err error) {
	found := false
	for line := range lines(text) {
		rest, ok := strings.CutPrefix(line, "cpu")
		if !ok {
			break // processors come first; what follows is long
		}
		f := strings.Fields(rest)
		if strings.HasPrefix(rest, " ") {
			c.Total, err = parseTimes("cpu", f)
			found = true
		} else {
			err = c.core(f)
		}
		if err != nil {
			return CPU{}, err
		}
	}
	if !found {
		return CPU{}, malformed(statFile, "no line of all processors", text)
	}
	return c, nil
}

func (c *CPU) core(f []string) error {
	if len(f) == 0 {
		return malformed(statFile, "processor", "")
	}
	n, err := count(statFile, "processor", f[0])
	if err != nil {
		return err
	}
	if n > 1<<20 {
		return malformed(statFile, "processor", f[0])
	}
	t, err := parseTimes("cpu"+f[0], f[1:])
	c.Cores = append(c.Cores, Core{int(n), t})
	return err
}

// parseTimes reads what kernels since 2.6.11 write; sandboxes that imitate
// one may leave out what came later.
func parseTimes(what string, f []string) (t CPUTimes, err error) {
	into := []*time.Duration{&t.User, &t.Nice, &t.System, &t.Idle, &t.IOWait, &t.Interrupt, &t.SoftInterrupt, &t.Steal}
	if len(f) < 4 {
		return t, malformed(statFile, what, strings.Join(f, " "))
	}
	for i, p := range into[:min(len(f), len(into))] {
		n, err := count(statFile, what, f[i])
		if err != nil {
			return t, err
		}
		if *p, err = ticks(statFile, what, n); err != nil {
			return t, err
		}
	}
	return t, nil
}

func ticks(file, what string, n uint64) (time.Duration, error) {
	if n > uint64(1<<63-1)/uint64(tick) { // 292 years
		return 0, malformed(file, what, "more time than there is")
	}
	return time.Duration(n) * tick, nil
}
