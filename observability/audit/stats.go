package audit

import (
	"sync/atomic"
	"time"
)

// Stats counts what a log has done since it was opened.
type Stats struct {
	Size       uint64 // entries in the log
	First      uint64 // first entry whose data is kept
	Appended   uint64 // entries since Open
	Bytes      uint64 // written to segments since Open
	Groups     uint64 // and their fsyncs
	SyncTime   time.Duration
	Redacted   uint64 // values that rules replaced
	Pending    int    // bytes that wait
	DiskFull   bool   // the last group met a full disk
	Dropped    uint64 // events dropped for it
	Gaps       uint64 // entries that tell of dropped events
	Rotations  uint64
	Deleted    uint64 // segments deleted by retention
	Checkpoint uint64 // checkpoint files written

	CheckpointSize   uint64    // entries that the last of them covers
	CheckpointTime   time.Time // and when it was written, by the log's clock
	CheckpointErrors uint64
	WitnessErrors    uint64
	WitnessedSize    uint64 // of the last checkpoint that the witness took
	Background       error  // the last error of work that nobody waited for
}

type counters struct {
	size, first, appended, bytes, groups, syncTime atomic.Uint64
	dropped, gaps, rotations, deleted, checkpoints atomic.Uint64
	checkpointErrors, witnessErrors, witnessed     atomic.Uint64
	full                                           atomic.Bool
	background                                     atomic.Pointer[error]
	saved                                          atomic.Pointer[savedCheckpoint]
}

// savedCheckpoint is the last checkpoint file.
type savedCheckpoint struct {
	size uint64
	at   time.Time
}

func (c *counters) synced(d time.Duration, entries, bytes int) {
	c.appended.Add(uint64(entries))
	c.bytes.Add(uint64(bytes))
	c.groups.Add(1)
	c.syncTime.Add(uint64(d))
}

// Stats returns the log's counters.
func (l *Log) Stats() Stats {
	c := &l.stats
	l.mu.Lock()
	pending := l.pending
	l.mu.Unlock()
	s := Stats{
		Size: c.size.Load(), First: c.first.Load(), Appended: c.appended.Load(), Bytes: c.bytes.Load(), Groups: c.groups.Load(),
		SyncTime: time.Duration(c.syncTime.Load()), Redacted: l.redactor.count.Load(), Pending: pending, DiskFull: c.full.Load(),
		Dropped: c.dropped.Load(), Gaps: c.gaps.Load(), Rotations: c.rotations.Load(), Deleted: c.deleted.Load(),
		Checkpoint: c.checkpoints.Load(), CheckpointErrors: c.checkpointErrors.Load(), WitnessErrors: c.witnessErrors.Load(),
		WitnessedSize: c.witnessed.Load(),
	}
	if p := c.saved.Load(); p != nil {
		s.CheckpointSize, s.CheckpointTime = p.size, p.at
	}
	if p := c.background.Load(); p != nil {
		s.Background = *p
	}
	return s
}
