package stopwatch

import (
	"testing"
	"time"
)

func BenchmarkStopwatch(b *testing.B) {
	for range b.N {
		Start().Elapsed()
	}
}

func BenchmarkClock(b *testing.B) {
	for range b.N {
		t := nanos()
		_ = nanos() - t
	}
}

func BenchmarkTime(b *testing.B) {
	for range b.N {
		time.Since(time.Now())
	}
}
