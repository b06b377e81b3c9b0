package symeig

import "testing"

// TestTable is the last test: it compares the rows of the table of accuracy
// with those of this run, or writes them with -update.
func TestTable(t *testing.T) {
	accuracy.Finish(t, "../../..")
}
