// Package vaulttest is the suite that every audit.Vault must pass.
package vaulttest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/scicore-go/scicore/observability/audit"
)

// Run holds the vault that open returns against the interface. The vault must
// be empty.
func Run(t *testing.T, open func(t *testing.T) audit.Vault) {
	t.Run("Keep", func(t *testing.T) { keeps(t, open(t)) })
	t.Run("Erase", func(t *testing.T) { erases(t, open(t)) })
	t.Run("Cancelled", func(t *testing.T) { cancelled(t, open(t)) })
	t.Run("Concurrent", func(t *testing.T) { concurrent(t, open(t)) })
}

func opening(field string, value []byte) audit.Opening {
	o := audit.Opening{Field: field, Value: value}
	rand.Read(o.Salt[:])
	rand.Read(o.Commitment[:])
	return o
}

func check(t *testing.T, v audit.Vault, want audit.Opening) {
	t.Helper()
	got, err := v.Open(context.Background(), want.Commitment)
	if err != nil || got.Commitment != want.Commitment || got.Salt != want.Salt || got.Field != want.Field ||
		!bytes.Equal(got.Value, want.Value) || (got.Value == nil) != (want.Value == nil) {
		t.Errorf("an opening of field %q came back changed: %v", want.Field, err)
	}
}

func keeps(t *testing.T, v audit.Vault) {
	ctx := context.Background()
	all := []audit.Opening{opening("a", []byte("value")), opening("b.c", nil), opening("", []byte{}), opening("long", make([]byte, 40_000))}
	if err := v.Keep(ctx, all[:3]); err != nil {
		t.Fatal(err)
	}
	if err := v.Keep(ctx, all[3:]); err != nil {
		t.Fatal(err)
	}
	if err := v.Keep(ctx, nil); err != nil {
		t.Errorf("keeping nothing: %v", err)
	}
	for _, o := range all {
		check(t, v, o)
	}
	if _, err := v.Open(ctx, opening("x", nil).Commitment); !errors.Is(err, audit.ErrErased) {
		t.Errorf("an opening that was never kept: %v", err)
	}
}

func erases(t *testing.T, v audit.Vault) {
	ctx := context.Background()
	all := []audit.Opening{opening("a", []byte("1")), opening("b", []byte("2")), opening("c", nil)}
	if err := v.Keep(ctx, all); err != nil {
		t.Fatal(err)
	}
	if err := v.Erase(ctx, all[0].Commitment, all[2].Commitment, opening("x", nil).Commitment); err != nil {
		t.Fatal(err)
	}
	for _, i := range []int{0, 2} {
		if _, err := v.Open(ctx, all[i].Commitment); !errors.Is(err, audit.ErrErased) {
			t.Errorf("an erased opening: %v", err)
		}
	}
	check(t, v, all[1])
}

func cancelled(t *testing.T, v audit.Vault) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	o := opening("a", nil)
	if err := v.Keep(ctx, []audit.Opening{o}); !errors.Is(err, context.Canceled) {
		t.Errorf("Keep with an ended context: %v", err)
	}
	if _, err := v.Open(context.Background(), o.Commitment); !errors.Is(err, audit.ErrErased) {
		t.Errorf("it was kept all the same: %v", err)
	}
}

func concurrent(t *testing.T, v audit.Vault) {
	ctx := context.Background()
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 10 {
				o := opening(fmt.Sprint(w, i), []byte{byte(i)})
				if err := v.Keep(ctx, []audit.Opening{o}); err != nil {
					t.Error(err)
				}
				check(t, v, o)
				if i%2 == 0 {
					if err := v.Erase(ctx, o.Commitment); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
}
