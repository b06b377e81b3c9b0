package asmcheck

import (
	"encoding/binary"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/arch/arm64/arm64asm"
)

// macro is a function-like macro that makes one instruction word.
type macro struct {
	file, name string
	params     []string
	expr       ast.Expr
}

var defineWord = regexp.MustCompile(`(?m)^#define (\w+)\(([\w, ]*)\)\s+WORD \$(.*)$`)

// sources lists the files of the module's internal packages with an extension.
func sources(t *testing.T, ext string) []string {
	t.Helper()
	files, err := filepath.Glob("../*/*" + ext)
	if err != nil || len(files) == 0 {
		t.Fatalf("no %s files: %v", ext, err)
	}
	return files
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func macros(t *testing.T) []macro {
	t.Helper()
	var out []macro
	for _, f := range append(sources(t, ".h"), sources(t, "_arm64.s")...) {
		for _, m := range defineWord.FindAllStringSubmatch(read(t, f), -1) {
			e, err := parser.ParseExpr(m[3])
			if err != nil {
				t.Fatalf("%s: %s: %v", f, m[1], err)
			}
			out = append(out, macro{f, m[1], strings.Split(strings.ReplaceAll(m[2], " ", ""), ","), e})
		}
	}
	return out
}

// value computes an expression of macro parameters.
func value(e ast.Expr, env map[string]uint32) (uint32, error) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return value(e.X, env)
	case *ast.BasicLit:
		u, err := strconv.ParseUint(e.Value, 0, 32)
		return uint32(u), err
	case *ast.Ident:
		v, ok := env[e.Name]
		if !ok {
			return 0, fmt.Errorf("unknown name %s", e.Name)
		}
		return v, nil
	case *ast.BinaryExpr:
		x, err := value(e.X, env)
		if err != nil {
			return 0, err
		}
		y, err := value(e.Y, env)
		if err != nil {
			return 0, err
		}
		switch e.Op {
		case token.OR:
			return x | y, nil
		case token.SHL:
			return x << y, nil
		case token.SUB:
			return x - y, nil
		case token.ADD:
			return x + y, nil
		}
	}
	return 0, fmt.Errorf("expression %T", e)
}

// arrangements by the ending of a macro's name.
var arrangements = map[string]string{"D2": "2d", "S4": "4s", "S2": "2s", "H8": "8h", "H4": "4h", "B16": "16b", "B8": "8b"}

// aliases are other names the decoder gives an instruction.
var aliases = map[string]string{"SXTL": "SSHLL", "UXTL": "USHLL", "NOT": "MVN"}

// TestMacroWords decodes what every macro makes, for several registers, and
// compares operation, arrangement and registers with its name and parameters.
func TestMacroWords(t *testing.T) {
	for _, m := range macros(t) {
		for _, regs := range [][4]uint32{{1, 2, 3, 5}, {31, 17, 8, 1}, {0, 30, 31, 31}} {
			env := map[string]uint32{"m": regs[0], "n": regs[1], "d": regs[2], "s": regs[3]}
			w, err := value(m.expr, env)
			if err != nil {
				t.Errorf("%s: %s: %v", m.file, m.name, err)
				break
			}
			if err := m.check(w, env); err != nil {
				t.Errorf("%s: %s%v is %#08x: %v", m.file, m.name, regs, w, err)
			}
		}
	}
}

func (m macro) check(w uint32, env map[string]uint32) error {
	var b [4]byte
	binary.LittleEndian.PutUint32(b[:], w)
	inst, err := arm64asm.Decode(b[:])
	if err != nil {
		return err
	}
	text := strings.ToLower(arm64asm.GNUSyntax(inst))
	name, args, _ := strings.Cut(text, " ")
	if a := aliases[strings.ToUpper(name)]; a != "" {
		name = strings.ToLower(a)
	}
	op, arr, _ := strings.Cut(m.name, "_")
	if name != strings.ToLower(op) {
		return fmt.Errorf("decodes to %q", text)
	}
	got := strings.Split(args, ", ")
	for i, p := range []string{"d", "n", "m"} {
		if !slices.Contains(m.params, p) {
			continue
		}
		want := fmt.Sprintf("v%d.", env[p])
		if i == 0 {
			want += arrangements[arr]
		}
		if i >= len(got) || !strings.HasPrefix(got[i], want) {
			return fmt.Errorf("decodes to %q: operand %d is not %s", text, i, want)
		}
	}
	if slices.Contains(m.params, "s") && got[len(got)-1] != fmt.Sprintf("#%d", env["s"]) && got[len(got)-1] != fmt.Sprintf("#0x%x", env["s"]) {
		return fmt.Errorf("decodes to %q, not a shift by %d", text, env["s"])
	}
	return nil
}

var plainWord = regexp.MustCompile(`(?m)^\s*WORD\s+\$(0x[0-9A-Fa-f]+)[ \t]*(?://[ \t]*(.*))?$`)

// TestPlainWords decodes every word written as a number and compares it with
// the instruction its comment names.
func TestPlainWords(t *testing.T) {
	for _, f := range sources(t, "_arm64.s") {
		for _, m := range plainWord.FindAllStringSubmatch(read(t, f), -1) {
			w, err := strconv.ParseUint(m[1], 0, 32)
			if err != nil {
				t.Fatal(err)
			}
			var b [4]byte
			binary.LittleEndian.PutUint32(b[:], uint32(w))
			inst, err := arm64asm.Decode(b[:])
			if err != nil {
				t.Errorf("%s: %s: %v", f, m[1], err)
				continue
			}
			if got := arm64asm.GNUSyntax(inst); normal(got) != normal(m[2]) && normal(got) != reversed(m[2]) {
				t.Errorf("%s: %s decodes to %q, its comment says %q", f, m[1], got, m[2])
			}
		}
	}
}

// lanesFirst is the Go assembler's way to write an arrangement, D2 for 2d.
var lanesFirst = regexp.MustCompile(`\.([bhsd])(\d+)\b`)

// normal writes an instruction one way: lower case, single spaces, 2d.
func normal(s string) string {
	return lanesFirst.ReplaceAllString(strings.Join(strings.Fields(strings.ToLower(s)), " "), ".$2$1")
}

// reversed is normal for the Go assembler's order of operands, result last.
func reversed(s string) string {
	name, args, _ := strings.Cut(normal(s), " ")
	list := strings.Split(args, ", ")
	slices.Reverse(list)
	return name + " " + strings.Join(list, ", ")
}
