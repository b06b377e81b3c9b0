//go:build race

package nd

// raceOn: the race detector lets a sync.Pool forget on purpose.
const raceOn = true
