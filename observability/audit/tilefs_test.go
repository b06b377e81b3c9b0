package audit

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// auditor reads nothing but files of tlog-tiles, with the library's own tile
// reader, as somebody elsewhere would.
type auditor struct {
	t    *testing.T
	fsys fs.FS
}

func (a auditor) Height() int                             { return 8 }
func (a auditor) SaveTiles(tiles []tlog.Tile, _ [][]byte) {}

func (a auditor) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range tiles {
		b, err := fs.ReadFile(a.fsys, strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

func TestAuditorOfTlogTiles(t *testing.T) {
	s := testSigner(t)
	m := smallLog(t, 700, &Options{Signer: s, SegmentBytes: 8 << 10})
	v, err := openView(context.Background(), m, memDir, keyring{s.Verifier()})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	fsys := v.FS()
	signed, err := fs.ReadFile(fsys, "checkpoint")
	if err != nil {
		t.Fatal(err)
	}
	cp, err := ParseCheckpoint(signed, s.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	hashes := tlog.TileHashReader(tlog.Tree{N: int64(cp.Size), Hash: cp.Root}, auditor{t, fsys})
	seen := 0
	for n := uint64(0); n*256 < cp.Size; n++ {
		name := "tile/entries/" + tileName(n)
		if w := cp.Size - n*256; w < 256 {
			name += fmt.Sprintf(".p/%d", w)
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			t.Fatal(err)
		}
		for i := n * 256; len(b) > 0; i++ {
			size := int(binary.BigEndian.Uint16(b))
			entry := b[2 : 2+size]
			b = b[2+size:]
			proof, err := tlog.ProveRecord(int64(cp.Size), int64(i), hashes)
			if err != nil {
				t.Fatal(err)
			}
			if err := tlog.CheckRecord(proof, int64(cp.Size), cp.Root, int64(i), tlog.RecordHash(entry)); err != nil {
				t.Fatalf("entry %d: %v", i, err)
			}
			seen++
		}
	}
	if seen != int(cp.Size) || seen != 700 {
		t.Errorf("%d entries", seen)
	}
	for _, bad := range []string{"", ".", "tile", "tile/0", "tile/0/3", "tile/0/003", "tile/0/000.p/256", "tile/0/000.p/0", "tile/00/000", "tile/1/002",
		"tile/9/000", "tile/0/x000/001", "tile/entries/002", "tile/entries/002.p/200", "../LOCK", "segments/0", "tile/63/x999/x999/x999/x999/x999/999"} {
		if _, err := fs.ReadFile(fsys, bad); err == nil || !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	part, err := fs.ReadFile(fsys, "tile/0/000.p/7")
	whole, werr := fs.ReadFile(fsys, "tile/0/000")
	if err != nil || werr != nil || len(part) != 7*32 || !bytes.HasPrefix(whole, part) || len(whole) != 8192 {
		t.Errorf("partial tile: %v, %v, %d bytes", err, werr, len(part))
	}
}

func TestTileNames(t *testing.T) {
	for n, want := range map[uint64]string{0: "000", 67: "067", 1000: "x001/000", 1234067: "x001/x234/067"} {
		if got := tileName(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
		if got, w, ok := parseTile(want); !ok || got != n || w != 256 {
			t.Errorf("%s: %d, %d, %v", want, got, w, ok)
		}
	}
}
