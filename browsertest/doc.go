// Package browsertest looks at the dashboard in a real browser. It is a module
// of its own, so that the browser's driver enters no host's go.mod.
package browsertest
