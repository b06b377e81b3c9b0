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

// System is one system of equations, A·X = B.
type System[T blas.Scalar] struct {
	A, B, X blas.Mat[T] // X may be B
	RCond   float64     // of A in the 1-norm, estimated
	Zero    int         // the first pivot that is exactly zero, or -1
}

// Solve solves up to [Lanes] systems of one shape by elimination with partial
// pivoting, and estimates the reciprocal condition numbers by two steps of
// Hager's method and the alternating vector of Higham's. Magnitudes of complex
// numbers are |re| + |im| throughout, so that their estimate may be off by a
// further factor of two. X of a system with a zero pivot is not written.
func Solve[T blas.Scalar](t cpu.Tier, systems []System[T]) {
	if len(systems) == 0 {
		return
	}
	n, nrhs := systems[0].A.Rows, systems[0].B.Cols
	if n == 0 {
		for i := range systems {
			systems[i].RCond, systems[i].Zero = 1, -1
		}
		return
	}
	b := blocks.Get().(*block)
	defer blocks.Put(b)
	b.begin(t, kindOf[T](), n, nrhs)
	for l := range systems {
		load(b, l, systems[l].A, systems[l].B)
	}
	for l := len(systems); l < b.lanes; l++ {
		b.identity(l)
	}
	b.run()
	for l := range systems {
		s := &systems[l]
		s.RCond, s.Zero = b.rcond(l), b.zero[l]
		if s.Zero < 0 {
			store(b, l, s.X)
		}
	}
}

// kind is an element type at run time.
type kind struct {
	single, complex bool
}

func kindOf[T blas.Scalar]() kind { return kind{blas.IsSingle[T](), blas.IsComplex[T]()} }

// block is the systems under way: rows of n coefficients, nrhs right sides and
// two vectors for the condition.
type block struct {
	kind
	tier    cpu.Tier
	n, nrhs int
	cols    int // groups in a row
	lanes   int
	mem     []complex128 // n rows of groups, then the pieces below
	w       unsafe.Pointer
	inv     unsafe.Pointer // n groups: reciprocals of the pivots
	v       unsafe.Pointer // n groups: a vector of the estimate
	best    unsafe.Pointer // magnitudes and numbers of rows
	at      unsafe.Pointer
	norm    unsafe.Pointer // 1-norms of A
	est     unsafe.Pointer // and estimates of those of the inverses
	zero    []int
	even    float64 // see starts
	odd     []float64
}

var blocks = sync.Pool{New: func() any { return new(block) }}

func (b *block) begin(t cpu.Tier, k kind, n, nrhs int) {
	b.kind, b.tier, b.n, b.nrhs, b.cols = k, t, n, nrhs, n+nrhs+2
	size := 8
	if k.single {
		size = 4
	}
	b.lanes = groupBytes / size
	if k.complex {
		b.lanes /= 2
	}
	groups := n*b.cols + 2*n + 4
	if need := groups * groupBytes / 16; len(b.mem) < need {
		b.mem = make([]complex128, need)
	}
	b.w = unsafe.Pointer(unsafe.SliceData(b.mem))
	next := n * b.cols
	piece := func(groups int) unsafe.Pointer {
		p := unsafe.Add(b.w, next*groupBytes)
		next += groups
		return p
	}
	b.inv, b.v, b.best, b.at, b.norm, b.est = piece(n), piece(n), piece(1), piece(1), piece(1), piece(1)
	b.starts()
	b.zero = b.zero[:0]
	for range b.lanes {
		b.zero = append(b.zero, -1)
	}
}

// group points at element (i, j) of all systems.
func (b *block) group(i, j int) unsafe.Pointer {
	return unsafe.Add(b.w, (i*b.cols+j)*groupBytes)
}

func (b *block) row() int { return b.cols * groupBytes }

// run eliminates, substitutes back, and estimates.
func (b *block) run() {
	b.clear(b.norm)
	for j := range b.n {
		b.clear(b.best)
		b.sumAbs(b.best, b.group(0, j), b.row(), b.n)
		b.larger(b.norm, b.best)
	}
	for k := range b.n {
		b.pivot(k)
		if rest := b.n - k - 1; rest > 0 {
			b.scale(b.group(k+1, k), b.row(), unsafe.Add(b.inv, k*groupBytes), rest)
			b.sub(b.group(k+1, k+1), b.row(), b.group(k+1, k), b.row(), b.group(k, k+1), rest, b.cols-k-1)
		}
	}
	b.back(b.group(0, b.n), b.row(), b.nrhs+2)
	b.estimate()
}

// pivot brings the largest element of column k to row k, in every lane.
func (b *block) pivot(k int) {
	b.fill(b.best, -1)
	b.fill(b.at, float64(k))
	b.pick(b.best, b.at, b.group(k, k), b.row(), b.n-k, k)
	for i := k + 1; i < b.n; i++ {
		b.swap(b.group(k, 0), b.group(i, 0), b.at, i, b.cols)
	}
	b.reciprocals(k)
}

// back solves with U for cols groups of every row from x on.
func (b *block) back(x unsafe.Pointer, ld, cols int) {
	for k := b.n - 1; k >= 0; k-- {
		xk := unsafe.Add(x, k*ld)
		b.scale(xk, groupBytes, unsafe.Add(b.inv, k*groupBytes), cols)
		if k > 0 {
			b.sub(x, ld, b.group(0, k), b.row(), xk, k, cols)
		}
	}
}

// estimate bounds the norms of the inverses from below. From the second vector
// on they live in the order of the pivots, which changes no norm.
func (b *block) estimate() {
	n := b.n
	b.clear(b.est)
	b.sumAbs(b.est, b.group(0, n+b.nrhs), b.row(), n) // of A⁻¹·(1/n, …, 1/n)
	b.clear(b.best)
	b.sumAbs(b.best, b.group(0, n+b.nrhs+1), b.row(), n) // of the alternating vector
	b.times(b.best, 2/(3*float64(n)))
	b.larger(b.est, b.best)
	b.signs(b.group(0, n+b.nrhs), b.row())
	for step := range hagerSteps {
		if step > 0 {
			b.signs(b.v, groupBytes)
		}
		b.steepest()
		b.clear(b.best)
		b.sumAbs(b.best, b.v, groupBytes, n)
		b.larger(b.est, b.best)
	}
}

// hagerSteps is how often a better unit vector is looked for. Most estimates
// are final after the first, hardly any change after the second.
const hagerSteps = 2

// steepest replaces the signs in v by A⁻¹ times the unit vector along which
// they say the norm grows most.
func (b *block) steepest() {
	for k := range b.n { // Uᵀ, then Lᵀ
		vk := unsafe.Add(b.v, k*groupBytes)
		b.scale(vk, groupBytes, unsafe.Add(b.inv, k*groupBytes), 1)
		if rest := b.n - k - 1; rest > 0 {
			b.sub(unsafe.Add(vk, groupBytes), groupBytes, b.group(k, k+1), groupBytes, vk, rest, 1)
		}
	}
	for k := b.n - 1; k > 0; k-- {
		b.sub(b.v, groupBytes, b.group(k, 0), groupBytes, unsafe.Add(b.v, k*groupBytes), k, 1)
	}
	b.fill(b.best, -1)
	b.fill(b.at, 0)
	b.pick(b.best, b.at, b.v, groupBytes, b.n, 0)
	b.units()
	for k := range b.n - 1 { // L, then U
		b.sub(unsafe.Add(b.v, (k+1)*groupBytes), groupBytes, b.group(k+1, k), b.row(), unsafe.Add(b.v, k*groupBytes), b.n-k-1, 1)
	}
	b.back(b.v, groupBytes, 1)
}

// rcond returns 1/(‖A‖·‖A⁻¹‖) of lane l.
func (b *block) rcond(l int) float64 {
	if b.zero[l] >= 0 {
		return 0
	}
	norm, est := b.number(b.norm, l), b.number(b.est, l)
	if r := 1 / norm / est; r < 1 || r != r {
		return r
	}
	return 1
}

func (b *block) number(p unsafe.Pointer, l int) float64 {
	if b.single {
		return float64(numbers[float32](p, l+1)[l])
	}
	return numbers[float64](p, l+1)[l]
}
