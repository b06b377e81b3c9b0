package audit

import (
	"fmt"
	"log/slog"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// Mode says what stays of a redacted value.
type Mode uint8

const (
	// Mask keeps nothing. Nobody can ever prove what stood there.
	Mask Mode = iota
	// Commit puts a salted commitment into the log and the salt into the
	// vault: whoever still has the value can prove that it was the one.
	Commit
	// Seal puts a salted commitment into the log, salt and value into the
	// vault. Erasing them there erases the value for good, and the tree stays
	// as it is.
	Seal
)

// Rule names values that must not reach the log in clear. It matches by key or
// by content; what it matches is replaced as a whole.
type Rule struct {
	Name string // stands in the log in place of the value
	Mode Mode
	// Keys match attribute keys, and the fields actor, action, resource and
	// trace. Case and everything but letters and digits is ignored; a *
	// at either end stands for anything.
	Keys []string
	// Pattern matches anywhere inside text, bytes and integers, and inside
	// keys. Hint, if not empty, is text that every match contains: without it
	// the pattern is not tried.
	Pattern *regexp.Regexp
	Hint    string
}

// Redaction is the host's policy for secrets and personal data. The first rule
// that matches decides.
type Redaction struct {
	Rules []Rule
	Vault Vault // for rules that Commit or Seal
}

// Secrets returns rules for credentials: keys such as password, token,
// authorization or api_key, and values that look like bearer and JSON web
// tokens, private keys, keys of clouds and forges, or URLs with a password.
func Secrets(mode Mode) []Rule {
	return []Rule{
		{Name: "secret", Mode: mode, Keys: []string{
			"*password*", "*passwd*", "*passphrase*", "*secret*", "*apikey*", "*accesskey*", "*privatekey*", "*signingkey*",
			"*credential*", "*token", "authorization", "proxyauthorization", "cookie", "setcookie", "sessionid", "otp", "pin", "cvv", "cvc",
		}},
		{Name: "bearer token", Mode: mode, Pattern: regexp.MustCompile(`(?i)\b(bearer|basic)\s+[a-z0-9._~+/-]{8,}=*`), Hint: " "},
		{Name: "JSON web token", Mode: mode, Pattern: regexp.MustCompile(`eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]*`), Hint: "eyJ"},
		{Name: "private key", Mode: mode, Pattern: regexp.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY`), Hint: "-----BEGIN "},
		{Name: "private key", Mode: mode, Pattern: regexp.MustCompile(`AGE-SECRET-KEY-1`), Hint: "AGE-SECRET-KEY-1"},
		{Name: "private key", Mode: mode, Pattern: regexp.MustCompile(`PRIVATE\+KEY\+`), Hint: "PRIVATE+KEY+"},
		{Name: "cloud key", Mode: mode, Pattern: regexp.MustCompile(`\b(AKIA|ASIA)[A-Z0-9]{16}\b`), Hint: "IA"},
		{Name: "cloud key", Mode: mode, Pattern: regexp.MustCompile(`\bAIza[A-Za-z0-9_-]{35}`), Hint: "AIza"},
		{Name: "forge token", Mode: mode, Pattern: regexp.MustCompile(`\bgh[pousr]_[A-Za-z0-9]{20,}`), Hint: "gh"},
		{Name: "forge token", Mode: mode, Pattern: regexp.MustCompile(`\bgithub_pat_[A-Za-z0-9_]{20,}`), Hint: "github_pat_"},
		{Name: "chat token", Mode: mode, Pattern: regexp.MustCompile(`\bxox[abprs]-[A-Za-z0-9-]{10,}`), Hint: "xox"},
		{Name: "URL with password", Mode: mode, Pattern: regexp.MustCompile(`://[^/\s:@]*:[^/\s@]+@`), Hint: "://"},
	}
}

// Personal returns rules for personal data: e-mail addresses, payment card
// numbers, and keys such as email, phone or birthday.
func Personal(mode Mode) []Rule {
	return []Rule{
		{Name: "personal", Mode: mode, Keys: []string{"*email*", "*phone*", "ssn", "*birthday*", "*birthdate*", "dateofbirth", "*passport*", "iban", "*cardnumber*"}},
		{Name: "e-mail", Mode: mode, Pattern: regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}`), Hint: "@"},
		{Name: "card number", Mode: mode, Pattern: regexp.MustCompile(`\b(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|3[47]\d\d|6011|65\d\d)[ -]?\d{4}[ -]?\d{4}[ -]?\d{3,4}\b`)},
	}
}

// redactor is a Redaction made ready. A nil redactor matches nothing.
type redactor struct {
	rules   []Rule
	vault   Vault
	cached  sync.Map // key → index of its rule, -1 for none
	entries atomic.Int32
	count   atomic.Uint64
}

// cachedKeys bounds the cache: keys may come from an attacker.
const cachedKeys = 1024

func newRedactor(r *Redaction) (*redactor, error) {
	if r == nil {
		r = &Redaction{Rules: Secrets(Mask)}
	}
	out := &redactor{vault: r.Vault}
	for i, rule := range r.Rules {
		if rule.Name == "" || len(rule.Name) > 64 {
			return nil, fmt.Errorf("audit: redaction rule %d: name of %d bytes: want 1 to 64", i, len(rule.Name))
		}
		if rule.Mode > Seal {
			return nil, fmt.Errorf("audit: redaction rule %q: unknown mode %d", rule.Name, rule.Mode)
		}
		if rule.Mode != Mask && r.Vault == nil {
			return nil, fmt.Errorf("audit: redaction rule %q: Commit and Seal need a vault", rule.Name)
		}
		keys := make([]string, len(rule.Keys))
		for j, k := range rule.Keys {
			keys[j] = normalKey(k, true)
		}
		rule.Keys = keys
		out.rules = append(out.rules, rule)
	}
	return out, nil
}

// match returns the rule for text s called key, or nil.
func (r *redactor) match(key, s string) *Rule {
	if r == nil || s == "" {
		return nil
	}
	if rule := r.matchKey(key); rule != nil {
		return rule
	}
	return r.matchText(s)
}

func (r *redactor) matchText(s string) *Rule {
	if r == nil || len(s) < 4 {
		return nil
	}
	for i := range r.rules {
		rule := &r.rules[i]
		if rule.Pattern != nil && strings.Contains(s, rule.Hint) && rule.Pattern.MatchString(s) {
			return rule
		}
	}
	return nil
}

// matchValue returns the rule for a value called key, or nil. What is redacted
// already stays as it is.
func (r *redactor) matchValue(key string, v slog.Value) *Rule {
	if r == nil {
		return nil
	}
	if v.Kind() == slog.KindAny {
		if _, done := v.Any().(Redacted); done {
			return nil
		}
	}
	if rule := r.matchKey(key); rule != nil {
		return rule
	}
	switch v.Kind() {
	case slog.KindString:
		return r.matchText(v.String())
	case slog.KindInt64:
		if i := v.Int64(); i > 1e9 {
			return r.matchText(strconv.FormatInt(i, 10))
		}
	case slog.KindUint64:
		if u := v.Uint64(); u > 1e9 {
			return r.matchText(strconv.FormatUint(u, 10))
		}
	case slog.KindAny:
		if b, ok := v.Any().([]byte); ok {
			return r.matchText(string(b))
		}
	}
	return nil
}

func (r *redactor) matchKey(key string) *Rule {
	if r == nil || len(r.rules) == 0 {
		return nil
	}
	if i, ok := r.cached.Load(key); ok {
		return r.at(i.(int))
	}
	i := r.searchKey(normalKey(key, false))
	if len(key) <= 64 && r.entries.Load() < cachedKeys {
		if _, had := r.cached.LoadOrStore(strings.Clone(key), i); !had {
			r.entries.Add(1)
		}
	}
	return r.at(i)
}

func (r *redactor) at(i int) *Rule {
	if i < 0 {
		return nil
	}
	return &r.rules[i]
}

func (r *redactor) searchKey(key string) int {
	for i := range r.rules {
		for _, pattern := range r.rules[i].Keys {
			if matchGlob(pattern, key) {
				return i
			}
		}
	}
	return -1
}

// normalKey lowers key and leaves out what is neither letter nor digit, so
// that "X-Api-Key", "api_key" and "apiKey" are one.
func normalKey(key string, stars bool) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c > 127, stars && c == '*':
			return c
		case c >= 'A' && c <= 'Z':
			return c + 'a' - 'A'
		}
		return -1
	}, key)
}

func matchGlob(pattern, key string) bool {
	inner, open := strings.CutSuffix(pattern, "*")
	inner, free := strings.CutPrefix(inner, "*")
	switch {
	case inner == "":
		return open || free
	case open && free:
		return strings.Contains(key, inner)
	case open:
		return strings.HasPrefix(key, inner)
	case free:
		return strings.HasSuffix(key, inner)
	}
	return key == inner
}
