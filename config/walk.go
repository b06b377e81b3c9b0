package config

import (
	"encoding"
	"reflect"
	"strings"
	"time"
)

// A Key is one setting of a struct.
type Key struct {
	Path     string // with its sections: "server.timeout"
	Variable string // of the environment
	Type     string // "text", "true or false", "whole number", "number", "duration", "list", "secret"
}

// Keys lists the settings of T in the order of its fields, for documents and
// commands.
func Keys[T any](src Source) []Key {
	var out []Key
	var zero T
	for _, f := range fields(reflect.ValueOf(&zero).Elem(), src.prefix()) {
		out = append(out, Key{f.path, f.variable, f.kind()})
	}
	return out
}

// field is one setting in a value of the host's struct.
type field struct {
	path     string
	variable string
	value    reflect.Value
}

var (
	textType     = reflect.TypeFor[encoding.TextUnmarshaler]()
	durationType = reflect.TypeFor[time.Duration]()
	secretType   = reflect.TypeFor[Secret]()
)

// fields walks a struct: its settings, and those of the structs within it.
func fields(v reflect.Value, prefix string) []field {
	var out []field
	walk(v, "", func(path, variable string, v reflect.Value) {
		if variable == "" {
			variable = prefix + "_" + strings.ToUpper(strings.NewReplacer(".", "_", "-", "_").Replace(path))
		}
		out = append(out, field{path, variable, v})
	}, nil)
	return out
}

// walk calls leaf for every setting and, after those within it, node for every
// struct.
func walk(v reflect.Value, path string, leaf func(path, variable string, v reflect.Value), node func(path string, v reflect.Value)) {
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		name, inline := keyOf(f)
		if name == "-" || !f.IsExported() && !inline {
			continue
		}
		at := path + name
		if f.Type.Kind() == reflect.Struct && !reflect.PointerTo(f.Type).Implements(textType) {
			if inline {
				walk(v.Field(i), path, leaf, node)
			} else {
				walk(v.Field(i), at+".", leaf, node)
			}
			continue
		}
		if leaf != nil {
			leaf(at, f.Tag.Get("env"), v.Field(i))
		}
	}
	if node != nil {
		node(path, v)
	}
}

// keyOf returns the name of a field in the file; an embedded struct without a
// tag lends its keys to the struct around it.
func keyOf(f reflect.StructField) (name string, inline bool) {
	tag, _, _ := strings.Cut(f.Tag.Get("toml"), ",")
	if tag != "" {
		return tag, false
	}
	return f.Name, f.Anonymous
}

// kind says what a value must be, for people.
func (f field) kind() string {
	t := f.value.Type()
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == secretType:
		return "secret"
	case t == durationType:
		return "duration"
	case reflect.PointerTo(t).Implements(textType):
		return "text"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "whole number"
	case reflect.Float32, reflect.Float64:
		return "number"
	case reflect.Slice:
		return "list"
	}
	return "text"
}
