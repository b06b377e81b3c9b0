"""Times NumPy, SciPy and numexpr on the work that the Go side names.

Reads a JSON list of cases from standard input, each {work, dtype, n, threads},
and writes a JSON list of figures: the shortest time of one call over many
batches, as the Go side measures it.
"""

import json
import os
import sys
import time

cases = json.load(sys.stdin)
threads = str(cases[0]["threads"]) if cases else "1"
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
    os.environ[name] = threads

import numpy as np  # noqa: E402
import numexpr as ne  # noqa: E402

ne.set_num_threads(int(threads))
BUDGET = float(os.environ.get("SCICORE_BENCH_BUDGET", "0.25"))


def best(f):
    t = time.perf_counter()
    f()
    first = time.perf_counter() - t
    if first > 1:  # long work needs no more
        t = time.perf_counter()
        f()
        return min(first, time.perf_counter() - t) * 1e9
    batch = 1
    while True:
        t = time.perf_counter()
        for _ in range(batch):
            f()
        if time.perf_counter() - t > 200e-6 or batch >= 1 << 20:
            break
        batch *= 2
    least, runs, start = float("inf"), 0, time.perf_counter()
    while runs < 3 or time.perf_counter() - start < BUDGET:
        t = time.perf_counter()
        for _ in range(batch):
            f()
        least = min(least, (time.perf_counter() - t) / batch)
        runs += 1
    return least * 1e9


def data(n, dtype, seed):
    r = np.random.default_rng(seed)
    if np.issubdtype(dtype, np.integer):
        info = np.iinfo(dtype)
        return r.integers(info.min, info.max, n, dtype=dtype)
    return (r.random(n) * 2 + 0.5).astype(dtype)


def binary(op):
    def make(n, dt):
        a, b, out = data(n, dt, 1), data(n, dt, 2), np.empty(n, dt)
        return {"numpy": lambda: op(a, b, out=out)}
    return make


def unary(op):
    def make(n, dt):
        a, out = data(n, dt, 1), np.empty(n, dt)
        return {"numpy": lambda: op(a, out=out)}
    return make


def reduction(op):
    def make(n, dt):
        a = data(n, dt, 1)
        return {"numpy": lambda: op(a)}
    return make


def strided(op):
    def make(n, dt):
        a = data(2 * n, dt, 1)[::2]
        return {"numpy": lambda: op(a)}
    return make


def over_axis(op, axis):
    def make(n, dt):
        side = int(round(n ** 0.5))
        a = data(side * side, dt, 1).reshape(side, side)
        return {"numpy": lambda: op(a, axis=axis)}
    return make


def fma_like(n, dt):
    a, b, c, out = data(n, dt, 1), data(n, dt, 2), data(n, dt, 3), np.empty(n, dt)

    def f():
        np.multiply(a, b, out=out)
        np.add(out, c, out=out)
    return {"numpy": f}


def lazy(n, dt):
    a, b = data(n, dt, 1), data(n, dt, 2)
    return {"numpy": lambda: np.sqrt(a * a + b * b),
            "numexpr": lambda: ne.evaluate("sqrt(a*a+b*b)", local_dict={"a": a, "b": b})}


def matmul(n, dt):
    a, b, out = data(n * n, dt, 1).reshape(n, n), data(n * n, dt, 2).reshape(n, n), np.empty((n, n), dt)
    return {"openblas": lambda: np.matmul(a, b, out=out)}


def sort(n, dt):
    a = data(n, dt, 1)
    buf = a.copy()

    def f():
        buf[:] = a
        buf.sort()

    def copy():
        buf[:] = a
    # The copy that gives each run unsorted input is not part of the sort.
    return {"numpy": (f, copy)}


def small_alloc(n, dt):
    a, b = data(n, dt, 1), data(n, dt, 2)
    return {"numpy": lambda: np.add(a, b)}


WORK = {
    "add": binary(np.add), "mul": binary(np.multiply), "fma-like": fma_like,
    "exp": unary(np.exp), "log": unary(np.log), "sin": unary(np.sin), "cos": unary(np.cos), "tanh": unary(np.tanh),
    "sum": reduction(np.sum), "mean": reduction(np.mean), "var": reduction(np.var),
    "min": reduction(np.min), "argmax": reduction(np.argmax),
    "sum strided": strided(np.sum), "mean strided": strided(np.mean), "var strided": strided(np.var),
    "min strided": strided(np.min), "argmax strided": strided(np.argmax),
    "sum axis 0": over_axis(np.sum, 0), "sum axis 1": over_axis(np.sum, 1),
    "mean axis 0": over_axis(np.mean, 0), "mean axis 1": over_axis(np.mean, 1),
    "var axis 0": over_axis(np.var, 0), "var axis 1": over_axis(np.var, 1),
    "min axis 0": over_axis(np.min, 0), "min axis 1": over_axis(np.min, 1),
    "argmax axis 0": over_axis(np.argmax, 0), "argmax axis 1": over_axis(np.argmax, 1),
    "lazy sqrt(a*a+b*b)": lazy, "matmul": matmul, "sort": sort,
    "small add, allocating": small_alloc,
}

if any(c["work"] not in WORK for c in cases):
    import linalg_peers
    WORK.update(linalg_peers.WORK)

figures = []
for c in cases:
    make = WORK.get(c["work"])
    if make is None:
        continue
    for impl, f in make(c["n"], np.dtype(c["dtype"])).items():
        if isinstance(f, tuple):
            ns = best(f[0]) - best(f[1])
        else:
            ns = best(f)
        figures.append({**c, "impl": impl, "ns": ns, "allocs": -1})
json.dump({"figures": figures, "versions": {**({"scipy": linalg_peers.VERSION} if "linalg_peers" in sys.modules else {}),
           "numpy": np.__version__, "numexpr": ne.__version__,
           "blas": np.show_config(mode="dicts")["Build Dependencies"]["blas"].get("version", "?")}}, sys.stdout)
