package asmcheck

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// function is the text of one assembly function.
type function struct {
	file, name string
	lines      []string
}

var textLine = regexp.MustCompile(`^TEXT\s+·(\w+)`)

// functions splits a file; comments are dropped.
func functions(t *testing.T, file string) []function {
	t.Helper()
	var out []function
	for line := range strings.Lines(read(t, file)) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "//")
		if m := textLine.FindStringSubmatch(line); m != nil {
			out = append(out, function{file: file, name: m[1]})
			continue
		}
		if len(out) > 0 && line != "" && !strings.HasPrefix(line, "DATA") && !strings.HasPrefix(line, "GLOBL") {
			f := &out[len(out)-1]
			f.lines = append(f.lines, strings.TrimSpace(line))
		}
	}
	return out
}

var (
	// Registers and instruction forms that only AVX-512 has.
	evex = regexp.MustCompile(`\bZ\d+\b|\bK[0-7]\b|\b[XY](1[6-9]|2\d|3[01])\b|^K[A-Z]+[BWDQ]\b|\.(BCST|Z|RN_SAE|SAE)\b|` +
		`^(VPTERNLOG|VPMULLQ|VRNDSCALE|VRANGE|VREDUCE|VGETEXP|VGETMANT|VSCALEF|VFIXUP|VBLENDM|VPBLENDM|VPERMT2|VPERMI2|VPCOMPRESS|VCOMPRESS|` +
		`VEXPAND|VCVTQQ|VCVTUQQ|VCVTT?P[DS]2U?QQ|VPMOV[QDW][BWD]\b|VPMOV[BWDQ]2M|VPMOVM2|VMOVDQ[UA](8|16|32|64)\b|VPMINSQ|VPMAXSQ|VPMINUQ|VPMAXUQ|` +
		`VPABSQ|VPSRAQ|VPTESTM|VPTESTNM|VPCMPU|VPCMP[BWDQ]\b|V(AND|OR|XOR|ANDN)P[SD]X|VP(AND|OR|XOR|ANDN)[DQ]\b|VEXTRACT[FI](32|64)|` +
		`VINSERT[FI](32|64)|VBROADCAST[FI](32|64)|VSHUF[FI]|VPROL|VPROR|VPOPCNT|VPLZCNT|VPCONFLICT)`)
	goAMD64  = regexp.MustCompile(`\b(R14|R15|BP|BPB|X15G)\b`)
	goARM64  = regexp.MustCompile(`\b(R18|R18_PLATFORM|R27|R28|g|R29|R30)\b`)
	vector   = regexp.MustCompile(`\b[YZ]\d+\b`)
	anyMacro = regexp.MustCompile(`(?m)^#define\s+(\w+)(\([^)]*\))?\s+(.*)$`)
)

// TestAVX2IsAVX2: no kernel that claims to be AVX2 holds what only AVX-512 has.
func TestAVX2IsAVX2(t *testing.T) {
	seen := 0
	for _, f := range sources(t, "_amd64.s") {
		for _, fn := range functions(t, f) {
			if !strings.HasSuffix(fn.name, "AVX2") {
				continue
			}
			seen++
			for _, l := range fn.lines {
				if evex.MatchString(l) {
					t.Errorf("%s: %s: %q is AVX-512", f, fn.name, l)
				}
			}
		}
	}
	if seen == 0 {
		t.Error("no AVX2 kernels found")
	}
}

// TestRegistersOfGo: R14 (g), R15 and the frame pointer on amd64, and the
// platform register, the assembler's own, g, frame pointer and link on arm64.
func TestRegistersOfGo(t *testing.T) {
	for _, c := range []struct {
		ext  string
		kept *regexp.Regexp
	}{{"_amd64.s", goAMD64}, {"_arm64.s", goARM64}} {
		for _, f := range sources(t, c.ext) {
			for _, m := range anyMacro.FindAllStringSubmatch(read(t, f), -1) {
				if c.kept.MatchString(m[3]) {
					t.Errorf("%s: macro %s names %s", f, m[1], c.kept.FindString(m[3]))
				}
			}
			for _, fn := range functions(t, f) {
				for _, l := range fn.lines {
					if c.kept.MatchString(l) {
						t.Errorf("%s: %s: %q uses a register of Go's", f, fn.name, l)
					}
				}
			}
		}
	}
}

// TestVZeroUpper: after a wide vector instruction, VZEROUPPER comes before RET.
func TestVZeroUpper(t *testing.T) {
	for _, f := range sources(t, "_amd64.s") {
		for _, fn := range functions(t, f) {
			dirty := false
			for _, l := range fn.lines {
				switch {
				case strings.HasPrefix(l, "VZEROUPPER"):
					dirty = false
				case vector.MatchString(l):
					dirty = true
				case strings.HasPrefix(l, "RET") && dirty:
					t.Errorf("%s: %s returns with dirty vector registers", f, fn.name)
				}
			}
		}
	}
}

var special = regexp.MustCompile(`\b[FKVXYZ][0-9]+\b|_[A-Z][0-9]+\(|\bWORD\b`)

// needsTier reports whether fn has vector registers or words of its own. A
// pause or a fence has none: every machine of the architecture knows it.
func needsTier(fn function) bool { return slices.ContainsFunc(fn.lines, special.MatchString) }

// TestKernelNames: every symbol says which tier it needs, unless it uses
// nothing but what every machine of the architecture has.
func TestKernelNames(t *testing.T) {
	tier := regexp.MustCompile(`(AVX2|AVX512|NEON)$`)
	for _, f := range sources(t, ".s") {
		for _, fn := range functions(t, f) {
			if !tier.MatchString(fn.name) && needsTier(fn) {
				t.Errorf("%s: %s does not end in the name of a tier", f, fn.name)
			}
		}
	}
}
