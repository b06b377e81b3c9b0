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
	x86 := []string{avx512.tier, avx2.tier}
	out := map[string]string{
		"decl_amd64.go":     declarations("amd64", x86, always),
		"dispatch_amd64.go": dispatch("amd64 && !purego", x86, always),
		"decl_arm64.go":     declarations("arm64", []string{neonTier}, always),
		"dispatch_arm64.go": dispatch("arm64 && !purego", []string{neonTier}, always),
		"dispatch_other.go": dispatch("(!amd64 && !arm64) || purego", nil, never),

		"elementwise_neon_arm64.s": neonFile(neonElementwise),
		"sums_neon_arm64.s":        neonFile(neonSums),
		"search_neon_arm64.s":      neonFile(neonSearch),
		"triangle_neon_arm64.s":    neonFile(neonTriangles),
	}
	for _, x := range []isa{avx512, avx2} {
		out["level1_"+x.file+"_amd64.s"] = x.level1()
		out["level2_"+x.file+"_amd64.s"] = x.level2()
		out["triangle_"+x.file+"_amd64.s"] = x.triangle()
	}
	return out
}
