package audit

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// fsys is the little that a log wants from a file system. Tests put one in its
// place that fails, runs full or forgets what was not synced.
type fsys interface {
	mkdir(path string) error                    // with parents, 0700
	open(path string, write bool) (file, error) // created with 0600 if write
	size(path string) (int64, error)            // fs.ErrNotExist where there is none
	list(dir string) ([]string, error)          // sorted names; none for a missing folder
	rename(from, to string) error
	remove(path string) error
	syncDir(path string) error // makes names durable
	lock(path string) (io.Closer, error)
}

type file interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Size() (int64, error)
	Truncate(size int64) error
	Sync() error
}

// disk is the real file system.
type disk struct{}

type diskFile struct{ *os.File }

func (f diskFile) Size() (int64, error) {
	st, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return st.Size(), nil
}

func (disk) mkdir(path string) error { return os.MkdirAll(path, 0o700) }

func (disk) open(path string, write bool) (file, error) {
	flag := os.O_RDONLY
	if write {
		flag = os.O_RDWR | os.O_CREATE
	}
	f, err := os.OpenFile(path, flag, 0o600)
	if err != nil {
		return nil, err
	}
	if st, err := f.Stat(); err == nil && st.IsDir() {
		f.Close()
		return nil, &fs.PathError{Op: "open", Path: path, Err: errors.New("is a directory")}
	}
	return diskFile{f}, nil
}

func (disk) size(path string) (int64, error) {
	st, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return st.Size(), nil
}

func (disk) list(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names, nil
}

func (disk) rename(from, to string) error { return os.Rename(from, to) }
func (disk) remove(path string) error     { return os.Remove(path) }

func (disk) syncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced there; NTFS journals names
	}
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	err = d.Sync()
	return errors.Join(err, d.Close())
}

func (disk) lock(path string) (io.Closer, error) { return lockFile(path) }

// readAll reads a small file whole.
func readAll(fsys fsys, path string, limit int64) ([]byte, error) {
	f, err := fsys.open(path, false)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	n, err := f.Size()
	if err != nil {
		return nil, err
	}
	if n > limit {
		return nil, &CorruptError{Path: path, Offset: -1, What: tooLarge(int(n), int(limit))}
	}
	b := make([]byte, n)
	if _, err := f.ReadAt(b, 0); err != nil && !(err == io.EOF && n == 0) {
		return nil, err
	}
	return b, nil
}

// replace writes a small file so that its old or its new content is there,
// whatever happens.
func replace(fsys fsys, path string, data []byte) error {
	tmp := path + ".tmp"
	f, err := fsys.open(tmp, true)
	if err != nil {
		return err
	}
	err = f.Truncate(0)
	if err == nil {
		_, err = f.WriteAt(data, 0)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := fsys.rename(tmp, path); err != nil {
		return err
	}
	return fsys.syncDir(filepath.Dir(path))
}
