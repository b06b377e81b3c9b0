// Package breaker stops asking what does not answer.
//
// A [Breaker] is closed while things go well: every request is let through,
// at the price of one atomic load. It trips on a row of failures, or on a
// success rate over a sliding window that is too low, whichever comes first.
// Then it is open: requests are refused at once, for a time that doubles with
// each failed attempt to recover. After that time it is half open: exactly one
// request is let through as a probe, and its outcome closes or reopens it.
//
// A request that the other side refuses for want of capacity (HTTP 429) lowers
// the success rate and does not count as one of a row of failures; a probe
// that is refused so has failed.
//
// Nothing here has a goroutine: time is looked at when somebody asks.
package breaker
