package asmcheck

import (
	"bufio"
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/internal/need"
)

const module = "github.com/scicore-go/scicore"

// computes lists where packages compute; what stands above measures and decides.
var computes = []string{"array", "execution", "internal", "linalg", "memory", "signal", "spatial", "stats"}

// elsewhere lists packages among those, and what is below them, whose
// arithmetic decides nothing about results.
var elsewhere = map[string]string{
	"array/gonumconv":            "moves bytes",
	"array/npy":                  "moves bytes",
	"array/text":                 "reads and writes numbers",
	"execution/enginetest":       "compares engines",
	"internal/lapack/lapacktest": "test matrices and measures",
	"internal/lint":              "reads sources",
}

// excused lists calls whose bits are said to differ where they are documented.
var excused = map[string]string{
	"array/special math.Jn":       "Bessel functions of the standard library",
	"array/special math.Yn":       "Bessel functions of the standard library",
	"execution math.pow":          "how fast costs are learned",
	"linalg/gonumblas math.hypot": "gonum's own methods",
}

// TestPortableBits compiles the packages that compute for arm64, whose
// compiler fuses x*y + z where nothing forbids it, and reports what gives
// other bits than on amd64: fused operations that the source does not ask for,
// complex quotients, and functions of math and math/cmplx that are neither
// exact nor correctly rounded.
func TestPortableBits(t *testing.T) {
	pkgs := numerics(t)
	for _, f := range differences(t, pkgs) {
		if excused[f.pkg+" "+f.call] == "" {
			t.Errorf("%s", f)
		}
	}
}

// TestPortableBitsFinds holds the search against a package that has one of
// each.
func TestPortableBitsFinds(t *testing.T) {
	want := []string{"Complex", "Fused", "FusedSingle", "Halved", "InBoth", "Library", "Product", "Quotient"}
	var got []string
	for _, f := range differences(t, []string{"internal/asmcheck/testdata/differs"}) {
		got = append(got, f.function[strings.LastIndexByte(f.function, '.')+1:])
	}
	slices.Sort(got)
	if got = slices.Compact(got); !slices.Equal(got, want) {
		t.Errorf("found in %v, want %v", got, want)
	}
}

// numerics lists the packages that compute, relative to the module. Short
// tests keep to linear algebra's own, which compile within seconds.
func numerics(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, pkg := range strings.Fields(string(golang(t, nil, "list", "./..."))) {
		rel := strings.TrimPrefix(strings.TrimPrefix(pkg, module), "/")
		if !within(rel, computes...) || rel == "internal/asmcheck" || strings.HasSuffix(rel, "/gen") || within(rel, slices.Collect(maps.Keys(elsewhere))...) {
			continue
		}
		if !testing.Short() || within(rel, "internal/vec", "internal/blas", "internal/lapack") {
			lookAt(t, rel)
			out = append(out, rel)
		}
	}
	if len(out) < 5 {
		t.Fatalf("only %v found", out)
	}
	return out
}

// lookAt names a package's sources to the go command, which keeps the result of
// a test until a file that the test looked at changes.
func lookAt(t *testing.T, rel string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../..", rel, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no sources: %v", rel, err)
	}
	for _, f := range files {
		if _, err := os.Stat(f); err != nil {
			t.Fatal(err)
		}
	}
}

func within(rel string, dirs ...string) bool {
	return slices.ContainsFunc(dirs, func(d string) bool { return rel == d || strings.HasPrefix(rel, d+"/") })
}

// golang runs the go command for arm64 in the module's root. What it writes
// to standard error is handed to read, if there is one.
func golang(t *testing.T, read func(io.Reader), args ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		need.Missing(t, "the go command: https://go.dev/dl")
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = "../.."
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
	var out bytes.Buffer
	cmd.Stdout = &out
	var tail lastLines
	cmd.Stderr = &tail
	if read != nil {
		r, w := io.Pipe()
		cmd.Stderr = io.MultiWriter(w, &tail)
		done := make(chan struct{})
		go func() { defer close(done); read(r) }()
		defer func() { w.Close(); <-done }()
	}
	if err := cmd.Run(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, tail.text)
	}
	return out.Bytes()
}

// lastLines keeps the end of what is written to it.
type lastLines struct{ text []byte }

func (l *lastLines) Write(p []byte) (int, error) {
	l.text = append(l.text, p[max(0, len(p)-2000):]...)
	l.text = l.text[max(0, len(l.text)-2000):]
	return len(p), nil
}

// finding is an instruction that may give other bits.
type finding struct {
	pkg, file, function string
	line                int
	call                string // function called, or empty
	text                string
}

func (f finding) String() string {
	what := "a product is fused into a sum: write float64(x*y) + z, or math.FMA"
	if f.call != "" {
		what = f.call + " has other bits on other processors"
	}
	return fmt.Sprintf("%s:%d: in %s: %s: %s", f.file, f.line, f.function, what, f.text)
}

var (
	// A line of the compiler's listing.
	listed = regexp.MustCompile(`\(([^()\t]+):(\d+)\)\t(FN?M(?:ADD|SUB)[DS]|CALL)\t(\S+)`)
	// A call that asks for a fused operation.
	asked = regexp.MustCompile(`\b(FMA|fma|fma64|fma32)\b`)
)

// exact are the functions of package math, as the listing names them, that
// compute exactly or round correctly.
var exact = []string{"Mod", "mod", "Frexp", "frexp", "Ldexp", "ldexp", "Modf", "modf", "Pow10", "Floor", "floor", "archFloor",
	"Ceil", "archCeil", "Trunc", "archTrunc", "Round", "RoundToEven", "Nextafter", "Nextafter32", "FMA", "Max", "max", "archMax",
	"Min", "min", "archMin", "normalize", "Remainder", "remainder", "Ilogb", "ilogb"}

// differences compiles the packages and returns what may differ, each line
// once.
func differences(t *testing.T, pkgs []string) []finding {
	t.Helper()
	args := []string{"build", "-gcflags=-S"}
	for _, p := range pkgs {
		args = append(args, "./"+p)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]finding{}
	golang(t, func(r io.Reader) {
		pkg, function := "", ""
		lines := bufio.NewReaderSize(r, 1<<16)
		for {
			line, long, err := lines.ReadLine()
			for long && err == nil {
				_, long, err = lines.ReadLine() // the rest of a table's dump
			}
			if err != nil {
				return
			}
			if name, ok := bytes.CutPrefix(line, []byte("# "+module+"/")); ok {
				pkg = string(name)
			}
			if name, _, ok := bytes.Cut(line, []byte(" STEXT ")); ok {
				function = strings.TrimPrefix(string(name), module+"/")
			}
			if f, ok := suspect(line); ok {
				f.pkg, f.function = pkg, function
				key := fmt.Sprint(f.file, f.line, f.call)
				if !within(f.file, root) { // inlined from the library, into each of these
					key += function
				}
				found[key] = f
			}
		}
	}, args...)
	src := sourceLines{}
	var out []finding
	for _, k := range slices.Sorted(maps.Keys(found)) {
		f := found[k]
		f.text = strings.TrimSpace(src.line(t, f.file, f.line))
		if f.call != "" || !asked.MatchString(f.text) || bareProduct(t, f.file, f.line) {
			out = append(out, f)
		}
	}
	return out
}

// suspect reads one line of a listing.
func suspect(line []byte) (finding, bool) {
	if !bytes.Contains(line, []byte("\tF")) && !bytes.Contains(line, []byte("\tCALL\t")) {
		return finding{}, false
	}
	m := listed.FindSubmatch(line)
	if m == nil {
		return finding{}, false
	}
	n, err := strconv.Atoi(string(m[2]))
	f := finding{file: string(m[1]), line: n}
	if err != nil || string(m[3]) != "CALL" {
		return f, err == nil
	}
	f.call = strings.TrimSuffix(string(m[4]), "(SB)")
	name, isMath := strings.CutPrefix(f.call, "math.")
	return f, isMath && !slices.Contains(exact, name) || strings.HasPrefix(f.call, "math/cmplx.") || f.call == "runtime.complex128div"
}

// sourceLines are the lines of files by name.
type sourceLines map[string][]string

func (s sourceLines) line(t *testing.T, file string, n int) string {
	t.Helper()
	if s[file] == nil {
		s[file] = strings.Split(read(t, file), "\n")
	}
	if n > len(s[file]) {
		t.Fatalf("%s has no line %d", file, n)
	}
	return s[file][n-1]
}

// bareProduct reports whether a line that asks for a fused operation also has
// a product in a sum, which would hide behind it. Products in indices are of
// integers.
func bareProduct(t *testing.T, file string, line int) bool {
	t.Helper()
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IndexExpr, *ast.SliceExpr:
			return false
		case *ast.BinaryExpr:
			if (n.Op == token.ADD || n.Op == token.SUB) && fset.Position(n.Pos()).Line == line && (isProduct(n.X) || isProduct(n.Y)) {
				found = true
			}
		}
		return true
	})
	return found
}

func isProduct(e ast.Expr) bool {
	for {
		p, ok := e.(*ast.ParenExpr)
		if !ok {
			break
		}
		e = p.X
	}
	b, ok := e.(*ast.BinaryExpr)
	return ok && b.Op == token.MUL
}
