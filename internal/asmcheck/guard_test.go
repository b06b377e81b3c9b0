package asmcheck

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var tierSuffix = regexp.MustCompile(`(AVX2|AVX512|NEON)$`)

// implies lists which tests of a tier allow a kernel of a tier.
var implies = map[string][]string{"AVX2": {"AVX2", "AVX512"}, "AVX512": {"AVX512"}, "NEON": {"NEON"}}

// behind lists functions without a test of their own, and which function their
// callers ask first: it names the tier.
var behind = map[string]string{"transpose": "transposeBlock", "dot": "dotRows"}

// TestGuardsDominate: Go calls an assembly function only in a function of the
// same tier or after a test that names the tier.
func TestGuardsDominate(t *testing.T) {
	symbols := map[string]map[string]bool{} // by directory
	for _, f := range sources(t, ".s") {
		dir := filepath.Dir(f)
		if symbols[dir] == nil {
			symbols[dir] = map[string]bool{}
		}
		for _, fn := range functions(t, f) {
			symbols[dir][fn.name] = needsTier(fn)
		}
	}
	calls := 0
	for dir, syms := range symbols {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if !strings.HasSuffix(f, "_test.go") {
				calls += guards(t, f, syms)
			}
		}
	}
	if calls == 0 {
		t.Error("no calls of assembly found")
	}
}

// guards checks one file and returns how many calls of assembly it has.
func guards(t *testing.T, file string, syms map[string]bool) int {
	t.Helper()
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	funcs := map[string]*ast.FuncDecl{}
	for _, d := range parsed.Decls {
		if fd, ok := d.(*ast.FuncDecl); ok {
			funcs[fd.Name.Name] = fd
		}
	}
	calls := 0
	for name, fd := range funcs {
		ast.Inspect(fd, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			id, ok := c.Fun.(*ast.Ident)
			if !ok || !syms[id.Name] {
				return true
			}
			calls++
			tiers := implies[tierSuffix.FindString(id.Name)]
			if !proves(fd, c.Pos(), tiers) && !proves(funcs[behind[name]], token.Pos(1<<40), tiers) {
				t.Errorf("%s: %s is called without a test of the tier", fset.Position(n.Pos()), id.Name)
			}
			return true
		})
	}
	return calls
}

// proves reports whether fd has the name of one of the tiers, or mentions
// cpu.AVX2 and the like before pos.
func proves(fd *ast.FuncDecl, pos token.Pos, tiers []string) bool {
	if fd == nil {
		return false
	}
	found := slices.Contains(tiers, tierSuffix.FindString(fd.Name.Name))
	ast.Inspect(fd, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if ok && s.Pos() < pos && slices.Contains(tiers, s.Sel.Name) {
			found = true
		}
		return true
	})
	return found
}
