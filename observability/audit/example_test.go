package audit_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/scicore-go/scicore/observability/audit"
)

// newLog opens a log in a folder of its own; the examples share it.
func newLog(opts audit.Options) (*audit.Log, string, func()) {
	dir, err := os.MkdirTemp("", "audit")
	if err != nil {
		log.Fatal(err)
	}
	secret, _, err := audit.NewKey("example.com/payments")
	if err != nil {
		log.Fatal(err)
	}
	opts.Signer, err = audit.ParseSigner(secret)
	if err != nil {
		log.Fatal(err)
	}
	l, err := audit.Open(context.Background(), filepath.Join(dir, "log"), &opts)
	if err != nil {
		log.Fatal(err)
	}
	return l, filepath.Join(dir, "log"), func() { os.RemoveAll(dir) }
}

func Example() {
	ctx := context.Background()
	l, dir, done := newLog(audit.Options{})
	defer done()
	receipt, err := l.Append(ctx, audit.Event{
		Actor: "ann", Action: "payment.approve", Resource: "/payments/17", Outcome: audit.Success,
		Attrs: []slog.Attr{slog.Int("amount", 250), slog.String("api_key", "do-not-log-me")},
	})
	if err != nil {
		log.Fatal(err) // it is not in the log
	}
	entry, err := l.Entry(ctx, receipt.Index)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(entry.Index, entry.Actor, entry.Action, entry.Attrs)
	keys := l.Verifiers()
	if err := l.Close(); err != nil {
		log.Fatal(err)
	}
	report, err := audit.Verify(ctx, dir, &audit.VerifyOptions{Keys: keys})
	fmt.Println(report.OK(), report.Entries, err)
	// Output:
	// 0 ann payment.approve [amount=250 api_key=[secret]]
	// true 1 <nil>
}

func ExampleVerify() {
	ctx := context.Background()
	l, dir, done := newLog(audit.Options{})
	defer done()
	for i := range 3 {
		if _, err := l.Append(ctx, audit.Event{Actor: "ann", Action: "read", Resource: fmt.Sprint("/records/", i)}); err != nil {
			log.Fatal(err)
		}
	}
	keys, seen := l.Verifiers(), l.Checkpoint()
	l.Close()

	// somebody makes it ben who read record 1
	path := filepath.Join(dir, "segments", "00000000000000000000.seg")
	b, _ := os.ReadFile(path)
	for i := range b {
		if string(b[i:min(i+10, len(b))]) == "/records/1" {
			copy(b[i-9:], "ben")
		}
	}
	os.WriteFile(path, b, 0o600)

	report, err := audit.Verify(ctx, dir, &audit.VerifyOptions{Keys: keys, Remembered: [][]byte{seen.Signed}})
	if err != nil {
		log.Fatal(err)
	}
	first := report.Findings[0]
	fmt.Println(errors.Is(report.Err(), audit.ErrTampered), first.Kind, first.First)
	// Output:
	// true altered 1
}

func ExampleCheckInclusion() {
	ctx := context.Background()
	l, _, done := newLog(audit.Options{})
	defer done()
	defer l.Close()
	receipt, err := l.Append(ctx, audit.Event{Actor: "ann", Action: "read"})
	if err != nil {
		log.Fatal(err)
	}
	entry, _ := l.Entry(ctx, receipt.Index)
	cp := l.Checkpoint()
	proof, err := l.InclusionProof(receipt.Index, cp.Size)
	if err != nil {
		log.Fatal(err)
	}

	// elsewhere, with nothing but the public key
	seen, err := audit.ParseCheckpoint(cp.Signed, l.Verifiers()...)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(audit.CheckInclusion(seen, receipt.Index, entry.Raw, proof))
	fmt.Println(audit.CheckInclusion(seen, receipt.Index, []byte("something else"), proof) != nil)
	// Output:
	// <nil>
	// true
}

func ExampleNewHandler() {
	l, _, done := newLog(audit.Options{})
	defer done()
	defer l.Close()
	logger := slog.New(audit.NewHandler(l, nil)).With("actor", "ann")
	logger.Info("record.delete", "resource", "/records/7", "outcome", "denied", "reason", "not hers")
	e, err := l.Entry(context.Background(), 0)
	fmt.Println(e.Actor, e.Action, e.Resource, e.Outcome, e.Attrs, err)
	// Output:
	// ann record.delete /records/7 denied [level=INFO reason=not hers] <nil>
}

func ExampleRedaction() {
	ctx := context.Background()
	vault := new(audit.MemoryVault) // OpenFileVault keeps it, encrypted
	l, _, done := newLog(audit.Options{Redaction: &audit.Redaction{
		Rules: append(audit.Secrets(audit.Mask), audit.Personal(audit.Seal)...), Vault: vault,
	}})
	defer done()
	defer l.Close()
	receipt, err := l.Append(ctx, audit.Event{Action: "signup", Attrs: []slog.Attr{slog.String("email", "ann@example.com")}})
	if err != nil {
		log.Fatal(err)
	}
	e, _ := l.Entry(ctx, receipt.Index)
	v, _ := e.Attr("email")
	commitment := v.Any().(audit.Redacted).Commitment
	opening, _ := vault.Open(ctx, commitment)
	value, err := opening.Reveal() // proves that this is what was committed to
	fmt.Println(v, value, err)

	if err := l.Erase(ctx, "data protection", commitment); err != nil {
		log.Fatal(err)
	}
	_, err = vault.Open(ctx, commitment)
	fmt.Println(errors.Is(err, audit.ErrErased), l.View().Size())
	// Output:
	// [personal] ann@example.com <nil>
	// true 2
}

func ExampleOptions_witness() {
	anchored := make(chan uint64, 10)
	l, _, done := newLog(audit.Options{
		OnDiskFull: audit.Fail, RetainFor: 90 * 24 * time.Hour, SegmentAge: 24 * time.Hour,
		Witness: func(ctx context.Context, c audit.Checkpoint) error {
			anchored <- c.Size // send c.Signed to somebody who will remember it
			return nil
		},
	})
	defer done()
	if _, err := l.Append(context.Background(), audit.Event{Action: "start"}); err != nil {
		log.Fatal(err)
	}
	l.Close()
	close(anchored)
	var last uint64
	for last = range anchored {
	}
	fmt.Println(last)
	// Output:
	// 1
}
