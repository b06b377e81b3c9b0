//go:build gc && !purego

package chance

import _ "unsafe" // for go:linkname

// Uint32 returns a random number. It is runtime.cheaprand, which the runtime
// promises to keep under this name for those who link to it (go.dev/issue/67401).
//
//go:linkname Uint32 runtime.cheaprand
//go:noescape
func Uint32() uint32
