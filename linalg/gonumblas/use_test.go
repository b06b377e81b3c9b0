package gonumblas_test

import (
	"fmt"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/cblas128"
	"gonum.org/v1/gonum/blas/cblas64"

	"github.com/scicore-go/scicore/linalg/gonumblas"
)

const (
	plainBLAS = "gonum.Implementation"
	oursBLAS  = "gonumblas.BLAS"
)

// plain runs f with gonum as it is without this package.
func plain(f func()) {
	toGonum()
	defer gonumblas.Use()
	f()
}

// toGonum is the function that the first Use returned.
var toGonum func()

func registered() [4]string {
	return [4]string{
		fmt.Sprintf("%T", blas64.Implementation()), fmt.Sprintf("%T", blas32.Implementation()),
		fmt.Sprintf("%T", cblas128.Implementation()), fmt.Sprintf("%T", cblas64.Implementation()),
	}
}

// TestImportRegistersNothing: gonum's own implementations were registered
// when every import had been initialised.
func TestImportRegistersNothing(t *testing.T) {
	for _, name := range atStart {
		if name != plainBLAS {
			t.Errorf("%s was registered by an import", name)
		}
	}
}

func TestUseAndRestore(t *testing.T) {
	ours := [4]string{oursBLAS, oursBLAS, oursBLAS, oursBLAS}
	if got := registered(); got != ours {
		t.Errorf("after Use: %v", got)
	}
	plain(func() {
		if got := registered(); got != atStart {
			t.Errorf("after restore: %v", got)
		}
	})
	restore := gonumblas.Use()
	restore()
	if got := registered(); got != ours {
		t.Errorf("restored to %v, not to what was there", got)
	}
	gonumblas.Use()
}
