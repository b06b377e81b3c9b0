package auditcmd

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRebuild(t *testing.T) {
	dir, key, _ := aLog(t, 300)
	checkpoint := filepath.Join(dir, "checkpoint")
	tiles := filepath.Join(dir, "tiles", "0")
	if code, out, errs := do(t, "rebuild", "-key", key, "-checkpoint", checkpoint, dir); code != ExitOK || !strings.Contains(out, "ok:") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	good, err := os.ReadFile(tiles)
	if err != nil {
		t.Fatal(err)
	}
	bad := bytes.Clone(good)
	bad[64] ^= 1
	if err := os.WriteFile(tiles, bad, 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := do(t, "rebuild", "-key", key, "-quiet", dir)
	if code != ExitTampered || !strings.Contains(out, "hash 2 is not that of its entries") || !strings.Contains(out, "nothing was changed") {
		t.Errorf("%d %s %s", code, out, errs)
	}
	if now, err := os.ReadFile(tiles); err != nil || !bytes.Equal(now, bad) {
		t.Errorf("changed without -write: %v", err)
	}
	if code, out, errs := do(t, "rebuild", "-key", key, "-write", dir); code != ExitOK || !strings.Contains(out, "0.damaged-1") {
		t.Errorf("%d %s %s", code, out, errs)
	}
	if now, err := os.ReadFile(tiles); err != nil || !bytes.Equal(now, good) {
		t.Errorf("not rebuilt: %v", err)
	}
	if kept, err := os.ReadFile(tiles + ".damaged-1"); err != nil || !bytes.Equal(kept, bad) {
		t.Errorf("not kept: %v", err)
	}
	if code, out, errs := do(t, "verify", "-key", key, dir); code != ExitOK {
		t.Errorf("%d %s %s", code, out, errs)
	}
}

func TestRebuildRefuses(t *testing.T) {
	dir, key, _ := aLog(t, 20)
	seg := filepath.Join(dir, "segments", strings.Repeat("0", 20)+".seg")
	b, err := os.ReadFile(seg)
	if err != nil {
		t.Fatal(err)
	}
	b[bytes.LastIndex(b, []byte("read"))] ^= 1
	if err := os.WriteFile(seg, b, 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := do(t, "rebuild", "-key", key, "-write", dir)
	if code != ExitTampered || !strings.Contains(errs, "the first 19 entries are proven") {
		t.Errorf("%d %s", code, errs)
	}
	if code, _, errs := do(t, "rebuild", dir); code != ExitError || !strings.Contains(errs, "no -key") {
		t.Errorf("%d %s", code, errs)
	}
}
