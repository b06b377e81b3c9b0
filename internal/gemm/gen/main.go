// Command gen writes the assembly of package gemm: the micro-kernels, the
// packing kernels and their Go declarations. One description of each kernel
// serves every element type, tile shape and instruction set.
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
	return map[string]string{
		"tile_avx512_amd64.s":   avx512Asm(),
		"tile_avx2_amd64.s":     avx2Asm(),
		"tile_neon_arm64.s":     neonAsm(),
		"series_avx512_amd64.s": avx512.seriesAsm(),
		"series_avx2_amd64.s":   avx2.seriesAsm(),
		"gemv_amd64.s":          gemvAmd64(),
		"gemv_arm64.s":          gemvArm64(),
		"decl_amd64.go":         amd64Decl(),
		"decl_arm64.go":         arm64Decl(),
	}
}
