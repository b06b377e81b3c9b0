package text

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/scicore-go/scicore/array"
)

// WriteOptions says how a table is written; nil means the zero WriteOptions.
type WriteOptions struct {
	Delimiter rune     // 0: a comma
	Names     []string // a first line with the columns' names; nil: none
	Format    byte     // of floats, as for strconv: 'e', 'f', 'g'; 0: 'g'
	Precision *int     // digits, as for strconv; nil: as many as tell the number from others
	CRLF      bool     // end lines with \r\n
}

// Write writes a 2-d array line by line, a 1-d one as one column. With the
// default format Read gives back the same numbers, NaN and infinities
// included. NumPy: savetxt.
func Write[T Number](w io.Writer, a array.Array[T], opts *WriteOptions) error {
	var o WriteOptions
	if opts != nil {
		o = *opts
	}
	if a.NDim() == 1 {
		a = a.ExpandDims(1)
	}
	if a.NDim() != 2 {
		return &array.ShapeError{Op: "text write", Shapes: [][]int{a.Shape()}, Msg: "needs 1 or 2 dimensions"}
	}
	if o.Names != nil && len(o.Names) != a.Dim(1) {
		return fmt.Errorf("text: %d names for %d columns", len(o.Names), a.Dim(1))
	}
	out := csv.NewWriter(w)
	out.UseCRLF = o.CRLF
	if o.Delimiter != 0 {
		out.Comma = o.Delimiter
	}
	if o.Names != nil {
		if err := out.Write(o.Names); err != nil {
			return err
		}
	}
	fields := make([]string, a.Dim(1))
	for _, row := range a.Along(0) {
		i := 0
		for v := range row.Values() {
			fields[i] = format(v, &o)
			i++
		}
		if err := out.Write(fields); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func format[T Number](v T, o *WriteOptions) string {
	verb, digits := o.Format, -1
	if verb == 0 {
		verb = 'g'
	}
	if o.Precision != nil {
		digits = *o.Precision
	}
	switch v := any(v).(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case float32:
		return strconv.FormatFloat(float64(v), verb, digits, 32)
	}
	return strconv.FormatFloat(float64(v), verb, digits, 64)
}
