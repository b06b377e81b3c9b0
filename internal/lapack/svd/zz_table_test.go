package svd

import "testing"

// TestTable comes last: by then all others have noted their figures.
func TestTable(t *testing.T) {
	if testing.Short() {
		t.Skip("-short leaves out some of the figures")
	}
	table.Finish(t, "../../..")
}
