package audit

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/scicore-go/scicore/config"
)

// Settings are the section [audit] of a service's settings: what an operator
// decides. They are read when the log is opened.
//
//	[audit]
//	directory    = "/var/lib/solver/audit"
//	key_file     = "/run/secrets/audit-key"
//	retain_for   = "8760h"
//	on_disk_full = "fail"
type Settings struct {
	Directory string        `toml:"directory"` // "" is no log
	Key       config.Secret `toml:"key"`       // that signs, as NewKey made it; better in the file that key_file names
	Origin    string        `toml:"origin"`    // the log's name in its checkpoints; "" is the key's
	Trusted   []string      `toml:"trusted"`   // public keys of earlier signers

	SegmentSize config.MiB    `toml:"segment_size"` // a segment this large is sealed
	SegmentAge  time.Duration `toml:"segment_age"`  // and one this old; 0: never for its age
	RetainFor   time.Duration `toml:"retain_for"`   // data of sealed segments older than this is deleted; 0: kept
	RetainSize  config.MiB    `toml:"retain_size"`  // and the oldest, while segments hold more than this; 0: kept

	GroupWait          time.Duration `toml:"group_wait"`  // how long events wait to share an fsync
	MaxPending         config.MiB    `toml:"max_pending"` // of events that wait
	CheckpointInterval time.Duration `toml:"checkpoint_interval"`
	OnDiskFull         string        `toml:"on_disk_full"` // block, fail or drop
}

// DefaultSettings returns settings of no log, to load over.
func DefaultSettings() Settings {
	d := (&Options{Signer: &Signer{}}).filled()
	return Settings{SegmentSize: config.MiB(d.SegmentBytes), MaxPending: config.MiB(d.MaxPending),
		CheckpointInterval: d.CheckpointInterval, OnDiskFull: d.OnDiskFull.String()}
}

// Enabled reports whether a log is wanted.
func (s *Settings) Enabled() bool { return s.Directory != "" }

// maxPendingSetting is more than any service should hold back.
const maxPendingSetting = 1 << 30

// Check implements [config.Checker].
func (s *Settings) Check(f *config.Faults) {
	s.checkKeys(f)
	for _, d := range []struct {
		key   string
		value time.Duration
	}{{"segment_age", s.SegmentAge}, {"retain_for", s.RetainFor}, {"group_wait", s.GroupWait}} {
		if d.value < 0 {
			f.Add(d.key, d.value, "must be >= 0")
		}
	}
	if s.CheckpointInterval <= 0 {
		f.Add("checkpoint_interval", s.CheckpointInterval, "must be > 0")
	}
	if s.SegmentSize < 1<<20 {
		f.Add("segment_size", s.SegmentSize, "must be at least 1MiB")
	}
	if s.RetainSize < 0 || s.RetainSize > 0 && s.RetainSize < s.SegmentSize {
		f.Add("retain_size", s.RetainSize, fmt.Sprintf("must be 0 or at least segment_size, which is %v", s.SegmentSize))
	}
	if s.MaxPending < 1<<20 || s.MaxPending > maxPendingSetting {
		f.Add("max_pending", s.MaxPending, fmt.Sprintf("must be between 1MiB and %v", config.MiB(maxPendingSetting)))
	}
	if _, ok := s.policy(); !ok {
		f.Add("on_disk_full", s.OnDiskFull, "must be block, fail or drop")
	}
}

func (s *Settings) checkKeys(f *config.Faults) {
	if s.Enabled() && s.Key.IsZero() {
		f.Add("key", "(none)", "must be set, better by key_file: it signs the log")
	}
	if !s.Key.IsZero() {
		if _, err := ParseSigner(s.Key.Reveal()); err != nil { // does not repeat the key
			f.Add("key", s.Key.String(), err.Error())
		}
	}
	if s.Origin != "" {
		if _, err := parseCheckpointText(checkpointText(s.Origin, 0, Hash{})); err != nil {
			f.Add("origin", s.Origin, "must be one line")
		}
	}
	for _, k := range s.Trusted {
		if _, err := ParseVerifier(k); err != nil {
			f.Add("trusted", k, "must be a public key: name+hash+data")
		}
	}
}

func (s *Settings) policy() (Policy, bool) {
	i := slices.IndexFunc([]Policy{Block, Fail, Drop}, func(p Policy) bool { return p.String() == s.OnDiskFull })
	return Policy(max(i, 0)), i >= 0
}

// ErrDisabled is the error of opening a log that the settings do not want.
var ErrDisabled = errors.New("audit: settings: directory is empty: no log is wanted")

// Options returns what the settings say, for Open with their Directory. What
// a host decides in code, such as Redaction and Witness, is left to it.
func (s *Settings) Options() (*Options, error) {
	if err := config.Validate("settings", s); err != nil {
		return nil, err
	}
	if !s.Enabled() {
		return nil, ErrDisabled
	}
	signer, err := ParseSigner(s.Key.Reveal())
	if err != nil {
		return nil, err
	}
	var trusted []note.Verifier
	for _, k := range s.Trusted {
		v, err := ParseVerifier(k)
		if err != nil {
			return nil, err
		}
		trusted = append(trusted, v)
	}
	policy, _ := s.policy()
	o := &Options{Signer: signer, Origin: s.Origin, Trusted: trusted,
		GroupWait: s.GroupWait, MaxPending: int(s.MaxPending),
		SegmentBytes: int64(s.SegmentSize), SegmentAge: s.SegmentAge, RetainFor: s.RetainFor, RetainBytes: int64(s.RetainSize),
		CheckpointInterval: s.CheckpointInterval, OnDiskFull: policy}
	return o, o.Validate()
}
