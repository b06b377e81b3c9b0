package kernel

import "unsafe"

func float64Unary(op Op, dst, a unsafe.Pointer, n int) {
	switch {
	case op == Conj:
		copy(slice[float64](dst, n), slice[float64](a, n))
	case ops[op].class == ToBool:
		each(dst, a, n, test64(op))
	default:
		f := unary64(op)
		d, x := slice[float64](dst, n), slice[float64](a, n)
		for i := range d {
			d[i] = f.call(x[i])
		}
	}
}

func float32Unary(op Op, dst, a unsafe.Pointer, n int) {
	switch {
	case op == Conj:
		copy(slice[float32](dst, n), slice[float32](a, n))
	case ops[op].class == ToBool:
		each(dst, a, n, test32(op))
	default:
		f := unary32(op)
		d, x := slice[float32](dst, n), slice[float32](a, n)
		for i := range d {
			d[i] = f.call(x[i])
		}
	}
}

func float64Binary(op Op, m Mode, dst, a, b unsafe.Pointer, n int) {
	if ops[op].class == ToBool {
		compare[float64](op, m, dst, a, b, n)
		return
	}
	if arith[float64](op, m, dst, a, b, n) {
		return
	}
	f := binary64(op)
	d := slice[float64](dst, n)
	x, y, mx, my := operands[float64](m, a, b, n)
	for i := range d {
		d[i] = f.call(x[i&mx], y[i&my])
	}
}

func float32Binary(op Op, m Mode, dst, a, b unsafe.Pointer, n int) {
	if ops[op].class == ToBool {
		compare[float32](op, m, dst, a, b, n)
		return
	}
	if arith[float32](op, m, dst, a, b, n) {
		return
	}
	f := binary32(op)
	d := slice[float32](dst, n)
	x, y, mx, my := operands[float32](m, a, b, n)
	for i := range d {
		d[i] = f.call(x[i&mx], y[i&my])
	}
}

// arith has plain loops for the commonest operations on integers and floats,
// and reports whether op is one of them.
func arith[T realNumber](op Op, m Mode, dst, a, b unsafe.Pointer, n int) bool {
	d := slice[T](dst, n)
	x, y, mx, my := operands[T](m, a, b, n)
	switch op {
	case Add:
		for i := range d {
			d[i] = x[i&mx] + y[i&my]
		}
	case Sub:
		for i := range d {
			d[i] = x[i&mx] - y[i&my]
		}
	case Mul:
		for i := range d {
			d[i] = x[i&mx] * y[i&my]
		}
	case Min:
		for i := range d {
			d[i] = min(x[i&mx], y[i&my])
		}
	case Max:
		for i := range d {
			d[i] = max(x[i&mx], y[i&my])
		}
	default:
		return false
	}
	return true
}

// compare writes the truth of a comparison, false for NaN except of Ne.
func compare[T realNumber](op Op, m Mode, dst, a, b unsafe.Pointer, n int) {
	d := slice[bool](dst, n)
	x, y, mx, my := operands[T](m, a, b, n)
	switch op {
	case Eq:
		for i := range d {
			d[i] = x[i&mx] == y[i&my]
		}
	case Ne:
		for i := range d {
			d[i] = x[i&mx] != y[i&my]
		}
	case Lt:
		for i := range d {
			d[i] = x[i&mx] < y[i&my]
		}
	case Le:
		for i := range d {
			d[i] = x[i&mx] <= y[i&my]
		}
	case Gt:
		for i := range d {
			d[i] = x[i&mx] > y[i&my]
		}
	case Ge:
		for i := range d {
			d[i] = x[i&mx] >= y[i&my]
		}
	}
}
