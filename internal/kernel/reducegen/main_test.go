package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestCurrent fails when the committed files are not what the generator
// writes: run go generate in internal/kernel.
func TestCurrent(t *testing.T) {
	files, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is stale", name)
		}
	}
}

// TestInstructionSets reads the generated amd64 text: a legacy instruction on
// a vector register stalls between AVX ones, and AVX2 files must not use what
// only AVX-512 has.
func TestInstructionSets(t *testing.T) {
	files, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	vector := regexp.MustCompile(`\b[XYZ]\d+\b`)
	wide := regexp.MustCompile(`\b(Z\d+|K[0-7]|[XY](1[6-9]|2\d|3[01]))\b`)
	only512 := regexp.MustCompile(`^\t(VRANGE|VPTESTM|VPMINSQ|VPMINUQ|VPMAXSQ|VPMAXUQ|VMOVDQU64|VMOVDQA64|VP\w*XORQ|VPANDNQ|KMOV|VBROADCAST\w* R)`)
	seen := 0
	for name, text := range files {
		if !strings.HasSuffix(name, "_amd64.s") {
			continue
		}
		for _, line := range strings.Split(string(text), "\n") {
			if !strings.HasPrefix(line, "\t") {
				continue
			}
			seen++
			if vector.MatchString(line) && line[1] != 'V' && line[1] != 'K' {
				t.Errorf("%s: legacy vector instruction:%s", name, line)
			}
			if strings.Contains(name, "avx2") && (wide.MatchString(line) || only512.MatchString(line)) {
				t.Errorf("%s: not AVX2:%s", name, line)
			}
		}
		if !strings.Contains(string(text), "VZEROUPPER\n") {
			t.Errorf("%s never clears the upper halves", name)
		}
	}
	if seen < 1000 {
		t.Fatalf("only %d instructions read", seen)
	}
}
