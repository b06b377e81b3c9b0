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
// elements. Their inverses are formed as well, for the condition number;
// magnitudes of complex numbers are |re| + |im| there, so that theirs may be off
// by a factor of two. X is written where a system is solved, and may be B.
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
	if at := a.At; len(at) > 1 {
		next := at[len(at)-1] + at[1] - at[0]
		w.ahead = int(uintptr(unsafe.Pointer(a.First))) + next*int(unsafe.Sizeof(*a.First))
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

// block is the systems under way: rows of n coefficients and nrhs right sides.
type block struct {
	kind
	tier    cpu.Tier
	n, nrhs int
	cols    int // groups in a row
	lanes   int
	mem     []complex128      // what follows
	w       unsafe.Pointer    // n rows of groups
	scratch unsafe.Pointer    // n rows of chunkRef groups
	inv     unsafe.Pointer    // n groups: reciprocals of the pivots
	zero    unsafe.Pointer    // a group: which pivot is zero
	norms   [3]unsafe.Pointer // groups: 1-norms of A, of its inverse, and of B
	eye     unsafe.Pointer    // see inverseRef
	ahead   int               // where the next matrices are likely to lie
	off     [groupBytes / 4]int64
	solved  [groupBytes / 4]bool
}

const cacheLine = 64

const normA, normInverse, normB = 0, 1, 2

var blocks = sync.Pool{New: func() any { return new(block) }}

func (b *block) begin(t cpu.Tier, k kind, n, nrhs int) {
	b.kind, b.tier, b.n, b.nrhs, b.cols, b.ahead = k, t, n, nrhs, n+nrhs, 0
	size := 8
	if k.single {
		size = 4
	}
	b.lanes = groupBytes / size
	if k.complex {
		b.lanes /= 2
	}
	groups := n*b.cols + chunkRef*n + n + 4
	if need := (groups*groupBytes+(n+chunkRef)*size+15)/16 + cacheLine/16; len(b.mem) < need {
		b.mem = make([]complex128, need)
	}
	b.w = unsafe.Pointer(unsafe.SliceData(b.mem))
	b.w = unsafe.Add(b.w, -uintptr(b.w)%cacheLine)
	b.scratch = unsafe.Add(b.w, n*b.cols*groupBytes)
	b.inv = unsafe.Add(b.scratch, chunkRef*n*groupBytes)
	b.zero = unsafe.Add(b.inv, n*groupBytes)
	for i := range b.norms {
		b.norms[i] = unsafe.Add(b.zero, (i+1)*groupBytes)
	}
	eye := unsafe.Add(b.w, groups*groupBytes)
	b.eye = unsafe.Add(eye, (n-1)*size)
	if k.single {
		clear(numbers[float32](eye, n+chunkRef-1))
		*(*float32)(b.eye) = 1
	} else {
		clear(numbers[float64](eye, n+chunkRef-1))
		*(*float64)(b.eye) = 1
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
	b.factor(b.w, b.row(), b.n, b.nrhs, b.cols)
	if b.nrhs > 0 {
		b.back(b.w, b.group(0, b.n), b.row(), b.n, b.nrhs)
	}
	b.inverse(b.norms[normInverse], b.w, b.row(), b.n)
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
