package svd

import "testing"

// TestTable comes last: by then all others have noted their figures.
func TestTable(t *testing.T) { table.Finish(t, "../../..") }
