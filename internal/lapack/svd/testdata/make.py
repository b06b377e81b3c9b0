"""Writes singular.json: singular values to 20 digits of matrices whose small
values are hard, computed with mpmath in enough digits.

Entries are float64 numbers, given exactly by repr, so that the matrix of the
test is the matrix of the table.
"""
import json, math, random
import mpmath as mp


def values(rows, cols, entry, digits):
    mp.mp.dps = digits
    a = mp.matrix(rows, cols)
    for i in range(rows):
        for j in range(cols):
            a[i, j] = mp.mpf(entry(i, j))
    return a


def svd(a):
    s = mp.svd_r(a, compute_uv=False)
    return [mp.nstr(x, 20) for x in sorted(s, reverse=True)]


def bidiagonal(name, d, e, digits):
    n = len(d)
    a = values(n, n, lambda i, j: d[i] if i == j else e[i] if j == i + 1 else 0.0, digits)
    return {"name": name, "d": d, "e": e, "s": svd(a)}


def dense(name, rows, cols, f, digits):
    m = [[f(i, j) for j in range(cols)] for i in range(rows)]
    return {"name": name, "rows": rows, "cols": cols, "a": [x for r in m for x in r],
            "s": svd(values(rows, cols, lambda i, j: m[i][j], digits))}


rng = random.Random(7)
power = lambda lo, hi: rng.choice([-1, 1]) * 10.0 ** rng.uniform(lo, hi)

chains = []
n = 12
chains.append(bidiagonal("Demmel-Kahan: 1 and 10^4", [1.0] * n, [1e4] * (n - 1), 200))
chains.append(bidiagonal("graded down", [10.0 ** -(3 * i) for i in range(n)], [10.0 ** -(3 * i) for i in range(n - 1)], 250))
chains.append(bidiagonal("graded up", [10.0 ** (3 * i - 20) for i in range(n)], [10.0 ** (3 * i - 20) for i in range(n - 1)], 250))
chains.append(bidiagonal("graded in the middle", [10.0 ** -(4 * abs(i - 6)) for i in range(n)], [10.0 ** -(4 * abs(i - 5)) for i in range(n - 1)], 250))
chains.append(bidiagonal("dominant above the diagonal", [10.0 ** -i for i in range(n)], [10.0 ** (i / 2) for i in range(n - 1)], 250))
chains.append(bidiagonal("1e-200 to 1e200", [10.0 ** (200 - 400 * i / (n - 1)) for i in range(n)], [10.0 ** (190 - 400 * i / (n - 1)) for i in range(n - 1)], 1000))
chains.append(bidiagonal("1e-60 to 1e60, random", [power(-60, 60) for _ in range(n)], [power(-60, 60) for _ in range(n - 1)], 1500))
chains.append(bidiagonal("1e-8 to 1e8, random", [power(-8, 8) for _ in range(30)], [power(-8, 8) for _ in range(29)], 400))
chains.append(bidiagonal("Toeplitz 1, 2", [1.0] * 30, [2.0] * 29, 100))
chains.append(bidiagonal("clustered", [1.0] * 20, [1e-9] * 19, 120))
chains.append(bidiagonal("zero on the diagonal", [1.0, 2.0, 0.0, 3.0, 4.0], [1.0, 1.0, 1.0, 1.0], 100))
chains.append(bidiagonal("near underflow", [1e-300, 3e-302, 1e-303, 7e-305], [2e-301, 1e-304, 1e-302], 900))
chains.append(bidiagonal("near overflow", [1e307, 3e300, 1e306, 7e299], [2e306, 1e306, 1e305], 900))

k = 1.2
c, s = math.cos(k), math.sin(k)
full = [
    dense("Hilbert 8", 8, 8, lambda i, j: 1.0 / (i + j + 1), 100),
    dense("Kahan 20", 20, 20, lambda i, j: 0.0 if j < i else s ** i if i == j else -c * s ** i, 120),
    dense("Vandermonde 10 by 7", 10, 7, lambda i, j: ((i + 1) / 10.0) ** (6 - j), 100),
]
g = [[rng.gauss(0, 1) for _ in range(8)] for _ in range(12)]
scaled = [
    dense("columns from 1 to 1e-100", 12, 8, lambda i, j: g[i][j] * 2.0 ** (-47 * j), 400),
    dense("columns from 1e-90 to 1e90", 12, 8, lambda i, j: g[i][j] * 2.0 ** (-300 + 85 * j), 500),
    dense("rows from 1e-100 to 1", 12, 8, lambda i, j: g[i][j] * 2.0 ** (-30 * (11 - i)), 400),
    dense("columns in no order", 12, 8, lambda i, j: g[i][j] * 2.0 ** (60 * ((j * 5) % 8) - 200), 500),
]
with open("singular.json", "w") as f:
    json.dump({"bidiagonal": chains, "dense": full, "scaled": scaled}, f, indent=0)
    f.write("\n")
