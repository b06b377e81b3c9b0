// Compare times scicore and its peers on the same work in one run on one
// machine, and writes the table of ratios and the raw figures to results/.
//
//	go run ./compare                 arrays: some minutes on two cores
//	go run ./compare -suite linalg   linear algebra: some ten minutes
//	go run ./compare -only sort      only work whose name contains "sort"
//
// Python peers need python3 with numpy, scipy and numexpr. Run it on a quiet machine.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

func main() {
	suite := flag.String("suite", "arrays", "what to compare: arrays or linalg")
	only := flag.String("only", "", "run only work whose name contains this")
	out := flag.String("out", "results", "directory for the table and the raw figures; empty: print only")
	quick := flag.Bool("quick", false, "short measurements, to try the program itself")
	worker := flag.Bool("worker", false, "time the cases on standard input, for the program itself")
	flag.Parse()
	if *quick {
		budget = 20 * time.Millisecond
	}
	var err error
	if *worker {
		err = work()
	} else {
		err = compare(*suite, *only, *out, *quick)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

func compare(suite, only, out string, quick bool) error {
	threads := runtime.GOMAXPROCS(0)
	list, ok := suites[suite]
	if !ok {
		return fmt.Errorf("there is no suite %q", suite)
	}
	var wanted []row
	byThreads := map[int][]Case{}
	for _, r := range list(threads) {
		if strings.Contains(r.Work, only) {
			wanted = append(wanted, r)
			byThreads[r.Threads] = append(byThreads[r.Threads], r.Case)
		}
	}
	r := &report{Date: time.Now().UTC(), CPU: cpuName(), Tier: tier(), Threads: threads, Versions: versions(), Limits: machineLimits(threads)}
	for n, cases := range byThreads {
		fmt.Fprintf(os.Stderr, "%d cases with %d threads\n", len(cases), n)
		figures, err := child(cases, n, quick)
		if err != nil {
			return err
		}
		r.Figures = append(r.Figures, figures...)
		figures, versions, err := pythonPeers(cases, n)
		if err != nil {
			return err
		}
		r.Figures = append(r.Figures, figures...)
		for k, v := range versions {
			r.Versions[k] = v
		}
	}
	r.write(os.Stdout, wanted)
	if out == "" {
		return nil
	}
	return r.save(out, suite, wanted)
}

// save writes the table and the raw figures, named by date.
func (r *report) save(dir, suite string, rows []row) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	base := filepath.Join(dir, r.Date.Format("2006-01-02"))
	if suite != "arrays" {
		base += "-" + suite
	}
	raw, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return err
	}
	if err := os.WriteFile(base+".json", append(raw, '\n'), 0o644); err != nil {
		return err
	}
	f, err := os.Create(base + ".md")
	if err != nil {
		return err
	}
	r.write(f, rows)
	return f.Close()
}

// child runs this program again with the number of threads set for everything
// in it, ours and the Go peers'.
func child(cases []Case, threads int, quick bool) ([]Figure, error) {
	in, err := json.Marshal(cases)
	if err != nil {
		return nil, err
	}
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(exe, "-worker", "-quick="+strconv.FormatBool(quick))
	n := strconv.Itoa(threads)
	cmd.Env = append(os.Environ(), "GOMAXPROCS="+n, "SCICORE_NUM_THREADS="+n)
	cmd.Stdin = strings.NewReader(string(in))
	cmd.Stderr = os.Stderr
	raw, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var figures []Figure
	err = json.Unmarshal(raw, &figures)
	return figures, err
}

// work times the cases on standard input.
func work() error {
	var cases []Case
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		return err
	}
	var figures []Figure
	for i, c := range cases {
		fmt.Fprintf(os.Stderr, "\r%d/%d %-40s", i+1, len(cases), c.Work+" "+c.DType)
		for _, m := range append(ours(c), goPeersOf(c)...) {
			ns, allocs := measure(m.run)
			if m.less != nil {
				rest, _ := measure(m.less)
				ns -= rest
			}
			figures = append(figures, Figure{c.Work, c.DType, c.N, c.Threads, m.name, ns, allocs})
		}
		runtime.GC() // the next case starts with a clean heap
	}
	fmt.Fprintln(os.Stderr)
	return json.NewEncoder(os.Stdout).Encode(figures)
}

var modelName = regexp.MustCompile(`model name\s*:\s*(.*)`)

func cpuName() string {
	b, err := os.ReadFile("/proc/cpuinfo")
	if m := modelName.FindSubmatch(b); err == nil && m != nil {
		return fmt.Sprintf("%s, %d processors", m[1], runtime.NumCPU())
	}
	return fmt.Sprintf("%s, %d processors", runtime.GOARCH, runtime.NumCPU())
}

func versions() map[string]string {
	v := map[string]string{"go": strings.TrimPrefix(runtime.Version(), "go")}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			switch d.Path {
			case "gonum.org/v1/gonum", "github.com/tphakala/simd", "github.com/viterin/vek":
				v[d.Path] = d.Version
			}
		}
	}
	return v
}
