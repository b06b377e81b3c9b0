// Package profiling tells the Go profiler and the execution tracer what an
// evaluation is doing.
//
// [Labels] puts labels on the goroutines that evaluate, so that CPU profiles
// can be cut by operation: go tool pprof -tagfocus matmul. [FlightRecorder]
// keeps the last seconds of the execution trace in memory and hands them out
// when an evaluation was slow, with its stages marked.
//
//	rt, err := scicore.NewRuntime().WithObserver(profiling.Labels()).Build()
package profiling
