"""Eigenvalues of hard symmetric tridiagonal matrices, to 60 digits by mpmath.

python3 tridiagonal.py > tridiagonal.txt
Each case: a line "name n", the diagonal, what is beside it, the eigenvalues;
numbers as hexadecimal floats, the eigenvalues rounded once.
"""
import random
import mpmath as mp

mp.mp.dps = 60


def emit(name, d, e):
    n = len(d)
    a = mp.zeros(n)
    for i in range(n):
        a[i, i] = mp.mpf(d[i])
    for i in range(n - 1):
        a[i, i + 1] = a[i + 1, i] = mp.mpf(e[i])
    w = sorted(mp.eigsy(a, eigvals_only=True))
    print(name, n)
    for row in (d, e, w):
        print(*[float(x).hex() for x in row])


def wilkinson(m):
    return [float(abs(i - m)) for i in range(2 * m + 1)], [1.0] * (2 * m)


r = random.Random(5)
emit("wilkinson", *wilkinson(10))
d, e = [], []
for g in range(3):
    wd, we = wilkinson(7)
    if g:
        e.append(1e-8)
    d += wd
    e += we
emit("glued-wilkinson", d, e)
emit("one-two-one", [2.0] * 40, [-1.0] * 39)
emit("clement", [0.0] * 36, [((i + 1.0) * (35 - i)) ** 0.5 for i in range(35)])
emit("random", [r.gauss(0, 1) for _ in range(45)], [r.gauss(0, 1) for _ in range(44)])
emit("graded-down", [10.0 ** (-i / 3) for i in range(40)], [10.0 ** (-(2 * i + 1) / 6) / 3 for i in range(39)])
emit("graded-up", [10.0 ** (-(39 - i) / 3) for i in range(40)], [10.0 ** (-(78 - 2 * i - 1) / 6) / 3 for i in range(39)])
emit("clustered", [1 + 1e-12 * r.random() for _ in range(40)], [1e-10 * r.random() for _ in range(39)])
emit("nearly-diagonal", [float(i % 7) for i in range(40)], [1e-7 * r.gauss(0, 1) for _ in range(39)])
emit("zero-diagonal", [0.0] * 41, [r.gauss(0, 1) for _ in range(40)])
emit("legendre", [0.0] * 48, [(i + 1) / (4.0 * (i + 1) ** 2 - 1) ** 0.5 for i in range(47)])
emit("split", [r.gauss(0, 1) for _ in range(44)], [0.0 if i % 11 == 10 else r.gauss(0, 1) for i in range(43)])
emit("huge", [r.gauss(0, 1) * 2.0 ** 1019 for _ in range(40)], [r.gauss(0, 1) * 2.0 ** 1019 for _ in range(39)])
emit("tiny", [r.gauss(0, 1) * 2.0 ** -1015 for _ in range(40)], [r.gauss(0, 1) * 2.0 ** -1015 for _ in range(39)])
emit("single", [3.0], [])
emit("two", [1.0, 1.0], [2.0])
emit("zero", [0.0] * 5, [0.0] * 4)
