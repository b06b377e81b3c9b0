package audit

import (
	"errors"
	"fmt"
)

// Sentinels of the typed errors below.
var (
	ErrLocked    = errors.New("audit: log is open elsewhere")
	ErrClosed    = errors.New("audit: log is closed")
	ErrDiskFull  = errors.New("audit: disk full")
	ErrFailed    = errors.New("audit: log failed")
	ErrCorrupt   = errors.New("audit: log is corrupt")
	ErrRollback  = errors.New("audit: log is not the one remembered")
	ErrEvent     = errors.New("audit: event cannot be recorded")
	ErrDropped   = errors.New("audit: entry data is not kept any more")
	ErrNoEntry   = errors.New("audit: no such entry")
	ErrSignature = errors.New("audit: signature does not verify")
	ErrErased    = errors.New("audit: opening is not kept")

	// ErrHashesLost is the sentinel of proofs that need hashes of entries
	// which neither retention nor an accident has left anything of.
	ErrHashesLost = errors.New("audit: hashes are lost")
)

// LockedError reports that another writer holds the directory.
type LockedError struct{ Dir string }

// Error names the directory.
func (e *LockedError) Error() string {
	return "audit: " + e.Dir + ": another writer has this log open"
}

// Is makes errors.Is(err, ErrLocked) true.
func (e *LockedError) Is(target error) bool { return target == ErrLocked }

// DiskFullError reports events that were not recorded for want of room. They
// are not in the log; the log goes on, and later events may fit.
type DiskFullError struct {
	Events int
	Err    error // what the system said
}

// Error says how many events were lost and what the system said.
func (e *DiskFullError) Error() string {
	return fmt.Sprintf("audit: disk full: %d events not recorded: %v", e.Events, e.Err)
}

// Is makes errors.Is(err, ErrDiskFull) true.
func (e *DiskFullError) Is(target error) bool { return target == ErrDiskFull }

// Unwrap returns what the system said.
func (e *DiskFullError) Unwrap() error { return e.Err }

// FailedError reports a log that cannot tell any more what is on the disk,
// for instance after a failed fsync. Events whose Append ended in it may or
// may not be in the log; nothing more is accepted until it is opened again,
// which reads what is really there.
type FailedError struct {
	Op  string
	Err error
}

// Error names the operation that failed first.
func (e *FailedError) Error() string {
	return fmt.Sprintf("audit: log failed: %s: %v: close it and open it again", e.Op, e.Err)
}

// Is makes errors.Is(err, ErrFailed) true.
func (e *FailedError) Is(target error) bool { return target == ErrFailed }

// Unwrap returns the first failure.
func (e *FailedError) Unwrap() error { return e.Err }

// CorruptError reports files that contradict each other or what was signed.
// [Verify] says more.
type CorruptError struct {
	Path   string
	Offset int64 // in bytes, -1 for the whole file
	What   string
}

// Error names the place and what is wrong there.
func (e *CorruptError) Error() string {
	if e.Offset < 0 {
		return fmt.Sprintf("audit: %s: %s", e.Path, e.What)
	}
	return fmt.Sprintf("audit: %s: offset %d: %s", e.Path, e.Offset, e.What)
}

// Is makes errors.Is(err, ErrCorrupt) true.
func (e *CorruptError) Is(target error) bool { return target == ErrCorrupt }

// RollbackError reports a log that does not continue a checkpoint that was
// seen before: it is shorter, or its history is another.
type RollbackError struct {
	Have, Remembered Checkpoint
	Forked           bool // long enough, with another history
}

// Error gives both sizes.
func (e *RollbackError) Error() string {
	if e.Forked {
		return fmt.Sprintf("audit: the first %d entries are not those of the remembered checkpoint", e.Remembered.Size)
	}
	return fmt.Sprintf("audit: log has %d entries; a checkpoint with %d was seen", e.Have.Size, e.Remembered.Size)
}

// Is makes errors.Is(err, ErrRollback) true.
func (e *RollbackError) Is(target error) bool { return target == ErrRollback }

// EventError reports an event that breaks a bound of the format or the host.
type EventError struct {
	Field string
	Rule  string
}

// Error names field and rule.
func (e *EventError) Error() string { return "audit: event: " + e.Field + ": " + e.Rule }

// Is makes errors.Is(err, ErrEvent) true.
func (e *EventError) Is(target error) bool { return target == ErrEvent }
