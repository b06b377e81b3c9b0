# Writes reduce.txt: reductions and scans by NumPy on small arrays whose
# results are exact, so that the order of adding plays no part. A line "= type
# elements" gives an array, the lines after it "operation result".
# Run: python3 reduce.py > reduce.txt   (NumPy 2)
import warnings
import numpy as np

warnings.simplefilter("ignore")
rng = np.random.default_rng(20)
nan, inf = np.nan, np.inf

REDUCTIONS = {
    "sum": np.sum, "prod": np.prod, "min": np.min, "max": np.max,
    "fmin": np.nanmin, "fmax": np.nanmax, "argmin": np.argmin, "argmax": np.argmax,
    "any": np.any, "all": np.all, "count_nonzero": lambda a: np.int64(np.count_nonzero(a)),
    "nansum": np.nansum, "nanprod": np.nanprod,
    "nancount": lambda a: np.int64(np.count_nonzero(~np.isnan(a))),
    "sumabs": lambda a: np.sum(np.abs(a.astype(np.int64) if a.dtype.kind == "i" else a)),
    "cumsum": np.cumsum, "cumprod": np.cumprod,
    "cummin": np.minimum.accumulate, "cummax": np.maximum.accumulate,
}
COMPLEX = ["sum", "any", "all", "count_nonzero", "nansum", "nancount", "cumsum"]


def arrays(dt):
    dt = np.dtype(dt)
    if dt.kind == "b":
        yield from (np.array(v, dt) for v in ([0], [1], [0, 1, 1, 0, 1], [1] * 40, [0] * 40))
    elif dt.kind in "iu":
        info = np.iinfo(dt)
        yield from (np.array(v, dt) for v in ([0], [info.max], [info.min], [info.min, info.max, info.min],
                    [3, 1, 2, 1, 3], [info.max] * 70, [info.min] * 70))
        for n in (17, 70):
            yield rng.integers(info.min, info.max, n, dt, endpoint=True)
    elif dt.kind == "f":
        yield from (np.array(v, dt) for v in ([1], [nan], [-1, nan, -3], [nan, nan, nan], [inf, -inf, 2],
                    [2, 1, 1, 2], [inf] * 9, [-inf] * 9, [5, nan, 7, nan, 1]))
        for n in (33, 70):
            yield rng.integers(-1, 2, n).astype(dt)
            a = rng.choice(np.array([1, -1, 2, 0.5], dt), n)
            a[n // 3] = nan
            yield a
    else:
        yield np.array([1 + 2j, 0, -3j, 4], dt)
        a = (rng.integers(-8, 8, 50) + 1j * rng.integers(-8, 8, 50)).astype(dt)
        yield a
        b = a.copy()
        b[7], b[9] = complex(nan, 1), complex(1, nan)
        yield b


def hexed(a):
    return np.ascontiguousarray(a).tobytes().hex()


for dt in ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
           "float32", "float64", "complex64", "complex128"]:
    for a in arrays(dt):
        print("=", dt, hexed(a))
        for name, f in REDUCTIONS.items():
            if dt.startswith("complex") and name not in COMPLEX:
                continue
            if dt == "bool" and name == "sumabs":
                continue
            print(name, hexed(f(a)))
