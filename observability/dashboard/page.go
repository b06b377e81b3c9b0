package dashboard

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"net/http"
	"strings"
)

//go:embed page/index.html
var page string

// policy lets the page run its own script and style, named by their hashes,
// and talk to where it came from. Nothing else.
var policy = "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; script-src '" +
	hashOf("script") + "'; style-src '" + hashOf("style") + "'"

// hashOf is the source expression of the page's one element of that name.
func hashOf(element string) string {
	_, rest, _ := strings.Cut(page, "<"+element+">")
	text, _, _ := strings.Cut(rest, "</"+element+">")
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// Handler serves the page at its root, so mount it with http.StripPrefix under
// a path that ends in a slash. Beside it are stream, the events as the page
// gets them, snapshot, the same once, and evaluation/{id}, one plan. POST to
// audit/verify has the log of Options.Audit verified, DELETE stops that.
func (d *Dashboard) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", servePage)
	mux.HandleFunc("GET /stream", d.stream)
	mux.HandleFunc("GET /snapshot", d.snapshot)
	mux.HandleFunc("GET /evaluation/{id}", d.evaluation)
	if d.opts.Audit != nil {
		own := http.NewCrossOriginProtection() // another site's page must not keep this one busy
		mux.Handle("POST /audit/verify", own.Handler(http.HandlerFunc(d.startVerifying)))
		mux.Handle("DELETE /audit/verify", own.Handler(http.HandlerFunc(d.stopVerifying)))
	}
	h := guarded(mux)
	if d.opts.Protect != nil {
		h = d.opts.Protect(h)
	}
	return h
}

func servePage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(page))
}

// guarded sets what every answer needs.
func guarded(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Content-Security-Policy", policy)
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Referrer-Policy", "no-referrer")
		head.Set("Cache-Control", "no-store")
		h.ServeHTTP(w, r)
	})
}
