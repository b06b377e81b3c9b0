//go:build !race

package array

const raceOn = false
