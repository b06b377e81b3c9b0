package main

// rangeImm selects VRANGE's minimum or maximum with the sign of the result,
// which orders -0 before +0.
func (k *kernel) rangeImm() int {
	if k.o.largest() {
		return 5
	}
	return 4
}

// extreme folds x into acc.
func (k *kernel) extreme(acc, x int) {
	switch {
	case k.wide:
		k.extremeWide(acc, x)
	case k.seesNumbers():
		k.line("%s $7, %s, %s, Y9", k.p("VCMP"), k.r(x), k.r(x))
		k.line("%s Y9, Y12, Y12", k.p("VOR"))
		k.line("%s %s, %s, %s", k.p("VMIN"), k.r(k.ident), k.r(x), k.r(x))
		k.ordered(acc, x)
	case k.o.kind == fmin || k.o.kind == fmax:
		k.numberOf(x, acc)
		k.numberOf(acc, x)
		k.ordered(acc, x)
	default:
		k.ordered(acc, x)
	}
}

// seesNumbers tells the lane kernels of fmin and fmax on AVX2. They take
// +Inf for NaN and remember in Y12 where there was a number at all.
func (k *kernel) seesNumbers() bool {
	return !k.wide && !k.row && (k.o.kind == fmin || k.o.kind == fmax)
}

// extremeWide: VRANGE gives the number where one operand is NaN. Over rows a
// NaN is put back at once; over lanes the sets remember it.
func (k *kernel) extremeWide(acc, x int) {
	a, b := k.r(acc), k.r(x)
	switch {
	case k.o.kind == fmin || k.o.kind == fmax:
		k.line("%s $7, %s, %s, K5", k.p("VCMP"), b, b)
		k.line("%s $%d, %s, %s, K5, %s", k.p("VRANGE"), k.rangeImm(), b, a, a)
	case k.row:
		k.line("%s $3, %s, %s, K5", k.p("VCMP"), b, a)
		k.line("%s $%d, %s, %s, %s", k.p("VRANGE"), k.rangeImm(), b, a, a)
		k.line("%s %s, K5, %s", k.p("VMOVA"), k.r(k.extra), a)
	default:
		k.line("%s $%d, %s, %s, %s", k.p("VRANGE"), k.rangeImm(), b, a, a)
		k.rememberNaN(acc, x, x)
	}
}

// The lane kernels of AVX-512 keep in K4 to K7 the lanes that met no NaN, by
// turns, so that no comparison waits for the one before.
const (
	numbersFirst = 4
	numbersSets  = 4
)

// rememberNaN clears the bits of a set where x or y is NaN.
func (k *kernel) rememberNaN(set, x, y int) {
	m := numbersFirst + set%numbersSets
	k.line("%s $7, %s, %s, K%d, K%d", k.p("VCMP"), k.r(x), k.r(y), m, m)
}

// noNaN starts the sets.
func (k *kernel) noNaN() {
	for m := numbersFirst; m < numbersFirst+numbersSets; m++ {
		k.line("KXNORW K%d, K%d, K%d", m, m, m)
	}
}

// metNaN sets R10 to the lanes that met a NaN, and the flags.
func (k *kernel) metNaN() {
	k.line("KANDW K4, K5, K5")
	k.line("KANDW K6, K7, K7")
	k.line("KANDW K5, K7, K7")
	k.line("KMOVW K7, R10")
	k.line("NOTL R10")
	k.line("TESTL $%#x, R10", 1<<k.width()-1)
}

// numberOf replaces NaNs in x by what alt has there.
func (k *kernel) numberOf(x, alt int) {
	k.line("%s $3, %s, %s, Y9", k.p("VCMP"), k.r(x), k.r(x))
	k.line("%s Y9, %s, %s, %s", k.p("VBLENDV"), k.r(alt), k.r(x), k.r(x))
}

// ordered is the minimum with NaN passed on and -0 < +0: VMIN gives its
// second operand for NaN and equal zeros, so both orders are joined by OR.
func (k *kernel) ordered(acc, x int) {
	a, b := k.r(acc), k.r(x)
	k.line("%s %s, %s, Y9", k.p("VMIN"), b, a)
	k.line("%s %s, %s, %s", k.p("VMIN"), a, b, a)
	k.line("%s Y9, %s, %s", k.p("VOR"), a, a)
}
