"""Makes funm.json.gz: functions of matrices to 60 digits and more, rounded to
double, with their relative condition numbers in the Frobenius norm.

A is perturbed by 1e-80, so that it has distinct eigenvalues, and diagonalised
with 220 digits (E. B. Davies, "Approximate diagonalization", SIAM J. Matrix
Anal. Appl. 29, 2007). Every value is checked: exp against mpmath's own series,
roots and logarithms by going back to A.

    python3 tables.py        needs mpmath, numpy, gmpy2
"""
import gzip, json, math, random
import gmpy2, mpmath as mp, numpy as np

DIGITS = 220
mp.mp.dps = DIGITS
gmpy2.get_context().precision = int(DIGITS * 3.33)


def g(z):
    """mpmath number to gmpy2.mpc"""
    z = mp.mpmathify(z)
    return gmpy2.mpc(gmpy2.mpfr(mp.nstr(mp.re(z), DIGITS)), gmpy2.mpfr(mp.nstr(mp.im(z), DIGITS)))


def eig(a):
    n = len(a)
    r = random.Random(1)
    scale = max(abs(x) for row in a for x in row) or 1
    m = mp.matrix(n, n)
    for i in range(n):
        for j in range(n):
            m[i, j] = mp.mpc(a[i][j]) + mp.mpf(scale) * mp.mpf(10) ** -80 * (r.random() - .5)
    w, v = mp.eig(m)
    V = np.array([[g(v[i, j]) for j in range(n)] for i in range(n)], dtype=object)
    return [g(x) for x in w], V, inverse(V)


def inverse(a):
    n = len(a)
    m = np.concatenate([a.copy(), np.array([[gmpy2.mpc(int(i == j)) for j in range(n)] for i in range(n)], dtype=object)], 1)
    for k in range(n):
        p = max(range(k, n), key=lambda i: abs(m[i, k]))
        m[[k, p]] = m[[p, k]]
        m[k] = m[k] / m[k, k]
        for i in range(n):
            if i != k:
                m[i] = m[i] - m[i, k] * m[k]
    return m[:, n:]


def fro(x):
    return gmpy2.sqrt(sum(abs(z) ** 2 for z in x.ravel()))


def adjoint(x):
    return np.array([[z.conjugate() for z in row] for row in x.T], dtype=object)


def condition(f, fd, a, w, V, Vi, fa):
    """|L| |A| / |f(A)| by power iteration on the Frechet derivative."""
    n = len(w)
    dd = np.empty((n, n), dtype=object)
    for i in range(n):
        for j in range(n):
            d = w[i] - w[j]
            dd[i, j] = fd(w[i]) if d == 0 else (f(w[i]) - f(w[j])) / d
    L = lambda E: V.dot(dd * Vi.dot(E).dot(V)).dot(Vi)
    Vh, Vih, ddh = adjoint(V), adjoint(Vi), np.array([[z.conjugate() for z in row] for row in dd], dtype=object)
    Lh = lambda E: Vih.dot(ddh * Vh.dot(E).dot(Vih)).dot(Vh)
    r = random.Random(2)
    E = np.array([[gmpy2.mpc(r.gauss(0, 1)) for _ in range(n)] for _ in range(n)], dtype=object)
    s = gmpy2.mpfr(0)
    for _ in range(8):
        E = E / fro(E)
        E = L(E)
        s = fro(E)
        if s == 0:
            return 0.0
        E = Lh(E / s)
    return float(s * fro(a) / fro(fa))


C = gmpy2.mpc
FUNCS = {
    'exp': (gmpy2.exp, gmpy2.exp),
    'cos': (gmpy2.cos, lambda z: -gmpy2.sin(z)),
    'sin': (gmpy2.sin, gmpy2.cos),
    'log': (gmpy2.log, lambda z: 1 / z),
    'sqrt': (gmpy2.sqrt, lambda z: 1 / (2 * gmpy2.sqrt(z))),
    'cbrt': (lambda z: gmpy2.exp(gmpy2.log(z) / 3), lambda z: gmpy2.exp(gmpy2.log(z) / 3) / (3 * z)),
}


def taylor(a):
    """exp by scaling and squaring of the series, for the checks"""
    n, s = len(a), max(0, int(gmpy2.log2(fro(a) + 1)) + 60)
    x = a / (gmpy2.mpfr(2) ** s)
    e = np.array([[C(int(i == j)) for j in range(n)] for i in range(n)], dtype=object)
    t = e.copy()
    for k in range(1, 16):
        t = t.dot(x) / k
        e = e + t
    for _ in range(s):
        e = e.dot(e)
    return e


def close(x, y, name):
    d = fro(x - y) / (fro(y) or 1)
    assert d < 1e-60 or d < gmpy2.mpfr(10) ** -40, (name, float(d))


def values(name, a, funcs):
    n = len(a)
    A = np.array([[C(complex(x)) for x in row] for row in a], dtype=object)
    w, V, Vi = eig(a)
    out = {}
    cx = any(isinstance(x, complex) for row in a for x in row)
    for f in funcs:
        fn, fd = FUNCS[f]
        if f in ('log', 'sqrt', 'cbrt') and any(z.real < 0 and abs(z.imag) < 1e-15 * abs(z) for z in w):
            raise ValueError(name + ': eigenvalue on the cut')
        D = np.array([fn(z) for z in w], dtype=object)
        X = (V * D[None, :]).dot(Vi)
        if f == 'exp':
            close(X, taylor(A), name + ' exp')
        elif f == 'sqrt':
            close(X.dot(X), A, name + ' sqrt')
        elif f == 'cbrt':
            close(X.dot(X).dot(X), A, name + ' cbrt')
        elif f == 'log':
            close(taylor(X), A, name + ' log')
        if not cx:
            assert max(abs(z.imag) for z in X.ravel()) <= 1e-30 * (1 + float(fro(X))), name
        out[f] = {'cond': float('%.4g' % condition(fn, fd, A, w, V, Vi, X)), 'value': flat(X, cx)}
    return out


def flat(x, cx):
    v = []
    for z in np.array(x, dtype=object).ravel():
        z = complex(z)
        v.append(z.real)
        if cx:
            v.append(z.imag)
    return v


def gauss(n, scale, seed, cx=False, norm=True):
    r = random.Random(seed)
    a = [[complex(r.gauss(0, 1), r.gauss(0, 1)) if cx else r.gauss(0, 1) for _ in range(n)] for _ in range(n)]
    s = scale / max(sum(abs(a[i][j]) for i in range(n)) for j in range(n)) if norm else scale
    return [[x * s for x in row] for row in a]


def make(n, f):
    return [[f(i, j) for j in range(n)] for i in range(n)]


def times(s, a):
    return [[s * x for x in row] for row in a]


def tri(a, lower=False):
    return [[x if (j <= i if lower else j >= i) else 0.0 for j, x in enumerate(row)] for i, row in enumerate(a)]


def jordan(n, l):
    return make(n, lambda i, j: float(l) if i == j else float(j == i + 1))


def hilbert(n):
    return make(n, lambda i, j: 1 / (i + j + 1))


def pascal(n):
    return make(n, lambda i, j: float(math.comb(i + j, i)))


def frank(n):
    return make(n, lambda i, j: 0.0 if j < i - 1 else float(n - max(i, j)))


def forsythe(n, e, l):
    a = jordan(n, l)
    a[n - 1][0] = e
    return a


def grcar(n):
    return make(n, lambda i, j: -1.0 if j == i - 1 else float(i <= j <= i + 3))


def rotation(t):
    return [[0.0, -t], [t, 0.0]]


def turn(t):
    return [[math.cos(t), -math.sin(t)], [math.sin(t), math.cos(t)]]


def lehmer(n):
    return make(n, lambda i, j: (min(i, j) + 1) / (max(i, j) + 1))


def spd(n, cond, seed):
    q, _ = np.linalg.qr(np.random.RandomState(seed).randn(n, n))
    a = q @ np.diag(cond ** -np.linspace(0, 1, n)) @ q.T
    return ((a + a.T) / 2).tolist()


E1, E3, T, L3 = ['exp'], ['exp', 'cos', 'sin'], ['log', 'sqrt'], ['log', 'sqrt', 'cbrt']
CASES = [
    ('Moler and Van Loan', [[-49.0, 24.0], [-64.0, 31.0]], E1),
    ('Ward 1', [[4.0, 2, 0], [1, 4, 1], [1, 1, 4]], E3),
    ('Ward 2', [[29.87942128909879, .7815750847907159, -2.289519314033932],
                [.7815750847907159, 25.72656945571064, 8.680737820540137],
                [-2.289519314033932, 8.680737820540137, 34.39400925519054]], E1),
    ('Ward 3', [[-131.0, 19, 18], [-390, 56, 54], [-387, 57, 52]], E1),
    ('Ward 4', forsythe(10, 1e-10, 0), E3),
    ('overscaling 1e6', [[1.0, 1e6], [0, -1]], E3),
    ('overscaling 1e6, lower', [[1.0, 0], [1e6, -1]], E1),
    ('overscaling 1e6, full', [[1.0, 1e6], [1e-8, -1]], E1),
    ('overscaling 1e10', [[0.1, 1e10, 1e3], [0, -0.1, 1e10], [0, 0, 0.2]], E1),
    ('Kenney and Laub', [[0.0, 3.8235294117647058e-02], [1e-8, 0]], E3),
    ('nilpotent', make(5, lambda i, j: float(j > i)), E3),
    ('nilpotent, full', [[5.0, -3, 2], [15, -9, 6], [10, -6, 4]], E3),
    ('nilpotent, large', times(1e5, [[5.0, -3, 2], [15, -9, 6], [10, -6, 4]]), E1),
    ('Frank 4', frank(4), E3), ('Frank 8', frank(8), E1), ('Frank 12', frank(12), E1),
    ('Pascal 4', pascal(4), E1), ('Pascal 8, small', times(1e-3, pascal(8)), E3),
    ('Forsythe 6', forsythe(6, 1e-3, -2), E3),
    ('Jordan 8', jordan(8, 1), E3), ('Jordan 20, -30', jordan(20, -30), E1),
    ('Hilbert 5', hilbert(5), E3), ('Hilbert 12', hilbert(12), E3), ('Hilbert 20', hilbert(20), E1),
    ('Grcar 10', grcar(10), E3),
    ('companion', [[0.0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [-24, 50, -35, 10]], E3),
    ('one', [[0.7]], E3), ('one, negative', [[-3.5]], E3), ('one, complex', [[-3.5 + 2j]], E3),
    ('zero', make(3, lambda i, j: 0.0), E1),
    ('diagonal', make(4, lambda i, j: (i - 1.5) * 10 if i == j else 0.0), E1),
    ('close eigenvalues', [[1.0, 1], [0, 1 + 1e-9]], E3),
    ('triangular', tri(gauss(7, 3, 11)), E3), ('triangular, large', tri(gauss(9, 60, 12)), E1),
    ('triangular, lower', tri(gauss(6, 5, 13), True), E3),
    ('triangular, complex', tri(gauss(6, 20, 14, True)), E1),
    ('opposite ends', [[-700.0, 1e3], [0, 5]], E1),
    ('generator', make(6, lambda i, j: -float(5 * (i + 1)) if i == j else float(i + 1)), E1),
    ('skew', make(5, lambda i, j: 0.0 if i == j else (1 if i > j else -1) * 7 / (1 + abs(i - j))), E3),
    ('skew Hermitian', make(4, lambda i, j: complex((i > j) - (i < j), 1 + i * j)), E3),
]
for t in (1e-8, 1e-3, 1.0, 3.0, 10.0, 100.0, 1e3):
    CASES.append(('rotation %g' % t, rotation(t), E3 if t < 50 else E1))
seed = 100
for n in (2, 3, 5, 8, 13, 20):
    for s in (1e-8, 1e-2, .2, .9, 2, 10, 100):
        if n > 8 and s not in (.9, 10):
            continue
        seed += 1
        CASES.append(('random %d, norm %g' % (n, s), gauss(n, s, seed), E3 if .1 < s < 20 and n < 9 else E1))
        if n in (3, 8):
            CASES.append(('complex %d, norm %g' % (n, s), gauss(n, s, seed + 50, True), E3 if .1 < s < 20 and n < 9 else E1))

AMH = [[3.2346e-1, 3e4, 3e4, 3e4], [0, 3.0089e-1, 3e4, 3e4], [0, 0, 3.2210e-1, 3e4], [0, 0, 0, 3.0744e-1]]
CASES += [
    ('Al-Mohy and Higham', AMH, L3),
    ('Al-Mohy and Higham, complex', [[complex(x, .1 * (i == j)) for j, x in enumerate(r)] for i, r in enumerate(AMH)], L3),
    ('one, log', [[0.03]], L3), ('one, log, complex', [[-0.03 + 1e-5j]], L3),
    ('shear', [[1.0, 1e6], [0, 1]], L3), ('near shear', [[1.0, 1e6], [0, 1 + 1e-6]], L3),
    ('shear, lower', [[1.0, 0], [1e3, 1.5]], L3),
    ('conjugate corner', [[1 + 1j, 1e4], [0, 1 - 1j]], L3),
    ('around the cut', [[-1 + 1e-3j, 1], [0, -1 - 1e-3j]], L3),
    ('by the cut', [[-1.0, 1e-3], [-1e-3, -1]], L3),
    ('Pascal 3, log', pascal(3), L3), ('Pascal 6, log', pascal(6), L3), ('Pascal 10, log', pascal(10), L3),
    ('Frank 4, log', frank(4), L3), ('Frank 8, log', frank(8), L3),
    ('Hilbert 4, log', hilbert(4), L3), ('Hilbert 8, log', hilbert(8), L3),
    ('Lehmer 9, log', lehmer(9), L3),
    ('Jordan 6, log', jordan(6, 1), L3), ('Jordan 8, small, log', jordan(8, 0.1), L3),
    ('Forsythe 6, log', forsythe(6, 1e-4, 1), L3), ('Grcar 8, log', grcar(8), L3),
    ('Markov', [[.9, .1, 0], [.05, .9, .05], [.01, .04, .95]], L3),
    ('near identity', [[float(i == j) + 1e-10 * x for j, x in enumerate(r)] for i, r in enumerate(gauss(5, 3, 77))], L3),
    ('definite 1e4', spd(8, 1e4, 1), L3), ('definite 1e10', spd(12, 1e10, 2), L3), ('definite, large', times(1e8, spd(5, 1e3, 3)), L3),
    ('triangular, log', [[2.0 + i if i == j else x for j, x in enumerate(r)] for i, r in enumerate(tri(gauss(8, 9, 21)))], L3),
    ('wide spectrum', make(6, lambda i, j: 10.0 ** (2 * i - 5) if i == j else float(j > i) * 10.0 ** (i + j - 5)), L3),
]
for t in (1e-8, 0.1, 2.0, 3.0, 3.14):
    CASES.append(('turn %g' % t, turn(t), L3))
for n, sh in ((2, 2), (3, 2), (5, 1.2), (8, 1.2), (13, 1.1), (20, 1.1)):
    a = gauss(n, 1, 300 + n)
    CASES.append(('random %d, log' % n, [[x + sh * (i == j) for j, x in enumerate(r)] for i, r in enumerate(a)], L3 if n < 20 else T))
    if n in (3, 8):
        CASES.append(('complex %d, log' % n, gauss(n, 3, 400 + n, True), L3))

if __name__ == '__main__':
    out, seen = [], set()
    for name, a, funcs in CASES:
        assert name not in seen, name
        seen.add(name)
        cx = any(isinstance(x, complex) for row in a for x in row)
        a = [[complex(x) if cx else float(x) for x in row] for row in a]
        case = {'name': name, 'n': len(a), 'complex': cx, 'a': flat(a, cx), 'f': values(name, a, funcs)}
        out.append(case)
    text = '[\n' + ',\n'.join(json.dumps(c, separators=(',', ':')) for c in out) + '\n]\n'
    with open('funm.json.gz', 'wb') as f:
        with gzip.GzipFile(fileobj=f, mode='wb', mtime=0, filename='') as z:
            z.write(text.encode())
    print(len(out), 'matrices', len(text), 'bytes')
