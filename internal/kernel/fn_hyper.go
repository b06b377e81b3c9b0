package kernel

// The hyperbolic functions, from e^|x| - 1 or from the two halves of the
// exponential, with the rounding errors that would show carried along.

// tanhKernel64 returns tanh(x), error < 0.8 ULP. With E = e^(2|x|) - 1 it is
// E/(E+2); E and E+2 are sums of two words, and the quotient of the heads is
// corrected by its remainder.
func tanhKernel64(x float64) float64 {
	v := minlt64(20, abs64(x))
	v = v + v
	km := fma64(v, log2e64, oneMagic64)
	n := km - oneMagic64
	r0 := fma64(n, -ln2Hi64, v)
	r := fma64(n, -ln2Lo64, r0)
	rl := fma64(n, -ln2Lo64, r0-r)
	r2 := r * r
	w := float64(r2 * expTailD64(r, r2))
	p := r + w
	pl := r - p + w + rl
	s := from64(bits64(km) << 52)
	e := fma64(s, p, s-1)
	el := fma64(s, pl, fma64(s, p, s-1-e))
	d := e + 2
	dl := maxgt64(e, 2) - d + minlt64(e, 2) + el
	i := 1 / d
	q := e * i
	y := fma64(i, fma64(-q, d, e)+(el-float64(q*dl)), q)
	return copysign64(y, x)
}

// tanhKernel32 is tanhKernel64 for float32.
func tanhKernel32(x float32) float32 {
	v := minlt32(10, abs32(x))
	v = v + v
	km := fma32(v, log2e32, oneMagic32)
	n := km - oneMagic32
	r0 := fma32(n, -ln2Hi32, v)
	r := fma32(n, -ln2Lo32, r0)
	rl := fma32(n, -ln2Lo32, r0-r)
	r2 := r * r
	q5 := fma32(fma32(fma32(fma32(fma32(expG5, r, expG4), r, expG3), r, expG2), r, expG1), r, 0.5)
	w := float32(r2 * q5)
	p := r + w
	pl := r - p + w + rl
	s := from32(bits32(km) << 23)
	e := fma32(s, p, s-1)
	el := fma32(s, pl, fma32(s, p, s-1-e))
	d := e + 2
	dl := maxgt32(e, 2) - d + minlt32(e, 2) + el
	i := 1 / d
	q := e * i
	y := fma32(i, fma32(-q, d, e)+(el-float32(q*dl)), q)
	return copysign32(y, x)
}
