package audit_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/config"
	"github.com/scicore-go/scicore/observability/audit"
)

type auditHost struct {
	Audit audit.Settings `toml:"audit"`
}

func loadAudit(t *testing.T, toml string) (audit.Settings, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "service.toml")
	if err := os.WriteFile(file, []byte(toml), 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := config.Load(config.Source{File: file, Getenv: func(string) string { return "" }}, auditHost{audit.DefaultSettings()})
	return h.Audit, err
}

func TestSettingsOpenALog(t *testing.T) {
	dir := t.TempDir()
	secret, _, err := audit.NewKey("settings")
	if err != nil {
		t.Fatal(err)
	}
	_, earlier, err := audit.NewKey("settings")
	if err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(dir, "key")
	if err := os.WriteFile(key, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := loadAudit(t, fmt.Sprintf("[audit]\ndirectory = %q\nkey_file = %q\nretain_for = \"24h\"\nretain_size = \"1GiB\"\nsegment_size = 8\n"+
		"on_disk_full = \"drop\"\ngroup_wait = \"5ms\"\ntrusted = [%q]\n", filepath.Join(dir, "log"), key, earlier))
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.Options()
	if err != nil {
		t.Fatal(err)
	}
	if o.OnDiskFull != audit.Drop || o.RetainFor != 24*time.Hour || o.RetainBytes != 1<<30 || o.SegmentBytes != 8<<20 ||
		o.GroupWait != 5*time.Millisecond || len(o.Trusted) != 1 || o.Signer.Name() != "settings" || o.MaxPending != 64<<20 {
		t.Errorf("%+v", o)
	}
	l, err := audit.Open(context.Background(), s.Directory, o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Append(context.Background(), audit.Event{Action: "test"}); err != nil {
		t.Error(err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

func TestSettingsFaults(t *testing.T) {
	for _, c := range []struct{ line, key, rule string }{
		{`directory = "/var/lib/x"`, "key", "must be set"},
		{`key = "hunter2"`, "key", "malformed secret key"},
		{`origin = "a\nb"`, "origin", "one line"},
		{`trusted = ["x"]`, "trusted", "public key"},
		{`segment_age = "-1s"`, "segment_age", ">= 0"},
		{`retain_for = "-1s"`, "retain_for", ">= 0"},
		{`group_wait = "-1s"`, "group_wait", ">= 0"},
		{`checkpoint_interval = "0s"`, "checkpoint_interval", "> 0"},
		{`segment_size = "1KiB"`, "segment_size", "at least 1MiB"},
		{`retain_size = 1`, "retain_size", "segment_size, which is 64MiB"},
		{`max_pending = "2GiB"`, "max_pending", "between 1MiB and 1GiB"},
		{`on_disk_full = "panic"`, "on_disk_full", "block, fail or drop"},
	} {
		_, err := loadAudit(t, "[audit]\n"+c.line)
		var e *config.Error
		if !errors.As(err, &e) || len(e.Faults) != 1 {
			t.Errorf("%s: %v", c.line, err)
			continue
		}
		if f := e.Faults[0]; f.Field != "audit."+c.key || !strings.Contains(f.Rule, c.rule) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %+v", c.line, f)
		}
	}
	s := audit.DefaultSettings()
	if _, err := s.Options(); !errors.Is(err, audit.ErrDisabled) {
		t.Error(err)
	}
	if _, err := new(audit.Settings).Options(); err == nil || errors.Is(err, audit.ErrDisabled) {
		t.Error(err)
	}
}

func ExampleSettings() {
	dir, err := os.MkdirTemp("", "audit")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	secret, _, err := audit.NewKey("example.com/solver")
	if err != nil {
		fmt.Println(err)
		return
	}
	s := audit.DefaultSettings() // or the section that config.Load has read
	s.Directory, s.Key = filepath.Join(dir, "log"), config.NewSecret(secret)
	o, err := s.Options()
	if err != nil {
		fmt.Println(err)
		return
	}
	l, err := audit.Open(context.Background(), s.Directory, o)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(l.View().Checkpoint().Origin, l.Close())
	// Output: example.com/solver <nil>
}
