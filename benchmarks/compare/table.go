package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"
)

// limits are what the machine itself can do, measured in the same run.
type limits struct {
	CopyOne float64            `json:"copy_bytes_per_s_one_core"`
	CopyAll float64            `json:"copy_bytes_per_s_all_cores"`
	FMA     map[string]float64 `json:"fma_flops_per_s_one_core"` // by element type
}

// report is everything one run found.
type report struct {
	Date     time.Time         `json:"date"`
	CPU      string            `json:"cpu"`
	Tier     string            `json:"tier"`
	Threads  int               `json:"threads"`
	Versions map[string]string `json:"versions"`
	Limits   limits            `json:"limits"`
	Figures  []Figure          `json:"figures"`
}

// us is the name of our own figures.
const us = "scicore"

func (r *report) find(c Case, impl string) (Figure, bool) {
	i := slices.IndexFunc(r.Figures, func(f Figure) bool {
		return f.Impl == impl && f.Work == c.Work && f.DType == c.DType && f.N == c.N && f.Threads == c.Threads
	})
	if i < 0 {
		return Figure{}, false
	}
	return r.Figures[i], true
}

// peers returns everybody else's figures for a case, fastest first.
func (r *report) peers(c Case) []Figure {
	var out []Figure
	for _, f := range r.Figures {
		if f.Impl != us && f.Work == c.Work && f.DType == c.DType && f.N == c.N && f.Threads == c.Threads {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b Figure) int { return cmpFloat(a.Nanos, b.Nanos) })
	return out
}

func cmpFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// verdict is one target held against the figures.
type verdict struct {
	text string // "1.31 × numpy (≥ 1.20)"
	met  bool
}

func (r *report) judge(row row, t Target) (verdict, bool) {
	own, ok := r.find(row.Case, us)
	if !ok {
		return verdict{}, false
	}
	if t.Limit != "" {
		return r.judgeLimit(row, t, own)
	}
	if len(t.Peers) == 1 && t.Peers[0] == "one core" {
		one := row.Case
		one.Threads = 1
		f, ok := r.find(one, us)
		return ratio(f.Nanos/own.Nanos, "one core", t.Ratio), ok
	}
	for _, f := range r.peers(row.Case) {
		if slices.Contains(t.Peers, f.Impl) {
			return ratio(f.Nanos/own.Nanos, f.Impl, t.Ratio), true
		}
	}
	return verdict{}, false
}

func ratio(x float64, whom string, want float64) verdict {
	return verdict{fmt.Sprintf("%.2f × %s (want %.2g)", x, whom, want), x >= want}
}

func (r *report) judgeLimit(row row, t Target, own Figure) (verdict, bool) {
	var have float64
	switch t.Limit {
	case "fma":
		n := float64(row.N)
		have = 2 * n * n * n / (own.Nanos * 1e-9) / r.Limits.FMA[row.DType]
	case "copy":
		have = bytesMoved(row.Case) / (own.Nanos * 1e-9) / r.Limits.CopyAll
	default:
		limit, err := parseNanos(t.Limit)
		if err != nil {
			return verdict{}, false
		}
		return verdict{fmt.Sprintf("%s (want ≤ %s)", nanos(own.Nanos), t.Limit), own.Nanos <= limit}, true
	}
	return verdict{fmt.Sprintf("%.0f %% of %s limit (want %.0f %%)", 100*have, t.Limit, 100*t.Share), have >= t.Share}, true
}

func parseNanos(text string) (float64, error) {
	d, err := time.ParseDuration(strings.ReplaceAll(text, " ", ""))
	return float64(d), err
}

// bytesMoved is what the work must read and write at least.
func bytesMoved(c Case) float64 {
	size := map[string]float64{"float64": 8, "float32": 4}[c.DType]
	arrays := map[string]float64{"add": 3, "mul": 3, "fma-like": 4, "lazy sqrt(a*a+b*b)": 3}[c.Work]
	return arrays * size * float64(c.N)
}

func nanos(ns float64) string {
	switch {
	case ns < 1e3:
		return fmt.Sprintf("%.0f ns", ns)
	case ns < 1e6:
		return fmt.Sprintf("%.2f µs", ns/1e3)
	}
	return fmt.Sprintf("%.2f ms", ns/1e6)
}

// write prints the report as a Markdown table; a ratio below its target is a
// row like any other.
func (r *report) write(w io.Writer, rows []row) {
	fmt.Fprintf(w, "# scicore and its peers, side by side\n\n%s · %s · tier %s · %d threads\n\n",
		r.Date.Format("2006-01-02 15:04 MST"), r.CPU, r.Tier, r.Threads)
	names := make([]string, 0, len(r.Versions))
	for k := range r.Versions {
		names = append(names, k)
	}
	slices.Sort(names)
	for _, k := range names {
		fmt.Fprintf(w, "- %s %s\n", k, r.Versions[k])
	}
	fmt.Fprintf(w, "- limits: copy %.1f GB/s one core, %.1f GB/s all cores (bytes read and written)", r.Limits.CopyOne/1e9, r.Limits.CopyAll/1e9)
	for _, dt := range []string{"float64", "float32"} {
		fmt.Fprintf(w, "; FMA %s %.1f GFLOP/s one core", dt, r.Limits.FMA[dt]/1e9)
	}
	fmt.Fprint(w, "\n\nTimes are of one call, the shortest of many; a ratio is the peer's time over ours, above 1 when we are faster. The limits are those of memory far larger than any cache: a copy writes half of its bytes and an addition a third, and arrays of 40 MB lie partly in the last cache, so shares above 100 % occur.\n")
	fmt.Fprint(w, "\n| work | type | n | threads | scicore | allocs | peers | against targets | met |\n|---|---|---:|---:|---:|---:|---|---|---|\n")
	met, all := 0, 0
	for _, x := range rows {
		line, m, a := r.line(x)
		met, all = met+m, all+a
		fmt.Fprintln(w, line)
	}
	fmt.Fprintf(w, "\n%d of %d targets met.\n", met, all)
}

func (r *report) line(x row) (line string, met, all int) {
	own, ok := r.find(x.Case, us)
	mine, allocs := "-", "-"
	if ok {
		mine, allocs = nanos(own.Nanos), trim(own.Allocs)
		if x.Work == "matmul" {
			n := float64(x.N)
			mine += fmt.Sprintf(" (%.1f GFLOP/s)", 2*n*n*n/own.Nanos)
		}
	}
	var peers, verdicts, marks []string
	for _, f := range r.peers(x.Case) {
		peers = append(peers, fmt.Sprintf("%s %s", f.Impl, nanos(f.Nanos)))
	}
	for _, t := range x.Targets {
		v, ok := r.judge(x, t)
		if !ok {
			continue
		}
		all++
		mark := "no"
		if v.met {
			met++
			mark = "yes"
		}
		verdicts, marks = append(verdicts, v.text), append(marks, mark)
	}
	return fmt.Sprintf("| %s | %s | %d | %d | %s | %s | %s | %s | %s |", x.Work, x.DType, x.N, x.Threads, mine, allocs,
		strings.Join(peers, ", "), strings.Join(verdicts, "; "), strings.Join(marks, ", ")), met, all
}

func trim(v float64) string {
	if v < 0 || math.IsNaN(v) {
		return "-"
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0")
}
