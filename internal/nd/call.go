package nd

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// Scalar holds one element of any type.
type Scalar [2]uint64

// ScalarOf returns x as a Scalar.
func ScalarOf[T dtype.Element](x T) (s Scalar) {
	*(*T)(unsafe.Pointer(&s)) = x
	return s
}

// typeOf returns the element type of operand i.
func (j *job) typeOf(i int) dtype.DType {
	switch {
	case i == 0:
		return j.to
	case j.kind == doSelect && i == 1:
		return dtype.Bool
	}
	return j.dt
}

// call runs the kernel on n contiguous elements; single marks operands of one
// element.
func (l *loop) call(p [maxOps]unsafe.Pointer, single [maxOps]bool, n int, s *scratch) {
	switch l.kind {
	case doUnary, doCast, doCopy:
		l.callOne(p, single[1], n)
	case doBinary:
		l.callTwo(p, single, n)
	case doTernary:
		for i := 1; i < 4; i++ {
			if single[i] {
				kernel.Fill(l.tier, l.dt, s.at(i), p[i], n)
				p[i] = s.at(i)
			}
		}
		kernel.Ternary(l.tier, l.op, l.dt, p[0], p[1], p[2], p[3], n)
	case doSelect:
		l.callSelect(p, single, n)
	}
}

func (l *loop) callOne(p [maxOps]unsafe.Pointer, single bool, n int) {
	if single && n > 1 {
		var x Scalar
		l.callOne([maxOps]unsafe.Pointer{unsafe.Pointer(&x), p[1]}, false, 1)
		kernel.Fill(l.tier, l.to, p[0], unsafe.Pointer(&x), n)
		return
	}
	switch l.kind {
	case doUnary:
		kernel.Unary(l.tier, l.op, l.dt, p[0], p[1], n)
	case doCast:
		kernel.Cast(l.tier, l.to, l.dt, p[0], p[1], n)
	default:
		kernel.Copy(l.tier, l.to, p[0], p[1], n)
	}
}

func (l *loop) callTwo(p [maxOps]unsafe.Pointer, single [maxOps]bool, n int) {
	switch {
	case !single[1] && !single[2]:
		kernel.Binary(l.tier, l.op, l.dt, kernel.VV, p[0], p[1], p[2], n)
	case !single[1]:
		kernel.Binary(l.tier, l.op, l.dt, kernel.VS, p[0], p[1], p[2], n)
	case !single[2]:
		kernel.Binary(l.tier, l.op, l.dt, kernel.SV, p[0], p[1], p[2], n)
	default:
		var x Scalar
		kernel.Binary(l.tier, l.op, l.dt, kernel.VV, unsafe.Pointer(&x), p[1], p[2], 1)
		kernel.Fill(l.tier, l.to, p[0], unsafe.Pointer(&x), n)
	}
}

func (l *loop) callSelect(p [maxOps]unsafe.Pointer, single [maxOps]bool, n int) {
	if single[1] { // one mask element decides for all
		from := 2
		if !*(*bool)(p[1]) {
			from = 3
		}
		if single[from] {
			kernel.Fill(l.tier, l.to, p[0], p[from], n)
		} else {
			kernel.Copy(l.tier, l.to, p[0], p[from], n)
		}
		return
	}
	m := kernel.VV
	switch {
	case single[2] && single[3]:
		m = kernel.SS
	case single[2]:
		m = kernel.SV
	case single[3]:
		m = kernel.VS
	}
	kernel.Select(l.tier, l.to, m, p[0], p[1], p[2], p[3], n)
}
