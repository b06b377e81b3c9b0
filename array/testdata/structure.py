"""Writes structure.json: what NumPy makes of slices, reshapes, ranges and
rearrangements. Run: python3 structure.py (NumPy 2.x) in this directory."""
import json
import numpy as np

rng = np.random.default_rng(20)


def num(x):
    """JSON has no NaN and no infinities."""
    x = float(x)
    if x != x:
        return "NaN"
    if x in (float("inf"), float("-inf")):
        return "+Inf" if x > 0 else "-Inf"
    return x


def arr(a):
    a = np.asarray(a)
    return {"shape": list(a.shape), "data": [num(v) for v in a.ravel()]}


def base(shape, perm):
    a = np.arange(int(np.prod(shape)), dtype=np.int64).reshape(shape)
    return a.transpose(perm) if perm else a


def rand_end(n):
    return None if rng.random() < 0.25 else int(rng.integers(-n - 3, n + 4))


def rand_index(n):
    kind = rng.choice(["r", "r", "r", "i", "a", "n"])
    if kind == "r":
        step = int(rng.choice([-7, -3, -2, -1, 1, 1, 2, 3, 9]))
        return ["r", rand_end(n), rand_end(n), step]
    if kind == "i":
        return ["i", int(rng.integers(-n, n))] if n else ["a"]
    return [str(kind)]


def to_py(ix):
    return tuple({"r": lambda x: slice(x[1], x[2], x[3]), "i": lambda x: x[1], "a": lambda x: slice(None),
                  "n": lambda x: np.newaxis, "e": lambda x: Ellipsis}[x[0]](x) for x in ix)


def slices():
    out = []
    for shape in [(6,), (1,), (0,), (3, 4), (4, 1, 3), (2, 3, 2, 3), (2, 0, 3)]:
        for _ in range(45):
            perm = [int(p) for p in rng.permutation(len(shape))] if rng.random() < 0.4 else None
            a = base(shape, perm)
            ix, axis = [], 0
            used_ellipsis = False
            while axis < a.ndim and (used_ellipsis or rng.random() < 0.9):
                if not used_ellipsis and rng.random() < 0.15:
                    ix.append(["e"])
                    used_ellipsis = True
                    left = int(rng.integers(0, a.ndim - axis + 1))
                    axis = a.ndim - left
                    continue
                x = rand_index(a.shape[axis])
                ix.append(x)
                axis += x[0] != "n"
            out.append({"shape": shape, "perm": perm, "index": ix, "want": arr(a[to_py(ix)])})
    for ix in [[], [["e"]], [["i", 1], ["i", 2]], [["e"], ["i", -1]], [["n"], ["e"], ["n"]],
               [["r", -2**63 + 1, 2**63 - 1, 2**63 - 1]], [["r", 2**63 - 1, -2**63 + 1, -2**63 + 1]]]:
        out.append({"shape": (3, 4), "perm": None, "index": ix, "want": arr(base((3, 4), None)[to_py(ix)])})
    return out


def reshapes():
    out = []
    shapes = {12: [(12,), (3, 4), (4, 3), (2, 6), (2, 2, 3), (1, 12, 1), (3, -1), (-1,), (2, 3, -1), (1, 3, 1, 4, 1)],
              0: [(0,), (0, 3), (2, 0), (0, 0, 5)], 1: [(1,), (), (1, 1, 1)]}
    for size, list_ in shapes.items():
        for have in list_:
            if -1 in have:
                continue
            for p in range(3):
                perm = [int(x) for x in rng.permutation(len(have))] if p else None
                for want in list_:
                    a = base(have, perm)
                    b = a.reshape(want)
                    out.append({"shape": have, "perm": perm, "to": want, "want": arr(b),
                                "view": bool(np.shares_memory(a, b)) or size == 0})
    for start, stop, step in [(0, 12, 1), (0, 24, 2), (23, None, -2)]:  # strided 1-d
        for want in [(3, 4), (12, 1), (2, 2, 3)]:
            a = np.arange(24)[start:stop:step]
            b = a.reshape(want)
            out.append({"shape": (24,), "perm": None, "slice": [start, stop, step], "to": want,
                        "want": arr(b), "view": bool(np.shares_memory(a, b))})
    return out


def aranges():
    cases = [(0, 1, 0.1), (1, 1.3, 0.1), (0, 5, 1), (5, 0, -1), (0, 0, 1), (1, 0, 1), (0, 1, 1 / 3), (-1, 1, 0.25),
             (0, 1e-300, 1e-301), (0.1, 0.8, 0.1), (1e16, 1e16 + 8, 1), (0, 2.2, 0.2), (0, 1, 1e300), (1, 0, -1e-1)]
    out = []
    for dt in ["float64", "float32", "int64", "int8", "uint8"]:
        for s, e, d in cases:
            if "int" in dt and (any(float(v) != int(v) for v in (s, e, d)) or max(abs(s), abs(e), abs(d)) > 100):
                continue
            if dt == "uint8" and min(s, e, d) < 0:
                continue
            if dt == "float32":
                s, e, d = (float(np.float32(v)) for v in (s, e, d))
                if d == 0 or not np.isfinite(d):
                    continue
            cv = int if "int" in dt else float
            out.append({"dtype": dt, "args": [cv(s), cv(e), cv(d)], "want": arr(np.arange(cv(s), cv(e), cv(d), dtype=dt))})
    return out


def spaces():
    out = []
    for s, e in [(0, 1), (1, 0), (-3, 7), (2, 2), (0, 5e-324), (1e308, -1e308), (0.1, 0.7)]:
        for n in [0, 1, 2, 5, 10]:
            for end in [True, False]:
                with np.errstate(all="ignore"):
                    out.append({"kind": "lin", "args": [s, e], "n": n, "endpoint": end, "want": arr(np.linspace(s, e, n, endpoint=end))})
    for s, e in [(0, 3), (-2, 2), (1, 1)]:
        for n in [1, 4, 7]:
            for b in [10.0, 2.0]:
                out.append({"kind": "log", "args": [s, e], "n": n, "base": b, "endpoint": True, "want": arr(np.logspace(s, e, n, base=b))})
    for s, e in [(1, 1000), (1000, 1), (-1, -256), (0.5, 3)]:
        for n in [1, 2, 4, 9]:
            for end in [True, False]:
                out.append({"kind": "geom", "args": [s, e], "n": n, "endpoint": end, "want": arr(np.geomspace(s, e, n, endpoint=end))})
    return out


def matrices():
    out = []
    for n, m, k in [(3, 3, 0), (3, 4, 1), (4, 3, -1), (2, 5, 7), (2, 5, -7), (0, 3, 0), (3, 0, 1), (5, 2, -4)]:
        a = np.arange(n * m).reshape(n, m) + 1
        out += [{"op": "eye", "args": [n, m, k], "want": arr(np.eye(n, m, k))},
                {"op": "tri", "args": [n, m, k], "want": arr(np.tri(n, m, k))},
                {"op": "tril", "args": [n, m, k], "want": arr(np.tril(a, k))},
                {"op": "triu", "args": [n, m, k], "want": arr(np.triu(a, k))},
                {"op": "diag1", "args": [n, m, k], "want": arr(np.diag(np.arange(n) + 1, k))},
                {"op": "diag2", "args": [n, m, k], "want": arr(np.diag(a, k))},
                {"op": "vander", "args": [n, m, k], "want": arr(np.vander(np.arange(n) + 1, m))}]
    a = np.arange(60).reshape(3, 4, 5)
    out += [{"op": "diagonal", "args": [k, i, j], "want": arr(a.diagonal(k, i, j))}
            for k in (-2, 0, 3) for i, j in [(0, 1), (2, 0), (-1, -2)]]
    out += [{"op": "windows", "args": [w, ax], "want": arr(np.lib.stride_tricks.sliding_window_view(a, w, ax))}
            for w in (1, 2, 3) for ax in (0, 1, -1)]
    out += [{"op": "indices", "args": s, "want": arr(np.indices(s))} for s in [(2, 3, 2), (4,), (0, 2)]]
    return out


if __name__ == "__main__":
    json.dump({"slices": slices(), "reshapes": reshapes(), "aranges": aranges(), "spaces": spaces(), "matrices": matrices()},
              open("structure.json", "w"), separators=(",", ":"))
