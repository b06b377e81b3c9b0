// Package progress lets long work report how far it is, through its context.
//
// Whoever wants to know puts a [Sink] into the context with [With]; the work
// calls [Start], [Task.Add] as it goes, and [Task.Done]. Without a sink, Start
// returns nil, on which every method does nothing: work reports always and
// pays when somebody looks.
//
// Add is one atomic addition. Rates and remaining times are worked out and
// sinks are called at intervals, by a timer that runs while there are tasks.
//
// [Latest] is a sink that keeps the last word of each task for any number of
// readers at their own pace. Package progresshttp streams it to pages, package
// bar draws it in a terminal.
package progress
