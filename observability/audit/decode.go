package audit

import (
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/bits"
	"time"
)

// decoder reads canonical bytes and nothing else: what it accepts, the encoder
// gives back byte for byte.
type decoder struct {
	buf   []byte
	attrs int
	err   error
}

var errEncoding = errors.New("audit: not a canonical entry")

// Decode reads an entry's canonical encoding. The result shares no memory
// with raw except in Raw.
func Decode(raw []byte) (Entry, error) {
	var e Entry
	if len(raw) > maxEntry {
		return e, fmt.Errorf("%w: %d bytes", errEncoding, len(raw))
	}
	if len(raw) < fixedBytes {
		return e, fmt.Errorf("%w: %d bytes", errEncoding, len(raw))
	}
	if raw[0] != encodingVersion || raw[1]&^flagsKnown != 0 {
		return e, fmt.Errorf("%w: version %d, flags %#x", errEncoding, raw[0], raw[1])
	}
	e.Raw = raw
	e.Internal, e.ClockBack = raw[1]&flagInternal != 0, raw[1]&flagClockBack != 0
	e.Index = binary.BigEndian.Uint64(raw[2:])
	recorded, monotone := int64(binary.BigEndian.Uint64(raw[10:])), int64(binary.BigEndian.Uint64(raw[18:]))
	e.Recorded, e.Monotone = time.Unix(0, recorded).UTC(), time.Unix(0, monotone).UTC()
	d := &decoder{buf: raw[fixedBytes:]}
	if recorded > monotone || e.ClockBack != (recorded < monotone) {
		d.bad("times contradict the flag")
	}
	d.event(&e.Event, raw[1]&flagTime != 0)
	if d.err == nil && len(d.buf) > 0 {
		d.bad("bytes after the end")
	}
	if d.err != nil {
		return Entry{}, d.err
	}
	return e, nil
}

func (d *decoder) event(ev *Event, hasTime bool) {
	if hasTime {
		if ev.Time = d.time(); ev.Time.IsZero() {
			d.bad("zero time")
		}
	}
	ev.Outcome = Outcome(d.byte())
	if int(ev.Outcome) >= len(outcomeNames) {
		d.bad("outcome")
	}
	ev.Actor, ev.Action, ev.Resource, ev.Trace = d.string(), d.string(), d.string(), d.string()
	ev.Attrs = d.list(0)
}

func (d *decoder) bad(what string) {
	if d.err == nil {
		d.err = fmt.Errorf("%w: %s", errEncoding, what)
		d.buf = nil
	}
}

func (d *decoder) take(n uint64) []byte {
	if n > uint64(len(d.buf)) {
		d.bad("too short")
		return nil
	}
	b := d.buf[:n]
	d.buf = d.buf[n:]
	return b
}

func (d *decoder) byte() byte {
	if b := d.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.buf)
	if n <= 0 || n != uvarintLen(v) {
		d.bad("varint")
		return 0
	}
	d.buf = d.buf[n:]
	return v
}

func uvarintLen(v uint64) int { return max(1, (bits.Len64(v)+6)/7) }

func (d *decoder) varint() int64 {
	u := d.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

func (d *decoder) string() string { return string(d.take(d.uvarint())) }

func (d *decoder) uint64() uint64 {
	if b := d.take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (d *decoder) time() time.Time {
	sec := int64(d.uint64())
	b := d.take(4)
	if b == nil {
		return time.Time{}
	}
	nsec := binary.BigEndian.Uint32(b)
	t := time.Unix(sec, int64(nsec)).UTC()
	if nsec > 999_999_999 || t.Unix() != sec {
		d.bad("time")
	}
	return t
}

func (d *decoder) list(depth int) []slog.Attr {
	n := d.uvarint()
	if d.attrs += int(min(n, maxAttrs+1)); d.attrs > maxAttrs || depth > maxDepth || n > uint64(len(d.buf)) {
		d.bad("attributes")
		return nil
	}
	if n == 0 {
		if depth > 0 {
			d.bad("empty group")
		}
		return nil
	}
	attrs := make([]slog.Attr, 0, n)
	for range n {
		key := d.string()
		v := d.value(depth)
		if key == "" && v.Kind() == slog.KindGroup || skipped(key, v, depth) {
			d.bad("attribute that means nothing")
		}
		if d.err != nil {
			return nil
		}
		attrs = append(attrs, slog.Attr{Key: key, Value: v})
	}
	return attrs
}

func (d *decoder) value(depth int) slog.Value {
	switch kind := d.byte(); kind {
	case kindNil:
		return slog.AnyValue(nil)
	case kindString:
		return slog.StringValue(d.string())
	case kindInt:
		return slog.Int64Value(d.varint())
	case kindUint:
		return slog.Uint64Value(d.uvarint())
	case kindFloat:
		return d.float()
	case kindBool:
		b := d.byte()
		if b > 1 {
			d.bad("bool")
		}
		return slog.BoolValue(b == 1)
	case kindDuration:
		return slog.DurationValue(time.Duration(d.varint()))
	case kindTime:
		return slog.TimeValue(d.time())
	case kindBytes:
		return slog.AnyValue(append([]byte{}, d.take(d.uvarint())...))
	case kindGroup:
		return slog.GroupValue(d.list(depth + 1)...)
	case kindRedacted:
		return d.redacted()
	default:
		d.bad("kind of value")
		return slog.Value{}
	}
}

func (d *decoder) float() slog.Value {
	b := d.uint64()
	f := math.Float64frombits(b)
	if floatBits(f) != b {
		d.bad("NaN")
	}
	return slog.Float64Value(f)
}

func (d *decoder) redacted() slog.Value {
	r := Redacted{Rule: d.string()}
	switch d.byte() {
	case 0:
	case 1:
		copy(r.Commitment[:], d.take(uint64(len(r.Commitment))))
		if r.Commitment == (Commitment{}) {
			d.bad("empty commitment")
		}
	default:
		d.bad("redacted value")
	}
	return slog.AnyValue(r)
}
