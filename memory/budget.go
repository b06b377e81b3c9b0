// Package memory keeps the memory budget of a runtime.
//
// A plan reserves its projected peak before anything is allocated and gives it
// back when it ends, so that work over the limit ends in a typed error and
// never in the kernel's out-of-memory kill.
package memory

import (
	"errors"
	"fmt"
	"sync/atomic"
)

// ErrLimit is the sentinel of every [*LimitError].
var ErrLimit = errors.New("memory: limit exceeded")

// LimitError reports work that does not fit under the budget. Nothing was
// allocated for it.
type LimitError struct {
	Op    string // what asked
	Want  int64  // bytes it needs at its peak
	InUse int64  // bytes held by others
	Limit int64  // the budget, in bytes
}

// Error names the operation and the bytes wanted, held and allowed.
func (e *LimitError) Error() string {
	return fmt.Sprintf("%s: needs %s, %s of %s in use: over the memory limit",
		e.Op, Bytes(e.Want), Bytes(e.InUse), Bytes(e.Limit))
}

// Is makes errors.Is(err, ErrLimit) true.
func (e *LimitError) Is(target error) bool { return target == ErrLimit }

// Budget counts reserved bytes against a limit. The zero Budget and a nil one
// have no limit. A Budget is safe for concurrent use and must not be copied.
type Budget struct {
	limit int64
	used  atomic.Int64
}

// NewBudget returns a budget of limit bytes; limit <= 0 means no limit.
func NewBudget(limit int64) *Budget { return &Budget{limit: limit} }

// Limit returns the limit in bytes, 0 for none.
func (b *Budget) Limit() int64 {
	if b == nil || b.limit < 0 {
		return 0
	}
	return b.limit
}

// InUse returns the bytes reserved now.
func (b *Budget) InUse() int64 {
	if b == nil {
		return 0
	}
	return b.used.Load()
}

// Reserve takes n bytes for op, or returns a *LimitError and takes nothing.
// What was reserved must be given back with Release.
func (b *Budget) Reserve(op string, n int64) error {
	if n < 0 {
		return fmt.Errorf("%s: reservation of %d bytes: must be >= 0", op, n)
	}
	if b == nil {
		return nil
	}
	for {
		used := b.used.Load()
		if b.limit > 0 && n > b.limit-used {
			return &LimitError{Op: op, Want: n, InUse: used, Limit: b.limit}
		}
		if b.used.CompareAndSwap(used, used+n) {
			return nil
		}
	}
}

// Release gives back n bytes taken by Reserve.
func (b *Budget) Release(n int64) {
	if b != nil {
		b.used.Add(-n)
	}
}

// Bytes formats a number of bytes in binary units: "1.5 GiB".
func Bytes(n int64) string {
	const unit = 1024
	if n < unit && n > -unit {
		return fmt.Sprintf("%d B", n)
	}
	v, i := float64(n)/unit, 0
	for v >= unit || v <= -unit {
		v /= unit
		i++
	}
	return fmt.Sprintf("%.1f %ciB", v, "KMGTPE"[i])
}
