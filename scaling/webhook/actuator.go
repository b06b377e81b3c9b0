package webhook

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/scicore-go/scicore/scaling"
)

// ErrRefused: the other side answered, but not that it did as asked.
var ErrRefused = errors.New("webhook: refused")

// ActuatorOptions of an [Actuator].
type ActuatorOptions struct {
	URL    string
	Secret string       // requests are signed with it
	Client *http.Client // nil: http.DefaultClient
	Now    func() time.Time
}

// Actuator is a scaling.Actuator behind an URL: GET answers its size as
// {"desired": 3, "ready": 2}, and POST of {"target": 5} asks for another, which
// any status of 2xx accepts. Both are signed. It is safe for concurrent use.
type Actuator struct {
	set ActuatorOptions
	key []byte
}

// NewActuator returns an actuator, or an error that tells every fault at once.
// It asks nothing yet.
func NewActuator(o *ActuatorOptions) (*Actuator, error) {
	set := ActuatorOptions{}
	if o != nil {
		set = *o
	}
	var errs []error
	u, err := url.Parse(set.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		errs = append(errs, fmt.Errorf("%w: url: want http://host/path or https://host/path", ErrOptions))
	}
	k, err := key(set.Secret)
	if err := errors.Join(append(errs, err)...); err != nil {
		return nil, err
	}
	if set.Client == nil {
		set.Client = http.DefaultClient
	}
	if set.Now == nil {
		set.Now = time.Now
	}
	return &Actuator{set, k}, nil
}

// Status asks for the size.
func (a *Actuator) Status(ctx context.Context) (scaling.Status, error) {
	b, err := a.send(ctx, http.MethodGet, nil)
	if err != nil {
		return scaling.Status{}, err
	}
	var s struct{ Desired, Ready *int }
	if err := json.Unmarshal(b, &s); err != nil {
		return scaling.Status{}, fmt.Errorf("webhook: status: %w", err)
	}
	if s.Desired == nil || s.Ready == nil || *s.Desired < 0 || *s.Ready < 0 {
		return scaling.Status{}, fmt.Errorf("webhook: status: desired and ready must both be given, and >= 0")
	}
	return scaling.Status{Desired: *s.Desired, Ready: *s.Ready}, nil
}

// Scale asks for a size.
func (a *Actuator) Scale(ctx context.Context, target int) error {
	if target < 0 {
		return fmt.Errorf("webhook: target %d: must be >= 0", target)
	}
	b, err := json.Marshal(map[string]int{"target": target})
	if err != nil {
		return err
	}
	_, err = a.send(ctx, http.MethodPost, b)
	return err
}

func (a *Actuator) send(ctx context.Context, method string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, a.set.URL, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("webhook: %w", err)
	}
	sign(req.Header, a.key, "msg_"+rand.Text(), a.set.Now(), body)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := a.set.Client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("webhook: %w", err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, MaxBody))
	if err != nil {
		return nil, fmt.Errorf("webhook: %w", err)
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return nil, fmt.Errorf("%w: %s %s: %s: %.200q", ErrRefused, method, req.URL.Redacted(), resp.Status, answer)
	}
	return answer, nil
}

// Verify returns the body of a request that an [Actuator] or a [Receiver]'s
// sender signed with one of the secrets, for the service at the other end.
func Verify(req *http.Request, secrets ...string) ([]byte, error) {
	k, err := keys(secrets)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, req.Body, MaxBody))
	if err != nil {
		return nil, fmt.Errorf("webhook: %w", err)
	}
	_, err = verify(req.Header, k, time.Now(), body)
	return body, err
}

// Sign signs a request for a [Receiver] and sets its body.
func Sign(req *http.Request, secret, id string, body []byte) error {
	k, err := key(secret)
	if err != nil {
		return err
	}
	if id == "" {
		id = "msg_" + rand.Text()
	}
	sign(req.Header, k, id, time.Now(), body)
	req.Body = io.NopCloser(bytes.NewReader(body))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	req.ContentLength = int64(len(body))
	return nil
}
