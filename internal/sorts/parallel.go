package sorts

// parallelMin is the length from which a quicksort takes several workers.
const parallelMin = 1 << 16

// piece is a part of the slice being sorted, all of it at least floor.
type piece[W word] struct {
	x     []W
	floor W
	done  bool // sorted already
}

// parallel sorts x on the pool: rounds of splitting, every split shared by
// all workers, until there are enough pieces; then one worker per piece.
func (q *quick[W]) parallel(x []W) bool {
	workers := q.e.Pool.Workers()
	pieces := []piece[W]{{x: x, floor: lowest[W]()}}
	// Four pieces a worker even out pieces of unequal length; a piece that is
	// already as short as that is not split again.
	enough := max(len(x)/(4*workers), parallelMin/2)
	for {
		var next []piece[W]
		for _, p := range pieces {
			if p.done || len(p.x) <= enough {
				next = append(next, p)
				continue
			}
			a, b, ok := q.halve(p)
			if !ok {
				return false
			}
			next = append(next, a, b)
		}
		if len(next) == len(pieces) {
			break
		}
		pieces = next
		if len(pieces) > 16*workers {
			break
		}
	}
	ok := q.e.Pool.For(q.e.Done, len(pieces), func(i int) {
		if p := pieces[i]; !p.done {
			serial := quick[W]{e: Env{Tier: q.e.Tier, Done: q.e.Done}}
			serial.sort(p.x, p.floor, budget(len(p.x)))
		}
	})
	return ok && !q.e.cancelled()
}

// halve splits p around a pivot, with all workers: each partitions a share of
// its own, then what stands on the wrong side of the cut is swapped over.
func (q *quick[W]) halve(p piece[W]) (a, b piece[W], ok bool) {
	pivot := q.pivot(p.x)
	same := pivot == p.floor
	if same {
		if pivot+1 < pivot {
			return piece[W]{x: p.x, done: true}, piece[W]{done: true}, true
		}
		pivot++
	}
	shares := min(q.e.Pool.Workers(), len(p.x)/grain+1)
	cut := func(i int) int { return i * len(p.x) / shares }
	below := make([]int, shares)
	ok = q.e.Pool.For(q.e.Done, shares, func(i int) {
		var s cutState
		below[i] = partition(q.e.Tier, &s, p.x[cut(i):cut(i+1)], pivot)
	})
	if !ok {
		return a, b, false
	}
	m := 0
	for _, n := range below {
		m += n
	}
	// Left of m, the ends of shares are too large; right of it, the starts
	// are too small. Both are walked from the left.
	var high, low span
	i, j := -1, -1
	for {
		for high.empty() && i+1 < shares {
			i++
			high = span{cut(i) + below[i], min(cut(i+1), m)}
		}
		for low.empty() && j+1 < shares {
			j++
			low = span{max(cut(j), m), cut(j) + below[j]}
		}
		if high.empty() || low.empty() {
			break
		}
		n := min(high.to-high.from, low.to-low.from)
		swap(p.x[high.from:high.from+n], p.x[low.from:low.from+n])
		high.from += n
		low.from += n
	}
	return piece[W]{p.x[:m], p.floor, same}, piece[W]{p.x[m:], pivot, false}, true
}

// span is a range of positions.
type span struct{ from, to int }

func (s span) empty() bool { return s.from >= s.to }

// swap exchanges the contents of a and b, of one length.
func swap[W word](a, b []W) {
	var block [512]W
	for len(a) > 0 {
		n := min(len(a), len(block))
		copy(block[:n], a[:n])
		copy(a[:n], b[:n])
		copy(b[:n], block[:n])
		a, b = a[n:], b[n:]
	}
}
