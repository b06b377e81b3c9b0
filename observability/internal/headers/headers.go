// Package headers makes HTTP clients that send headers kept in a file, such as
// a token that is rotated.
package headers

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/http/httpguts"
)

// maxFile bounds a file of headers: servers refuse more.
const maxFile = 64 << 10

// Client returns a client that sends the headers in file, "" meaning none, by
// connections of its own.
func Client(file string, conf *tls.Config) (*http.Client, error) {
	base := http.DefaultTransport.(*http.Transport).Clone()
	if conf != nil {
		base.TLSClientConfig = conf.Clone()
	}
	if file == "" {
		return &http.Client{Transport: base}, nil
	}
	t := &transport{base: base, file: file}
	if err := t.read(); err != nil {
		return nil, err
	}
	return &http.Client{Transport: t}, nil
}

// transport adds the headers. Requests go out every few seconds, so a look at
// the file before each costs nothing that counts.
type transport struct {
	base http.RoundTripper
	file string

	mu      sync.Mutex
	changed time.Time
	size    int64
	headers http.Header
}

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	t.mu.Lock()
	t.read() // what was read last stays where this fails
	h := t.headers
	t.mu.Unlock()
	r = r.Clone(r.Context())
	for name, values := range h {
		r.Header[name] = values
	}
	return t.base.RoundTrip(r)
}

// CloseIdleConnections makes http.Client's method of that name work.
func (t *transport) CloseIdleConnections() {
	if c, ok := t.base.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// read reads the file if it is another than the one read last.
func (t *transport) read() error {
	info, err := os.Stat(t.file)
	if err != nil {
		return err
	}
	if info.ModTime().Equal(t.changed) && info.Size() == t.size {
		return nil
	}
	if !info.Mode().IsRegular() { // reading a pipe would block
		return fmt.Errorf("%s is not a file", t.file)
	}
	if info.Size() > maxFile {
		return fmt.Errorf("%s: %d bytes of headers, want at most %d", t.file, info.Size(), maxFile)
	}
	data, err := os.ReadFile(t.file)
	if err != nil {
		return err
	}
	h, err := Parse(data)
	if err != nil {
		return fmt.Errorf("%s: %w", t.file, err)
	}
	t.headers, t.changed, t.size = h, info.ModTime(), info.Size()
	return nil
}

// Parse reads headers, one "name: value" a line; empty lines and those that
// begin with # are left out. Errors never show a value.
func Parse(data []byte) (http.Header, error) {
	h := http.Header{}
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, maxFile+1)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !ok || !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(value) {
			return nil, fmt.Errorf("line %d is no header: want name: value", n)
		}
		h.Add(name, value)
	}
	return h, lines.Err()
}

// Check reports what is wrong with a file of headers; "" is none.
func Check(file string) error {
	if file == "" {
		return nil
	}
	return (&transport{file: file}).read()
}
