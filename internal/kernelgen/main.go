// Kernelgen compiles the vector dialect of internal/kernel to assembly.
//
// It reads the dialect functions (fn_*.go and arith.go there) and the
// switches of funcs.go that wire them to operations, and writes the zz_ files
// of that directory: loops for AVX2, AVX-512 and NEON, their Go stubs and the
// dispatch switches. Run it with go generate ./internal/kernel.
//
// The road of a function: build.go inlines it into a straight line of values
// without duplicates (ir.go); lower.go rewrites that into operations the
// instruction set has, bits.go and sqrt.go into fewer of them on AVX-512;
// alloc.go gives registers while x86*.go or neon*.go writes the instructions,
// once per vector of a loop body; output.go puts the files together.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	dir := flag.String("dir", ".", "the kernel package")
	flag.Parse()
	if err := run(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "kernelgen:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	files, err := generate(dir)
	if err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(dir, "zz_*"))
	if err != nil {
		return err
	}
	for _, p := range old {
		if files[filepath.Base(p)] == nil {
			if err := os.Remove(p); err != nil {
				return err
			}
		}
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
