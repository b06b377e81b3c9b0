package metrics

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// Handler answers GET with the latest metrics as JSON, and with status 503 as
// long as there are none. It never collects, so that who asks often costs
// little; a host that does not want everyone to ask puts its own checks
// around it.
func (c *Collector) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		m, ok := c.Latest()
		if !ok {
			w.Header().Set("Retry-After", strconv.Itoa(int(max(c.o.Interval/time.Second, 1))))
			http.Error(w, "nothing collected yet", http.StatusServiceUnavailable)
			return
		}
		data, err := json.Marshal(m)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = w.Write(data)
	})
}
