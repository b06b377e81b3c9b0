package audit

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Signer signs checkpoints with an Ed25519 key, as signed notes. Its name is
// the log's origin: something like "example.com/payments/audit".
type Signer struct {
	name     string
	key      crypto.Signer
	verifier note.Verifier
	public   string
}

// NewKey makes a new key for a log called name: the secret for [ParseSigner],
// and the public key for [ParseVerifier].
func NewKey(name string) (secret, public string, err error) {
	return note.GenerateKey(rand.Reader, name)
}

// ParseSigner reads a secret that [NewKey] made. Its errors do not repeat it.
func ParseSigner(secret string) (*Signer, error) {
	secret = strings.TrimSpace(secret)
	if _, err := note.NewSigner(secret); err != nil {
		return nil, errors.New("audit: malformed secret key: want PRIVATE+KEY+name+hash+data")
	}
	rest := strings.TrimPrefix(secret, "PRIVATE+KEY+")
	name, rest, _ := strings.Cut(rest, "+")
	_, data, _ := strings.Cut(rest, "+")
	seed, err := base64.StdEncoding.DecodeString(data)
	if err != nil || len(seed) != 1+ed25519.SeedSize {
		return nil, errors.New("audit: secret key is not an Ed25519 key")
	}
	return NewSigner(name, ed25519.NewKeyFromSeed(seed[1:]))
}

// NewSigner returns a signer for a log called name whose key is elsewhere, in
// a key service or a hardware module. The key must be an Ed25519 key; it is
// asked once for every group of events.
func NewSigner(name string, key crypto.Signer) (*Signer, error) {
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return nil, fmt.Errorf("audit: key of type %T: want Ed25519", key.Public())
	}
	vkey, err := note.NewEd25519VerifierKey(name, public)
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, fmt.Errorf("audit: name %q: want no spaces and no plus signs", name)
	}
	return &Signer{name: name, key: key, verifier: verifier, public: vkey}, nil
}

// Name returns the key's name.
func (s *Signer) Name() string { return s.name }

// KeyHash returns the hash that tells apart keys of one name.
func (s *Signer) KeyHash() uint32 { return s.verifier.KeyHash() }

// Public returns the public key in text, for [ParseVerifier].
func (s *Signer) Public() string { return s.public }

// Verifier returns the verifier of what s signs.
func (s *Signer) Verifier() note.Verifier { return s.verifier }

// String names the public key; the secret is nowhere to be seen.
func (s *Signer) String() string { return "audit signer " + s.public }

// Format keeps the secret out of every verb of fmt.
func (s *Signer) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// Sign returns the signature of msg.
func (s *Signer) Sign(msg []byte) ([]byte, error) {
	sig, err := s.key.Sign(rand.Reader, msg, crypto.Hash(0))
	if err == nil && len(sig) != ed25519.SignatureSize {
		err = fmt.Errorf("audit: signature of %d bytes: want %d", len(sig), ed25519.SignatureSize)
	}
	return sig, err
}

// ParseVerifier reads a public key that [NewKey] or [Signer.Public] gave.
func ParseVerifier(public string) (note.Verifier, error) {
	v, err := note.NewVerifier(strings.TrimSpace(public))
	if err != nil {
		return nil, fmt.Errorf("audit: malformed public key %q: want name+hash+data", public)
	}
	return v, nil
}
