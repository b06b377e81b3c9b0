package loadbalancing

import (
	"fmt"
	"math"
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

// pickMany picks without telling ends: what a request waits for. So that no
// more are in flight than on a busy day, they are forgotten now and then, which
// costs a 256th of a store for each pick.
func (b *Balancer) pickMany(n int) {
	for i := range n {
		if i%(256*len(b.nodes)) == 0 {
			b.forget()
		}
		b.Pick(Request{Key: uint64(i + 1)})
	}
}

func (b *Balancer) forget() {
	for _, e := range b.nodes {
		e.inflight.word.Store(0)
	}
	if b.total != nil {
		b.total.Store(0)
	}
}

// BenchmarkLocked is what a pick cannot do without: one locked instruction, on
// a word of its own and on one of 64 in turn, by one goroutine and by eight.
func BenchmarkLocked(b *testing.B) {
	parts := hotParts(crowd)
	for _, n := range []int{1, crowd} {
		b.Run(fmt.Sprintf("serial/%d", n), func(b *testing.B) {
			for i := range b.N {
				parts[i%n].begin()
			}
		})
		b.Run(fmt.Sprintf("parallel8/%d", n), func(b *testing.B) {
			parallel8(b, func(i uint64) { parts[i%uint64(n)].begin() })
		})
	}
}

func BenchmarkPick(b *testing.B) {
	benchmarkSizes(b, func(b *testing.B, lb *Balancer) {
		lb.pickMany(b.N)
	})
}

func BenchmarkPickParallel8(b *testing.B) {
	benchmarkSizes(b, func(b *testing.B, lb *Balancer) {
		lb.forget()
		parallel8(b, func(i uint64) {
			if lb.total == nil && i%uint64(32*len(lb.nodes)) == 0 {
				lb.forget()
			}
			lb.Pick(Request{Key: i})
		})
	})
}

// BenchmarkChoose is the strategy alone, without counting the request.
func BenchmarkChoose(b *testing.B) {
	benchmarkSizes(b, func(b *testing.B, lb *Balancer) {
		p := lb.snap.Load().picker.(chooser)
		for i := range b.N {
			p.choose(Request{Key: uint64(i + 1)})
		}
	})
}

func BenchmarkChooseParallel8(b *testing.B) {
	benchmarkSizes(b, func(b *testing.B, lb *Balancer) {
		p := lb.snap.Load().picker.(chooser)
		parallel8(b, func(i uint64) { p.choose(Request{Key: i}) })
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

// BenchmarkBalance reports how even shares are: Jain's index of picks over
// weight, and the largest error of a share times the sum of weights, after a
// thousand requests for each unit of weight.
func BenchmarkBalance(b *testing.B) {
	weights := map[string]func(int) int{
		"equal":   func(int) int { return 1 },
		"weights": func(i int) int { return 1 + i%5 },
	}
	for _, s := range benchmarked {
		for name, weight := range weights {
			b.Run(s.Name()+"/"+name, func(b *testing.B) {
				list := nodes(10)
				sum := 0
				for i := range list {
					list[i].Weight = weight(i)
					sum += list[i].Weight
				}
				for range b.N {
					balance(b, build(b, New().WithAlgorithm(s).WithNodes(list...)), sum)
				}
			})
		}
	}
}

// balance keeps ten requests for each unit of weight in flight; all take as
// long.
func balance(b *testing.B, lb *Balancer, sum int) {
	flight := make([]Ticket, 10*sum)
	for i := range 1000 * sum {
		at := i % len(flight)
		flight[at].Done(Outcome{Latency: 10 * time.Millisecond})
		flight[at], _ = lb.Pick(Request{Key: HashKey(fmt.Sprint(i))})
	}
	m := lb.Metrics()
	worst := 0.0
	for _, n := range m.Nodes {
		worst = max(worst, math.Abs(n.Share-float64(n.Weight)/float64(sum)))
	}
	b.ReportMetric(m.Fairness, "jain")
	b.ReportMetric(worst*float64(sum), "error·Σw")
}
