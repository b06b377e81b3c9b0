package auditpage_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/observability/audit"
	"github.com/scicore-go/scicore/observability/audit/auditpage"
	"github.com/scicore-go/scicore/observability/dashboard"
)

func open(dir string) (*audit.Log, error) {
	secret, _, err := audit.NewKey("example.com/page")
	if err != nil {
		return nil, err
	}
	signer, err := audit.ParseSigner(secret)
	if err != nil {
		return nil, err
	}
	return audit.Open(context.Background(), dir, &audit.Options{Signer: signer})
}

// What the page shows of a log is the log, and what happens to its files is
// found.
func TestSource(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	l, err := open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for i := range 20 {
		if _, err := l.Append(ctx, audit.Event{Action: "read", Resource: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	s := auditpage.Source(l)
	h := s.AuditHead()
	if cp := l.Checkpoint(); h.Origin != "example.com/page" || h.Size != 20 || h.CheckpointSize != 20 || h.CheckpointTime.IsZero() || h.Root != cp.Root.String() || h.Err != nil {
		t.Errorf("%+v", h)
	}
	verify := func() dashboard.AuditReport {
		t.Helper()
		r, err := s.AuditVerify(ctx, func(uint64, uint64) {})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := verify(); !r.OK || r.Entries != 20 || len(r.Findings) != 0 {
		t.Errorf("%+v", r)
	}
	seg := filepath.Join(dir, "segments", strings.Repeat("0", 20)+".seg")
	good, err := os.ReadFile(seg)
	if err != nil {
		t.Fatal(err)
	}
	bad := bytes.Clone(good)
	bad[bytes.LastIndex(bad, []byte("read"))] ^= 1
	if err := os.WriteFile(seg, bad, 0o600); err != nil {
		t.Fatal(err)
	}
	if r := verify(); r.OK || len(r.Findings) == 0 || !strings.HasPrefix(r.Findings[0], "altered: entry 19") {
		t.Errorf("%+v", r)
	}
	if err := os.WriteFile(seg, good, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if s.AuditHead().Err == nil {
		t.Error("a closed log takes no entries")
	}
}

// Somebody puts the files of an earlier time back while the log is written:
// its writer knows more.
func TestSourceRemembers(t *testing.T) {
	ctx, dir, old := context.Background(), t.TempDir(), t.TempDir()
	l, err := open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for i := range 2 {
		if _, err := l.Append(ctx, audit.Event{Action: "read"}); err != nil {
			t.Fatal(err)
		}
		if err := l.Flush(ctx); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			if err := os.CopyFS(filepath.Join(old, "log"), os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, p := range []string{"checkpoint", "tiles/0", "segments/" + strings.Repeat("0", 20) + ".seg"} {
		data, err := os.ReadFile(filepath.Join(old, "log", p))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, p), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	r, err := auditpage.Source(l).AuditVerify(ctx, func(uint64, uint64) {})
	if err != nil || r.OK || !strings.HasPrefix(r.Findings[0], "rolled back") {
		t.Errorf("%v %+v", err, r)
	}
}

func ExampleSource() {
	dir, err := os.MkdirTemp("", "audit")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	l, err := open(dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer l.Close()
	d, err := dashboard.New(dashboard.Options{Audit: auditpage.Source(l)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d.Close())
	// Output: <nil>
}
