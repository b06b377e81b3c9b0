"""Writes eigenvalues.json: matrices whose elements are exact in binary, their
eigenvalues to 60 digits by mpmath, rounded, and the condition number
1/|u.v| of each eigenvalue (u, v unit left and right eigenvectors).

    python3 eigenvalues.py > eigenvalues.json
"""
import json
import mpmath as mp

mp.mp.dps = 60


def companion(roots):
    p = [mp.mpf(1)]
    for r in roots:
        p = [a - r * b for a, b in zip(p + [0], [0] + p)]
    n = len(roots)
    return [[-p[j + 1] if i == 0 else int(j == i - 1) for j in range(n)] for i in range(n)]


def frank(n):
    return [[0 if j < i - 1 else n - max(i, j) for j in range(n)] for i in range(n)]


def grcar(n):
    return [[-1 if j == i - 1 else int(i <= j <= i + 3) for j in range(n)] for i in range(n)]


def kahan(n):
    # Sine and cosine rounded to 20 bits, so that elements are exact enough.
    s, c = float(round(mp.sin(1.2) * 2**20)) / 2**20, float(round(mp.cos(1.2) * 2**20)) / 2**20
    a = [[float(s**i * (1 if i == j else -c)) if j >= i else 0 for j in range(n)] for i in range(n)]
    a[n - 1][0] = 2.0**-10
    return a


godunov = [
    [289, 2064, 336, 128, 80, 32, 16],
    [1152, 30, 1312, 512, 288, 128, 32],
    [-29, -2000, 756, 384, 1008, 224, 48],
    [512, 128, 640, 0, 640, 512, 128],
    [1053, 2256, -504, -384, -756, 800, 208],
    [-287, -16, 1712, -128, 1968, -30, 2032],
    [-2176, -287, -1565, -512, -541, -1152, -289],
]


def toeplitz(n):
    return [[2.0**-abs(i - j) * (1 if i < j else -1) + (i == j) * 3 for j in range(n)] for i in range(n)]


def rotations(n):
    # Pythagorean: exact cosines and sines after multiplication by 25.
    a = [[0] * n for _ in range(n)]
    for k, (c, s) in zip(range(0, n, 2), [(7, 24), (15, 20), (24, 7), (20, 15)]):
        a[k][k], a[k][k + 1], a[k + 1][k], a[k + 1][k + 1] = c, -s, s, c
    return a


def graded(n):
    return [[((7 * i + 3 * j * j + i * j) % 11 - 5) * 2.0 ** (-4 * i) for j in range(n)] for i in range(n)]


def case(name, a):
    n = len(a)
    m = mp.matrix(n, n)
    for i in range(n):
        for j in range(n):
            assert mp.mpf(float(a[i][j])) == a[i][j], name
            m[i, j] = mp.mpf(a[i][j])
    w, left, right = mp.eig(m, left=True, right=True)
    cond = []
    for k in range(n):
        u, v = left[k, :], right[:, k]
        dot = abs(mp.fsum(u[j] * v[j] for j in range(n)))
        norm = lambda x: mp.sqrt(mp.fsum(abs(y) ** 2 for y in x))
        cond.append(float(norm(u) * norm(v) / dot))
    return {
        "name": name,
        "a": [[float(x) for x in row] for row in a],
        "re": [float(mp.re(x)) for x in w],
        "im": [float(mp.im(x)) for x in w],
        "cond": cond,
    }


print(json.dumps([
    case("Wilkinson polynomial 8", companion([mp.mpf(k) for k in range(1, 9)])),
    case("Wilkinson polynomial 15", companion([mp.mpf(k) for k in range(1, 16)])),
    case("Frank 9", frank(9)),
    case("Frank 12", frank(12)),
    case("Grcar 20", grcar(20)),
    case("Kahan 10", kahan(10)),
    case("Godunov 7", godunov),
    case("Toeplitz 16", toeplitz(16)),
    case("rotations 8", rotations(8)),
    case("graded rows 10", graded(10)),
    case("badly scaled 3", [[1, 2.0**20, 2.0**40], [2.0**-20, 2, 2.0**20], [2.0**-41, 2.0**-20, 3]]),
]))
