package audit

import (
	"encoding/binary"
	"log/slog"
	"math"
	"time"
)

// The canonical encoding, version 1. Integers of fixed width are big endian,
// varints are minimal, strings are a uvarint length and their bytes. Every
// event has exactly one encoding, and the decoder takes no other.
//
//	0   version      1
//	1   flags        internal, clock went back, event time present
//	2   index        uint64
//	10  recorded     int64, nanoseconds since 1970
//	18  monotone     int64, nanoseconds since 1970
//	26  event time   if flagged: seconds int64, nanoseconds uint32
//	    outcome      byte
//	    actor, action, resource, trace: strings
//	    attributes   count, then for each: key, kind, value
//
// The log fills in what stands before offset 26 when it gives the entry its
// place; callers encode in parallel before that.
const (
	encodingVersion = 1
	fixedBytes      = 26

	flagInternal  = 1 << 0
	flagClockBack = 1 << 1
	flagTime      = 1 << 2
	flagsKnown    = flagInternal | flagClockBack | flagTime

	// maxEntry is what an entry bundle of tlog-tiles can hold.
	maxEntry = 1<<16 - 1
	maxAttrs = 1024
	maxDepth = 8
)

// Kinds of values.
const (
	kindNil      = 'n'
	kindString   = 's'
	kindInt      = 'i'
	kindUint     = 'u'
	kindFloat    = 'f'
	kindBool     = 'b'
	kindDuration = 'd'
	kindTime     = 't'
	kindBytes    = 'x'
	kindGroup    = 'g'
	kindRedacted = 'r'
)

// encoder appends canonical bytes. With a redactor, what its rules match
// never reaches buf.
type encoder struct {
	buf      []byte
	redactor *redactor
	openings []Opening
	extra    []slog.Attr // commitments of redacted fields that are not attributes
	attrs    int
	err      error
}

func (e *encoder) fail(field, rule string) {
	if e.err == nil {
		e.err = &EventError{Field: field, Rule: rule}
	}
}

// event appends ev with zeros in place of what the log fills in.
func (e *encoder) event(ev *Event, internal bool) {
	start := len(e.buf)
	var fixed [fixedBytes]byte
	fixed[0] = encodingVersion
	if internal {
		fixed[1] |= flagInternal
	}
	if !ev.Time.IsZero() {
		fixed[1] |= flagTime
	}
	e.buf = append(e.buf, fixed[:]...)
	if !ev.Time.IsZero() {
		e.time(ev.Time)
	}
	if int(ev.Outcome) >= len(outcomeNames) {
		e.fail("outcome", "unknown")
	}
	e.buf = append(e.buf, byte(ev.Outcome))
	e.field("actor", ev.Actor)
	e.field("action", ev.Action)
	e.field("resource", ev.Resource)
	e.field("trace", ev.Trace)
	e.list("", ev.Attrs, e.extra, 0)
	if n := len(e.buf) - start; n > maxEntry && e.err == nil {
		e.fail("size", tooLarge(n, maxEntry))
	}
}

// stamp fills in what the log knows when it gives an entry its place.
func stamp(entry []byte, index uint64, recorded, monotone int64) {
	entry[1] &^= flagClockBack
	if recorded < monotone {
		entry[1] |= flagClockBack
	}
	binary.BigEndian.PutUint64(entry[2:], index)
	binary.BigEndian.PutUint64(entry[10:], uint64(recorded))
	binary.BigEndian.PutUint64(entry[18:], uint64(monotone))
}

// indexOf returns the place an encoded entry claims.
func indexOf(entry []byte) (uint64, bool) {
	if len(entry) < fixedBytes || entry[0] != encodingVersion {
		return 0, false
	}
	return binary.BigEndian.Uint64(entry[2:]), true
}

func (e *encoder) string(s string) {
	e.buf = binary.AppendUvarint(e.buf, uint64(len(s)))
	e.buf = append(e.buf, s...)
}

// field appends one of the event's own strings, redacted where a rule matches.
func (e *encoder) field(name, s string) {
	if rule := e.redactor.match(name, s); rule != nil {
		e.extra = append(e.extra, slog.Attr{Key: "redacted." + name, Value: e.redacted(rule, name, slog.StringValue(s))})
		s = "[" + rule.Name + "]"
	}
	e.string(s)
}

func (e *encoder) time(t time.Time) {
	e.buf = binary.BigEndian.AppendUint64(e.buf, uint64(t.Unix()))
	e.buf = binary.BigEndian.AppendUint32(e.buf, uint32(t.Nanosecond()))
}

// list appends attributes as slog means them: empty ones left out, groups
// without a name taken apart.
func (e *encoder) list(path string, attrs, extra []slog.Attr, depth int) {
	if depth > maxDepth {
		e.fail("attributes", "groups nest deeper than 8")
		return
	}
	n := countAttrs(attrs, depth) + len(extra)
	if e.attrs += n; e.attrs > maxAttrs {
		e.fail("attributes", "more than 1024")
		return
	}
	e.buf = binary.AppendUvarint(e.buf, uint64(n))
	e.each(path, attrs, depth)
	e.each("", extra, depth)
}

func (e *encoder) each(path string, attrs []slog.Attr, depth int) {
	for _, a := range attrs {
		v := plain(a.Value)
		switch {
		case skipped(a.Key, v, depth):
		case a.Key == "" && v.Kind() == slog.KindGroup:
			e.each(path, v.Group(), depth+1)
		default:
			e.attr(path, a.Key, v, depth)
		}
		if e.err != nil {
			return
		}
	}
}

// skipped reports what slog's rules leave out: the zero Attr and empty groups.
func skipped(key string, v slog.Value, depth int) bool {
	if v.Kind() == slog.KindGroup {
		return countAttrs(v.Group(), depth+1) == 0
	}
	return key == "" && v.Equal(slog.Value{})
}

func countAttrs(attrs []slog.Attr, depth int) int {
	if depth > maxDepth {
		return 1 // refused by list
	}
	n := 0
	for _, a := range attrs {
		v := plain(a.Value)
		switch {
		case skipped(a.Key, v, depth):
		case a.Key == "" && v.Kind() == slog.KindGroup:
			n += countAttrs(v.Group(), depth+1)
		default:
			n++
		}
	}
	return n
}

func (e *encoder) attr(path, key string, v slog.Value, depth int) {
	if rule := e.redactor.matchText(key); rule != nil {
		key = "[" + rule.Name + "]" // a key out of somebody's data
	}
	e.string(key)
	if len(e.buf) > 4*maxEntry {
		e.fail("size", tooLarge(len(e.buf), maxEntry))
		return
	}
	if path != "" {
		path += "."
	}
	if v.Kind() != slog.KindGroup || e.redactor.matchKey(key) != nil {
		if rule := e.redactor.matchValue(key, v); rule != nil {
			v = e.redacted(rule, path+key, v)
		}
	}
	e.value(path+key, v, depth)
}

func (e *encoder) value(path string, v slog.Value, depth int) {
	switch v.Kind() {
	case slog.KindString:
		e.buf = append(e.buf, kindString)
		e.string(v.String())
	case slog.KindInt64:
		e.buf = binary.AppendVarint(append(e.buf, kindInt), v.Int64())
	case slog.KindUint64:
		e.buf = binary.AppendUvarint(append(e.buf, kindUint), v.Uint64())
	case slog.KindFloat64:
		e.buf = binary.BigEndian.AppendUint64(append(e.buf, kindFloat), floatBits(v.Float64()))
	case slog.KindBool:
		b := byte(0)
		if v.Bool() {
			b = 1
		}
		e.buf = append(e.buf, kindBool, b)
	case slog.KindDuration:
		e.buf = binary.AppendVarint(append(e.buf, kindDuration), int64(v.Duration()))
	case slog.KindTime:
		e.buf = append(e.buf, kindTime)
		e.time(v.Time())
	case slog.KindGroup:
		e.buf = append(e.buf, kindGroup)
		e.list(path, v.Group(), nil, depth+1)
	default:
		e.other(v.Any())
	}
}

// other appends the kinds that slog has no kind for.
func (e *encoder) other(v any) {
	switch v := v.(type) {
	case nil:
		e.buf = append(e.buf, kindNil)
	case []byte:
		e.buf = binary.AppendUvarint(append(e.buf, kindBytes), uint64(len(v)))
		e.buf = append(e.buf, v...)
	case Redacted:
		e.buf = append(e.buf, kindRedacted)
		e.string(v.Rule)
		if v.Commitment == (Commitment{}) {
			e.buf = append(e.buf, 0)
		} else {
			e.buf = append(append(e.buf, 1), v.Commitment[:]...)
		}
	default: // plain leaves nothing else
		e.fail("attributes", "value of an unknown kind")
	}
}

// floatBits gives every NaN the same bits, so that equal events have equal
// encodings.
func floatBits(f float64) uint64 {
	if f != f {
		return math.Float64bits(math.NaN())
	}
	return math.Float64bits(f)
}

// monotoneOf returns the monotone time of an encoded entry.
func monotoneOf(entry []byte) int64 { return int64(binary.BigEndian.Uint64(entry[18:])) }
