package gpu

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/scicore-go/scicore/internal/fault"
	"github.com/scicore-go/scicore/observability/internal/host"
)

// Run runs a command and returns what it writes. The error is
// exec.ErrNotFound where there is no such program.
type Run func(ctx context.Context, name string, args ...string) ([]byte, error)

// Command runs programs of this machine and ends them with the context. The
// little that they are given to end afterwards covers children that keep the
// pipe open.
func Command(ctx context.Context, name string, args ...string) ([]byte, error) {
	c := exec.CommandContext(ctx, name, args...)
	c.WaitDelay = 100 * time.Millisecond
	out, err := c.Output()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("%s: %w", name, context.Cause(ctx))
	}
	return out, err
}

const smi = "nvidia-smi"

// The name comes last: it alone may hold a comma.
const query = "--query-gpu=uuid,utilization.gpu,utilization.memory,memory.total,memory.used,temperature.gpu,power.draw,name"

// ReadNVIDIA asks nvidia-smi, which takes from tens of milliseconds to
// seconds.
func ReadNVIDIA(ctx context.Context, run Run) ([]GPU, error) {
	out, err := run(ctx, smi, query, "--format=csv,noheader,nounits")
	if errors.Is(err, exec.ErrNotFound) {
		return nil, &fault.Unavailable{What: "NVIDIA graphics processors", Looked: "no " + smi + " in PATH"}
	}
	if err != nil {
		return nil, failure(out, err)
	}
	return parseNVIDIA(string(out))
}

// failure tells a machine with the tool and no device or no driver from one
// whose driver is ill. The tool writes its complaint to standard output.
func failure(out []byte, err error) error {
	said := strings.TrimSpace(string(out))
	var exit *exec.ExitError
	if errors.As(err, &exit) && said == "" {
		said = strings.TrimSpace(string(exit.Stderr))
	}
	said, _, _ = strings.Cut(said, "\n")
	if strings.Contains(said, "No devices were found") || strings.Contains(said, "couldn't communicate with the NVIDIA driver") {
		return &fault.Unavailable{What: "NVIDIA graphics processors", Looked: smi + ": " + said}
	}
	return fmt.Errorf("%s: %w: %.200s", smi, err, said)
}

func parseNVIDIA(text string) (all []GPU, err error) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if strings.Contains(line, "No devices were found") {
			return nil, &fault.Unavailable{What: "NVIDIA graphics processors", Looked: smi + ": " + line}
		}
		g, err := parseDevice(line)
		if err != nil {
			return nil, err
		}
		all = append(all, g)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: no line of any device: %w", smi, host.ErrFormat)
	}
	return all, nil
}

func parseDevice(line string) (GPU, error) {
	f := strings.SplitN(line, ", ", 8)
	if len(f) != 8 || f[0] == "" {
		return GPU{}, fmt.Errorf("%s: %.200q: %w", smi, line, host.ErrFormat)
	}
	g := GPU{ID: f[0], Vendor: "NVIDIA", Name: f[7]}
	var total, used *float64
	for i, p := range []struct {
		to          **float64
		scale       float64
		least, most float64
	}{
		{&g.Utilization, 100, 0, 1}, {&g.MemoryUtilization, 100, 0, 1}, {&total, 1, 0, 1 << 32}, {&used, 1, 0, 1 << 32},
		{&g.Temperature, 1, coldest, hottest}, {&g.Power, 1, 0, strongest},
	} {
		if unknown(f[i+1]) {
			continue
		}
		v, err := strconv.ParseFloat(f[i+1], 64)
		if err != nil || !(v/p.scale >= p.least && v/p.scale <= p.most) {
			return GPU{}, fmt.Errorf("%s: field %d of %.200q: %w", smi, i+2, line, host.ErrFormat)
		}
		v /= p.scale
		*p.to = &v
	}
	g.MemoryTotal, g.MemoryUsed = mebibytes(total), mebibytes(used)
	return g, nil
}

// unknown tells the words for what a device does not measure: "[N/A]",
// "[Not Supported]", "[Unknown Error]", "[GPU requires reset]", "N/A".
func unknown(s string) bool { return strings.HasPrefix(s, "[") || s == "N/A" }

func mebibytes(v *float64) *uint64 {
	if v == nil {
		return nil
	}
	n := uint64(*v * (1 << 20))
	return &n
}
