package sparse

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// MatMulDense returns A·B for a 2-d array B, in C order.
func MatMulDense[T array.Inexact](a *CSR[T], b array.Array[T]) (array.Array[T], error) {
	if err := checkDense("matmul", a, b); err != nil {
		return array.Array[T]{}, err
	}
	dst := array.Zeros[T](a.rows, b.Dim(1))
	return dst, MatMulDenseInto(dst, a, b)
}

// MatMulDenseInto computes dst = A·B for 2-d arrays dst and B that do not
// overlap, in parallel over the rows of A. Each element is summed in the order
// of its row's columns.
func MatMulDenseInto[T array.Inexact](dst array.Array[T], a *CSR[T], b array.Array[T]) error {
	if err := checkDense("matmul", a, b); err != nil {
		return err
	}
	if dst.NDim() != 2 || dst.Dim(0) != a.rows || dst.Dim(1) != b.Dim(1) {
		return badShape("matmul", "the result has another shape", dst.Shape(), []int{a.rows, b.Dim(1)})
	}
	if array.Overlaps(dst, b) != array.Disjoint {
		return badValue("matmul", "the result overlaps an operand")
	}
	in, _ := array.AsContiguous(b).Data()
	if out, ok := dst.Data(); ok {
		multiplyMany(eager(), a, out, in, b.Dim(1))
		return nil
	}
	tmp := array.Empty[T](a.rows, b.Dim(1))
	out, _ := tmp.Data()
	multiplyMany(eager(), a, out, in, b.Dim(1))
	array.CopyInto(dst, tmp)
	return nil
}

func checkDense[T array.Inexact](op string, a *CSR[T], b array.Array[T]) error {
	if b.NDim() != 2 || b.Dim(0) != a.cols {
		return badShape(op, "inner dimensions differ", []int{a.rows, a.cols}, b.Shape())
	}
	return nil
}

// multiplyMany computes dst = A·B for row-major dst and B with k columns.
func multiplyMany[T array.Inexact](env blas.Env, a *CSR[T], dst, b []T, k int) {
	if k == 0 {
		return
	}
	n := (len(a.idx)*k+2*a.rows)/grain + 1
	n = min(n, max(1, a.rows))
	env.Pool.For(env.Done, n, func(c int) {
		multiplyRows(a, dst, b, k, a.cut(c, n), a.cut(c+1, n))
	})
}

func multiplyRows[T array.Inexact](a *CSR[T], dst, b []T, k, from, to int) {
	switch any(*new(T)).(type) {
	case float64:
		manyReal(a.ptr, a.idx, as[float64](a.val), as[float64](dst), as[float64](b), k, from, to)
	case float32:
		manyReal(a.ptr, a.idx, as[float32](a.val), as[float32](dst), as[float32](b), k, from, to)
	case complex128:
		manyComplex(a.ptr, a.idx, as[pair[float64]](a.val), as[pair[float64]](dst), as[pair[float64]](b), k, from, to)
	case complex64:
		manyComplex(a.ptr, a.idx, as[pair[float32]](a.val), as[pair[float32]](dst), as[pair[float32]](b), k, from, to)
	}
}

// manyReal takes four columns of B at a time, whose sums stay in registers.
func manyReal[F float32 | float64](ptr []int, idx []int32, val, dst, b []F, k, from, to int) {
	for i := from; i < to; i++ {
		cols := idx[ptr[i]:ptr[i+1]]
		v := val[ptr[i]:ptr[i+1]]
		v = v[:len(cols)]
		out := dst[i*k : (i+1)*k]
		c := 0
		for ; c+4 <= k; c += 4 {
			var s0, s1, s2, s3 F
			for p, j := range cols {
				row := b[int(j)*k+c:][:4]
				x := v[p]
				s0 += F(x * row[0])
				s1 += F(x * row[1])
				s2 += F(x * row[2])
				s3 += F(x * row[3])
			}
			out[c], out[c+1], out[c+2], out[c+3] = s0, s1, s2, s3
		}
		for ; c < k; c++ {
			var s F
			for p, j := range cols {
				s += F(v[p] * b[int(j)*k+c])
			}
			out[c] = s
		}
	}
}

func manyComplex[F float32 | float64](ptr []int, idx []int32, val, dst, b []pair[F], k, from, to int) {
	for i := from; i < to; i++ {
		cols := idx[ptr[i]:ptr[i+1]]
		v := val[ptr[i]:ptr[i+1]]
		v = v[:len(cols)]
		out := dst[i*k : (i+1)*k]
		for c := range out {
			var s pair[F]
			for p, j := range cols {
				s.addMul(v[p], 1, b[int(j)*k+c])
			}
			out[c] = s
		}
	}
}
