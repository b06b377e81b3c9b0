package auditcmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/scicore-go/scicore/observability/audit"
)

func verify(c *call) int {
	opts := &audit.VerifyOptions{}
	remember := c.flags.String("remember", "", "file with the last good checkpoint")
	quiet := c.flags.Bool("quiet", false, "print nothing but what is wrong")
	c.flags.Func("checkpoint", "file with a checkpoint seen earlier", func(path string) error {
		b, err := os.ReadFile(path)
		opts.Remembered = append(opts.Remembered, b)
		return err
	})
	dir, err := c.parse("folder")
	if err != nil {
		return c.fail(err)
	}
	opts.Keys = c.keys
	if *remember != "" {
		b, err := os.ReadFile(*remember)
		switch {
		case err == nil:
			opts.Remembered = append(opts.Remembered, b)
		case !errors.Is(err, fs.ErrNotExist):
			return c.fail(err)
		}
	}
	if !*quiet {
		opts.Progress = c.progress()
	}
	r, err := audit.Verify(c.ctx, dir, opts)
	if err != nil {
		return c.fail(err)
	}
	if !*quiet || !r.OK() {
		fmt.Fprint(c.out, r)
	}
	if !r.OK() {
		return ExitTampered
	}
	if *remember != "" {
		if err := replaceFile(*remember, r.Checkpoint.Signed); err != nil {
			return c.fail(err)
		}
	}
	if r.Torn != nil {
		return ExitTorn
	}
	return ExitOK
}

// progress prints how far a long run is, once a second from the second second
// on.
func (c *call) progress() func(done, total uint64) {
	start := time.Now()
	last := start
	return func(done, total uint64) {
		now := time.Now()
		if now.Sub(last) < time.Second || done == 0 {
			return
		}
		last = now
		left := time.Duration(float64(now.Sub(start)) * float64(total-min(done, total)) / float64(done))
		fmt.Fprintf(c.err, "%d of %d entries, %.0f/s, %s left\n", done, total, float64(done)/now.Sub(start).Seconds(), left.Round(time.Second))
	}
}

// replaceFile leaves the old or the new content at path.
func replaceFile(path string, data []byte) error {
	tmp := path + ".tmp"
	f, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}
