"""Writes golden.json: streams and samples of NumPy's generators.
Run: python3 golden.py (NumPy 2.x) in this directory.

Of each distribution 20000 samples are drawn; the file has the first 100, every
997th, and the 64 bits that follow the last, which agree only if every
rejection before was decided alike.
"""
import json
import numpy as np
from numpy.random import Generator, PCG64, PCG64DXSM, Philox, SeedSequence


def u64(a):
    return [str(int(v)) for v in a]


def raw(b, n):
    return u64(b.random_raw(n))


def seeds():
    out = []
    for e in [0, 1, 42, 2**32 - 1, 2**32, 2**64 - 1, [1, 2], [2**40, 7], [1, 2, 3, 4, 5, 6], [0, 0]]:
        s = SeedSequence(e)
        kids = s.spawn(3)
        out.append({"entropy": u64(e if isinstance(e, list) else [e]), "state32": u64(s.generate_state(7)), "state64": u64(s.generate_state(5, np.uint64)),
                    "kid": u64(kids[2].generate_state(4)), "grandkid": u64(kids[1].spawn(2)[1].generate_state(4))})
    return out


def streams():
    out = []
    for name, cls in [("PCG64", PCG64), ("PCG64DXSM", PCG64DXSM), ("Philox", Philox)]:
        for seed in (0, 42, 2**63 + 5):
            c = {"name": name, "seed": str(seed), "raw": raw(cls(seed), 20)}
            b = cls(seed)
            b.advance(1000003)
            c["advanced"] = raw(b, 3)
            c["jumped"] = raw(cls(seed).jumped(), 6)
            c["jumped3"] = raw(cls(seed).jumped(3), 6)
            g = Generator(cls(seed))
            c["u32"] = u64(g.integers(0, 2**32, 5, dtype=np.uint32))
            c["then"] = raw(g.bit_generator, 2)
            c["then32"] = u64(g.integers(0, 2**32, 3, dtype=np.uint32))
            c["bytes"] = list(Generator(cls(seed)).bytes(11))
            out.append(c)
    return out


N = 20000


def dists():
    calls = {
        "random": lambda g: g.random(N), "random32": lambda g: g.random(N, dtype=np.float32), "uniform": lambda g: g.uniform(-3, 5, N),
        "normal": lambda g: g.normal(1, 2.5, N), "exponential": lambda g: g.exponential(3, N), "lognormal": lambda g: g.lognormal(0.5, 0.75, N),
        "chi2": lambda g: g.chisquare(3, N), "t": lambda g: g.standard_t(4, N),
        "bool": lambda g: g.integers(0, 2, N, dtype=bool),
    }
    for a, s in [(0.3, 1), (1, 2), (2.5, 1.5), (40, 1), (0, 1)]:
        calls[f"gamma {a} {s}"] = lambda g, a=a, s=s: g.gamma(a, s, N)
    for a, b in [(0.5, 0.5), (1, 1), (2, 3), (0.2, 5)]:
        calls[f"beta {a} {b}"] = lambda g, a=a, b=b: g.beta(a, b, N)
    for lam in [0, 0.7, 9.9, 10, 123.4, 1e6]:
        calls[f"poisson {lam}"] = lambda g, lam=lam: g.poisson(lam, N)
    for n, p in [(10, 0.3), (10, 0.9), (100, 0.5), (1000, 0.4), (1000, 0.97), (100000, 0.25), (100000, 0.6), (5, 1.0), (0, 0.5), (3, 0)]:
        calls[f"binomial {n} {p}"] = lambda g, n=n, p=p: g.binomial(n, p, N)
    for dt, lo, hi in [("int8", -128, 128), ("int8", -5, 100), ("uint8", 0, 256), ("uint8", 7, 8), ("int16", -32768, 32768), ("uint16", 3, 40000), ("int32", -2**31, 2**31),
                       ("int32", -7, 1000000), ("uint32", 0, 2**31 + 1), ("int64", -2**63, 2**63), ("int64", 0, 10), ("int64", 0, 2**32), ("int64", -5, 2**40),
                       ("int64", -2**62, 2**62 + 1), ("uint64", 0, 2**64), ("uint64", 1, 2**63 + 2)]:
        calls[f"integers {dt} {lo} {hi - 1}"] = lambda g, dt=dt, lo=lo, hi=hi: g.integers(lo, hi, N, dtype=dt)
    out = []
    for name, f in calls.items():
        g = np.random.default_rng(12345)
        a = f(g)
        if a.dtype.kind in "iub":
            show = lambda v: [str(int(x)) for x in v]
        else:
            show = lambda v: [repr(float(x)) for x in v]
        out.append({"name": name, "first": show(a[:100]), "every": show(a[::997]), "then": str(g.bit_generator.random_raw())})
    return out


def choices():
    out = []
    for n, size, kw in [(10, 5, {}), (10, 10, {"replace": False}), (100000, 30, {"replace": False}), (20000, 500, {"replace": False}), (20000, 900, {"replace": False, "shuffle": False}),
                        (20000, 1900, {"replace": False, "shuffle": False}), (50, 20, {"replace": False, "shuffle": False}), (5, 40, {"p": [0.1, 0.2, 0.3, 0.15, 0.25]}),
                        (6, 5, {"p": [0.5, 0.2, 0.1, 0.1, 0.05, 0.05], "replace": False}), (1, 3, {}), (7, 1, {"replace": False})]:
        g = np.random.default_rng(99)
        idx = g.choice(n, size, **kw)
        out.append({"n": n, "size": size, "p": kw.get("p"), "noreplace": kw.get("replace") is False, "noshuffle": kw.get("shuffle") is False,
                    "want": idx.tolist()[:200], "then": str(g.bit_generator.random_raw())})
    return out


def shuffles():
    g = np.random.default_rng(7)
    a = np.arange(30)
    g.shuffle(a)
    m = np.arange(12).reshape(6, 2)
    g.shuffle(m)
    return {"line": a.tolist(), "rows": m.ravel().tolist(), "permutation": g.permutation(25).tolist(),
            "columns": g.permutation(np.arange(12).reshape(2, 6), axis=1).ravel().tolist(), "then": str(g.bit_generator.random_raw())}


def parallel():
    """The blocks of FillParallel: Philox streams jumped by the block."""
    s = SeedSequence(2024)
    return {"normal": [repr(float(v)) for b in range(3) for v in Generator(Philox(s).jumped(b) if b else Philox(s)).normal(size=4096)[:50]],
            "int16": [int(v) for b in range(3) for v in Generator(Philox(s).jumped(b) if b else Philox(s)).integers(0, 1000, 4096, dtype=np.int16)[:50]]}


json.dump({"seeds": seeds(), "streams": streams(), "dists": dists(), "choices": choices(), "shuffles": shuffles(), "parallel": parallel()},
          open("golden.json", "w"), separators=(",", ":"))
