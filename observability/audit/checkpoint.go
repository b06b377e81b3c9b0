package audit

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a node of the tree, as RFC 6962 defines it.
type Hash = tlog.Hash

// Checkpoint is a signed statement about the whole log: its size and the root
// of its tree. Two checkpoints of one log are always consistent; whoever
// remembers one can tell whether the log was cut or rewritten since.
type Checkpoint struct {
	Origin string
	Size   uint64
	Root   Hash
	Signed []byte // the signed note, C2SP tlog-checkpoint
}

// String returns origin, size and root in one line.
func (c Checkpoint) String() string { return fmt.Sprintf("%s %d %s", c.Origin, c.Size, c.Root) }

// maxSize keeps sizes within what tlog counts in: a tree of n entries has
// almost 2n hashes.
const maxSize = math.MaxInt64 / 4

// checkpointText is what is signed.
func checkpointText(origin string, size uint64, root Hash) string {
	return origin + "\n" + strconv.FormatUint(size, 10) + "\n" + root.String() + "\n"
}

// checkpointNote puts text and signature together.
func checkpointNote(text, name string, keyHash uint32, sig []byte) []byte {
	data := binary.BigEndian.AppendUint32(nil, keyHash)
	data = append(data, sig...)
	return []byte(text + "\n— " + name + " " + base64.StdEncoding.EncodeToString(data) + "\n")
}

// signatureData returns the signature in the last field of a note's signature
// line, without the key hash before it.
func signatureData(b64 string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(b64)
	if err != nil || len(data) < 4 {
		return nil, errors.New("audit: malformed signature")
	}
	return data[4:], nil
}

// ParseCheckpoint reads a signed checkpoint and checks that one of keys signed
// it. Lines after the root, which the format allows, and signatures of others,
// such as witnesses, are let through.
func ParseCheckpoint(signed []byte, keys ...note.Verifier) (Checkpoint, error) {
	n, err := note.Open(signed, note.VerifierList(keys...))
	if err != nil {
		var unverified *note.UnverifiedNoteError
		var invalid *note.InvalidSignatureError
		if errors.As(err, &unverified) || errors.As(err, &invalid) {
			return Checkpoint{}, fmt.Errorf("%w: %v", ErrSignature, err)
		}
		return Checkpoint{}, fmt.Errorf("audit: checkpoint: %w", err)
	}
	c, err := parseCheckpointText(n.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	c.Signed = signed
	return c, nil
}

func parseCheckpointText(text string) (Checkpoint, error) {
	lines := strings.SplitN(text, "\n", 4)
	if len(lines) < 4 || lines[0] == "" {
		return Checkpoint{}, errors.New("audit: checkpoint: want three lines: origin, size and root")
	}
	size, err := strconv.ParseUint(lines[1], 10, 64)
	if err != nil || strconv.FormatUint(size, 10) != lines[1] || size > maxSize {
		return Checkpoint{}, fmt.Errorf("audit: checkpoint: size %q", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil || root.String() != lines[2] {
		return Checkpoint{}, fmt.Errorf("audit: checkpoint: root %q", lines[2])
	}
	return Checkpoint{Origin: lines[0], Size: size, Root: root}, nil
}

// CheckInclusion verifies that raw, an entry's canonical encoding, stands at
// index in the log that c describes.
func CheckInclusion(c Checkpoint, index uint64, raw []byte, proof []Hash) error {
	if index >= c.Size {
		return fmt.Errorf("%w: index %d of %d", ErrNoEntry, index, c.Size)
	}
	return tlog.CheckRecord(proof, int64(c.Size), c.Root, int64(index), tlog.RecordHash(raw))
}

// CheckConsistency verifies that the log of the newer checkpoint begins with
// that of the older one.
func CheckConsistency(older, newer Checkpoint, proof []Hash) error {
	switch {
	case older.Origin != newer.Origin:
		return fmt.Errorf("%w: origins %q and %q", ErrRollback, older.Origin, newer.Origin)
	case older.Size > newer.Size:
		return &RollbackError{Have: newer, Remembered: older}
	case older.Size == 0:
		return nil
	}
	if err := tlog.CheckTree(proof, int64(newer.Size), newer.Root, int64(older.Size), older.Root); err != nil {
		return &RollbackError{Have: newer, Remembered: older, Forked: true}
	}
	return nil
}
