package dashboard

import (
	"math/bits"
	"sync"
	"sync/atomic"
)

// lanes are the rows of the stream of tasks: what runs at the same time stands
// in different rows, and what runs next takes the lowest that is free.
type lanes struct{ busy [4]atomic.Uint64 }

// take returns a free lane, or -1.
func (l *lanes) take() int {
	for w := range l.busy {
		for {
			b := l.busy[w].Load()
			i := bits.TrailingZeros64(^b)
			if i == 64 {
				break
			}
			if l.busy[w].CompareAndSwap(b, b|1<<i) {
				return 64*w + i
			}
		}
	}
	return -1
}

func (l *lanes) give(lane int) {
	if lane >= 0 {
		l.busy[lane/64].And(^(uint64(1) << (lane % 64)))
	}
}

// names gives operations short numbers. They come from graphs, so there is a
// bound to them; what is beyond it is called other.
type names struct {
	mu    sync.Mutex
	ids   map[string]int
	texts []string
}

const (
	mostNames = 2000
	other     = "other"
)

func (n *names) id(text string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	if id, ok := n.ids[text]; ok {
		return id
	}
	if n.ids == nil {
		n.ids, n.texts = map[string]int{other: 0}, []string{other}
	}
	if len(n.texts) == mostNames {
		return 0
	}
	n.ids[text] = len(n.texts)
	n.texts = append(n.texts, text)
	return n.ids[text]
}

// from returns the names numbered from on.
func (n *names) from(first int) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]string{}, n.texts[min(first, len(n.texts)):]...)
}
