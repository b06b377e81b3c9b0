"""Tables of true values for ulp_test.go, from mpmath.

    python3 gen_ulp.py            # every function
    python3 gen_ulp.py exp pow    # only those

Writes NAME.f64 and NAME.f32: records of the operands' bits, the bits of the
value rounded to nearest, and the rest (value - rounded) in units of
2^-15 ulp as int16, little-endian. Arguments: every binade, the function's own
stretch of the line, and the surroundings of its zeros, poles and thresholds.
Deterministic: the seed is the function's name.
"""
import math
import os
import random
import struct
import sys

import mpmath as mp

HERE = os.path.dirname(os.path.abspath(__file__))
INF = float('inf')


class Type:
    def __init__(self, name, bits, mant, emin, emax, fmt, ifmt):
        self.name, self.bits, self.mant, self.emin, self.emax = name, bits, mant, emin, emax
        self.fmt, self.ifmt = fmt, ifmt

    def to(self, x):
        """A float of this type (as a Python float) near x."""
        if self.bits == 64:
            return float(x)
        try:
            return struct.unpack('<f', struct.pack('<f', x))[0]
        except OverflowError:
            return math.copysign(INF, x)

    def ints(self, x):
        return struct.unpack(self.ifmt, struct.pack(self.fmt, x))[0]

    def step(self, x, k):
        """k floats away from x > 0 or < 0 in magnitude."""
        u = self.ints(x) + k
        return struct.unpack(self.fmt, struct.pack(self.ifmt, u))[0]

    def round(self, v):
        """Nearest float of the real v and the rest in ulps."""
        if v == 0:
            return 0.0, 0.0
        e = max(mp.frexp(v)[1] - 1, self.emin)
        u = mp.ldexp(1, e - self.mant)
        n = int(mp.nint(v / u))
        y = mp.ldexp(n, e - self.mant)
        if abs(y) >= mp.ldexp(1, self.emax + 1):
            return math.copysign(INF, v), 0.0
        e = max(mp.frexp(y)[1] - 1, self.emin) if n else self.emin
        u = mp.ldexp(1, e - self.mant)
        f = float(y)
        return (f if f else math.copysign(0.0, v)), float((v - y) / u)


F64 = Type('f64', 64, 52, -1022, 1023, '<d', '<Q')
F32 = Type('f32', 32, 23, -126, 127, '<f', '<I')


class Fn:
    def __init__(self, f, spans, points=(), neg=True, pos=True, ok=None, binades=True, cancel=False):
        self.f, self.spans, self.points = f, spans, points
        self.neg, self.pos, self.ok, self.binades, self.cancel = neg, pos, ok, binades, cancel


def lgamma(x):
    if x < 0:
        return mp.log(abs(mp.pi / (mp.sinpi(x) * mp.gamma(1 - x)))) if x > -1e15 else None
    if x > 1e7:
        return mp.loggamma(x)
    return mp.loggamma(x)


def gamma(x):
    if x < -200 or x > 200:
        return None
    return mp.gamma(x)


def expm1(x):
    return mp.mpf(-1) if x < -5000 else mp.expm1(x)


def clip(f, lo, hi):
    """f, silent outside [lo, hi], where it is 0 or infinite beyond doubt."""
    return lambda x: f(x) if lo <= x <= hi else None


pi = math.pi
UNARY = {
    'exp': Fn(clip(mp.exp, -2000, 2000), [(-1, 1), (-20, 20), (-745.2, 709.79), (-760, -700), (-104, 89)],
              [709.782712893384, -745.1332191019411, -708.3964185322641, 88.72284, -103.972084, -87.33655, math.log(2) / 2, 1.5 * math.log(2)]),
    'exp2': Fn(clip(lambda x: mp.power(2, x), -3000, 3000), [(-1, 1), (-20, 20), (-1075, 1024), (-1080, -1000), (-150, 128)],
               [1024.0, -1075.0, -1022.0, 128.0, -150.0, -149.0, -126.0, 0.5, 1.5]),
    'expm1': Fn(clip(expm1, -1e6, 3000), [(-1, 1), (-0.4, 0.4), (-40, 40), (-50, 709.79), (-20, 89)],
                [709.782712893384, 88.72284, -36.7, -17.3, math.log(2) / 2, 1.5 * math.log(2), -math.log(2) / 2]),
    'log': Fn(mp.log, [(0.5, 2), (0.7, 1.45), (0, 100), (0.99, 1.01)], [1.0, math.sqrt(.5), math.sqrt(2), 2.0, 0.5], neg=False),
    'log2': Fn(lambda x: mp.log(x, 2), [(0.5, 2), (0.7, 1.45), (0, 100), (0.99, 1.01)], [1.0, math.sqrt(.5), math.sqrt(2), 2.0, 0.5], neg=False),
    'log10': Fn(mp.log10, [(0.5, 2), (0.7, 1.45), (0, 100), (0.99, 1.01)], [1.0, math.sqrt(.5), math.sqrt(2), 10.0, 1000.0, 1e22], neg=False),
    'log1p': Fn(mp.log1p, [(-1, 1), (-0.3, 0.5), (0, 100), (-0.01, 0.01)], [-1.0, math.sqrt(2) - 1, math.sqrt(.5) - 1, 1.0, -.5], ok=lambda x: x > -1, cancel=True),
    'sin': Fn(mp.sin, [(-2, 2), (-pi, pi), (-100, 100), (-1e5, 1e5), (-1e8, 1e8)], [k * pi / 2 for k in (1, 2, 3, 4, 5, 8, 22, 44, 355, 710, 1000, 103993, 1e6, 5419351, 1e8)] + [6381956970095103.0 * 2.0**797, 1e22, 1e300]),
    'cos': Fn(mp.cos, [(-2, 2), (-pi, pi), (-100, 100), (-1e5, 1e5), (-1e8, 1e8)], [k * pi / 2 for k in (1, 2, 3, 4, 5, 7, 11, 21, 355, 1001, 103993, 1000001, 5419351, 1e8 + 1)] + [6381956970095103.0 * 2.0**797, 1e22, 1e300]),
    'tan': Fn(mp.tan, [(-2, 2), (-pi, pi), (-100, 100), (-1e5, 1e5), (-1e8, 1e8)], [k * pi / 4 for k in (1, 2, 3, 4, 5, 6, 8, 22, 44, 355, 710, 1001, 103993, 1e6, 5419351, 1e8)] + [6381956970095103.0 * 2.0**797, 1e22, 1e300]),
    'asin': Fn(mp.asin, [(-1, 1), (-.6, .6), (.4, .6), (.99, 1)], [1.0, -1.0, .5, -.5, math.sqrt(.5)], ok=lambda x: abs(x) <= 1, cancel=True),
    'acos': Fn(mp.acos, [(-1, 1), (-.6, .6), (.4, .6), (.99, 1)], [1.0, -1.0, .5, -.5, math.sqrt(.5)], ok=lambda x: abs(x) <= 1),
    'atan': Fn(mp.atan, [(-1, 1), (-3, 3), (-50, 50), (.4, .45)], [1.0, math.sqrt(2) - 1, math.sqrt(2) + 1, -1.0], cancel=True),
    'sinh': Fn(clip(mp.sinh, -2000, 2000), [(-1, 1), (-.4, .4), (-20, 20), (-710.5, 710.5), (-89.5, 89.5)],
               [710.4758600739439, 89.41599, math.log(2) / 2, 1.5 * math.log(2), 22.0], cancel=True),
    'cosh': Fn(clip(mp.cosh, -2000, 2000), [(-1, 1), (-.4, .4), (-20, 20), (-710.5, 710.5), (-89.5, 89.5)],
               [710.4758600739439, 89.41599, math.log(2) / 2, 1.5 * math.log(2), 22.0]),
    'tanh': Fn(clip(mp.tanh, -2000, 2000), [(-1, 1), (-.4, .4), (-3, 3), (-22, 22)], [math.log(2) / 4, .75 * math.log(2), 19.06, 9.01, .55, .625], cancel=True),
    'asinh': Fn(mp.asinh, [(-1, 1), (-.3, .3), (-20, 20), (-1e5, 1e5)], [.5, 1.0, 2.0, .25, -.5], cancel=True),
    'acosh': Fn(mp.acosh, [(1, 2), (1, 1.1), (1, 20), (1, 1e5)], [1.0, 1.5, 2.0, 1.25], neg=False, ok=lambda x: x >= 1),
    'atanh': Fn(mp.atanh, [(-1, 1), (-.3, .3), (-.6, .6), (.99, 1)], [1.0, -1.0, .5, 1 / 3, .17157], ok=lambda x: abs(x) < 1, cancel=True),
    'cbrt': Fn(lambda x: mp.cbrt(x) if x > 0 else -mp.cbrt(-x), [(-1, 1), (1, 8), (-100, 100)], [1.0, 8.0, 27.0, 1e-300, 2.0, 4.0]),
    'erf': Fn(clip(mp.erf, -100, 100), [(-1, 1), (-.3, .3), (-3, 3), (-6.5, 6.5)], [.84375, 1.0, 1.25, .5, 2.0, 5.92, 4.0], cancel=True),
    'erfc': Fn(clip(mp.erfc, -50, 50), [(-1, 1), (-6, 6), (0, 3), (0, 27.3), (0, 10.1), (26, 27.3)], [.84375, 1.0, 1.25, .5, .25, 2.0, 4.0, 8.0, 26.543258, 27.2260, -5.9, 9.19455, 10.05]),
    'gamma': Fn(gamma, [(0, 3), (1, 10), (-5, 5), (0, 171.7), (-20, 0), (-184, -150), (0, 35.1), (-42, 0)],
                [1.0, 2.0, 3.0, 12.0, -1.0, -2.0, -3.0, -10.0, -20.0, 171.6243769563027, 35.0401, 1.46163, 5.5625e-309, -170.5, -176.5, -183.5],
                ok=lambda x: x != 0 and (x > 0 or x != math.floor(x))),
    'lgamma': Fn(lgamma, [(0, 3), (1, 10), (.5, 2.5), (0, 200), (0, 1e6), (-5, 0), (-20, 0), (-200, 0), (1.9, 2.1), (.9, 1.1)],
                 [1.0, 2.0, 3.0, -1.0, -2.0, -3.0, -2.4570247382208006, -2.7476826467274127, -3.1435808883499798, -3.955294284858598, -10.0, 8.0, 2.5563481638716906e+305],
                 ok=lambda x: x != 0 and (x > 0 or x != math.floor(x))),
}


# The worst arguments met in samples of 400,000 against quadruple precision, and
# in sweeps of all float32.
WORST = {
    'exp': [0.400143702589699, -681.0038803611194, 5.245668888092041],
    'exp2': [0.5201947934834752, 450.50042127758456],
    'expm1': [-37.09991758653771, -0.2692669085865108],
    'log': [1.4136062035716577, 1.4070966921377412, 0.7046090960502625],
    'log2': [1.4046348417182342],
    'log10': [1.3179793295607356],
    'log1p': [-0.29304416206362627],
    'sin': [1.5995935275517448, 1.5708420078150582],
    'cos': [951.8673922213304, 442.94052497819757],
    'tan': [294.526881555357],
    'asin': [0.5289486932188309],
    'acos': [0.5638321791747467],
    'atan': [0.42460163580985555],
    'sinh': [0.35211077036616256],
    'cosh': [18.418652380406456],
    'tanh': [0.18008102690319966, 0.18445737659931183],
    'asinh': [0.46752325834718245],
    'acosh': [1.4909817717008051],
    'atanh': [0.47978640593473165],
    'erf': [0.006800930983820619],
    'erfc': [0.4877093991891439],
    'gamma': [-170.65472865956872],
    'lgamma': [1.9365015597609867],
}


def unary_args(t, fn, rng, worst):
    xs = set()

    def add(x):
        x = t.to(x)
        if x == 0 or math.isinf(x) or math.isnan(x):
            return
        if not fn.neg and x < 0 or fn.ok and not fn.ok(x):
            return
        xs.add(x)

    lo = t.emin - t.mant
    for e in range(lo, t.emax + 1):
        for k in range(1 if t.bits == 64 else 4):
            m = math.ldexp(1 + rng.random(), e)
            add(m if rng.random() < .5 or not fn.neg else -m)
        if e % 16 == 0:
            add(math.ldexp(1, e))
            add(-math.ldexp(1, e))
    for e in range(-12, 12):
        for k in range(12):
            add(math.ldexp(1 + rng.random(), e) * rng.choice((1, -1)))
    for a, b in fn.spans:
        for k in range(420):
            add(a + (b - a) * rng.random())
    big = struct.unpack(t.fmt, struct.pack(t.ifmt, ((t.emax * 2 + 1) << t.mant) - 1))[0]
    for p in list(fn.points) + worst + [big, math.ldexp(1, t.emin), math.ldexp(1, lo)]:
        p = t.to(p)
        for s in (p, -p):
            if math.isinf(s):
                continue
            for k in range(-3, 4):
                if 0 < t.ints(abs(s)) + k < t.ints(INF):
                    add(t.step(s, k))
            for j in range(2, t.mant):
                add(s * (1 + math.ldexp(rng.uniform(-1, 1), -j)))
    return sorted(xs)


def value(fn, args):
    prec = 300
    if fn.cancel and any(abs(a) < 2**-60 for a in args):
        prec = 2600
    with mp.workprec(prec):
        v = fn.f(*[mp.mpf(a) for a in args])
        return None if v is None else mp.mpf(mp.re(v))


def power(x, y):
    l = mp.log(abs(x)) * y
    if abs(l) > 800:
        return None
    v = mp.exp(l)
    return -v if x < 0 and int(y) % 2 else v


def hypot(x, y):
    return mp.sqrt(x * x + y * y)


BINARY = {
    'pow': Fn(power, []),
    'hypot': Fn(hypot, []),
    'atan2': Fn(mp.atan2, []),
}


def anyfloat(t, rng, lo=None, hi=None):
    e = rng.randint(lo if lo is not None else t.emin - t.mant, hi if hi is not None else t.emax)
    return t.to(math.ldexp(1 + rng.random(), e) * rng.choice((1, -1)))


def pow_args(t, rng):
    top = (t.emax + 1) * math.log(2)
    for k in range(1500):
        x = abs(anyfloat(t, rng))
        l = math.log(x)
        if l:
            yield x, rng.uniform(-1.08, 1.02) * top / l
    yield 7.777950437317887e-13, -14.67990302934847
    for k in range(700):
        x = 1 + rng.uniform(-1, 1) * 2.0**-rng.randint(1, t.mant)
        x = t.to(x)
        if x != 1:
            yield x, rng.uniform(-1.08, 1.02) * top / math.log(x)
    for k in range(400):
        x = rng.uniform(0, 10)
        yield x, rng.uniform(-10, 10)
    for k in range(300):
        yield -rng.uniform(0, 10), float(rng.randint(-60, 60))
    for k in range(200):
        yield float(rng.randint(1, 40)), float(rng.randint(-12, 14))
    for k in range(200):
        x = t.to(rng.uniform(.5, 2))
        yield x, top / math.log(x) * (1 + rng.uniform(-1, 1) * 2.0**-rng.randint(10, 50))
        yield x, -(top - math.log(4) + t.mant * math.log(2)) / math.log(x) * (1 + rng.uniform(-1, 1) * 2.0**-rng.randint(10, 50))
        yield abs(anyfloat(t, rng)), rng.choice((.5, 2.0, -1.0, 3.0, 1 / 3, -.5, 1.5))
        yield abs(anyfloat(t, rng)), anyfloat(t, rng, -40, -1)


def pair_args(t, rng):
    yield -0.258853058195347, 0.6282865950603225
    for k in range(1500):
        x = anyfloat(t, rng)
        yield x, t.to(x * rng.uniform(-4, 4)) or x
    for k in range(800):
        yield rng.uniform(-10, 10), rng.uniform(-10, 10)
    for k in range(800):
        e = rng.randint(-60, 60)
        x = anyfloat(t, rng, t.emin + 61, t.emax - 61)
        yield x, math.ldexp(x, e) * rng.uniform(.5, 1) * rng.choice((1, -1))
    for k in range(500):
        yield anyfloat(t, rng), anyfloat(t, rng)
    for k in range(300):
        yield anyfloat(t, rng, t.emin - t.mant, t.emin + 2), anyfloat(t, rng, t.emin - t.mant, t.emin + 2)
        yield anyfloat(t, rng, t.emax - 1, t.emax), anyfloat(t, rng, t.emax - 1, t.emax)
        x = anyfloat(t, rng, -3, 3)
        yield x, x * rng.choice((math.sqrt(2) - 1, math.sqrt(2) + 1, 1)) * (1 + rng.uniform(-1, 1) * 2.0**-rng.randint(4, 50))


def binary_args(t, name, rng):
    seen = set()
    for x, y in (pow_args if name == 'pow' else pair_args)(t, rng):
        x, y = t.to(x), t.to(y)
        if x and y and not math.isinf(x) and not math.isinf(y) and (x > 0 or name != 'pow' or y == int(y)):
            seen.add((x, y))
    return sorted(seen)


def write(t, name, fn, rows):
    n = 0
    with open(os.path.join(HERE, name + '.' + t.name), 'wb') as out:
        for args in rows:
            v = value(fn, args)
            if v is None:
                continue
            y, rest = t.round(v)
            r = max(-32768, min(32767, round(rest * 32768)))
            for a in args:
                out.write(struct.pack(t.fmt, a))
            out.write(struct.pack(t.fmt, y) + struct.pack('<h', r))
            n += 1
    print('%s.%s: %d' % (name, t.name, n))
    sys.stdout.flush()


def main():
    for name in sys.argv[1:] or list(UNARY) + list(BINARY):
        for t in (F64, F32):
            rng = random.Random(name + t.name)
            if name in UNARY:
                write(t, name, UNARY[name], [(x,) for x in unary_args(t, UNARY[name], rng, WORST.get(name, []))])
            else:
                write(t, name, BINARY[name], binary_args(t, name, rng))


if __name__ == '__main__':
    main()
