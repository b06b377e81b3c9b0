package csv

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/dtype"
)

// WriteOptions configures [Write]. The zero WriteOptions is that of nil.
type WriteOptions struct {
	Comma rune     // field separator; 0 means ','
	Names []string // header line; nil: none
}

// Write writes a 2-d array, a line for each row, or a 1-d array, a line for
// each element. Floats are written with as few digits as read back to the same
// bits. opts may be nil.
func Write[T Number](w io.Writer, a array.Array[T], opts *WriteOptions) error {
	if a.NDim() == 1 {
		a = a.ExpandDims(1)
	}
	if a.NDim() != 2 {
		return fmt.Errorf("csv: write: %d dimensions: want 1 or 2", a.NDim())
	}
	out := csv.NewWriter(w)
	if opts != nil && opts.Comma != 0 {
		out.Comma = opts.Comma
	}
	rows, cols := a.Dim(0), a.Dim(1)
	if opts != nil && opts.Names != nil {
		if len(opts.Names) != cols {
			return fmt.Errorf("csv: write: %d names for %d columns", len(opts.Names), cols)
		}
		if err := out.Write(opts.Names); err != nil {
			return fmt.Errorf("csv: write: %w", err)
		}
	}
	dt := dtype.Of[T]()
	line := make([]string, cols)
	for i := range rows {
		for j := range cols {
			line[j] = text(dt, a.At(i, j))
		}
		if err := out.Write(line); err != nil {
			return fmt.Errorf("csv: write: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("csv: write: %w", err)
	}
	return nil
}

func text[T Number](dt array.DType, v T) string {
	if dt.IsInteger() {
		return strconv.FormatInt(int64(v), 10)
	}
	return strconv.FormatFloat(float64(v), 'g', -1, 8*dt.Size())
}
