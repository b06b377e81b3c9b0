package audit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// Log is an audit log open for writing. It is safe for concurrent use, and the
// only writer of its directory until Close.
type Log struct {
	dir      string
	opts     Options
	fs       fsys
	keys     keyring
	redactor *redactor
	lock     io.Closer
	tiles    *tiles
	current  atomic.Pointer[View]

	// Between appenders and the committer.
	mu      sync.Mutex
	queue   []*group
	pending int           // bytes in queue
	room    chan struct{} // closed and replaced when pending falls
	closed  bool
	spare   [][]byte // buffers of finished groups
	wake    chan struct{}
	ripe    chan struct{} // the last group in queue is large enough
	control chan func()
	closing chan struct{}
	ended   chan struct{}
	failed  atomic.Pointer[FailedError]

	// The committer's own.
	tree       tree
	rows       rows
	monotone   int64
	sealed     []*segment
	active     *segment
	activeFile file
	born       time.Time // when active was begun
	saved      uint64    // size in the checkpoint file
	lost       gap
	last       error // of the last checkpoint

	witness *witnessing
	stats   counters
}

// Open opens the log in dir for writing, or makes one. What a crash left
// unfinished at the end is cut away: whatever was acknowledged is there. A log
// that contradicts its own signatures is refused with an error that is
// ErrCorrupt; nothing is changed in it.
//
// Folders are made with mode 0700 and files with 0600.
func Open(ctx context.Context, dir string, opts *Options) (*Log, error) {
	if err := opts.Validate(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l := newLog(dir, opts.filled())
	for _, d := range []string{dir, filepath.Join(dir, "segments"), filepath.Join(dir, "tiles")} {
		if err := l.fs.mkdir(d); err != nil {
			return nil, fmt.Errorf("audit: %w", err)
		}
	}
	lock, err := l.fs.lock(filepath.Join(dir, "LOCK"))
	if err != nil {
		return nil, err
	}
	l.lock = lock
	if err := l.start(ctx); err != nil {
		return nil, errors.Join(err, l.release())
	}
	return l, nil
}

func newLog(dir string, opts Options) *Log {
	l := &Log{
		dir: dir, opts: opts, fs: opts.fs, monotone: math.MinInt64,
		room: make(chan struct{}), wake: make(chan struct{}, 1), ripe: make(chan struct{}, 1),
		control: make(chan func()), closing: make(chan struct{}), ended: make(chan struct{}),
	}
	l.keys = append(keyring{opts.Signer.Verifier()}, opts.Trusted...)
	l.redactor, _ = newRedactor(opts.Redaction) // Validate has looked at it
	l.tiles = &tiles{fs: l.fs, dir: dir, write: true}
	return l
}

// start brings the directory in order and starts the committer.
func (l *Log) start(ctx context.Context) error {
	torn, err := l.recover(ctx)
	if err != nil {
		return err
	}
	if l.opts.Witness != nil {
		l.witness = startWitness(l.opts.Witness, l.opts.WitnessTimeout, &l.stats)
		l.witness.offer(l.Checkpoint())
	}
	go l.run()
	if torn > 0 {
		return l.note(ctx, ActionRecovered, attrInt("bytes", torn))
	}
	return nil
}

// Close makes durable what was appended, writes a last checkpoint and lets the
// directory go. Events that wait for room on a full disk end in a
// *DiskFullError. An error means that the last checkpoint could not be written
// or that the log had failed; the next Open makes it good. Every later call returns an error that is ErrClosed.
func (l *Log) Close() error {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		<-l.ended
		return ErrClosed
	}
	l.closed = true
	close(l.closing)
	l.mu.Unlock()
	<-l.ended
	err := l.last
	if f := l.failed.Load(); f != nil {
		err = f
	}
	if l.witness != nil {
		l.witness.stop()
	}
	return errors.Join(err, l.release())
}

func (l *Log) release() error {
	errs := []error{l.tiles.close()}
	if l.activeFile != nil {
		errs = append(errs, l.activeFile.Close())
	}
	return errors.Join(append(errs, l.lock.Close())...)
}

// Err returns why the log takes no more events, or nil.
func (l *Log) Err() error {
	if f := l.failed.Load(); f != nil {
		return f
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return ErrClosed
	}
	return nil
}

// View returns the log as it is now: everything durable, and nothing that
// comes later.
func (l *Log) View() *View { return l.current.Load() }

// Checkpoint returns the signed checkpoint of everything durable.
func (l *Log) Checkpoint() Checkpoint { return l.View().Checkpoint() }

// Dir returns the folder that the log is in.
func (l *Log) Dir() string { return l.dir }

// Verifiers returns the keys that the log's signatures verify with.
func (l *Log) Verifiers() []note.Verifier { return append([]note.Verifier(nil), l.keys...) }

// Flush waits until everything appended so far is durable and the checkpoint
// file covers it.
func (l *Log) Flush(ctx context.Context) error {
	return l.do(ctx, func() error {
		l.commitAll()
		if f := l.failed.Load(); f != nil {
			return f
		}
		return l.saveCheckpoint()
	})
}

// do runs f in the committer.
func (l *Log) do(ctx context.Context, f func() error) error {
	done := make(chan error, 1)
	select {
	case l.control <- func() { done <- f() }:
	case <-l.ended:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// keyring is the keys that may have signed the log.
type keyring []note.Verifier

// verify reports whether sig is a signature of text by one of the keys.
func (k keyring) verify(text string, keyHash uint32, sig []byte) bool {
	for _, v := range k {
		if v.KeyHash() == keyHash && v.Verify([]byte(text), sig) {
			return true
		}
	}
	return false
}

func (k keyring) name(keyHash uint32) string {
	for _, v := range k {
		if v.KeyHash() == keyHash {
			return v.Name()
		}
	}
	return ""
}
