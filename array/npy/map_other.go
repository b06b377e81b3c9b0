//go:build !unix

package npy

import (
	"fmt"
	"os"
	"runtime"
)

func mapFile(f *os.File, _ int) ([]byte, error) {
	return nil, fmt.Errorf("%w: no mmap on %s for %s", ErrUnavailable, runtime.GOOS, f.Name())
}

func unmap([]byte) error { return nil }
