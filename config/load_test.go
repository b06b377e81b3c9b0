package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

type server struct {
	Address  netip.AddrPort `toml:"address"`
	Timeout  time.Duration  `toml:"timeout"`
	Rate     float64        `toml:"rate"`
	Retries  *int           `toml:"retries"`
	Names    []string       `toml:"names"`
	Token    Secret         `toml:"token"`
	Verbose  bool           `toml:"verbose" env:"VERBOSE"`
	Port     uint16         `toml:"port"`
	internal int
}

func (s *server) Check(f *Faults) {
	if s.Timeout < 0 {
		f.Add("timeout", s.Timeout, "must be >= 0")
	}
	if len(s.Names) == 1 && s.Names[0] == "bad" {
		f.Add("names", "bad", "must be good")
	}
}

type settings struct {
	Server server `toml:"server"`
	Limit  MiB    `toml:"limit"`
	common        // its keys stand at the top
}

type common struct {
	Region string `toml:"region"`
}

func writeFile(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "settings.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

const wholeFile = `
limit = 512
region = "north"
[server]
address = "127.0.0.1:80"
timeout = "2s"
rate = 0.5
retries = 3
names = ["a", "b"]
token = "s3cret"
verbose = true
port = 99
`

func TestSourcesInTheirOrder(t *testing.T) {
	defaults := settings{Limit: 1, Server: server{Timeout: time.Second, Rate: 9, internal: 5, Names: []string{"x", "y", "z"}}}
	three := 3
	got, err := Load(Source{File: writeFile(t, wholeFile), Getenv: env()}, defaults)
	want := settings{Limit: 512 << 20, common: common{"north"}, Server: server{netip.MustParseAddrPort("127.0.0.1:80"), 2 * time.Second, 0.5,
		&three, []string{"a", "b"}, NewSecret("s3cret"), true, 99, 5}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("file: %+v, %v", got, err)
	}
	if !slices.Equal(defaults.Server.Names, []string{"x", "y", "z"}) {
		t.Errorf("the defaults were written to: %v", defaults.Server.Names)
	}
	getenv := env("SCICORE_LIMIT", "2GiB", "SCICORE_SERVER_ADDRESS", "[::1]:8080", "SCICORE_SERVER_TIMEOUT", "1m", "SCICORE_SERVER_RATE", "2.5",
		"SCICORE_SERVER_RETRIES", "0", "SCICORE_SERVER_NAMES", "c, d,e", "SCICORE_SERVER_TOKEN", "other", "VERBOSE", "false", "SCICORE_SERVER_PORT", "7", "SCICORE_REGION", "south")
	zero := 0
	got, err = Load(Source{File: writeFile(t, wholeFile), Getenv: getenv}, defaults)
	want = settings{Limit: 2 << 30, common: common{"south"}, Server: server{netip.MustParseAddrPort("[::1]:8080"), time.Minute, 2.5,
		&zero, []string{"c", "d", "e"}, NewSecret("other"), false, 7, 5}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("environment over file: %+v, %v", got, err)
	}
	got, err = Load(Source{Getenv: env("APP_LIMIT", "1"), Prefix: "APP"}, defaults)
	if err != nil || got.Limit != 1<<20 || got.Server.Rate != 9 || got.Server.Retries != nil {
		t.Errorf("defaults and a prefix: %+v, %v", got, err)
	}
}

func TestKeys(t *testing.T) {
	want := []Key{{"server.address", "SCICORE_SERVER_ADDRESS", "text"}, {"server.timeout", "SCICORE_SERVER_TIMEOUT", "duration"},
		{"server.rate", "SCICORE_SERVER_RATE", "number"}, {"server.retries", "SCICORE_SERVER_RETRIES", "whole number"},
		{"server.names", "SCICORE_SERVER_NAMES", "list"}, {"server.token", "SCICORE_SERVER_TOKEN", "secret"}, {"server.verbose", "VERBOSE", "true or false"},
		{"server.port", "SCICORE_SERVER_PORT", "whole number"}, {"limit", "SCICORE_LIMIT", "text"}, {"region", "SCICORE_REGION", "text"}}
	if got := Keys[settings](Source{}); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

// faultsOf returns the faults as lines.
func faultsOf(t *testing.T, err error) []string {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || len(e.Faults) == 0 {
		t.Fatalf("got %v", err)
	}
	var out []string
	for _, f := range e.Faults {
		if !strings.Contains(err.Error(), f.String()) {
			t.Errorf("%q is missing in %q", f, err)
		}
		out = append(out, f.String())
	}
	return out
}

func TestEveryFaultIsNamed(t *testing.T) {
	path := writeFile(t, "colour = 1\n[server]\ntimeout = \"-2s\"\nspeed = 3\n[network]\nport = 1\n[other]\nx = 1\n")
	src := Source{File: path, Others: []string{"other", "server"}, Getenv: env("SCICORE_SERVER_RATE", "fast", "SCICORE_SERVER_RETRIES", "1.5",
		"SCICORE_SERVER_NAMES", "bad", "VERBOSE", "perhaps", "SCICORE_SERVER_PORT", "65536", "SCICORE_LIMIT", "8 elephants",
		"SCICORE_SERVER_ADDRESS", "nowhere", "SCICORE_SERVER_TOKEN_FILE", "/does/not/exist")}
	got, err := Load(src, settings{Limit: 7})
	faults := faultsOf(t, err)
	for _, want := range []string{
		path + ": colour = (set): unknown key", path + ": server.speed = (set): unknown key", path + ": network = (set): unknown key",
		"environment: SCICORE_SERVER_RATE = \"fast\": must be a number", "environment: SCICORE_SERVER_RETRIES = \"1.5\": must be a whole number",
		"environment: VERBOSE = \"perhaps\": must be true or false", "environment: SCICORE_SERVER_PORT = \"65536\": must be a whole number >= 0 of 16 bits",
		"environment: SCICORE_LIMIT = \"8 elephants\": must be a number of MiB", "environment: SCICORE_SERVER_ADDRESS = \"nowhere\": ",
		"environment: SCICORE_SERVER_TOKEN_FILE = \"/does/not/exist\": ",
	} {
		if !slices.ContainsFunc(faults, func(f string) bool { return strings.HasPrefix(f, want) }) {
			t.Errorf("no %q in %q", want, faults)
		}
	}
	if got.Limit != 7 || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%+v, %v", got, err)
	}
	if e := Check(src, settings{}); e == nil || e.Error() != err.Error() {
		t.Errorf("Check says %v", e)
	}
}

// A rule that is broken names the source that set the value.
func TestChecksNameTheSource(t *testing.T) {
	path := writeFile(t, "[server]\ntimeout = \"-2s\"\n")
	_, err := Load(Source{File: path, Getenv: env("SCICORE_SERVER_NAMES", "bad")}, settings{})
	want := []string{path + ": server.timeout = -2s: must be >= 0", `environment: SCICORE_SERVER_NAMES = "bad": must be good`}
	if got := faultsOf(t, err); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	_, err = Load(Source{Getenv: env()}, settings{Server: server{Timeout: -1}})
	if got := faultsOf(t, err); got[0] != "default: server.timeout = -1ns: must be >= 0" {
		t.Errorf("got %q", got)
	}
	err = Validate("flags", &settings{Server: server{Timeout: -1}})
	if got := faultsOf(t, err); got[0] != "flags: server.timeout = -1ns: must be >= 0" {
		t.Errorf("got %q", got)
	}
	if err := Validate("flags", &settings{}); err != nil {
		t.Error(err)
	}
	if Validate("flags", settings{}) == nil || Check(Source{}, 3) == nil {
		t.Error("what is no struct was taken")
	}
}

func TestBadFiles(t *testing.T) {
	dir := t.TempDir()
	for name, path := range map[string]string{"missing": filepath.Join(dir, "none.toml"), "directory": dir,
		"huge": writeFile(t, strings.Repeat("#", 2<<20)), "type": writeFile(t, "limit = []"), "malformed": writeFile(t, "[server\ntoken = \"hunter2\"")} {
		_, err := Load(Source{File: path, Getenv: env()}, settings{})
		if got := faultsOf(t, err); len(got) != 1 || !strings.HasPrefix(got[0], path+": file = ") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestSecretsHide(t *testing.T) {
	s := settings{Server: server{Token: NewSecret("hunter2")}}
	encoded, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "token", s.Server.Token, "all", s)
	for _, text := range []string{fmt.Sprint(s), fmt.Sprintf("%+v %#v %s %q %x %d", s, s, s.Server.Token, s.Server.Token, s.Server.Token, s.Server.Token),
		string(encoded), log.String()} {
		if strings.Contains(text, "hunter2") || strings.Contains(text, "68756e74") || !strings.Contains(text, "[redacted]") {
			t.Errorf("shown: %s", text)
		}
	}
	if s.Server.Token.Reveal() != "hunter2" || s.Server.Token.IsZero() || !(Secret{}).IsZero() || (Secret{}).String() != "" {
		t.Error("the secret is lost")
	}
}

func TestSecretsFromFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	for content, want := range map[string]string{"abc": "abc", "abc\n": "abc", "abc\r\n": "abc", " a b \n\n": " a b \n", "": ""} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, src := range []Source{{Getenv: env("SCICORE_SERVER_TOKEN_FILE", file)},
			{Getenv: env(), File: writeFile(t, "[server]\ntoken_file = \""+file+"\"\n")}} {
			got, err := Load(src, settings{})
			if err != nil || got.Server.Token.Reveal() != want {
				t.Errorf("%q: %q, %v", content, got.Server.Token.Reveal(), err)
			}
		}
	}
	if err := os.WriteFile(file, make([]byte, 65<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"token_file = \"" + file + "\"", "token = \"x\"\ntoken_file = \"" + writeFile(t, "y") + "\"", "timeout_file = \"x\""} {
		_, err := Load(Source{Getenv: env(), File: writeFile(t, "[server]\n"+text)}, settings{})
		if got := faultsOf(t, err); len(got) != 1 || !strings.Contains(got[0], "_file = ") {
			t.Errorf("%s: %q", text, got)
		}
	}
}

func TestMiB(t *testing.T) {
	for text, want := range map[string]MiB{"0": 0, "1": 1 << 20, "512MiB": 512 << 20, "8 GiB": 8 << 30, "3KiB": 3 << 10, "7B": 7, "1TiB": 1 << 40, "-2": -2 << 20} {
		var m MiB
		if err := m.UnmarshalText([]byte(text)); err != nil || m != want {
			t.Errorf("%q: %d, %v", text, m, err)
		}
		var back MiB
		if printed, _ := m.MarshalText(); back.UnmarshalText(printed) != nil || back != m {
			t.Errorf("%q is printed as %s and read as %d", text, printed, back)
		}
	}
	for _, text := range []string{"", "x", "1.5GiB", "9223372036854775807", "4194304TiB", "GiB", "1 MB"} {
		var m MiB
		if err := m.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is read as %d", text, m)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(wholeFile, "1s")
	f.Add("[server]\ntoken_file = \"/dev/zero\"", "x")
	f.Fuzz(func(t *testing.T, text, value string) {
		path := writeFile(t, text)
		for _, name := range []string{"SCICORE_SERVER_TIMEOUT", "SCICORE_SERVER_ADDRESS", "SCICORE_LIMIT", "SCICORE_SERVER_NAMES", "SCICORE_SERVER_TOKEN"} {
			got, err := Load(Source{File: path, Getenv: env(name, value)}, settings{Limit: 5})
			if err != nil && got.Limit != 5 {
				t.Errorf("%v, and yet %+v", err, got)
			}
			if err != nil && name == "SCICORE_SERVER_TOKEN" && len(value) > 20 && !strings.Contains(text, value) && strings.Contains(err.Error(), value) {
				t.Errorf("shown: %v", err)
			}
		}
	})
}
