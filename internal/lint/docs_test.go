package lint

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestNumPyPage holds the names that docs/numpy.md gives for NumPy's against
// the exported API: a page that sends readers to functions that were renamed
// is worse than none.
func TestNumPyPage(t *testing.T) {
	fset := token.NewFileSet()
	pkgs, err := load(fset)
	if err != nil {
		t.Fatal(err)
	}
	names, methods := exportedNames(pkgs)
	page, err := os.ReadFile(filepath.Join(root, "docs", "numpy.md"))
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for i, line := range strings.Split(string(page), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) < 5 || cells[0] != "" {
			continue // not a row of three cells
		}
		for _, cell := range cells[2:4] {
			for _, m := range namesIn(cell) {
				checked++
				if !m.exists(names, methods) {
					t.Errorf("docs/numpy.md:%d: there is no %s", i+1, m.text)
				}
			}
		}
	}
	if checked < 300 {
		t.Errorf("only %d names found: has the page another form now?", checked)
	}
}

// exportedNames returns the package-level names of the public packages, by
// package name, and the names of all exported methods.
func exportedNames(pkgs []*pkg) (names map[string]map[string]bool, methods map[string]bool) {
	names, methods = map[string]map[string]bool{}, map[string]bool{}
	for _, p := range pkgs {
		if !p.public() {
			continue
		}
		own := map[string]bool{}
		names[p.name] = own
		for _, f := range p.files {
			for _, d := range f.Decls {
				declared(d, own, methods)
			}
		}
	}
	return names, methods
}

func declared(d ast.Decl, own, methods map[string]bool) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv != nil {
			methods[d.Name.Name] = true
		} else {
			own[d.Name.Name] = true
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				own[s.Name.Name] = true
			case *ast.ValueSpec:
				for _, n := range s.Names {
					own[n.Name] = true
				}
			}
		}
	}
}

// mention is a name on the page: with a package or variable before the dot,
// with the dot alone, or bare, which means package array or a method.
type mention struct{ before, name, text string }

var (
	code     = regexp.MustCompile("`[^`]*`")
	capitals = regexp.MustCompile(`([a-z]*\.)?\b([A-Z][a-zA-Z0-9]*)\b`)
	notOurs  = regexp.MustCompile(`"[^"]*"|\bSCICORE_\w+(=\w+)?|\b[a-z]+\.(Seq|Context)\b|\bjson\.\w+|\[[A-Z]\]|\w+:`)
)

func namesIn(cell string) []mention {
	var out []mention
	for _, c := range code.FindAllString(cell, -1) {
		for _, m := range capitals.FindAllStringSubmatch(notOurs.ReplaceAllString(c, ""), -1) {
			out = append(out, mention{m[1], m[2], m[0]})
		}
	}
	return out
}

func (m mention) exists(names map[string]map[string]bool, methods map[string]bool) bool {
	switch from := strings.TrimSuffix(m.before, "."); {
	case m.before == "":
		return names["array"][m.name] || methods[m.name]
	case len(from) > 1: // a package
		return names[from][m.name]
	}
	return methods[m.name]
}
