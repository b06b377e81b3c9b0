package lapacktest

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
)

var update = flag.Bool("update", false, "write docs/accuracy-linalg")

// Table collects the worst measure of every routine on every family and type.
type Table struct {
	mu    sync.Mutex
	name  string
	title string
	worst map[row]map[string]float64
	order []row
}

type row struct{ routine, family string }

var dtypes = []string{"float64", "float32", "complex128", "complex64"}

// NewTable returns the table that is written to docs/accuracy-linalg/name.md.
func NewTable(name, title string) *Table {
	return &Table{name: name, title: title, worst: map[row]map[string]float64{}}
}

// Add notes a measure, and fails t when it is above the threshold.
func Add[T blas.Scalar](t testing.TB, tab *Table, routine, family string, measure float64) {
	t.Helper()
	if !(measure <= Threshold) {
		t.Errorf("%s, %s, %T: %.3g, at most %d", routine, family, *new(T), measure, Threshold)
	}
	tab.note(routine, family, fmt.Sprintf("%T", *new(T)), measure)
}

func (tab *Table) note(routine, family, dt string, measure float64) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	r := row{routine, family}
	if tab.worst[r] == nil {
		tab.worst[r] = map[string]float64{}
		tab.order = append(tab.order, r)
	}
	if old, ok := tab.worst[r][dt]; !ok || measure > old || math.IsNaN(measure) {
		tab.worst[r][dt] = measure
	}
}

// Finish writes the table with -update; otherwise it fails unless the file
// exists and has the rows of this run. The figures themselves are not
// compared: they are facts of the day, and the threshold is the test.
func (tab *Table) Finish(t testing.TB, root string) {
	t.Helper()
	path := filepath.Join(root, "docs", "accuracy-linalg", tab.name+".md")
	if *update {
		if testing.Short() {
			t.Fatal("-update wants the whole tests, not the short ones")
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, tab.text(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; make it with -update", err)
	}
	for _, r := range tab.order {
		if !bytes.Contains(raw, []byte("| "+r.routine+" | "+r.family+" |")) {
			t.Errorf("%s has no row for %s, %s; renew it with -update", path, r.routine, r.family)
		}
	}
}

func (tab *Table) text() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nThe worst scaled measure of each family of matrices; LAPACK's own limit is %d.\nWritten by the tests with -update.\n\n", tab.title, Threshold)
	fmt.Fprintf(&b, "| measure | matrices | %s |\n|---|---|%s\n", strings.Join(dtypes, " | "), strings.Repeat("---|", len(dtypes)))
	rows := slices.Clone(tab.order)
	slices.SortStableFunc(rows, func(x, y row) int { return strings.Compare(x.routine, y.routine) })
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s | %s |", r.routine, r.family)
		for _, dt := range dtypes {
			if x, ok := tab.worst[r][dt]; ok {
				fmt.Fprintf(&b, " %.2g |", x)
			} else {
				b.WriteString(" |")
			}
		}
		b.WriteString("\n")
	}
	return []byte(b.String())
}
