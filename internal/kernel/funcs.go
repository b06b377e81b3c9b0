package kernel

// The one place where an operation on floats meets its function. The switches
// below are read twice: by the reference loops, which call the functions, and
// by internal/kernelgen, which compiles every function of the vector dialect
// named here to assembly. A function of another package, math.Erf, say, stays
// a reference without assembly.

// fun is a function of one operand. Where slow is set, operands for which it
// holds are rare and take the road instead, which may be any Go.
type fun[T float] struct {
	f    func(T) T
	slow func(T) bool
	road func(T) T
}

// call applies f, or the road where the operand asks for it.
func (f fun[T]) call(x T) T {
	if f.slow != nil && f.slow(x) {
		return f.road(x)
	}
	return f.f(x)
}

// fun2 is a function of two operands, as fun.
type fun2[T float] struct {
	f    func(T, T) T
	slow func(T, T) bool
	road func(T, T) T
}

func (f fun2[T]) call(x, y T) T {
	if f.slow != nil && f.slow(x, y) {
		return f.road(x, y)
	}
	return f.f(x, y)
}

// fun32 is a float32 function: one computed in float32, or wide, one on
// float64 whose result is rounded once more.
type fun32 struct {
	fun[float32]
	wide fun[float64]
}

func (f fun32) call(x float32) float32 {
	if f.wide.f != nil {
		return float32(f.wide.call(float64(x)))
	}
	return f.fun.call(x)
}

// fun232 is a float32 function of two operands, as fun32.
type fun232 struct {
	fun2[float32]
	wide fun2[float64]
}

func (f fun232) call(x, y float32) float32 {
	if f.wide.f != nil {
		return float32(f.wide.call(float64(x), float64(y)))
	}
	return f.fun2.call(x, y)
}

// unary64 returns op on one float64.
func unary64(op Op) fun[float64] {
	if f := arith64(op); f != nil {
		return fun[float64]{f: f}
	}
	switch op {
	case Cbrt:
		return fun[float64]{f: cbrtKernel64}
	case Exp:
		return fun[float64]{f: expKernel64}
	case Exp2:
		return fun[float64]{f: exp2Kernel64}
	case Expm1:
		return fun[float64]{f: expm1Kernel64}
	case Log:
		return fun[float64]{f: logKernel64}
	case Log2:
		return fun[float64]{f: log2Kernel64}
	case Log10:
		return fun[float64]{f: log10Kernel64}
	case Log1p:
		return fun[float64]{f: log1pKernel64}
	case Sin:
		return fun[float64]{f: sinKernel64, slow: sinKernel64_slow, road: sinKernel64_slowpath}
	case Cos:
		return fun[float64]{f: cosKernel64, slow: cosKernel64_slow, road: cosKernel64_slowpath}
	case Tan:
		return fun[float64]{f: tanKernel64, slow: tanKernel64_slow, road: tanKernel64_slowpath}
	case Asin:
		return fun[float64]{f: asinKernel64}
	case Acos:
		return fun[float64]{f: acosKernel64}
	case Atan:
		return fun[float64]{f: atanKernel64}
	case Sinh:
		return fun[float64]{f: sinhKernel64}
	case Cosh:
		return fun[float64]{f: coshKernel64}
	case Tanh:
		return fun[float64]{f: tanhKernel64}
	case Asinh:
		return fun[float64]{f: asinhKernel64}
	case Acosh:
		return fun[float64]{f: acoshKernel64}
	case Atanh:
		return fun[float64]{f: atanhKernel64}
	case Erf:
		return fun[float64]{f: erfKernel64}
	case Erfc:
		return fun[float64]{f: erfcKernel64}
	case Gamma:
		return fun[float64]{f: gammaKernel64}
	case LGamma:
		return fun[float64]{f: lgammaKernel64}
	}
	return fun[float64]{}
}

// unary32 returns op on one float32.
func unary32(op Op) fun32 {
	if f := arith32(op); f != nil {
		return fun32{fun: fun[float32]{f: f}}
	}
	switch op {
	case Exp:
		return fun32{fun: fun[float32]{f: expKernel32}}
	case Log:
		return fun32{fun: fun[float32]{f: logKernel32}}
	case Sin:
		return fun32{fun: fun[float32]{f: sinKernel32, slow: sinKernel32_slow, road: sinKernel32_slowpath}}
	case Cos:
		return fun32{fun: fun[float32]{f: cosKernel32, slow: cosKernel32_slow, road: cosKernel32_slowpath}}
	case Tanh:
		return fun32{fun: fun[float32]{f: tanhKernel32}}
	case Exp2:
		return fun32{wide: fun[float64]{f: exp2Kernel32}}
	case Expm1:
		return fun32{wide: fun[float64]{f: expm1Kernel32}}
	case Log2:
		return fun32{wide: fun[float64]{f: log2Kernel32}}
	case Log10:
		return fun32{wide: fun[float64]{f: log10Kernel32}}
	case Log1p:
		return fun32{wide: fun[float64]{f: log1pKernel32}}
	case Tan:
		return fun32{wide: fun[float64]{f: tanKernel32, slow: tanKernel32_slow, road: tanKernel32_slowpath}}
	case Asin:
		return fun32{wide: fun[float64]{f: asinKernel32}}
	case Acos:
		return fun32{wide: fun[float64]{f: acosKernel32}}
	case Atan:
		return fun32{wide: fun[float64]{f: atanKernel32}}
	case Sinh:
		return fun32{wide: fun[float64]{f: sinhKernel32}}
	case Cosh:
		return fun32{wide: fun[float64]{f: coshKernel32}}
	case Asinh:
		return fun32{wide: fun[float64]{f: asinhKernel32}}
	case Acosh:
		return fun32{wide: fun[float64]{f: acoshKernel32}}
	case Atanh:
		return fun32{wide: fun[float64]{f: atanhKernel32}}
	case Cbrt:
		return fun32{wide: fun[float64]{f: cbrtKernel32}}
	case Erf:
		return fun32{wide: fun[float64]{f: erfKernel32}}
	case Erfc:
		return fun32{wide: fun[float64]{f: erfcKernel32}}
	default:
		return fun32{wide: unary64(op)}
	}
}

// binary64 returns op on two float64.
func binary64(op Op) fun2[float64] {
	if f := arith264(op); f != nil {
		return fun2[float64]{f: f}
	}
	switch op {
	case FloorDiv:
		return fun2[float64]{f: floorDivKernel64, slow: floorDivKernel64_slow, road: floorDiv64}
	case Mod:
		return fun2[float64]{f: modKernel64, slow: modKernel64_slow, road: mod64}
	case Rem:
		return fun2[float64]{f: remKernel64, slow: remKernel64_slow, road: rem64}
	case NextAfter:
		return fun2[float64]{f: nextAfterKernel64}
	case Pow:
		return fun2[float64]{f: powKernel64}
	case Atan2:
		return fun2[float64]{f: atan2Kernel64}
	case Hypot:
		return fun2[float64]{f: hypotKernel64}
	}
	return fun2[float64]{}
}

// binary32 returns op on two float32.
func binary32(op Op) fun232 {
	if f := arith232(op); f != nil {
		return fun232{fun2: fun2[float32]{f: f}}
	}
	switch op {
	case NextAfter:
		return fun232{fun2: fun2[float32]{f: nextAfterKernel32}}
	case Pow:
		return fun232{wide: fun2[float64]{f: powKernel32}}
	case Atan2:
		return fun232{wide: fun2[float64]{f: atan2Kernel32}}
	case Hypot:
		return fun232{wide: fun2[float64]{f: hypotKernel32}}
	default: // FloorDiv, Mod and Rem among them: exact in float64
		return fun232{wide: binary64(op)}
	}
}

func arith64(op Op) func(float64) float64 {
	switch op {
	case Neg:
		return neg64
	case Abs:
		return abs64
	case Sign:
		return sign64
	case Square:
		return square64
	case Reciprocal:
		return reciprocal64
	case Sqrt:
		return sqrt64
	case Floor:
		return floor64
	case Ceil:
		return ceil64
	case Trunc:
		return trunc64
	case Rint:
		return rint64
	}
	return nil
}

func arith32(op Op) func(float32) float32 {
	switch op {
	case Neg:
		return neg32
	case Abs:
		return abs32
	case Sign:
		return sign32
	case Square:
		return square32
	case Reciprocal:
		return reciprocal32
	case Sqrt:
		return sqrt32
	case Floor:
		return floor32
	case Ceil:
		return ceil32
	case Trunc:
		return trunc32
	case Rint:
		return rint32
	}
	return nil
}

func arith264(op Op) func(x, y float64) float64 {
	switch op {
	case Add:
		return add64
	case Sub:
		return sub64
	case Mul:
		return mul64
	case Div:
		return div64
	case Min:
		return min64
	case Max:
		return max64
	case FMin:
		return fmin64
	case FMax:
		return fmax64
	case CopySign:
		return copysign64
	}
	return nil
}

func arith232(op Op) func(x, y float32) float32 {
	switch op {
	case Add:
		return add32
	case Sub:
		return sub32
	case Mul:
		return mul32
	case Div:
		return div32
	case Min:
		return min32
	case Max:
		return max32
	case FMin:
		return fmin32
	case FMax:
		return fmax32
	case CopySign:
		return copysign32
	}
	return nil
}

// test64 returns a predicate of one float64.
func test64(op Op) func(float64) bool {
	switch op {
	case IsNaN:
		return isNaN64
	case IsInf:
		return isInf64
	case IsFinite:
		return isFinite64
	case SignBit:
		return signBit64
	}
	return nil
}

// test32 returns a predicate of one float32.
func test32(op Op) func(float32) bool {
	switch op {
	case IsNaN:
		return isNaN32
	case IsInf:
		return isInf32
	case IsFinite:
		return isFinite32
	case SignBit:
		return signBit32
	}
	return nil
}
