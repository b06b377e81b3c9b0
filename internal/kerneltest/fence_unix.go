//go:build linux || darwin

package kerneltest

import (
	"os"
	"syscall"
	"testing"
)

// Fenced returns n bytes that end at a page nobody may read or write: a kernel
// that looks beyond its operand dies there.
func Fenced(t testing.TB, n int) []byte {
	t.Helper()
	_, end := fenced(t, n)
	return end
}

// FencedBelow is Fenced with that page before the bytes.
func FencedBelow(t testing.TB, n int) []byte {
	t.Helper()
	begin, _ := fenced(t, n)
	return begin
}

// fenced returns the first and the last n bytes between two such pages.
func fenced(t testing.TB, n int) (begin, end []byte) {
	t.Helper()
	page := os.Getpagesize()
	size := (n + page - 1) / page * page
	m, err := syscall.Mmap(-1, 0, size+2*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Munmap(m); err != nil {
			t.Error(err)
		}
	})
	for _, fence := range [][]byte{m[:page], m[page+size:]} {
		if err := syscall.Mprotect(fence, syscall.PROT_NONE); err != nil {
			t.Fatal(err)
		}
	}
	room := m[page : page+size]
	return room[:n:n], room[size-n : size : size]
}
