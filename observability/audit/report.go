package audit

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Kind says what is wrong with a part of a log.
type Kind uint8

// What Verify finds.
const (
	Altered       Kind = iota + 1 // bytes are not what was signed
	Removed                       // entries are missing, with others behind them
	Inserted                      // something stands between entries that belong together
	Duplicated                    // entries stand there a second time
	Reordered                     // genuine entries stand in other places
	Truncated                     // the end is missing
	HashesDamaged                 // entries are as signed, the stored hashes are not
	BadSignature                  // a signature does not verify with the keys given
	BadCheckpoint                 // the checkpoint file is missing or malformed
	RolledBack                    // the log is shorter than a remembered checkpoint
	Forked                        // two signed histories contradict each other
	Foreign                       // a file that no log makes
	Torn                          // an unfinished write at the end, as a crash leaves it
)

var kindNames = [...]string{
	Altered: "altered", Removed: "removed", Inserted: "inserted", Duplicated: "duplicated", Reordered: "reordered", Truncated: "truncated",
	HashesDamaged: "hashes damaged", BadSignature: "bad signature", BadCheckpoint: "bad checkpoint", RolledBack: "rolled back",
	Forked: "forked", Foreign: "foreign file", Torn: "torn",
}

// String returns the kind's name.
func (k Kind) String() string {
	if int(k) < len(kindNames) && kindNames[k] != "" {
		return kindNames[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// Finding is one thing that is wrong.
type Finding struct {
	Kind        Kind
	First, Last uint64 // entries concerned; First is the first bad one
	Path        string
	Offset      int64 // in the file, in bytes; -1 for all of it
	What        string
}

// String says what is wrong in one line.
func (f Finding) String() string {
	where := f.Path
	if f.Offset >= 0 {
		where = fmt.Sprintf("%s at byte %d", f.Path, f.Offset)
	}
	entries := fmt.Sprintf("entry %d", f.First)
	if f.Last > f.First {
		entries = fmt.Sprintf("entries %d to %d", f.First, f.Last)
	}
	return fmt.Sprintf("%s: %s: %s (%s)", f.Kind, entries, f.What, where)
}

// Report is what Verify found out.
type Report struct {
	Checkpoint Checkpoint // of the checkpoint file; zero if it does not verify
	Size       uint64     // entries up to the last whole group
	First      uint64     // first entry whose data is there
	Entries    uint64     // entries whose data was checked
	Groups     uint64
	Bytes      int64
	Findings   []Finding // sorted by entry; damage behind the first may be a consequence of it
	Torn       *Finding  // an unfinished write at the end: a crash, unless the log was closed
}

// ErrTampered is the sentinel of a report with findings.
var ErrTampered = errors.New("audit: log is not what was signed")

// OK reports whether nothing was found but, perhaps, a torn end.
func (r *Report) OK() bool { return len(r.Findings) == 0 }

// Err returns nil for a clean report and otherwise an error that is
// ErrTampered and names the first finding.
func (r *Report) Err() error {
	if r.OK() {
		return nil
	}
	more := ""
	if n := len(r.Findings); n > 1 {
		more = fmt.Sprintf("; %d more", n-1)
	}
	return fmt.Errorf("%w: %s%s", ErrTampered, r.Findings[0], more)
}

// String says in a few lines what was checked and found.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d entries, %d of them with data, from %d on; %d groups, %d bytes\n", r.Size, r.Entries, r.First, r.Groups, r.Bytes)
	if r.Checkpoint.Signed != nil {
		fmt.Fprintf(&b, "checkpoint: %s\n", r.Checkpoint)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%s\n", f)
	}
	if r.Torn != nil {
		fmt.Fprintf(&b, "%s\n", r.Torn)
	}
	if r.OK() {
		b.WriteString("ok: every entry, hash and signature is what was signed\n")
	}
	return b.String()
}

func (r *Report) sort() {
	slices.SortStableFunc(r.Findings, func(a, b Finding) int { return cmp.Compare(a.First, b.First) })
}
