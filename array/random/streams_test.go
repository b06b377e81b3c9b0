package random

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"sync"
	"testing"

	"github.com/scicore-go/scicore/array"
)

// drawn is what one stream gives, one after the other.
type drawn struct {
	U32, U64, U32again     words
	Float, Float32, Normal []string
	Small                  words
	Then                   word
}

type streams struct {
	Seeded []struct {
		Name     string
		Seed     word
		Far, Kid words
		drawn
	}
	Legacy []struct {
		Key    []uint32
		List   bool
		Far    words
		Random []string
	}
	Jumped []struct {
		Seed         word
		Drawn, Jumps int
		Far          words
	}
}

func loadStreams(t *testing.T) (s streams) {
	t.Helper()
	b, err := os.ReadFile("testdata/streams.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// far returns every n/10-th of n numbers.
func far(b BitGenerator, n int) []uint32 {
	var out []uint32
	for i, v := range draw32(b, n) {
		if i%(n/10) == 0 {
			out = append(out, v)
		}
	}
	return out
}

func newBits(name string, s *SeedSequence) BitGenerator {
	if name == "SFC64" {
		return NewSFC64(s)
	}
	return NewMT19937(s)
}

// checkFloats holds numbers against hexadecimal ones, ulps apart at most.
func checkFloats(t *testing.T, what string, next func() float64, want []string, ulps float64) {
	t.Helper()
	for i, w := range want {
		x, err := strconv.ParseFloat(w, 64)
		if err != nil {
			t.Fatal(err)
		}
		if got := next(); math.Abs(got-x) > ulps*0x1p-52*math.Abs(x) {
			t.Errorf("%s: number %d is %v, want %v", what, i, got, x)
		}
	}
}

func TestSeededStreamsAgainstNumPy(t *testing.T) {
	for _, c := range loadStreams(t).Seeded {
		name := fmt.Sprint(c.Name, " ", c.Seed)
		seq := NewSeedSequence(uint64(c.Seed))
		check(t, name, far(newBits(c.Name, seq), 4000), c.Far)
		check(t, name+" child", far(newBits(c.Name, seq.Spawn(2)[1]), 1000), c.Kid)
		for _, b := range []BitGenerator{newBits(c.Name, seq), Locked(newBits(c.Name, seq))} {
			checkDrawn(t, name, NewGenerator(b), c.drawn)
		}
	}
}

func checkDrawn(t *testing.T, name string, g *Generator, want drawn) {
	t.Helper()
	check(t, name+" 32 bits", draw32(g, 5), want.U32)
	check(t, name+" 64 bits", draw(g, 5), want.U64)
	check(t, name+" 32 bits again", draw32(g, 2), want.U32again)
	checkFloats(t, name+" floats", g.Float64, want.Float, 0)
	checkFloats(t, name+" float32", func() float64 { return float64(g.Float32()) }, want.Float32, 0)
	checkFloats(t, name+" normal", g.NormFloat64, want.Normal, 4)
	small := array.ToSlice(Sample(g, Integers[int64](0, 1000), 8))
	for i, v := range small {
		if v != int64(want.Small[i]) {
			t.Errorf("%s: integers %v, want %v", name, small, want.Small)
		}
	}
	if v := g.Uint64(); v != uint64(want.Then) {
		t.Errorf("%s: the stream stands elsewhere", name)
	}
}

func TestLegacySeedsAgainstNumPy(t *testing.T) {
	for _, c := range loadStreams(t).Legacy {
		m := NewMT19937Seed(c.Key[0])
		if c.List {
			m = NewMT19937Key(c.Key[0], c.Key[1:]...)
		}
		again := *m
		name := fmt.Sprintf("%d words from %d", len(c.Key), c.Key[0])
		check(t, name, far(m, 2000), c.Far)
		checkFloats(t, name, NewGenerator(&again).Float64, c.Random, 0)
	}
}

func TestMT19937JumpsAsNumPy(t *testing.T) {
	for _, c := range loadStreams(t).Jumped {
		m := NewMT19937(NewSeedSequence(uint64(c.Seed)))
		draw32(m, c.Drawn)
		before := *m
		check(t, fmt.Sprintf("seed %d, %d drawn, %d jumps", c.Seed, c.Drawn, c.Jumps), far(m.Jumped(uint64(c.Jumps)), 2000), c.Far)
		if *m != before {
			t.Error("Jumped changed its receiver")
		}
	}
}

// TestCharacteristicPolynomial: it maps every state to zero, so that any bit
// of the words drawn obeys it as a recurrence.
func TestCharacteristicPolynomial(t *testing.T) {
	powers := mtCharacteristic()
	if n := len(powers); n != 135 || powers[n-1] != mtDegree || mtDegree-powers[n-2] <= 64 {
		t.Fatalf("%d terms of degree %d, the second of %d", n, powers[n-1], powers[n-2])
	}
	w := draw32(NewMT19937Seed(1), mtDegree+1000)
	for at := range 1000 {
		sum := uint32(0)
		for _, e := range powers {
			sum ^= w[at+e]
		}
		if sum != 0 {
			t.Fatalf("the recurrence fails at %d: %#x", at, sum)
		}
	}
}

func TestLockedIsShared(t *testing.T) {
	b := Locked(NewSFC64(NewSeedSequence(3)))
	sums := make([]uint64, 4)
	var wg sync.WaitGroup
	for i := range sums {
		wg.Go(func() {
			for range 1000 {
				sums[i] += b.Uint64()
			}
		})
	}
	wg.Wait()
	var want uint64
	for _, v := range draw(NewSFC64(NewSeedSequence(3)), 4000) {
		want += v
	}
	if got := sums[0] + sums[1] + sums[2] + sums[3]; got != want {
		t.Errorf("the numbers add up to %d, want %d", got, want)
	}
}
