package sorts

import (
	"math"
	"math/bits"
	"slices"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
)

// quick is one quicksort of words on the kernels of a tier, by one worker.
type quick[W word] struct {
	e    Env
	cut  cutState
	room []W // for radix sorts
}

// lowest returns the least W.
func lowest[W word]() W {
	var z W
	if unsafe.Sizeof(z) == 4 {
		v := int32(math.MinInt32)
		return W(v)
	}
	v := int64(math.MinInt64)
	return W(v)
}

// budget is the number of partitions in a row after which a quicksort of n
// elements is given up: twice as many as even splits would take and some, an
// input that needs more has defeated the sampling.
func budget(n int) int { return 2*bits.Len(uint(n)) + 8 }

// sort sorts x, no element of which is below floor.
func (q *quick[W]) sort(x []W, floor W, budget int) bool {
	leaf := leafMax[W](q.e.Tier)
	for len(x) > leaf {
		if len(x) > askMin && q.e.cancelled() {
			return false
		}
		if budget--; budget < 0 {
			q.radix(x)
			return !q.e.cancelled()
		}
		m, pivot, same := q.split(x, floor)
		if same { // x[:m] holds floor only
			x, floor = x[m:], pivot
			continue
		}
		// The shorter part is sorted by recursion, so the stack stays short.
		if m < len(x)-m {
			if !q.sort(x[:m], floor, budget) {
				return false
			}
			x, floor = x[m:], pivot
			continue
		}
		if !q.sort(x[m:], pivot, budget) {
			return false
		}
		x = x[:m]
	}
	q.leaf(x)
	return true
}

// askMin is the length from which it is worth asking whether to stop.
const askMin = 1 << 13

// leaf sorts a slice that is not worth a partition.
func (q *quick[W]) leaf(x []W) {
	switch {
	case len(x) <= smallMax[W](q.e.Tier):
		sortSmall(q.e.Tier, x)
	case len(x) < radixMin:
		slices.Sort(x)
	default:
		q.radix(x)
	}
}

// radix is radixSort in the room of q, which grows as needed.
func (q *quick[W]) radix(x []W) {
	if len(q.room) < len(x) {
		q.room = make([]W, len(x))
	}
	radixSort(x, q.room)
}

// radixMax is the length up to which a radix sort stays in the cache.
const radixMax = 1 << 14

// leafMax is the longest slice that leaf sorts.
func leafMax[W word](t cpu.Tier) int {
	if n := smallMax[W](t); n > 0 {
		return n
	}
	return radixMax
}

// split partitions x around an element of it: x[:m] < pivot <= x[m:]. When
// the element is floor itself, nothing is below it; then same is set, x[:m]
// holds all copies of floor and the rest is above.
func (q *quick[W]) split(x []W, floor W) (m int, pivot W, same bool) {
	pivot = q.pivot(x)
	if pivot == floor {
		if pivot+1 < pivot { // floor is the greatest W there is
			return len(x), pivot, true
		}
		return partition(q.e.Tier, &q.cut, x, pivot+1), pivot + 1, true
	}
	return partition(q.e.Tier, &q.cut, x, pivot), pivot, false
}

// pivot returns about the median of x: the median of a sample, which is larger
// for a longer x. The sample is spread over x but not evenly: x may be
// periodic.
func (q *quick[W]) pivot(x []W) W {
	if len(x) < nintherMax {
		return ninther(x)
	}
	size := min(maxSample, leafMax[W](q.e.Tier), 1<<(bits.Len(uint(len(x)))/2))
	var sample [maxSample]W
	s := sample[:size]
	step := len(x) / size
	random := uint64(len(x)) * 0x9e3779b97f4a7c15
	for i := range s {
		random = random*6364136223846793005 + 1442695040888963407
		jitter, _ := bits.Mul64(random, uint64(step))
		s[i] = x[i*step+int(jitter)]
	}
	q.leaf(s)
	return s[size/2]
}

const (
	nintherMax = 1 << 10
	maxSample  = 128
)

// ninther returns the median of three medians of three (Tukey), of elements
// spread over x, which has at least 9.
func ninther[W word](x []W) W {
	d := len(x) / 9
	x = x[d/2:]
	return median3(
		median3(x[0], x[3*d], x[6*d]),
		median3(x[d], x[4*d], x[7*d]),
		median3(x[2*d], x[5*d], x[8*d]))
}

func median3[W word](a, b, c W) W { return max(min(a, b), min(max(a, b), c)) }

// partitionRef moves the elements of x below pivot to the front and returns
// their number. Which of two arrangements comes out is not defined; a tier
// may choose its own.
func partitionRef[W word](x []W, pivot W) int {
	m := 0
	for i, v := range x {
		x[i] = x[m]
		x[m] = v
		m += int(b2u(v < pivot)) // no branch to mispredict
	}
	return m
}
