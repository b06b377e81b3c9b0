package gonumblas_test

import (
	"fmt"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/cblas128"
	"gonum.org/v1/gonum/blas/cblas64"
	"gonum.org/v1/gonum/lapack/lapack64"

	"github.com/scicore-go/scicore/linalg/gonumblas"
)

const (
	plainBLAS = "gonum.Implementation"
	oursBLAS  = "gonumblas.BLAS"
)

// plain runs f with gonum as it is without this package.
func plain(f func()) {
	toGonum()
	defer func() { gonumblas.Use() }() // registered again for the other tests
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
	if lapackAtStart != plainLAPACK {
		t.Errorf("a LAPACK was registered by an import")
	}
}

func TestUseAndRestore(t *testing.T) {
	ours := [4]string{oursBLAS, oursBLAS, oursBLAS, oursBLAS}
	if got := registered(); got != ours {
		t.Errorf("after Use: %v", got)
	}
	if whichLAPACK() != oursLAPACK {
		t.Errorf("after Use: gonum's LAPACK")
	}
	plain(func() {
		if got := registered(); got != atStart {
			t.Errorf("after restore: %v", got)
		}
		if whichLAPACK() != plainLAPACK {
			t.Errorf("after restore: not gonum's LAPACK")
		}
	})
	restore := gonumblas.Use()
	restore()
	if got := registered(); got != ours {
		t.Errorf("restored to %v, not to what was there", got)
	}
	gonumblas.Use()
}

// lapackKind says whose LAPACK is registered. lapack64 does not tell; the BLAS
// does that it calls.
type lapackKind string

const (
	plainLAPACK lapackKind = "gonum's"
	oursLAPACK  lapackKind = "ours"
)

// witness counts the calls of gonum's Dpotrf to the registered BLAS.
type witness struct {
	gonumblas.BLAS
	calls *int
}

func (w witness) Dtrsm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int) {
	*w.calls++
	w.BLAS.Dtrsm(s, ul, tA, d, m, n, alpha, a, lda, b, ldb)
}

// whichLAPACK factors a matrix of several blocks: gonum's LAPACK does that by
// the BLAS that is registered, ours by itself.
func whichLAPACK() lapackKind {
	const n = 300
	a := blas64.Symmetric{N: n, Stride: n, Uplo: blas.Upper, Data: make([]float64, n*n)}
	for i := range n {
		a.Data[i*n+i] = 1
	}
	before := blas64.Implementation()
	defer blas64.Use(before)
	calls := 0
	blas64.Use(witness{calls: &calls})
	lapack64.Potrf(a)
	if calls > 0 {
		return plainLAPACK
	}
	return oursLAPACK
}
