// Package auditcmd is the command scicore-audit, for hosts that want it among
// their own commands.
package auditcmd

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/scicore-go/scicore/observability/audit"
)

// What Main returns.
const (
	ExitOK       = 0 // everything is what was signed
	ExitTampered = 1 // it is not
	ExitError    = 2 // wrong usage, or the log could not be read
	ExitTorn     = 3 // clean, with an unfinished write at the end: a crash, or a writer at work
)

const usage = `usage: scicore-audit <command> [flags] ...

  verify  [-key K]... [-remember FILE] [-checkpoint FILE]... [-quiet] DIR
          check every entry, hash and signature; name the first bad entry
  show    [-key K]... [-from N] [-to N] [-json] DIR
          print entries, each checked against its hash
  tail    [-key K]... [-n N] [-follow] [-json] DIR
          print the last entries, and those that come
  prove   [-key K]... (-entry N | -since SIZE) DIR
          print a proof that an entry is in the log, or that the log continues
          that of SIZE entries, as JSON that holds all a stranger needs
  check   [-key K]... FILE
          check a proof that prove printed, without the log
  rebuild [-key K]... [-checkpoint FILE]... [-write] [-quiet] DIR
          make lost or damaged files of hashes anew from the entries, if these
          lead to the signed checkpoint; without -write only say what would be
          done. Damaged files are kept beside the new ones
  key     -out FILE NAME
          make a key: the secret goes into FILE, the public key is printed

K is a public key, or a file that holds one on each line. -remember keeps the
last good checkpoint in FILE: only against such a file can anybody tell that a
log was cut back to an earlier end.

Exit: 0 clean, 1 tampered with, 2 wrong usage or not readable, 3 clean with an
unfinished write at its end.
`

// Main runs the command with its arguments, without the program's name, and
// returns the exit code.
func Main(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		fmt.Fprint(stderr, usage)
		return ExitError
	}
	run, ok := map[string]func(*call) int{
		"verify": verify, "show": show, "tail": tail, "prove": prove, "check": check, "rebuild": rebuild, "key": newKey,
	}[args[0]]
	if !ok {
		fmt.Fprintf(stderr, "scicore-audit: no command %q\n\n%s", args[0], usage)
		return ExitError
	}
	c := &call{ctx: ctx, name: args[0], args: args[1:], out: stdout, err: stderr, flags: flag.NewFlagSet(args[0], flag.ContinueOnError)}
	c.flags.SetOutput(stderr)
	c.flags.Usage = func() { fmt.Fprint(stderr, usage) }
	c.flags.Func("key", "public key, or a file of them", c.addKey)
	return run(c)
}

// call is one run of a command.
type call struct {
	ctx   context.Context
	name  string
	args  []string
	out   io.Writer
	err   io.Writer
	flags *flag.FlagSet
	keys  []note.Verifier
}

// fail reports why nothing could be told.
func (c *call) fail(err error) int {
	fmt.Fprintf(c.err, "scicore-audit %s: %v\n", c.name, err)
	if errors.Is(err, audit.ErrSignature) || errors.Is(err, audit.ErrCorrupt) || errors.Is(err, audit.ErrRollback) {
		return ExitTampered
	}
	return ExitError
}

// addKey takes a key, or a file with one on each line.
func (c *call) addKey(s string) error {
	if k, err := audit.ParseVerifier(s); err == nil {
		c.keys = append(c.keys, k)
		return nil
	}
	b, err := os.ReadFile(s)
	if err != nil {
		return fmt.Errorf("neither a public key nor a file: %w", err)
	}
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		k, err := audit.ParseVerifier(line)
		if err != nil {
			return err
		}
		c.keys = append(c.keys, k)
	}
	return nil
}

// parse reads the flags and the one argument behind them.
func (c *call) parse(what string) (arg string, err error) {
	if err := c.flags.Parse(c.args); err != nil {
		return "", err
	}
	if c.flags.NArg() != 1 {
		return "", fmt.Errorf("want one %s, have %d arguments", what, c.flags.NArg())
	}
	if len(c.keys) == 0 && c.name != "key" {
		return "", errors.New("no -key: want the public key of the log's signer")
	}
	return c.flags.Arg(0), nil
}

func newKey(c *call) int {
	out := c.flags.String("out", "", "file for the secret")
	name, err := c.parse("name")
	if err == nil && *out == "" {
		err = errors.New("no -out: want a file for the secret")
	}
	if err != nil {
		return c.fail(err)
	}
	secret, public, err := audit.NewKey(name)
	if err == nil {
		err = writeNew(*out, secret+"\n")
	}
	if err != nil {
		return c.fail(err)
	}
	fmt.Fprintln(c.out, public)
	return ExitOK
}

// writeNew writes a file that must not be there yet, for its owner alone.
func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}
