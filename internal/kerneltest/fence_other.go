//go:build !linux && !darwin

package kerneltest

import "testing"

// Fenced returns n bytes; this system has no fence to put behind them.
func Fenced(t testing.TB, n int) []byte { return make([]byte, n) }

// FencedBelow is Fenced with that page before the bytes.
func FencedBelow(t testing.TB, n int) []byte { return make([]byte, n) }
