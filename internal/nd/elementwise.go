package nd

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/kernel"
)

// prices tells the elementary functions from the rest.
var prices = func() (t [kernel.OpCount]price) {
	for op := range t {
		t[op] = cheap
	}
	for _, op := range []kernel.Op{kernel.Cbrt, kernel.Exp, kernel.Exp2, kernel.Expm1, kernel.Log,
		kernel.Log2, kernel.Log10, kernel.Log1p, kernel.Sin, kernel.Cos, kernel.Tan, kernel.Asin,
		kernel.Acos, kernel.Atan, kernel.Sinh, kernel.Cosh, kernel.Tanh, kernel.Asinh, kernel.Acosh,
		kernel.Atanh, kernel.Erf, kernel.Erfc, kernel.Gamma, kernel.LGamma, kernel.CAbs, kernel.Arg,
		kernel.FloorDiv, kernel.Mod, kernel.Rem, kernel.Pow, kernel.Atan2, kernel.Hypot} {
		t[op] = dear
	}
	return t
}()

// Unary computes dst = op(a); a broadcasts to dst. Like all functions here it
// returns false if it was cancelled, which leaves dst partly written.
func Unary(env Env, op kernel.Op, dst, a View) bool {
	if n, ok := flat(&dst); ok && n <= kernel.Chunk && follows(&dst, &a) {
		kernel.Unary(env.Tier, op, a.DT, dst.Ptr, a.Ptr, n)
		return true
	}
	if len(dst.Shape) > maxDims {
		return peel(dst, func(d, a, _, _ View) bool { return Unary(env, op, d, a) }, a, a, a)
	}
	l := loop{job: job{kind: doUnary, tier: env.Tier, op: op, dt: a.DT, to: dst.DT}}
	l.begin(dst)
	l.operand(a)
	return l.run(env, prices[op])
}

// Binary computes dst = op(a, b); a and b are of one type and broadcast to
// dst, which is bool for comparisons.
func Binary(env Env, op kernel.Op, dst, a, b View) bool {
	if n, ok := flat(&dst); ok && n <= kernel.Chunk {
		switch fa, fb := follows(&dst, &a), follows(&dst, &b); {
		case fa && fb:
			kernel.Binary(env.Tier, op, a.DT, kernel.VV, dst.Ptr, a.Ptr, b.Ptr, n)
			return true
		case fa && single(&b):
			kernel.Binary(env.Tier, op, a.DT, kernel.VS, dst.Ptr, a.Ptr, b.Ptr, n)
			return true
		case fb && single(&a):
			kernel.Binary(env.Tier, op, a.DT, kernel.SV, dst.Ptr, a.Ptr, b.Ptr, n)
			return true
		}
	}
	if len(dst.Shape) > maxDims {
		return peel(dst, func(d, a, b, _ View) bool { return Binary(env, op, d, a, b) }, a, b, b)
	}
	l := loop{job: job{kind: doBinary, tier: env.Tier, op: op, dt: a.DT, to: dst.DT}}
	l.begin(dst)
	l.operand(a)
	l.operand(b)
	return l.run(env, prices[op])
}

// BinaryVS computes dst = op(a, x) for one number x of a's type.
func BinaryVS(env Env, op kernel.Op, dst, a View, x Scalar) bool {
	if n, ok := flat(&dst); ok && n <= kernel.Chunk && follows(&dst, &a) {
		kernel.Binary(env.Tier, op, a.DT, kernel.VS, dst.Ptr, a.Ptr, unsafe.Pointer(&x), n)
		return true
	}
	if len(dst.Shape) > maxDims {
		return peel(dst, func(d, a, _, _ View) bool { return BinaryVS(env, op, d, a, x) }, a, a, a)
	}
	l := loop{job: job{kind: doBinary, tier: env.Tier, op: op, dt: a.DT, to: dst.DT}}
	l.begin(dst)
	l.operand(a)
	l.constant(x, a.DT.Size())
	return l.run(env, prices[op])
}

// BinarySV computes dst = op(x, a) for one number x of a's type.
func BinarySV(env Env, op kernel.Op, dst View, x Scalar, a View) bool {
	if n, ok := flat(&dst); ok && n <= kernel.Chunk && follows(&dst, &a) {
		kernel.Binary(env.Tier, op, a.DT, kernel.SV, dst.Ptr, unsafe.Pointer(&x), a.Ptr, n)
		return true
	}
	if len(dst.Shape) > maxDims {
		return peel(dst, func(d, a, _, _ View) bool { return BinarySV(env, op, d, x, a) }, a, a, a)
	}
	l := loop{job: job{kind: doBinary, tier: env.Tier, op: op, dt: a.DT, to: dst.DT}}
	l.begin(dst)
	l.constant(x, a.DT.Size())
	l.operand(a)
	return l.run(env, prices[op])
}

// Ternary computes dst = op(a, b, c), all of one type.
func Ternary(env Env, op kernel.Op, dst, a, b, c View) bool {
	if n, ok := flat(&dst); ok && n <= kernel.Chunk &&
		follows(&dst, &a) && follows(&dst, &b) && follows(&dst, &c) {
		kernel.Ternary(env.Tier, op, a.DT, dst.Ptr, a.Ptr, b.Ptr, c.Ptr, n)
		return true
	}
	if len(dst.Shape) > maxDims {
		return peel(dst, func(d, a, b, c View) bool { return Ternary(env, op, d, a, b, c) }, a, b, c)
	}
	l := loop{job: job{kind: doTernary, tier: env.Tier, op: op, dt: a.DT, to: dst.DT}}
	l.begin(dst)
	l.operand(a)
	l.operand(b)
	l.operand(c)
	return l.run(env, cheap)
}

// Select computes dst = mask ? a : b for a bool mask; a, b and dst are of one
// type.
func Select(env Env, dst, mask, a, b View) bool {
	if n, ok := flat(&dst); ok && n <= kernel.Chunk && follows(&dst, &mask) &&
		follows(&dst, &a) && follows(&dst, &b) {
		kernel.Select(env.Tier, dst.DT, kernel.VV, dst.Ptr, mask.Ptr, a.Ptr, b.Ptr, n)
		return true
	}
	if len(dst.Shape) > maxDims {
		return peel(dst, func(d, m, a, b View) bool { return Select(env, d, m, a, b) }, mask, a, b)
	}
	l := loop{job: job{kind: doSelect, tier: env.Tier, dt: dst.DT, to: dst.DT}}
	l.begin(dst)
	l.operand(mask)
	l.operand(a)
	l.operand(b)
	return l.run(env, cheap)
}

// Cast converts a to dst's type; a broadcasts to dst.
func Cast(env Env, dst, a View) bool {
	if dst.DT == a.DT {
		return Copy(env, dst, a)
	}
	if n, ok := flat(&dst); ok && n <= kernel.Chunk && follows(&dst, &a) {
		kernel.Cast(env.Tier, dst.DT, a.DT, dst.Ptr, a.Ptr, n)
		return true
	}
	if len(dst.Shape) > maxDims {
		return peel(dst, func(d, a, _, _ View) bool { return Cast(env, d, a) }, a, a, a)
	}
	l := loop{job: job{kind: doCast, tier: env.Tier, dt: a.DT, to: dst.DT}}
	l.begin(dst)
	l.operand(a)
	return l.run(env, cheap)
}

// Copy copies a, which broadcasts, to dst of the same type. The two may be
// the same view, and must not overlap otherwise.
func Copy(env Env, dst, a View) bool {
	if n, ok := flat(&dst); ok && n <= kernel.Chunk && follows(&dst, &a) {
		kernel.Copy(env.Tier, dst.DT, dst.Ptr, a.Ptr, n)
		return true
	}
	if len(dst.Shape) > maxDims {
		return peel(dst, func(d, a, _, _ View) bool { return Copy(env, d, a) }, a, a, a)
	}
	l := loop{job: job{kind: doCopy, tier: env.Tier, dt: a.DT, to: dst.DT}}
	l.begin(dst)
	l.operand(a)
	return l.run(env, cheap)
}

// Fill sets every element of dst to x.
func Fill(env Env, dst View, x Scalar) bool {
	if len(dst.Shape) > maxDims {
		return peel(dst, func(d, _, _, _ View) bool { return Fill(env, d, x) }, dst, dst, dst)
	}
	l := loop{job: job{kind: doCopy, tier: env.Tier, dt: dst.DT, to: dst.DT}}
	l.begin(dst)
	l.constant(x, dst.DT.Size())
	return l.run(env, cheap)
}

// flat returns the number of elements of a C-contiguous view.
func flat(v *View) (n int, ok bool) {
	n = 1
	for i := len(v.Shape) - 1; i >= 0; i-- {
		d := v.Shape[i]
		if d != 1 && v.Strides[i] != n {
			return 0, false
		}
		n *= d
	}
	return n, true
}

// follows reports whether a has dst's shape and strides: one flat walk does
// for both.
func follows(dst, a *View) bool {
	if len(a.Shape) != len(dst.Shape) {
		return false
	}
	for i, d := range dst.Shape {
		if a.Shape[i] != d || a.Strides[i] != dst.Strides[i] && d != 1 {
			return false
		}
	}
	return true
}

// single reports whether v has one element.
func single(v *View) bool {
	for _, d := range v.Shape {
		if d != 1 {
			return false
		}
	}
	return true
}

// peel runs f on the items of the first dimension of views of many
// dimensions.
func peel(dst View, f func(dst, a, b, c View) bool, a, b, c View) bool {
	rank := len(dst.Shape)
	for i := range dst.Shape[0] {
		if !f(item(dst, i, rank), item(a, i, rank), item(b, i, rank), item(c, i, rank)) {
			return false
		}
	}
	return true
}

// item returns item i of the first of rank dimensions, to which v broadcasts.
func item(v View, i, rank int) View {
	if len(v.Shape) < rank {
		return v
	}
	if v.Shape[0] != 1 {
		v.Ptr = unsafe.Add(v.Ptr, i*v.Strides[0]*v.DT.Size())
	}
	v.Shape, v.Strides = v.Shape[1:], v.Strides[1:]
	return v
}
