"""Minimax polynomials for internal/kernel/fn_*.go.

    python3 remez.py            # every polynomial of the catalogue
    python3 remez.py exp log    # only those

A fit minimises max |w(x) (f(x) - sum c_i x^e_i)| over an interval by Remez'
exchange on a fine Chebyshev grid in multi-precision, then rounds the
coefficients to the target type one after the other, lowest first, refitting
the rest after each, so that the rounding of one is made good by the others.
Prints Go constants and log2 of the weighted error.
"""
import sys
import mpmath as mp

mp.mp.prec = 200


def chebgrid(a, b, n):
    return [(a + b) / 2 - (b - a) / 2 * mp.cos(mp.pi * i / (n - 1)) for i in range(n)]


def remez(xs, fs, ws, exps, start=None):
    """Coefficients of the best weighted approximation of the samples."""
    n = len(exps)
    idx = start or [round(i * (len(xs) - 1) / n) for i in range(n + 1)]
    for _ in range(40):
        m = mp.matrix(n + 1, n + 1)
        rhs = mp.matrix(n + 1, 1)
        for r, i in enumerate(idx):
            for c, e in enumerate(exps):
                m[r, c] = xs[i] ** e * ws[i]
            m[r, n] = (-1) ** r
            rhs[r] = fs[i] * ws[i]
        sol = mp.lu_solve(m, rhs)
        cs = [sol[i] for i in range(n)]
        err = []
        for x, f, w in zip(xs, fs, ws):
            s = mp.mpf(0)
            for c, e in zip(cs, exps):
                s += c * x ** e
            err.append((f - s) * w)
        # extrema of each run of equal sign
        peaks = []
        for i, e in enumerate(err):
            if not peaks or (e > 0) != (err[peaks[-1]] > 0):
                peaks.append(i)
            elif abs(e) > abs(err[peaks[-1]]):
                peaks[-1] = i
        while len(peaks) > n + 1:
            peaks.pop(0 if abs(err[peaks[0]]) < abs(err[peaks[-1]]) else -1)
        top = max(abs(e) for e in err)
        if len(peaks) < n + 1 or abs(sol[n]) > top * 0.999:
            return cs, top, idx
        if peaks == idx:
            return cs, top, idx
        idx = peaks
    return cs, top, idx


def rounded(c, typ):
    if typ == 32:
        import struct
        return mp.mpf(struct.unpack('f', struct.pack('f', float(c)))[0])
    return mp.mpf(float(c))


def fit(f, a, b, exps, w=None, typ=64, fixed=(), grid=None):
    """Rounded coefficients (list, in the order of exps) and the final error.

    fixed gives the first coefficients where they are prescribed."""
    a, b = mp.mpf(a), mp.mpf(b)
    xs = chebgrid(a, b, grid or 40 * len(exps))
    xs = [x for x in xs if abs(x) > max(abs(a), abs(b)) / 1000]
    fs = [f(x) for x in xs]
    ws = [w(x) if w else mp.mpf(1) for x in xs]

    def error(cs):
        return max(abs((y - sum(c * x**e for c, e in zip(cs, exps))) * v) for x, y, v in zip(xs, fs, ws))

    def rest(cs):
        return [y - sum(c * x**e for c, e in zip(cs, exps)) for x, y in zip(xs, fs)]

    out = list(fixed)
    cs, best, _ = remez(xs, rest(out), ws, list(exps[len(out):]))
    plain = out + [rounded(c, typ) for c in cs]
    while len(out) < len(exps):
        cs, _, _ = remez(xs, rest(out), ws, list(exps[len(out):]))
        out.append(rounded(cs[0], typ))
    out = min(plain, out, key=error)
    return out, best, error(out)


def golit(c, typ=64):
    s = float(c).hex() if c else '0'
    if typ == 32 and c:
        m, e = s.split('p')
        s = m.rstrip('0').rstrip('.') + 'p' + e
    return s.replace('.0p', 'p')


def show(name, f, a, b, exps, w=None, typ=64, fixed=()):
    cs, best, top = fit(f, a, b, exps, w, typ, fixed)
    lg = lambda v: float(mp.log(v, 2)) if v else -999
    print('// %s: |error| <= 2^%.1f (2^%.1f before rounding)' % (name, lg(top), lg(best)))
    for c, e in zip(cs, exps):
        print('\t%s%d = %s' % (name, e, golit(c, typ)))
    sys.stdout.flush()


def split(name, v, bits):
    """The constant v as head of few bits, and tails in float64."""
    out, n = [], 0
    for b in bits:
        with mp.workprec(b):
            h = +v
        out.append(h)
        v = v - h
    print('// %s' % name)
    for h in out:
        print('\t%s%d = %s' % (name, n, golit(h)))
        n += 1


R = range
ln2 = mp.log(2)
CATALOGUE = {}


def entry(name):
    def reg(g):
        CATALOGUE[name] = g
        return g
    return reg


@entry('consts')
def _():
    split('ln2', ln2, [33, 53, 53])
    split('log2e', 1 / ln2, [53, 53])
    split('pio2', mp.pi / 2, [53, 33, 53])
    split('log10e', 1 / mp.log(10), [53, 53])
    split('ln10', mp.log(10), [53, 53])
    split('lg2', mp.log(2, 10), [33, 53])


@entry('exp')
def _():
    h = ln2 / 2 * mp.mpf('1.0001')
    # exp(r) - 1 = r + r^2 q(r), error relative to the left side
    f = lambda r: (mp.exp(r) - 1 - r) / r**2
    show('expC', f, -h, h, R(0, 10), lambda r: r**2 / mp.expm1(r), fixed=(mp.mpf(0.5),))
    show('expD', f, -h, h, R(0, 11), lambda r: r**2 / mp.expm1(r), fixed=(mp.mpf(0.5),))
    show('expF', f, -h, h, R(0, 5), lambda r: r**2 / mp.expm1(r), 32, fixed=(mp.mpf(0.5),))
    show('expG', f, -h, h, R(0, 6), lambda r: r**2 / mp.expm1(r), 32, fixed=(mp.mpf(0.5),))


@entry('log')
def _():
    # log(1+f) = f - f^2/2 + s (f^2/2 + R(s^2)), s = f/(2+f):
    # R = 2 (atanh(s)/s - 1), a series in z = s^2 without constant term
    smax = (mp.sqrt(2) - 1) / (mp.sqrt(2) + 1) * mp.mpf('1.0001')
    def f(z):
        s = mp.sqrt(z)
        return (2 * mp.atanh(s) / s - 2) / z
    show('logC', f, 0, smax**2, R(0, 7), lambda z: z)


@entry('log32')
def _():
    # log(1+f) = f - f^2/2 + f^3 p(f)
    a, b = mp.sqrt(mp.mpf(1) / 2) - 1, mp.sqrt(2) - 1
    show('logF', lambda f: (mp.log1p(f) - f + f * f / 2) / f**3, a, b, R(0, 9), lambda f: f**3 / mp.log1p(f), 32)


@entry('trig')
def _():
    # sin(r) = r (1 + z (p(z) - 1/8)), z = r^2, |r| <= pi/2
    h = mp.pi / 2 * mp.mpf('1.0001')
    f = lambda z: (mp.sin(mp.sqrt(z)) / mp.sqrt(z) - 1) / z + mp.mpf(1) / 8
    show('sinC', f, 0, h**2, R(0, 8), lambda z: z)
    show('sinF', f, 0, h**2, R(0, 5), lambda z: z, 32)


@entry('tan')
def _():
    # sin(r) = r + r z p(z), cos(r) = 1 - z/2 + z^2 p(z), |r| <= pi/4
    h = mp.pi / 4 * mp.mpf('1.0001')
    show('tanS', lambda z: (mp.sin(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, 0, h**2, R(0, 6), lambda z: z)
    show('tanC', lambda z: (mp.cos(mp.sqrt(z)) - 1 + z / 2) / z**2, 0, h**2, R(0, 6), lambda z: z**2)


@entry('asin')
def _():
    # asin(s) = s + s z p(z), z = s^2 <= 1/4
    show('asinC', lambda z: (mp.asin(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, 0, mp.mpf(1) / 4, R(0, 12), lambda z: z)


@entry('atan')
def _():
    # atan(t) = t - t z p(z), |t| <= sqrt(2) - 1
    h = (mp.sqrt(2) - 1) * mp.mpf('1.0001')
    show('atanC', lambda z: (1 - mp.atan(mp.sqrt(z)) / mp.sqrt(z)) / z, 0, h**2, R(0, 11), lambda z: z)


@entry('asinh')
def _():
    # asinh(x) = x - x z p(z), |x| <= 1/2
    show('asinhC', lambda z: (1 - mp.asinh(mp.sqrt(z)) / mp.sqrt(z)) / z, 0, mp.mpf(1) / 4, R(0, 12), lambda z: z)


@entry('acosh')
def _():
    # acosh(1+t) = sqrt(2t) (1 - t p(t)), 0 <= t <= 1/2
    show('acoshC', lambda t: (1 - mp.acosh(1 + t) / mp.sqrt(2 * t)) / t, 0, mp.mpf(1) / 2, R(0, 12), lambda t: t)


@entry('logdd')
def _():
    # 2 atanh(s) = 2s + s z (2/3 + z (2/5 + z p(z))), error relative to 2s
    smax = (mp.sqrt(2) - 1) / (mp.sqrt(2) + 1) * mp.mpf('1.0001')
    c1 = mp.mpf(float(mp.mpf(2) / 5))
    def f(z):
        s = mp.sqrt(z)
        return (((2 * mp.atanh(s) / s - 2) / z - mp.mpf(2) / 3) / z - c1) / z
    show('logP', f, 0, smax**2, R(0, 8), lambda z: z**3 / 2)


@entry('erf')
def _():
    # erf(x) = x + x p(x^2), |x| <= 0.9
    f = lambda z: mp.erf(mp.sqrt(z)) / mp.sqrt(z) - 1
    show('erfC', f, 0, mp.mpf('0.81'), R(0, 12))


@entry('erfc')
def _():
    # e^(x^2) erfc(x) = w(t) + wl on eight intervals to the octave, t
    # from the middle of the interval
    n, rows, lows, worst = 11, [], [], 0
    for k in range(48):
        a = mp.mpf(2) ** (k // 8 - 1) * (1 + mp.mpf(k % 8) / 8)
        b = a + mp.mpf(2) ** (k // 8 - 4)
        c = (a + b) / 2
        f = lambda t: mp.exp((c + t)**2) * mp.erfc(c + t)
        xs = chebgrid(a - c, b - c, 20 * n)
        fs = [f(x) for x in xs]
        cs, top, _ = remez(xs, fs, [1 / y for y in fs], list(R(n + 1)))
        worst = max(worst, top)
        rows.append([rounded(c, 64) for c in cs])
        lows.append(rounded(cs[0] - rows[-1][0], 64))
    print('// erfcW: |error| <= 2^%.1f before rounding' % float(mp.log(worst, 2)))
    for j, col in enumerate([[r[i] for r in rows] for i in range(n + 1)] + [lows]):
        print('var erfcW%s = [48]float64{' % (j if j <= n else 'L'))
        for i in range(0, 48, 4):
            print('\t' + ', '.join(golit(v) for v in col[i:i + 4]) + ',')
        print('}\n')


@entry('gamma')
def _():
    # lgamma(w) = (w - 1/2)(log(w) - 1) + c + u (1/12 + z p(z)), u = 1/w,
    # z = u^2, w >= 8; error absolute
    def f(z):
        w = 1 / mp.sqrt(z)
        s = (mp.loggamma(w) - (w - mp.mpf(1) / 2) * mp.log(w) + w - mp.log(2 * mp.pi) / 2) * w
        return (s - mp.mpf(1) / 12) / z
    show('stirling', f, 0, mp.mpf(1) / 64, R(0, 6), lambda z: z**mp.mpf(1.5))
    split('twelfth', mp.mpf(1) / 12, [53, 53])
    split('stirlingC', mp.log(2 * mp.pi) / 2 - mp.mpf(1) / 2, [53, 53])
    split('logPi', mp.log(mp.pi), [53, 53])
    h = mp.mpf('0.0626')
    # lgamma(1+t) = t (-euler + t p(t)), lgamma(2+t) = t (1 - euler + t p(t))
    split('euler', mp.euler, [53, 53])
    split('oneEuler', 1 - mp.euler, [53, 53])
    show('lgOne', lambda t: (mp.loggamma(1 + t) / t + mp.euler) / t, -h, h, R(0, 12), lambda t: t * 2)
    show('lgTwo', lambda t: (mp.loggamma(2 + t) / t - 1 + mp.euler) / t, -h, h, R(0, 12), lambda t: t * 2)


@entry('wide')
def _():
    # the float32 functions computed in float64: the same forms to 2^-36
    h = ln2 / 2 * mp.mpf('1.0001')
    show('expW', lambda r: (mp.exp(r) - 1 - r) / r**2, -h, h, R(0, 7), lambda r: r**2 / mp.expm1(r))
    smax = (mp.sqrt(2) - 1) / (mp.sqrt(2) + 1) * mp.mpf('1.0001')
    f = lambda z: (2 * mp.atanh(mp.sqrt(z)) / mp.sqrt(z) - 2) / z
    show('logW', f, 0, smax**2, R(0, 5), lambda z: z)
    h = mp.pi / 4 * mp.mpf('1.0001')
    show('sinW', lambda z: (mp.sin(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, 0, h**2, R(0, 4), lambda z: z)
    show('cosW', lambda z: (mp.cos(mp.sqrt(z)) - 1) / z, 0, h**2, R(0, 5), lambda z: z)
    show('asinW', lambda z: (mp.asin(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, 0, mp.mpf(1) / 4, R(0, 8), lambda z: z)
    h = (mp.sqrt(2) - 1) * mp.mpf('1.0001')
    show('atanW', lambda z: (mp.atan(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, 0, h**2, R(0, 7), lambda z: z)
    show('erfW', lambda z: mp.erf(mp.sqrt(z)) / mp.sqrt(z), 0, mp.mpf('0.49'), R(0, 8))


def squares(f, a, b, n, fixed):
    """n float32 coefficients of least relative squares on Chebyshev nodes, the
    first of them fixed, and the largest relative error: where powers that
    vanish inside the interval are fitted alone, Remez' exchange has no
    alternation to find."""
    xs = [x for x in chebgrid(a, b, 60) if abs(x) > 1e-9]
    fs = [f(x) for x in xs]
    out = list(fixed)
    while len(out) < n:
        m = mp.matrix(len(xs), n - len(out))
        rhs = mp.matrix(len(xs), 1)
        for i, (x, y) in enumerate(zip(xs, fs)):
            rhs[i] = (y - sum(c * x**e for e, c in enumerate(out))) / y
            for j in range(n - len(out)):
                m[i, j] = x**(len(out) + j) / y
        out.append(rounded(mp.lu_solve(m, rhs)[0], 32))
    error = max(abs(1 - sum(c * x**e for e, c in enumerate(out)) / y) for x, y in zip(xs, fs))
    return out, error


@entry('tanh32')
def _():
    # tanh(b + d) = c0 + d c1 + ... + d^7 c7 on two intervals to the octave
    # from 1/16 on; the first reaches down to 0 and has b = 0. b is chosen
    # near the middle so that tanh(b) lies next to a float32.
    cols, worst = [[0] * 16 for _ in R(9)], 0
    for k in range(15):
        lo = mp.mpf(2) ** (k // 2 - 4) * (1 + mp.mpf(k % 2) / 2)
        hi = mp.mpf(2) ** (k // 2 - 4) * (mp.mpf(3) / 2 + mp.mpf(k % 2) / 2)
        if k == 0:
            b, fixed, lo = mp.mpf(0), [mp.mpf(0), mp.mpf(1), mp.mpf(0)], mp.mpf(0)
        else:
            mid = (lo + hi) / 2
            step = mid / 2**14
            near = [rounded(mid + i * step / 64, 32) for i in range(-600, 600)]
            b = min(near, key=lambda c: abs(mp.tanh(c) - rounded(mp.tanh(c), 32)))
            fixed = [rounded(mp.tanh(b), 32)]
        cs, top = squares(lambda d: mp.tanh(b + d), lo - b, hi - b, 8, fixed)
        worst = max(worst, top)
        for col, c in zip(cols, [b] + cs):
            col[(246 + k) % 16] = c
    print('// tanhT: |error| <= 2^%.1f' % float(mp.log(worst, 2)))
    for name, col in zip(['B'] + list(R(8)), cols):
        print('var tanhT%s = [16]float32{' % name)
        for i in range(0, 16, 4):
            print('\t' + ', '.join(golit(v, 32) for v in col[i:i + 4]) + ',')
        print('}\n')


def main():
    for k in sys.argv[1:] or CATALOGUE:
        CATALOGUE[k]()


if __name__ == '__main__':
    main()
