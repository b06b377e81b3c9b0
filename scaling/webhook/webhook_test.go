package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/scalingtest"
)

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// The example of the specification's own documentation of libraries.
func TestSignatureVector(t *testing.T) {
	k, err := key(secret)
	if err != nil {
		t.Fatal(err)
	}
	got := signature(k, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`))
	if got != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Error(got)
	}
}

func receiver(t *testing.T, now func() time.Time) *Receiver {
	t.Helper()
	r, err := NewReceiver(&ReceiverOptions{Secrets: []string{"whsec_" + strings.Repeat("A", 32), secret}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// post sends a body, its headers changed by spoil after it was signed.
func post(t *testing.T, r *Receiver, id, body string, spoil func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequest(http.MethodPost, "/", nil)
	if err := Sign(req, secret, id, []byte(body)); err != nil {
		t.Fatal(err)
	}
	if spoil != nil {
		spoil(req)
	}
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	return w
}

func TestReceiver(t *testing.T) {
	r := receiver(t, nil)
	if w := post(t, r, "m1", `{"name":"upload","attrs":{"size":"7"}}`, nil); w.Code != http.StatusAccepted {
		t.Error(w.Code, w.Body)
	}
	select {
	case <-r.Wake():
	case <-time.After(20 * time.Second):
		t.Fatal("nobody was woken")
	}
	post(t, r, "m1", `{"name":"upload"}`, nil) // again
	post(t, r, "m2", `[{"name":"a","key":"k","at":"2026-03-02T12:00:00Z"},{"name":"b"}]`, nil)
	got, err := r.Events(context.Background())
	if err != nil || len(got) != 3 {
		t.Fatalf("%+v, %v", got, err)
	}
	if got[0].Name != "upload" || got[0].Key != "m1/0" || got[0].Attrs["size"] != "7" || time.Since(got[0].At) > time.Minute {
		t.Errorf("%+v", got[0])
	}
	if got[1].Key != "k" || got[1].At.Year() != 2026 || got[2].Key != "m2/1" {
		t.Errorf("%+v", got)
	}
}

func TestReceiverRefuses(t *testing.T) {
	at := func(d time.Duration) func(*http.Request) {
		return func(r *http.Request) {
			k, _ := key(secret)
			sign(r.Header, k, "m", time.Now().Add(d), []byte(`{"name":"x"}`))
		}
	}
	for _, tc := range []struct {
		name, body string
		spoil      func(*http.Request)
		status     int
	}{
		{"method", `{"name":"x"}`, func(r *http.Request) { r.Method = http.MethodGet }, 405},
		{"no signature", `{"name":"x"}`, func(r *http.Request) { r.Header.Del(headerSignature) }, 401},
		{"no id", `{"name":"x"}`, func(r *http.Request) { r.Header.Del(headerID) }, 401},
		{"another id", `{"name":"x"}`, func(r *http.Request) { r.Header.Set(headerID, "other") }, 401},
		{"another time", `{"name":"x"}`, func(r *http.Request) {
			r.Header.Set(headerTime, strconv.FormatInt(time.Now().Unix()+1, 10))
		}, 401},
		{"another body", `{"name":"x"}`, func(r *http.Request) {
			r.Body = http.NoBody
		}, 401},
		{"another secret", `{"name":"x"}`, func(r *http.Request) {
			if err := Sign(r, "whsec_"+strings.Repeat("B", 32), "m", []byte(`{"name":"x"}`)); err != nil {
				t.Fatal(err)
			}
		}, 401},
		{"old", `{"name":"x"}`, at(-6 * time.Minute), 401},
		{"from the future", `{"name":"x"}`, at(6 * time.Minute), 401},
		{"in time", `{"name":"x"}`, at(-4 * time.Minute), 202},
		{"no JSON", `{`, nil, 400},
		{"no name", `{"key":"x"}`, nil, 400},
		{"long name", `{"name":"` + strings.Repeat("x", 300) + `"}`, nil, 400},
		{"too many", "[" + strings.Repeat(`{"name":"x"},`, MaxEvents) + `{"name":"x"}]`, nil, 400},
		{"too large", `{"name":"` + strings.Repeat("x", MaxBody) + `"}`, nil, 413},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := receiver(t, nil)
			if w := post(t, r, "m", tc.body, tc.spoil); w.Code != tc.status {
				t.Errorf("%d %s, want %d", w.Code, w.Body, tc.status)
			}
			if got, _ := r.Events(context.Background()); (len(got) > 0) != (tc.status == 202) {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestBadOptions(t *testing.T) {
	for _, secrets := range [][]string{nil, {""}, {"whsec_short"}, {"not base64 at all!"}} {
		if _, err := NewReceiver(&ReceiverOptions{Secrets: secrets}); !errors.Is(err, ErrOptions) {
			t.Errorf("%q: %v", secrets, err)
		} else if len(secrets) > 0 && secrets[0] != "" && strings.Contains(err.Error(), secrets[0]) {
			t.Errorf("the error tells the secret: %v", err)
		}
	}
	if _, err := NewActuator(nil); !errors.Is(err, ErrOptions) || !strings.Contains(err.Error(), "url") || !strings.Contains(err.Error(), "secret") {
		t.Error(err)
	}
}

// service is the other end of an actuator.
func service(t *testing.T, pool scaling.Actuator) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := Verify(r, secret)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		if r.Method == http.MethodPost {
			var ask struct{ Target int }
			err := json.Unmarshal(body, &ask)
			if err == nil {
				err = pool.Scale(r.Context(), ask.Target)
			}
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
			}
			return
		}
		status, err := pool.Status(r.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		json.NewEncoder(w).Encode(status)
	}))
	t.Cleanup(s.Close)
	return s
}

func TestActuator(t *testing.T) {
	s := service(t, scalingtest.NewActuator(scaling.SystemClock{}, 1, time.Millisecond))
	a, err := NewActuator(&ActuatorOptions{URL: s.URL, Secret: secret, Client: s.Client()})
	if err != nil {
		t.Fatal(err)
	}
	scalingtest.TestActuator(t, a, 20*time.Second)
	stranger, err := NewActuator(&ActuatorOptions{URL: s.URL, Secret: "whsec_" + strings.Repeat("B", 32), Client: s.Client()})
	if err != nil {
		t.Fatal(err)
	}
	if err := stranger.Scale(context.Background(), 9); !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), "401") {
		t.Error(err)
	}
}

func TestActuatorsThatTalkNonsense(t *testing.T) {
	for _, body := range []string{``, `{}`, `{"desired":3}`, `{"desired":-1,"ready":0}`, `{"desired":"3","ready":1}`} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(body)) }))
		a, err := NewActuator(&ActuatorOptions{URL: s.URL, Secret: secret, Client: s.Client()})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := a.Status(context.Background()); err == nil {
			t.Errorf("%s: %+v", body, got)
		}
		s.Close()
	}
}

func FuzzReceiver(f *testing.F) {
	f.Add([]byte(`{"name":"x","at":"2026-03-02T12:00:00Z"}`))
	f.Add([]byte(`[{"name":"x"},{}]`))
	f.Add([]byte(` [`))
	r, err := NewReceiver(&ReceiverOptions{Secrets: []string{secret}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		events, err := r.parse("m", bytes.Clone(body))
		for _, e := range events {
			if err != nil || e.Name == "" || e.Key == "" || e.At.IsZero() {
				t.Errorf("%+v, %v", e, err)
			}
		}
	})
}
