package graph

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

// Error is the fault of one node: which operation refused its operands, why,
// and which line of the caller's program asked for it.
type Error struct {
	Op     string // the operation, "matmul"
	Reason string // what was wrong, with the values
	Site   string // "file.go:12", empty when it is not known
	Cause  error  // the error of a custom operation's Infer, nil otherwise
}

// Error returns "graph: op: reason (at file.go:12)".
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("graph: ")
	if e.Op != "" {
		b.WriteString(e.Op)
		b.WriteString(": ")
	}
	b.WriteString(e.Reason)
	if e.Site != "" {
		fmt.Fprintf(&b, " (at %s)", e.Site)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

const pkgPrefix = "github.com/scicore-go/scicore/graph."

// callSite names the line outside this package that the current call came
// from. It is slow, and is called only where an error is made.
func callSite() string {
	var pcs [32]uintptr
	n := runtime.Callers(2, pcs[:])
	frames := runtime.CallersFrames(pcs[:n])
	for {
		f, more := frames.Next()
		if f.Function != "" && !strings.HasPrefix(f.Function, pkgPrefix) {
			return fmt.Sprintf("%s:%d", filepath.Base(f.File), f.Line)
		}
		if !more {
			return ""
		}
	}
}

// shapeText prints a shape as NumPy does, (3,) included, without blanks.
func shapeText(s []int) string {
	var b strings.Builder
	b.WriteByte('(')
	for i, d := range s {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprint(&b, d)
	}
	if len(s) == 1 {
		b.WriteByte(',')
	}
	b.WriteByte(')')
	return b.String()
}
