package audit

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// memFS is a file system that knows what is durable and what is not. It can
// crash at any operation, and then keeps of what was not synced whatever a
// disk may have kept: any of the writes, in any order, torn at any sector or
// byte. It can also refuse operations.
type memFS struct {
	mu      sync.Mutex
	names   map[string]*memNode // as programs see them
	durable map[string]*memNode // as they are after a crash
	pending []nameOp            // what syncDir has not made durable yet
	locked  map[string]bool
	ops     int
	crashAt int // operation at which it crashes; 0: never
	refuse  func(op, path string) error
}

type memNode struct {
	data   []byte // as programs see it
	synced []byte // as it is after a crash, but for writes
	writes []memWrite
}

type memWrite struct {
	off  int64
	data []byte // nil: truncate to off
}

type nameOp struct {
	dir      string
	from, to string // from "": create; to "": remove
	node     *memNode
}

var errCrashed = errors.New("memFS: crashed")

func newMemFS() *memFS {
	return &memFS{names: map[string]*memNode{}, durable: map[string]*memNode{}, locked: map[string]bool{}}
}

// op counts an operation that changes something; an error means that it does
// not take place, or for a write that it may have.
func (m *memFS) op(kind, path string) error {
	if m.crashAt > 0 && m.ops >= m.crashAt {
		return errCrashed
	}
	m.ops++
	if m.refuse != nil {
		if err := m.refuse(kind, path); err != nil {
			return &fs.PathError{Op: kind, Path: path, Err: err}
		}
	}
	if m.crashAt > 0 && m.ops >= m.crashAt {
		return errCrashed
	}
	return nil
}

func (m *memFS) mkdir(string) error { return nil }

func (m *memFS) open(path string, write bool) (file, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.names[path]
	if n == nil {
		if !write {
			return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		}
		if err := m.op("create", path); err != nil {
			return nil, err
		}
		n = &memNode{}
		m.names[path] = n
		m.pending = append(m.pending, nameOp{filepath.Dir(path), "", path, n})
	}
	return &memFile{m, n, path}, nil
}

func (m *memFS) size(path string) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := m.names[path]; n != nil {
		return int64(len(n.data)), nil
	}
	for p := range m.names {
		if strings.HasPrefix(p, path+"/") {
			return 0, nil
		}
	}
	return 0, &fs.PathError{Op: "stat", Path: path, Err: fs.ErrNotExist}
}

func (m *memFS) list(dir string) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	seen := map[string]bool{}
	for p := range m.names {
		if rest, ok := strings.CutPrefix(p, dir+"/"); ok {
			first, _, _ := strings.Cut(rest, "/")
			seen[first] = true
		}
	}
	return slices.Sorted(maps.Keys(seen)), nil
}

func (m *memFS) rename(from, to string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.op("rename", to); err != nil {
		return err
	}
	n := m.names[from]
	delete(m.names, from)
	m.names[to] = n
	m.pending = append(m.pending, nameOp{filepath.Dir(to), from, to, n})
	return nil
}

func (m *memFS) remove(path string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.op("remove", path); err != nil {
		return err
	}
	if m.names[path] == nil {
		return &fs.PathError{Op: "remove", Path: path, Err: fs.ErrNotExist}
	}
	delete(m.names, path)
	m.pending = append(m.pending, nameOp{filepath.Dir(path), path, "", nil})
	return nil
}

func (m *memFS) syncDir(path string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.op("syncdir", path); err != nil {
		return err
	}
	var rest []nameOp
	for _, op := range m.pending {
		if op.dir == path {
			op.apply(m.durable)
		} else {
			rest = append(rest, op)
		}
	}
	m.pending = rest
	return nil
}

func (op nameOp) apply(names map[string]*memNode) {
	if op.from != "" {
		delete(names, op.from)
	}
	if op.to != "" {
		names[op.to] = op.node
	}
}

type memLock struct {
	m    *memFS
	path string
}

func (m *memFS) lock(path string) (io.Closer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.locked[path] {
		return nil, &LockedError{Dir: filepath.Dir(path)}
	}
	m.locked[path] = true
	return memLock{m, path}, nil
}

func (l memLock) Close() error {
	l.m.mu.Lock()
	defer l.m.mu.Unlock()
	delete(l.m.locked, l.path)
	return nil
}

type memFile struct {
	m    *memFS
	n    *memNode
	path string
}

func (f *memFile) Close() error { return nil }

func (f *memFile) Size() (int64, error) {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	return int64(len(f.n.data)), nil
}

func (f *memFile) ReadAt(b []byte, off int64) (int, error) {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	if off >= int64(len(f.n.data)) {
		return 0, io.EOF
	}
	n := copy(b, f.n.data[off:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (w memWrite) apply(data []byte) []byte {
	if w.data == nil {
		if int64(len(data)) > w.off {
			return data[:w.off:w.off]
		}
		return append(data, make([]byte, w.off-int64(len(data)))...)
	}
	if need := int(w.off) + len(w.data) - len(data); need > 0 {
		data = append(data, make([]byte, need)...)
	}
	copy(data[w.off:], w.data)
	return data
}

func (n *memNode) write(w memWrite) {
	n.data = w.apply(n.data)
	n.writes = append(n.writes, w)
}

func (f *memFile) WriteAt(b []byte, off int64) (int, error) {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	err := f.m.op("write", f.path)
	if err != nil {
		short := len(b) / 2 // what a full disk, or a crash, lets through
		if errors.Is(err, errCrashed) && f.m.ops == f.m.crashAt {
			short = len(b)
		}
		if short > 0 {
			f.n.write(memWrite{off, slices.Clone(b[:short])})
		}
		return short, err
	}
	f.n.write(memWrite{off, slices.Clone(b)})
	return len(b), nil
}

func (f *memFile) Truncate(size int64) error {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	if err := f.m.op("truncate", f.path); err != nil {
		return err
	}
	f.n.write(memWrite{size, nil})
	return nil
}

func (f *memFile) Sync() error {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	if err := f.m.op("sync", f.path); err != nil {
		return err
	}
	f.n.synced, f.n.writes = slices.Clone(f.n.data), nil
	return nil
}

// afterCrash returns the file system as the next boot may find it.
func (m *memFS) afterCrash(r *rand.Rand) *memFS {
	m.mu.Lock()
	defer m.mu.Unlock()
	names := maps.Clone(m.durable)
	for _, op := range m.pending[:r.IntN(len(m.pending)+1)] { // metadata is journaled in order
		op.apply(names)
	}
	out := newMemFS()
	for p, n := range names {
		data := n.crashed(r)
		node := &memNode{data: data, synced: slices.Clone(data)}
		out.names[p], out.durable[p] = node, node
	}
	return out
}

// crashed applies some of the writes that were not synced, some of them torn.
func (n *memNode) crashed(r *rand.Rand) []byte {
	data := slices.Clone(n.synced)
	if r.IntN(8) == 0 {
		return slices.Clone(n.data)
	}
	for _, w := range n.writes {
		switch {
		case r.IntN(3) == 0:
		case w.data == nil || r.IntN(2) == 0:
			data = w.apply(data)
		case r.IntN(2) == 0: // torn at a byte
			data = memWrite{w.off, w.data[:r.IntN(len(w.data)+1)]}.apply(data)
		default: // some of its sectors
			for at := 0; at < len(w.data); at += 512 {
				if r.IntN(2) == 0 {
					data = memWrite{w.off + int64(at), w.data[at:min(at+512, len(w.data))]}.apply(data)
				}
			}
		}
	}
	return data
}

// clone copies what programs see.
func (m *memFS) clone() *memFS {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := newMemFS()
	for p, n := range m.names {
		node := &memNode{data: slices.Clone(n.data), synced: slices.Clone(n.data)}
		out.names[p], out.durable[p] = node, node
	}
	return out
}
