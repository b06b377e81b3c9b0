package audit

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// FS shows the view in the layout of C2SP tlog-tiles, so that any auditor of
// that format can check the log:
//
//	checkpoint                   the signed checkpoint
//	tile/<L>/<N>[.p/<W>]         hashes of level L
//	tile/entries/<N>[.p/<W>]     entries, each after its uint16 length
//
// Serve it with http.FileServerFS, or copy it. Bundles with entries whose data
// was deleted are not there. Folders cannot be listed.
func (v *View) FS() fs.FS { return tileFS{v} }

type tileFS struct{ v *View }

// Open opens one of the files.
func (t tileFS) Open(name string) (fs.File, error) {
	data, err := t.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return &tileFile{Reader: bytes.NewReader(data), name: path.Base(name), size: int64(len(data))}, nil
}

// ReadFile returns the content of one of the files.
func (t tileFS) ReadFile(name string) ([]byte, error) {
	data, err := t.read(name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return data, nil
}

func (t tileFS) read(name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, fs.ErrInvalid
	}
	if name == "checkpoint" {
		return t.v.Checkpoint().Signed, nil
	}
	rest, ok := strings.CutPrefix(name, "tile/")
	kind, rest, ok2 := strings.Cut(rest, "/")
	if !ok || !ok2 {
		return nil, fs.ErrNotExist
	}
	level := 0
	if kind != "entries" {
		n, err := strconv.ParseUint(kind, 10, 6)
		if err != nil || strconv.FormatUint(n, 10) != kind {
			return nil, fs.ErrNotExist
		}
		level = int(n)
	}
	n, width, ok := parseTile(rest)
	if !ok || level >= tileLevels || n > maxSize>>(tileHeight*(level+1)) || n*tileWidth+width > count(level, t.v.size) {
		return nil, fs.ErrNotExist
	}
	if kind == "entries" {
		return t.bundle(n*tileWidth, width)
	}
	lost, err := t.v.tiles.lost()
	if err != nil {
		return nil, err
	}
	if n*tileWidth<<(tileHeight*level) < lost.size {
		return nil, fmt.Errorf("%w: %w", fs.ErrNotExist, ErrHashesLost)
	}
	f, err := t.v.tiles.open(level)
	if err != nil {
		return nil, err
	}
	b := make([]byte, width*tlog.HashSize)
	_, err = f.ReadAt(b, int64(n)*tileWidth*tlog.HashSize)
	return b, err
}

func (t tileFS) bundle(first, width uint64) ([]byte, error) {
	var b []byte
	for e, err := range t.v.Entries(context.Background(), first, first+width) {
		if errors.Is(err, ErrDropped) {
			return nil, fmt.Errorf("%w: %w", fs.ErrNotExist, err)
		}
		if err != nil {
			return nil, err
		}
		b = binary.BigEndian.AppendUint16(b, uint16(len(e.Raw)))
		b = append(b, e.Raw...)
	}
	return b, nil
}

// parseTile reads "x001/x234/067" or "x001/x234/067.p/8": a number in groups
// of three digits, and the width of a partial tile.
func parseTile(s string) (n, width uint64, ok bool) {
	width = tileWidth
	if full, w, partial := strings.Cut(s, ".p/"); partial {
		x, err := strconv.ParseUint(w, 10, 8)
		if err != nil || x == 0 || strconv.FormatUint(x, 10) != w {
			return 0, 0, false
		}
		s, width = full, x
	}
	for _, part := range strings.Split(s, "/") {
		x, err := strconv.ParseUint(strings.TrimPrefix(part, "x"), 10, 10)
		if err != nil || x > 999 || n > maxSize/1000 {
			return 0, 0, false
		}
		n = n*1000 + x
	}
	return n, width, tileName(n) == s
}

// tileName writes n as parseTile reads it.
func tileName(n uint64) string {
	s := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		s = fmt.Sprintf("x%03d/%s", n%1000, s)
	}
	return s
}

// tileFile is one opened file.
type tileFile struct {
	*bytes.Reader
	name string
	size int64
}

var _ io.ReadSeeker = (*tileFile)(nil) // http.FileServerFS wants to seek

func (f *tileFile) Stat() (fs.FileInfo, error) { return tileInfo{f.name, f.size}, nil }
func (f *tileFile) Close() error               { return nil }

type tileInfo struct {
	name string
	size int64
}

func (i tileInfo) Name() string       { return i.name }
func (i tileInfo) Size() int64        { return i.size }
func (i tileInfo) Mode() fs.FileMode  { return 0o400 }
func (i tileInfo) ModTime() time.Time { return time.Time{} }
func (i tileInfo) IsDir() bool        { return false }
func (i tileInfo) Sys() any           { return nil }
