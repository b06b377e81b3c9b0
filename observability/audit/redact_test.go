package audit

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// leaked returns the files that hold any of secrets in clear.
func leaked(m *memFS, secrets ...string) (out []string) {
	for p, n := range m.names {
		for _, s := range secrets {
			if bytes.Contains(n.data, []byte(s)) {
				out = append(out, p+": "+s)
			}
		}
	}
	return out
}

var spilled = []string{"hunter2", "s3cr3t-in-json", "AKIAIOSFODNN7EXAMPLE", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "opensesame", "abcdef0123456789"}

func spillingEvent() Event {
	return Event{
		Actor: "Basic " + "abcdef0123456789", Action: "login", Resource: "https://joe:opensesame@example.com/x", Outcome: Success,
		Attrs: []slog.Attr{
			slog.String("user_password", "hunter2"),
			slog.Group("request", slog.String("X-Api-Key", "hunter2"), slog.String("path", "/ok")),
			slog.Any("body", map[string]any{"nested": map[string]any{"clientSecret": "s3cr3t-in-json", "n": 7}, "list": []string{"AKIAIOSFODNN7EXAMPLE"}}),
			slog.String("note", "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln today"),
			slog.Any("raw", []byte("AKIAIOSFODNN7EXAMPLE")),
			slog.Any("credentials", struct{ A, B string }{"hunter2", "x"}),
			slog.String("AKIAIOSFODNN7EXAMPLE", "as a key"),
			slog.Int("count", 3),
		},
	}
}

func TestSecretsNeverReachTheDisk(t *testing.T) {
	for _, mode := range []Mode{Mask, Commit, Seal} {
		m, vault := newMemFS(), &MemoryVault{}
		o := &Options{Signer: testSigner(t), fs: m, Redaction: &Redaction{Rules: Secrets(mode), Vault: vault}}
		if mode == Mask {
			o.Redaction = nil // the default
		}
		l := mustOpen(t, memDir, o)
		if _, err := l.Append(context.Background(), spillingEvent()); err != nil {
			t.Fatal(err)
		}
		e, err := l.Entry(context.Background(), 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range spilled {
			if strings.Contains(fmt.Sprintf("%+v", e), s) {
				t.Errorf("mode %d: the entry shows %s", mode, s)
			}
		}
		if v, ok := e.Attr("count"); !ok || v.Int64() != 3 {
			t.Error("a harmless attribute is gone")
		}
		if l.Stats().Redacted < 8 {
			t.Errorf("only %d values were redacted", l.Stats().Redacted)
		}
		if mode == Commit {
			checkCommitted(t, e, vault)
		}
		mustClose(t, l)
		if out := leaked(m, spilled...); len(out) > 0 {
			t.Errorf("mode %d: in clear: %v", mode, out)
		}
	}
}

func checkCommitted(t *testing.T, e Entry, vault Vault) {
	t.Helper()
	v, _ := e.Attr("user_password")
	r, ok := v.Any().(Redacted)
	if !ok {
		t.Fatalf("user_password is %v", v)
	}
	o, err := vault.Open(context.Background(), r.Commitment)
	if err != nil {
		t.Fatal(err)
	}
	if !o.Proves(slog.StringValue("hunter2")) || o.Proves(slog.StringValue("hunter3")) {
		t.Error("the commitment proves another value, or not its own")
	}
	if _, err := o.Reveal(); !errors.Is(err, ErrErased) {
		t.Errorf("the value was kept: %v", err)
	}
	// the definition, computed apart from commit
	h := hmac.New(sha256.New, o.Salt[:])
	h.Write([]byte("scicore audit commitment v1\x00\x00\x00\x00\x00\x00\x00\x00\x0duser_passwords\x07hunter2"))
	if !bytes.Equal(h.Sum(nil), r.Commitment[:]) {
		t.Error("the commitment is not what its documentation says")
	}
}

func TestErasedDataLeavesTheTreeAlone(t *testing.T) {
	m := newMemFS()
	vault, err := openFileVault(m, "/vault/pii", bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	o := &Options{Signer: testSigner(t), fs: m, Redaction: &Redaction{Rules: Personal(Seal), Vault: vault}}
	l := mustOpen(t, memDir, o)
	ev := Event{Actor: "joe@example.com", Action: "pay", Attrs: []slog.Attr{slog.Int64("card", 4111111111111111), slog.String("phone_home", "555-1234")}}
	r, err := l.Append(context.Background(), ev)
	if err != nil {
		t.Fatal(err)
	}
	e, err := l.Entry(context.Background(), r.Index)
	if err != nil {
		t.Fatal(err)
	}
	if e.Actor != "[e-mail]" || len(e.Attrs) != 3 {
		t.Fatalf("entry %+v", e.Event)
	}
	want := map[string]string{"redacted.actor": "joe@example.com", "card": "4111111111111111", "phone_home": "555-1234"}
	var all []Commitment
	for key, value := range want {
		v, _ := e.Attr(key)
		red, ok := v.Any().(Redacted)
		if !ok {
			t.Fatalf("%s is %v", key, v)
		}
		op, err := vault.Open(context.Background(), red.Commitment)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := op.Reveal(); err != nil || got.String() != value {
			t.Errorf("%s opens to %v, %v", key, got, err)
		}
		if strings.Contains(fmt.Sprintf("%v %+v %#v %s", op, op, op, op), value) {
			t.Errorf("fmt shows the value of %s", key)
		}
		all = append(all, red.Commitment)
	}
	if out := leaked(m, "joe@example.com", "4111111111111111", "555-1234"); len(out) > 0 {
		t.Errorf("in clear: %v", out)
	}
	sealed := bytes.Clone(m.names["/vault/pii"].data)
	if err := l.Erase(context.Background(), "dpo", all...); err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if _, err := vault.Open(context.Background(), c); !errors.Is(err, ErrErased) {
			t.Errorf("after Erase: %v", err)
		}
	}
	same := 0
	for i := vaultHeader; i+16 < len(sealed); i++ {
		if bytes.Equal(sealed[i:i+16], m.names["/vault/pii"].data[i:i+16]) {
			same++
		}
	}
	if same > 3*recordHeader {
		t.Errorf("%d runs of 16 bytes of the sealed openings are there still", same)
	}
	last, err := l.Entry(context.Background(), l.View().Size()-1)
	if by, _ := last.Attr("by"); err != nil || last.Action != ActionErased || !last.Internal || by.String() != "dpo" || len(last.Attrs) != 4 {
		t.Errorf("%+v, %v", last, err)
	}
	mustClose(t, l)
	if err := vault.Close(); err != nil {
		t.Fatal(err)
	}
	if r := verifyMem(t, m, o.Signer); !r.OK() {
		t.Error(r)
	}
}

func TestFileVaultKeepsAcrossOpens(t *testing.T) {
	m, key := newMemFS(), bytes.Repeat([]byte{9}, 32)
	path := filepath.Join("/v", "vault")
	v, err := openFileVault(m, path, key)
	if err != nil {
		t.Fatal(err)
	}
	var e encoder
	var all []Opening
	e.redactor = &redactor{}
	for i := range 5 {
		e.redacted(&Rule{Name: "x", Mode: Seal}, "f", slog.IntValue(i))
	}
	all = e.openings
	if err := v.Keep(context.Background(), all); err != nil {
		t.Fatal(err)
	}
	if err := v.Erase(context.Background(), all[1].Commitment); err != nil {
		t.Fatal(err)
	}
	if _, err := openFileVault(m, path, key); !errors.Is(err, ErrLocked) {
		t.Errorf("opened twice: %v", err)
	}
	v.Close()
	if err := v.Keep(context.Background(), all); !errors.Is(err, ErrClosed) {
		t.Errorf("Keep after Close: %v", err)
	}
	if _, err := openFileVault(m, path, bytes.Repeat([]byte{8}, 32)); err == nil || !strings.Contains(err.Error(), "wrong key") {
		t.Errorf("another key: %v", err)
	}
	m.names[path].data = append(m.names[path].data, "OPEN torn"...)
	if v, err = openFileVault(m, path, key); err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	for i, o := range all {
		got, err := v.Open(context.Background(), o.Commitment)
		if i == 1 {
			if !errors.Is(err, ErrErased) {
				t.Errorf("erased: %v", err)
			}
			continue
		}
		if x, rerr := got.Reveal(); err != nil || rerr != nil || x.Int64() != int64(i) {
			t.Errorf("opening %d: %v, %v, %v", i, x, err, rerr)
		}
	}
}

func TestKeysOfRules(t *testing.T) {
	r, err := newRedactor(&Redaction{Rules: append(Secrets(Mask), Personal(Mask)...)})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]bool{
		"password": true, "userPassword": true, "X-API-Key": true, "api.key": true, "access_token": true, "token_count": false,
		"Authorization": true, "Set-Cookie": true, "pin": true, "pinned": false, "spin": false, "emailAddress": true, "path": false, "": false,
	} {
		if got := r.matchKey(key) != nil; got != want {
			t.Errorf("%q: %v, want %v", key, got, want)
		}
	}
	for text, want := range map[string]bool{
		"Bearer abcdefgh12345": true, "-----BEGIN RSA PRIVATE KEY-----": true, "PRIVATE+KEY+a+b+c": true, "ghp_" + strings.Repeat("a", 36): true,
		"postgres://u:p@h/db": true, "https://example.com/a@b": false, "mail me at a.b@c.example.org": true, "4111 1111 1111 1111": true,
		"order 1234567": false, "plain text": false, "a bearer of news": false,
	} {
		if got := r.matchText(text) != nil; got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	for i := range 3 * cachedKeys {
		r.matchKey(fmt.Sprint("attacker", i))
	}
	if n := r.entries.Load(); n > cachedKeys+16 {
		t.Errorf("%d keys are cached", n)
	}
}

func TestHostsOwnRule(t *testing.T) {
	m := newMemFS()
	l := mustOpen(t, memDir, &Options{Signer: testSigner(t), fs: m, Redaction: &Redaction{Rules: []Rule{
		{Name: "patient", Keys: []string{"patient*"}}, {Name: "case", Pattern: regexp.MustCompile(`CASE-\d+`), Hint: "CASE-"},
	}}})
	defer mustClose(t, l)
	if _, err := l.Append(context.Background(), Event{Resource: "CASE-12", Attrs: []slog.Attr{slog.Group("patient", slog.String("name", "Ann")), slog.String("password", "kept")}}); err != nil {
		t.Fatal(err)
	}
	for e, err := range l.Entries(context.Background(), 0, math.MaxUint64) {
		if err != nil || e.Resource != "[case]" || fmt.Sprint(e.Attrs) != "[patient=[patient] password=kept redacted.resource=[case]]" {
			t.Errorf("%v, %+v", err, e.Event)
		}
	}
}
