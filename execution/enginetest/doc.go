// Package enginetest is the suite that every engine must pass.
//
//	func TestMyEngine(t *testing.T) {
//		enginetest.Run(t, myengine.New(), nil)
//	}
//
// It runs every builtin operation on every element type it is defined on, over
// contiguous, strided, broadcast and empty inputs, and holds the results
// against the Go reference kernels run one operation at a time, without
// optimiser or fusion. It checks the contract of execution.Engine: inputs left
// alone, fresh results, errors for bad inputs, prompt cancellation, no
// goroutine left behind, safe concurrent use.
//
// [Loopback] wraps an engine so that every graph crosses the wire format
// first: an engine that lives in another process or on another machine can
// rely on what that proves.
package enginetest
