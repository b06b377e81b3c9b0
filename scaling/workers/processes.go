package workers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"time"
)

// Where [Options] say nothing.
const (
	DefaultGrace         = 30 * time.Second
	DefaultReadyTimeout  = time.Minute
	DefaultReadyInterval = 100 * time.Millisecond
)

// NumberEnv is the environment variable that tells a process its number.
const NumberEnv = "SCICORE_WORKER"

// Options describe processes.
type Options struct {
	// Command and its arguments; the first is looked for in PATH.
	Command []string
	Dir     string
	// Env is added to the environment of this process.
	Env []string
	// Ready, if given, is called with the number of a process that was
	// started, again and again until it returns nil.
	Ready func(ctx context.Context, id int) error
	// ReadyTimeout is how long that may take before the process is ended and
	// started again; 0: [DefaultReadyTimeout].
	ReadyTimeout time.Duration
	// Drain asks a process to end; nil: SIGTERM, or a kill where there are no
	// signals.
	Drain func(p *os.Process) error
	// Grace is how long it has before it is killed; 0: [DefaultGrace].
	Grace time.Duration
	// Stdout and Stderr of all processes; nil: none. They must be safe for
	// concurrent use.
	Stdout, Stderr io.Writer
}

// Processes are processes of one command. It is safe for concurrent use.
type Processes struct{ *group }

// NewProcesses returns no processes yet, or an error that tells what is wrong
// with the options. A command that is not there is one.
func NewProcesses(o Options) (*Processes, error) {
	var errs []error
	if len(o.Command) == 0 {
		errs = append(errs, errors.New("workers: processes: command must be given"))
	} else if path, err := exec.LookPath(o.Command[0]); err != nil {
		errs = append(errs, fmt.Errorf("workers: processes: %w", err))
	} else {
		o.Command = append([]string{path}, o.Command[1:]...)
	}
	if o.Grace < 0 || o.ReadyTimeout < 0 {
		errs = append(errs, fmt.Errorf("workers: processes: grace %v, ready timeout %v: must be >= 0", o.Grace, o.ReadyTimeout))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if o.Grace == 0 {
		o.Grace = DefaultGrace
	}
	if o.ReadyTimeout == 0 {
		o.ReadyTimeout = DefaultReadyTimeout
	}
	if o.Drain == nil {
		o.Drain = terminate
	}
	return &Processes{&group{run: o.run}}, nil
}

// run is the life of one process.
func (o Options) run(ctx context.Context, id int, ready func()) error {
	cmd := exec.CommandContext(ctx, o.Command[0], o.Command[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = o.Dir, o.Stdout, o.Stderr
	cmd.Env = append(append(os.Environ(), o.Env...), NumberEnv+"="+strconv.Itoa(id))
	cmd.Cancel = func() error { return o.Drain(cmd.Process) }
	cmd.WaitDelay = o.Grace
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("workers: worker %d: %w", id, err)
	}
	alive, died := context.WithCancel(ctx)
	failed := make(chan error, 1)
	go func() {
		err := o.await(alive, id)
		if err == nil {
			ready()
		} else if alive.Err() == nil {
			cmd.Process.Kill() // it has ended, or does so now: Wait tells
		}
		failed <- err
	}()
	err := cmd.Wait()
	died()
	if late := <-failed; late != nil && ctx.Err() == nil && errors.Is(late, errNotReady) {
		err = late
	}
	if err != nil {
		return fmt.Errorf("workers: worker %d: %w", id, err)
	}
	return nil
}

var errNotReady = errors.New("did not become ready")

// await returns once the process is ready.
func (o Options) await(alive context.Context, id int) error {
	if o.Ready == nil {
		return alive.Err()
	}
	ctx, cancel := context.WithTimeout(alive, o.ReadyTimeout)
	defer cancel()
	for {
		err := o.asks(ctx, id)
		if err == nil {
			return alive.Err()
		}
		t := time.NewTimer(DefaultReadyInterval)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			if alive.Err() != nil {
				return alive.Err()
			}
			return fmt.Errorf("%w within %v: %w", errNotReady, o.ReadyTimeout, err)
		}
	}
}

// asks calls Ready; one that panics is not ready.
func (o Options) asks(ctx context.Context, id int) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the check panicked: %v", r)
		}
	}()
	return o.Ready(ctx, id)
}
