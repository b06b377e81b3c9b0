package lint

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden file of the exported API")

// TestExportedAPI holds the exported names and signatures against
// api/scicore.txt, so that a change of API is visible in the diff.
func TestExportedAPI(t *testing.T) {
	fset := token.NewFileSet()
	pkgs, err := load(fset)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, p := range pkgs {
		if p.public() {
			lines = append(lines, exported(fset, p)...)
		}
	}
	lines = unique(lines)
	got := strings.Join(lines, "\n") + "\n"
	golden := filepath.Join(root, "api", "scicore.txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := diff(string(want), got); d != "" {
		t.Errorf("the exported API changed; if that is meant: go test ./internal/lint -run API -update\n%s", d)
	}
}

// exported lists one line for each exported declaration of a package. Files
// of several platforms may declare the same name; the lines are merged.
func exported(fset *token.FileSet, p *pkg) []string {
	var lines []string
	say := func(node any) {
		lines = append(lines, fmt.Sprintf("pkg %s, %s", p.rel, oneLine(fset, node)))
	}
	for _, f := range p.files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && exportedReceiver(d) {
					say(&ast.FuncDecl{Recv: d.Recv, Name: d.Name, Type: d.Type})
				}
			case *ast.GenDecl:
				genDecl(d, say)
			}
		}
	}
	return lines
}

func genDecl(d *ast.GenDecl, say func(any)) {
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() {
				c := *s
				c.Doc, c.Comment = nil, nil
				say(&ast.GenDecl{Tok: token.TYPE, Specs: []ast.Spec{exportedFields(&c)}})
			}
		case *ast.ValueSpec:
			for _, n := range s.Names {
				if n.IsExported() {
					say(&ast.GenDecl{Tok: d.Tok, Specs: []ast.Spec{&ast.ValueSpec{Names: []*ast.Ident{n}, Type: s.Type}}})
				}
			}
		}
	}
}

// exportedFields drops unexported fields and all comments of a struct.
func exportedFields(s *ast.TypeSpec) *ast.TypeSpec {
	st, ok := s.Type.(*ast.StructType)
	if !ok {
		return s
	}
	fields := &ast.FieldList{}
	for _, f := range st.Fields.List {
		if len(f.Names) == 0 || f.Names[0].IsExported() {
			fields.List = append(fields.List, &ast.Field{Names: f.Names, Type: f.Type})
		}
	}
	s.Type = &ast.StructType{Fields: fields, Incomplete: len(fields.List) < len(st.Fields.List)}
	return s
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}

func oneLine(fset *token.FileSet, node any) string {
	var b bytes.Buffer
	if err := printer.Fprint(&b, fset, node); err != nil {
		return err.Error()
	}
	var keep []string
	for _, l := range strings.Split(b.String(), "\n") {
		if i := strings.Index(l, "//"); i >= 0 {
			l = l[:i]
		}
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			keep = append(keep, l)
		}
	}
	return strings.Join(keep, " ")
}

func unique(lines []string) []string {
	sort.Strings(lines)
	out := lines[:0]
	for i, l := range lines {
		if i == 0 || l != lines[i-1] {
			out = append(out, l)
		}
	}
	return out
}

// diff lists the lines that only one side has.
func diff(want, got string) string {
	only := func(a, b, mark string) string {
		has := map[string]bool{}
		for _, l := range strings.Split(b, "\n") {
			has[l] = true
		}
		var out strings.Builder
		for _, l := range strings.Split(a, "\n") {
			if !has[l] {
				fmt.Fprintf(&out, "%s %s\n", mark, l)
			}
		}
		return out.String()
	}
	return only(want, got, "-") + only(got, want, "+")
}
