package netcheck

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/observability/health"
)

// runner registers a check and runs it at each call, with more time than the
// busiest machine needs.
func runner(t *testing.T, c health.Check) func() health.Result {
	t.Helper()
	return runnerWithin(t, c, time.Minute)
}

func runnerWithin(t *testing.T, c health.Check, limit time.Duration) func() health.Result {
	t.Helper()
	r, err := health.NewRegistry().WithCheck(c.WithMaxAge(0).WithTimeout(limit)).Build()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(context.Background()) })
	return func() health.Result {
		got, ok := r.ProbeCheck(t.Context(), health.All, c.Name())
		if !ok {
			t.Fatal("the check was not asked")
		}
		return got.Last
	}
}

func want(t *testing.T, r health.Result, s health.State, text string) {
	t.Helper()
	if r.State != s || !strings.Contains(r.Message, text) {
		t.Errorf("%v %q, want %v %q", r.State, r.Message, s, text)
	}
}

// A listener that is there, then closed, then there again.
func TestTCPComesAndGoes(t *testing.T) {
	l := listen(t, "127.0.0.1:0")
	address := l.Addr().String()
	run := runner(t, TCP("peer", address))
	want(t, run(), health.Healthy, "")
	l.Close()
	want(t, run(), health.Unhealthy, "connection refused")
	defer listen(t, address).Close()
	want(t, run(), health.Healthy, "")
}

// listen waits for an address that somebody else on the machine was lent
// meanwhile.
func listen(t *testing.T, address string) net.Listener {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		l, err := net.Listen("tcp", address)
		if err == nil {
			return l
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

func TestHTTP(t *testing.T) {
	var status int
	var delay time.Duration
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(delay)
		if r.Method != http.MethodGet || r.Header.Get("X-Key") != "k" || r.Host != "virtual" || r.URL.Query().Get("token") != "hunter2" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		w.WriteHeader(status)
		w.Write(make([]byte, 1<<20))
	}))
	defer srv.Close()
	url := strings.Replace(srv.URL, "http://", "http://user:hunter2@", 1) + "/up?token=hunter2"
	header := http.Header{"X-Key": {"k"}, "Host": {"virtual"}}
	run := runner(t, HTTP("peer", url, &HTTPOptions{Header: header, Slow: 30 * time.Second}))
	for code, good := range map[int]bool{200: true, 204: true, 299: true, 301: false, 404: false, 503: false} {
		status = code
		r := run()
		if want := map[bool]health.State{true: health.Healthy, false: health.Unhealthy}[good]; r.State != want || strings.Contains(r.Message, "hunter2") {
			t.Errorf("status %d: %v %q", code, r.State, r.Message)
		}
	}
	status, delay = 200, 60*time.Millisecond
	want(t, runner(t, HTTP("slow-peer", url, &HTTPOptions{Header: header, Slow: 50 * time.Millisecond}))(), health.Degraded, "more than 50ms")
	srv.Close()
	r := run()
	want(t, r, health.Unhealthy, "connection refused")
	if strings.Contains(r.Message, "hunter2") {
		t.Errorf("%q tells a secret", r.Message)
	}
}

func TestHTTPAcceptAndTimeout(t *testing.T) {
	stop := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/hang" {
			<-stop
		}
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer srv.Close()
	defer close(stop)
	want(t, runner(t, HTTP("auth", srv.URL, &HTTPOptions{Accept: func(s int) bool { return s == 401 }}))(), health.Healthy, "")
	want(t, runnerWithin(t, HTTP("hang", srv.URL+"/hang", nil), 30*time.Millisecond)(), health.Unhealthy, "")
}

func TestDNS(t *testing.T) {
	want(t, runner(t, DNS("self", "localhost", nil))(), health.Healthy, "")
	want(t, runner(t, DNS("many", "localhost", &DNSOptions{MinAddresses: 1000}))(), health.Degraded, "wanted 1000")
	dead := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("no name server")
	}}
	want(t, runner(t, DNS("gone", "host.invalid", &DNSOptions{Resolver: dead}))(), health.Unhealthy, "no name server")
}

func TestPing(t *testing.T) {
	var err error
	ping := func(context.Context) error { time.Sleep(30 * time.Millisecond); return err }
	want(t, runner(t, Ping("db", ping, 30*time.Second))(), health.Healthy, "")
	run := runner(t, Ping("db", ping, 20*time.Millisecond))
	want(t, run(), health.Degraded, "more than 20ms")
	err = errors.New("too many connections")
	want(t, run(), health.Unhealthy, "too many connections")
}

// authority signs certificates for tests.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

var epoch = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

// issue makes a certificate that ends d after epoch, signed by parent or by
// itself.
func issue(t *testing.T, parent *authority, name string, ca bool, d time.Duration) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: epoch.Add(-day), NotAfter: epoch.Add(d),
		IsCA: ca, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	if ca {
		tpl.KeyUsage, tpl.IPAddresses = x509.KeyUsageCertSign, nil
	}
	if parent == nil {
		parent = &authority{tpl, key}
	}
	der, err := x509.CreateCertificate(rand.Reader, tpl, parent.cert, &key.PublicKey, parent.key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &authority{cert, key}
}

// show runs a TLS server with these certificates, leaf first.
func show(t *testing.T, leaf *authority, more ...*authority) (address string) {
	c := tls.Certificate{Certificate: [][]byte{leaf.cert.Raw}, PrivateKey: leaf.key}
	for _, m := range more {
		c.Certificate = append(c.Certificate, m.cert.Raw)
	}
	srv := httptest.NewUnstartedServer(http.NotFoundHandler())
	srv.TLS = &tls.Config{Certificates: []tls.Certificate{c}}
	srv.StartTLS()
	t.Cleanup(srv.Close)
	return srv.Listener.Addr().String()
}

func TestCertificate(t *testing.T) {
	root := issue(t, nil, "root", true, 1000*day)
	between := issue(t, root, "between", true, 50*day)
	leaf := issue(t, between, "leaf", false, 90*day)
	roots := x509.NewCertPool()
	roots.AddCert(root.cert)
	address := show(t, leaf, between)
	now := epoch
	o := CertificateOptions{Roots: roots, Now: func() time.Time { return now }}
	run := runner(t, Certificate("tls", address, &o))
	// The intermediate ends first: 50 days after epoch.
	for _, c := range []struct {
		days int
		want health.State
		text string
	}{{0, health.Healthy, "in 50.0 days"}, {28, health.Healthy, "in 22.0"}, {29, health.Degraded, "in 21.0"}, {46, health.Degraded, "in 4.0"}, {47, health.Unhealthy, "in 3.0"},
		{51, health.Unhealthy, "expired"}, {91, health.Unhealthy, "expired"}, {-2, health.Unhealthy, "not yet valid"}} {
		now = epoch.Add(time.Duration(c.days) * day)
		want(t, run(), c.want, c.text)
	}
	now = epoch
	o.ServerName = "elsewhere.example"
	want(t, runner(t, Certificate("name", address, &o))(), health.Unhealthy, "elsewhere.example")
	o.ServerName, o.Roots = "", x509.NewCertPool()
	want(t, runner(t, Certificate("issuer", address, &o))(), health.Unhealthy, "unknown authority")
	o.AnyIssuer = true
	want(t, runner(t, Certificate("any", address, &o))(), health.Healthy, "in 90.0 days")
	now = epoch.Add(-2 * day)
	want(t, runner(t, Certificate("early", address, &o))(), health.Unhealthy, "not valid before")
}

func TestCertificateOfNoServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	go func() { // speaks, but not TLS
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Write([]byte("220 mail\r\n"))
			c.Close()
		}
	}()
	run := runner(t, Certificate("tls", address, nil))
	want(t, run(), health.Unhealthy, "")
	l.Close()
	want(t, run(), health.Unhealthy, "refused")
}

func TestCertificateFile(t *testing.T) {
	dir := t.TempDir()
	leaf := issue(t, nil, "leaf", false, 10*day)
	good, junk, bad := filepath.Join(dir, "good.pem"), filepath.Join(dir, "junk.pem"), filepath.Join(dir, "bad.pem")
	text := append([]byte("a comment\n"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")})...)
	text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: leaf.cert.Raw})...)
	for file, content := range map[string][]byte{good: text, junk: []byte("hello"), bad: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")})} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o := &CertificateOptions{Now: func() time.Time { return epoch }}
	want(t, runner(t, CertificateFile("good", good, o))(), health.Degraded, "in 10.0 days")
	want(t, runner(t, CertificateFile("junk", junk, o))(), health.Unhealthy, "no certificate in the file")
	want(t, runner(t, CertificateFile("bad", bad, o))(), health.Unhealthy, "bad.pem")
	want(t, runner(t, CertificateFile("none", filepath.Join(dir, "none"), o))(), health.Unhealthy, "no such file")
}

func TestFaultsAreToldAtRegistration(t *testing.T) {
	for text, c := range map[string]health.Check{
		"must be host:port":       TCP("c", "no-port"),
		`address "::1": must be`:  Certificate("c", "::1", nil),
		"URL: must be http":       HTTP("c", "ftp://x", nil),
		"URL: cannot be read":     HTTP("c", "http://user:hunter2@host:x y/", nil),
		"slow -1ns":               HTTP("c", "http://x", &HTTPOptions{Slow: -1}),
		"host: must not be empty": DNS("c", "", nil),
		"min addresses -1":        DNS("c", "x", &DNSOptions{MinAddresses: -1}),
		"ping: must not be nil":   Ping("c", nil, 0),
		"slow after -1ns":         Ping("c", func(context.Context) error { return nil }, -1),
		"before the end":          CertificateFile("c", "x", &CertificateOptions{Degraded: time.Hour, Unhealthy: day}),
		"path: must not be empty": CertificateFile("c", "", nil),
		"dependency in liveness":  TCP("c", "x:1").WithProbes(health.Liveness),
	} {
		_, err := health.NewRegistry().WithCheck(c).Build()
		if err == nil || !strings.Contains(err.Error(), text) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
