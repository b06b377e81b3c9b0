package audit

import (
	"context"
	"encoding/binary"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// benchEvent is like what services record: some 180 bytes encoded.
func benchEvent() Event {
	return Event{
		Actor: "service/payments", Action: "record.read", Resource: "/tenants/4711/records/0815", Outcome: Success, Trace: "4bf92f3577b34da6a3ce929d0e0e4736",
		Attrs: []slog.Attr{slog.String("address", "10.1.2.3"), slog.Int("bytes", 12345), slog.Duration("took", time.Millisecond), slog.String("region", "eu-1")},
	}
}

// reportRate reports events a second beside what the disk took for an fsync.
func reportRate(b *testing.B, l *Log, took time.Duration) {
	s := l.Stats()
	b.ReportMetric(float64(s.Appended)/took.Seconds(), "events/s")
	b.ReportMetric(float64(s.Appended)/float64(max(s.Groups, 1)), "events/group")
	b.ReportMetric(float64(s.SyncTime.Microseconds())/float64(max(s.Groups, 1)), "µs/fsync")
	b.ReportMetric(float64(s.Bytes)/float64(max(s.Appended, 1)), "bytes/event")
}

// BenchmarkAppendBatched hands events over one by one from four goroutines,
// and each group is durable before the next is begun.
func BenchmarkAppendBatched(b *testing.B) {
	for _, redaction := range []*Redaction{nil, {}} {
		name := "secrets masked"
		if redaction != nil {
			name = "no redaction"
		}
		b.Run(name, func(b *testing.B) { benchAsync(b, &Options{Redaction: redaction}) })
	}
}

// BenchmarkAppend10ms gathers events for 10 ms before each fsync.
func BenchmarkAppend10ms(b *testing.B) {
	benchAsync(b, &Options{GroupWait: 10 * time.Millisecond, GroupBytes: 64 << 20})
}

func benchAsync(b *testing.B, o *Options) {
	o.Signer = testSigner(b)
	l := mustOpen(b, b.TempDir(), o)
	start := time.Now()
	var wg sync.WaitGroup
	const workers = 4
	for w := range workers {
		wg.Go(func() {
			var last Pending
			for i := w; i < b.N; i += workers {
				p, err := l.AppendAsync(context.Background(), benchEvent())
				if err != nil {
					b.Error(err)
					return
				}
				last = p
			}
			if last.g != nil {
				last.Wait(context.Background())
			}
		})
	}
	wg.Wait()
	took := time.Since(start)
	b.StopTimer()
	reportRate(b, l, took)
	mustClose(b, l)
}

// BenchmarkAppendWaiting is a thousand clients, each waiting for its event to
// be durable before the next, with groups of 10 ms.
func BenchmarkAppendWaiting(b *testing.B) {
	l := mustOpen(b, b.TempDir(), &Options{Signer: testSigner(b), GroupWait: 10 * time.Millisecond})
	start := time.Now()
	var wg sync.WaitGroup
	const clients = 1000
	for c := range clients {
		wg.Go(func() {
			for i := c; i < b.N; i += clients {
				if _, err := l.Append(context.Background(), benchEvent()); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	took := time.Since(start)
	b.StopTimer()
	reportRate(b, l, took)
	mustClose(b, l)
}

// bigTree makes the hashes of n entries, without entries.
func bigTree(b *testing.B, n int) *View {
	b.Helper()
	dir := b.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "tiles"), 0o700); err != nil {
		b.Fatal(err)
	}
	t := &tiles{fs: disk{}, dir: dir, write: true}
	var tr tree
	var r rows
	for i := 0; i < n; {
		before := tr.size
		r.reset()
		for ; i < n && tr.size-before < 1<<16; i++ {
			var leaf Hash
			binary.LittleEndian.PutUint64(leaf[:], uint64(i))
			tr.add(leaf, &r)
		}
		if err := t.put(before, &r); err != nil {
			b.Fatal(err)
		}
	}
	b.Cleanup(func() { t.close() })
	return &View{fs: disk{}, dir: dir, tiles: t, size: tr.size, root: tr.root()}
}

func BenchmarkInclusionProof(b *testing.B) {
	n := 10_000_000
	if testing.Short() {
		n = 100_000
	}
	v := bigTree(b, n)
	r := rand.New(rand.NewPCG(1, 2))
	b.Run(fmt.Sprint(n), func(b *testing.B) {
		size := 0
		for b.Loop() {
			i := r.Uint64N(v.size)
			p, err := v.InclusionProof(i, v.size)
			if err != nil {
				b.Fatal(err)
			}
			size = max(size, len(p)*tlog.HashSize)
		}
		b.ReportMetric(float64(size), "bytes")
	})
	b.Run("consistency", func(b *testing.B) {
		for b.Loop() {
			if _, err := v.ConsistencyProof(1+r.Uint64N(v.size), v.size); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	n := 200_000
	if testing.Short() {
		n = 5_000
	}
	dir, s := b.TempDir(), testSigner(b)
	l := mustOpen(b, dir, &Options{Signer: s})
	for i := 0; i < n; i += 1000 {
		evs := make([]Event, 1000)
		for j := range evs {
			evs[j] = benchEvent()
		}
		if _, err := l.AppendBatch(context.Background(), evs); err != nil {
			b.Fatal(err)
		}
	}
	mustClose(b, l)
	calls := 0
	start := time.Now()
	for b.Loop() {
		r, err := Verify(context.Background(), dir, &VerifyOptions{Keys: keyring{s.Verifier()}, Progress: func(_, _ uint64) { calls++ }})
		if err != nil || !r.OK() || r.Entries != uint64(n) {
			b.Fatal(err, r)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/time.Since(start).Seconds(), "entries/s")
	if calls == 0 && n > 16*tileWidth {
		b.Error("no progress was reported")
	}
}

// BenchmarkFsync is the disk alone: a megabyte written and synced.
func BenchmarkFsync(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "f"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	buf := make([]byte, 1<<20)
	for i := 0; b.Loop(); i++ {
		if _, err := f.WriteAt(buf, int64(i%64)<<20); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
}
