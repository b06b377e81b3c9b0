package audit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// Policy says what happens to events while the disk is full.
type Policy uint8

const (
	// Block keeps events waiting until there is room, each Append as long as
	// its context lives.
	Block Policy = iota
	// Fail ends their Append in a *DiskFullError.
	Fail
	// Drop forgets them: their Append returns a receipt that says so. They are
	// counted, and an entry "audit.gap" tells of them when there is room
	// again.
	Drop
)

// String returns the policy's name.
func (p Policy) String() string {
	switch p {
	case Block:
		return "block"
	case Fail:
		return "fail"
	case Drop:
		return "drop"
	}
	return fmt.Sprintf("Policy(%d)", uint8(p))
}

// Options are a log's settings. Zero values mean the defaults; Signer has
// none.
type Options struct {
	Signer *Signer // signs groups and checkpoints
	// Origin names the log in its checkpoints; the default is the signer's
	// name. It stays when the signer changes.
	Origin string
	// Trusted are the keys of earlier signers of this log.
	Trusted []note.Verifier
	// Remembered is a signed checkpoint seen earlier. Open refuses a log that
	// does not continue it.
	Remembered []byte

	GroupWait     time.Duration // how long a group waits for company; 0: only for the fsync before it
	GroupBytes    int           // a group this large goes at once; 1 MiB
	MaxPending    int           // bytes of events that may wait; 64 MiB. Then Append waits
	MaxEventBytes int           // of one event, encoded; 32 KiB, at most 65535

	SegmentBytes int64         // a segment this large is sealed; 64 MiB
	SegmentAge   time.Duration // and one this old; 0: never for its age
	RetainFor    time.Duration // data of sealed segments older than this is deleted; 0: kept
	RetainBytes  int64         // and the oldest, while segments hold more than this; 0: kept

	CheckpointInterval time.Duration // how often the checkpoint file is written; 1 s
	OnDiskFull         Policy        // Block

	// Redaction keeps secrets out. Nil masks what [Secrets] names; an empty
	// one redacts nothing.
	Redaction *Redaction

	// Witness is called with each checkpoint that is written, to anchor it
	// elsewhere. Calls come one at a time, out of the way of events; while one
	// runs, newer checkpoints replace older ones that wait.
	Witness        func(context.Context, Checkpoint) error
	WitnessTimeout time.Duration // of one call; 5 s

	// TraceID finds the trace identifier in a context; the default is
	// [TraceFrom].
	TraceID func(context.Context) string
	// Clock tells the time; the default is time.Now.
	Clock func() time.Time

	fs fsys
}

// Validate reports every setting that is not one, each with its rule.
func (o *Options) Validate() error {
	var errs []error
	bad := func(field string, value any, rule string) {
		errs = append(errs, fmt.Errorf("audit: options: %s = %v: want %s", field, value, rule))
	}
	if o == nil || o.Signer == nil {
		return errors.New("audit: options: Signer is nil: want the key that signs the log")
	}
	if _, err := parseCheckpointText(checkpointText(o.origin(), 0, Hash{})); err != nil {
		bad("Origin", fmt.Sprintf("%q", o.Origin), "one line")
	}
	notNegative := func(field string, v int64) {
		if v < 0 {
			bad(field, v, ">= 0")
		}
	}
	notNegative("GroupWait", int64(o.GroupWait))
	notNegative("GroupBytes", int64(o.GroupBytes))
	notNegative("MaxPending", int64(o.MaxPending))
	notNegative("SegmentBytes", o.SegmentBytes)
	notNegative("SegmentAge", int64(o.SegmentAge))
	notNegative("RetainFor", int64(o.RetainFor))
	notNegative("RetainBytes", o.RetainBytes)
	notNegative("CheckpointInterval", int64(o.CheckpointInterval))
	notNegative("WitnessTimeout", int64(o.WitnessTimeout))
	if o.GroupBytes > maxBody/2 {
		bad("GroupBytes", o.GroupBytes, "<= 128 MiB")
	}
	if o.MaxEventBytes < 0 || o.MaxEventBytes > maxEntry {
		bad("MaxEventBytes", o.MaxEventBytes, "0 to 65535")
	}
	if o.OnDiskFull > Drop {
		bad("OnDiskFull", o.OnDiskFull, "Block, Fail or Drop")
	}
	if _, err := newRedactor(o.Redaction); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (o *Options) origin() string {
	if o.Origin != "" {
		return o.Origin
	}
	return o.Signer.Name()
}

// filled returns a copy with the defaults in place.
func (o *Options) filled() Options {
	out := *o
	out.Origin = o.origin()
	set(&out.GroupBytes, 1<<20)
	set(&out.MaxPending, 64<<20)
	set(&out.MaxEventBytes, 32<<10)
	set(&out.SegmentBytes, 64<<20)
	set(&out.CheckpointInterval, time.Second)
	set(&out.WitnessTimeout, 5*time.Second)
	if out.TraceID == nil {
		out.TraceID = TraceFrom
	}
	if out.Clock == nil {
		out.Clock = time.Now
	}
	if out.fs == nil {
		out.fs = disk{}
	}
	return out
}

func set[T comparable](p *T, v T) {
	var zero T
	if *p == zero {
		*p = v
	}
}
