package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"sync"

	"golang.org/x/mod/sumdb/tlog"
)

// tiles are the hashes of the tree on disk: one file per level of tiles, in
// which tile n is the 256 hashes from 256·n on. Concatenated tiles instead of
// a file for each keep a directory of 10⁷ entries at three files, and cost one
// write per level for a group of events. tileFS shows them under the names of
// C2SP tlog-tiles.
type tiles struct {
	fs    fsys
	dir   string
	write bool
	mu    sync.Mutex
	files [tileLevels]file
	gone  *tree // see lost; nil: not read yet
}

func tilePath(dir string, level int) string {
	return filepath.Join(dir, "tiles", strconv.Itoa(level))
}

// open returns the file of a level.
func (t *tiles) open(level int) (file, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if level >= tileLevels {
		return nil, fmt.Errorf("audit: no level %d of tiles", level)
	}
	if t.files[level] == nil {
		f, err := t.fs.open(tilePath(t.dir, level), t.write)
		if err != nil {
			return nil, err
		}
		t.files[level] = f
	}
	return t.files[level], nil
}

func (t *tiles) close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	var errs []error
	for i, f := range t.files {
		if f != nil {
			errs = append(errs, f.Close())
			t.files[i] = nil
		}
	}
	return errors.Join(errs...)
}

// node returns the root of the complete subtree over leaves [n·2^level,
// (n+1)·2^level): folded from what the tile below it holds.
func (t *tiles) node(level int, n uint64) (Hash, error) {
	lost, err := t.lost()
	if err != nil {
		return Hash{}, err
	}
	if n<<level < lost.size {
		return t.across(lost, level, n)
	}
	f, err := t.open(level / tileHeight)
	if err != nil {
		return Hash{}, err
	}
	width := 1 << (level % tileHeight)
	var buf [tileWidth / 2 * tlog.HashSize]byte
	b := buf[:width*tlog.HashSize]
	if _, err := f.ReadAt(b, int64(n)*int64(len(b))); err != nil {
		return Hash{}, fmt.Errorf("audit: %s: hash %d: %w", tilePath(t.dir, level/tileHeight), n, err)
	}
	return fold(b), nil
}

// fold reduces 2^k concatenated hashes to their root, in place.
func fold(b []byte) Hash {
	for n := len(b); n > tlog.HashSize; n /= 2 {
		for i := 0; i < n; i += 2 * tlog.HashSize {
			h := tlog.NodeHash(Hash(b[i:i+tlog.HashSize]), Hash(b[i+tlog.HashSize:i+2*tlog.HashSize]))
			copy(b[i/2:], h[:])
		}
	}
	return Hash(b[:tlog.HashSize])
}

// ReadHashes makes tiles a tlog.HashReader.
func (t *tiles) ReadHashes(indexes []int64) ([]Hash, error) {
	out := make([]Hash, len(indexes))
	for i, x := range indexes {
		level, n := tlog.SplitStoredHashIndex(x)
		h, err := t.node(level, uint64(n))
		if err != nil {
			return nil, err
		}
		out[i] = h
	}
	return out, nil
}

// edge reads the right edge of the tree of the first size entries.
func (t *tiles) edge(size uint64) (tree, error) {
	out := tree{size: size}
	for level := 0; size>>level > 0; level++ {
		if size>>level&1 == 0 {
			continue
		}
		h, err := t.node(level, size>>level-1)
		if err != nil {
			return tree{}, err
		}
		out.edge[level] = h
	}
	return out, nil
}

// count is how many hashes level holds in a log of size entries.
func count(level int, size uint64) uint64 { return size >> (level * tileHeight) }

// put writes rows after the hashes of size entries. What was there from a
// group that failed is overwritten.
func (t *tiles) put(size uint64, r *rows) error {
	for level, b := range r {
		if len(b) == 0 {
			continue
		}
		f, err := t.open(level)
		if err != nil {
			return err
		}
		if _, err := f.WriteAt(b, int64(count(level, size))*tlog.HashSize); err != nil {
			return err
		}
	}
	return nil
}

// cut shortens the files to the hashes of size entries; a file that is shorter
// is an error.
func (t *tiles) cut(size uint64) error {
	for level := range tileLevels {
		want := int64(count(level, size)) * tlog.HashSize
		if want == 0 && level > 0 {
			if have, err := t.fs.size(tilePath(t.dir, level)); errors.Is(err, fs.ErrNotExist) || err == nil && have == 0 {
				continue
			}
		}
		f, err := t.open(level)
		if err != nil {
			return err
		}
		have, err := f.Size()
		if err != nil {
			return err
		}
		if have < want {
			return &CorruptError{Path: tilePath(t.dir, level), Offset: have, What: fmt.Sprintf("ends early: %d bytes, want %d", have, want)}
		}
		if have > want {
			if err := f.Truncate(want); err != nil {
				return err
			}
		}
	}
	return nil
}

// sync makes the files durable, and their names.
func (t *tiles) sync() error {
	t.mu.Lock()
	files := t.files
	t.mu.Unlock()
	for _, f := range files {
		if f != nil {
			if err := f.Sync(); err != nil {
				return err
			}
		}
	}
	return t.fs.syncDir(filepath.Join(t.dir, "tiles"))
}
