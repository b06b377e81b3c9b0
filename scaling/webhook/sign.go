package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Headers of the specification.
const (
	headerID        = "Webhook-Id"
	headerTime      = "Webhook-Timestamp"
	headerSignature = "Webhook-Signature"
)

// Tolerance is how far the time of a message may be from now.
const Tolerance = 5 * time.Minute

var (
	// ErrSignature: a message is not signed as it should be.
	ErrSignature = errors.New("webhook: signature")
	// ErrOptions is the sentinel of options that cannot be used.
	ErrOptions = errors.New("webhook: bad options")
)

// minKey and maxKey are the sizes of keys that the specification allows.
const minKey, maxKey = 24, 64

// key reads a secret: base64 after "whsec_".
func key(secret string) ([]byte, error) {
	k, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(k) < minKey || len(k) > maxKey {
		// The secret itself must not be in an error.
		return nil, fmt.Errorf("%w: secret: want base64 of %d to %d bytes, after whsec_ or alone", ErrOptions, minKey, maxKey)
	}
	return k, nil
}

func keys(secrets []string) (out [][]byte, err error) {
	if len(secrets) == 0 {
		return nil, fmt.Errorf("%w: secrets: there are none", ErrOptions)
	}
	var errs []error
	for _, s := range secrets {
		k, err := key(s)
		errs = append(errs, err)
		out = append(out, k)
	}
	return out, errors.Join(errs...)
}

func signature(key []byte, id, at string, body []byte) string {
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.", id, at)
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// sign sets the headers of a message.
func sign(h http.Header, key []byte, id string, now time.Time, body []byte) {
	at := strconv.FormatInt(now.Unix(), 10)
	h.Set(headerID, id)
	h.Set(headerTime, at)
	h.Set(headerSignature, signature(key, id, at, body))
}

// verify returns the id of a message that one of the keys has signed.
func verify(h http.Header, keys [][]byte, now time.Time, body []byte) (string, error) {
	id, at := h.Get(headerID), h.Get(headerTime)
	seconds, err := strconv.ParseInt(at, 10, 64)
	if id == "" || len(id) > 256 || err != nil {
		return "", fmt.Errorf("%w: %s and %s must be given", ErrSignature, headerID, headerTime)
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > Tolerance || age < -Tolerance {
		return "", fmt.Errorf("%w: the message is %v old: at most %v is allowed either way", ErrSignature, age.Round(time.Second), Tolerance)
	}
	for _, given := range strings.Fields(h.Get(headerSignature)) {
		for _, k := range keys {
			if hmac.Equal([]byte(given), []byte(signature(k, id, at, body))) {
				return id, nil
			}
		}
	}
	return "", fmt.Errorf("%w: none of the message's is right", ErrSignature)
}
