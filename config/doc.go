// Package config reads settings from one TOML file and the environment into a
// struct that the host composes of sections, and reloads them while the
// program runs.
//
//	type Settings struct {
//		Runtime scicore.Settings `toml:"runtime"`
//		Server  struct {
//			Address string        `toml:"address"`
//			Timeout time.Duration `toml:"timeout"`
//			Token   config.Secret `toml:"token"`
//		} `toml:"server"`
//	}
//	s, err := config.Load(config.Source{File: "service.toml"}, defaults)
//
// A later source wins over an earlier one: the defaults passed in, the file,
// the environment. Each key has a variable named after its path,
// SCICORE_SERVER_TIMEOUT above, or the name of its tag `env:"NAME"`. A key of
// type [Secret] may stand in a file of its own: token_file in the TOML, or
// SCICORE_SERVER_TOKEN_FILE, holds that file's path.
//
// Keys nobody knows are faults, not ignored, and so is whatever a section's
// own Check refuses; the *[Error] names all faults at once, each with its
// source, key, value and rule. A value that is secret is never printed.
package config
