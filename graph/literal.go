package graph

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/scicore-go/scicore/internal/dtype"
)

var errNumber = errors.New("not a number")

// readScalar reads what Scalar.String writes: True, -3, 0x1f, 1_000, 2.5e-3,
// inf, nan, complex(1.0, -2.0), and Python's 2j. Integers are int64, or uint64
// where only that holds them.
func readScalar(s string) (Scalar, error) {
	if rest, ok := strings.CutPrefix(s, "complex("); ok {
		re, im, _ := strings.Cut(strings.TrimSuffix(rest, ")"), ", ")
		a, err := readScalar(re)
		b, err2 := readScalar(im)
		return ScalarOf(complex(a.Float64(), b.Float64())), errors.Join(err, err2)
	}
	switch s {
	case "True":
		return ScalarOf(true), nil
	case "False":
		return ScalarOf(false), nil
	case "inf":
		return ScalarOf(math.Inf(1)), nil
	case "-inf":
		return ScalarOf(math.Inf(-1)), nil
	case "nan":
		return ScalarOf(math.NaN()), nil
	}
	return readNumber(s)
}

// readNumber reads digits; Python's underscores may stand between digits.
func readNumber(s string) (Scalar, error) {
	if strings.Contains(s, "_") {
		if strings.HasPrefix(s, "_") || strings.HasSuffix(s, "_") || strings.Contains(s, "__") {
			return Scalar{}, errNumber
		}
		s = strings.ReplaceAll(s, "_", "")
	}
	if s == "" || !isDigit(s[0]) && s[0] != '.' && s[0] != '-' {
		return Scalar{}, errNumber // Inf and the like are ParseFloat's own
	}
	if hex, ok := strings.CutPrefix(strings.ToLower(s), "0x"); ok {
		u, err := strconv.ParseUint(hex, 16, 64)
		return wholeScalar(u), numberError(err)
	}
	if im, ok := strings.CutSuffix(s, "j"); ok {
		v, err := strconv.ParseFloat(im, 64)
		return ScalarOf(complex(0, v)), numberError(err)
	}
	if !strings.ContainsAny(s, ".eE") {
		if i, err := strconv.ParseInt(s, 10, 64); err == nil {
			return ScalarOf(i), nil
		}
		u, err := strconv.ParseUint(s, 10, 64)
		return ScalarOf(u), numberError(err)
	}
	v, err := strconv.ParseFloat(s, 64)
	return ScalarOf(v), numberError(err)
}

func wholeScalar(u uint64) Scalar {
	if u <= math.MaxInt64 {
		return ScalarOf(int64(u))
	}
	return ScalarOf(u)
}

func numberError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, strconv.ErrRange):
		return errors.New("the number is out of range")
	}
	return errNumber
}

// negated returns -s for a literal. The least int64 is the negative of a
// literal that only uint64 holds.
func negated(s Scalar) (Scalar, bool) {
	switch v := s.Value().(type) {
	case int64:
		return ScalarOf(-v), true
	case uint64:
		return ScalarOf(int64(math.MinInt64)), v == 1<<63
	case float64:
		return ScalarOf(-v), true
	case complex128:
		return ScalarOf(-v), true
	}
	return s, false
}

// reserved are the names that stand for values and that no parameter has.
var reserved = map[string]Scalar{
	"True": ScalarOf(true), "False": ScalarOf(false),
	"inf": ScalarOf(math.Inf(1)), "nan": ScalarOf(math.NaN()), "None": {},
}

func isReserved(name string) bool { _, ok := reserved[name]; return ok }

// constants stand for numbers unless an input has the name.
var constants = map[string]Scalar{"pi": ScalarOf(math.Pi), "e": ScalarOf(math.E)}

// frombits makes the scalar with the given bits.
func frombits(dt DType, lo, hi uint64) (Scalar, bool) {
	s := Scalar{dt: dt, bits: [2]uint64{lo, hi}}
	size := uint(dt.Size())
	fits := size == 16 || hi == 0 && (size == 8 || lo>>(8*size) == 0)
	return s, fits && (dt != dtype.Bool || lo <= 1)
}
