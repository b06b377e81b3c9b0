package gpu

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/scicore-go/scicore/internal/fault"
	"github.com/scicore-go/scicore/observability/internal/host"

	"github.com/scicore-go/scicore/internal/need"
)

func p[T any](v T) *T { return &v }

// says is a tool that writes a text.
func says(text string, err error) Run {
	return func(context.Context, string, ...string) ([]byte, error) { return []byte(text), err }
}

const (
	id0 = "GPU-8f6d8a4c-4e2b-5d8e-9c1a-0123456789ab"
	id1 = "GPU-11111111-2222-3333-4444-555555555555"
)

func TestNVIDIA(t *testing.T) {
	for _, c := range []struct {
		name, text, fails string
		want              []GPU
	}{
		{"a server", id0 + ", 37, 12, 143771, 1024, 31, 120.55, NVIDIA H200\n", "",
			[]GPU{{id0, "NVIDIA", "NVIDIA H200", p(.37), p(.12), p(uint64(143771 << 20)), p(uint64(1 << 30)), p(31.), p(120.55)}}},
		{"in the cold", id0 + ", 37, 12, 143771, 1024, -4, 120.55, NVIDIA H200\n", "",
			[]GPU{{id0, "NVIDIA", "NVIDIA H200", p(.37), p(.12), p(uint64(143771 << 20)), p(uint64(1 << 30)), p(-4.), p(120.55)}}},
		{"two, CRLF", id0 + ", 0, 0, 46068, 1, 29, 23.10, NVIDIA A40\r\n" + id1 + ", 100, 99, 46068, 46067, 84, 299.90, NVIDIA A40\r\n", "",
			[]GPU{{id0, "NVIDIA", "NVIDIA A40", p(0.), p(0.), p(uint64(46068 << 20)), p(uint64(1 << 20)), p(29.), p(23.1)},
				{id1, "NVIDIA", "NVIDIA A40", p(1.), p(.99), p(uint64(46068 << 20)), p(uint64(46067 << 20)), p(84.), p(299.9)}}},
		{"a laptop's does not tell power", id0 + ", 5, 3, 4096, 300, 48, [N/A], Quadro T1000, mobile\n", "",
			[]GPU{{id0, "NVIDIA", "Quadro T1000, mobile", p(.05), p(.03), p(uint64(4096 << 20)), p(uint64(300 << 20)), p(48.), nil}}},
		{"an old one tells nothing", id0 + ", [Not Supported], [Not Supported], [Unknown Error], N/A, [GPU requires reset], [N/A], GeForce GT 710\n", "",
			[]GPU{{ID: id0, Vendor: "NVIDIA", Name: "GeForce GT 710"}}},
		{"no device", "No devices were found\n", "No devices were found", nil},
		{"nothing", "\n", "no line of any device", nil},
		{"short", id0 + ", 1, 2\n", "malformed", nil},
		{"over 100 %", id0 + ", 137, 12, 1, 1, 31, 1, X\n", "field 2", nil},
		{"negative", id0 + ", 1, 2, -3, 1, 31, 1, X\n", "field 4", nil},
		{"not a number", id0 + ", NaN, 2, 3, 1, 31, 1, X\n", "field 2", nil},
		{"units", id0 + ", 1 %, 2, 3, 1, 31, 1, X\n", "field 2", nil},
		{"no id", ", 1, 2, 3, 1, 31, 1, X\n", "malformed", nil},
	} {
		got, err := ReadNVIDIA(t.Context(), says(c.text, nil))
		if c.fails == "" && (err != nil || !reflect.DeepEqual(got, c.want)) {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
		if c.fails != "" && (err == nil || !strings.Contains(err.Error(), c.fails) || !errors.Is(err, host.ErrFormat) && !errors.Is(err, fault.ErrUnavailable)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.fails)
		}
	}
}

func TestNVIDIAFailures(t *testing.T) {
	for _, c := range []struct {
		name        string
		run         Run
		unavailable bool
		text        string
	}{
		{"no tool", says("", &exec.Error{Name: smi, Err: exec.ErrNotFound}), true, "no nvidia-smi in PATH"},
		{"no driver", says("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that …\n", &exec.ExitError{}), true, "couldn't communicate"},
		{"no device", says("No devices were found\n", &exec.ExitError{}), true, "No devices were found"},
		{"ill", says("Unable to determine the device handle for GPU 0000:00:1E.0: GPU is lost.\nReboot\n", errors.New("exit status 15")), false, "exit status 15: Unable to determine"},
	} {
		_, err := ReadNVIDIA(t.Context(), c.run)
		if err == nil || errors.Is(err, fault.ErrUnavailable) != c.unavailable || !strings.Contains(err.Error(), c.text) || strings.Contains(err.Error(), "Reboot") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// card is a card of AMD as the driver shows it.
func card(number string, more ...string) fstest.MapFS {
	dir := "sys/class/drm/" + number + "/device/"
	m := fstest.MapFS{}
	for name, text := range map[string]string{"vendor": "0x1002\n", "unique_id": "1f2e3d4c5b6a7988\n", "gpu_busy_percent": "42\n", "mem_busy_percent": "7\n",
		"mem_info_vram_total": "17163091968\n", "mem_info_vram_used": "2147483648\n", "hwmon/hwmon3/temp1_input": "51000\n", "hwmon/hwmon3/power1_average": "33000000\n"} {
		m[dir+name] = &fstest.MapFile{Data: []byte(text)}
	}
	for i := 0; i < len(more); i += 2 {
		m[dir+more[i]] = &fstest.MapFile{Data: []byte(more[i+1])}
	}
	m["sys/class/drm/"+number+"-HDMI-A-1/status"] = &fstest.MapFile{Data: []byte("connected\n")}
	m["sys/class/drm/renderD128/device/vendor"] = m[dir+"vendor"]
	return m
}

func TestAMD(t *testing.T) {
	full := GPU{"1f2e3d4c5b6a7988", "AMD", "", p(.42), p(.07), p(uint64(17163091968)), p(uint64(2 << 30)), p(51.), p(33.)}
	got, err := ReadAMD(card("card0"))
	if err != nil || !reflect.DeepEqual(got, []GPU{full}) {
		t.Errorf("%+v, %v", got, err)
	}
	old := card("card1")
	for _, name := range []string{"unique_id", "mem_busy_percent", "hwmon/hwmon3/temp1_input", "hwmon/hwmon3/power1_average"} {
		delete(old, "sys/class/drm/card1/device/"+name)
	}
	got, err = ReadAMD(old)
	if err != nil || !reflect.DeepEqual(got, []GPU{{ID: "card1", Vendor: "AMD", Utilization: full.Utilization, MemoryTotal: full.MemoryTotal, MemoryUsed: full.MemoryUsed}}) {
		t.Errorf("an old card: %+v, %v", got, err)
	}
	if _, err = ReadAMD(card("card0", "gpu_busy_percent", "busy")); !errors.Is(err, host.ErrFormat) || !strings.Contains(err.Error(), `gpu_busy_percent: "busy"`) {
		t.Error(err)
	}
	for _, bad := range [][2]string{{"gpu_busy_percent", "101"}, {"mem_info_vram_used", "-1"}, {"mem_info_vram_total", "18446744073709551615"}, {"hwmon/hwmon3/temp1_input", "-300000"}} {
		if _, err := ReadAMD(card("card0", bad[0], bad[1])); !errors.Is(err, host.ErrFormat) || !strings.Contains(err.Error(), bad[1]) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	if all, err := ReadAMD(card("card0", "hwmon/hwmon3/temp1_input", "-4500\n")); err != nil || *all[0].Temperature != -4.5 {
		t.Errorf("a cold card: %+v, %v", all, err)
	}
	for name, root := range map[string]fs.FS{"no folder": fstest.MapFS{}, "Intel": card("card0", "vendor", "0x8086\n")} {
		if _, err := ReadAMD(root); !errors.Is(err, fault.ErrUnavailable) || !strings.Contains(err.Error(), "0x1002 in /sys/class/drm") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRead(t *testing.T) {
	missing := says("", exec.ErrNotFound)
	one := says(id0+", 37, 12, 143771, 1024, 31, 120.55, NVIDIA H200\n", nil)
	ctx := t.Context()
	if all, err := Read(ctx, card("card0"), one); len(all) != 2 || err != nil {
		t.Errorf("both: %+v, %v", all, err)
	}
	if all, err := Read(ctx, fstest.MapFS{}, one); len(all) != 1 || err != nil {
		t.Errorf("one: %+v, %v", all, err)
	}
	if all, err := Read(ctx, card("card0"), says("", errors.New("ill"))); len(all) != 1 || err == nil || errors.Is(err, fault.ErrUnavailable) {
		t.Errorf("one ill: %+v, %v", all, err)
	}
	all, err := Read(ctx, fstest.MapFS{}, missing)
	if all != nil || !errors.Is(err, fault.ErrUnavailable) || !strings.Contains(err.Error(), "nvidia-smi") || !strings.Contains(err.Error(), "/sys/class/drm") {
		t.Errorf("none: %+v, %v", all, err)
	}
}

// A program that hangs, and one whose child keeps the pipe open.
func TestCommandEnds(t *testing.T) {
	if runtime.GOOS == "windows" {
		need.Missing(t, "a system that runs shell scripts as programs")
	}
	dir := t.TempDir()
	t.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
	for _, script := range []string{"exec sleep 60", "sleep 60 & sleep 60"} {
		if err := os.WriteFile(filepath.Join(dir, smi), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		cause := errors.New("long enough")
		ctx, cancel := context.WithTimeoutCause(t.Context(), 50*time.Millisecond, cause)
		begin := time.Now()
		_, err := ReadNVIDIA(ctx, Command)
		cancel()
		if !errors.Is(err, cause) || errors.Is(err, fault.ErrUnavailable) {
			t.Errorf("%s: %v", script, err)
		}
		if d := time.Since(begin); d > 20*time.Second {
			t.Errorf("%s: took %v", script, d)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, smi), []byte("#!/bin/sh\necho '"+id0+", 37, 12, 143771, 1024, 31, 120.55, NVIDIA H200'\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	if all, err := ReadNVIDIA(t.Context(), Command); err != nil || len(all) != 1 || all[0].Name != "NVIDIA H200" {
		t.Errorf("%+v, %v", all, err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := ReadNVIDIA(t.Context(), Command); !errors.Is(err, fault.ErrUnavailable) {
		t.Error(err)
	}
}

func FuzzNVIDIA(f *testing.F) {
	f.Add(id0 + ", 37, 12, 143771, 1024, 31, 120.55, NVIDIA H200\n")
	f.Add("No devices were found\n")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := parseNVIDIA(text)
		if err != nil {
			if !errors.Is(err, host.ErrFormat) && !errors.Is(err, fault.ErrUnavailable) {
				t.Fatalf("untyped: %v", err)
			}
			return
		}
		for _, g := range all {
			if g.ID == "" || g.Utilization != nil && !(*g.Utilization >= 0 && *g.Utilization <= 1) || g.MemoryUsed != nil && *g.MemoryUsed > 1<<52 {
				t.Fatalf("%+v", g)
			}
		}
	})
}

func FuzzAMD(f *testing.F) {
	f.Add("gpu_busy_percent", "42\n")
	f.Add("hwmon/hwmon3/temp1_input", "-4500\n")
	f.Add("mem_info_vram_used", "18446744073709551615")
	f.Fuzz(func(t *testing.T, name, text string) {
		all, err := ReadAMD(card("card0", name, text))
		if err != nil {
			if !errors.Is(err, host.ErrFormat) && !errors.Is(err, fault.ErrUnavailable) {
				t.Fatalf("untyped: %v", err)
			}
			return
		}
		for _, g := range all {
			if g.Utilization != nil && !(*g.Utilization >= 0 && *g.Utilization <= 1) || g.MemoryUsed != nil && *g.MemoryUsed > 1<<52 || g.Power != nil && *g.Power < 0 {
				t.Fatalf("%+v", g)
			}
		}
	})
}
