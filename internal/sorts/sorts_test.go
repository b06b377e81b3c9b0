package sorts

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/sched"
)

// seed is the start of every test's data.
const seed = 20

func TestSort(t *testing.T) { runTyped(t, allTypesSort) }

var allTypesSort = []typed{
	{"bool", checkSort[bool]},
	{"int8", checkSort[int8]},
	{"int16", checkSort[int16]},
	{"int32", checkSort[int32]},
	{"int64", checkSort[int64]},
	{"uint8", checkSort[uint8]},
	{"uint16", checkSort[uint16]},
	{"uint32", checkSort[uint32]},
	{"uint64", checkSort[uint64]},
	{"float32", checkSort[float32]},
	{"float64", checkSort[float64]},
	{"complex64", checkSort[complex64]},
	{"complex128", checkSort[complex128]},
}

func TestArgSort(t *testing.T) { runTyped(t, allTypesArgSort) }

var allTypesArgSort = []typed{
	{"bool", checkArgSort[bool]},
	{"int8", checkArgSort[int8]},
	{"int16", checkArgSort[int16]},
	{"int32", checkArgSort[int32]},
	{"int64", checkArgSort[int64]},
	{"uint8", checkArgSort[uint8]},
	{"uint16", checkArgSort[uint16]},
	{"uint32", checkArgSort[uint32]},
	{"uint64", checkArgSort[uint64]},
	{"float32", checkArgSort[float32]},
	{"float64", checkArgSort[float64]},
	{"complex64", checkArgSort[complex64]},
	{"complex128", checkArgSort[complex128]},
}

func TestPartition(t *testing.T) { runTyped(t, allTypesPartition) }

var allTypesPartition = []typed{
	{"bool", checkPartition[bool]},
	{"int8", checkPartition[int8]},
	{"int16", checkPartition[int16]},
	{"int32", checkPartition[int32]},
	{"int64", checkPartition[int64]},
	{"uint8", checkPartition[uint8]},
	{"uint16", checkPartition[uint16]},
	{"uint32", checkPartition[uint32]},
	{"uint64", checkPartition[uint64]},
	{"float32", checkPartition[float32]},
	{"float64", checkPartition[float64]},
	{"complex64", checkPartition[complex64]},
	{"complex128", checkPartition[complex128]},
}

func TestTopK(t *testing.T) { runTyped(t, allTypesTopK) }

var allTypesTopK = []typed{
	{"bool", checkTopK[bool]},
	{"int8", checkTopK[int8]},
	{"int16", checkTopK[int16]},
	{"int32", checkTopK[int32]},
	{"int64", checkTopK[int64]},
	{"uint8", checkTopK[uint8]},
	{"uint16", checkTopK[uint16]},
	{"uint32", checkTopK[uint32]},
	{"uint64", checkTopK[uint64]},
	{"float32", checkTopK[float32]},
	{"float64", checkTopK[float64]},
	{"complex64", checkTopK[complex64]},
	{"complex128", checkTopK[complex128]},
}

func TestSearch(t *testing.T) { runTyped(t, allTypesSearch) }

var allTypesSearch = []typed{
	{"bool", checkSearch[bool]},
	{"int8", checkSearch[int8]},
	{"int16", checkSearch[int16]},
	{"int32", checkSearch[int32]},
	{"int64", checkSearch[int64]},
	{"uint8", checkSearch[uint8]},
	{"uint16", checkSearch[uint16]},
	{"uint32", checkSearch[uint32]},
	{"uint64", checkSearch[uint64]},
	{"float32", checkSearch[float32]},
	{"float64", checkSearch[float64]},
	{"complex64", checkSearch[complex64]},
	{"complex128", checkSearch[complex128]},
}

func TestUnique(t *testing.T) { runTyped(t, allTypesUnique) }

var allTypesUnique = []typed{
	{"bool", checkUnique[bool]},
	{"int8", checkUnique[int8]},
	{"int16", checkUnique[int16]},
	{"int32", checkUnique[int32]},
	{"int64", checkUnique[int64]},
	{"uint8", checkUnique[uint8]},
	{"uint16", checkUnique[uint16]},
	{"uint32", checkUnique[uint32]},
	{"uint64", checkUnique[uint64]},
	{"float32", checkUnique[float32]},
	{"float64", checkUnique[float64]},
	{"complex64", checkUnique[complex64]},
	{"complex128", checkUnique[complex128]},
}

func TestSets(t *testing.T) { runTyped(t, allTypesSets) }

var allTypesSets = []typed{
	{"bool", checkSets[bool]},
	{"int8", checkSets[int8]},
	{"int16", checkSets[int16]},
	{"int32", checkSets[int32]},
	{"int64", checkSets[int64]},
	{"uint8", checkSets[uint8]},
	{"uint16", checkSets[uint16]},
	{"uint32", checkSets[uint32]},
	{"uint64", checkSets[uint64]},
	{"float32", checkSets[float32]},
	{"float64", checkSets[float64]},
	{"complex64", checkSets[complex64]},
	{"complex128", checkSets[complex128]},
}

// checkSort compares with a stable library sort by the written-down order:
// bits equal means sorted, a permutation, and unique.
func checkSort[T dtype.Element](t *testing.T) {
	list := fewSizes()
	if dt := dtype.Of[T](); dt.Size() >= 4 && dt.IsInteger() || dt.IsFloat() {
		list = sizes() // the types the kernels know
	}
	for _, n := range list {
		for i, pattern := range patterns {
			if n > 40 && i%4 != n%4 {
				continue // each length meets some of the patterns
			}
			checkSortOf(t, generate[T](n, pattern, seed), n%8, pattern)
		}
	}
	if !testing.Short() && dtype.Of[T]().Size() != 2 {
		for _, pattern := range []string{"random", "special"} {
			checkSortOf(t, generate[T](70001, pattern, seed), 1, pattern)
		}
	}
}

func checkSortOf[T dtype.Element](t *testing.T, x []T, offset int, pattern string) {
	t.Helper()
	want := slices.Clone(x)
	oracleSort(want)
	for _, e := range envs(len(x)) {
		got, intact := guarded(x, offset)
		if !Sort(e, got) {
			t.Fatalf("%v %s n=%d: cancelled", e.Tier, pattern, len(x))
		}
		if !sameBits(got, want) {
			t.Fatalf("%v/%d %s n=%d: not sorted\n got %v\nwant %v", e.Tier, e.Pool.Workers(), pattern, len(x), head(got), head(want))
		}
		if !intact() {
			t.Fatalf("%v %s n=%d: wrote outside the slice", e.Tier, pattern, len(x))
		}
	}
	if !IsSorted(want) || IsSorted(x) != sortedByOracle(x) {
		t.Fatalf("%s n=%d: IsSorted is wrong for %v", pattern, len(x), head(x))
	}
}

func sortedByOracle[T dtype.Element](x []T) bool {
	return slices.IsSortedFunc(x, oracleCompare[T])
}

// head returns the first elements, for messages.
func head[T any](x []T) []T { return x[:min(len(x), 40)] }

func checkArgSort[T dtype.Element](t *testing.T) {
	for _, n := range fewSizes() {
		for i, pattern := range patterns {
			if i%3 != n%3 {
				continue
			}
			checkArgSortOf(t, generate[T](n, pattern, seed), n%8, pattern)
		}
	}
	if !testing.Short() && dtype.Of[T]().Size() >= 8 {
		for _, pattern := range []string{"random", "special"} {
			checkArgSortOf(t, generate[T](70001, pattern, seed), 0, pattern)
		}
	}
}

func checkArgSortOf[T dtype.Element](t *testing.T, x []T, offset int, pattern string) {
	t.Helper()
	want := oracleArgSort(x)
	for _, e := range envs(len(x)) {
		got, intact := guarded(make([]int64, len(x)), offset)
		if !ArgSort(e, got, x) || !slices.Equal(got, want) {
			t.Fatalf("%v/%d %s n=%d: %v\n got %v\nwant %v", e.Tier, e.Pool.Workers(), pattern, len(x), head(x), head(got), head(want))
		}
		if !intact() {
			t.Fatalf("%v %s n=%d: wrote outside the slice", e.Tier, pattern, len(x))
		}
	}
}

func checkPartition[T dtype.Element](t *testing.T) {
	r := rand.New(rand.NewPCG(seed, 1))
	for _, n := range fewSizes()[1:] {
		for _, pattern := range patterns {
			x := generate[T](n, pattern, seed)
			kth := []int{r.IntN(n)}
			for range r.IntN(4) {
				kth = append(kth, r.IntN(n))
			}
			checkPartitionOf(t, x, kth, pattern)
		}
	}
}

func checkPartitionOf[T dtype.Element](t *testing.T, x []T, kth []int, pattern string) {
	t.Helper()
	sorted := take(x, oracleArgSort(x))
	var first []T
	for _, e := range envs(len(x)) {
		idx := make([]int64, len(x))
		got, intact := guarded(x, len(x)%8)
		if !ArgPartition(e, idx, x, kth...) || !Partition(e, got, kth...) || !intact() {
			t.Fatalf("%s n=%d: cancelled or wrote outside", pattern, len(x))
		}
		if !sameBits(got, take(x, idx)) {
			t.Fatalf("%s n=%d kth=%v: Partition and ArgPartition differ", pattern, len(x), kth)
		}
		into, intact := guarded(make([]T, len(x)), len(x)%5)
		from := slices.Clone(x)
		if !PartitionInto(e, into, from, kth...) || !intact() || !sameBits(into, got) || !sameBits(from, x) {
			t.Fatalf("%s n=%d kth=%v: PartitionInto differs, changed its source or wrote outside", pattern, len(x), kth)
		}
		if first == nil {
			first = got
			isPartition(t, got, sorted, kth)
			if len(kth) == 1 && !dtype.Of[T]().IsComplex() && !sameBits(got, threeSides(x, sorted[kth[0]])) {
				t.Fatalf("%s n=%d kth=%v: a side does not keep its order", pattern, len(x), kth)
			}
		}
		if !sameBits(got, first) {
			t.Fatalf("%s n=%d kth=%v: %v differs from the first tier", pattern, len(x), kth, e.Tier)
		}
	}
}

// threeSides returns the elements less than, equal to and greater than v.
func threeSides[T dtype.Element](x []T, v T) []T {
	var out []T
	for _, side := range []int{-1, 0, 1} {
		for _, u := range x {
			if cmp.Compare(oracleCompare(u, v), 0) == side {
				out = append(out, u)
			}
		}
	}
	return out
}

// isPartition checks got against the sorted elements.
func isPartition[T dtype.Element](t *testing.T, got, sorted []T, kth []int) {
	t.Helper()
	for _, k := range kth {
		if oracleCompare(got[k], sorted[k]) != 0 {
			t.Fatalf("n=%d: [%d] = %v, want %v", len(got), k, got[k], sorted[k])
		}
		for i, v := range got {
			if c := oracleCompare(v, got[k]); i < k && c > 0 || i > k && c < 0 {
				t.Fatalf("n=%d: [%d] = %v on the wrong side of [%d] = %v", len(got), i, v, k, got[k])
			}
		}
	}
	a, b := slices.Clone(got), slices.Clone(sorted)
	oracleSort(a)
	oracleSort(b)
	for i := range a {
		if oracleCompare(a[i], b[i]) != 0 {
			t.Fatalf("n=%d: not a permutation", len(got))
		}
	}
}

func take[T any](x []T, idx []int64) []T {
	y := make([]T, len(idx))
	for i, k := range idx {
		y[i] = x[k]
	}
	return y
}

func checkTopK[T dtype.Element](t *testing.T) {
	for _, n := range fewSizes() {
		for i, pattern := range patterns {
			if i%3 != n%3 {
				continue
			}
			x := generate[T](n, pattern, seed)
			up := oracleArgSort(x)
			down := make([]int64, n)
			for i := range down {
				down[i] = int64(i)
			}
			keys := make([]oracleKey, n)
			for i, v := range x {
				keys[i] = keyOf(v)
			}
			slices.SortStableFunc(down, func(a, b int64) int { return keys[b].compare(keys[a]) })
			for _, k := range []int{0, 1, n / 100, n / 10, n / 2, n} {
				if k > n {
					continue
				}
				got := make([]int64, k)
				for _, e := range envs(n) {
					if !TopK(e, got, x, true) || !slices.Equal(got, down[:k]) {
						t.Fatalf("%s n=%d k=%d largest:\n got %v\nwant %v", pattern, n, k, head(got), head(down[:k]))
					}
					if !TopK(e, got, x, false) || !slices.Equal(got, up[:k]) {
						t.Fatalf("%s n=%d k=%d smallest:\n got %v\nwant %v", pattern, n, k, head(got), head(up[:k]))
					}
				}
			}
		}
	}
}

func checkSearch[T dtype.Element](t *testing.T) {
	e := Env{Pool: sched.New(2)} // plain Go on every tier
	for _, n := range fewSizes() {
		a := generate[T](n, []string{"random", "few", "special"}[n%3], seed)
		oracleSort(a)
		keys := make([]oracleKey, n)
		for i, v := range a {
			keys[i] = keyOf(v)
		}
		for i, pattern := range []string{"random", "special", "few", "sorted", "zeros"} {
			v := append(generate[T](40+i, pattern, seed+1), a[:min(n, 50)]...)
			got := make([]int64, len(v))
			for _, side := range []Side{Left, Right} {
				if !SearchSorted(e, got, a, v, side) {
					t.Fatal("cancelled")
				}
				for j, needle := range v {
					if want := oracleSearch(keys, keyOf(needle), side); got[j] != want {
						t.Fatalf("%s n=%d right=%v: place of %v is %d, want %d", pattern, n, side, needle, got[j], want)
					}
				}
			}
		}
	}
}

// oracleSearch counts.
func oracleSearch(a []oracleKey, v oracleKey, side Side) int64 {
	n := int64(0)
	for _, u := range a {
		c := u.compare(v)
		if c < 0 || c == 0 && side == Right {
			n++
		}
	}
	return n
}

func checkUnique[T dtype.Element](t *testing.T) {
	e := Env{Tier: cpu.Best}
	for _, n := range fewSizes() {
		for _, pattern := range patterns {
			for _, nans := range []bool{false, true} {
				x := generate[T](n, pattern, seed)
				values, first, inverse, counts := oracleUnique(x, nans)
				r, ok := Unique(e, x, UniqueWants{First: true, Inverse: true, Counts: true, NaNs: nans})
				if !ok || !sameBits(r.Values, values) || !slices.Equal(r.First, first) ||
					!slices.Equal(r.Inverse, inverse) || !slices.Equal(r.Counts, counts) {
					t.Fatalf("%s n=%d: got %v\nvalues %v first %v counts %v", pattern, n, r, values, first, counts)
				}
				r, ok = Unique(e, x, UniqueWants{Counts: true, NaNs: nans})
				if !ok || !slices.Equal(r.Counts, counts) || r.First != nil || r.Inverse != nil {
					t.Fatalf("%s n=%d: wrong counts", pattern, n)
				}
				if !nans && !sameBits(r.Values, values) {
					t.Fatalf("%s n=%d: values %v, want %v", pattern, n, head(r.Values), head(values))
				}
			}
		}
	}
}

func oracleUnique[T dtype.Element](x []T, nans bool) (values []T, first, inverse, counts []int64) {
	inverse = make([]int64, len(x))
	for _, k := range oracleArgSort(x) {
		last := len(values) - 1
		same := last >= 0 && (x[k] == values[last] || !nans && x[k] != x[k] && values[last] != values[last])
		if !same {
			values, first, counts = append(values, x[k]), append(first, k), append(counts, 0)
			last++
		}
		inverse[k] = int64(last)
		counts[last]++
	}
	return values, first, inverse, counts
}

func checkSets[T dtype.Element](t *testing.T) {
	e := Env{Tier: cpu.Best}
	for _, n := range []int{0, 1, 5, 40, 300, 1000} {
		for _, pattern := range []string{"few", "special", "sawtooth", "random", "zeros"} {
			a, b := generate[T](n, pattern, seed), generate[T](n/2+3, pattern, seed+1)
			ua, _, _, _ := oracleUnique(a, false)
			ub, _, _, _ := oracleUnique(b, false)
			var both, onlyA, either []T
			for _, v := range ua {
				if slices.Contains(ub, v) {
					both = append(both, v)
				} else {
					onlyA, either = append(onlyA, v), append(either, v)
				}
			}
			for _, v := range ub {
				if !slices.Contains(ua, v) {
					either = append(either, v)
				}
			}
			either = take(either, oracleArgSort(either))
			all, _, _, _ := oracleUnique(slices.Concat(a, b), false)
			is := func(op string, want []T) func([]T, bool) {
				return func(got []T, ok bool) {
					t.Helper()
					if !ok || !sameBits(got, want) {
						t.Fatalf("%s %s n=%d:\n got %v\nwant %v", op, pattern, n, head(got), head(want))
					}
				}
			}
			is("union", all)(Union1D(e, a, b))
			is("intersect", both)(Intersect1D(e, a, b))
			is("diff", onlyA)(SetDiff1D(e, a, b))
			is("xor", either)(SetXor1D(e, a, b))
			in := make([]bool, len(a))
			if !IsIn(e, in, a, b) {
				t.Fatal("cancelled")
			}
			for i, v := range a {
				if in[i] != slices.Contains(b, v) {
					t.Fatalf("%s n=%d: %v in b: %v", pattern, n, v, in[i])
				}
			}
		}
	}
}

func TestLexSort(t *testing.T) {
	eachTier(t, func(t *testing.T, e Env) {
		for _, n := range []int{0, 1, 2, 30, 300, 5000} {
			a := generate[int32](n, "few", seed)
			b := generate[float64](n, "special", seed)
			c := generate[uint64](n, "random", seed)
			d := generate[bool](n, "random", seed)
			want := make([]int64, n)
			for i := range want {
				want[i] = int64(i)
			}
			slices.SortStableFunc(want, func(i, j int64) int {
				for _, c := range []int{oracleCompare(d[i], d[j]), oracleCompare(b[i], b[j]), oracleCompare(a[i], a[j]), oracleCompare(c[i], c[j])} {
					if c != 0 {
						return c
					}
				}
				return 0
			})
			got := make([]int64, n)
			if !LexSort(e, got, Col(c), Col(a), Col(b), Col(d)) || !slices.Equal(got, want) {
				t.Fatalf("n=%d:\n got %v\nwant %v", n, head(got), head(want))
			}
			if !LexSort(e, got) || !slices.IsSorted(got) {
				t.Fatal("no keys must leave the rows as they are")
			}
		}
	})
}

// sampled notes where the sample of a selection was taken.
type sampled struct {
	values[int64]
	at []int
}

func (f *sampled) load(lo, n int) (keys, words []int64) {
	if n == sampleRun {
		for i := range n {
			f.at = append(f.at, lo+i)
		}
	}
	return f.values.load(lo, n)
}

// TestMisledSample selects in data whose sample is below nearly all the rest.
func TestMisledSample(t *testing.T) {
	const n = 1 << 14
	eachTier(t, func(t *testing.T, e Env) {
		x := generate[int64](n, "random", seed)
		f := &sampled{values: values[int64]{tier: e.Tier, dt: dtype.Int64, src: x, dst: make([]int64, n)}}
		s := selector[int64]{e: e, field: f}
		s.bounds(n/2, 0, n)
		for i := range x {
			x[i] = int64(uint64(x[i]) >> 2)
		}
		for _, i := range f.at {
			x[i] -= 1 << 62
		}
		low, high := s.bounds(n/2, 0, n)
		want := slices.Clone(x)
		slices.Sort(want)
		if low <= want[n/2] && want[n/2] <= high {
			t.Fatal("the sample was not misled")
		}
		if v, less, equal, ok := s.find(n/2, 0, n); !ok || v != want[n/2] || less != n/2 || equal != 1 {
			t.Errorf("got %v with %d less and %d equal, want %v", v, less, equal, want[n/2])
		}
	})
}

// TestSplitBudget sorts and selects when no more partitions are allowed, as
// after an input that defeats the choice of pivots.
func TestSplitBudget(t *testing.T) {
	eachTier(t, func(t *testing.T, e Env) {
		for left := range 4 {
			x := generate[int64](40000, "random", seed)
			want := slices.Clone(x)
			slices.Sort(want)
			for _, k := range []int{0, 7, 20000, 39999} {
				y := slices.Clone(x)
				if v, ok := nthWithin(e, y, k, left); !ok || v != want[k] {
					t.Fatalf("budget %d: [%d] is %d, want %d", left, k, v, want[k])
				}
			}
			q := quick[int64]{e: e}
			if !q.sort(x, lowest[int64](), left) || !slices.Equal(x, want) {
				t.Fatalf("budget %d: not sorted", left)
			}
		}
	})
}

// TestKillerTime sorts inputs that make simple quicksorts quadratic.
func TestKillerTime(t *testing.T) {
	n := 1 << 17
	eachTier(t, func(t *testing.T, e Env) {
		for _, pattern := range []string{"killer", "organ", "sawtooth", "constant"} {
			x := make([]int32, n)
			for i := range x {
				x[i] = int32(i)
			}
			switch pattern {
			case "killer":
				x = median3Killer(x)
			case "organ":
				slices.Reverse(x[n/2:])
			case "sawtooth":
				for i := range x {
					x[i] %= 100
				}
			case "constant":
				clear(x)
			}
			if !Sort(e, x) || !slices.IsSorted(x) {
				t.Fatalf("%s: not sorted", pattern)
			}
		}
	})
}

// TestArgSortLongKeys has keys whose leading bits collide, so that runs are
// sorted a second and a third time.
func TestArgSortLongKeys(t *testing.T) {
	eachTier(t, func(t *testing.T, e Env) {
		r := rand.New(rand.NewPCG(seed, 3))
		x := make([]uint64, 40000)
		for i := range x {
			x[i] = uint64(r.IntN(3))<<63 | r.Uint64N(1<<20) | uint64(r.IntN(2))<<40
		}
		got := make([]int64, len(x))
		if !ArgSort(e, got, x) || !slices.Equal(got, oracleArgSort(x)) {
			t.Fatal("wrong order")
		}
	})
}

// TestCancel closes Done before and during the work: the calls return false
// soon, and a sort leaves a permutation.
func TestCancel(t *testing.T) {
	closedDone := make(chan struct{})
	close(closedDone)
	for _, tier := range cpu.Available() {
		for _, pool := range []*sched.Pool{nil, sched.New(3)} {
			cancelAll(t, Env{tier, pool, closedDone})
			done := make(chan struct{})
			x := generate[float64](1<<20, "random", seed)
			want := slices.Clone(x)
			go func() {
				time.Sleep(time.Millisecond)
				close(done)
			}()
			Sort(Env{tier, pool, done}, x)
			Sort(Env{Tier: tier}, x)
			Sort(Env{Tier: tier}, want)
			if !sameBits(x, want) {
				t.Fatalf("%v: a cancelled sort lost elements", tier)
			}
		}
	}
}

func cancelAll(t *testing.T, e Env) {
	t.Helper()
	x := generate[float64](100000, "random", seed)
	z := generate[complex128](1000, "random", seed)
	idx := make([]int64, len(x))
	_, unique := Unique(e, x, UniqueWants{})
	_, uniqueIndex := Unique(e, x, UniqueWants{First: true})
	_, union := Union1D(e, x, x)
	_, shared := Intersect1D(e, x, x)
	for op, ok := range map[string]bool{
		"Sort": Sort(e, x), "ArgSort": ArgSort(e, idx, x), "Partition": Partition(e, x, 5),
		"ArgPartition": ArgPartition(e, idx, x, 5), "TopK": TopK(e, idx[:5], x, true),
		"SearchSorted": SearchSorted(e, idx, x, x, Left), "IsIn": IsIn(e, make([]bool, len(x)), x, x),
		"LexSort": LexSort(e, idx, Col(x)), "Unique": unique, "Unique by index": uniqueIndex,
		"Union1D": union, "Intersect1D": shared, "Sort complex": Sort(e, z),
		"Sort int8": Sort(e, make([]int8, 10)), "Sort int16": Sort(e, make([]int16, 10000)),
	} {
		if ok {
			t.Errorf("%v: %s ignored a closed Done", e.Tier, op)
		}
	}
}

func TestMisuse(t *testing.T) {
	e := Env{}
	x, idx := []float64{1, 2}, make([]int64, 1)
	for name, f := range map[string]func(){
		"ArgSort":      func() { ArgSort(e, idx, x) },
		"ArgPartition": func() { ArgPartition(e, idx, x, 0) },
		"Partition":    func() { Partition(e, x, 2) },
		"TopK":         func() { TopK(e, make([]int64, 3), x, true) },
		"SearchSorted": func() { SearchSorted(e, idx, x, x, Left) },
		"LexSort":      func() { LexSort(e, idx, Col(x)) },
		"Col":          func() { Col([]complex64{1}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}

// TestNumPyOrder is the example of numpy.sort's documentation of complex
// numbers with NaN.
func TestNumPyOrder(t *testing.T) {
	nan := math.NaN()
	x := []complex128{complex(nan, nan), complex(nan, 1), complex(5, nan), complex(7, 1), complex(1, nan), complex(nan, 0), 3}
	got := make([]int64, len(x))
	ArgSort(Env{}, got, x)
	if want := []int64{6, 3, 4, 2, 5, 1, 0}; !slices.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}
