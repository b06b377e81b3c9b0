package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// levelFile is one file of hashes while the log is read: what is stored in it,
// and what should be.
type levelFile struct {
	stored file // nil: there is none
	size   int64
	made   file // where the hashes are written; nil: nowhere
	rows   []byte
	have   []byte
	done   int64 // bytes before rows

	what string // is wrong; "" nothing
	at   int64
}

// rowsBytes is how many bytes of hashes are compared and written at once.
const rowsBytes = 64 << 10

// madePath and keptPath are the names of a file that is being made, and of the
// n-th that was damaged.
func madePath(dir string, level int) string { return tilePath(dir, level) + ".rebuilt" }

func keptPath(dir string, level, n int) string {
	return fmt.Sprintf("%s.damaged-%d", tilePath(dir, level), n)
}

// rebuiltName reports whether rebuilding leaves files of such a name.
func rebuiltName(name string) bool {
	level, rest, found := strings.Cut(name, ".")
	n, err := strconv.Atoi(level)
	if !found || err != nil || n < 0 || n >= tileLevels || strconv.Itoa(n) != level {
		return false
	}
	number, kept := strings.CutPrefix(rest, "damaged-")
	i, err := strconv.Atoi(number)
	return rest == "rebuilt" || kept && err == nil && i > 0 && strconv.Itoa(i) == number
}

func (l *levelFile) open(fsys fsys, dir string, level int, write bool) error {
	*l = levelFile{rows: l.rows[:0], have: l.have}
	f, err := fsys.open(tilePath(dir, level), false)
	switch {
	case err == nil:
		l.stored = f
		if l.size, err = f.Size(); err != nil {
			return fmt.Errorf("audit: rebuild: %w", err)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("audit: rebuild: %w", err)
	}
	if !write {
		return nil
	}
	if l.made, err = fsys.open(madePath(dir, level), true); err == nil {
		err = l.made.Truncate(0)
	}
	if err != nil {
		return fmt.Errorf("audit: rebuild: %w", err)
	}
	return nil
}

// skip leaves the first bytes as they are, or as zeros in a new file: they are
// in the place of hashes that are lost.
func (l *levelFile) skip(n int64) error {
	if l.done = n; n > l.size {
		l.at = l.size
		if l.what = fmt.Sprintf("ends early, after %d bytes", l.size); l.stored == nil {
			l.what = "missing"
		}
	}
	if l.made == nil || n == 0 {
		return nil
	}
	if err := l.made.Truncate(n); err != nil {
		return fmt.Errorf("audit: rebuild: %w", err)
	}
	return nil
}

// read reads what is stored; less than b where that ends.
func (l *levelFile) read(b []byte, off int64) int {
	if l.stored == nil {
		return 0
	}
	n, _ := l.stored.ReadAt(b, off)
	return n
}

// put takes hashes that belong into the file.
func (l *levelFile) put(hashes []byte) error {
	l.rows = append(l.rows, hashes...)
	if len(l.rows) < rowsBytes {
		return nil
	}
	return l.flush()
}

// flush compares, and writes.
func (l *levelFile) flush() error {
	if l.what == "" && len(l.rows) > 0 {
		l.have = append(l.have[:0], l.rows...) // of the same length
		l.compare(l.rows, l.have[:l.read(l.have, l.done)], l.done)
	}
	if l.made != nil {
		if _, err := l.made.WriteAt(l.rows, l.done); err != nil {
			return fmt.Errorf("audit: rebuild: %w", err)
		}
	}
	l.done += int64(len(l.rows))
	l.rows = l.rows[:0]
	return nil
}

// compare finds the first hash that is not what it should be.
func (l *levelFile) compare(want, have []byte, off int64) {
	for i := 0; i < len(want); i += tlog.HashSize {
		switch {
		case i+tlog.HashSize > len(have) && l.stored == nil:
			l.what, l.at = "missing", 0
		case i+tlog.HashSize > len(have):
			l.what, l.at = fmt.Sprintf("ends early, after %d bytes", l.size), l.size
		case Hash(want[i:]) != Hash(have[i:]):
			l.what, l.at = fmt.Sprintf("hash %d is not that of its entries", (off+int64(i))/tlog.HashSize), off+int64(i)
		default:
			continue
		}
		return
	}
}

// end compares and writes the rest. Bytes behind it are no damage: a crash
// leaves them, and opening the log cuts them away.
func (l *levelFile) end() error {
	if err := l.flush(); err != nil {
		return err
	}
	if l.made == nil {
		return nil
	}
	if err := l.made.Sync(); err != nil {
		return fmt.Errorf("audit: rebuild: %w", err)
	}
	return nil
}

func (l *levelFile) close() error {
	var errs []error
	if l.stored != nil {
		errs = append(errs, l.stored.Close())
	}
	if l.made != nil {
		errs = append(errs, l.made.Close())
	}
	l.stored, l.made = nil, nil
	return errors.Join(errs...)
}

// exchange puts the new files, which are whole and durable, in the place of the
// damaged ones. Each step is durable before the next, so that a damaged file
// is under one of its names whatever happens.
func (r *rebuilding) exchange(out *Rebuilt) error {
	fsys, tiles := r.opts.fs, filepath.Join(r.dir, "tiles")
	step := func(from, to string) error {
		if err := fsys.rename(from, to); err != nil {
			return fmt.Errorf("audit: rebuild: %w", err)
		}
		if err := fsys.syncDir(tiles); err != nil {
			return fmt.Errorf("audit: rebuild: %w", err)
		}
		return nil
	}
	if r.lost != r.marked { // first: what stands without a hash must be known before one is missing
		if err := replace(fsys, lostPath(r.dir), lostText(&r.lost)); err != nil {
			return fmt.Errorf("audit: rebuild: %w", err)
		}
	}
	for i := range out.Files {
		f := &out.Files[i]
		if f.Path == filepath.Join("tiles", "lost") {
			continue
		}
		path := filepath.Join(r.dir, f.Path)
		level, err := strconv.Atoi(filepath.Base(path))
		if err != nil {
			return err
		}
		kept, err := r.keep(level)
		if err != nil {
			return err
		}
		if kept != "" {
			if err := step(path, kept); err != nil {
				return err
			}
			f.Kept = filepath.Join("tiles", filepath.Base(kept))
		}
		if err := step(madePath(r.dir, level), path); err != nil {
			return err
		}
	}
	out.Written = true
	return nil
}

// keep returns a name that no file has yet; "" where there is nothing to keep.
func (r *rebuilding) keep(level int) (string, error) {
	if _, err := r.opts.fs.size(tilePath(r.dir, level)); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	for n := 1; ; n++ {
		path := keptPath(r.dir, level, n)
		_, err := r.opts.fs.size(path)
		if errors.Is(err, fs.ErrNotExist) {
			return path, nil
		}
		if err != nil {
			return "", fmt.Errorf("audit: rebuild: %w", err)
		}
	}
}
