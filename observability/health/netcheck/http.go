package netcheck

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/scicore-go/scicore/observability/health"
)

// HTTPOptions say how to ask and what to expect. Nil means defaults.
type HTTPOptions struct {
	Client *http.Client          // nil: one that keeps no connections
	Header http.Header           // of the request; a Host names the virtual host
	Accept func(status int) bool // nil: 200 to 299, after redirects
	Slow   time.Duration         // an answer that took longer is Degraded; 0: none
}

// maxDrain bounds what is read of an answer, so that a connection may be kept.
const maxDrain = 64 << 10

// HTTP checks that a GET of rawURL is answered well. What it reports names
// scheme, host and path only: the rest may hold secrets.
func HTTP(name, rawURL string, o *HTTPOptions) health.Check {
	w := httpWatch{HTTPOptions: HTTPOptions{}}
	if o != nil {
		w.HTTPOptions = *o
		w.Header = o.Header.Clone()
	}
	if w.Client == nil {
		w.Client = &http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true}}
	}
	if w.Accept == nil {
		w.Accept = func(status int) bool { return status/100 == 2 }
	}
	u, err := url.Parse(rawURL)
	switch {
	case err != nil:
		err = errors.New("URL: cannot be read") // the error would quote it
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		err = fmt.Errorf("URL: must be http://host or https://host")
	default:
		w.url, w.label = rawURL, u.Scheme+"://"+u.Host+u.EscapedPath()
	}
	c := health.NewCheck(name, w.check).WithDependency().WithFault(err)
	if w.Slow < 0 {
		c = c.WithFault(fmt.Errorf("slow %v: must be >= 0", w.Slow))
	}
	return c
}

type httpWatch struct {
	HTTPOptions
	url, label string
}

func (w httpWatch) check(ctx context.Context) health.Result {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url, nil)
	if err != nil {
		return w.fail(err)
	}
	if w.Header != nil {
		req.Header = w.Header.Clone()
		req.Host = w.Header.Get("Host")
	}
	begin := time.Now()
	resp, err := w.Client.Do(req)
	if err != nil {
		return w.fail(err)
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(resp.Body, maxDrain)) // the status is the answer; a body cut short is not
	took := time.Since(begin)
	details := []slog.Attr{slog.String("url", w.label), slog.Int("status", resp.StatusCode), slog.Duration("took", took)}
	if !w.Accept(resp.StatusCode) {
		return health.Fail(fmt.Errorf("GET %s: status %d", w.label, resp.StatusCode), details...)
	}
	return slow("GET "+w.label, took, w.Slow, details)
}

// fail reports an error without the URL that package http puts into it.
func (w httpWatch) fail(err error) health.Result {
	if ue, ok := errors.AsType[*url.Error](err); ok {
		err = ue.Err
	}
	return health.Fail(fmt.Errorf("GET %s: %w", w.label, err), slog.String("url", w.label))
}

// slow passes what took no longer than limit, 0 for any time.
func slow(what string, took, limit time.Duration, details []slog.Attr) health.Result {
	if limit > 0 && took > limit {
		return health.Degrade(fmt.Sprintf("%s: took %v, more than %v", what, took.Round(time.Microsecond), limit), details...)
	}
	return health.Pass(details...)
}
