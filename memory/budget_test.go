package memory

import (
	"errors"
	"math"
	"strings"
	"sync"
	"testing"
)

func TestBudgetRefusesOverLimit(t *testing.T) {
	b := NewBudget(100)
	if err := b.Reserve("a", 60); err != nil {
		t.Fatal(err)
	}
	err := b.Reserve("matmul", 41)
	var le *LimitError
	if !errors.As(err, &le) || !errors.Is(err, ErrLimit) || le.Want != 41 || le.InUse != 60 || le.Limit != 100 {
		t.Fatalf("got %#v", err)
	}
	if !strings.HasPrefix(err.Error(), "matmul: needs 41 B, 60 B of 100 B") {
		t.Errorf("text %q", err)
	}
	if b.InUse() != 60 {
		t.Errorf("a refused reservation changed the count to %d", b.InUse())
	}
	if err := b.Reserve("huge", math.MaxInt64); !errors.Is(err, ErrLimit) {
		t.Errorf("overflowing reservation: %v", err)
	}
	if err := b.Reserve("negative", -1); err == nil {
		t.Error("negative reservation accepted")
	}
	b.Release(60)
	if err := b.Reserve("b", 100); err != nil {
		t.Errorf("after release: %v", err)
	}
}

func TestBudgetWithoutLimit(t *testing.T) {
	for _, b := range []*Budget{nil, NewBudget(0), NewBudget(-5), {}} {
		if err := b.Reserve("a", math.MaxInt64/2); err != nil || b.Limit() != 0 {
			t.Errorf("%v, limit %d", err, b.Limit())
		}
		b.Release(math.MaxInt64 / 2)
		if b.InUse() != 0 {
			t.Errorf("%d in use", b.InUse())
		}
	}
}

func TestBudgetConcurrent(t *testing.T) {
	b := NewBudget(1000)
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 1000 {
				if b.Reserve("x", 300) == nil {
					if u := b.InUse(); u > 1000 {
						t.Errorf("%d in use over the limit", u)
					}
					b.Release(300)
				}
			}
		}()
	}
	wg.Wait()
	if b.InUse() != 0 {
		t.Errorf("%d bytes never given back", b.InUse())
	}
}

func TestBytes(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 1023: "1023 B", 1536: "1.5 KiB", 8 << 30: "8.0 GiB", -2048: "-2.0 KiB", math.MaxInt64: "8.0 EiB"} {
		if got := Bytes(n); got != want {
			t.Errorf("Bytes(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestMemTotal(t *testing.T) {
	if n, ok := memTotal(strings.NewReader("MemFree: 1 kB\nMemTotal:  2048 kB\n")); n != 2<<20 || !ok {
		t.Errorf("got %d, %v", n, ok)
	}
	for _, text := range []string{"", "MemTotal: x kB\n", "MemTotal: 5 MB\n"} {
		if n, ok := memTotal(strings.NewReader(text)); ok {
			t.Errorf("%q gave %d", text, n)
		}
	}
	if n, ok := Total(); ok && n < 1<<24 {
		t.Errorf("this machine has only %d bytes", n)
	}
}
