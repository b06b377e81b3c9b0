package auditcmd

import (
	"fmt"
	"os"

	"github.com/scicore-go/scicore/observability/audit"
)

func rebuild(c *call) int {
	opts := &audit.RebuildOptions{}
	c.flags.BoolVar(&opts.Write, "write", false, "put rebuilt files in the place of damaged ones")
	quiet := c.flags.Bool("quiet", false, "print nothing but what is damaged")
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
	if !*quiet {
		opts.Progress = c.progress()
	}
	r, err := audit.RebuildHashes(c.ctx, dir, opts)
	if err != nil {
		return c.fail(err)
	}
	if !*quiet || len(r.Files) > 0 {
		fmt.Fprint(c.out, r)
	}
	if len(r.Files) > 0 && !r.Written {
		fmt.Fprintln(c.out, "nothing was changed: -write puts rebuilt files in place and keeps the damaged ones")
		return ExitTampered
	}
	return ExitOK
}
