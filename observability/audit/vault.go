package audit

import (
	"context"
	"fmt"
	"sync"
)

// Vault keeps the openings of commitments, apart from the log. Its
// implementations are safe for concurrent use; vaulttest has the suite that
// each must pass.
type Vault interface {
	// Keep stores openings and returns when they are durable. The log calls it
	// before the entries with their commitments are written.
	Keep(ctx context.Context, openings []Opening) error
	// Open returns the opening of c, or an error that is ErrErased.
	Open(ctx context.Context, c Commitment) (Opening, error)
	// Erase destroys openings for good and returns when that is durable.
	// Those that are not there are no error.
	Erase(ctx context.Context, cs ...Commitment) error
}

// MemoryVault keeps openings for as long as the process lives. The zero value
// is ready for use.
type MemoryVault struct {
	mu   sync.RWMutex
	kept map[Commitment]Opening
}

// Keep stores openings.
func (v *MemoryVault) Keep(ctx context.Context, openings []Opening) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.kept == nil {
		v.kept = make(map[Commitment]Opening)
	}
	for _, o := range openings {
		v.kept[o.Commitment] = o
	}
	return nil
}

// Open returns the opening of c.
func (v *MemoryVault) Open(_ context.Context, c Commitment) (Opening, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	o, ok := v.kept[c]
	if !ok {
		return Opening{}, fmt.Errorf("%w: %s", ErrErased, c)
	}
	return o, nil
}

// Erase destroys openings.
func (v *MemoryVault) Erase(_ context.Context, cs ...Commitment) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, c := range cs {
		clear(v.kept[c].Value)
		delete(v.kept, c)
	}
	return nil
}
