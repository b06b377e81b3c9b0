package auditcmd

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/observability/audit"
)

// do runs the command and returns its exit code and output.
func do(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = Main(context.Background(), args, &o, &e)
	return code, o.String(), e.String()
}

// aLog makes a key and a log of n entries.
func aLog(t *testing.T, n int) (dir, key, secret string) {
	t.Helper()
	tmp := t.TempDir()
	secret, dir, key = filepath.Join(tmp, "secret"), filepath.Join(tmp, "log"), filepath.Join(tmp, "public")
	code, public, errs := do(t, "key", "-out", secret, "example.com/cmd")
	if code != ExitOK {
		t.Fatal(errs)
	}
	if err := os.WriteFile(key, []byte("# the key\n"+public), 0o600); err != nil {
		t.Fatal(err)
	}
	more(t, dir, secret, n)
	return dir, key, secret
}

func more(t *testing.T, dir, secret string, n int) {
	t.Helper()
	b, err := os.ReadFile(secret)
	if err != nil {
		t.Fatal(err)
	}
	s, err := audit.ParseSigner(string(b))
	if err != nil {
		t.Fatal(err)
	}
	l, err := audit.Open(context.Background(), dir, &audit.Options{Signer: s})
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		ev := audit.Event{Actor: "ann\x1b[2J", Action: "read", Resource: "r", Outcome: audit.Success,
			Attrs: []slog.Attr{slog.Int("i", i), slog.String("password", "p"), slog.Group("g", slog.Duration("d", 5))}}
		if _, err := l.Append(context.Background(), ev); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestVerifyRemembersAndFinds(t *testing.T) {
	dir, key, secret := aLog(t, 5)
	memory := filepath.Join(t.TempDir(), "remembered")
	for range 2 {
		if code, out, errs := do(t, "verify", "-key", key, "-remember", memory, dir); code != ExitOK || !strings.Contains(out, "ok:") {
			t.Fatalf("%d %s %s", code, out, errs)
		}
		more(t, dir, secret, 2)
	}
	seg := filepath.Join(dir, "segments", strings.Repeat("0", 20)+".seg")
	good, err := os.ReadFile(seg)
	if err != nil {
		t.Fatal(err)
	}
	bad := bytes.Clone(good)
	bad[bytes.Index(bad, []byte("read"))+1] ^= 1
	if err := os.WriteFile(seg, bad, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := do(t, "verify", "-quiet", "-key", key, dir); code != ExitTampered || !strings.Contains(out, "altered: entry 0") {
		t.Errorf("%d %s", code, out)
	}
	if code, _, errs := do(t, "show", "-key", key, dir); code != ExitTampered || !strings.Contains(errs, "entry 0") {
		t.Errorf("%d %s", code, errs)
	}
	if err := os.WriteFile(seg, append(good, "GRP"...), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := do(t, "verify", "-key", key, dir); code != ExitTorn || !strings.Contains(out, "torn") {
		t.Errorf("%d %s", code, out)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	more(t, dir, secret, 3)
	if code, out, _ := do(t, "verify", "-key", key, "-remember", memory, dir); code != ExitTampered || !strings.Contains(out, "rolled back") {
		t.Errorf("%d %s", code, out)
	}
}

func TestShowAndTail(t *testing.T) {
	dir, key, _ := aLog(t, 12)
	code, out, errs := do(t, "show", "-key", key, "-from", "3", "-to", "5", dir)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != ExitOK || len(lines) != 2 || !strings.HasPrefix(lines[0], "3 ") || !strings.Contains(lines[0], `actor="ann\x1b[2J" action=read resource=r outcome=success`) ||
		!strings.Contains(lines[0], "i=3 password=[secret] g.d=5ns") {
		t.Errorf("%d %s %s", code, out, errs)
	}
	code, out, errs = do(t, "tail", "-key", key, "-n", "2", "-json", dir)
	lines = strings.Split(strings.TrimSpace(out), "\n")
	var e struct {
		Index uint64
		Attrs []struct {
			Key   string
			Value any
		}
	}
	if code != ExitOK || len(lines) != 2 || json.Unmarshal([]byte(lines[1]), &e) != nil || e.Index != 11 || len(e.Attrs) != 3 {
		t.Errorf("%d %s %s", code, out, errs)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var o, eb bytes.Buffer
	if code := Main(ctx, []string{"tail", "-follow", "-key", key, dir}, &o, &eb); code != ExitError || !strings.Contains(eb.String(), "canceled") {
		t.Errorf("%d %s", code, eb.String())
	}
}

func TestProofsTravel(t *testing.T) {
	dir, key, _ := aLog(t, 12)
	file := filepath.Join(t.TempDir(), "proof.json")
	for _, args := range [][]string{{"-entry", "0"}, {"-entry", "7"}, {"-since", "5"}, {"-since", "12"}} {
		code, out, errs := do(t, append(append([]string{"prove", "-key", key}, args...), dir)...)
		if code != ExitOK {
			t.Fatalf("%v: %s", args, errs)
		}
		if err := os.WriteFile(file, []byte(out), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, out, errs := do(t, "check", "-key", key, file); code != ExitOK || !strings.HasPrefix(out, "ok:") {
			t.Errorf("%v: %d %s %s", args, code, out, errs)
		}
		var p proof
		if err := json.Unmarshal([]byte(out), &p); err != nil {
			t.Fatal(err)
		}
		if p.Index++; p.Kind == "consistency" {
			p.Root[3] ^= 1
		}
		b, _ := json.Marshal(p)
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if code, _, _ := do(t, "check", "-key", key, file); code != ExitTampered {
			t.Errorf("%v: a forged proof: %d", args, code)
		}
	}
}

func TestUsage(t *testing.T) {
	dir, key, secret := aLog(t, 1)
	for _, args := range [][]string{
		{}, {"help"}, {"nothing"}, {"verify"}, {"verify", dir}, {"verify", "-key", "no such file", dir}, {"verify", "-key", key, dir, dir},
		{"verify", "-key", key, filepath.Join(dir, "none")}, {"show", "-key", key, "-bad", dir}, {"prove", "-key", key, "-entry", "9", dir},
		{"key", "name"}, {"key", "-out", secret, "name"}, {"check", "-key", key, dir},
	} {
		if code, out, errs := do(t, args...); code != ExitError || errs == "" || out != "" {
			t.Errorf("%q: %d, %q, %q", args, code, out, errs)
		}
	}
}
