package blas

// Rank-one and rank-two updates go row by row along the contiguous elements
// of A; an element is changed by fused operations in the order of the terms.

// Ger computes A += alpha·x·yᵀ.
func Ger[T Scalar](env Env, alpha T, x, y Vec[T], a Mat[T]) { ger(env, alpha, x, y, false, a) }

// Gerc computes A += alpha·x·yᴴ.
func Gerc[T Scalar](env Env, alpha T, x, y Vec[T], a Mat[T]) {
	ger(env, alpha, x, y, IsComplex[T](), a)
}

func ger[T Scalar](env Env, alpha T, x, y Vec[T], conj bool, a Mat[T]) {
	if a.Rows != x.N || a.Cols != y.N {
		panic("blas: ger: shapes do not fit")
	}
	if a.Empty() || alpha == 0 {
		return
	}
	u := outer[T]{alpha: alpha, x: x, y: y, conjY: conj, a: a}
	if a.Conj {
		u.alpha, u.conjX, u.conjY = Conj(alpha), true, !conj
	}
	if a.CS != 1 && a.RS == 1 {
		u.x, u.y, u.conjX, u.conjY, u.a = u.y, u.x, u.conjY, u.conjX, a.T()
	}
	m, n := u.a.Rows, u.a.Cols
	if m*n < shared || env.Pool == nil {
		u.band(env, 0, m)
		return
	}
	u.share(env)
}

// outer adds alpha·x·yᵀ to a, with x or y conjugated.
type outer[T Scalar] struct {
	alpha        T
	x, y         Vec[T]
	conjX, conjY bool
	a            Mat[T]
}

// share works on bands of rows. It takes a copy, since what a closure holds
// does not stay on the stack.
func (u outer[T]) share(env Env) {
	forRows(env, u.a.Rows, u.a.Cols, func(from, to int) { u.band(env, from, to) })
}

func (u *outer[T]) band(env Env, from, to int) {
	y := u.y
	if y.Inc != 1 && y.N > 1 {
		b := buffers.Get().(*buffer)
		defer buffers.Put(b)
		c := elements[T](b, y.N)
		gather(c, y, 0)
		y = VecOf(c)
	}
	for i := from; i < to; i++ {
		v := u.x.Data[i*u.x.Inc]
		if u.conjX {
			v = Conj(v)
		}
		addRow(env, u.conjY, Mul(u.alpha, v), y, Vec[T]{u.a.Data[i*u.a.RS:], u.a.Cols, u.a.CS})
	}
}

// addRow adds v times y, or its conjugate, to a row.
func addRow[T Scalar](env Env, conj bool, v T, y, row Vec[T]) {
	conj = conj && IsComplex[T]()
	if row.Inc == 1 || row.N == 1 {
		axpy(env.Tier, conj, v, first(y.Data, row.N), first(row.Data, row.N), row.N)
		return
	}
	axpyStrided(env.Tier, conj, v, y, row)
}

// Syr computes A += alpha·x·xᵀ in the triangle uplo.
func Syr[T Scalar](env Env, uplo Uplo, alpha T, x Vec[T], a Mat[T]) {
	rankTwo(env, uplo, false, alpha, 0, x, x, a)
}

// Her computes A += alpha·x·xᴴ in the triangle uplo; the diagonal stays real.
func Her[T Scalar](env Env, uplo Uplo, alpha float64, x Vec[T], a Mat[T]) {
	rankTwo(env, uplo, IsComplex[T](), FromReal[T](alpha), 0, x, x, a)
}

// Syr2 computes A += alpha·(x·yᵀ + y·xᵀ) in the triangle uplo.
func Syr2[T Scalar](env Env, uplo Uplo, alpha T, x, y Vec[T], a Mat[T]) {
	rankTwo(env, uplo, false, alpha, alpha, x, y, a)
}

// Her2 computes A += alpha·x·yᴴ + conj(alpha)·y·xᴴ in the triangle uplo; the
// diagonal stays real.
func Her2[T Scalar](env Env, uplo Uplo, alpha T, x, y Vec[T], a Mat[T]) {
	rankTwo(env, uplo, IsComplex[T](), alpha, Conj(alpha), x, y, a)
}

// rankTwo computes A += alpha·x·y* + beta·y·x* in a triangle, where * is the
// transposition, or the conjugate one if herm. If beta is zero there is no
// second term.
func rankTwo[T Scalar](env Env, uplo Uplo, herm bool, alpha, beta T, x, y Vec[T], a Mat[T]) {
	if a.Rows != a.Cols || a.Rows != x.N || a.Rows != y.N {
		panic("blas: rank-two update: shapes do not fit")
	}
	if a.Rows == 0 || alpha == 0 {
		return
	}
	n := a.Rows
	b := buffers.Get().(*buffer)
	defer buffers.Put(b)
	mem := elements[T](b, 2*n)
	u := two[T]{uplo: uplo, herm: herm, alpha: alpha, beta: beta, x: mem[:n], y: mem[n:], a: a}
	gather(u.x, x, 0)
	gather(u.y, y, 0)
	u.orient()
	if n*n/2 < shared || env.Pool == nil {
		u.band(env, 0, n)
		return
	}
	u.share(env)
}

// two is the work of rankTwo on contiguous vectors.
type two[T Scalar] struct {
	uplo        Uplo
	herm        bool
	alpha, beta T
	x, y        []T
	a           Mat[T]
}

// orient transposes the update if that puts rows along contiguous memory, and
// replaces that of a conjugated view by the conjugate one of the elements.
func (u *two[T]) orient() {
	flip := u.a.CS != 1 && u.a.RS == 1
	if flip {
		u.uplo, u.a = u.uplo.T(), u.a.T()
	}
	// The transposed Hermitian update is the conjugate one.
	if u.a.Conj != (flip && u.herm) {
		u.alpha, u.beta = Conj(u.alpha), Conj(u.beta)
		for i := range u.x {
			u.x[i], u.y[i] = Conj(u.x[i]), Conj(u.y[i])
		}
	}
}

// share works on bands of rows, as that of outer does.
func (u two[T]) share(env Env) {
	n := len(u.x)
	forRows(env, n, n/2, func(from, to int) { u.band(env, from, to) })
}

func (u *two[T]) band(env Env, from, to int) {
	n := len(u.x)
	for i := from; i < to; i++ {
		j, w := 0, i+1
		if u.uplo == Upper {
			j, w = i, n-i
		}
		row := Vec[T]{u.a.Data[i*u.a.RS+j*u.a.CS:], w, u.a.CS}
		addRow(env, u.herm, Mul(u.alpha, u.x[i]), VecOf(u.y[j:j+w]), row)
		if u.beta != 0 {
			addRow(env, u.herm, Mul(u.beta, u.y[i]), VecOf(u.x[j:j+w]), row)
		}
		if u.herm {
			d := &u.a.Data[i*(u.a.RS+u.a.CS)]
			*d = FromReal[T](Re(*d))
		}
	}
}
