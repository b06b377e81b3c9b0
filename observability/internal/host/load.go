package host

import (
	"io/fs"
	"strings"
)

// Load is how many threads ran or waited to, on average over 1, 5 and 15
// minutes.
type Load struct{ One, Five, Fifteen float64 }

const loadFile = "proc/loadavg"

// ReadLoad reads the load averages.
func ReadLoad(root fs.FS) (l Load, err error) {
	text, err := read(root, loadFile, "load averages")
	if err != nil {
		return l, err
	}
	f := strings.Fields(text)
	if len(f) < 3 {
		return l, malformed(loadFile, "load averages", text)
	}
	for i, p := range []*float64{&l.One, &l.Five, &l.Fifteen} {
		if *p, err = number(loadFile, "load average", f[i]); err != nil {
			return Load{}, err
		}
	}
	return l, nil
}
