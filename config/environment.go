package config

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// applyEnv sets what the environment names.
func (l *load) applyEnv() {
	for _, f := range l.fields {
		text, source := l.getenv(f.variable), f.variable
		if text == "" && isSecret(f.value) {
			text, source = l.secretFrom("environment", f.variable+"_FILE", l.getenv(f.variable+"_FILE"))
		}
		if text == "" {
			continue
		}
		if err := set(f.value, text); err != nil {
			l.faults.add("environment", source, quote(f.value, text), err.Error())
			continue
		}
		l.faults.from[f.path] = Origin{"environment", source}
	}
}

// secretFrom reads the file of a secret; none is no fault.
func (l *load) secretFrom(source, field, path string) (text, from string) {
	if path == "" {
		return "", field
	}
	b, err := l.read.file(path)
	if err == nil && len(b) > maxSecretFile {
		err = fmt.Errorf("more than %d bytes", maxSecretFile)
	}
	if err != nil {
		l.faults.add(source, field, strconv.Quote(path), err.Error())
		l.faults.cause = err
	}
	// Editors end a file with a line end that is no part of the secret.
	return strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r"), field
}

func isSecret(v reflect.Value) bool {
	t := v.Type()
	return t == secretType || t.Kind() == reflect.Pointer && t.Elem() == secretType
}

func quote(v reflect.Value, text string) string {
	if isSecret(v) {
		return redacted
	}
	return strconv.Quote(text)
}

// set writes text into a value of any type that a setting may have.
func set(v reflect.Value, text string) error {
	if v.Kind() == reflect.Pointer {
		p := reflect.New(v.Type().Elem())
		if err := set(p.Elem(), text); err != nil {
			return err
		}
		v.Set(p)
		return nil
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return u.UnmarshalText([]byte(text))
	}
	if v.Type() == durationType {
		d, err := time.ParseDuration(text)
		if err != nil {
			return fmt.Errorf("must be a duration, such as 1.5s")
		}
		v.SetInt(int64(d))
		return nil
	}
	return setKind(v, text)
}

func setKind(v reflect.Value, text string) error {
	switch {
	case v.Kind() == reflect.String:
		v.SetString(text)
	case v.Kind() == reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("must be true or false")
		}
		v.SetBool(b)
	case v.CanInt():
		n, err := strconv.ParseInt(text, 10, v.Type().Bits())
		if err != nil {
			return fmt.Errorf("must be a whole number of %d bits", v.Type().Bits())
		}
		v.SetInt(n)
	case v.CanUint():
		n, err := strconv.ParseUint(text, 10, v.Type().Bits())
		if err != nil {
			return fmt.Errorf("must be a whole number >= 0 of %d bits", v.Type().Bits())
		}
		v.SetUint(n)
	case v.CanFloat():
		x, err := strconv.ParseFloat(text, v.Type().Bits())
		if err != nil {
			return fmt.Errorf("must be a number")
		}
		v.SetFloat(x)
	case v.Kind() == reflect.Slice:
		return setList(v, text)
	default:
		return fmt.Errorf("a %s cannot be set by the environment", v.Type())
	}
	return nil
}

// setList reads a list with commas between its elements.
func setList(v reflect.Value, text string) error {
	parts := strings.Split(text, ",")
	list := reflect.MakeSlice(v.Type(), len(parts), len(parts))
	for i, p := range parts {
		if err := set(list.Index(i), strings.TrimSpace(p)); err != nil {
			return fmt.Errorf("element %d: %w", i, err)
		}
	}
	v.Set(list)
	return nil
}
