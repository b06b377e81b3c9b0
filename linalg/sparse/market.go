package sparse

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// Symmetry tells which half of a matrix a Matrix Market file holds.
type Symmetry uint8

// The symmetries of the format.
const (
	General   Symmetry = iota // all elements
	Symmetric                 // the lower triangle; A = Aᵀ
	Skew                      // the lower triangle without the diagonal; A = -Aᵀ
	Hermitian                 // the lower triangle; A = Aᴴ
)

var symmetryNames = [...]string{"general", "symmetric", "skew-symmetric", "hermitian"}

// String returns the format's name of the symmetry.
func (s Symmetry) String() string {
	if int(s) < len(symmetryNames) {
		return symmetryNames[s]
	}
	return fmt.Sprintf("symmetry(%d)", uint8(s))
}

// marketHeader is the first line of a file and its sizes.
type marketHeader struct {
	dense, complex, pattern bool
	sym                     Symmetry
	rows, cols, entries     int
}

// ReadMatrixMarket reads a matrix in the Matrix Market exchange format,
// coordinate or array, real, complex, integer or pattern (ones), with any
// symmetry, whose other half it fills in. R. Boisvert, R. Pozo and K.
// Remington, "The Matrix Market exchange formats" (1996). Memory grows with
// what is read, not with what the header claims. It returns a *FormatError
// naming the line for anything that is not in the format, and for complex
// values where T is real. SciPy: mmread.
func ReadMatrixMarket[T array.Inexact](r io.Reader) (*COO[T], error) {
	m := marketReader[T]{lines: bufio.NewScanner(r)}
	m.lines.Buffer(nil, 1<<20)
	if err := m.header(); err != nil {
		return nil, err
	}
	read := m.coordinates
	if m.h.dense {
		read = m.columns
	}
	if err := read(); err != nil {
		return nil, err
	}
	if m.next() {
		return nil, m.bad("text after the last of %d entries", m.h.entries)
	}
	return m.out, m.lines.Err()
}

type marketReader[T array.Inexact] struct {
	lines *bufio.Scanner
	line  int
	text  []byte
	h     marketHeader
	out   *COO[T]
}

func (m *marketReader[T]) bad(format string, args ...any) error {
	if err := m.lines.Err(); err != nil && !errors.Is(err, bufio.ErrTooLong) {
		return err
	}
	return badFormat("matrix market", "line %d: %s", m.line, fmt.Sprintf(format, args...))
}

// next goes to the next line that is neither empty nor a comment.
func (m *marketReader[T]) next() bool {
	for m.lines.Scan() {
		m.line++
		m.text = bytes.TrimSpace(m.lines.Bytes())
		if len(m.text) > 0 && m.text[0] != '%' {
			return true
		}
	}
	m.line++
	return false
}

func (m *marketReader[T]) header() error {
	if !m.lines.Scan() {
		m.line++
		return m.bad("no header")
	}
	m.line++
	words := strings.Fields(strings.ToLower(m.lines.Text()))
	if len(words) != 5 || words[0] != "%%matrixmarket" || words[1] != "matrix" {
		return m.bad("want %%%%MatrixMarket matrix and three words")
	}
	switch words[2] {
	case "coordinate":
	case "array":
		m.h.dense = true
	default:
		return m.bad("format %q", words[2])
	}
	switch words[3] {
	case "real", "double", "integer":
	case "pattern":
		m.h.pattern = true
	case "complex":
		m.h.complex = true
	default:
		return m.bad("field %q", words[3])
	}
	known := false
	for s, name := range symmetryNames {
		if words[4] == name {
			m.h.sym, known = Symmetry(s), true
		}
	}
	switch {
	case !known:
		return m.bad("symmetry %q", words[4])
	case m.h.complex && !blas.IsComplex[T]():
		return m.bad("complex values for %T", *new(T))
	case m.h.pattern && m.h.dense, m.h.pattern && m.h.sym == Skew:
		return m.bad("%s %s %s", words[2], words[3], words[4])
	}
	return m.sizes()
}

func (m *marketReader[T]) sizes() error {
	if !m.next() {
		return m.bad("no sizes")
	}
	words := bytes.Fields(m.text)
	want := 3
	if m.h.dense {
		want = 2
	}
	if len(words) != want {
		return m.bad("%d sizes: want %d", len(words), want)
	}
	var size [3]int
	for i, w := range words {
		n, err := strconv.Atoi(string(w))
		if err != nil || n < 0 {
			return m.bad("size %q", w)
		}
		size[i] = n
	}
	m.h.rows, m.h.cols, m.h.entries = size[0], size[1], size[2]
	if m.h.rows > maxDim || m.h.cols > maxDim {
		return m.bad("dimensions (%d,%d): must be below 2^31", m.h.rows, m.h.cols)
	}
	if m.h.sym != General && m.h.rows != m.h.cols {
		return m.bad("a %s matrix of %d rows and %d columns", m.h.sym, m.h.rows, m.h.cols)
	}
	if m.h.dense {
		m.h.entries = m.h.rows * m.h.cols
		if n := m.h.rows; m.h.sym == Skew {
			m.h.entries = n * (n - 1) / 2
		} else if m.h.sym != General {
			m.h.entries = n * (n + 1) / 2
		}
	}
	n := min(m.h.entries, 1<<16)
	m.out = &COO[T]{rows: m.h.rows, cols: m.h.cols, i: make([]int32, 0, n), j: make([]int32, 0, n), val: make([]T, 0, n)}
	return nil
}

func (m *marketReader[T]) coordinates() error {
	for range m.h.entries {
		if !m.next() {
			return m.bad("the end, after %d of %d entries", len(m.out.val), m.h.entries)
		}
		i, err := m.index(m.h.rows)
		if err != nil {
			return err
		}
		j, err := m.index(m.h.cols)
		if err != nil {
			return err
		}
		if m.h.sym == Skew && i == j {
			return m.bad("a diagonal element of a skew-symmetric matrix")
		}
		if err := m.element(i, j); err != nil {
			return err
		}
	}
	return nil
}

// columns reads a dense matrix, column by column, its lower half if it is
// symmetric. Zeros are not stored.
func (m *marketReader[T]) columns() error {
	if m.h.entries == 0 {
		return nil
	}
	for j := range m.h.cols {
		first := 0
		if m.h.sym == Skew {
			first = j + 1
		} else if m.h.sym != General {
			first = j
		}
		for i := first; i < m.h.rows; i++ {
			if !m.next() {
				return m.bad("the end, in column %d", j+1)
			}
			if err := m.element(i, j); err != nil {
				return err
			}
		}
	}
	return nil
}

// word takes the next word of the line.
func (m *marketReader[T]) word() string {
	w := m.text
	if at := bytes.IndexAny(w, " \t"); at >= 0 {
		w, m.text = w[:at], bytes.TrimLeft(w[at:], " \t")
	} else {
		m.text = nil
	}
	return string(w)
}

func (m *marketReader[T]) index(n int) (int, error) {
	w := m.word()
	i, err := strconv.Atoi(w)
	if err != nil || i < 1 || i > n {
		return 0, m.bad("index %q: want 1 to %d", w, n)
	}
	return i - 1, nil
}

func (m *marketReader[T]) number() (float64, error) {
	w := m.word()
	v, err := strconv.ParseFloat(w, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0, m.bad("number %q", w)
	}
	return v, nil
}

// element reads the value of (i, j) and stores it, with its mirror image.
func (m *marketReader[T]) element(i, j int) error {
	re, im := 1.0, 0.0
	var err error
	if !m.h.pattern {
		if re, err = m.number(); err != nil {
			return err
		}
	}
	if m.h.complex {
		if im, err = m.number(); err != nil {
			return err
		}
	}
	if len(m.text) > 0 {
		return m.bad("text after the value: %.20q", m.text)
	}
	if m.h.dense && re == 0 && im == 0 {
		return nil
	}
	v := blas.FromComplex[T](complex(re, im))
	m.put(i, j, v)
	if i == j {
		return nil
	}
	switch m.h.sym {
	case Symmetric:
		m.put(j, i, v)
	case Skew:
		m.put(j, i, -v)
	case Hermitian:
		m.put(j, i, blas.Conj(v))
	}
	return nil
}

func (m *marketReader[T]) put(i, j int, v T) {
	o := m.out
	o.i, o.j, o.val = append(o.i, int32(i)), append(o.j, int32(j)), append(o.val, v)
}

// WriteMatrixMarket writes a in the coordinate format, so that reading it gives
// the same bits. With a symmetry other than [General] the lower half is
// written; a must have it. Lines of comment, which may be empty, go before the
// sizes. SciPy: mmwrite.
func WriteMatrixMarket[T array.Inexact](w io.Writer, a *CSR[T], sym Symmetry, comment string) error {
	if err := checkSymmetry(a, sym); err != nil {
		return err
	}
	part := a
	switch sym {
	case Symmetric, Hermitian:
		part = a.Tril(0)
	case Skew:
		part = a.Tril(-1)
	}
	out := bufio.NewWriter(w)
	field := "real"
	if blas.IsComplex[T]() {
		field = "complex"
	}
	fmt.Fprintf(out, "%%%%MatrixMarket matrix coordinate %s %s\n", field, sym)
	if comment != "" {
		for _, line := range strings.Split(comment, "\n") {
			fmt.Fprintf(out, "%%%s\n", strings.TrimRight(line, "\r"))
		}
	}
	fmt.Fprintln(out, a.rows, a.cols, part.NNZ())
	bits := 64
	if blas.IsSingle[T]() {
		bits = 32
	}
	var line []byte
	for i := range part.rows {
		cols, values := part.Row(i)
		for k, j := range cols {
			line = strconv.AppendInt(line[:0], int64(i+1), 10)
			line = strconv.AppendInt(append(line, ' '), int64(j+1), 10)
			line = strconv.AppendFloat(append(line, ' '), blas.Re(values[k]), 'g', -1, bits)
			if blas.IsComplex[T]() {
				line = strconv.AppendFloat(append(line, ' '), blas.Im(values[k]), 'g', -1, bits)
			}
			if _, err := out.Write(append(line, '\n')); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

// checkSymmetry reports the first element whose mirror image is another.
func checkSymmetry[T array.Inexact](a *CSR[T], sym Symmetry) error {
	if sym == General {
		return nil
	}
	if sym > Hermitian {
		return badValue("matrix market", "%v", sym)
	}
	if a.rows != a.cols {
		return badShape("matrix market", "a "+sym.String()+" matrix is square", []int{a.rows, a.cols})
	}
	for i := range a.rows {
		cols, values := a.Row(i)
		for k, j := range cols {
			mirror := a.At(int(j), i)
			switch sym {
			case Skew:
				mirror = -mirror
			case Hermitian:
				mirror = blas.Conj(mirror)
			}
			if v := values[k]; v != mirror && (v == v || mirror == mirror) || sym == Skew && int(j) == i && v != 0 {
				return badValue("matrix market", "not %v: element (%d,%d)", sym, i, j)
			}
		}
	}
	return nil
}
