"""Writes streams.json: streams of NumPy's MT19937 and SFC64.
Run: python3 streams.py (NumPy 2.x) in this directory.
"""
import json
import numpy as np
from numpy.random import Generator, MT19937, RandomState, SFC64, SeedSequence

FULL32 = dict(low=0, high=2**32, dtype=np.uint32)
FULL64 = dict(low=0, high=2**64, dtype=np.uint64)


def text(a):
    return [str(int(v)) for v in a]


def far(b, n):
    """The first, the last and some numbers between of n of 32 bits."""
    return text(Generator(b).integers(size=n, **FULL32)[:: n // 10])


def draws(b):
    """Numbers of every width from one stream, one after the other."""
    g = Generator(b)
    return {"u32": text(g.integers(size=5, **FULL32)), "u64": text(g.integers(size=5, **FULL64)), "u32again": text(g.integers(size=2, **FULL32)),
            "float": [v.hex() for v in g.random(5)], "float32": [float(v).hex() for v in g.random(3, dtype=np.float32)],
            "normal": [v.hex() for v in g.normal(size=4)], "small": text(g.integers(0, 1000, 8)), "then": text(g.integers(size=1, **FULL64))[0]}


def seeded():
    out = []
    for name, cls in [("MT19937", MT19937), ("SFC64", SFC64)]:
        for seed in (0, 42, 2**63 + 5):
            kid = SeedSequence(seed).spawn(2)[1]
            out.append({"name": name, "seed": str(seed), "far": far(cls(seed), 4000), "kid": far(cls(kid), 1000), **draws(cls(seed))})
    return out


def legacy():
    out = []
    for key in [0], [5], [2**32 - 1], [1, 2], [0x123, 0x234, 0x345, 0x456], list(range(700)):
        number = len(key) == 1
        for many in ([False, True] if number else [True]):
            b = MT19937()
            b._legacy_seeding(key if many else key[0])
            r = RandomState(key if many else key[0])
            out.append({"key": key, "list": many, "far": far(b, 2000), "random": [v.hex() for v in r.random_sample(5)]})
    return out


def jumped():
    out = []
    for seed, drawn, jumps in [(0, 0, 1), (42, 0, 1), (42, 0, 2), (42, 1, 1), (42, 300, 1), (7, 5000, 3)]:
        b = MT19937(seed)
        b.random_raw(drawn) if drawn else None
        out.append({"seed": str(seed), "drawn": drawn, "jumps": jumps, "far": far(b.jumped(jumps), 2000)})
    return out


json.dump({"seeded": seeded(), "legacy": legacy(), "jumped": jumped()}, open("streams.json", "w"), separators=(",", ":"))
