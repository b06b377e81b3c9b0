package array

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// cellsOf returns how the elements of an array are written so that they align,
// given those that will be shown.
func cellsOf[T Element](shown []T, precision int) func(T) string {
	var out any
	switch s := any(shown).(type) {
	case []float32:
		c := newFloatCells(widen(s), 32, precision, false)
		out = func(v float32) string { return c.text(float64(v)) }
	case []float64:
		c := newFloatCells(s, 64, precision, false)
		out = c.text
	case []complex64:
		c := newComplexCells(s, func(z complex64) (float64, float64) { return float64(real(z)), float64(imag(z)) }, 32, precision)
		out = c
	case []complex128:
		c := newComplexCells(s, func(z complex128) (float64, float64) { return real(z), imag(z) }, 64, precision)
		out = c
	case []bool:
		out = func(v bool) string { return padLeft(boolText(v), 5) }
	default:
		width := 0
		for _, v := range shown {
			width = max(width, len(fmt.Sprint(v)))
		}
		return func(v T) string { return padLeft(fmt.Sprint(v), width) }
	}
	return out.(func(T) string)
}

func boolText(v bool) string {
	if v {
		return "True"
	}
	return "False"
}

func widen(s []float32) []float64 {
	out := make([]float64, len(s))
	for i, v := range s {
		out[i] = float64(v)
	}
	return out
}

// scalarText writes one element as Python writes a scalar.
func scalarText[T Element](v T) string {
	switch v := any(v).(type) {
	case bool:
		return boolText(v)
	case float32:
		return floatText(float64(v), 32)
	case float64:
		return floatText(v, 64)
	case complex64:
		return complexText(complex128(v), 32)
	case complex128:
		return complexText(v, 64)
	}
	return fmt.Sprint(v)
}

// floatText is Python's shortest form: positional from 1e-4 to 1e16.
func floatText(x float64, size int) string {
	if s, ok := notFinite(x); ok {
		return s
	}
	if m := math.Abs(x); m != 0 && (m < 1e-4 || m >= 1e16) {
		return strconv.FormatFloat(x, 'e', -1, size)
	}
	s := strconv.FormatFloat(x, 'f', -1, size)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

func complexText(z complex128, size int) string {
	part := func(x float64) string { return strings.TrimSuffix(floatText(x, size), ".0") }
	re, im := part(real(z)), part(imag(z))
	if real(z) == 0 && !math.Signbit(real(z)) {
		return im + "j"
	}
	if im[0] != '-' && im[0] != '+' {
		im = "+" + im
	}
	return "(" + re + im + "j)"
}

func notFinite(x float64) (string, bool) {
	switch {
	case x != x:
		return "nan", true
	case x > math.MaxFloat64:
		return "inf", true
	case x < -math.MaxFloat64:
		return "-inf", true
	}
	return "", false
}

// floatCells writes floats of one array aligned at the point: with the
// shortest digits that identify them, at most precision after the point, and
// all with exponents if they are large, small or far apart.
type floatCells struct {
	size        int // bits of the float
	precision   int
	plus        bool // a sign before positive numbers
	exponent    bool
	expDigits   int
	left, right int // characters before and after the point
}

func newFloatCells(shown []float64, size, precision int, plus bool) *floatCells {
	c := &floatCells{size: size, precision: precision, plus: plus}
	finite, negInf := 0, false
	lo, hi := math.Inf(1), 0.0
	for _, x := range shown {
		if _, ok := notFinite(x); ok {
			negInf = negInf || x < 0
			continue
		}
		finite++
		if m := math.Abs(x); m > 0 {
			lo, hi = min(lo, m), max(hi, m)
		}
	}
	most := 1e8
	if size == 32 {
		most = 1e6
	}
	c.exponent = hi > 0 && (hi >= most || lo < 1e-4 || c.quotient(hi, lo) > 1000)
	if finite > 0 {
		c.measure(shown)
	}
	if finite < len(shown) {
		offset := c.right + 1
		inf := 3
		if negInf || plus {
			inf = 4
		}
		c.left = max(c.left, 3-offset, inf-offset)
	}
	return c
}

// quotient divides in the elements' own precision, as NumPy does.
func (c *floatCells) quotient(a, b float64) float64 {
	if c.size == 32 {
		return float64(float32(a) / float32(b))
	}
	return a / b
}

// measure finds the widths of the parts.
func (c *floatCells) measure(shown []float64) {
	for _, x := range shown {
		if _, ok := notFinite(x); ok {
			continue
		}
		whole, frac, exp := c.parts(x)
		c.left = max(c.left, len(whole))
		c.right = max(c.right, len(frac))
		c.expDigits = max(c.expDigits, len(exp)-1) // without its sign
	}
	if c.exponent {
		c.precision = c.right
		c.right += c.expDigits + 2
	}
}

// parts writes x and cuts it at the point and the exponent.
func (c *floatCells) parts(x float64) (whole, frac, exp string) {
	verb := byte('f')
	if c.exponent {
		verb = 'e'
	}
	s := strconv.FormatFloat(x, verb, -1, c.size)
	s, exp, _ = strings.Cut(s, "e")
	whole, frac, _ = strings.Cut(s, ".")
	if len(frac) > c.precision {
		s = strconv.FormatFloat(x, verb, c.precision, c.size)
		s, exp, _ = strings.Cut(s, "e")
		whole, frac, _ = strings.Cut(s, ".")
		frac = strings.TrimRight(frac, "0")
	}
	if c.plus && whole[0] != '-' {
		whole = "+" + whole
	}
	return whole, frac, exp
}

func (c *floatCells) text(x float64) string {
	if s, ok := notFinite(x); ok {
		if c.plus && s[0] != '-' && s != "nan" {
			s = "+" + s
		} else if c.plus && s == "nan" {
			s = "+nan"
		}
		return padLeft(s, c.left+c.right+1)
	}
	whole, frac, exp := c.parts(x)
	if !c.exponent {
		return padLeft(whole, c.left) + "." + frac + strings.Repeat(" ", c.right-len(frac))
	}
	if len(frac) < c.precision { // all digits that others show, not zeros
		frac = strconv.FormatFloat(math.Abs(x), 'e', c.precision, c.size)[2 : 2+c.precision]
	}
	return padLeft(whole, c.left) + "." + frac + "e" + exp[:1] + strings.Repeat("0", c.expDigits-len(exp)+1) + exp[1:]
}

// newComplexCells aligns real and imaginary parts on their own.
func newComplexCells[T Complex](shown []T, split func(T) (float64, float64), size, precision int) func(T) string {
	re, im := make([]float64, len(shown)), make([]float64, len(shown))
	for i, z := range shown {
		re[i], im[i] = split(z)
	}
	cr, ci := newFloatCells(re, size, precision, false), newFloatCells(im, size, precision, true)
	return func(z T) string {
		x, y := split(z)
		s := ci.text(y)
		end := len(strings.TrimRight(s, " "))
		return cr.text(x) + s[:end] + "j" + s[end:]
	}
}
