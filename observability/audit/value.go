package audit

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strconv"
)

func tooLarge(n, limit int) string {
	return strconv.Itoa(n) + " bytes encoded, at most " + strconv.Itoa(limit)
}

// plain resolves v to a kind that the encoding has. What slog calls Any
// becomes text if it knows how, and otherwise the groups of its JSON form, so
// that rules of redaction see the keys inside.
func plain(v slog.Value) slog.Value {
	v = v.Resolve()
	if v.Kind() != slog.KindAny {
		return v
	}
	switch x := v.Any().(type) {
	case nil, []byte, Redacted:
		return v
	case error:
		return slog.StringValue(safeText(func() string { return x.Error() }))
	case encoding.TextMarshaler:
		return slog.StringValue(safeText(func() string {
			b, err := x.MarshalText()
			if err != nil {
				return "!ERROR: " + err.Error()
			}
			return string(b)
		}))
	default:
		return fromJSON(x)
	}
}

// safeText calls f, which is the host's: a panic in it, as of a nil receiver,
// becomes the text.
func safeText(f func() string) (s string) {
	defer func() {
		if p := recover(); p != nil {
			s = fmt.Sprintf("!PANIC: %v", p)
		}
	}()
	return f()
}

func fromJSON(x any) slog.Value {
	var tree any
	text := safeText(func() string {
		b, err := json.Marshal(x)
		if err != nil {
			return "!ERROR: " + err.Error()
		}
		d := json.NewDecoder(bytes.NewReader(b))
		d.UseNumber()
		if err := d.Decode(&tree); err != nil {
			return "!ERROR: " + err.Error()
		}
		return ""
	})
	if text != "" {
		return slog.StringValue(text)
	}
	return jsonValue(tree)
}

func jsonValue(x any) slog.Value {
	switch x := x.(type) {
	case string:
		return slog.StringValue(x)
	case bool:
		return slog.BoolValue(x)
	case json.Number:
		return number(x)
	case []any:
		attrs := make([]slog.Attr, len(x))
		for i, v := range x {
			attrs[i] = slog.Attr{Key: strconv.Itoa(i), Value: jsonValue(v)}
		}
		return slog.GroupValue(attrs...)
	case map[string]any:
		var attrs []slog.Attr
		for _, k := range slices.Sorted(maps.Keys(x)) {
			attrs = append(attrs, slog.Attr{Key: k, Value: jsonValue(x[k])})
		}
		return slog.GroupValue(attrs...)
	}
	return slog.AnyValue(nil)
}

func number(x json.Number) slog.Value {
	if i, err := x.Int64(); err == nil {
		return slog.Int64Value(i)
	}
	if u, err := strconv.ParseUint(string(x), 10, 64); err == nil {
		return slog.Uint64Value(u)
	}
	if f, err := x.Float64(); err == nil {
		return slog.Float64Value(f)
	}
	return slog.StringValue(string(x))
}
