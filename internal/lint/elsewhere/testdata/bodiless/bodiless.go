// Package bodiless has a function that only amd64 defines.
package bodiless

func Seven() int
