package audit

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// What retention deletes leaves its hashes behind, and with them everything can
// be proven that could be before. Where those hashes are lost too, nothing can
// make them anew; but the roots of the complete subtrees that they form, at most
// one for each bit of their number, are all that the rest of the tree needs:
// what is kept stays provable, to whoever holds any checkpoint signed since.
// Retention therefore records these roots in its entry, and rebuilding, where it
// must, puts them into the file "lost".

// edgeAttr is the attribute of a retention entry with the roots of what went.
const edgeAttr = "edge"

func lostPath(dir string) string { return filepath.Join(dir, "tiles", "lost") }

// pack returns the hashes of the edge, lowest level first.
func (t *tree) pack() []byte {
	var b []byte
	for level := 0; t.size>>level > 0; level++ {
		if t.size>>level&1 == 1 {
			b = append(b, t.edge[level][:]...)
		}
	}
	return b
}

// unpack makes the edge of a tree of the given size.
func unpack(size uint64, b []byte) (t tree, ok bool) {
	t.size = size
	for level := 0; size>>level > 0; level++ {
		if size>>level&1 == 0 {
			continue
		}
		if len(b) < tlog.HashSize {
			return tree{}, false
		}
		t.edge[level], b = Hash(b[:tlog.HashSize]), b[tlog.HashSize:]
	}
	return t, len(b) == 0 && size <= maxSize
}

// recordedEdge returns the roots that an entry of retention records, and
// whether it is one that does.
func recordedEdge(raw []byte) (tree, bool) {
	if len(raw) < fixedBytes || raw[1]&flagInternal == 0 {
		return tree{}, false
	}
	e, err := Decode(raw)
	if err != nil || e.Action != ActionRetention {
		return tree{}, false
	}
	before, ok := e.Attr("before")
	edge, ok2 := e.Attr(edgeAttr)
	if !ok || !ok2 || before.Kind().String() != "Uint64" || before.Uint64() > e.Index {
		return tree{}, false
	}
	b, ok := edge.Any().([]byte)
	if !ok {
		return tree{}, false
	}
	return unpack(before.Uint64(), b)
}

// lostText is the file "lost": how many entries' hashes are lost, and the roots
// over them.
func lostText(t *tree) []byte {
	return []byte(strconv.FormatUint(t.size, 10) + "\n" + base64.StdEncoding.EncodeToString(t.pack()) + "\n")
}

// readLost reads the file; without one nothing is lost.
func readLost(fsys fsys, dir string) (tree, error) {
	path := lostPath(dir)
	text, err := readAll(fsys, path, 1<<16)
	if errors.Is(err, fs.ErrNotExist) {
		return tree{}, nil
	}
	if err != nil {
		return tree{}, fmt.Errorf("audit: %w", err)
	}
	number, rest, _ := strings.Cut(string(text), "\n")
	size, err := strconv.ParseUint(number, 10, 64)
	b, err2 := base64.StdEncoding.DecodeString(strings.TrimSuffix(rest, "\n"))
	t, ok := unpack(size, b)
	if err != nil || err2 != nil || !ok || size == 0 || string(lostText(&t)) != string(text) {
		return tree{}, &CorruptError{Path: path, Offset: -1, What: "malformed"}
	}
	return t, nil
}

// lost returns the roots over the entries whose hashes are lost.
func (t *tiles) lost() (*tree, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.gone == nil {
		gone, err := readLost(t.fs, t.dir)
		if err != nil {
			return nil, err
		}
		t.gone = &gone
	}
	return t.gone, nil
}

// across returns a root over leaves of which some or all have lost their
// hashes.
func (t *tiles) across(lost *tree, level int, n uint64) (Hash, error) {
	if (n+1)<<level <= lost.size {
		if lost.size>>level == n+1 && n&1 == 0 {
			return lost.edge[level], nil
		}
		return Hash{}, fmt.Errorf("%w: those of entries 0 to %d", ErrHashesLost, lost.size-1)
	}
	left, err := t.node(level-1, 2*n)
	if err != nil {
		return Hash{}, err
	}
	right, err := t.node(level-1, 2*n+1)
	if err != nil {
		return Hash{}, err
	}
	return tlog.NodeHash(left, right), nil
}
