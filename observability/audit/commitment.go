package audit

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"log/slog"
)

// Commitment stands in the log for a value that must not. It is HMAC-SHA-256
// with a random salt as its key over the name of the field and the canonical
// encoding of the value: without the salt it tells nothing, not even to
// somebody who tries all likely values, and it fits no other field.
type Commitment [sha256.Size]byte

// String returns the commitment in hexadecimal.
func (c Commitment) String() string { return hex.EncodeToString(c[:]) }

// ParseCommitment reads what [Commitment.String] wrote.
func ParseCommitment(s string) (Commitment, error) {
	var c Commitment
	if b, err := hex.DecodeString(s); err != nil || len(b) != len(c) {
		return c, fmt.Errorf("audit: commitment %q: want %d hexadecimal digits", s, 2*len(c))
	} else {
		copy(c[:], b)
	}
	return c, nil
}

// Redacted is the value of an attribute that a rule replaced. Its Commitment
// is zero where the rule's mode was [Mask].
type Redacted struct {
	Rule       string
	Commitment Commitment
}

// String says which rule replaced the value.
func (r Redacted) String() string { return "[" + r.Rule + "]" }

// Opening is what proves a commitment. Field is the path of the attribute, its
// groups parted by dots, or one of actor, action, resource and trace.
type Opening struct {
	Commitment Commitment
	Field      string
	Salt       [32]byte
	Value      []byte // canonical encoding; nil where the rule's mode was Commit
}

// String keeps salt and value out of logs.
func (o Opening) String() string { return "opening of " + o.Commitment.String() }

// Format keeps salt and value out of every verb of fmt.
func (o Opening) Format(f fmt.State, _ rune) { fmt.Fprint(f, o.String()) }

// Reveal returns the value, after proving that it is the one that was
// committed to.
func (o Opening) Reveal() (slog.Value, error) {
	if o.Value == nil {
		return slog.Value{}, fmt.Errorf("%w: only its salt was", ErrErased)
	}
	if commit(o.Salt, o.Field, o.Value) != o.Commitment {
		return slog.Value{}, fmt.Errorf("%w: opening does not fit its commitment", ErrCorrupt)
	}
	d := decoder{buf: o.Value}
	v := d.value(0)
	if d.err == nil && len(d.buf) > 0 {
		d.bad("bytes after the end")
	}
	return v, d.err
}

// Proves reports whether v is the value that was committed to.
func (o Opening) Proves(v slog.Value) bool {
	var e encoder
	e.value(o.Field, plain(v), 0)
	want := commit(o.Salt, o.Field, e.buf)
	return e.err == nil && hmac.Equal(want[:], o.Commitment[:])
}

func commit(salt [32]byte, field string, value []byte) Commitment {
	h := hmac.New(sha256.New, salt[:])
	var n [8]byte
	h.Write([]byte("scicore audit commitment v1\x00"))
	binary.BigEndian.PutUint64(n[:], uint64(len(field)))
	h.Write(n[:])
	h.Write([]byte(field))
	h.Write(value)
	var c Commitment
	h.Sum(c[:0])
	return c
}

// redacted returns what stands in the log for v, and keeps the opening.
func (e *encoder) redacted(rule *Rule, field string, v slog.Value) slog.Value {
	e.redactor.count.Add(1)
	if rule.Mode == Mask {
		return slog.AnyValue(Redacted{Rule: rule.Name})
	}
	var inner encoder
	inner.value(field, v, 0)
	if inner.err != nil {
		e.err = inner.err
		return slog.Value{}
	}
	o := Opening{Field: field}
	rand.Read(o.Salt[:])
	o.Commitment = commit(o.Salt, field, inner.buf)
	if rule.Mode == Seal {
		o.Value = bytes.Clone(inner.buf)
	}
	e.openings = append(e.openings, o)
	return slog.AnyValue(Redacted{Rule: rule.Name, Commitment: o.Commitment})
}
