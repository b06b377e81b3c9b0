package linalg

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/nd"
)

// QRFactors holds a = Q·R, or a[:, p] = Q·R with column pivoting, for a stack of
// m by n matrices. Q is kept as Householder reflectors. It is immutable and safe
// for concurrent use.
type QRFactors[T Scalar] struct {
	qr   stack[T]
	keep array.Array[T]
	tau  [][]T
	perm [][]int // nil without pivoting
}

// QR factors matrices of any shape with Householder reflectors. LAPACK:
// ?geqrf. NumPy: linalg.qr.
func QR[T Scalar](a array.Array[T]) (*QRFactors[T], error) { return qrOf(eager(), "qr", a, false) }

// QRPivoted is [QR] with column pivoting: the diagonal of R descends in
// magnitude and shows the rank. LAPACK: ?geqp3. SciPy: linalg.qr with
// pivoting=True.
func QRPivoted[T Scalar](a array.Array[T]) (*QRFactors[T], error) {
	return qrOf(eager(), "qr", a, true)
}

func qrOf[T Scalar](env nd.Env, op string, a array.Array[T], pivot bool) (*QRFactors[T], error) {
	s, err := matrices(op, a)
	if err != nil {
		return nil, err
	}
	if err := finite(env, op, a); err != nil {
		return nil, err
	}
	f := &QRFactors[T]{tau: make([][]T, s.count())}
	if pivot {
		f.perm = make([][]int, s.count())
	}
	f.keep, f.qr = copyOf(env, s)
	k := min(s.rows, s.cols)
	err = each(env, s.count(), 2*float64(s.rows)*float64(s.cols)*float64(k), func(env nd.Env, i int) error {
		f.tau[i] = make([]T, k)
		if pivot {
			f.perm[i] = make([]int, s.cols)
			lapack.Geqp3(env, f.qr.at(i), f.perm[i], f.tau[i])
		} else {
			lapack.Geqrf(env, f.qr.at(i), f.tau[i])
		}
		return nil
	})
	return f, err
}

// Q returns the first min(m, n) columns of the factors Q.
func (f *QRFactors[T]) Q() array.Array[T] { return f.columns(min(f.qr.rows, f.qr.cols)) }

// FullQ returns the square factors Q, m by m.
func (f *QRFactors[T]) FullQ() array.Array[T] { return f.columns(f.qr.rows) }

func (f *QRFactors[T]) columns(n int) array.Array[T] {
	return f.columnsOf(eager(), n)
}

func (f *QRFactors[T]) columnsOf(env nd.Env, n int) array.Array[T] {
	q, s := make2[T](f.qr.lead, f.qr.rows, n)
	k := min(f.qr.rows, f.qr.cols)
	each(env, s.count(), 4*float64(s.rows)*float64(n)*float64(k), func(env nd.Env, i int) error {
		m := s.at(i)
		blas.Copy(env, m.Window(0, 0, m.Rows, k), f.qr.at(i).Window(0, 0, m.Rows, k))
		lapack.Orgqr(env, m, f.tau[i])
		return nil
	})
	return q
}

// R returns the upper trapezoidal factors, min(m, n) by n.
func (f *QRFactors[T]) R() array.Array[T] {
	k := min(f.qr.rows, f.qr.cols)
	r, s := make2[T](f.qr.lead, k, f.qr.cols)
	for i := range s.count() {
		blas.CopyTriangle(blas.Upper, s.at(i), f.qr.at(i).Window(0, 0, k, f.qr.cols))
	}
	return r
}

// Perm returns the permutations p with a[:, p] = Q·R, n indices for each matrix;
// 0, 1, … without pivoting.
func (f *QRFactors[T]) Perm() array.Array[int64] {
	out, row := values[int64](f.qr.lead, f.qr.cols)
	for i := range f.tau {
		for k := range row(i) {
			row(i)[k] = int64(k)
			if f.perm != nil {
				row(i)[k] = int64(f.perm[i][k])
			}
		}
	}
	return out
}

// Rank returns the number of diagonal elements of R above rtol times the
// largest; a negative rtol means max(m, n)·2·eps. It is an estimate that only
// pivoting makes a good one; [MatrixRank] is safer.
func (f *QRFactors[T]) Rank(rtol float64) array.Array[int64] {
	out, row := values[int64](f.qr.lead, -1)
	k := min(f.qr.rows, f.qr.cols)
	for i := range f.tau {
		m := f.qr.at(i)
		d := make([]float64, k)
		big := 0
		for j := range d {
			if d[j] = blas.Abs(m.At(j, j)); d[j] > d[big] {
				big = j
			}
		}
		if k > 0 {
			d[0], d[big] = d[big], d[0]
		}
		row(i)[0] = int64(rankOf[T](d, m.Rows, m.Cols, rtol))
	}
	return out
}

// ApplyQ returns Q·b, or Qᴴ·b if adjoint, with the square Q, for b of m rows; it
// never forms Q. b is as for [Solve]. LAPACK: ?ormqr.
func (f *QRFactors[T]) ApplyQ(b array.Array[T], adjoint bool) (x array.Array[T], err error) {
	const op = "apply q"
	r, err := rightSide(op, f.qr.lead, f.qr.rows, b)
	if err != nil {
		return x, err
	}
	if err := finite(eager(), op, b); err != nil {
		return x, err
	}
	x, xs := r.result(f.qr.rows)
	s, which := f.qr.stretch(r.lead), positions(f.qr.lead, r.lead)
	k := min(s.rows, s.cols)
	err = each(eager(), xs.count(), 4*float64(s.rows*k)*float64(xs.cols), func(env nd.Env, i int) error {
		blas.Copy(env, xs.at(i), r.b.at(i))
		lapack.Ormqr(env, adjoint, s.at(i).Window(0, 0, s.rows, k), f.tau[which(i)], xs.at(i))
		return nil
	})
	return x, err
}

// Solve returns the x of least ‖a·x - b‖ for matrices of full column rank, m at
// least n; see [LstSq] for others. A zero on the diagonal of R is a
// [*SingularError]. b is as for the function [Solve].
func (f *QRFactors[T]) Solve(b array.Array[T]) (x array.Array[T], err error) {
	const op = "qr solve"
	if f.qr.rows < f.qr.cols {
		return x, shapeError(op, "want at least as many rows as columns", f.keep.Shape())
	}
	qb, err := f.ApplyQ(b, true)
	if err != nil {
		return x, err
	}
	r, err := rightSide(op, f.qr.lead, f.qr.rows, qb)
	if err != nil {
		return x, err
	}
	r.vector = b.NDim() == 1
	if r.vector && qb.NDim() > 1 { // a vector that was stretched over leading axes
		if r, err = rightSide(op, f.qr.lead, f.qr.rows, qb.ExpandDims(-1)); err != nil {
			return x, err
		}
		r.vector = true
	}
	n := f.qr.cols
	x, xs := r.result(n)
	s, which := f.qr.stretch(r.lead), positions(f.qr.lead, r.lead)
	err = each(eager(), xs.count(), square(n)*float64(xs.cols), func(env nd.Env, i int) error {
		m, y := s.at(i).Window(0, 0, n, n), r.b.at(i).Window(0, 0, n, xs.cols).Clone(env)
		if at := lapack.Trtrs(env, blas.Upper, blas.NonUnit, m, y); at >= 0 {
			return &SingularError{op, at, index(r.lead, i)}
		}
		for j := range n {
			to := j
			if f.perm != nil {
				to = f.perm[which(i)][j]
			}
			blas.CopyVec(env, y.Row(j), xs.at(i).Row(to))
		}
		return nil
	})
	return x, err
}
