package kernel

// The arithmetic of one float64 or float32 in the vector dialect.

func neg64(x float64) float64        { return -x }
func neg32(x float32) float32        { return -x }
func square64(x float64) float64     { return x * x }
func square32(x float32) float32     { return x * x }
func reciprocal64(x float64) float64 { return 1 / x }
func reciprocal32(x float32) float32 { return 1 / x }

// sign64 returns -1, 0 or 1, and NaN for NaN.
func sign64(x float64) float64 {
	s := sel64(x < 0, -1, sel64(x == 0, 0, x))
	return sel64(x > 0, 1, s)
}

// sign32 is sign64 for float32.
func sign32(x float32) float32 {
	s := sel32(x < 0, -1, sel32(x == 0, 0, x))
	return sel32(x > 0, 1, s)
}

func add64(x, y float64) float64 { return x + y }
func add32(x, y float32) float32 { return x + y }
func sub64(x, y float64) float64 { return x - y }
func sub32(x, y float32) float32 { return x - y }
func mul64(x, y float64) float64 { return x * y }
func mul32(x, y float32) float32 { return x * y }
func div64(x, y float64) float64 { return x / y }
func div32(x, y float32) float32 { return x / y }

// fmin64 is min64, except that it ignores one NaN.
func fmin64(x, y float64) float64 { return sel64(x != x, y, sel64(y != y, x, min64(x, y))) }

// fmin32 is fmin64 for float32.
func fmin32(x, y float32) float32 { return sel32(x != x, y, sel32(y != y, x, min32(x, y))) }

// fmax64 is max64, except that it ignores one NaN.
func fmax64(x, y float64) float64 { return sel64(x != x, y, sel64(y != y, x, max64(x, y))) }

// fmax32 is fmax64 for float32.
func fmax32(x, y float32) float32 { return sel32(x != x, y, sel32(y != y, x, max32(x, y))) }

func isNaN64(x float64) bool { return x != x }
func isNaN32(x float32) bool { return x != x }

func isInf64(x float64) bool    { return bits64(x)&^(1<<63) == 0x7ff<<52 }
func isInf32(x float32) bool    { return bits32(x)&^(1<<31) == 0xff<<23 }
func isFinite64(x float64) bool { return float64(x-x) == 0 }
func isFinite32(x float32) bool { return float32(x-x) == 0 }
func signBit64(x float64) bool  { return ibits64(x) < 0 }
func signBit32(x float32) bool  { return ibits32(x) < 0 }

func eq64(x, y float64) bool { return x == y }
func eq32(x, y float32) bool { return x == y }
func ne64(x, y float64) bool { return x != y }
func ne32(x, y float32) bool { return x != y }
func lt64(x, y float64) bool { return x < y }
func lt32(x, y float32) bool { return x < y }
func le64(x, y float64) bool { return x <= y }
func le32(x, y float32) bool { return x <= y }
func gt64(x, y float64) bool { return x > y }
func gt32(x, y float32) bool { return x > y }
func ge64(x, y float64) bool { return x >= y }
func ge32(x, y float32) bool { return x >= y }
