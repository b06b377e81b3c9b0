package main

import (
	"fmt"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	for _, c := range []struct{ platform, pkg, fault string }{
		{"linux/amd64", "sound", ""},
		{"windows/arm64", "sound", ""},
		{"linux/amd64", "large", ""},
		{"linux/386", "large", "1 << 40"},
		{"darwin/amd64", "bodiless", ""},
		{"darwin/arm64", "bodiless", "Seven has no body"},
		{"linux/amd64", "nowhere", "nowhere"},
		{"linux", "sound", "no such platform"},
		{"linux/z80", "sound", "no such platform"},
	} {
		_, err := check(c.platform, "./testdata/"+c.pkg)
		if (err == nil) != (c.fault == "") || !strings.Contains(fmt.Sprint(err), c.fault) && err != nil {
			t.Errorf("%s on %s: %v, want %q", c.pkg, c.platform, err, c.fault)
		}
	}
}
