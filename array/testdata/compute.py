"""Writes compute.json: what NumPy makes of reductions, statistics, quantiles,
ufunc methods, sorting, searching and sets. Run: python3 compute.py (NumPy 2.x)
in this directory."""
import json
import warnings

import numpy as np

warnings.simplefilter("ignore")
rng = np.random.default_rng(33)


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


# Small multiples of 1/4 add exactly, so sums must agree in every bit.
a = np.round(rng.normal(size=(3, 4, 5)) * 8) / 4
gaps = a.copy()
gaps[rng.random(a.shape) < 0.2] = np.nan
gaps[0, 1] = np.nan
mask = rng.random(a.shape) < 0.6
mask[1, 2] = False
cases = {}
for axes in [(), (0,), (1,), (2,), (0, 2), (-1, 1), (0, 1, 2)]:
    ax = axes or None
    key = ",".join(map(str, axes))
    for name, f in {
        "sum": np.sum, "min": np.min, "max": np.max, "ptp": np.ptp, "mean": np.mean,
        "var": np.var, "std": np.std, "median": np.median,
        "var1": lambda x, axis: np.var(x, axis=axis, ddof=1),
        "q30": lambda x, axis: np.quantile(x, 0.3, axis=axis),
        "p85": lambda x, axis: np.percentile(x, 85, axis=axis),
        "qs": lambda x, axis: np.quantile(x, [0, 0.25, 0.9, 1], axis=axis),
        "count": np.count_nonzero,
        "sumwhere": lambda x, axis: np.sum(x, axis=axis, where=mask),
        "prodwhere": lambda x, axis: np.prod(x, axis=axis, where=mask),
        "minwhere": lambda x, axis: np.min(x, axis=axis, where=mask, initial=1.5),
        "maxwhere": lambda x, axis: np.max(x, axis=axis, where=mask, initial=-1.5),
        "meanwhere": lambda x, axis: np.mean(x, axis=axis, where=mask),
        "varwhere": lambda x, axis: np.var(x, axis=axis, where=mask, ddof=1),
    }.items():
        cases[name + " " + key] = arr(f(a, axis=ax))
    for name, f in {
        "nansum": np.nansum, "nanmin": np.nanmin, "nanmax": np.nanmax, "nanmean": np.nanmean,
        "nanvar": np.nanvar, "nanmedian": np.nanmedian, "median+nan": np.median,
        "nanq70": lambda x, axis: np.nanquantile(x, 0.7, axis=axis),
        "q30+nan": lambda x, axis: np.quantile(x, 0.3, axis=axis),
    }.items():
        cases[name + " " + key] = arr(f(gaps, axis=ax))

v = np.array([2.0, -1.5, 4.0])
for name in ["add", "subtract", "multiply", "divide", "minimum", "maximum", "fmax", "copysign", "floor_divide", "remainder"]:
    u = getattr(np, name)
    cases["outer " + name] = arr(u.outer(v, a[0]))
    for axis in range(3):
        cases[f"accumulate {name} {axis}"] = arr(u.accumulate(a, axis=axis))
        starts = [[0, 2, 1], [3, 0, 0, 2], [0, 1, 4, 2]][axis]
        cases[f"reduceat {name} {axis}"] = arr(u.reduceat(a, starts, axis=axis))
    b, w = a[:, :, 0].ravel().copy(), np.array([3.0, -2.0, 0.5, 5.0, 1.25])
    u.at(b, [3, 0, 3, -1, 3], w)
    cases["at " + name] = arr(b)
    b = a.copy()
    u.at(b, [[2, 0], [2, -1]], a[0, 0] + 0.125)
    cases["at items " + name] = arr(b)

for axis in range(3):
    cases[f"sort {axis}"] = arr(np.sort(gaps, axis=axis))
    cases[f"argsort {axis}"] = arr(np.argsort(gaps, axis=axis, kind="stable"))
    cases[f"argmin {axis}"] = arr(np.argmin(a, axis=axis))
    cases[f"argmax {axis}"] = arr(np.argmax(gaps, axis=axis))
    cases[f"cumsum {axis}"] = arr(np.cumsum(a, axis=axis))
x, y = a[0].ravel(), a[1].ravel()
cases["searchsorted left"] = arr(np.searchsorted(np.sort(x), y))
cases["searchsorted right"] = arr(np.searchsorted(np.sort(x), y, side="right"))
cases["digitize"] = arr(np.digitize(y, [-2, -0.5, 0, 1.25]))
for name in ["union1d", "intersect1d", "setdiff1d", "setxor1d", "isin"]:
    cases[name] = arr(getattr(np, name)(x, y))
cases["unique"] = arr(np.unique(gaps))

with open("compute.json", "w") as f:
    json.dump({"a": arr(a), "gaps": arr(gaps), "mask": arr(mask), "cases": cases}, f, separators=(",", ":"))
    f.write("\n")
