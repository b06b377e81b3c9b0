// Package progresshttp streams progress to pages as server-sent events.
//
// A page reads it with three lines:
//
//	const s = new EventSource("/progress");
//	s.addEventListener("progress", e => show(JSON.parse(e.data)));
//	s.onerror = () => {};  // the browser connects again by itself
//
// Each client reads at its own pace and gets the latest of each task: a slow
// one gets fewer updates and delays neither work nor other clients. The handler
// binds to nothing: mount it on a server of yours.
package progresshttp
