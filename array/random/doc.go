// Package random draws random numbers into arrays with NumPy's generators.
//
// Three parts stack up. A [SeedSequence] turns what the user gives into well
// mixed bits and spawns independent children. A bit generator, [PCG64],
// [PCG64DXSM], [Philox], [SFC64] or [MT19937], turns them into a stream of
// integers; these streams are NumPy's bit for bit. A [Generator] draws samples from the stream: every
// distribution is a [Sampler] value that can be drawn one by one, into arrays
// with [Sample] and [SampleInto], or on many cores with [FillParallel].
//
//	g := random.New(42)                                // numpy.random.default_rng(42)
//	x := random.Sample(g, random.Normal(0, 1), 3, 4)    // g.normal(size=(3, 4))
//
// What a sampler draws is NumPy's value bit for bit, except where a
// logarithm, exponential or power of the mathematical library is returned:
// those may differ in the last digits, and are the same on every machine here.
//
// Generators are not safe for concurrent use: spawn one for each goroutine.
package random
