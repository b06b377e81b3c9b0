package main

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"path/filepath"
	"strings"
)

// source is the kernel package, parsed and checked.
type source struct {
	fset  *token.FileSet
	info  *types.Info
	pkg   *types.Package
	funcs map[string]*ast.FuncDecl
	files map[string]*ast.File
}

// load reads the Go files of dir that hold the dialect. What only other files
// declare is left unresolved, so the check has errors; the dialect needs none
// of it, and what is missing there is found when a function is built.
func load(dir string) (*source, error) {
	s := &source{fset: token.NewFileSet(), funcs: map[string]*ast.FuncDecl{}, files: map[string]*ast.File{}}
	s.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, p := range paths {
		if !isDialect(filepath.Base(p)) {
			continue
		}
		f, err := parser.ParseFile(s.fset, p, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
		s.files[filepath.Base(p)] = f
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Recv == nil {
				s.funcs[fd.Name.Name] = fd
			}
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no dialect files in %s: %w", dir, fs.ErrNotExist)
	}
	conf := types.Config{Importer: importer.ForCompiler(s.fset, "source", nil), Error: func(error) {}}
	s.pkg, _ = conf.Check("kernel", s.fset, files, s.info)
	return s, nil
}

func isDialect(file string) bool {
	if strings.HasSuffix(file, "_test.go") {
		return false
	}
	return strings.HasPrefix(file, "fn_") || file == "prim.go" || file == "arith.go" || file == "funcs.go"
}

// pos formats the place of n for an error.
func (s *source) pos(n ast.Node) string {
	p := s.fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line)
}

// wired is one function that a switch of funcs.go names.
type wired struct {
	op      string
	f, slow string
	wide    bool
}

// wires reads the switch of the function named fn in funcs.go: for each case,
// which functions it returns. Functions of other packages are left out.
func (s *source) wires(fn string) []wired {
	var out []wired
	d := s.funcs[fn]
	if d == nil {
		return nil
	}
	ast.Inspect(d, func(n ast.Node) bool {
		c, ok := n.(*ast.CaseClause)
		if !ok || len(c.Body) == 0 {
			return true
		}
		r, ok := c.Body[len(c.Body)-1].(*ast.ReturnStmt)
		if !ok || len(r.Results) != 1 {
			return true
		}
		w := wired{}
		s.readWire(r.Results[0], &w)
		for _, e := range c.List {
			w.op = e.(*ast.Ident).Name
			out = append(out, w)
		}
		return true
	})
	return out
}

// readWire understands a function name and the literals fun{f:, slow:, road:}
// and fun32{fun:} or fun32{wide:}.
func (s *source) readWire(e ast.Expr, w *wired) {
	switch e := e.(type) {
	case *ast.Ident:
		w.f = e.Name
	case *ast.CompositeLit:
		for _, el := range e.Elts {
			kv, ok := el.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			key := kv.Key.(*ast.Ident).Name
			id, _ := kv.Value.(*ast.Ident)
			switch {
			case key == "f" && id != nil:
				w.f = id.Name
			case key == "slow" && id != nil:
				w.slow = id.Name
			case key == "wide":
				w.wide = true
				s.readWire(kv.Value, w)
			case key == "fun" || key == "fun2":
				s.readWire(kv.Value, w)
			}
		}
	}
}
