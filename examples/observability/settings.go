package main

import (
	_ "embed"
	"os"
	"path/filepath"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/config"
	"github.com/scicore-go/scicore/observability/audit"
	"github.com/scicore-go/scicore/observability/health"
	"github.com/scicore-go/scicore/observability/setup"
)

// settings are the sections of the service's file.
type settings struct {
	Runtime       scicore.Settings `toml:"runtime"`
	Observability setup.Settings   `toml:"observability"`
	Audit         audit.Settings   `toml:"audit"`
	Health        health.Settings  `toml:"health"`
}

//go:embed service.toml
var defaultFile []byte

// openSettings reads the file, or where none is named a copy of service.toml
// in dir, and the environment.
func openSettings(file, dir string) (*config.Live[settings], string, error) {
	if file == "" {
		file = filepath.Join(dir, "service.toml")
		if err := os.WriteFile(file, defaultFile, 0o600); err != nil {
			return nil, "", err
		}
	}
	live, err := config.Open(config.Source{File: file}, settings{
		Observability: setup.Defaults(), Audit: audit.DefaultSettings(), Health: health.DefaultSettings()})
	return live, file, err
}
