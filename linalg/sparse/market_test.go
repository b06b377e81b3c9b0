package sparse

import (
	"bytes"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/array"
)

func TestReadMatrixMarket(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []complex128
	}{
		"general":   {"%%MatrixMarket matrix coordinate real general\n% comment\n\n2 3 3\n1 1 1.5\n2 3 -2e1\n\n  1 3\t4 \n", []complex128{1.5, 0, 4, 0, 0, -20}},
		"twice":     {"%%MatrixMarket matrix coordinate integer general\n2 2 2\n1 1 1\n1 1 4\n", []complex128{5, 0, 0, 0}},
		"pattern":   {"%%matrixmarket MATRIX Coordinate Pattern Symmetric\n2 2 2\n1 1\n2 1\n", []complex128{1, 1, 1, 0}},
		"skew":      {"%%MatrixMarket matrix coordinate real skew-symmetric\n2 2 1\n2 1 3\n", []complex128{0, -3, 3, 0}},
		"hermitian": {"%%MatrixMarket matrix coordinate complex hermitian\n2 2 2\n2 1 3 1\n2 2 7 0\n", []complex128{0, 3 - 1i, 3 + 1i, 7}},
		"symmetric": {"%%MatrixMarket matrix coordinate complex symmetric\r\n2 2 1\r\n2 1 3 1\r\n", []complex128{0, 3 + 1i, 3 + 1i, 0}},
		"array":     {"%%MatrixMarket matrix array real general\n2 2\n1\n0\n3\n4\n", []complex128{1, 3, 0, 4}},
		"half":      {"%%MatrixMarket matrix array real symmetric\n2 2\n1\n2\n4\n", []complex128{1, 2, 2, 4}},
		"skew half": {"%%MatrixMarket matrix array real skew-symmetric\n2 2\n2\n", []complex128{0, -2, 2, 0}},
		"empty":     {"%%MatrixMarket matrix coordinate real general\n2 2 0\n", []complex128{0, 0, 0, 0}},
	} {
		a, err := ReadMatrixMarket[complex128](strings.NewReader(c.text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		sameBits(t, name, array.ToSlice(a.ToDense()), c.want)
	}
}

func TestReadMatrixMarketRefuses(t *testing.T) {
	const head = "%%MatrixMarket matrix coordinate real general\n"
	for name, text := range map[string]string{
		"nothing":         "",
		"no header":       "2 2 0\n",
		"short header":    "%%MatrixMarket matrix coordinate real\n2 2 0\n",
		"no such format":  "%%MatrixMarket matrix list real general\n2 2 0\n",
		"no such field":   "%%MatrixMarket matrix coordinate quaternion general\n2 2 0\n",
		"no such sym":     "%%MatrixMarket matrix coordinate real persymmetric\n2 2 0\n",
		"dense pattern":   "%%MatrixMarket matrix array pattern general\n1 1\n1\n",
		"complex":         "%%MatrixMarket matrix coordinate complex general\n1 1 1\n1 1 1 1\n",
		"not square":      "%%MatrixMarket matrix coordinate real symmetric\n2 1 0\n",
		"skew diagonal":   "%%MatrixMarket matrix coordinate real skew-symmetric\n2 2 1\n1 1 3\n",
		"no sizes":        head,
		"two sizes":       head + "2 2\n",
		"negative size":   head + "2 -2 0\n",
		"huge":            head + "2147483648 1 0\n",
		"too few":         head + "2 2 2\n1 1 1\n",
		"billions":        head + "2147483647 2147483647 9223372036854775807\n1 1 1\n",
		"too many":        head + "2 2 1\n1 1 1\n2 2 2\n",
		"row zero":        head + "2 2 1\n0 1 1\n",
		"column outside":  head + "2 2 1\n1 3 1\n",
		"no value":        head + "2 2 1\n1 1\n",
		"not a number":    head + "2 2 1\n1 1 x\n",
		"two values":      head + "2 2 1\n1 1 1 2\n",
		"array too short": "%%MatrixMarket matrix array real general\n2147483647 2147483647\n1\n",
		"endless line":    head + strings.Repeat("%", 2<<20),
	} {
		if _, err := ReadMatrixMarket[float64](strings.NewReader(text)); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
	lost := errors.New("connection lost")
	if _, err := ReadMatrixMarket[float64](io.MultiReader(strings.NewReader(head+"2 2 1\n"), failingReader{lost})); !errors.Is(err, lost) {
		t.Errorf("a reader that fails: %v", err)
	}
}

type failingReader struct{ err error }

func (f failingReader) Read([]byte) (int, error) { return 0, f.err }

func TestMatrixMarketRoundTrip(t *testing.T) {
	eachType(t, testRoundTrip[float32], testRoundTrip[float64], testRoundTrip[complex64], testRoundTrip[complex128])
}

func testRoundTrip[T array.Inexact](t *testing.T) {
	r := rand.New(rand.NewPCG(6, 1))
	a := sparseOf[T](r, 12, 12, 2)
	h := a.H().ToCSR()
	for sym, m := range map[Symmetry]*CSR[T]{
		General: sparseOf[T](r, 9, 14, 3), Symmetric: must(Add(a, a.T().ToCSR())), Hermitian: must(Add(a, h)), Skew: must(Sub(a, a.T().ToCSR())).Prune(0),
	} {
		var b bytes.Buffer
		if err := WriteMatrixMarket(&b, m, sym, "two lines\nof comment"); err != nil {
			t.Fatal(err)
		}
		got, err := ReadMatrixMarket[T](&b)
		if err != nil {
			t.Fatal(err)
		}
		sameBits(t, sym.String(), array.ToSlice(got.ToDense()), array.ToSlice(m.ToDense()))
		if sym == General {
			continue
		}
		m.val[1] += 1
		if m.idx[1] != 0 {
			if err := WriteMatrixMarket(&b, m, sym, ""); !errors.Is(err, array.ErrValue) {
				t.Errorf("%v: a matrix without the symmetry: %v", sym, err)
			}
		}
	}
	if err := WriteMatrixMarket(io.Discard, must(Zero[T](2, 3)), Symmetric, ""); !errors.Is(err, array.ErrShape) {
		t.Errorf("not square: %v", err)
	}
}

func FuzzReadMatrixMarket(f *testing.F) {
	f.Add([]byte("%%MatrixMarket matrix coordinate real general\n2 3 2\n1 1 1.5\n2 3 -2e1\n"))
	f.Add([]byte("%%MatrixMarket matrix array complex hermitian\n2 2\n1 0\n0 1\n3 0\n"))
	f.Add([]byte("%%MatrixMarket matrix coordinate pattern symmetric\n%\n3 3 1\n3 1\n"))
	f.Add([]byte("%%MatrixMarket matrix coordinate real skew-symmetric\n2147483647 2147483647 1\n2 1 nan\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := ReadMatrixMarket[complex128](bytes.NewReader(text))
		if err != nil {
			return
		}
		if a.NNZ() > len(text) {
			t.Fatalf("%d elements from %d bytes", a.NNZ(), len(text))
		}
		rows, cols := a.Shape()
		if _, err := NewCOO(rows, cols, a.i, a.j, a.val); err != nil {
			t.Fatal(err)
		}
		if rows > 1000 || cols > 1000 {
			return
		}
		// What was read can be written and read again.
		c := a.ToCSR()
		var b bytes.Buffer
		if err := WriteMatrixMarket(&b, c, General, ""); err != nil {
			t.Fatal(err)
		}
		again, err := ReadMatrixMarket[complex128](&b)
		if err != nil {
			t.Fatal(err)
		}
		d := again.ToCSR()
		for k, v := range c.val {
			w := d.val[k]
			if d.idx[k] != c.idx[k] || !sameFloat(real(v), real(w)) || !sameFloat(imag(v), imag(w)) {
				t.Fatalf("element %d: %v became %v", k, v, w)
			}
		}
	})
}

func sameFloat(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) }
