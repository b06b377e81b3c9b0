package lanes

import (
	"sync"
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
)

// Lanes returns how many systems are solved at once.
func Lanes[T blas.Scalar]() int {
	return groupBytes / int(unsafe.Sizeof(*new(T)))
}

// Stack is matrices of one shape. Element (i, j) of matrix l lies At[l] + i·RS
// + j·CS elements behind First.
type Stack[T blas.Scalar] struct {
	First  *T
	RS, CS int
	At     []int
}

// Result is what became of one system.
type Result struct {
	State State
	Zero  int     // the first pivot that is exactly zero, if Singular
	RCond float64 // the reciprocal condition number in the 1-norm, if Solved
}

// State says whether a system was solved.
type State uint8

const (
	Solved State = iota
	Singular
	// Extreme is a system whose norm, or that of whose inverse, is not finite or
	// so large or small that intermediate results may leave the range. It is
	// left to slower methods.
	Extreme
	// NotFinite is a system with an element that is NaN or infinite, or elements
	// so large that their sum is.
	NotFinite
)

// Solve solves up to [Lanes] systems of n equations, A·X = B, with nrhs right
// sides, by elimination with partial pivoting; there are as many as out has
// elements. Their inverses are formed beside the solutions, for the condition
// number. Magnitudes of complex numbers are |re| + |im|, so that theirs may be
// off by a factor of two. X is written where a system is solved, and may be B.
func Solve[T blas.Scalar](t cpu.Tier, n, nrhs int, a, b, x Stack[T], out []Result) {
	if len(out) == 0 {
		return
	}
	if n == 0 {
		for i := range out {
			out[i] = Result{RCond: 1}
		}
		return
	}
	w := blocks.Get().(*block)
	w.begin(t, kindOf[T](), n, nrhs)
	load(w, 0, n, a)
	if nrhs > 0 {
		load(w, n, nrhs, b)
	}
	w.run()
	for l := range out {
		out[l] = w.result(l)
		w.solved[l] = out[l].State == Solved
	}
	store(w, x)
	blocks.Put(w)
}

// load fills cols groups of every row from the column on. Lanes without a
// system get the last one again.
func load[T blas.Scalar](b *block, column, cols int, s Stack[T]) {
	size := int(unsafe.Sizeof(*new(T)))
	for l := range b.lanes {
		b.off[l] = int64(s.At[min(l, len(s.At)-1)] * size)
	}
	b.load(b.group(0, column), unsafe.Pointer(s.First), s.RS*size, s.CS*size, cols)
}

// kind is an element type at run time.
type kind struct {
	single, complex bool
}

func kindOf[T blas.Scalar]() kind { return kind{blas.IsSingle[T](), blas.IsComplex[T]()} }

// block is the systems under way: rows of n coefficients and nrhs right sides,
// and rows of n elements of what becomes the inverses.
type block struct {
	kind
	tier    cpu.Tier
	n, nrhs int
	cols    int // groups in a row
	lanes   int
	mem     []complex128      // the groups
	w       unsafe.Pointer    // n rows
	inverse unsafe.Pointer    // n rows of n groups
	inv     unsafe.Pointer    // n groups: reciprocals of the pivots
	zero    unsafe.Pointer    // which pivot is zero; from here on magnitudes
	norms   [3]unsafe.Pointer // 1-norms of A, of its inverse, and of B
	off     [groupBytes / 4]int64
	solved  [groupBytes / 4]bool
}

const normA, normInverse, normB = 0, 1, 2

var blocks = sync.Pool{New: func() any { return new(block) }}

func (b *block) begin(t cpu.Tier, k kind, n, nrhs int) {
	b.kind, b.tier, b.n, b.nrhs, b.cols = k, t, n, nrhs, n+nrhs
	b.lanes = groupBytes / 8
	if k.single {
		b.lanes *= 2
	}
	if k.complex {
		b.lanes /= 2
	}
	groups := n*b.cols + n*n + n + 4
	if need := groups * groupBytes / 16; len(b.mem) < need {
		b.mem = make([]complex128, need)
	}
	b.w = unsafe.Pointer(unsafe.SliceData(b.mem))
	b.inverse = unsafe.Add(b.w, n*b.cols*groupBytes)
	b.inv = unsafe.Add(b.inverse, n*n*groupBytes)
	b.zero = unsafe.Add(b.inv, n*groupBytes)
	for i := range b.norms {
		b.norms[i] = unsafe.Add(b.zero, (i+1)*groupBytes)
	}
}

// group points at element (i, j) of all systems.
func (b *block) group(i, j int) unsafe.Pointer {
	return unsafe.Add(b.w, (i*b.cols+j)*groupBytes)
}

func (b *block) row() int { return b.cols * groupBytes }

// run eliminates and substitutes back.
func (b *block) run() {
	b.norm(b.norms[normA], b.w, b.row(), b.n, b.n)
	if b.nrhs > 0 {
		b.norm(b.norms[normB], b.group(0, b.n), b.row(), b.n, b.nrhs)
	} else {
		b.set(b.norms[normB], 0)
	}
	b.set(b.zero, -1)
	for k := range b.n {
		b.pivot(b.group(k, 0), b.row(), b.n-k, b.cols, k*groupBytes, b.reciprocal(k), k)
		if rest := b.n - k - 1; rest > 0 {
			b.sub(b.group(k+1, k+1), b.row(), b.group(k+1, k), b.row(), b.group(k, k+1), rest, b.cols-k-1)
		}
	}
	if b.nrhs > 0 {
		b.back(b.group(0, b.n), b.row(), b.nrhs)
	}
	b.invert()
}

func (b *block) reciprocal(k int) unsafe.Pointer { return unsafe.Add(b.inv, k*groupBytes) }

// back solves with U for cols groups of every row from x on.
func (b *block) back(x unsafe.Pointer, ld, cols int) {
	for k := b.n - 1; k >= 0; k-- {
		xk := unsafe.Add(x, k*ld)
		b.scale(xk, groupBytes, b.reciprocal(k), cols)
		if k > 0 {
			b.sub(x, ld, b.group(0, k), b.row(), xk, k, cols)
		}
	}
}

// invert forms the inverses, but for the order of their columns, which is of no
// consequence for the norm: of L first, of whose columns only those up to the
// row are not zero.
func (b *block) invert() {
	ld := b.n * groupBytes
	clear(numbers[float64](b.inverse, b.n*ld/8))
	for k := range b.n {
		row := unsafe.Add(b.inverse, k*ld)
		b.set(unsafe.Add(row, k*groupBytes), 1)
	}
	for k := range b.n - 1 {
		row := unsafe.Add(b.inverse, k*ld)
		b.sub(unsafe.Add(row, ld), ld, b.group(k+1, k), b.row(), row, b.n-k-1, k+1)
	}
	b.back(b.inverse, ld, b.n)
	b.norm(b.norms[normInverse], b.inverse, ld, b.n, b.n)
}

// result tells what became of the system in lane l.
func (b *block) result(l int) Result {
	norm, inverse, right := b.number(b.norms[normA], l), b.number(b.norms[normInverse], l), b.number(b.norms[normB], l)
	limit := 0x1p500
	if b.single {
		limit = 0x1p60
	}
	switch zero := b.number(b.zero, l); {
	case norm != norm || right != right:
		return Result{State: NotFinite}
	case norm > limit || right > limit || norm < 1/limit && norm > 0:
		return Result{State: Extreme}
	case zero >= 0:
		return Result{State: Singular, Zero: int(zero)}
	case !(inverse < limit):
		return Result{State: Extreme}
	}
	return Result{RCond: min(1, 1/norm/inverse)}
}
