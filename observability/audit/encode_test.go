package audit

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

func encodeOne(t testing.TB, ev Event) []byte {
	t.Helper()
	var e encoder
	e.event(&ev, false)
	if e.err != nil {
		t.Fatal(e.err)
	}
	stamp(e.buf, 7, 100, 200)
	return e.buf
}

type panics struct{}

func (panics) Error() string { panic("no text") }

type textual struct{ s string }

func (t textual) MarshalText() ([]byte, error) { return []byte(t.s), nil }

// The encoding is part of what is signed: it must never change.
func TestEncodingIsFixed(t *testing.T) {
	ev := Event{Time: time.Unix(5, 6), Actor: "a", Action: "bc", Resource: "", Outcome: Denied, Trace: "t", Attrs: []slog.Attr{
		slog.String("s", "x"), slog.Int("i", -1), slog.Uint64("u", 300), slog.Float64("f", 1), slog.Bool("b", true),
		slog.Duration("d", 2), slog.Time("t", time.Unix(1, 2)), slog.Group("g", slog.Any("n", nil)), slog.Any("x", []byte{9}),
		slog.Any("r", Redacted{Rule: "q"}),
	}}
	want := "01" + "06" + "0000000000000007" + "0000000000000064" + "00000000000000c8" + // version, flags, index, times
		"0000000000000005" + "00000006" + "03" + // event time, outcome
		"0161" + "026263" + "00" + "0174" + "0a" + // strings, ten attributes
		"0173" + "73" + "0178" + "0169" + "69" + "01" + "0175" + "75" + "ac02" + "0166" + "66" + "3ff0000000000000" + "0162" + "62" + "01" +
		"0164" + "64" + "04" + "0174" + "74" + "0000000000000001" + "00000002" + "0167" + "67" + "01" + "016e" + "6e" +
		"0178" + "78" + "0109" + "0172" + "72" + "0171" + "00"
	if got := hex.EncodeToString(encodeOne(t, ev)); got != want {
		t.Errorf("have %s\nwant %s", got, want)
	}
}

func TestEncodeDecode(t *testing.T) {
	nan := math.Float64frombits(0x7ff8dead00000001)
	for i, ev := range []Event{
		{}, event(3),
		{Time: time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC), Actor: "\xff\x00", Attrs: []slog.Attr{slog.Float64("nan", nan), slog.Any("", "empty key")}},
		{Attrs: []slog.Attr{slog.Time("far", time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)), slog.Any("big", uint64(math.MaxUint64)),
			slog.Any("err", errors.New("e")), slog.Any("panics", panics{}), slog.Any("text", textual{"T"}), slog.Any("chan", make(chan int)),
			slog.Any("map", map[string]any{"b": []any{1.5, nil, true, "x"}, "a": 12345678901234567890.0, "c": map[string]any{}})}},
	} {
		raw := encodeOne(t, ev)
		e, err := Decode(raw)
		if err != nil {
			t.Errorf("event %d: %v", i, err)
			continue
		}
		if !e.Time.Equal(ev.Time) || e.Index != 7 || !e.ClockBack || e.Recorded.UnixNano() != 100 || e.Monotone.UnixNano() != 200 {
			t.Errorf("event %d: %+v", i, e)
		}
		if again := encodeOne(t, e.Event); !bytes.Equal(again, raw) {
			t.Errorf("event %d: encodes to\n%x, then to\n%x", i, raw, again)
		}
		for n := range raw {
			if _, err := Decode(raw[:n]); err == nil {
				t.Errorf("event %d: %d of %d bytes decode", i, n, len(raw))
			}
		}
		if _, err := Decode(append(raw[:len(raw):len(raw)], 0)); err == nil {
			t.Errorf("event %d: decodes with a byte more", i)
		}
	}
}

func TestBoundsOfEvents(t *testing.T) {
	deep := slog.Int("x", 1)
	for range 12 {
		deep = slog.Group("g", deep)
	}
	many := make([]slog.Attr, 1100)
	for i := range many {
		many[i] = slog.Int(fmt.Sprint(i), i)
	}
	for name, ev := range map[string]Event{
		"deep": {Attrs: []slog.Attr{deep}}, "many": {Attrs: many}, "long": {Actor: strings.Repeat("x", 70_000)},
		"long attribute": {Attrs: []slog.Attr{slog.String("k", strings.Repeat("x", 1<<20))}}, "outcome": {Outcome: 77},
	} {
		var e encoder
		e.event(&ev, false)
		if !errors.Is(e.err, ErrEvent) {
			t.Errorf("%s: %v", name, e.err)
		}
	}
	l := mustOpen(t, memDir, &Options{Signer: testSigner(t), fs: newMemFS(), MaxEventBytes: maxEntry})
	defer mustClose(t, l)
	if _, err := l.AppendBatch(context.Background(), []Event{event(1), {Actor: strings.Repeat("x", 70_000)}}); !errors.Is(err, ErrEvent) {
		t.Errorf("batch with a large event: %v", err)
	}
	if n := l.View().Size(); n != 0 {
		t.Errorf("%d entries of a batch that was refused", n)
	}
	big := Event{Actor: strings.Repeat("x", 65_000)}
	if _, err := l.Append(context.Background(), big); err != nil {
		t.Error(err)
	}
}

// RFC 6962's hashes, and those of the test vectors of Certificate
// Transparency's reference implementation (merkletree/merkle_tree_test).
func TestKnownTrees(t *testing.T) {
	leaves := []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	roots := []string{
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	var tr tree
	for n := range roots {
		root := tr.root()
		if got := hex.EncodeToString(root[:]); got != roots[n] {
			t.Errorf("root of %d leaves: %s, want %s", n, got, roots[n])
		}
		if n < len(leaves) {
			b, err := hex.DecodeString(leaves[n])
			if err != nil {
				t.Fatal(err)
			}
			tr.add(tlog.RecordHash(b), nil)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(encodeOne(f, event(3)))
	f.Add(encodeOne(f, spillingEvent()))
	f.Add(encodeOne(f, Event{Time: time.Unix(1, 2), Attrs: []slog.Attr{slog.Group("g", slog.Any("n", nil), slog.Any("r", Redacted{"q", Commitment{1}}))}}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := Decode(raw)
		if err != nil {
			return
		}
		var enc encoder
		enc.event(&e.Event, e.Internal)
		if enc.err != nil {
			t.Fatalf("decoded, but does not encode: %v", enc.err)
		}
		stamp(enc.buf, e.Index, e.Recorded.UnixNano(), e.Monotone.UnixNano())
		if !bytes.Equal(enc.buf, raw) {
			t.Fatalf("two encodings of one event:\n%x\n%x", raw, enc.buf)
		}
	})
}

func FuzzCheckpoint(f *testing.F) {
	s := testSigner(f)
	sign := func(text string) []byte {
		sig, err := s.Sign([]byte(text))
		if err != nil {
			f.Fatal(err)
		}
		return checkpointNote(text, s.Name(), s.KeyHash(), sig)
	}
	f.Add(string(checkpointText("o", 5, Hash{1})), []byte{})
	f.Add("o\n05\n\n", sign("o\n1\n"))
	f.Add("o\n5\nAAAA\n", sign(checkpointText("o", 5, Hash{1})))
	f.Fuzz(func(t *testing.T, text string, signed []byte) {
		if c, err := parseCheckpointText(text); err == nil && !strings.HasPrefix(text, checkpointText(c.Origin, c.Size, c.Root)) {
			t.Errorf("%q reads as %v", text, c)
		}
		if c, err := ParseCheckpoint(signed, s.Verifier()); err == nil && c.Root.String() == "" {
			t.Error("a root without text")
		}
	})
}

// FuzzSegment feeds files to the readers: they may find anything, but must not
// fall over.
func FuzzSegment(f *testing.F) {
	s := testSigner(f)
	good := smallLog(f, 9, &Options{Signer: s, SegmentBytes: 500})
	f.Add(good.names[segmentPath(memDir, 0)].data, uint16(0))
	f.Add(good.names[segmentPath(memDir, 0)].data, uint16(90))
	f.Fuzz(func(t *testing.T, data []byte, at uint16) {
		m := good.clone()
		seg := m.names[segmentPath(memDir, 0)]
		seg.data = append(seg.data[:min(int(at), len(seg.data))], data...)
		r, err := Verify(context.Background(), memDir, &VerifyOptions{Keys: keyring{s.Verifier()}, fs: m})
		if err != nil {
			t.Fatal(err)
		}
		if r.OK() && !bytes.Equal(seg.data, good.names[segmentPath(memDir, 0)].data) {
			t.Errorf("a changed segment looks clean: %s", r)
		}
		if v, err := openView(context.Background(), m, memDir, keyring{s.Verifier()}); err == nil {
			for _, err := range v.Entries(context.Background(), 0, math.MaxUint64) {
				if err != nil {
					break
				}
			}
			v.Close()
		}
	})
}
