// Package stopwatch measures times of a microsecond without being much of what
// it measures.
//
// Two looks at the monotonic clock take the better part of 100 ns on a virtual
// machine: each is a call of the kernel's page of code on another stack, with
// a fence before the counter of the processor is read. Where the kernel itself
// keeps time by that counter, a Watch reads it directly, twice, and scales the
// difference.
//
// How fast the counter runs is measured against the monotonic clock, first over
// 20 ms and from then on every second. Where the two disagree by more than a
// thousandth in one of those seconds, measuring begins anew; after three times
// the counter is not used again. Until the rate is known, and wherever the
// kernel keeps time by something else, a Watch is the monotonic clock.
package stopwatch
