package netcheck

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/scicore-go/scicore/observability/health"
)

// CertificateOptions say when a certificate should have been renewed. Nil
// means defaults.
type CertificateOptions struct {
	Degraded  time.Duration // left before it ends; 0: 21 days
	Unhealthy time.Duration // left before it ends; 0: 3 days

	Roots      *x509.CertPool   // nil: the system's
	ServerName string           // empty: the host of the address
	AnyIssuer  bool             // look at the dates of the first certificate, not at who signed it
	Now        func() time.Time // nil: time.Now
}

const day = 24 * time.Hour

// Certificate checks the certificate that a TLS server at address, host:port,
// shows: that it is valid for the host, and for how long, intermediates
// included.
func Certificate(name, address string, o *CertificateOptions) health.Check {
	w := newCertWatch(o)
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		err = fmt.Errorf("address %q: must be host:port: %w", address, err)
	}
	if w.ServerName == "" {
		w.ServerName = host
	}
	w.fetch = func(ctx context.Context) ([]*x509.Certificate, error) { return shown(ctx, address, w.ServerName) }
	return health.NewCheck(name, w.check).WithDependency().WithFault(err).WithFault(w.fault())
}

// CertificateFile checks for how long the first certificate of a PEM file is
// valid: the one that this service shows. Who signed it is not looked at, and
// it is no dependency.
func CertificateFile(name, path string, o *CertificateOptions) health.Check {
	w := newCertWatch(o)
	w.AnyIssuer = true
	w.fetch = func(context.Context) ([]*x509.Certificate, error) { return readPEM(path) }
	c := health.NewCheck(name, w.check).WithFault(w.fault())
	if path == "" {
		c = c.WithFault(errors.New("path: must not be empty"))
	}
	return c
}

type certWatch struct {
	CertificateOptions
	fetch func(ctx context.Context) ([]*x509.Certificate, error)
}

func newCertWatch(o *CertificateOptions) *certWatch {
	w := &certWatch{}
	if o != nil {
		w.CertificateOptions = *o
	}
	if w.Degraded == 0 {
		w.Degraded = 21 * day
	}
	if w.Unhealthy == 0 {
		w.Unhealthy = min(3*day, w.Degraded)
	}
	if w.Now == nil {
		w.Now = time.Now
	}
	return w
}

func (w *certWatch) fault() error {
	if w.Unhealthy < 0 || w.Degraded < w.Unhealthy {
		return fmt.Errorf("degraded %v and unhealthy %v before the end: must be degraded >= unhealthy >= 0", w.Degraded, w.Unhealthy)
	}
	return nil
}

func (w *certWatch) check(ctx context.Context) health.Result {
	certs, err := w.fetch(ctx)
	if err != nil {
		return health.Fail(err)
	}
	leaf, now := certs[0], w.Now()
	end, err := w.end(certs, now)
	details := []slog.Attr{slog.String("subject", leaf.Subject.String()), slog.Time("not_after", leaf.NotAfter)}
	if err != nil {
		return health.Fail(fmt.Errorf("certificate of %s: %w", leaf.Subject, err), details...)
	}
	left := end.Sub(now)
	r := health.Pass(append(details, slog.Time("ends", end))...)
	r.Message = fmt.Sprintf("certificate of %s ends %s, in %.1f days", leaf.Subject, end.UTC().Format(time.DateTime), left.Hours()/24)
	switch {
	case left <= w.Unhealthy:
		r.State = health.Unhealthy
	case left <= w.Degraded:
		r.State = health.Degraded
	}
	return r
}

// end returns when the certificates stop being valid: the last day on which
// some chain to a root holds.
func (w *certWatch) end(certs []*x509.Certificate, now time.Time) (time.Time, error) {
	leaf := certs[0]
	if w.AnyIssuer {
		if now.Before(leaf.NotBefore) {
			return leaf.NotAfter, fmt.Errorf("not valid before %s", leaf.NotBefore.UTC().Format(time.DateTime))
		}
		return leaf.NotAfter, nil
	}
	between := x509.NewCertPool()
	for _, c := range certs[1:] {
		between.AddCert(c)
	}
	chains, err := leaf.Verify(x509.VerifyOptions{DNSName: w.ServerName, Roots: w.Roots, Intermediates: between, CurrentTime: now})
	var last time.Time
	for _, chain := range chains {
		first := chain[0].NotAfter
		for _, c := range chain[1:] {
			if c.NotAfter.Before(first) {
				first = c.NotAfter
			}
		}
		if first.After(last) {
			last = first
		}
	}
	return last, err
}

// shown returns the certificates that a server shows. They are not verified
// here: what is wrong with them is the check's to tell, and nothing is sent.
func shown(ctx context.Context, address, serverName string) ([]*x509.Certificate, error) {
	d := tls.Dialer{Config: &tls.Config{ServerName: serverName, InsecureSkipVerify: true}}
	conn, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	certs := conn.(*tls.Conn).ConnectionState().PeerCertificates
	if len(certs) == 0 {
		return nil, fmt.Errorf("%s shows no certificate", address)
	}
	return certs, nil
}

// maxPEM bounds what is read of a file that should hold certificates.
const maxPEM = 1 << 20

func readPEM(path string) ([]*x509.Certificate, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxPEM))
	if err != nil {
		return nil, err
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "CERTIFICATE" {
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			return []*x509.Certificate{c}, nil
		}
	}
	return nil, fmt.Errorf("%s: no certificate in the file", path)
}
