// Package text reads and writes tables of numbers as text: CSV and columns
// apart by white space, NumPy's loadtxt and savetxt.
//
//	t, err := text.Read[float64](file, &text.Options{Missing: text.MissingNaN})
//	t.Names  // of the columns, if the table has a header
//	t.Data   // Array[float64], one row per line
//
// Faults in the text are returned as a [*ParseError] with line and column.
package text
