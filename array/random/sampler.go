package random

import (
	"fmt"
	"sync"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/sched"
)

// Sampler draws samples of a distribution. Samplers are values without state:
// one may be used by many generators at a time.
type Sampler[T array.Element] interface {
	Draw(g *Generator) T
}

// Sample returns an array of samples, drawn in C order.
func Sample[T array.Element](g *Generator, s Sampler[T], shape ...int) array.Array[T] {
	out := array.Empty[T](shape...)
	SampleInto(g, out, s)
	return out
}

// SampleInto fills dst with samples, drawn in C order.
func SampleInto[T array.Element](g *Generator, dst array.Array[T], s Sampler[T]) {
	if b, ok := any(s).(batch[T]); ok {
		s = b.begin()
	}
	if data, ok := dst.Data(); ok {
		for i := range data {
			data[i] = s.Draw(g)
		}
		return
	}
	for p := range dst.Pointers() {
		*p = s.Draw(g)
	}
}

// batch is a sampler that keeps spare bits from sample to sample of one array,
// as NumPy does for small integers.
type batch[T array.Element] interface{ begin() Sampler[T] }

// blockLen is how many samples of FillParallel come from one substream. It is
// part of what the function promises: another value would give other numbers.
const blockLen = 4096

// FillParallel fills dst with samples on up to workers goroutines. The numbers
// depend on the seed alone, not on the workers: samples b·4096 … b·4096+4095,
// in C order, are drawn from Philox(seed).jumped(b), so that rejection costs
// nothing but its own block. It panics with an [*array.ValueError] if workers
// is not positive.
func FillParallel[T array.Element](dst array.Array[T], s Sampler[T], seed *SeedSequence, workers int) {
	if workers < 1 {
		fail("fill parallel", "%d workers", workers)
	}
	out, direct := dst.Data()
	if !direct {
		out = make([]T, dst.Size())
	}
	root := NewPhilox(seed)
	blocks := (len(out) + blockLen - 1) / blockLen
	sched.New(workers).For(nil, blocks, func(b int) {
		part := out[b*blockLen : min((b+1)*blockLen, len(out))]
		SampleInto(NewGenerator(root.Jumped(uint64(b))), array.FromSlice(part), s)
	})
	if !direct {
		array.CopyInto(dst, array.FromSlice(out).Reshape(dst.Shape()...))
	}
}

// fail panics with the ValueError of a parameter outside its range.
func fail(op, format string, args ...any) {
	panic(&array.ValueError{Op: op, Msg: fmt.Sprintf(format, args...)})
}

// Locked returns a bit generator that many goroutines may share. Which of them
// gets which number is open; give each its own generator where that matters.
func Locked(src BitGenerator) BitGenerator { return &locked{src: src} }

type locked struct {
	mu  sync.Mutex
	src BitGenerator
}

func (l *locked) Uint64() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.src.Uint64()
}

func (l *locked) Uint32() uint32 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.src.Uint32()
}

func (l *locked) float53() float64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if f, ok := l.src.(floater); ok {
		return f.float53()
	}
	return float53(l.src)
}
