package random

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/array"
)

type golden struct {
	Seeds []struct {
		Entropy, State32, State64, Kid, Grandkid words
	}
	Streams []struct {
		Name                                              string
		Seed                                              word
		Raw, Advanced, Jumped, Jumped3, U32, Then, Then32 words
		Bytes                                             []int
	}
	Dists []struct {
		Name         string
		First, Every []string
		Then         word
	}
	Choices []struct {
		N, Size              int
		P                    []float64
		NoReplace, NoShuffle bool
		Want                 []int64
		Then                 word
	}
	Shuffles struct {
		Line, Rows, Permutation, Columns []int64
		Then                             word
	}
	Parallel struct {
		Normal []string
		Int16  []int16
	}
}

// word is a uint64 that testdata writes as text.
type word uint64

func (w *word) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseUint(strings.Trim(string(b), `"`), 10, 64)
	*w = word(v)
	return err
}

type words []word

func loadGolden(t *testing.T) (g golden) {
	t.Helper()
	b, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

func check[T uint32 | uint64](t *testing.T, what string, got []T, want words) {
	t.Helper()
	if len(want) == 0 || len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	for i := range got {
		if uint64(got[i]) != uint64(want[i]) {
			t.Errorf("%s: number %d is %d, want %d", what, i, got[i], want[i])
			return
		}
	}
}

func draw(b BitGenerator, n int) []uint64 {
	out := make([]uint64, n)
	for i := range out {
		out[i] = b.Uint64()
	}
	return out
}

func draw32(b BitGenerator, n int) []uint32 {
	out := make([]uint32, n)
	for i := range out {
		out[i] = b.Uint32()
	}
	return out
}

func TestSeedSequenceAgainstNumPy(t *testing.T) {
	for _, c := range loadGolden(t).Seeds {
		var e []uint64
		for _, w := range c.Entropy {
			e = append(e, uint64(w))
		}
		s := NewSeedSequence(e...)
		name := fmt.Sprint("seed ", e)
		check(t, name+" state32", s.State32(7), c.State32)
		check(t, name+" state64", s.State64(5), c.State64)
		kids := s.Spawn(3)
		check(t, name+" child", kids[2].State32(4), c.Kid)
		check(t, name+" grandchild", kids[1].Spawn(2)[1].State32(4), c.Grandkid)
		again := newSequence(s.Entropy(), nil)
		check(t, name+" again", again.State32(7), c.State32)
	}
}

// stream is what the bit generators have in common here.
type stream interface {
	BitGenerator
	Advance(n uint64)
}

func newStream(name string, seed uint64) (stream, func(n uint64) BitGenerator) {
	s := NewSeedSequence(seed)
	switch name {
	case "PCG64":
		p := NewPCG64(s)
		return p, func(n uint64) BitGenerator { return p.Jumped(n) }
	case "PCG64DXSM":
		p := NewPCG64DXSM(s)
		return p, func(n uint64) BitGenerator { return p.Jumped(n) }
	}
	p := NewPhilox(s)
	return p, func(n uint64) BitGenerator { return p.Jumped(n) }
}

func TestStreamsAgainstNumPy(t *testing.T) {
	for _, c := range loadGolden(t).Streams {
		fresh := func() stream { s, _ := newStream(c.Name, uint64(c.Seed)); return s }
		name := fmt.Sprint(c.Name, " ", c.Seed)
		check(t, name, draw(fresh(), 20), c.Raw)
		s := fresh()
		s.Advance(1000003)
		check(t, name+" advanced", draw(s, 3), c.Advanced)
		_, jumped := newStream(c.Name, uint64(c.Seed))
		check(t, name+" jumped", draw(jumped(1), 6), c.Jumped)
		check(t, name+" jumped 3", draw(jumped(3), 6), c.Jumped3)
		s = fresh()
		check(t, name+" 32 bits", draw32(s, 5), c.U32)
		check(t, name+" then", draw(s, 2), c.Then)
		check(t, name+" then 32 bits", draw32(s, 3), c.Then32)
		var b []int
		for _, v := range NewGenerator(fresh()).Bytes(11) {
			b = append(b, int(v))
		}
		if !slices.Equal(b, c.Bytes) {
			t.Errorf("%s: bytes %v, want %v", name, b, c.Bytes)
		}
	}
}

const samples = 20000

// mathematical lists the distributions that return values of exp, log or pow,
// or decide by them at the edge of a float: a few last digits may differ.
var mathematical = []string{"normal", "exponential", "lognormal", "chi2", "t", "gamma", "beta"}

func TestDistributionsAgainstNumPy(t *testing.T) {
	for _, c := range loadGolden(t).Dists {
		g := New(12345)
		got := drawNamed(t, g, c.Name)
		loose := slices.Contains(mathematical, strings.Fields(c.Name)[0])
		differ := 0
		compare := func(i int, want string) {
			if got[i] == want {
				return
			}
			differ++
			x, err1 := strconv.ParseFloat(got[i], 64)
			y, err2 := strconv.ParseFloat(want, 64)
			if err1 != nil || err2 != nil || !loose || math.Abs(x-y) > 8*0x1p-53*math.Abs(y) {
				t.Errorf("%s: sample %d is %s, want %s", c.Name, i, got[i], want)
			}
		}
		for i, w := range c.First {
			compare(i, w)
		}
		for i, w := range c.Every {
			compare(997*i, w)
		}
		if then := g.Uint64(); then != uint64(c.Then) {
			t.Errorf("%s: the stream stands elsewhere after %d samples", c.Name, samples)
		}
		if differ > 0 {
			t.Logf("%s: %d of %d samples differ in the last digits", c.Name, differ, len(c.First)+len(c.Every))
		}
	}
}

// text writes samples as golden.py does.
func text[T array.Element](a array.Array[T]) []string {
	out := make([]string, 0, a.Size())
	for v := range a.Values() {
		switch v := any(v).(type) {
		case float64:
			out = append(out, pyRepr(v))
		case float32:
			out = append(out, pyRepr(float64(v)))
		case bool:
			out = append(out, map[bool]string{true: "1", false: "0"}[v])
		default:
			out = append(out, fmt.Sprint(v))
		}
	}
	return out
}

func pyRepr(v float64) string { return array.Scalar(v).String() }

func drawNamed(t *testing.T, g *Generator, name string) []string {
	f := strings.Fields(name)
	arg := func(i int) float64 {
		v, err := strconv.ParseFloat(f[i], 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	switch f[0] {
	case "random":
		return text(g.Random(samples))
	case "random32":
		return text(g.Random32(samples))
	case "bool":
		return text(Sample(g, Bools(), samples))
	case "poisson":
		return text(Sample(g, Poisson(arg(1)), samples))
	case "binomial":
		return text(Sample(g, Binomial(int64(arg(1)), arg(2)), samples))
	case "integers":
		return drawIntegers(t, g, f[1], f[2], f[3])
	}
	s := map[string]func() Sampler[float64]{
		"uniform": func() Sampler[float64] { return Uniform(-3, 5) }, "normal": func() Sampler[float64] { return Normal(1, 2.5) },
		"exponential": func() Sampler[float64] { return Exponential(3) }, "lognormal": func() Sampler[float64] { return LogNormal(0.5, 0.75) },
		"chi2": func() Sampler[float64] { return Chi2(3) }, "t": func() Sampler[float64] { return StandardT(4) },
		"gamma": func() Sampler[float64] { return Gamma(arg(1), arg(2)) }, "beta": func() Sampler[float64] { return Beta(arg(1), arg(2)) },
	}[f[0]]
	if s == nil {
		t.Fatalf("no distribution %q", name)
	}
	return text(Sample(g, s(), samples))
}

func drawIntegers(t *testing.T, g *Generator, dt, lo, hi string) []string {
	switch dt {
	case "int8":
		return between[int8](t, g, lo, hi)
	case "int16":
		return between[int16](t, g, lo, hi)
	case "int32":
		return between[int32](t, g, lo, hi)
	case "int64":
		return between[int64](t, g, lo, hi)
	case "uint8":
		return between[uint8](t, g, lo, hi)
	case "uint16":
		return between[uint16](t, g, lo, hi)
	case "uint32":
		return between[uint32](t, g, lo, hi)
	}
	return between[uint64](t, g, lo, hi)
}

func between[T array.Integer](t *testing.T, g *Generator, lo, hi string) []string {
	var a, b T
	if _, err := fmt.Sscan(lo+" "+hi, &a, &b); err != nil {
		t.Fatal(err)
	}
	return text(Sample(g, IntegersClosed(a, b), samples))
}

func TestChoiceAgainstNumPy(t *testing.T) {
	for _, c := range loadGolden(t).Choices {
		g := New(99)
		got := array.ToSlice(g.Choice(c.N, c.Size, &ChoiceOptions{NoReplace: c.NoReplace, P: c.P, NoShuffle: c.NoShuffle}))
		if len(got) != c.Size || !slices.Equal(got[:min(200, len(got))], c.Want) || g.Uint64() != uint64(c.Then) {
			t.Errorf("choice %d of %d, p %v, noreplace %v: %v, want %v", c.Size, c.N, c.P, c.NoReplace, got[:min(9, len(got))], c.Want[:min(9, len(c.Want))])
		}
	}
}

func TestShufflesAgainstNumPy(t *testing.T) {
	want := loadGolden(t).Shuffles
	g := New(7)
	line := array.Arange[int64](0, 30, 1)
	Shuffle(g, line)
	rows := array.Arange[int64](0, 12, 1).Reshape(6, 2)
	Shuffle(g, rows)
	perm := g.Permutation(25)
	cols := Permuted(g, array.Arange[int64](0, 12, 1).Reshape(2, 6), 1)
	for name, p := range map[string][2][]int64{"line": {array.ToSlice(line), want.Line}, "rows": {array.ToSlice(rows), want.Rows},
		"permutation": {array.ToSlice(perm), want.Permutation}, "columns": {array.ToSlice(cols), want.Columns}} {
		if !slices.Equal(p[0], p[1]) {
			t.Errorf("%s: %v, want %v", name, p[0], p[1])
		}
	}
	if g.Uint64() != uint64(want.Then) {
		t.Error("the stream stands elsewhere")
	}
}

func TestParallelBlocksAgainstNumPy(t *testing.T) {
	want := loadGolden(t).Parallel
	x := array.Empty[float64](3, blockLen)
	FillParallel(x, Normal(0, 1), NewSeedSequence(2024), 2)
	y := array.Empty[int16](3, blockLen)
	FillParallel(y, Integers[int16](0, 1000), NewSeedSequence(2024), 2)
	for b := range 3 {
		for i := range 50 {
			if got := pyRepr(x.At(b, i)); got != want.Normal[50*b+i] {
				t.Errorf("normal %d of block %d: %s, want %s", i, b, got, want.Normal[50*b+i])
			}
			if got := y.At(b, i); got != want.Int16[50*b+i] {
				t.Errorf("integer %d of block %d: %d, want %d", i, b, got, want.Int16[50*b+i])
			}
		}
	}
}
