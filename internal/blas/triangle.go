package blas

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/vec"
)

// bestTier is the tier of operations that are not told one. It never matters
// to the bits.
var bestTier = cpu.Best

// Trsm computes B = alpha·A⁻¹·B for the triangle uplo of A. From the right:
// transposed views. A zero on the diagonal gives infinities, as in BLAS.
//
// Columns of B do not depend on each other. Rows of a column are eliminated in
// blocks of 8, by products with those before and then by substitution with
// reciprocals of the diagonal; blocks of 128 and more by halves.
func Trsm[T Scalar](env Env, uplo Uplo, diag Diag, alpha T, a, b Mat[T]) {
	triangular(env, solving, uplo, diag, alpha, a, b)
}

// Trmm computes B = alpha·A·B for the triangle uplo of A. From the right:
// transposed views. It goes the way of [Trsm] backwards.
func Trmm[T Scalar](env Env, uplo Uplo, diag Diag, alpha T, a, b Mat[T]) {
	triangular(env, multiplying, uplo, diag, alpha, a, b)
}

// task tells the operations with a triangle apart.
type task bool

const (
	solving     task = false
	multiplying task = true
)

// triangleLeaf is the order of the triangles that are not halved.
const triangleLeaf = 128

func triangular[T Scalar](env Env, t task, uplo Uplo, diag Diag, alpha T, a, b Mat[T]) {
	if a.Rows != a.Cols || a.Rows != b.Rows {
		panic("blas: triangular operation: shapes do not fit")
	}
	if b.Empty() {
		return
	}
	if b.Conj {
		a.Conj, b.Conj, alpha = !a.Conj, false, Conj(alpha)
	}
	scale(env, alpha, b)
	if alpha != 0 {
		halves(env, t, uplo, diag, a, b)
	}
}

func halves[T Scalar](env Env, t task, uplo Uplo, diag Diag, a, b Mat[T]) {
	n, m := b.Rows, b.Cols
	if n <= triangleLeaf {
		mem := buffers.Get().(*buffer)
		l := leafOf(t, uplo, diag, a, b, mem)
		l.run(env)
		buffers.Put(mem)
		return
	}
	if Stopped(env) {
		return
	}
	h := half(n)
	top, bot := b.Window(0, 0, h, m), b.Window(h, 0, n-h, m)
	first, last, off := a.Window(0, 0, h, h), a.Window(h, h, n-h, n-h), a.Window(h, 0, n-h, h)
	if uplo == Upper {
		top, bot, first, last, off = bot, top, last, first, a.Window(0, h, h, n-h)
	}
	if t == solving {
		halves(env, t, uplo, diag, first, top)
		Gemm(env, -1, off, top, 1, bot)
		halves(env, t, uplo, diag, last, bot)
		return
	}
	halves(env, t, uplo, diag, last, bot)
	Gemm(env, 1, off, top, 1, bot)
	halves(env, t, uplo, diag, first, top)
}

// half splits n near the middle at a multiple of 16.
func half(n int) int { return (n/2 + 15) &^ 15 }

// leaf is an operation with a small triangle on many columns. Its rows are
// taken in the order of a lower triangle: row 0 first, for an upper one the
// last row first.
type leaf[T Scalar] struct {
	task task
	uplo Uplo
	diag Diag
	a, b Mat[T]
	tri  []T  // the blocks on the diagonal, see vec.Edge
	slow bool // a reciprocal overflows
}

// leafOf takes the memory of its blocks from mem.
func leafOf[T Scalar](t task, uplo Uplo, diag Diag, a, b Mat[T], mem *buffer) leaf[T] {
	l := leaf[T]{task: t, uplo: uplo, diag: diag, a: a, b: b}
	l.tri = elements[T](mem, (a.Rows+vec.Edge-1)&^(vec.Edge-1)*vec.Edge)
	for s := range a.Rows {
		l.packRow(s)
	}
	return l
}

// row returns the row that comes at place s.
func (l *leaf[T]) row(s int) int {
	if l.uplo == Upper {
		return l.a.Rows - 1 - s
	}
	return s
}

// packRow copies row s of its block on the diagonal.
func (l *leaf[T]) packRow(s int) {
	block := s &^ (vec.Edge - 1)
	i, step := l.row(s), l.a.CS
	at := i*l.a.RS + l.row(block)*step
	if l.uplo == Upper {
		step = -step
	}
	dst := l.tri[s*vec.Edge:][:s-block+1]
	for k := range s - block {
		dst[k] = l.a.Data[at]
		at += step
	}
	if l.a.Conj {
		for k, x := range dst[:s-block] {
			dst[k] = Conj(x)
		}
	}
	dst[s-block] = l.diagonal(i)
}

func (l *leaf[T]) diagonal(i int) T {
	if l.diag == Unit {
		return 1
	}
	x := l.a.At(i, i)
	if l.task == multiplying {
		return x
	}
	r := Div(1, x)
	if !Finite(r) && x != 0 && Finite(x) {
		l.slow = true
	}
	return r
}

// width is how many bytes of each row a chunk of columns has at most: so many
// that all rows of a leaf stay in the second-level cache.
const width = 1536

// run shares the columns among the workers. How they are cut changes no bits.
func (l *leaf[T]) run(env Env) {
	n, m := l.b.Rows, l.b.Cols
	size := int(unsafe.Sizeof(l.tri[0]))
	per := width / size
	const worth = 1 << 18 // multiply-adds
	if w := env.Pool.Workers(); n*n*m/2 >= worth && m >= per/2 && w > 1 {
		// Whole lines of memory, so that a vector at the end is one of the last.
		line := 64 / size
		l.share(env, min(per, max(per/4, ((m+w-1)/w+line-1)/line*line)))
		return
	}
	serial := Env{Tier: env.Tier, Done: env.Done}
	for j := 0; j < m && !Stopped(env); j += per {
		l.columns(serial, j, min(per, m-j))
	}
}

// share works on chunks of columns. It takes a copy, since what a closure
// holds does not stay on the stack.
func (l leaf[T]) share(env Env, per int) {
	m := l.b.Cols
	serial := Env{Tier: env.Tier, Done: env.Done}
	env.Pool.For(env.Done, (m+per-1)/per, func(chunk int) {
		j := chunk * per
		l.columns(serial, j, min(per, m-j))
	})
}

// Rows are worked on where they lie if they are few or close to each other.
// Many that are far apart cost more in misses of the address cache than a copy.
const (
	inPlace      = 32
	inPlaceBytes = 160 << 10
)

// columns works on some columns, in a copy unless their rows are contiguous
// and near.
func (l *leaf[T]) columns(env Env, j, m int) {
	x := l.b.Window(0, j, l.b.Rows, m)
	if l.slow {
		l.substitute(x)
		return
	}
	if x.CS == 1 && (x.Rows <= inPlace || x.Rows*x.RS*int(unsafe.Sizeof(l.tri[0])) <= inPlaceBytes) {
		l.blocks(env, x)
		return
	}
	b := buffers.Get().(*buffer)
	defer buffers.Put(b)
	c := RowMajor(elements[T](b, x.Rows*m), x.Rows, m, m)
	Copy(env, c, x)
	l.blocks(env, c)
	Copy(env, x, c)
}

// blocks takes the rows of x, which are contiguous, block by block.
func (l *leaf[T]) blocks(env Env, x Mat[T]) {
	n := x.Rows
	if l.task == solving {
		s := n &^ (vec.Edge - 1)
		l.forward(env.Tier, s, x)
		if s < n {
			l.product(env, -1, s, x)
			l.onDiagonal(env.Tier, s, x)
		}
		return
	}
	for s := (n - 1) &^ (vec.Edge - 1); s >= 0; s -= vec.Edge {
		l.onDiagonal(env.Tier, s, x)
		l.product(env, 1, s, x)
	}
}

// forward solves for the first rows, whole blocks.
func (l *leaf[T]) forward(t cpu.Tier, rows int, x Mat[T]) {
	if rows == 0 {
		return
	}
	i, size := l.row(0), int(unsafe.Sizeof(x.Data[0]))
	sys := vec.System{A: vec.Ptr(&l.a.Data[i*(l.a.RS+l.a.CS)]), ARS: l.a.RS * size, ACS: l.a.CS * size, Rows: rows, Conj: l.a.Conj}
	p, ld := vec.Ptr(&x.Data[i*x.RS]), x.RS*size
	if l.uplo == Upper {
		// Products add columns as they come from left to right.
		sys.ARS, sys.ACS, sys.Back, ld = -sys.ARS, -sys.ACS, true, -ld
	}
	at := vec.Ptr(&l.tri[0])
	switch kindOf[T]() {
	case isFloat64:
		vec.Forward(t, &sys, (*float64)(at), p, ld, x.Cols)
	case isFloat32:
		vec.Forward(t, &sys, (*float32)(at), p, ld, x.Cols)
	case isComplex128:
		vec.CForward(t, &sys, (*float64)(at), p, ld, x.Cols)
	default:
		vec.CForward(t, &sys, (*float32)(at), p, ld, x.Cols)
	}
}

// product adds to the block of rows at s the rows before it, times A.
func (l *leaf[T]) product(env Env, alpha T, s int, x Mat[T]) {
	if s == 0 {
		return
	}
	r, n := min(vec.Edge, x.Rows-s), x.Rows
	if l.uplo == Upper {
		Gemm(env, alpha, l.a.Window(n-s-r, n-s, r, s), x.Window(n-s, 0, s, x.Cols), 1, x.Window(n-s-r, 0, r, x.Cols))
		return
	}
	Gemm(env, alpha, l.a.Window(s, 0, r, s), x.Window(0, 0, s, x.Cols), 1, x.Window(s, 0, r, x.Cols))
}

// onDiagonal works with the triangle at s.
func (l *leaf[T]) onDiagonal(t cpu.Tier, s int, x Mat[T]) {
	p, ld := vec.Ptr(&x.Data[l.row(s)*x.RS]), x.RS*int(unsafe.Sizeof(x.Data[0]))
	if l.uplo == Upper {
		ld = -ld
	}
	edge(t, l.task, l.tri[s*vec.Edge:], p, ld, min(vec.Edge, x.Rows-s), x.Cols)
}

// Edge is how many rows [SolveEdge] takes at most.
const Edge = vec.Edge

// SolveEdge computes X = L⁻¹·X for up to Edge rows of X, which are contiguous.
// Element (i, k) of the lower triangle L is tri[i*Edge+k], and its diagonal
// holds reciprocals. It is a step of [Trsm].
func SolveEdge[T Scalar](t cpu.Tier, tri []T, x Mat[T]) {
	if !x.Empty() {
		_, _ = x.Data[(x.Rows-1)*x.RS+x.Cols-1], tri[Edge*Edge-1]
		edge(t, solving, tri, vec.Ptr(&x.Data[0]), x.RS*int(unsafe.Sizeof(x.Data[0])), x.Rows, x.Cols)
	}
}

// edge works with the triangle tri on rows of n elements at p, ld bytes apart.
func edge[T Scalar](t cpu.Tier, k task, tri []T, p vec.Ptr, ld, rows, n int) {
	if rows < vec.Edge {
		fewRows(t, k, tri, p, ld, rows, n)
		return
	}
	at := vec.Ptr(&tri[0])
	switch kindOf[T]() {
	case isFloat64:
		realTriangle[float64](t, k, at, p, ld, n)
	case isFloat32:
		realTriangle[float32](t, k, at, p, ld, n)
	case isComplex128:
		complexTriangle[float64](t, k, at, p, ld, n)
	default:
		complexTriangle[float32](t, k, at, p, ld, n)
	}
}

func realTriangle[R Real](t cpu.Tier, k task, tri, p vec.Ptr, ld, n int) {
	if k == solving {
		vec.Solve(t, (*[vec.Edge * vec.Edge]R)(tri), p, ld, n)
	} else {
		vec.Mult(t, (*[vec.Edge * vec.Edge]R)(tri), p, ld, n)
	}
}

func complexTriangle[R Real](t cpu.Tier, k task, tri, p vec.Ptr, ld, n int) {
	if k == solving {
		vec.CSolve(t, (*[2 * vec.Edge * vec.Edge]R)(tri), p, ld, n)
	} else {
		vec.CMult(t, (*[2 * vec.Edge * vec.Edge]R)(tri), p, ld, n)
	}
}

// fewRows is what the kernels do, for less than vec.Edge rows.
func fewRows[T Scalar](t cpu.Tier, k task, tri []T, p vec.Ptr, ld, rows, n int) {
	if k == solving {
		for i := range rows {
			row := unsafe.Add(p, i*ld)
			scal(t, tri[i*vec.Edge+i], row, n)
			for j := i + 1; j < rows; j++ {
				axpy(t, false, -tri[j*vec.Edge+i], row, unsafe.Add(p, j*ld), n)
			}
		}
		return
	}
	for i := rows - 1; i >= 0; i-- {
		row := unsafe.Add(p, i*ld)
		scal(t, tri[i*vec.Edge+i], row, n)
		for j := range i {
			axpy(t, false, tri[i*vec.Edge+j], unsafe.Add(p, j*ld), row, n)
		}
	}
}

// substitute solves with divisions, for diagonals of subnormal numbers.
func (l *leaf[T]) substitute(x Mat[T]) {
	n := x.Rows
	for j := range x.Cols {
		for s := range n {
			i := l.row(s)
			v := x.At(i, j)
			for k := range s {
				v -= Mul(l.a.At(i, l.row(k)), x.At(l.row(k), j))
			}
			x.Set(i, j, Div(v, l.a.At(i, i)))
		}
	}
}
