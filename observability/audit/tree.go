package audit

import (
	"crypto/sha256"

	"golang.org/x/mod/sumdb/tlog"
)

// tileHeight is that of tlog-tiles: a tile is 256 hashes wide.
const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
	tileLevels = 8
)

// tree is the right edge of the Merkle tree: all that appending needs. It is
// a value; a copy is a snapshot. edge[l] is the root of a complete subtree of
// 2^l leaves where bit l of size is set.
type tree struct {
	size uint64
	edge [64]Hash
}

// rows are hashes not yet in the tile files, by level of tiles.
type rows [tileLevels][]byte

func (r *rows) reset() {
	for i := range r {
		r[i] = r[i][:0]
	}
}

// add appends a leaf and puts what tiles hold into out, if it is not nil.
func (t *tree) add(h Hash, out *rows) {
	if out != nil {
		out[0] = append(out[0], h[:]...)
	}
	level := 0
	for s := t.size; s&1 == 1; s >>= 1 {
		h = tlog.NodeHash(t.edge[level], h)
		level++
		if out != nil && level%tileHeight == 0 {
			out[level/tileHeight] = append(out[level/tileHeight], h[:]...)
		}
	}
	t.edge[level] = h
	t.size++
}

// root returns the hash of the whole tree.
func (t *tree) root() Hash {
	if t.size == 0 {
		return sha256.Sum256(nil)
	}
	var h Hash
	first := true
	for level, s := 0, t.size; s > 0; level, s = level+1, s>>1 {
		switch {
		case s&1 == 0:
		case first:
			h, first = t.edge[level], false
		default:
			h = tlog.NodeHash(t.edge[level], h)
		}
	}
	return h
}
