#!/usr/bin/env python3
"""Writes special.txt: function, arguments and value to 40 digits, by mpmath.

Run in this folder: python3 special.py > special.txt
Arguments are binary64 numbers; values outside the normal range are left out.
"""
import random
from mpmath import *

mp.dps = 60
random.seed(20)


def show(name, f, points):
    for p in points:
        p = p if isinstance(p, tuple) else (p,)
        args = [mpf(v) for v in p]
        try:
            v = f(*args)
        except (NoConvergence, ValueError, ZeroDivisionError):
            continue
        v = v.real if isinstance(v, mpc) else v
        if not isfinite(v) or (v != 0 and not mpf(2) ** -1022 <= abs(v) < mpf(2) ** 1024):
            continue
        print(name, *[repr(float(a)) for a in p], nstr(v, 25))


def logs(n, lo, hi):
    return [10 ** random.uniform(lo, hi) for _ in range(n)]


def flat(n, lo, hi):
    return [random.uniform(lo, hi) for _ in range(n)]


def both(v):
    return v + [-x for x in v]


def pairs(a, b):
    return list(zip(a, b))


def logbeta(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


def gammainc_low(a, x):
    return gammainc(a, 0, x, regularized=True)


def gammainc_up(a, x):
    return gammainc(a, x, inf, regularized=True)


def betainc_reg(a, b, x):
    # The hypergeometric series without cancellation, DLMF 8.17.8.
    def low(a, b, x):
        return exp(a * log(x) + b * log(1 - x) - logbeta(a, b)) / a * hyp2f1(a + b, 1, a + 1, x)
    return low(a, b, x) if x <= (a + 1) / (a + b + 2) else 1 - low(b, a, 1 - x)


def lognormcdf(x):
    return log(erfc(-x / sqrt(2)) / 2) if x < 0 else log1p(-erfc(x / sqrt(2)) / 2)


def normppf(p):
    if p > 0.5:
        return -normppf(1 - p)
    if p == 0.5:
        return mpf(0)
    s = sqrt(-2 * log(p))  # on the logarithm, whose slope is never flat
    start = -(s - (2.5155 + s * (0.8029 + s * 0.0103)) / (1 + s * (1.4328 + s * (0.1893 + s * 0.0013))))
    return findroot(lambda t: log(erfc(-t / sqrt(2)) / 2) - log(p), start)


def erfinv_(x):
    return normppf((1 + x) / 2) / sqrt(2) if x > 0.1 else erfinv(x)


def erfcinv(x):
    return -normppf(x / 2) / sqrt(2)


ab = pairs(logs(150, -3, 2), logs(150, -3, 2)) + pairs(logs(60, 0, 6), logs(60, 0, 6)) + pairs(logs(20, -8, 0), logs(20, 2, 8))
show("Beta", beta, ab)
show("LogBeta", logbeta, ab + pairs(logs(30, 6, 15), logs(30, 6, 15)))
show("Digamma", digamma, logs(150, -8, 8) + flat(100, 1, 2.2) + [1.4616321449683622, 1.4616321449683625, 1.4616, 1.46] + [-x for x in flat(150, 0, 30)])
show("Zeta", zeta, flat(100, 0, 40) + flat(120, -60, 0) + flat(40, -170, -60) + [1 + x for x in both(logs(30, -12, -1))] + [0.0, 0.5, 2.0, -1.0, -2.0, -4.0] + both(logs(10, -12, -2)))
show("HurwitzZeta", zeta, pairs([1 + x for x in logs(150, -6, 1.5)], logs(150, -3, 4)) + pairs([1 + x for x in logs(40, -2, 1)], logs(40, 4, 12)))
ga = pairs(logs(150, -3, 2), logs(150, -3, 2)) + pairs(logs(60, 0, 2), logs(60, 0, 2))
near = [(a, a * (1 + random.gauss(0, 2) / a ** 0.5)) for a in logs(80, 0.5, 5)]
ga += [(a, x) for a, x in near if x > 0]
show("GammaInc", gammainc_low, ga)
show("GammaIncC", gammainc_up, ga)
bt = list(zip(logs(150, -2, 2), logs(150, -2, 2), flat(150, 0, 1)))
for a, b in pairs(logs(80, 0.5, 4.5), logs(80, 0.5, 4.5)):
    m = a / (a + b)
    x = m + random.gauss(0, 2) * (m * (1 - m) / (a + b)) ** 0.5
    if 0 < x < 1:
        bt.append((a, b, x))
bt += list(zip(logs(40, -2, 2), logs(40, -2, 2), logs(40, -12, -1)))
show("BetaInc", betainc_reg, bt)
unit = both(flat(80, 0, 1)) + both([1 - x for x in logs(30, -15, -1)]) + both(logs(20, -200, -1))
show("ErfInv", lambda x: erfinv_(x) if x > 0 else -erfinv_(-x), unit)
prob = flat(80, 0, 1) + logs(50, -300, -1) + [1 - x for x in logs(20, -15, -1)]
show("ErfcInv", erfcinv, prob + [2 - x for x in logs(20, -15, -1)] + flat(30, 1, 2))
show("NormPPF", normppf, prob)
show("NormCDF", lambda x: erfc(-x / sqrt(2)) / 2, flat(150, -37.5, 9) + both(logs(30, -10, 0)))
show("LogNormCDF", lognormcdf, flat(150, -40, 36) + [-x for x in logs(50, 0, 8)])
bess = flat(150, 0, 60) + logs(60, -5, 4)
for n in (0, 1):
    show("J%d" % n, lambda x: besselj(n, x), both(bess))
    show("Y%d" % n, lambda x: bessely(n, x), bess)
    show("I%d" % n, lambda x: besseli(n, x), flat(120, 0, 100) + both(logs(60, -5, 2.84)))
    show("K%d" % n, lambda x: besselk(n, x), flat(120, 0, 10) + logs(120, -10, 2.84))
for n in (2, 3, 5, 10, 30):
    show("Jn", lambda k, x: besselj(k, x), [(float(n), x) for x in flat(30, 0, 80) + logs(30, -1, 4)])
    show("Yn", lambda k, x: bessely(k, x), [(float(n), x) for x in flat(30, 0, 80) + logs(30, -1, 4)])
air = flat(120, -30, 0) + flat(120, 0, 30) + flat(40, 30, 102) + both(logs(30, -8, 0))
show("Ai", airyai, air)
show("Bi", airybi, air)
em = flat(120, 0, 1) + [1 - x for x in logs(40, -15, -1)] + [-x for x in logs(60, -6, 6)] + logs(20, -10, -1)
show("EllipticK", ellipk, em)
show("EllipticE", ellipe, em)
inc = pairs(both(flat(80, 0, 1.57)), flat(160, 0, 1)) + pairs(flat(60, -1.57, 1.57), [-x for x in logs(60, -2, 2)]) + pairs(both(flat(40, 1.6, 40)), flat(80, -3, 1)) + pairs(logs(30, -10, -1), flat(30, -2, 1))
show("EllipticF", ellipf, inc)
show("EllipticEInc", ellipe, inc)
show("Expit", lambda x: 1 / (1 + exp(-x)), flat(120, -50, 50) + flat(40, -700, 700) + both(logs(20, -10, 0)))
show("Logit", lambda p: log(p / (1 - p)), flat(120, 0, 1) + logs(40, -300, -1) + [1 - x for x in logs(20, -15, -1)] + [0.5 + x for x in both(logs(30, -15, -1))])
show("Softplus", lambda x: log1p(exp(x)), flat(120, -50, 50) + flat(40, -700, 700) + both(logs(20, -10, 0)))
show("XLogY", lambda x, y: x * log(y), pairs(both(logs(60, -5, 5)), logs(120, -300, 300)))
show("Entr", lambda x: -x * log(x), logs(120, -300, 300) + flat(60, 0, 2))
show("Sinc", sincpi, flat(120, -20, 20) + [n + x for n, x in zip(range(1, 41), logs(40, -12, -1))] + both(logs(20, -10, 0)) + flat(20, -1e6, 1e6))
show("Factorial", lambda n: gamma(n + 1), [float(n) for n in range(171)] + flat(80, 0, 170))
show("Comb", binomial, [(float(n), float(k)) for n in (5, 30, 60, 100, 1000) for k in (0, 1, 2, 5, 17, 29, 50, 100, 400) if k <= n] + [(n, random.uniform(0, n)) for n in logs(100, 0, 3)])
