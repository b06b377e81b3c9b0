// Command gen writes the assembly of package vec and its Go declarations. One
// description of each kernel serves both element types and all instruction
// sets of an architecture.
//
// Run it with go generate in the parent directory. A test fails when the
// files there are stale.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	dir := "."
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	for name, text := range files() {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "gen:", err)
			os.Exit(1)
		}
	}
}

// files returns the generated files by name.
func files() map[string]string {
	x86, arm := []string{avx512.tier, avx2.tier}, []string{neonTier}
	out := map[string]string{
		"elementwise_neon_arm64.s": neonFile(neonElementwise),
		"magnitude_neon_arm64.s":   neonFile(neonMagnitudes),
		"search_neon_arm64.s":      neonFile(neonSearch),
		"sums_neon_arm64.s":        neonFile(neonSums),
		"triangle_neon_arm64.s":    neonFile(neonTriangles),
	}
	var neon strings.Builder
	for _, text := range out {
		neon.WriteString(text)
	}
	onNEON := func(kernel, tier string) bool {
		return strings.Contains(neon.String(), "\nTEXT ·"+kernel+"F32"+tier+"(")
	}
	out["decl_amd64.go"] = declarations("amd64", x86, x86Has)
	out["decl_arm64.go"] = declarations("arm64", arm, onNEON)
	out["dispatch_amd64.go"] = dispatch("amd64 && !purego", x86, x86Has)
	out["dispatch_arm64.go"] = dispatch("arm64 && !purego", arm, onNEON)
	out["dispatch_other.go"] = dispatch("(!amd64 && !arm64) || purego", nil, never)
	for _, x := range []isa{avx512, avx2} {
		out["level1_"+x.file+"_amd64.s"] = x.level1()
		out["level2_"+x.file+"_amd64.s"] = x.level2()
		out["triangle_"+x.file+"_amd64.s"] = x.triangle()
	}
	return out
}
