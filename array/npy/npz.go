package npy

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/scicore-go/scicore/array"
)

// Limits bounds what an archive may unpack to. A field of zero takes the
// default, a negative one lifts the limit.
type Limits struct {
	MaxEntries int   // files in the archive, 65536
	MaxBytes   int64 // bytes of all files unpacked, 64 GiB
	MaxRatio   int64 // unpacked to packed bytes of one file over 1 MiB, 1000
}

// Deflate cannot pack better than 1:1032; a constant array comes close.
var defaultLimits = Limits{MaxEntries: 1 << 16, MaxBytes: 64 << 30, MaxRatio: 1000}

func (l *Limits) orDefault() Limits {
	out := defaultLimits
	if l == nil {
		return out
	}
	for _, f := range []struct{ have, def *int64 }{{&l.MaxBytes, &out.MaxBytes}, {&l.MaxRatio, &out.MaxRatio}} {
		if *f.have != 0 {
			*f.def = *f.have
		}
	}
	if l.MaxEntries != 0 {
		out.MaxEntries = l.MaxEntries
	}
	return out
}

// Archive is an open .npz file. Nothing is unpacked before it is asked for.
// It is safe for concurrent use if its ReaderAt is.
type Archive struct {
	files map[string]*zip.File
	names []string
	close io.Closer
}

// OpenNPZ opens the archive at path; the caller closes it.
func OpenNPZ(path string, limits *Limits) (*Archive, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil {
		var a *Archive
		if a, err = NewArchive(f, info.Size(), limits); err == nil {
			a.close = f
			return a, nil
		}
	}
	return nil, errors.Join(err, f.Close())
}

// NewArchive opens the archive of size bytes in r. It refuses with [ErrLimit]
// what would unpack to more than limits (nil: the defaults) allow.
func NewArchive(r io.ReaderAt, size int64, limits *Limits) (*Archive, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, badFormat("no .npz file: %v", err)
	}
	l := limits.orDefault()
	if l.MaxEntries > 0 && len(z.File) > l.MaxEntries {
		return nil, fmt.Errorf("%w: %d files, at most %d", ErrLimit, len(z.File), l.MaxEntries)
	}
	a := &Archive{files: make(map[string]*zip.File, len(z.File))}
	left := uint64(l.MaxBytes)
	for _, f := range z.File {
		n := f.UncompressedSize64
		if l.MaxBytes > 0 {
			if n > left {
				return nil, fmt.Errorf("%w: the files unpack to more than %d bytes", ErrLimit, l.MaxBytes)
			}
			left -= n
		}
		if l.MaxRatio > 0 && n > 1<<20 && n/uint64(l.MaxRatio) > f.CompressedSize64 {
			return nil, fmt.Errorf("%w: %q unpacks from %d to %d bytes", ErrLimit, f.Name, f.CompressedSize64, n)
		}
		name := strings.TrimSuffix(f.Name, ".npy")
		if a.files[name] != nil {
			return nil, badFormat("two arrays named %q", name)
		}
		a.files[name] = f
		a.names = append(a.names, name)
	}
	return a, nil
}

// Names returns the names of the arrays in the archive's order.
func (a *Archive) Names() []string { return slices.Clone(a.names) }

// Close closes the file that OpenNPZ opened.
func (a *Archive) Close() error {
	if a.close == nil {
		return nil
	}
	return a.close.Close()
}

// entry hands f the header of an array and a reader of exactly its elements.
func (a *Archive) entry(name string, f func(Header, io.Reader) error) (err error) {
	file := a.files[name]
	if file == nil {
		return badFormat("no array %q among %d in the archive", name, len(a.names))
	}
	r, err := file.Open()
	if err != nil {
		return badFormat("%s: %v", name, err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	h, n, err := readHeader(r)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	// The header's word is held against the directory's before anything of
	// its size is allocated.
	if want := uint64(n) + uint64(h.Size()*h.width()); want != file.UncompressedSize64 {
		return badFormat("%s: header claims %d bytes, the archive has %d", name, want, file.UncompressedSize64)
	}
	if err := f(h, r); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	// Reading to the end makes archive/zip check the checksum.
	if _, err := io.Copy(io.Discard, r); err != nil {
		return badFormat("%s: %v", name, err)
	}
	return nil
}

// Header returns the header of one array.
func (a *Archive) Header(name string) (head Header, err error) {
	file := a.files[name]
	if file == nil {
		return head, badFormat("no array %q among %d in the archive", name, len(a.names))
	}
	r, err := file.Open()
	if err != nil {
		return head, badFormat("%s: %v", name, err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return ReadHeader(r)
}

// ReadNPZ reads the array called name, with elements of type T, from a, as
// [Read] does.
func ReadNPZ[T array.Element](a *Archive, name string) (out array.Array[T], err error) {
	err = a.entry(name, func(h Header, r io.Reader) error {
		out, err = readBody[T](r, h)
		return err
	})
	if err != nil {
		return array.Array[T]{}, err
	}
	return out, nil
}

// Read reads the array called name, of whatever element type it has; float16
// comes as float32.
func (a *Archive) Read(name string) (out array.Any, err error) {
	err = a.entry(name, func(h Header, r io.Reader) error {
		out, err = readAny(r, h)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Entry is one named array of an archive.
type Entry struct {
	Name  string
	Array array.Any
}

// WriteNPZ writes an archive of the entries, deflated if compress is set and
// stored otherwise. NumPy: savez, savez_compressed. The same entries give the
// same bytes.
func WriteNPZ(w io.Writer, compress bool, entries ...Entry) error {
	z := NewWriter(w, compress)
	for _, e := range entries {
		if err := z.Put(e.Name, e.Array); err != nil {
			return err
		}
	}
	return z.Close()
}

// Writer writes an archive one array at a time.
type Writer struct {
	zip    *zip.Writer
	method uint16
	names  map[string]bool
}

// NewWriter returns a Writer on w; Close must be called to finish the archive.
func NewWriter(w io.Writer, compress bool) *Writer {
	z := &Writer{zip: zip.NewWriter(w), method: zip.Store, names: map[string]bool{}}
	if compress {
		z.method = zip.Deflate
	}
	return z
}

// Put adds an array. Names must differ and not be empty.
func (z *Writer) Put(name string, a array.Any) error {
	if name == "" || z.names[name] {
		return fmt.Errorf("npy: name %q is empty or taken", name)
	}
	z.names[name] = true
	f, err := z.zip.CreateHeader(&zip.FileHeader{Name: name + ".npy", Method: z.method})
	if err != nil {
		return err
	}
	return Write(f, a, nil)
}

// Close writes the archive's directory. It does not close the writer below.
func (z *Writer) Close() error { return z.zip.Close() }
