// Command elsewhere type-checks the module as it would be compiled for other
// platforms: from source, with their files and sizes. It finds what a build
// would, but for the linker's part, in a tenth of the time, since nothing is
// compiled, least of all the dependencies.
//
//	go run ./internal/lint/elsewhere linux/386 js/wasm
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	failed := false
	for _, platform := range os.Args[1:] {
		n, err := check(platform, "./...")
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", platform, err)
			failed = true
			continue
		}
		fmt.Printf("%s: %d packages are fine\n", platform, n)
	}
	if failed || len(os.Args) < 2 {
		os.Exit(1)
	}
}

// listed is what go list says of a package.
type listed struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	SFiles     []string
	ImportMap  map[string]string
	Module     *struct {
		Main      bool
		GoVersion string
	}
	Error *struct{ Err string }
}

func (p *listed) ours() bool { return p.Module != nil && p.Module.Main }

// check checks the packages that match for a platform, and says how many of
// this module they are.
func check(platform string, patterns ...string) (ours int, err error) {
	goos, goarch, ok := strings.Cut(platform, "/")
	sizes := types.SizesFor("gc", goarch)
	if !ok || sizes == nil {
		return 0, errors.New("no such platform: want one of go tool dist list")
	}
	pkgs, err := list(goos, goarch, patterns...)
	if err != nil {
		return 0, err
	}
	c := &checker{goarch: goarch, sizes: sizes, files: token.NewFileSet(), done: map[string]*types.Package{"unsafe": types.Unsafe}}
	for _, p := range pkgs { // each after what it imports
		if p.ours() {
			ours++
		}
		if p.ImportPath != "unsafe" {
			c.check(p)
		}
	}
	return ours, errors.Join(c.faults...)
}

// list returns the packages and all they need.
func list(goos, goarch string, patterns ...string) (pkgs []*listed, err error) {
	cmd := exec.Command("go", append([]string{"list", "-deps", "-json=ImportPath,Dir,GoFiles,SFiles,ImportMap,Module,Error"}, patterns...)...)
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0")
	var told strings.Builder
	cmd.Stderr = &told
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	for d := json.NewDecoder(out); ; {
		p := new(listed)
		err := d.Decode(p)
		if err != nil {
			if failed := cmd.Wait(); failed != nil {
				return nil, fmt.Errorf("go list: %w: %s", failed, told.String())
			}
			if err != io.EOF {
				return nil, err
			}
			return pkgs, nil
		}
		pkgs = append(pkgs, p)
	}
}

// checker is one platform.
type checker struct {
	goarch string
	sizes  types.Sizes
	files  *token.FileSet
	done   map[string]*types.Package
	faults []error
}

func (c *checker) check(p *listed) {
	if p.Error != nil {
		c.faults = append(c.faults, errors.New(p.Error.Err))
		return
	}
	var files []*ast.File
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(c.files, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			c.faults = append(c.faults, err)
			return
		}
		files = append(files, f)
	}
	conf := types.Config{
		Importer:         importer{c, p},
		Sizes:            c.sizes,
		IgnoreFuncBodies: !p.ours(), // others' are not ours to check
		Error: func(err error) {
			if p.ours() {
				c.faults = append(c.faults, err)
			}
		},
	}
	if p.Module != nil && p.Module.GoVersion != "" {
		conf.GoVersion = "go" + p.Module.GoVersion
	}
	c.done[p.ImportPath], _ = conf.Check(p.ImportPath, c.files, files, nil)
	if p.ours() && len(p.SFiles) == 0 {
		c.bodies(files)
	}
}

// bodies finds functions that no assembly of this platform defines.
func (c *checker) bodies(files []*ast.File) {
	for _, f := range files {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Body == nil && !linked(d) {
				c.faults = append(c.faults, fmt.Errorf("%s: %s has no body", c.files.Position(d.Pos()), d.Name.Name))
			}
		}
	}
}

func linked(d *ast.FuncDecl) bool {
	if d.Doc == nil {
		return false
	}
	for _, line := range d.Doc.List {
		if strings.HasPrefix(line.Text, "//go:linkname ") {
			return true
		}
	}
	return false
}

// importer resolves the imports of one package.
type importer struct {
	c *checker
	p *listed
}

func (i importer) Import(path string) (*types.Package, error) {
	if vendored, ok := i.p.ImportMap[path]; ok {
		path = vendored
	}
	if p := i.c.done[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("no package %s", path)
}
