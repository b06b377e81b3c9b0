//go:build !gc || purego

package chance

import "math/rand/v2"

// Uint32 returns a random number.
func Uint32() uint32 { return rand.Uint32() }
