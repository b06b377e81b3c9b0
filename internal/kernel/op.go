package kernel

import "github.com/scicore-go/scicore/internal/dtype"

// Op names an elementwise operation. The names are NumPy's.
type Op uint8

// The elementwise operations. The order inside a group is free; the groups
// are told apart by the class in the table below.
const (
	OpInvalid Op = iota

	// Unary, result of the operand's type.
	Neg
	Abs // complex: use CAbs, whose result is real
	Sign
	Square
	Reciprocal
	Sqrt
	Cbrt
	Floor
	Ceil
	Trunc
	Rint
	Exp
	Exp2
	Expm1
	Log
	Log2
	Log10
	Log1p
	Sin
	Cos
	Tan
	Asin
	Acos
	Atan
	Sinh
	Cosh
	Tanh
	Asinh
	Acosh
	Atanh
	Erf
	Erfc
	Gamma
	LGamma
	Not      // bitwise complement of integers, logical not of bool
	Conj     // complex conjugate, the identity on real types
	PopCount // bits set, integers

	// Unary, result bool.
	IsNaN
	IsInf
	IsFinite
	SignBit

	// Unary on complex, result the real type of half the size.
	CAbs
	Arg
	Real
	Imag

	// Binary, both operands and result of one type.
	Add
	Sub
	Mul
	Div // integers: truncated quotient as Go's, 0 for a zero divisor
	FloorDiv
	Mod // Python's %, sign of the divisor; integers: 0 for a zero divisor
	Rem // C's fmod and Go's %, sign of the dividend
	Pow
	Min // NaN if either operand is NaN
	Max
	FMin // the number if one operand is NaN
	FMax
	Atan2
	Hypot
	CopySign
	NextAfter
	BitAnd // bool: logical and
	BitOr
	BitXor
	Shl // counts outside [0, bits) give 0
	Shr // counts outside [0, bits) give 0, or -1 for negative signed values

	// Binary, result bool.
	Eq
	Ne
	Lt
	Le
	Gt
	Ge

	// Ternary, one type.
	FMA // a*b + c in one rounding for floats, two for other types

	numOps
)

// OpCount is one more than the largest Op: the length of a table indexed by Op.
const OpCount = int(numOps)

// Class tells how an operation's result type follows from its operands.
type Class uint8

const (
	SameType Class = iota // result of the operands' type
	ToBool                // result bool
	ToReal                // complex in, real of half the size out
)

// kinds is a set of dtype kinds an operation is defined on.
type kinds uint8

const (
	kBool kinds = 1 << iota
	kInt
	kFloat
	kComplex

	kReal    = kInt | kFloat
	kNumber  = kInt | kFloat | kComplex
	kInexact = kFloat | kComplex
	kAll     = kBool | kInt | kFloat | kComplex
)

type opInfo struct {
	name  string
	arity uint8
	class Class
	on    kinds
}

var ops = [OpCount]opInfo{
	Neg: {"negative", 1, SameType, kNumber}, Abs: {"absolute", 1, SameType, kReal | kBool},
	Sign: {"sign", 1, SameType, kReal}, Square: {"square", 1, SameType, kNumber},
	Reciprocal: {"reciprocal", 1, SameType, kInexact}, Sqrt: {"sqrt", 1, SameType, kInexact},
	Cbrt: {"cbrt", 1, SameType, kFloat}, Floor: {"floor", 1, SameType, kFloat},
	Ceil: {"ceil", 1, SameType, kFloat}, Trunc: {"trunc", 1, SameType, kFloat},
	Rint: {"rint", 1, SameType, kFloat}, Exp: {"exp", 1, SameType, kInexact},
	Exp2: {"exp2", 1, SameType, kInexact}, Expm1: {"expm1", 1, SameType, kInexact},
	Log: {"log", 1, SameType, kInexact}, Log2: {"log2", 1, SameType, kInexact},
	Log10: {"log10", 1, SameType, kInexact}, Log1p: {"log1p", 1, SameType, kInexact},
	Sin: {"sin", 1, SameType, kInexact}, Cos: {"cos", 1, SameType, kInexact},
	Tan: {"tan", 1, SameType, kInexact}, Asin: {"arcsin", 1, SameType, kInexact},
	Acos: {"arccos", 1, SameType, kInexact}, Atan: {"arctan", 1, SameType, kInexact},
	Sinh: {"sinh", 1, SameType, kInexact}, Cosh: {"cosh", 1, SameType, kInexact},
	Tanh: {"tanh", 1, SameType, kInexact}, Asinh: {"arcsinh", 1, SameType, kInexact},
	Acosh: {"arccosh", 1, SameType, kInexact}, Atanh: {"arctanh", 1, SameType, kInexact},
	Erf: {"erf", 1, SameType, kFloat}, Erfc: {"erfc", 1, SameType, kFloat},
	Gamma: {"gamma", 1, SameType, kFloat}, LGamma: {"gammaln", 1, SameType, kFloat},
	Not: {"invert", 1, SameType, kBool | kInt}, Conj: {"conj", 1, SameType, kNumber},
	PopCount: {"bitwise_count", 1, SameType, kInt},

	IsNaN: {"isnan", 1, ToBool, kAll}, IsInf: {"isinf", 1, ToBool, kAll},
	IsFinite: {"isfinite", 1, ToBool, kAll}, SignBit: {"signbit", 1, ToBool, kReal},

	CAbs: {"abs", 1, ToReal, kComplex}, Arg: {"angle", 1, ToReal, kComplex},
	Real: {"real", 1, ToReal, kComplex}, Imag: {"imag", 1, ToReal, kComplex},

	Add: {"add", 2, SameType, kNumber}, Sub: {"subtract", 2, SameType, kNumber},
	Mul: {"multiply", 2, SameType, kNumber}, Div: {"divide", 2, SameType, kNumber},
	FloorDiv: {"floor_divide", 2, SameType, kReal}, Mod: {"remainder", 2, SameType, kReal},
	Rem: {"fmod", 2, SameType, kReal}, Pow: {"power", 2, SameType, kNumber},
	Min: {"minimum", 2, SameType, kReal | kBool}, Max: {"maximum", 2, SameType, kReal | kBool},
	FMin: {"fmin", 2, SameType, kReal | kBool}, FMax: {"fmax", 2, SameType, kReal | kBool},
	Atan2: {"arctan2", 2, SameType, kFloat}, Hypot: {"hypot", 2, SameType, kFloat},
	CopySign: {"copysign", 2, SameType, kFloat}, NextAfter: {"nextafter", 2, SameType, kFloat},
	BitAnd: {"bitwise_and", 2, SameType, kBool | kInt}, BitOr: {"bitwise_or", 2, SameType, kBool | kInt},
	BitXor: {"bitwise_xor", 2, SameType, kBool | kInt}, Shl: {"left_shift", 2, SameType, kInt},
	Shr: {"right_shift", 2, SameType, kInt},

	Eq: {"equal", 2, ToBool, kAll}, Ne: {"not_equal", 2, ToBool, kAll},
	Lt: {"less", 2, ToBool, kReal | kBool}, Le: {"less_equal", 2, ToBool, kReal | kBool},
	Gt: {"greater", 2, ToBool, kReal | kBool}, Ge: {"greater_equal", 2, ToBool, kReal | kBool},

	FMA: {"fma", 3, SameType, kNumber},
}

// String returns NumPy's name of the operation.
func (op Op) String() string {
	if int(op) < OpCount && op != OpInvalid {
		return ops[op].name
	}
	return "invalid"
}

// Arity returns the number of operands.
func (op Op) Arity() int { return int(ops[op].arity) }

// Class returns how the result type follows from the operands'.
func (op Op) Class() Class { return ops[op].class }

// Supports reports whether op is defined on operands of type dt.
func (op Op) Supports(dt dtype.DType) bool {
	return ops[op].on&kindOf(dt) != 0
}

// Result returns the element type of op on operands of type dt, Invalid
// where op is not defined.
func (op Op) Result(dt dtype.DType) dtype.DType {
	switch {
	case !op.Supports(dt):
		return dtype.Invalid
	case ops[op].class == ToBool:
		return dtype.Bool
	case ops[op].class == ToReal && dt == dtype.Complex64:
		return dtype.Float32
	case ops[op].class == ToReal:
		return dtype.Float64
	}
	return dt
}

func kindOf(dt dtype.DType) kinds {
	switch {
	case dt == dtype.Bool:
		return kBool
	case dt.IsInteger():
		return kInt
	case dt.IsFloat():
		return kFloat
	case dt.IsComplex():
		return kComplex
	}
	return 0
}
