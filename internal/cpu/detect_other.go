//go:build (!amd64 && !arm64) || purego

package cpu

// detected: without assembly there is only the Go reference.
var detected []Tier
