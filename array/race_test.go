//go:build race

package array

// raceOn: the race detector lets a sync.Pool forget on purpose.
const raceOn = true
