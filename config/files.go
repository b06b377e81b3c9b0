package config

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
)

// prints holds the hash of the content of every file that was read, taken of
// the very bytes that were: what is compared later is what was loaded.
type prints map[string][sha256.Size]byte

// maxFile bounds what is read of a file, maxSecretFile that of a secret.
const (
	maxFile       = 1 << 20
	maxSecretFile = 64 << 10
)

// file reads a file and keeps its print.
func (p prints) file(path string) ([]byte, error) {
	b, err := readBounded(path)
	p[path] = printOf(b, err)
	return b, err
}

// printOf is the hash of a content, and of the reason where there is none.
func printOf(b []byte, err error) [sha256.Size]byte {
	if err != nil {
		return sha256.Sum256([]byte("\x00" + err.Error()))
	}
	return sha256.Sum256(b)
}

func readBounded(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // opening a pipe would block
		return nil, fmt.Errorf("%s is not a file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(b) > maxFile {
		return nil, fmt.Errorf("more than %d bytes", maxFile)
	}
	return b, err
}
