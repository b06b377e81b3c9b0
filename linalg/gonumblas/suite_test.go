package gonumblas_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/internal/need"
	"github.com/scicore-go/scicore/linalg/gonumblas"
)

// conformance is one function of gonum's public test suites. The long ones
// stay away from -short: they take from 0.4 s up to 10 s each.
type conformance struct {
	name string
	size size
	run  func(t *testing.T)
}

type size bool

const (
	short size = false
	long  size = true
)

// What was registered when nothing but imports had run.
var (
	atStart       [4]string
	lapackAtStart lapackKind
)

func TestMain(m *testing.M) {
	atStart, lapackAtStart = registered(), whichLAPACK()
	toGonum = gonumblas.Use() // LAPACK's suite is to run on our BLAS
	os.Exit(m.Run())
}

func runSuite(t *testing.T, suite []conformance) {
	for _, c := range suite {
		if c.size == long && testing.Short() {
			continue // the whole tests run them
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t)
		})
	}
}

func TestBLAS(t *testing.T)   { runSuite(t, blasSuite) }
func TestLAPACK(t *testing.T) { runSuite(t, lapackSuite) }

// TestSuitesAreComplete reads gonum's suites and asks of every test function
// in them that a table here calls it.
func TestSuitesAreComplete(t *testing.T) {
	for pkg, suite := range map[string][]conformance{"blas/testblas": blasSuite, "lapack/testlapack": lapackSuite} {
		var have []string
		for _, c := range suite {
			have = append(have, c.name)
		}
		for _, name := range testFunctions(t, "gonum.org/v1/gonum/"+pkg) {
			if !slices.Contains(have, strings.TrimSuffix(strings.TrimPrefix(name, "Test"), "Test")) {
				t.Errorf("%s.%s is not run", pkg, name)
			}
		}
	}
}

// testFunctions lists the exported functions of a package whose first
// parameter is a *testing.T.
func testFunctions(t *testing.T, pkg string) (names []string) {
	dir, err := exec.Command("go", "list", "-f", "{{.Dir}}", pkg).Output()
	if err != nil {
		need.Missing(t, "the go command and the source of "+pkg)
	}
	files, _ := filepath.Glob(filepath.Join(strings.TrimSpace(string(dir)), "*.go"))
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue // tests of the suite itself
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.IsExported() && takesT(fn) {
				names = append(names, fn.Name.Name)
			}
		}
	}
	if len(names) == 0 {
		t.Errorf("no tests found in %s", pkg)
	}
	return names
}

func takesT(fn *ast.FuncDecl) bool {
	if len(fn.Type.Params.List) == 0 {
		return false
	}
	star, ok := fn.Type.Params.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	sel, ok := star.X.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "T"
}
