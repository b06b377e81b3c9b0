package httpbalancer

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// body gives each attempt a body to send. What the request came with is closed
// once, whatever happens.
type body struct {
	original io.ReadCloser
	get      func() (io.ReadCloser, error) // nil: it can be sent once
	length   int64
	none     bool
	given    bool
	once     sync.Once
}

// replayable prepares the body of a request. One that is known to be short is
// read ahead; one of unknown length may be a conversation, which must not be.
func replayable(req *http.Request, buffer int64) (*body, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return &body{none: true}, nil
	}
	b := &body{original: req.Body, get: req.GetBody, length: req.ContentLength}
	if b.get != nil || req.ContentLength < 0 || req.ContentLength > buffer {
		return b, nil
	}
	all, err := io.ReadAll(io.LimitReader(req.Body, buffer+1))
	b.close()
	if err != nil {
		return nil, err
	}
	if n := int64(len(all)); n != req.ContentLength {
		return nil, fmt.Errorf("httpbalancer: the body has %d bytes, its Content-Length says %d", n, req.ContentLength)
	}
	b.get = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(all)), nil }
	return b, nil
}

// again reports whether another attempt can have a body.
func (b *body) again() bool { return b.none || b.get != nil }

// next returns the body of an attempt.
func (b *body) next() (io.ReadCloser, int64, error) {
	switch {
	case b.none:
		return nil, 0, nil
	case b.get != nil:
		r, err := b.get()
		return r, b.length, err
	case b.given:
		return nil, 0, errors.New("httpbalancer: the body cannot be sent again")
	}
	b.given = true
	return b.original, b.length, nil
}

// close closes what the request came with, unless an attempt has it, which
// closes it itself.
func (b *body) close() {
	if b.none || b.given {
		return
	}
	b.once.Do(func() { b.original.Close() })
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		req.Body.Close()
	}
}
