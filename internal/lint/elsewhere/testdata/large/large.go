// Package large has a number for 64 bits.
package large

var Bytes int = 1 << 40
