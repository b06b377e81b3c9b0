package dashboard

// ring remembers the last values put into it. Each has a number, the first 1.
type ring[T any] struct {
	values []T
	next   uint64 // how many were put
}

func newRing[T any](n int) ring[T] { return ring[T]{values: make([]T, 0, n)} }

func (r *ring[T]) put(v T) {
	if len(r.values) < cap(r.values) {
		r.values = append(r.values, v)
	} else {
		r.values[r.next%uint64(len(r.values))] = v
	}
	r.next++
}

// after returns what was put after number seen, at most limit values, the
// number of the last of them, and how many of those in between are gone.
func (r *ring[T]) after(seen uint64, limit int) (out []T, last, missed uint64) {
	first := seen
	if held := uint64(len(r.values)); r.next-first > held {
		missed = r.next - first - held
		first = r.next - held
	}
	last = min(r.next, first+uint64(limit))
	out = make([]T, 0, last-first)
	for i := first; i < last; i++ {
		out = append(out, r.values[i%uint64(len(r.values))])
	}
	return out, last, missed
}
