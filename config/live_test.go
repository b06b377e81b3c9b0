package config

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

type small struct {
	Level int    `toml:"level"`
	Token Secret `toml:"token"`
}

func (s *small) Check(f *Faults) {
	if s.Level < 0 {
		f.Add("level", s.Level, "must be >= 0")
	}
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestReloadKeepsTheLastGood(t *testing.T) {
	path := writeFile(t, "level = 1\n")
	if _, err := Open(Source{File: path + "?", Getenv: env()}, small{}); err == nil {
		t.Error("opened without its file")
	}
	l, err := Open(Source{File: path, Getenv: env()}, small{})
	if err != nil {
		t.Fatal(err)
	}
	var changes [][2]int
	l.OnChange(func(old, new small) { changes = append(changes, [2]int{old.Level, new.Level}) })
	kept := l.Current()
	for _, bad := range []string{"level = -1\n", "level = \n", "levle = 3\n"} {
		put(t, path, bad)
		if err := l.Reload(); err == nil || l.Current() != kept {
			t.Errorf("%q: %v, %+v", bad, err, l.Current())
		}
	}
	if s := l.Status(); s.Generation != 1 || s.Err == nil || s.Failed.Before(s.Loaded) {
		t.Errorf("status %+v", s)
	}
	put(t, path, "level = 2\n")
	if err := l.Reload(); err != nil || l.Current().Level != 2 || kept.Level != 1 {
		t.Errorf("%v, %+v, before %+v", err, l.Current(), kept)
	}
	if s := l.Status(); s.Generation != 2 || s.Err != nil || !s.Failed.IsZero() || len(changes) != 1 || changes[0] != [2]int{1, 2} {
		t.Errorf("status %+v, changes %v", s, changes)
	}
}

// watching runs Watch until the test ends and returns what it reports.
func watching[T any](t *testing.T, l *Live[T]) <-chan error {
	ctx, cancel := context.WithCancel(context.Background())
	reports, done := make(chan error, 100), make(chan error)
	go func() { done <- l.Watch(ctx, time.Millisecond, func(err error) { reports <- err }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Watch ended with %v", err)
		}
	})
	return reports
}

func next(t *testing.T, reports <-chan error) error {
	t.Helper()
	select {
	case err := <-reports:
		return err
	case <-time.After(20 * time.Second):
		t.Fatal("no reload")
		return nil
	}
}

// A directory is swapped by a link, as Kubernetes updates mounted maps.
func TestWatchSeesLinksSwapped(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"1": "level = 1\ntoken_file = \"" + dir + "/data/token\"\n", "2": "level = 2\ntoken_file = \"" + dir + "/data/token\"\n"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(dir, name, "settings.toml"), text)
		put(t, filepath.Join(dir, name, "token"), "token "+name)
	}
	link := func(to string) {
		if err := os.Symlink(to, filepath.Join(dir, "new")); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(filepath.Join(dir, "new"), filepath.Join(dir, "data")); err != nil {
			t.Fatal(err)
		}
	}
	link("1")
	l, err := Open(Source{File: filepath.Join(dir, "data", "settings.toml"), Getenv: env()}, small{})
	if err != nil {
		t.Fatal(err)
	}
	reports := watching(t, l)
	link("2")
	if err := next(t, reports); err != nil || l.Current().Level != 2 || l.Current().Token.Reveal() != "token 2" {
		t.Errorf("%v, %+v", err, l.Current())
	}
	put(t, filepath.Join(dir, "2", "token"), "rotated")
	for l.Current().Token.Reveal() != "rotated" { // writing may be seen in two steps
		_ = next(t, reports)
	}
}

func TestWatchSurvivesBrokenFiles(t *testing.T) {
	path := writeFile(t, "level = 1\n")
	l, err := Open(Source{File: path, Getenv: env()}, small{})
	if err != nil {
		t.Fatal(err)
	}
	reports := watching(t, l)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := next(t, reports); !errors.Is(err, os.ErrNotExist) || l.Current().Level != 1 {
		t.Errorf("%v, %+v", err, l.Current())
	}
	put(t, path, "level = 3\n")
	for l.Current().Level != 3 {
		_ = next(t, reports)
	}
	for loads := 0; ; loads++ { // nothing changes any more: soon nothing is loaded
		select {
		case err := <-reports:
			if loads > 5 {
				t.Fatalf("loaded again and again: %v", err)
			}
			continue
		case <-time.After(30 * time.Millisecond):
		}
		break
	}
	if err := l.Watch(context.Background(), 0, nil); err == nil {
		t.Error("an interval of 0 was taken")
	}
}

// trusting names files that somebody else reads.
type trusting struct {
	Small small  `toml:"small"`
	CA    string `toml:"ca"`
	Spare string `toml:"spare"`
}

func (s *trusting) Files() []string { return []string{s.CA, s.Spare} }

func (s *trusting) Check(f *Faults) {
	if b, err := os.ReadFile(s.CA); err != nil || string(b) == "half" {
		f.Add("ca", s.CA, "must hold a certificate")
	}
}

// A file that a setting names is watched as those that hold settings.
func TestWatchFilesOfSections(t *testing.T) {
	dir := t.TempDir()
	ca := filepath.Join(dir, "ca.pem")
	put(t, ca, "one")
	getenv := env("SCICORE_SERVICE_CA", ca)
	l, err := Open(Source{Getenv: getenv}, struct {
		Service trusting `toml:"service"`
	}{})
	if err != nil {
		t.Fatal(err)
	}
	heard := make(chan string, 100)
	l.OnChange(func(_, now struct {
		Service trusting `toml:"service"`
	}) {
		b, _ := os.ReadFile(now.Service.CA)
		heard <- string(b)
	})
	reports := watching(t, l)
	put(t, ca, "half")
	for next(t, reports) == nil { // writing may be seen in two steps
	}
	if l.Status().Err == nil {
		t.Error("a broken file is no fault")
	}
	if err := os.Remove(ca); err != nil {
		t.Fatal(err)
	}
	if err := next(t, reports); err == nil {
		t.Error("a file that is gone is no fault")
	}
	put(t, ca, "three")
	for end := time.After(20 * time.Second); ; {
		select {
		case got := <-heard:
			if got == "three" {
				return
			}
		case <-reports:
		case <-end:
			t.Fatal("nobody heard of the new content")
		}
	}
}

func TestLiveInManyGoroutines(t *testing.T) {
	path := writeFile(t, "level = 1\n")
	l, err := Open(Source{File: path, Getenv: env()}, small{})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				if l.Reload() != nil || l.Current().Level != 1 || l.Status().Generation < 1 {
					t.Error("lost")
				}
				l.OnChange(func(small, small) {})
			}
		})
	}
	wg.Wait()
}
