//go:build !race

package nd

const raceOn = false
