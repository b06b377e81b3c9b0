package loadbalancing

import (
	"fmt"
	"runtime"
	"testing"
	"time"
)

// inUse is a balancer of n nodes that has served for a while.
func inUse(b *testing.B, s Strategy, n int) *Balancer {
	lb := build(b, New().WithAlgorithm(s).WithNodes(nodes(n)...))
	for i := range 4 * n {
		t, err := lb.Pick(Request{Key: uint64(i + 1)})
		if err != nil {
			b.Fatal(err)
		}
		t.Done(Outcome{Latency: time.Duration(9+i%3) * time.Millisecond})
	}
	lb.Maintain()
	return lb
}

var benchmarked = []Strategy{RoundRobin, WeightedRoundRobin, LeastConnections, Adaptive, ProbePool, Maglev, ConsistentHash}

func benchmarkSizes(b *testing.B, run func(*testing.B, *Balancer)) {
	for _, s := range benchmarked {
		for _, n := range []int{10, 100, 1000, 10000} {
			b.Run(fmt.Sprintf("%s/%d", s.Name(), n), func(b *testing.B) {
				lb := inUse(b, s, n)
				b.ReportAllocs()
				b.ResetTimer()
				run(b, lb)
			})
		}
	}
}

// BenchmarkPick is a pick whose end is never told: what a request waits for.
func BenchmarkPick(b *testing.B) {
	benchmarkSizes(b, func(b *testing.B, lb *Balancer) {
		for i := range b.N {
			lb.Pick(Request{Key: uint64(i + 1)})
		}
	})
}

func BenchmarkPickParallel8(b *testing.B) {
	benchmarkSizes(b, func(b *testing.B, lb *Balancer) {
		parallel8(b, func(i uint64) { lb.Pick(Request{Key: i}) })
	})
}

// BenchmarkChoose is the strategy alone, without counting the request.
func BenchmarkChoose(b *testing.B) {
	benchmarkSizes(b, func(b *testing.B, lb *Balancer) {
		p := lb.snap.Load().picker
		for i := range b.N {
			p.Pick(Request{Key: uint64(i + 1)})
		}
	})
}

func BenchmarkChooseParallel8(b *testing.B) {
	benchmarkSizes(b, func(b *testing.B, lb *Balancer) {
		p := lb.snap.Load().picker
		parallel8(b, func(i uint64) { p.Pick(Request{Key: i}) })
	})
}

func BenchmarkPickDone(b *testing.B) {
	benchmarkSizes(b, func(b *testing.B, lb *Balancer) {
		for i := range b.N {
			t, _ := lb.Pick(Request{Key: uint64(i + 1)})
			t.Done(Outcome{Latency: 10 * time.Millisecond})
		}
	})
}

// parallel8 runs f in 8 goroutines.
func parallel8(b *testing.B, f func(uint64)) {
	b.SetParallelism(max(1, 8/runtime.GOMAXPROCS(0)))
	b.RunParallel(func(pb *testing.PB) {
		for i := uint64(1); pb.Next(); i++ {
			f(i)
		}
	})
}

func BenchmarkBuildTables(b *testing.B) {
	for _, n := range []int{64, 1000, 10000} {
		ids, weights := make([]uint64, n), make([]int64, n)
		for i := range ids {
			ids[i], weights[i] = HashKey(fmt.Sprint(i)), weightUnit
		}
		b.Run(fmt.Sprintf("maglev/%d", n), func(b *testing.B) {
			for range b.N {
				maglevTable(ids, weights, tableSize(n))
			}
		})
		b.Run(fmt.Sprintf("ring/%d", n), func(b *testing.B) {
			for range b.N {
				ring(ids, weights)
			}
		})
	}
}
