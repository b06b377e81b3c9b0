// Package insight says what limits a service and what it costs.
//
// [FitUSL] fits the Universal Scalability Law to throughput measured at
// several sizes: how much is lost to contention and to coherence, where the
// peak is, each with its confidence. [Bottlenecks] ranks resources by what
// they take of each request, from utilisation and throughput (the utilisation
// law), and looks at saturation and errors besides, as the USE method does.
// [Little] and [ErlangC] are the laws of queueing that tell how many are
// waiting, and how many servers keep them from it. [Costs] reads the steps of
// a controller and tells what was paid for nothing, and what was short.
package insight
