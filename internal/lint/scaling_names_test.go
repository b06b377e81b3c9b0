package lint

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestScalingNames holds docs/scaling-names.md true: each name that it gives
// is in the API, and the example that it names runs, with output, and uses it.
// What is left out must say why. The tests that it names for faults exist.
func TestScalingNames(t *testing.T) {
	const page = "docs/scaling-names.md"
	text, err := os.ReadFile(filepath.Join(root, page))
	if err != nil {
		t.Fatal(err)
	}
	api, err := scalingAPI()
	if err != nil {
		t.Fatal(err)
	}
	examples, err := examplesBelow("scaling")
	if err != nil {
		t.Fatal(err)
	}
	tests, err := testsBelow("scaling")
	if err != nil {
		t.Fatal(err)
	}
	rows, faults := 0, 0
	for i, line := range strings.Split(string(text), "\n") {
		cells := strings.Split(strings.ReplaceAll(line, `\|`, ""), "|")
		if len(cells) == 5 && strings.Contains(cells[3], "`") { // fault, what happens, tests
			faults++
			for _, name := range quotedIn(cells[3]) {
				if !tests[name] {
					t.Errorf("%s:%d: there is no test %s", page, i+1, name)
				}
			}
		}
		if len(cells) != 7 || strings.HasPrefix(cells[1], "---") || strings.TrimSpace(cells[1]) == "documented" {
			continue
		}
		rows++
		for _, fault := range checkRow(cells[3], cells[4], cells[5], api, examples) {
			t.Errorf("%s:%d: %s", page, i+1, fault)
		}
	}
	if rows < 90 || faults < 18 {
		t.Errorf("%s: only %d names and %d faults found: has the page another form now?", page, rows, faults)
	}
}

var ours = regexp.MustCompile(`\b([a-z]+)\.([A-Z]\w*)`)

// TestScalingPage: what docs/scaling.md calls by package and name is there.
func TestScalingPage(t *testing.T) {
	const page = "docs/scaling.md"
	text, err := os.ReadFile(filepath.Join(root, page))
	if err != nil {
		t.Fatal(err)
	}
	api, err := scalingAPI()
	if err != nil {
		t.Fatal(err)
	}
	packages := map[string]bool{}
	for name := range api {
		pkg, _, _ := strings.Cut(name, ".")
		packages[pkg] = true
	}
	found := 0
	for i, line := range strings.Split(string(text), "\n") {
		for _, m := range ours.FindAllStringSubmatch(line, -1) {
			if !packages[m[1]] {
				continue
			}
			if found++; !api[m[0]] {
				t.Errorf("%s:%d: there is no %s", page, i+1, m[0])
			}
		}
	}
	if found < 20 {
		t.Errorf("%s: only %d names found", page, found)
	}
}

// Rows that are wrong are found.
func TestScalingNamesFindsFaults(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "x_test.go", `package x_test
func ExampleA() { x.New().WithB(Options{C: 1}); y.Gone()
	// Output:
}
func ExampleSilent() { x.New() }
`, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	examples := map[string]*ast.FuncDecl{}
	for _, d := range f.Decls {
		if e := d.(*ast.FuncDecl); hasOutput(f, e) {
			examples["x."+e.Name.Name] = e
		}
	}
	api := map[string]bool{"x.New": true, "x.T.WithB": true, "x.Options.C": true, "x.Gone": true}
	for _, tc := range []struct {
		here, shown, note string
		want              int
	}{
		{"`x.New`, `x.T.WithB`, `x.Options.C`", "`x.ExampleA`", "", 0},
		{"`x.T.WithD`", "`x.ExampleA`", "", 1},
		{"`x.Gone`", "`x.ExampleA`", "", 1}, // another package's
		{"`x.New`", "`x.ExampleSilent`", "", 1},
		{"`x.New`", "", "", 1},
		{" no ", "", " ", 1},
		{" no ", "", "because", 0},
	} {
		if got := checkRow(tc.here, tc.shown, tc.note, api, examples); len(got) != tc.want {
			t.Errorf("%+v: %q", tc, got)
		}
	}
}

// TestScalingExamples: every package that decides about size and load shows
// how it is used.
func TestScalingExamples(t *testing.T) {
	pkgs, err := load(token.NewFileSet())
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	err = testFuncs("scaling", func(dir string, f *ast.File, _ string, d *ast.FuncDecl) {
		if isExample(f, d) {
			shown[dir] = true
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pkgs {
		if under(p.rel, "scaling") && p.public() && !shown[p.rel] {
			t.Errorf("%s has no example that runs with output", p.rel)
		}
	}
}

var quoted = regexp.MustCompile("`([^`]+)`")

func quotedIn(cell string) (out []string) {
	for _, m := range quoted.FindAllStringSubmatch(cell, -1) {
		out = append(out, m[1])
	}
	return out
}

// checkRow tells what is wrong with the names, the example and the note of a
// row.
func checkRow(here, shown, note string, api map[string]bool, examples map[string]*ast.FuncDecl) (faults []string) {
	names, by := quotedIn(here), quotedIn(shown)
	if strings.TrimSpace(here) == "no" {
		if strings.TrimSpace(note) == "" {
			return []string{"is left out and does not say why"}
		}
		return nil
	}
	if len(names) == 0 || len(by) != 1 {
		return []string{"wants names of ours and one example, each in quotes, or no"}
	}
	e := examples[by[0]]
	if e == nil {
		return []string{"no example runs that is called " + by[0]}
	}
	for _, n := range names {
		if !api[n] {
			faults = append(faults, "there is no "+n)
		} else if !uses(e, n) {
			faults = append(faults, by[0]+" does not use "+n)
		}
	}
	return faults
}

// uses reports whether an example mentions a name: one of a package with the
// package before it, a method or field by itself.
func uses(e *ast.FuncDecl, name string) (found bool) {
	parts := strings.Split(name, ".")
	last := parts[len(parts)-1]
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			x, _ := n.X.(*ast.Ident)
			if n.Sel.Name == last && (len(parts) == 3 || x != nil && x.Name == parts[0]) {
				found = true
			}
		case *ast.KeyValueExpr:
			k, _ := n.Key.(*ast.Ident)
			found = found || len(parts) == 3 && k != nil && k.Name == last
		}
		return !found
	})
	return found
}

// examplesBelow returns the examples of a folder that have output, and so are
// run, as package.ExampleName.
func examplesBelow(folder string) (map[string]*ast.FuncDecl, error) {
	out := map[string]*ast.FuncDecl{}
	err := testFuncs(folder, func(_ string, f *ast.File, name string, d *ast.FuncDecl) {
		if isExample(f, d) {
			out[name] = d
		}
	})
	return out, err
}

// testsBelow returns the tests of a folder, as package.TestName.
func testsBelow(folder string) (map[string]bool, error) {
	out := map[string]bool{}
	err := testFuncs(folder, func(_ string, _ *ast.File, name string, d *ast.FuncDecl) {
		out[name] = out[name] || strings.HasPrefix(d.Name.Name, "Test")
	})
	return out, err
}

// testFuncs calls f for each function of the test files below a folder, with its
// directory and its name as package.Name.
func testFuncs(folder string, f func(dir string, file *ast.File, name string, d *ast.FuncDecl)) error {
	fset := token.NewFileSet()
	return filepath.WalkDir(filepath.Join(root, folder), func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(fset, p, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(p))
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Recv == nil {
				f(filepath.ToSlash(dir), file, strings.TrimSuffix(file.Name.Name, "_test")+"."+d.Name.Name, d)
			}
		}
		return nil
	})
}

// isExample reports whether a function is an example that is run.
func isExample(f *ast.File, d *ast.FuncDecl) bool {
	return strings.HasPrefix(d.Name.Name, "Example") && hasOutput(f, d)
}

func hasOutput(f *ast.File, e *ast.FuncDecl) bool {
	return slices.ContainsFunc(f.Comments, func(c *ast.CommentGroup) bool {
		return c.Pos() > e.Body.Pos() && c.End() < e.Body.End() && strings.HasPrefix(strings.ToLower(c.Text()), "output:")
	})
}

var (
	apiLine   = regexp.MustCompile(`^pkg (\S+), (func|type|const|var) (.*)$`)
	apiMethod = regexp.MustCompile(`^\((?:\w+ )?\*?(\w+)(?:\[.*?\])?\) (\w+)`)
	apiName   = regexp.MustCompile(`^\w+`)
	apiStruct = regexp.MustCompile(`^(\w+) struct \{(.*)\}`)
)

// scalingAPI returns the names of api/scicore.txt below scaling, as
// package.Name, package.Type.Method and package.Type.Field.
func scalingAPI() (map[string]bool, error) {
	text, err := os.ReadFile(filepath.Join(root, "api", "scicore.txt"))
	if err != nil {
		return nil, err
	}
	api := map[string]bool{}
	for _, line := range strings.Split(string(text), "\n") {
		m := apiLine.FindStringSubmatch(line)
		if m == nil || !under(m[1], "scaling") {
			continue
		}
		pkg, rest := m[1][strings.LastIndex(m[1], "/")+1:], m[3]
		if method := apiMethod.FindStringSubmatch(rest); method != nil {
			api[pkg+"."+method[1]+"."+method[2]] = true
			continue
		}
		api[pkg+"."+apiName.FindString(rest)] = true
		if s := apiStruct.FindStringSubmatch(rest); s != nil {
			for _, field := range strings.Fields(strings.ReplaceAll(s[2], ",", " ")) {
				api[pkg+"."+s[1]+"."+field] = true // types among them do no harm
			}
		}
	}
	return api, nil
}
