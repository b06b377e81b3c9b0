// Package lint keeps the rules of the house as tests: who may import whom,
// what the root links, the exported API as a golden file, a package comment
// everywhere. It exports nothing.
package lint

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

const module = "github.com/scicore-go/scicore"

// pkg is one package of the module, test files apart.
type pkg struct {
	rel     string // directory below the module root, "." for the root
	name    string
	files   []*ast.File
	imports map[string]string // import path to a file that has it
}

// root is the module root as seen from this package's tests.
const root = "../.."

// load parses every package of the main module, with all build tags.
func load(fset *token.FileSet) ([]*pkg, error) {
	found := map[string]*pkg{}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return skipDir(p, d.Name())
		case !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go"):
			return nil
		}
		return add(found, fset, p)
	})
	out := make([]*pkg, 0, len(found))
	for _, p := range found {
		out = append(out, p)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].rel < out[j].rel })
	return out, err
}

// skipDir leaves out hidden folders, test data and nested modules.
func skipDir(p, name string) error {
	if p == root {
		return nil
	}
	_, err := os.Stat(filepath.Join(p, "go.mod"))
	if name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || err == nil {
		return filepath.SkipDir
	}
	return nil
}

func add(found map[string]*pkg, fset *token.FileSet, file string) error {
	f, err := parser.ParseFile(fset, file, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(root, filepath.Dir(file))
	if err != nil {
		return err
	}
	rel = filepath.ToSlash(rel)
	p := found[rel]
	if p == nil {
		p = &pkg{rel: rel, name: f.Name.Name, imports: map[string]string{}}
		found[rel] = p
	}
	p.files = append(p.files, f)
	for _, im := range f.Imports {
		v, err := strconv.Unquote(im.Path.Value)
		if err != nil {
			return err
		}
		p.imports[v] = file
	}
	return nil
}

// inside returns the module-relative path of an import, false for others.
func inside(imported string) (string, bool) {
	if imported == module {
		return ".", true
	}
	return strings.CutPrefix(imported, module+"/")
}

// public reports whether users can import the package.
func (p *pkg) public() bool {
	for _, part := range strings.Split(p.rel, "/") {
		if part == "internal" || part == "examples" {
			return false
		}
	}
	return p.name != "main"
}

// path returns the package's import path.
func (p *pkg) path() string { return path.Join(module, p.rel) }
