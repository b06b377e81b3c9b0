package vertical

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// DefaultPatience is how many recommendations in a row must agree before a
// profile changes that still suffices most of the time.
const DefaultPatience = 3

// ErrUnknownProfile is the sentinel of a profile that is none of a scaler's.
var ErrUnknownProfile = errors.New("vertical: unknown profile")

// Applier makes a profile real. Its package says for what.
type Applier interface {
	// Apply changes the size, or returns an error and leaves it as it was.
	Apply(ctx context.Context, p ResourceProfile) error
}

// ApplierFunc is a function that is an applier.
type ApplierFunc func(ctx context.Context, p ResourceProfile) error

// Apply calls f.
func (f ApplierFunc) Apply(ctx context.Context, p ResourceProfile) error { return f(ctx, p) }

// ScalerBuilder describes a [Scaler]. It is an immutable value: each With
// method returns a changed copy.
type ScalerBuilder struct {
	profiles []ResourceProfile
	appliers []Applier
	current  string
	patience int
}

// NewScaler returns the description of a scaler among profiles.
func NewScaler(p ...ResourceProfile) ScalerBuilder {
	return ScalerBuilder{profiles: slices.Clone(p), patience: DefaultPatience}
}

// WithApplier adds what makes profiles real, in this order. Where one fails
// those before it are given the profile of before.
func (b ScalerBuilder) WithApplier(a ...Applier) ScalerBuilder {
	b.appliers = append(slices.Clip(b.appliers), a...)
	return b
}

// WithCurrent names the profile there is now; the default is the cheapest.
func (b ScalerBuilder) WithCurrent(name string) ScalerBuilder { b.current = name; return b }

// WithPatience sets how many recommendations in a row must agree, >= 1; the
// default is [DefaultPatience].
func (b ScalerBuilder) WithPatience(n int) ScalerBuilder { b.patience = n; return b }

// Build returns the scaler, or an error that tells every fault at once. It
// applies nothing.
func (b ScalerBuilder) Build() (*Scaler, error) {
	l, err := newLadder(b.profiles)
	errs := []error{err}
	if b.patience < 1 {
		errs = append(errs, fmt.Errorf("vertical: patience %d: must be >= 1", b.patience))
	}
	for i, a := range b.appliers {
		if a == nil {
			errs = append(errs, fmt.Errorf("vertical: applier %d: must not be nil", i))
		}
	}
	at := 0
	if b.current != "" {
		if at = l.find(b.current); at < 0 {
			errs = append(errs, fmt.Errorf("%w: %q", ErrUnknownProfile, b.current))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return &Scaler{ladder: l, appliers: slices.Clone(b.appliers), patience: b.patience, current: at}, nil
}

// Scaler recommends and applies profiles. It is safe for concurrent use.
type Scaler struct {
	ladder   ladder
	appliers []Applier
	patience int

	turn sync.Mutex // held while a profile is applied

	mu      sync.Mutex
	current int
	streak  streak
}

// Profiles returns all profiles, cheapest first.
func (s *Scaler) Profiles() []ResourceProfile { return slices.Clone(s.ladder) }

// Current returns the profile that was applied last.
func (s *Scaler) Current() ResourceProfile {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ladder[s.current]
}

// RecommendProfile returns the profile for a workload. Each call counts as
// one of those that must agree.
func (s *Scaler) RecommendProfile(w Workload) Recommendation {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.ladder.recommend(w, s.current, s.patience, s.streak)
	s.streak = r.streak
	return r
}

// ApplyProfile makes a profile of the scaler's real.
func (s *Scaler) ApplyProfile(ctx context.Context, p ResourceProfile) error {
	to := s.ladder.find(p.name)
	if to < 0 {
		return fmt.Errorf("%w: %q", ErrUnknownProfile, p.name)
	}
	s.turn.Lock()
	defer s.turn.Unlock()
	if err := s.apply(ctx, s.ladder[to]); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != to {
		s.current, s.streak = to, streak{}
	}
	return nil
}

func (s *Scaler) apply(ctx context.Context, p ResourceProfile) error {
	before := s.Current()
	for i, a := range s.appliers {
		if err := a.Apply(ctx, p); err != nil {
			err = fmt.Errorf("vertical: apply %s: %w", p.name, err)
			for _, done := range slices.Backward(s.appliers[:i]) {
				// Whoever gave up waiting still wants the size of before.
				if back := done.Apply(context.WithoutCancel(ctx), before); back != nil {
					err = errors.Join(err, fmt.Errorf("vertical: back to %s: %w", before.name, back))
				}
			}
			return err
		}
	}
	return nil
}
