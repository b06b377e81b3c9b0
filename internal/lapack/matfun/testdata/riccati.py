"""Makes riccati.json: stabilising solutions of algebraic Riccati equations to 60
digits, rounded to double. The examples are small ones of the collections CAREX
and DAREX (P. Benner, A. J. Laub and V. Mehrmann, 1995) and random ones.

SciPy's solution is the start; Newton's method with 80 digits does the rest, and
the residual is checked. cond is the relative condition number, by the norm of
the inverse of the Lyapunov operator of the closed loop.

    python3 riccati.py        needs mpmath, numpy, scipy
"""
import json
import mpmath as mp, numpy as np, scipy.linalg as sl

mp.mp.dps = 80


def residual(a, b, q, r, s, x, disc):
    """the residual, the closed loop and the quadratic term"""
    f, w = (b.T * x * a + s.T, r + b.T * x * b) if disc else (b.T * x + s.T, r)
    k = mp.inverse(w) * f
    linear = a.T * x * a - x if disc else a.T * x + x * a
    return linear - f.T * k + q, a - b * k, f.T * k


def lyapunov(c, res, disc):
    """c' d + d c = -res or c' d c - d = -res"""
    n = c.rows
    m = mp.matrix(n * n, n * n)
    for i in range(n):
        for j in range(n):
            for k in range(n):
                if disc:
                    for l in range(n):
                        m[i * n + j, k * n + l] += c[k, i] * c[l, j]
                else:
                    m[i * n + j, k * n + j] += c[k, i]
                    m[i * n + j, i * n + k] += c[k, j]
            if disc:
                m[i * n + j, i * n + j] -= 1
    v = mp.lu_solve(m, mp.matrix([-res[i, j] for i in range(n) for j in range(n)]))
    return mp.matrix([[v[i * n + j] for j in range(n)] for i in range(n)]), m


def solve(name, disc, a, b, q, r, s=None):
    a, b, q, r = (np.array(x, dtype=float) for x in (a, b, q, r))
    n, m = b.shape
    s = np.zeros((n, m)) if s is None else np.array(s, dtype=float)
    x0 = (sl.solve_discrete_are if disc else sl.solve_continuous_are)(a, b, q, r, s=s)
    A, B, Q, R, S, X = (mp.matrix(v.tolist()) for v in (a, b, q, r, s, x0))
    for _ in range(12):
        res, loop, quad = residual(A, B, Q, R, S, X, disc)
        d, op = lyapunov(loop, res, disc)
        X = X + d
        if mp.mnorm(d, 1) <= mp.mpf(10) ** -65 * mp.mnorm(X, 1):
            break
    else:
        raise ValueError(name)
    ev = np.linalg.eigvals(np.array(loop.tolist(), dtype=float))
    assert (np.abs(ev) < 1).all() if disc else (ev.real < 0).all(), name
    f = lambda z: float(mp.mnorm(z, 'f'))
    inv = np.linalg.norm(np.array(mp.inverse(op).tolist(), dtype=float), 2)
    terms = f(Q) + (f(A) ** 2 * f(X) + f(X) if disc else 2 * f(A) * f(X)) + f(quad)
    flat = lambda z: [float(z[i, j]) for i in range(z.rows) for j in range(z.cols)]
    return {'name': name, 'discrete': disc, 'n': n, 'm': m, 'a': flat(A), 'b': flat(B), 'q': flat(Q), 'r': flat(R), 's': flat(S),
            'x': flat(X), 'cond': float('%.4g' % (inv * terms / f(X)))}


I = lambda n: np.eye(n).tolist()
CASES = [
    ('CAREX 1.1', 0, [[0, 1], [0, 0]], [[0], [1]], [[1, 0], [0, 2]], [[1]]),
    ('CAREX 1.2', 0, [[4, 3], [-4.5, -3.5]], [[1], [-1]], [[9, 6], [6, 4]], [[1]]),
    ('CAREX 1.3', 0, [[0, 1, 0, 0], [0, -1.89, 0.39, -5.53], [0, -0.034, -2.98, 2.43], [0.034, -0.0011, -0.99, -0.21]],
     [[0, 0], [0.36, -1.6], [-0.95, -0.032], [0.03, 0]],
     [[2.313, 2.727, 0.688, 0.023], [2.727, 4.271, 1.148, 0.323], [0.688, 1.148, 0.313, 0.102], [0.023, 0.323, 0.102, 0.083]], I(2)),
    ('CAREX 2.1, 1', 0, [[1, 0], [0, -2]], [[1], [0]], [[1, 1], [1, 1]], [[1]]),
    ('CAREX 2.1, 1e-4', 0, [[1, 0], [0, -2]], [[1e-4], [0]], [[1, 1], [1, 1]], [[1]]),
    ('CAREX 2.2', 0, [[-0.1, 0], [0, -0.02]], [[0.1, 0], [0.001, 0.01]], [[100, 1000], [1000, 10000]], [[1.01, 1], [1, 1]]),
    ('CAREX 2.3, 1', 0, [[0, 1], [0, 0]], [[0], [1]], I(2), [[1]]),
    ('CAREX 2.3, 100', 0, [[0, 100], [0, 0]], [[0], [1]], I(2), [[1]]),
    ('CAREX 2.3, 1e-4', 0, [[0, 1e-4], [0, 0]], [[0], [1]], I(2), [[1]]),
    ('CAREX 2.4', 0, [[1.1, 1], [1, 1.1]], I(2), [[0.01, 0], [0, 0.01]], I(2)),
    ('CAREX 2.5', 0, [[2, 1], [4, 1]], [[1], [1]], [[-7, -3], [-3, 0]], [[1]]),
    ('cross term', 0, [[0, 1], [0, 0]], [[0], [1]], [[3, 0], [0, 4]], [[2]], [[0.5], [-0.25]]),
    ('Hamiltonian of order 2', 0, [[3]], [[2]], [[5]], [[0.5]]),
    ('DAREX 1.1', 1, [[4, 3], [-4.5, -3.5]], [[1], [-1]], [[9, 6], [6, 4]], [[1]]),
    ('DAREX 1.2', 1, [[.9512, 0], [0, .9048]], [[4.877, 4.877], [-1.1895, 3.569]], [[.005, 0], [0, .02]], [[1 / 3, 0], [0, 3]]),
    ('DAREX 1.3, R = 0', 1, [[2, -1], [1, 0]], [[1], [0]], [[0, 0], [0, 1]], [[0]]),
    ('DAREX 1.4, R singular', 1, [[0, 1], [0, -1]], [[1, 0], [2, 1]], [[-4 / 11, -4 / 11], [-4 / 11, 7 / 11]], [[9, 3], [3, 1]]),
    ('DAREX 1.5', 1, [[0, 1], [0, 0]], [[0], [1]], [[1, 2], [2, 4]], [[1]]),
    ('DAREX 2.1, 1', 1, [[0, 1], [0, 0]], [[0], [1]], I(2), [[1]]),
    ('DAREX 2.1, 100', 1, [[0, 100], [0, 0]], [[0], [1]], I(2), [[1]]),
    ('Q = 0, unstable', 1, [[2.5]], [[1]], [[0]], [[1]]),
    ('cross term, discrete', 1, [[1.1, 0.3], [0, 0.7]], [[0.2], [1]], [[2, 0], [0, 1]], [[1.5]], [[0.2], [0.1]]),
    ('dead beat', 1, [[0, 1, 0], [0, 0, 1], [0, 0, 0]], [[0], [0], [1]], I(3), [[1]]),
]
r = np.random.RandomState(5)
for n, m in ((3, 1), (5, 2), (8, 3)):
    for disc in (0, 1):
        g = r.randn(n, n)
        CASES.append(('random %d, %d' % (n, disc), disc, r.randn(n, n), r.randn(n, m), (g @ g.T + (g @ g.T).T) / 2, np.diag(1. + np.arange(m))))

if __name__ == '__main__':
    out = [solve(*c) for c in CASES]
    with open('riccati.json', 'w') as f:
        f.write('[\n' + ',\n'.join(json.dumps(c, separators=(',', ':')) for c in out) + '\n]\n')
    for c in out:
        print(c['name'], c['cond'])
