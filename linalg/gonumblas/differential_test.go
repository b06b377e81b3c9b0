package gonumblas_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas"
	native "gonum.org/v1/gonum/blas/gonum"
	nativelapack "gonum.org/v1/gonum/lapack/gonum"

	"github.com/scicore-go/scicore/linalg/gonumblas"
)

// routines lists every BLAS routine that package gonumblas has of its own,
// under its name in each element type, with the meaning of its arguments:
// gonum's suites know two of the types only, and no two libraries answer bad
// arguments alike by accident.
var routines = []struct{ names, args string }{
	{"Ddot Sdot Zdotu Cdotu", "n x incX y incY"},
	{"Zdotc Cdotc", "n x incX y incY"},
	{"Dnrm2 Snrm2 Dznrm2 Scnrm2", "n x incX"},
	{"Dasum Sasum Dzasum Scasum", "n x incX"},
	{"Daxpy Saxpy Zaxpy Caxpy", "n alpha x incX y incY"},
	{"Dscal Sscal Zscal Cscal Zdscal Csscal", "n alpha x incX"},
	{"Dswap Sswap Zswap Cswap", "n x incX y incY"},
	{"Drot Srot", "n x incX y incY alpha beta"},
	{"Dgemv Sgemv Zgemv Cgemv", "trans m n alpha a lda x incX beta y incY"},
	{"Dger Sger Zgeru Cgeru Zgerc Cgerc", "m n alpha x incX y incY a lda"},
	{"Dsymv Ssymv Zhemv Chemv", "uplo n alpha a lda x incX beta y incY"},
	{"Dsyr Ssyr Zher Cher", "uplo n alpha x incX a lda"},
	{"Dsyr2 Ssyr2 Zher2 Cher2", "uplo n alpha x incX y incY a lda"},
	{"Dtrmv Strmv Ztrmv Ctrmv Dtrsv Strsv Ztrsv Ctrsv", "uplo trans diag n a lda x incX"},
	{"Dgemm Sgemm Zgemm Cgemm", "trans trans m n k alpha a lda b ldb beta c ldc"},
	{"Dsymm Ssymm Zsymm Csymm Zhemm Chemm", "side uplo m n alpha a lda b ldb beta c ldc"},
	{"Dsyrk Ssyrk Zsyrk Csyrk Zherk Cherk", "uplo trans n k alpha a lda beta c ldc"},
	{"Dsyr2k Ssyr2k Zsyr2k Csyr2k Zher2k Cher2k", "uplo trans n k alpha a lda b ldb beta c ldc"},
	{"Dtrmm Strmm Ztrmm Ctrmm Dtrsm Strsm Ztrsm Ctrsm", "side uplo trans diag m n alpha a lda b ldb"},
}

// lapackRoutines is the same for LAPACK. Those with results that are not
// unique are compared by their panics only.
var lapackRoutines = []struct{ names, args string }{
	{"Dgetrf", "m n a lda ipiv"},
	{"Dgetrs", "trans n nrhs a lda ipiv b ldb"},
	{"Dgetri", "n a lda ipiv work lwork"},
	{"Dpotrf Dpotri", "uplo n a lda"},
	{"Dpotrs", "uplo n nrhs a lda b ldb"},
	{"Dtrtri", "uplo diag n a lda"},
	{"Dgeqrf Dgelqf", "m n a lda tau work lwork"},
	{"Dorgqr Dorglq", "m n k a lda tau work lwork"},
	{"Dormqr Dormlq", "side trans m n k a lda tau c ldc work lwork"},
	{"Dgeqp3", "m n a lda jpvt tau work lwork"},
	{"Dgecon", "norm n a lda positive work iwork"},
	{"Dpocon", "uplo n a lda positive work iwork"},
	{"Dtrcon", "norm uplo diag n a lda work iwork"},
	{"Dsyev", "evjob uplo n a lda values work lwork"},
	{"Dgesvd", "svdjob svdjob m n a lda values vectors ldv vectors ldv work lwork"},
	{"Dgeev", "levjob revjob n a lda values values vectors ldv vectors ldv work lwork"},
}

var flags = map[string]string{"trans": "NTC", "uplo": "UL", "diag": "NU", "side": "LR", "evjob": "NV", "levjob": "NV", "revjob": "NV", "svdjob": "ASNO", "norm": "OIMF"}

// TestLikeGonum calls every routine with random arguments, sound and unsound
// ones, and asks for gonum's results up to rounding, its panics to the letter,
// and for hands off the elements between and beyond the operands.
func TestLikeGonum(t *testing.T) {
	rounds := 150
	if testing.Short() {
		rounds = 25
	}
	for _, r := range routines {
		for _, name := range strings.Fields(r.names) {
			t.Run(name, func(t *testing.T) {
				alike(t, rounds, func(rnd *rand.Rand) *call {
					return newCall(rnd, gonumblas.BLAS{}, native.Implementation{}, name, strings.Fields(r.args))
				})
			})
		}
	}
}

func TestLAPACKLikeGonum(t *testing.T) {
	rounds := 80
	if testing.Short() {
		rounds = 12
	}
	for _, r := range lapackRoutines {
		for _, name := range strings.Fields(r.names) {
			t.Run(name, func(t *testing.T) {
				alike(t, rounds, func(rnd *rand.Rand) *call {
					return newCall(rnd, gonumblas.LAPACK{}, nativelapack.Implementation{}, name, strings.Fields(r.args))
				})
			})
		}
	}
}

func alike(t *testing.T, rounds int, random func(*rand.Rand) *call) {
	rnd := rand.New(rand.NewPCG(1, 9))
	sound := 0
	for range rounds {
		c := random(rnd)
		if c.compare(t) {
			sound++
		}
		c.spoil(rnd)
		c.compare(t)
	}
	if sound < rounds/12 {
		t.Errorf("only %d of %d calls had results to compare", sound, rounds)
	}
}

// TestOwnRoutinesAreCompared reads which methods the two types have of their
// own, and asks for each in the tables above.
func TestOwnRoutinesAreCompared(t *testing.T) {
	var named []string
	for _, r := range slices.Concat(routines, lapackRoutines) {
		named = append(named, strings.Fields(r.names)...)
	}
	files, _ := filepath.Glob("*.go")
	found := 0
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || !fn.Name.IsExported() || strings.HasSuffix(file, "_test.go") {
				continue
			}
			found++
			if !slices.Contains(named, fn.Name.Name) {
				t.Errorf("%s: %s is compared with nothing", file, fn.Name.Name)
			}
		}
	}
	if found < 100 {
		t.Errorf("found only %d methods", found)
	}
}

// call is one call of a routine.
type call struct {
	ours, theirs any
	name         string
	what         []string // the meaning of each argument
	args         []reflect.Value
	big          int // no result is larger than about this
}

func newCall(rnd *rand.Rand, ours, theirs any, name string, what []string) *call {
	c := &call{ours: ours, theirs: theirs, name: name, what: what}
	typ := reflect.ValueOf(theirs).MethodByName(name).Type()
	_, lapack := theirs.(nativelapack.Implementation)
	most := []int{3, 20, 70}[rnd.IntN(3)]
	if lapack {
		most = []int{20, 20, 40, 40, 80, 80, 150, 300}[rnd.IntN(8)]
	}
	if !slices.Contains(what, "a") {
		most *= 10
	}
	solves := lapack || strings.Contains(name, "trs")
	for i, w := range what {
		v := reflect.New(typ.In(i)).Elem()
		switch {
		case flags[w] != "":
			v.SetUint(uint64(c.flag(rnd, w)))
		case w == "ipiv":
			v.Set(reflect.ValueOf(exchanges(rnd, c.least())))
		case w == "tau" || w == "values":
			x := random(rnd, 1, c.least()+1).RawRowView(0)
			for j := range x {
				x[j] /= float64(most) // products of so many stay near the identity
			}
			v.Set(reflect.ValueOf(x[:c.least()]))
		case w == "jpvt":
			v.Set(reflect.ValueOf(slices.Repeat([]int{-1}, int(c.arg("n").Int()))))
		case w == "positive":
			v.SetFloat(rnd.ExpFloat64())
		case w == "iwork":
			v.Set(reflect.ValueOf(make([]int, most+1)))
		case w == "lwork":
			v.SetInt(int64(c.args[i-1].Len()))
		case w == "m" || w == "n" || w == "k" || w == "nrhs":
			v.SetInt(int64(rnd.IntN(most + 1)))
		case strings.HasPrefix(w, "inc"):
			v.SetInt(int64([]int{1, 1, 1, 2, 3, -1, -2}[rnd.IntN(7)]))
			if c.takesNoNegative() && v.Int() < 0 {
				v.SetInt(1)
			}
		case strings.HasPrefix(w, "ld"):
			v.SetInt(int64(most + 1 + rnd.IntN(3)))
		case v.Kind() == reflect.Slice:
			n := (most+1)*3 + 2
			if len(w) == 1 && w < "d" || w == "work" || w == "vectors" {
				n = (most + 1) * (most + 4)
			}
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for j := range n {
				setScalar(v.Index(j), c.element(rnd, w, j, solves, most))
			}
		default:
			setScalar(v, []complex128{0, 1, -1, complex(rnd.NormFloat64(), rnd.NormFloat64())}[rnd.IntN(4)])
		}
		c.args = append(c.args, v)
	}
	if solves {
		c.dominate()
	}
	c.big = most + 1
	return c
}

// least is k where the routine has one, or the lesser of the dimensions.
func (c *call) least() int {
	n := math.MaxInt
	if slices.Contains(c.what, "k") {
		return int(c.arg("k").Int())
	}
	for i, w := range c.what[:len(c.args)] {
		if w == "m" || w == "n" || w == "k" {
			n = min(n, int(c.args[i].Int()))
		}
	}
	return n
}

// exchanges is what LU leaves as pivots.
func exchanges(rnd *rand.Rand, n int) []int {
	p := make([]int, n)
	for i := range p {
		p[i] = i + rnd.IntN(n-i)
	}
	return p
}

// takesNoNegative lists the routines to which a negative increment means
// nothing.
func (c *call) takesNoNegative() bool {
	return strings.Contains(c.name, "scal") || strings.Contains(c.name, "nrm2") || strings.Contains(c.name, "asum")
}

// flag picks a legal value; what a routine refuses is spoil's business, but
// rank k updates and complex types differ in what they take.
func (c *call) flag(rnd *rand.Rand, what string) byte {
	values := flags[what]
	if strings.HasSuffix(c.name, "k") && (c.name[0] == 'Z' || c.name[0] == 'C') && what == "trans" {
		values = "NT"
		if strings.Contains(c.name, "her") {
			values = "NC"
		}
	}
	return values[rnd.IntN(len(values))]
}

func (c *call) element(rnd *rand.Rand, what string, _ int, solves bool, order int) complex128 {
	z := complex(rnd.NormFloat64(), rnd.NormFloat64())
	if rnd.IntN(16) == 0 {
		z = 0
	}
	if solves && what == "a" {
		z /= complex(float64(order), 0)
	}
	return z
}

// dominate makes the diagonal of a triangle large, so that solutions stay so.
func (c *call) dominate() {
	a, lda := c.arg("a"), int(c.arg("lda").Int())
	for i := 0; i*(lda+1) < a.Len(); i++ {
		setScalar(a.Index(i*(lda+1)), complex(2+float64(i%3), 1))
	}
}

func (c *call) arg(what string) reflect.Value { return c.args[slices.Index(c.what, what)] }

// spoil makes one argument wrong.
func (c *call) spoil(rnd *rand.Rand) {
	i := rnd.IntN(len(c.args))
	v := c.args[i]
	switch v.Kind() {
	case reflect.Uint8:
		v.SetUint('X')
	case reflect.Int:
		v.SetInt([]int64{-1, 0, 1, 2}[rnd.IntN(4)])
	case reflect.Slice:
		v.SetLen(min(v.Len(), rnd.IntN(8)))
	}
}

// compare makes the call to both sides on copies of the arguments and reports
// whether it had results.
func (c *call) compare(t *testing.T) bool {
	t.Helper()
	want, wantPanic := c.on(c.theirs)
	got, gotPanic := c.on(c.ours)
	if fmt.Sprint(gotPanic) != fmt.Sprint(wantPanic) {
		t.Fatalf("%v\npanics with %v, want %v", c, gotPanic, wantPanic)
	}
	if wantPanic != nil {
		return false
	}
	if slices.Contains(c.what, "values") || slices.Contains(c.what, "iwork") {
		return true // not unique, or an estimate
	}
	for i, w := range want {
		for j := range w {
			if d := cmplx.Abs(got[i][j] - w[j]); !(d <= c.tolerance(w[j])) {
				t.Fatalf("%v\nresult %d has %v at %d, want %v", c, i, got[i][j], j, w[j])
			}
		}
	}
	return true
}

// tolerance bounds the difference of two sums of c.big terms in any order.
func (c *call) tolerance(z complex128) float64 {
	eps := 0x1p-52
	if c.name[0] == 'S' || c.name[0] == 'C' {
		eps = 0x1p-23
	}
	return 32 * eps * (float64(c.big) + cmplx.Abs(z))
}

// faultless calls gonum's implementation around two faults of its version 0.17:
// Dger and Sger with a negative increment read beside the vectors, and Sgemv
// with a transposed matrix and beta = 0 clears all of y that there is.
func (c *call) faultless(args []reflect.Value) []reflect.Value {
	args = slices.Clone(args)
	var after []func()
	for i, w := range c.what {
		if !strings.HasPrefix(w, "inc") || i == 0 {
			continue
		}
		inc, n := int(args[i].Int()), c.lengthOf(c.what[i-1])
		need := max(0, n-1)*max(inc, -inc) + 1
		v := args[i-1]
		if n < 1 || v.Len() < need {
			continue
		}
		if strings.HasSuffix(c.name, "gemv") {
			args[i-1] = v.Slice(0, need)
		}
		if strings.HasSuffix(c.name, "ger") && inc < 0 {
			turn := func() {
				for a, b := 0, need-1; a < b; a, b = a-inc, b+inc {
					x, y := scalar(v.Index(a)), scalar(v.Index(b))
					setScalar(v.Index(a), y)
					setScalar(v.Index(b), x)
				}
			}
			turn()
			after = append(after, turn)
			args[i] = reflect.ValueOf(-inc)
		}
	}
	results := reflect.ValueOf(c.theirs).MethodByName(c.name).Call(args)
	for _, f := range after {
		f()
	}
	return results
}

// lengthOf is the length of the vector x or y.
func (c *call) lengthOf(vec string) int {
	of := "n"
	if slices.Contains(c.what, "m") && (vec == "x") == (strings.Contains(c.name, "ger") || c.transposed()) {
		of = "m"
	}
	return int(c.arg(of).Int())
}

func (c *call) transposed() bool {
	return slices.Contains(c.what, "trans") && c.arg("trans").Uint() != 'N'
}

// on calls the routine of impl and returns what it returns and all slices.
func (c *call) on(impl any) (results [][]complex128, panicked any) {
	args := slices.Clone(c.args)
	for i, v := range args {
		if v.Kind() == reflect.Slice {
			args[i] = reflect.AppendSlice(reflect.MakeSlice(v.Type(), 0, v.Len()), v)
		}
	}
	defer func() { panicked = recover() }()
	var returned []reflect.Value
	if _, ok := impl.(native.Implementation); ok {
		returned = c.faultless(args)
	} else {
		returned = reflect.ValueOf(impl).MethodByName(c.name).Call(args)
	}
	for _, v := range returned {
		results = append(results, []complex128{scalar(v)})
	}
	for i, v := range args {
		if v.Kind() == reflect.Slice && c.what[i] != "work" && c.what[i] != "iwork" {
			elements := make([]complex128, v.Len())
			for j := range elements {
				elements[j] = scalar(v.Index(j))
			}
			results = append(results, elements)
		}
	}
	return results, nil
}

func (c *call) String() string {
	var b strings.Builder
	b.WriteString(c.name)
	for i, v := range c.args {
		switch v.Kind() {
		case reflect.Slice:
			fmt.Fprintf(&b, " %s=[%d]", c.what[i], v.Len())
		case reflect.Uint8:
			fmt.Fprintf(&b, " %s=%c", c.what[i], v.Uint())
		default:
			fmt.Fprintf(&b, " %s=%v", c.what[i], v)
		}
	}
	return b.String()
}

func setScalar(v reflect.Value, z complex128) {
	if v.CanComplex() {
		v.SetComplex(z)
	} else {
		v.SetFloat(real(z))
	}
}

func scalar(v reflect.Value) complex128 {
	switch {
	case v.CanComplex():
		return v.Complex()
	case v.CanInt():
		return complex(float64(v.Int()), 0)
	case v.Kind() == reflect.Bool:
		return complex(one(v.Bool()), 0)
	}
	return complex(v.Float(), 0)
}

// TestNaNStays puts a NaN opposite to a zero: products do not skip it.
func TestNaNStays(t *testing.T) {
	const n = 40
	nan := math.NaN()
	zeros, nans, c := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n)
	for i := range nans {
		nans[i] = nan
	}
	impl := gonumblas.BLAS{}
	all := func(name string, x []float64) {
		t.Helper()
		if i := slices.IndexFunc(x, func(v float64) bool { return !math.IsNaN(v) }); i >= 0 {
			t.Errorf("%s: element %d is %v", name, i, x[i])
		}
	}
	for _, tr := range []blas.Transpose{blas.NoTrans, blas.Trans} {
		impl.Dgemm(tr, tr, n, n, n, 1, zeros, n, nans, n, 0, c, n)
		all("Dgemm", c)
		impl.Dgemv(tr, n, n, 1, zeros, n, nans[:n], 1, 0, c, 1)
		all("Dgemv", c[:n])
	}
	for _, ul := range []blas.Uplo{blas.Upper, blas.Lower} {
		impl.Dsymm(blas.Left, ul, n, n, 1, zeros, n, nans, n, 0, c, n)
		all("Dsymm", c)
		b := slices.Clone(nans)
		impl.Dtrmm(blas.Left, ul, blas.NoTrans, blas.NonUnit, n, n, 1, zeros, n, b, n)
		all("Dtrmm", b)
		impl.Dtrsm(blas.Left, ul, blas.NoTrans, blas.NonUnit, n, n, 1, zeros, n, b, n)
		all("Dtrsm", b)
	}
	impl.Dger(n, n, 1, zeros[:n], 1, nans[:n], 1, zeros, n)
	all("Dger", zeros)
}
