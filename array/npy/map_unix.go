//go:build unix

package npy

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

func mapFile(f *os.File, n int) ([]byte, error) {
	mem, err := unix.Mmap(int(f.Fd()), 0, n, unix.PROT_READ, unix.MAP_PRIVATE)
	if err != nil {
		return nil, fmt.Errorf("%w: mmap %s: %v", ErrUnavailable, f.Name(), err)
	}
	return mem, nil
}

func unmap(mem []byte) error { return unix.Munmap(mem) }
