package promsource_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/internal/need"
	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/promsource"
	"github.com/scicore-go/scicore/scaling/scalingtest"
)

var now = time.Unix(1_700_000_000, 0)

// answers is a server that says the same to every query.
func answers(t *testing.T, status int, body string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v1/query" || r.FormValue("query") == "" {
			t.Errorf("%s %q", r.URL, r.FormValue("query"))
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func source(t *testing.T, address string, q ...promsource.Query) *promsource.Source {
	t.Helper()
	s, err := promsource.New(&promsource.Options{Address: address, Queries: q, Timeout: time.Minute, Now: func() time.Time { return now }, Client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func vector(samples ...string) string {
	return `{"status":"success","data":{"resultType":"vector","result":[` + strings.Join(samples, ",") + `]}}`
}

func sample(pod, value string, age int) string {
	return fmt.Sprintf(`{"metric":{"pod":%q},"value":[%d,%q]}`, pod, now.Unix()-int64(age), value)
}

func TestAnswers(t *testing.T) {
	one := promsource.Query{Name: "x", Expr: "x"}
	pods := promsource.Query{Name: "x", Expr: "x", Replica: "pod"}
	total := promsource.Query{Name: "x", Expr: "x", Replica: "pod", Kind: scaling.Total}
	for _, tc := range []struct {
		name   string
		query  promsource.Query
		status int
		body   string
		value  float64 // NaN: an error that tells what follows
		told   string
	}{
		{"one", one, 200, vector(sample("a", "3.5", 1)), 3.5, ""},
		{"scalar", one, 200, fmt.Sprintf(`{"status":"success","data":{"resultType":"scalar","result":[%d,"7"]}}`, now.Unix()), 7, ""},
		{"average of replicas", pods, 200, vector(sample("a", "1", 0), sample("b", "2", 0), sample("c", "NaN", 0)), 1.5, ""},
		{"sum of replicas", total, 200, vector(sample("a", "1", 0), sample("b", "2", 9)), 3, ""},
		{"none", one, 200, vector(), math.NaN(), "no series answers x"},
		{"two", one, 200, vector(sample("a", "1", 0), sample("b", "1", 0)), math.NaN(), "2 series answer x: want one"},
		{"NaN", one, 200, vector(sample("a", "NaN", 0)), math.NaN(), "the value is NaN"},
		{"infinite", one, 200, vector(sample("a", "+Inf", 0)), math.NaN(), "the value is +Inf"},
		{"old", one, 200, vector(sample("a", "1", 3600)), math.NaN(), "the newest is 1h0m0s old"},
		{"all replicas NaN", pods, 200, vector(sample("a", "NaN", 0)), math.NaN(), "no replica has a value"},
		{"replicas without a name", pods, 200, vector(sample("", "1", 0)), math.NaN(), "must be given, and once"},
		{"replicas of one name", pods, 200, vector(sample("a", "1", 0), sample("a", "1", 0)), math.NaN(), "must be given, and once"},
		{"matrix", one, 200, `{"status":"success","data":{"resultType":"matrix","result":[]}}`, math.NaN(), "the answer is a matrix"},
		{"bad query", one, 400, `{"status":"error","errorType":"bad_data","error":"parse error"}`, math.NaN(), "parse error"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			load, err := source(t, answers(t, tc.status, tc.body), tc.query).Load(context.Background())
			if err != nil || len(load) != 1 {
				t.Fatalf("%v, %v", load, err)
			}
			m := load[0]
			if math.IsNaN(tc.value) {
				if m.Err == nil || !strings.Contains(m.Err.Error(), tc.told) || !math.IsNaN(load.Value("x")) {
					t.Errorf("%+v", m)
				}
			} else if m.Err != nil || m.Value != tc.value || (tc.query.Replica != "") != (len(m.Replicas) > 0) {
				t.Errorf("%+v, want %v", m, tc.value)
			}
		})
	}
}

func TestServerIsNotThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	s := source(t, "http://"+l.Addr().String(), promsource.Query{Name: "x", Expr: "x"})
	if load, err := s.Load(context.Background()); err == nil || load != nil {
		t.Errorf("%v, %v", load, err)
	}
	hangs := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}))
	defer hangs.Close()
	p, err := promsource.New(&promsource.Options{Address: hangs.URL, Timeout: 20 * time.Millisecond, Queries: []promsource.Query{{Name: "x", Expr: "x"}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Load(context.Background()); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

func TestBadOptions(t *testing.T) {
	_, err := promsource.New(&promsource.Options{Address: "prometheus:9090", Timeout: -1, Queries: []promsource.Query{{}, {Name: "a", Expr: "a"}, {Name: "a", Expr: "a", Kind: 9}}})
	for _, want := range []string{"address", "timeout -1ns", "query 0", `"a" is there twice`, "kind 9"} {
		if !errors.Is(err, promsource.ErrOptions) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
	if _, err := promsource.New(nil); !errors.Is(err, promsource.ErrOptions) || !strings.Contains(err.Error(), "there are none") {
		t.Error(err)
	}
}

// A real Prometheus that scrapes a real target.
func TestRealPrometheus(t *testing.T) {
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "served 1\n") }))
	defer target.Close()
	instance := strings.TrimPrefix(target.URL, "http://")
	address := need.Prometheus(t, fmt.Sprintf("global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs: [{job_name: it, static_configs: [{targets: [%q]}]}]\n", instance))
	s, err := promsource.New(&promsource.Options{Address: address, Timeout: time.Minute, Queries: []promsource.Query{
		{Name: "up", Expr: `sum(up)`, Kind: scaling.Total},
		{Name: "each", Expr: `up`, Replica: "instance"},
		{Name: "gone", Expr: `no_such_metric`},
		{Name: "wrong", Expr: `sum(`},
	}})
	if err != nil {
		t.Fatal(err)
	}
	var load scaling.LoadMetrics
	var each scaling.Metric
	for end := time.Now().Add(time.Minute); load.Value("up") != 1 || len(each.Replicas) == 0; time.Sleep(50 * time.Millisecond) {
		if load, err = s.Load(context.Background()); time.Now().After(end) {
			t.Fatalf("not up within a minute: %+v, %v", load, err)
		}
		each, _ = load.Metric("each")
	}
	gone, _ := load.Metric("gone")
	wrong, _ := load.Metric("wrong")
	if len(each.Replicas) != 1 || each.Replicas[0].ID != instance || !errors.Is(gone.Err, promsource.ErrNoData) || wrong.Err == nil {
		t.Errorf("%+v", load)
	}
	scalingtest.TestSource(t, s)
}
