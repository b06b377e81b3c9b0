package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/scicore-go/scicore/config"
)

type settings struct {
	Server struct {
		Address string        `toml:"address"`
		Timeout time.Duration `toml:"timeout"`
		Token   config.Secret `toml:"token"`
	} `toml:"server"`
}

func write(text string) (path string) {
	dir, err := os.MkdirTemp("", "config")
	if err != nil {
		panic(err)
	}
	path = filepath.Join(dir, "service.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		panic(err)
	}
	return path
}

func ExampleLoad() {
	file := write("[server]\naddress = \":8080\"\ntoken = \"hunter2\"\n")
	defer os.RemoveAll(filepath.Dir(file))
	var defaults settings
	defaults.Server.Timeout = 5 * time.Second
	s, err := config.Load(config.Source{File: file}, defaults)
	fmt.Println(s.Server.Address, s.Server.Timeout, s.Server.Token, err)
	// Output: :8080 5s [redacted] <nil>
}

func ExampleCheck() {
	file := write("[server]\nadress = \":8080\"\n")
	defer os.RemoveAll(filepath.Dir(file))
	if err := config.Check(config.Source{File: file}, settings{}); err != nil {
		fmt.Println(err.(*config.Error).Faults[0].Field, err.(*config.Error).Faults[0].Rule)
	}
	// Output: server.adress unknown key
}

func ExampleOpen() {
	file := write("[server]\naddress = \":1\"\n")
	defer os.RemoveAll(filepath.Dir(file))
	live, err := config.Open(config.Source{File: file}, settings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	live.OnChange(func(old, new settings) { fmt.Println(old.Server.Address, "→", new.Server.Address) })
	_ = os.WriteFile(file, []byte("[server]\naddress = \":2\"\n"), 0o600)
	_ = live.Reload() // or: go live.Watch(ctx, 5*time.Second, report)
	fmt.Println(live.Current().Server.Address)
	// Output:
	// :1 → :2
	// :2
}

func ExampleKeys() {
	for _, k := range config.Keys[settings](config.Source{}) {
		fmt.Println(k.Path, k.Variable, k.Type)
	}
	// Output:
	// server.address SCICORE_SERVER_ADDRESS text
	// server.timeout SCICORE_SERVER_TIMEOUT duration
	// server.token SCICORE_SERVER_TOKEN secret
}
