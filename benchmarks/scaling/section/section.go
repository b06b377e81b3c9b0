// Package section keeps a file of results whose sections are written by
// several commands.
package section

import (
	"os"
	"strings"
)

// Put writes text, which begins with the heading, into the file: in place of
// the section with that heading, or at the end. heading is the whole line.
func Put(path, heading, text string) error {
	old, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	file := string(old)
	if file == "" {
		file = "# Scaling\n"
	}
	before, rest, found := strings.Cut(file, heading+"\n")
	if !found {
		return os.WriteFile(path, []byte(strings.TrimRight(file, "\n")+"\n\n"+text), 0o644)
	}
	if i := strings.Index(rest, "\n## "); i >= 0 {
		text += rest[i:]
	}
	return os.WriteFile(path, []byte(before+text), 0o644)
}
