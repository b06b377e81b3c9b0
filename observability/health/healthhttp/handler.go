package healthhttp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/scicore-go/scicore/observability/health"
)

// Options are a handler's settings. Nil means none.
type Options struct {
	// Middleware stands before every answer.
	Middleware func(http.Handler) http.Handler

	// DetailMiddleware stands before the answers that list checks, or tell of
	// a single one: authenticate there. Whoever passes reads reasons, too.
	DetailMiddleware func(http.Handler) http.Handler

	// OpenDetails tells reasons to everyone when there is no DetailMiddleware:
	// for a port that only operators reach.
	OpenDetails bool

	// Timeout bounds how long an answer waits for checks, 0 for 10 seconds.
	// Checks that have not answered by then count as they stand.
	Timeout time.Duration
}

// maxExclude bounds how many checks a request may leave out.
const maxExclude = 100

// routes are the paths of the mux.
var routes = map[string]health.Probe{
	"/health": health.All, "/healthz": health.All,
	"/ready": health.Readiness, "/readyz": health.Readiness,
	"/livez": health.Liveness, "/startupz": health.Startup,
}

// Handler answers on all the paths of this package.
func Handler(reg *health.Registry, o *Options) http.Handler {
	mux := http.NewServeMux()
	for path, p := range routes {
		h := newProbeHandler(reg, p, o)
		mux.Handle(path, h)
		mux.Handle(path+"/{check}", h)
	}
	return around(o, mux)
}

// ProbeHandler answers one probe on whatever path it is mounted. If the path
// has a wildcard named check, "/up/{check}", it answers for single checks.
func ProbeHandler(reg *health.Registry, p health.Probe, o *Options) http.Handler {
	return around(o, newProbeHandler(reg, p, o))
}

func around(o *Options, h http.Handler) http.Handler {
	if o != nil && o.Middleware != nil {
		return o.Middleware(h)
	}
	return h
}

type probeHandler struct {
	reg     *health.Registry
	probe   health.Probe
	title   string // as in "readyz check passed"
	timeout time.Duration
	reasons bool
	detail  http.Handler // answers that list checks, behind their middleware
}

func newProbeHandler(reg *health.Registry, p health.Probe, o *Options) *probeHandler {
	h := &probeHandler{reg: reg, probe: p, title: title(p), timeout: health.DefaultAnswerTimeout}
	h.detail = http.HandlerFunc(h.serveDetail)
	if o == nil {
		return h
	}
	if o.Timeout > 0 {
		h.timeout = o.Timeout
	}
	h.reasons = o.OpenDetails
	if o.DetailMiddleware != nil {
		h.reasons = true
		h.detail = o.DetailMiddleware(h.detail)
	}
	return h
}

func title(p health.Probe) string {
	switch p {
	case health.Liveness:
		return "livez"
	case health.Readiness:
		return "readyz"
	case health.Startup:
		return "startupz"
	}
	return "healthz"
}

func (h *probeHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Vary", "Accept")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		write(w, r, http.StatusMethodNotAllowed, plain, []byte("only GET and HEAD\n"))
		return
	}
	q, err := readQuery(r)
	if err != nil {
		write(w, r, http.StatusBadRequest, plain, []byte(err.Error()+"\n"))
		return
	}
	if q.verbose || q.json || r.PathValue("check") != "" {
		h.detail.ServeHTTP(w, r)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), h.timeout)
	defer cancel()
	rep := h.reg.Probe(ctx, h.probe, q.exclude...)
	write(w, r, status(rep.State), plain, []byte(word(rep.State)+"\n"))
}

// serveDetail reads the query again: what stands between may have put another
// request in place.
func (h *probeHandler) serveDetail(w http.ResponseWriter, r *http.Request) {
	q, err := readQuery(r)
	if err != nil {
		write(w, r, http.StatusBadRequest, plain, []byte(err.Error()+"\n"))
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), h.timeout)
	defer cancel()
	rep, ok := h.ask(ctx, r.PathValue("check"), q.exclude)
	if !ok {
		write(w, r, http.StatusNotFound, plain, []byte("no such check\n"))
		return
	}
	if q.json {
		write(w, r, status(rep.State), "application/json", appendJSON(nil, &rep, h.reasons))
		return
	}
	write(w, r, status(rep.State), plain, appendText(nil, &rep, q.exclude, h.title, h.reasons))
}

// ask probes all the checks, or one.
func (h *probeHandler) ask(ctx context.Context, name string, exclude []string) (health.Report, bool) {
	if name == "" {
		return h.reg.Probe(ctx, h.probe, exclude...), true
	}
	c, ok := h.reg.ProbeCheck(ctx, h.probe, name)
	rep := health.Report{Probe: h.probe, State: c.State, Time: c.Time.Add(c.Age), Checks: []health.CheckReport{c}}
	return rep, ok
}

const plain = "text/plain; charset=utf-8"

func write(w http.ResponseWriter, r *http.Request, code int, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(code)
	if r.Method != http.MethodHead {
		w.Write(body) // the client may have gone; there is nobody to tell
	}
}

func status(s health.State) int {
	if s.Passes() {
		return http.StatusOK
	}
	return http.StatusServiceUnavailable
}

// word is what Kubernetes says for healthy, and the state's name otherwise.
func word(s health.State) string {
	if s == health.Healthy {
		return "ok"
	}
	return s.String()
}

type query struct {
	verbose bool
	json    bool
	exclude []string
}

func readQuery(r *http.Request) (q query, err error) {
	q.json = wantsJSON(r.Header.Get("Accept"))
	if r.URL.RawQuery == "" {
		return q, nil
	}
	v := r.URL.Query()
	q.verbose, q.exclude = v.Has("verbose"), v["exclude"]
	if len(q.exclude) > maxExclude {
		return q, fmt.Errorf("exclude: %d names: at most %d", len(q.exclude), maxExclude)
	}
	if v.Has("format") {
		switch v.Get("format") {
		case "json":
			q.json = true
		case "text":
			q.json = false
		default:
			return q, errors.New("format: must be json or text")
		}
	}
	return q, nil
}

// wantsJSON reports whether a header Accept names application/json, and no
// text that it likes as well.
func wantsJSON(accept string) bool {
	if accept == "" {
		return false
	}
	var json, text float64
	for part := range strings.SplitSeq(accept, ",") {
		name, params, _ := strings.Cut(part, ";")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "application/json":
			json = max(json, quality(params))
		case "text/plain", "text/html", "text/*":
			text = max(text, quality(params))
		}
	}
	return json > 0 && json >= text
}

// quality reads the weight among a media range's parameters, 1 without one.
func quality(params string) float64 {
	for p := range strings.SplitSeq(params, ";") {
		if v, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(p)), "q="); ok {
			if q, err := strconv.ParseFloat(v, 64); err == nil && 0 <= q && q <= 1 {
				return q
			}
			return 0
		}
	}
	return 1
}
