package config

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// Source says where settings come from.
type Source struct {
	// File is the path of a TOML file of at most 1 MiB; "" is none.
	File string
	// Getenv looks up an environment variable, "" being not set; nil is
	// os.Getenv.
	Getenv func(string) string
	// Prefix begins the names of variables; "" is SCICORE.
	Prefix string
	// Others names tables of the file that somebody else reads. Any other
	// key that the struct does not have is a fault.
	Others []string
}

func (s Source) prefix() string {
	if s.Prefix == "" {
		return "SCICORE"
	}
	return s.Prefix
}

// Load reads the sources over the defaults. T is a struct; its fields are
// settings, or structs of settings, named by their tag `toml`. Settings are
// texts, booleans, numbers, durations, [Secret], types that unmarshal text,
// lists of these, and pointers to them, which stay nil where no source sets
// them. The error is an *[Error] with all faults; with it, the result is the
// defaults.
func Load[T any](src Source, defaults T) (T, error) {
	out, _, err := loadAll(src, defaults)
	return out, err
}

// Check reads the sources as Load does and reports the faults: what a command
// that checks a configuration calls.
func Check[T any](src Source, defaults T) error {
	_, _, err := loadAll(src, defaults)
	return err
}

// Validate calls the Check of section, a pointer to a struct, and those of the
// structs within it, for settings that did not come through Load. source
// stands in the faults in place of a file.
func Validate(source string, section any) error {
	v := reflect.ValueOf(section)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("scicore: configuration: %T is no pointer to a struct", section)
	}
	l := &load{faults: Faults{from: map[string]Origin{}}}
	for _, f := range fields(v.Elem(), "") {
		l.faults.from[f.path] = Origin{source, f.path}
	}
	l.check(v.Elem())
	return l.faults.err()
}

// load is one reading of the sources.
type load struct {
	src    Source
	getenv func(string) string
	fields []field
	faults Faults
	read   prints // of the files, for whoever looks for changes
}

func loadAll[T any](src Source, defaults T) (T, prints, error) {
	out := defaults
	v := reflect.ValueOf(&out).Elem()
	if v.Kind() != reflect.Struct {
		return defaults, nil, fmt.Errorf("scicore: configuration: %T is no struct", defaults)
	}
	detach(v)
	l := &load{src: src, getenv: src.Getenv, fields: fields(v, src.prefix()), read: prints{},
		faults: Faults{from: map[string]Origin{}}}
	if l.getenv == nil {
		l.getenv = os.Getenv
	}
	if src.File != "" {
		l.applyFile(&out)
	}
	l.applyEnv()
	if l.faults.cause == nil { // else the struct may be half filled
		l.check(v)
	}
	if err := l.faults.err(); err != nil {
		return defaults, l.read, err
	}
	return out, l.read, nil
}

// detach gives lists and pointers of the defaults memory of their own, so that
// decoding never writes into the caller's.
func detach(v reflect.Value) {
	for _, f := range fields(v, "") {
		switch {
		case f.value.Kind() == reflect.Slice && !f.value.IsNil():
			list := reflect.MakeSlice(f.value.Type(), f.value.Len(), f.value.Len())
			reflect.Copy(list, f.value)
			f.value.Set(list)
		case f.value.Kind() == reflect.Pointer && !f.value.IsNil():
			p := reflect.New(f.value.Type().Elem())
			p.Elem().Set(f.value.Elem())
			f.value.Set(p)
		}
	}
}

// applyFile decodes the file into out, a pointer to the struct.
func (l *load) applyFile(out any) {
	text, err := l.read.file(l.src.File)
	if err != nil {
		l.broken("unreadable", err)
		return
	}
	var raw map[string]any
	if _, err := toml.Decode(string(text), &raw); err != nil {
		l.broken("malformed", err)
		return
	}
	meta, err := toml.Decode(string(text), out)
	if err != nil {
		l.broken("malformed", err)
		return
	}
	for _, f := range l.fields {
		if meta.IsDefined(strings.Split(f.path, ".")...) {
			l.faults.from[f.path] = Origin{l.src.File, f.path}
		}
	}
	l.secretFiles(raw)
	l.unknown(meta.Undecoded())
}

func (l *load) broken(what string, err error) {
	rule := err.Error()
	var perr toml.ParseError
	if errors.As(err, &perr) { // without the text, which may hold a secret
		rule = fmt.Sprintf("line %d: %s", perr.Position.Line, perr.Message)
	}
	l.faults.add(l.src.File, "file", what, rule)
	l.faults.cause = err
}

// secretFiles reads the secrets whose files the TOML names.
func (l *load) secretFiles(raw map[string]any) {
	for _, f := range l.fields {
		if !isSecret(f.value) {
			continue
		}
		path, ok := lookup(raw, strings.Split(f.path+"_file", ".")).(string)
		if !ok {
			continue
		}
		if _, twice := l.faults.from[f.path]; twice {
			l.faults.add(l.src.File, f.path+"_file", strconv.Quote(path), "the secret itself is there too")
		}
		text, _ := l.secretFrom(l.src.File, f.path+"_file", path)
		_ = set(f.value, text) // a secret takes any text
		l.faults.from[f.path] = Origin{l.src.File, f.path + "_file"}
	}
}

func lookup(table map[string]any, path []string) any {
	v, ok := table[path[0]]
	if !ok || len(path) == 1 {
		return v
	}
	inner, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	return lookup(inner, path[1:])
}

// unknown reports keys that no field has.
func (l *load) unknown(keys []toml.Key) {
	for _, k := range keys {
		if l.isSecretFile(k.String()) || slices.Contains(l.src.Others, k[0]) && !l.owns(k[0]) {
			continue
		}
		l.faults.add(l.src.File, k.String(), "(set)", "unknown key")
	}
}

func (l *load) isSecretFile(key string) bool {
	return slices.ContainsFunc(l.fields, func(f field) bool { return isSecret(f.value) && f.path+"_file" == key })
}

// owns reports whether a key at the top of the file belongs to the struct.
func (l *load) owns(top string) bool {
	return slices.ContainsFunc(l.fields, func(f field) bool { return f.path == top || strings.HasPrefix(f.path, top+".") })
}

// check calls the Check of every struct, inner ones first. The files that it
// may look at are looked at before: what they hold later is a change.
func (l *load) check(v reflect.Value) {
	walk(v, "", nil, func(path string, v reflect.Value) {
		if !v.Addr().CanInterface() { // unexported and embedded: its Check is that of the struct around it
			return
		}
		if u, ok := v.Addr().Interface().(FileUser); ok && l.read != nil {
			for _, path := range u.Files() {
				if path != "" {
					_, _ = l.read.file(path) // whether it can be read is for Check to say
				}
			}
		}
		if c, ok := v.Addr().Interface().(Checker); ok {
			l.faults.path = path
			c.Check(&l.faults)
		}
	})
}
