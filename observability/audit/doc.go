// Package audit keeps a log of who did what to which data, in which nobody can
// change, remove, insert or reorder an entry without being found out.
package audit
