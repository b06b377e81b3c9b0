package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/array/npy"
	"github.com/scicore-go/scicore/array/text"
)

// series is what is analysed: evenly spaced values.
type series struct {
	name, unit  string
	start, step float64
	values      array.Array[float64]
}

// builtin is the series this program carries.
func builtin() series {
	return series{name: "yearly sunspot numbers (WDC-SILSO)", unit: "years", start: firstYear, step: 1, values: array.FromSlice(sunspots[:])}
}

// minSamples is the shortest series with a spectrum worth the name.
const minSamples = 16

// load reads a series from a .csv or .npy file.
func load(path string) (series, error) {
	f, err := os.Open(path)
	if err != nil {
		return series{}, err
	}
	defer f.Close()
	var table array.Array[float64]
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".csv":
		t, err := text.Read[float64](f, nil)
		if err != nil {
			return series{}, fmt.Errorf("%s: %w", path, err)
		}
		table = t.Data
	case ".npy":
		a, err := npy.ReadAny(f)
		if err != nil {
			return series{}, fmt.Errorf("%s: %w", path, err)
		}
		if a.DType().IsComplex() || a.DType() == array.Bool {
			return series{}, fmt.Errorf("%s: elements are %v: want real numbers", path, a.DType())
		}
		table = array.CastAny[float64](a)
	default:
		return series{}, fmt.Errorf("%s: want a file that ends in .csv or .npy", path)
	}
	s, err := columns(table)
	s.name = filepath.Base(path)
	if err != nil {
		return s, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// columns makes a series of a table: values, or times and values.
func columns(table array.Array[float64]) (series, error) {
	s := series{unit: "samples", step: 1}
	switch {
	case table.Size() == 0:
		return s, fmt.Errorf("there are no numbers in the file")
	case table.NDim() == 1:
		s.values = table
	case table.NDim() == 2 && table.Dim(1) == 1:
		s.values = table.Slice(array.All, array.At(0))
	case table.NDim() == 2 && table.Dim(1) == 2:
		s.values = table.Slice(array.All, array.At(1))
		s.unit = "units of time"
	default:
		return s, fmt.Errorf("shape %v: want one column of values, or times and values", table.Shape())
	}
	if n := s.values.Size(); n < minSamples {
		return s, fmt.Errorf("%d samples: want at least %d", n, minSamples)
	}
	if !array.AllTrue(array.IsFinite(table)) {
		return s, fmt.Errorf("some values are not finite")
	}
	if table.NDim() == 1 || table.Dim(1) == 1 {
		return s, nil
	}
	times := table.Slice(array.All, array.At(0))
	n := times.Size()
	s.start, s.step = times.At(0), (times.At(n-1)-times.At(0))/float64(n-1)
	for i := range n {
		if want := s.start + s.step*float64(i); s.step <= 0 || math.Abs(times.At(i)-want) > 0.01*s.step {
			return s, fmt.Errorf("row %d: the times must rise in even steps", i+1)
		}
	}
	return s, nil
}
