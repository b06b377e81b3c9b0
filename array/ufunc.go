package array

import (
	"fmt"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
)

// BinaryOp names an operation of two elements of one type that gives a third,
// for [OuterOf], [Accumulate], [ReduceAt] and [UpdateAt]: the methods of
// NumPy's ufuncs.
type BinaryOp uint8

// The operations, each as the function of its name.
const (
	OpAdd BinaryOp = iota
	OpSub
	OpMul
	OpDiv
	OpFloorDiv
	OpMod
	OpRem
	OpPow
	OpMinimum
	OpMaximum
	OpFMin
	OpFMax
	OpAtan2
	OpHypot
	OpCopySign
	OpNextAfter
	OpAnd
	OpOr
	OpXor
	OpLsh
	OpRsh
)

var binaryOps = [...]kernel.Op{OpAdd: kernel.Add, OpSub: kernel.Sub, OpMul: kernel.Mul,
	OpDiv: kernel.Div, OpFloorDiv: kernel.FloorDiv, OpMod: kernel.Mod, OpRem: kernel.Rem,
	OpPow: kernel.Pow, OpMinimum: kernel.Min, OpMaximum: kernel.Max, OpFMin: kernel.FMin,
	OpFMax: kernel.FMax, OpAtan2: kernel.Atan2, OpHypot: kernel.Hypot,
	OpCopySign: kernel.CopySign, OpNextAfter: kernel.NextAfter, OpAnd: kernel.BitAnd,
	OpOr: kernel.BitOr, OpXor: kernel.BitXor, OpLsh: kernel.Shl, OpRsh: kernel.Shr}

// String returns NumPy's name of the operation.
func (op BinaryOp) String() string {
	if int(op) < len(binaryOps) {
		return binaryOps[op].String()
	}
	return fmt.Sprintf("BinaryOp(%d)", uint8(op))
}

// kernelOn returns the operation on elements of type dt. It panics with a
// ValueError if there is no such operation, and with a DTypeError if it is
// not defined on dt.
func (op BinaryOp) kernelOn(caller string, dt DType) kernel.Op {
	if int(op) >= len(binaryOps) {
		badValue(caller, "no operation %v", op)
	}
	k := binaryOps[op]
	if !k.Supports(dt) {
		badDType(caller, op.String()+" is not defined on", dt)
	}
	return k
}

// fold returns the reduction that folds by op and gives elements of type dt.
func (op BinaryOp) fold(dt DType) (r kernel.Reduction, ok bool) {
	switch op {
	case OpAdd:
		r = kernel.RedSum
	case OpMul:
		r = kernel.RedProd
	case OpMinimum:
		r = kernel.RedMin
	case OpMaximum:
		r = kernel.RedMax
	default:
		return 0, false
	}
	return r, r.Result(dt) == dt
}

// scan returns the running fold by op that gives elements of type dt.
func (op BinaryOp) scan(dt DType) (s kernel.ScanOp, ok bool) {
	switch op {
	case OpAdd:
		s = kernel.CumSum
	case OpMul:
		s = kernel.CumProd
	case OpMinimum:
		s = kernel.CumMin
	case OpMaximum:
		s = kernel.CumMax
	default:
		return 0, false
	}
	return s, s.Result(dt) == dt
}

// OuterOf returns op of every element of a with every element of b:
// result[i…, j…] = op(a[i…], b[j…]), of a's shape followed by b's. NumPy:
// add.outer and its kin. An op that is not defined on T is a *DTypeError.
func OuterOf[T Element](op BinaryOp, a, b Array[T]) Array[T] {
	k := op.kernelOn("outer", dtype.Of[T]())
	shape := append(append(make([]int, 0, a.NDim()+b.NDim()), a.shape()...), b.shape()...)
	out := newArray[T]("outer", shape)
	nd.Binary(eager(), k, out.view(), a.view().Under(b.NDim()), b.view())
	return out
}

// Accumulate returns the running fold of a along axis, of a's shape: out[0] =
// a[0] and out[i] = op(out[i-1], a[i]). Elements stay in T, where integers
// wrap. NumPy: add.accumulate and its kin. An op that is not defined on T is a
// *DTypeError.
func Accumulate[T Element](op BinaryOp, a Array[T], axis int) Array[T] {
	k := op.kernelOn("accumulate", dtype.Of[T]())
	axis = axisOf("accumulate", axis, a.NDim())
	out := allocLike[T](a)
	if out.Size() == 0 {
		return out
	}
	dst, src := out.view(), a.view()
	if s, ok := op.scan(dst.DT); ok {
		nd.Scan(eager(), s, dst, src, axis)
		return out
	}
	nd.Copy(eager(), dst.Drop(axis, 0), src.Drop(axis, 0))
	for i := 1; i < a.Dim(axis); i++ {
		nd.Binary(eager(), k, dst.Drop(axis, i), dst.Drop(axis, i-1), src.Drop(axis, i))
	}
	return out
}

// ReduceAt returns the folds of pieces of a along axis, one for each start:
// the piece runs from starts[i] up to, not including, starts[i+1] (the last one
// to the end), and is the element starts[i] alone where starts[i+1] is not
// greater. Sums are those of [Sum]. NumPy: add.reduceat and its kin. A start
// outside the axis is an *IndexError, an op that is not defined on T a
// *DTypeError.
//
//	array.ReduceAt(array.OpAdd, x, []int{0, 4, 8}, 0) // sums of x[0:4], x[4:8], x[8:]
func ReduceAt[T Element](op BinaryOp, a Array[T], starts []int, axis int) Array[T] {
	k := op.kernelOn("reduceat", dtype.Of[T]())
	axis = axisOf("reduceat", axis, a.NDim())
	n := a.Dim(axis)
	for _, s := range starts {
		if s < 0 || s >= n {
			panic(&IndexError{Op: "reduceat", Index: s, Axis: axis, Len: n})
		}
	}
	shape := a.Shape()
	shape[axis] = len(starts)
	out := newArray[T]("reduceat", shape)
	if out.Size() == 0 {
		return out
	}
	for i, lo := range starts {
		hi := n
		if i+1 < len(starts) {
			hi = max(starts[i+1], lo+1)
		}
		foldPiece(op, k, out.view().Drop(axis, i), a.view().Narrow(axis, lo, hi-lo), axis)
	}
	return out
}

// foldPiece writes the fold of the whole of src along axis to dst.
func foldPiece(op BinaryOp, k kernel.Op, dst, src nd.View, axis int) {
	n := src.Shape[axis]
	if r, ok := op.fold(src.DT); ok && n > 1 {
		nd.Reduce(eager(), r, dst, src, []int{axis})
		return
	}
	nd.Copy(eager(), dst, src.Drop(axis, 0))
	for i := 1; i < n; i++ {
		nd.Binary(eager(), k, dst, dst, src.Drop(axis, i))
	}
}

// UpdateAt changes a in place, one index after the other: a[i] = op(a[i],
// values) for every i in index, which counts along the first axis, negative
// from the end. An index that occurs several times is updated as often, in
// order, which a[index] op= values is not. values broadcasts to index's shape
// followed by that of an item of a. NumPy: add.at and its kin.
//
// An index outside the axis is an *IndexError, and values that do not
// broadcast are a *ShapeError; nothing has been written then. An op that is
// not defined on T is a *DTypeError.
//
//	array.UpdateAt(array.OpAdd, histogram, bins, array.Scalar(1.0))
func UpdateAt[T Element](op BinaryOp, a Array[T], index Array[int64], values Array[T]) {
	k := op.kernelOn("update at", dtype.Of[T]())
	if a.NDim() == 0 {
		badShape("update at", "a scalar has no first axis", a.shape())
	}
	checkDst("update at", a)
	want := append(append([]int{}, index.shape()...), a.shape()[1:]...)
	if !nd.Fits(want, values.shape()) {
		badShape("update at", "values do not broadcast to the items", want, values.shape())
	}
	at := ToSlice(index)
	for i, x := range at {
		at[i] = int64(indexOf("update at", int(x), 0, a.Dim(0)))
	}
	if a.Size() == 0 || len(at) == 0 {
		return
	}
	if SharesMemory(a, values) {
		values = Copy(values)
	}
	rows := append([]int{len(at)}, a.shape()[1:]...)
	from := values.BroadcastTo(want...)
	if index.NDim() != 1 {
		from = from.Reshape(rows...)
	}
	dst, src := a.view(), from.view()
	if len(rows) == 1 {
		updateVector(k, dst, at, src)
		return
	}
	for i, x := range at {
		item := dst.Drop(0, int(x))
		nd.Binary(eager(), k, item, item, src.Drop(0, i))
	}
}

// updateVector updates the elements of a vector, the kernel called for each.
func updateVector(k kernel.Op, dst nd.View, at []int64, src nd.View) {
	size := dst.DT.Size()
	for i, x := range at {
		p := unsafe.Add(dst.Ptr, int(x)*dst.Strides[0]*size)
		kernel.Binary(cpu.Best, k, dst.DT, kernel.VV, p, p, unsafe.Add(src.Ptr, i*src.Strides[0]*size), 1)
	}
}
