package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Two days of a table become the comparison, a report and a picture.
func TestTraceOfAFile(t *testing.T) {
	dir := t.TempDir()
	var table strings.Builder
	table.WriteString("time,requests\n")
	for minute := range 2 * 24 * 60 {
		fmt.Fprintf(&table, "2026-03-0%d %02d:%02d:00,%.0f\n", 2+minute/1440, minute/60%24, minute%60, 60*(500-400*math.Cos(2*math.Pi*float64(minute)/1440)))
	}
	*path, *plot = filepath.Join(dir, "requests.csv"), filepath.Join(dir, "plot.svg")
	if err := os.WriteFile(*path, []byte(table.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2.0 days", "HPA at 70 %", "two more, one fewer", "policy            headroom", "had enough in", "plot.svg"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	svg, err := os.ReadFile(*plot)
	if err != nil || !bytes.HasPrefix(svg, []byte("<svg")) || !bytes.Contains(svg, []byte("<title>2026-03-03")) {
		t.Errorf("%v: no decision in the picture", err)
	}
	*show = "nothing"
	if err := run(context.Background(), &out); err == nil || !strings.Contains(err.Error(), `no policy "nothing"`) {
		t.Error(err)
	}
	*show, *path = "headroom", filepath.Join(dir, "gone.csv")
	if err := run(context.Background(), &out); err == nil {
		t.Error("a trace that is not there was replayed")
	}
}
