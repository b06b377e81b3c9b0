package schur

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/scicore-go/scicore/internal/blas"
)

const (
	smallOrder = 110 // up to here one bulge at a time is faster
	nibble     = 14  // percent of a deflation window that must deflate to go on deflating
	widenAfter = 5   // sweeps without deflation before the window changes its size
)

// multishift is the QR iteration with chains of small bulges and aggressive
// early deflation: K. Braman, R. Byers and R. Mathias, "The multishift QR
// algorithm", parts I and II, SIAM J. Matrix Anal. Appl. 23 (2002). LAPACK:
// ?laqr0.
type multishift[T blas.Scalar] struct {
	h, z      blas.Mat[T]
	lo, hi    int
	full      bool // the whole Schur form is wanted, not eigenvalues only
	w         []complex128
	ulp, tiny float64
	products  products[T]
	sweep     func(env blas.Env, ktop, kbot int, shifts []complex128)
}

// run returns how many eigenvalues it did not find.
func (m *multishift[T]) run(env blas.Env) int {
	n, span := m.h.Rows, m.hi-m.lo
	m.ulp = 2 * blas.Eps[T]()
	m.tiny = blas.SafeMin[T]() * (float64(n) / m.ulp)
	wantShifts, wantWindow := shiftsFor(span)
	maxShifts, maxWindow := (n-3)/6, (n-1)/3
	wantShifts = max(2, min(wantShifts, maxShifts, span-1)&^1)
	wantWindow = max(2, min(wantWindow, maxWindow, span))

	window, shrunk, stuck := maxWindow, -1, 1
	kbot := m.hi - 1
	for range stepsEach * max(10, span) {
		if kbot < m.lo || blas.Stopped(env) {
			break
		}
		ktop := m.top(kbot)
		window, shrunk = m.window(ktop, kbot, stuck, window, shrunk, wantWindow, maxWindow)
		shifts, deflated := m.deflate(env, ktop, kbot, window)
		kbot -= deflated
		few := 100*deflated <= window*nibble && kbot-ktop+1 > min(smallOrder, maxWindow)
		if deflated == 0 || few {
			ns := min(maxShifts, wantShifts, max(2, kbot-ktop)) &^ 1
			s := m.shifts(env, ktop, kbot, ns, shifts, stuck)
			m.sweep(env, ktop, kbot, s)
		}
		if stuck++; deflated > 0 {
			stuck = 1
		}
	}
	if kbot < m.lo {
		return 0
	}
	return kbot + 1
}

// shiftsFor returns how many shifts a sweep uses and how large a window is
// searched for deflations, for an active block of order n. LAPACK: iparmq.
func shiftsFor(n int) (shifts, window int) {
	switch {
	case n < 150:
		shifts = 10
	case n < 590:
		shifts = max(10, n/((bits.Len(uint(2*n*n))-1)/2))
	case n < 3000:
		shifts = 64
	case n < 6000:
		shifts = 128
	default:
		shifts = 256
	}
	shifts &^= 1
	if n <= 500 {
		return shifts, shifts
	}
	return shifts, shifts * 3 / 2
}

func (m *multishift[T]) abs(i, j int) float64 { return blas.Abs1(m.h.Data[i*m.h.RS+j*m.h.CS]) }

// top returns the first row of the unreduced block that ends with row kbot.
func (m *multishift[T]) top(kbot int) int {
	for k := kbot; k > m.lo; k-- {
		if m.h.At(k, k-1) == 0 {
			return k
		}
	}
	return m.lo
}

// window chooses the order of the next deflation window: the usual one, or a
// growing one, and then a shrinking one, while nothing deflates.
func (m *multishift[T]) window(ktop, kbot, stuck, last, shrunk, usual, most int) (window, nowShrunk int) {
	nh := kbot - ktop + 1
	bound := min(nh, most)
	window = min(bound, usual)
	if stuck >= widenAfter {
		window = min(bound, 2*last)
	}
	if window < most {
		if window >= nh-1 {
			window = nh
		} else if k := kbot - window + 1; m.abs(k, k-1) > m.abs(k-1, k-2) {
			window++
		}
	}
	if stuck < widenAfter {
		return window, -1
	}
	if shrunk >= 0 || window >= bound {
		shrunk++
		if window-shrunk < 2 {
			shrunk = 0
		}
		window -= shrunk
	}
	return window, shrunk
}

// shifts returns at most ns shifts, an even number, in pairs that are real or
// conjugate if T is real. have are the eigenvalues of the deflation window
// that did not deflate.
func (m *multishift[T]) shifts(env blas.Env, ktop, kbot, ns int, have []complex128, stuck int) []complex128 {
	if stuck%(exceptional/2+1) == 0 {
		have = m.exceptionalShifts(ktop, kbot, ns)
	} else {
		if len(have) <= ns/2 {
			have = m.moreShifts(env, kbot, ns)
		}
		if len(have) > ns {
			// The smallest come last and are used.
			slices.SortStableFunc(have, func(x, y complex128) int { return cmp.Compare(abs1(y), abs1(x)) })
		}
		if !blas.IsComplex[T]() {
			pairUp(have)
		}
	}
	if k := len(have); k == 2 && (blas.IsComplex[T]() || imag(have[1]) == 0) {
		// Of two, twice the one nearer to the last element.
		last := blas.Complex128(m.h.At(kbot, kbot))
		near, far := 0, 1
		if abs1(have[1]-last) < abs1(have[0]-last) {
			near, far = 1, 0
		}
		have[far] = have[near]
	}
	ns = min(ns, len(have)) &^ 1
	return have[len(have)-ns:]
}

// pairUp moves real shifts so that counted from the end each pair is real or
// conjugate.
func pairUp(s []complex128) {
	for i := len(s) - 1; i >= 2; i -= 2 {
		if imag(s[i]) != -imag(s[i-1]) {
			s[i], s[i-1], s[i-2] = s[i-1], s[i-2], s[i]
		}
	}
}

// moreShifts returns the eigenvalues of the last ns rows and columns.
func (m *multishift[T]) moreShifts(env blas.Env, kbot, ns int) []complex128 {
	k := kbot - ns + 1
	c := m.h.Window(k, k, ns, ns).Clone(env)
	clearBelow(c)
	s := make([]complex128, ns)
	failed := hseqr(env, false, 0, ns, c, blas.Mat[T]{}, s)
	if failed >= ns-1 { // those of the last two rows are always known
		c = m.h.Window(kbot-1, kbot-1, 2, 2).Clone(env)
		s = s[:2]
		hseqr(env, false, 0, 2, c, blas.Mat[T]{}, s)
		return s
	}
	return s[failed:]
}

// exceptionalShifts returns shifts made from the subdiagonal, for an iteration
// that does not get on.
func (m *multishift[T]) exceptionalShifts(ktop, kbot, ns int) []complex128 {
	s := make([]complex128, ns)
	for i := kbot; i > kbot-ns+1; i -= 2 {
		k := i - (kbot - ns + 1)
		d := blas.Complex128(m.h.At(i, i))
		if i < ktop+2 {
			s[k], s[k-1] = d, d
			continue
		}
		if blas.IsComplex[T]() {
			s[k] = d + complex(float64(exceptDiag*m.abs(i, i-1)), 0)
			s[k-1] = s[k]
			continue
		}
		size := m.abs(i, i-1) + m.abs(i-1, i-2)
		a := float64(exceptDiag*size) + real(d)
		b := lanv2(a, size, exceptOff*size, a)
		s[k-1], s[k] = b.w1, b.w2
	}
	return s
}
