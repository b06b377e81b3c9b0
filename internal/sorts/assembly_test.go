//go:build !purego

package sorts

// purego says that this build has no assembly on any machine.
const purego = false
