"""Writes rearrange.json: what NumPy makes of joins, pads, indices and prints.
Run: python3 rearrange.py (NumPy 2.x) in this directory."""
import json
import numpy as np
from structure import arr, num

rng = np.random.default_rng(21)


def pads():
    out = []
    bases = {"int64": [np.arange(5) * 3 % 7, np.arange(12).reshape(3, 4) * 5 % 11, np.arange(8).reshape(2, 2, 2), np.array([4]), np.arange(3).reshape(1, 3)],
             "float64": [np.array([1.5, -2.25, 8.0, 0.125]), np.array([[0.1, 0.7, -3.3], [2.0, 5.5, 9.25]])],
             "uint8": [np.array([3, 250, 7], dtype=np.uint8)]}
    for dt, arrays in bases.items():
        for a in arrays:
            a = a.astype(dt)
            for mode in ["constant", "edge", "linear_ramp", "maximum", "mean", "median", "minimum", "reflect", "symmetric", "wrap"]:
                for widths in [[[0, 0]], [[2, 1]], [[3, 9]], [[1, 2 + k] for k in range(a.ndim)]]:
                    if a.size > 6 and widths == [[3, 9]]:
                        continue  # large and tells no more
                    kws = [{}]
                    if mode in ("constant", "linear_ramp"):
                        kws.append({"values": [[7, 2]]})
                        kws.append({"values": [[k, k + 20] for k in range(a.ndim)]})
                    if mode in ("maximum", "mean", "median", "minimum"):
                        kws.append({"stat": [[2, 1]]})
                    if mode in ("reflect", "symmetric") and dt != "uint8":
                        kws.append({"odd": True})
                    for kw in kws:
                        np_kw = {}
                        if "values" in kw:
                            np_kw["constant_values" if mode == "constant" else "end_values"] = kw["values"]
                        if "stat" in kw:
                            np_kw["stat_length"] = kw["stat"]
                        if "odd" in kw:
                            np_kw["reflect_type"] = "odd"
                        w = widths if len(widths) == a.ndim else widths[0]
                        out.append({"dtype": dt, "a": arr(a), "widths": widths, "mode": mode, **kw, "want": arr(np.pad(a, w, mode, **np_kw))})
    return out


def rearranged():
    out = []
    for shape in [(6,), (3, 4), (2, 3, 4)]:
        a = np.arange(int(np.prod(shape))).reshape(shape)
        n = len(shape)
        add = lambda op, args, want: out.append({"op": op, "shape": shape, "args": args, "want": arr(want)})
        for s in (-7, -1, 0, 1, 5):
            add("roll", [s], np.roll(a, s))
            for ax in range(-n, n):
                add("rollax", [s, ax], np.roll(a, s, ax))
        if n > 1:
            add("roll2", [1, -2, 0, 1], np.roll(a, (1, -2), (0, 1)))
            add("roll2", [3, 2, 1, 1], np.roll(a, (3, 2), (1, 1)))
            for k in range(-2, 5):
                add("rot90", [k, 0, 1], np.rot90(a, k))
                add("rot90", [k, n - 1, 0], np.rot90(a, k, (n - 1, 0)))
        for r in ([2], [2, 3], [1, 2, 2], [0, 2], []):
            add("tile", r, np.tile(a, r))
        for ax in range(n):
            add("repeat", [3, ax], np.repeat(a, 3, ax))
            add("repeat", [0, ax], np.repeat(a, 0, ax))
            c = rng.integers(0, 4, shape[ax]).tolist()
            add("repeateach", [ax] + c, np.repeat(a, c, ax))
            add("flip", [ax], np.flip(a, ax))
            add("insert", [ax, 1, 1, -1, shape[ax]], np.insert(a, [1, 1, -1, shape[ax]], np.full(4, -5).reshape([4 if k == ax else 1 for k in range(n)]), ax))
            add("delete", [ax, 0, -1, 0], np.delete(a, [0, -1, 0], ax))
            add("take", [ax, 2, -1, 0], np.take(a, [[2, -1, 0]] if shape[ax] > 2 else [[1, -1, 0]], ax))
            add("stack", [ax], np.stack([a, a + 100], ax))
            add("stack", [-ax - 1], np.stack([a, a + 100], -ax - 1))
            add("concat", [ax], np.concatenate([a, a + 100, a[tuple(slice(0, 1) if k == ax else slice(None) for k in range(n))]], ax))
            for k in (1, 2, 3, 7):
                for i, p in enumerate(np.array_split(a, k, ax)):
                    add("arraysplit", [k, ax, i], p)
            for i, p in enumerate(np.split(a, [1, 3, -1, 2, 90], ax)):
                add("splitat", [ax, i, 1, 3, -1, 2, 90], p)
        add("flip", list(range(n)), np.flip(a))
        add("vstack", [], np.vstack([a, a]))
        add("hstack", [], np.hstack([a, a]))
        add("dstack", [], np.dstack([a, a]))
        if n < 3:
            add("column", [], np.column_stack([a, a]))
        add("block", [], np.block([[a, a], [a, a]]))
        add("append", [], np.append(a, a.T))
        for s in [(2, 2), (5, 7), (0,), ()]:
            add("resize", s, np.resize(a, s))
        i = rng.integers(-shape[-1], shape[-1], a.shape[:-1] + (5,))
        add("takealong", i.ravel().tolist(), np.take_along_axis(a, i, -1))
        b = a.copy()
        j = np.argsort(-a % 5, axis=-1)
        np.put_along_axis(b, j, np.arange(shape[-1]), -1)
        add("putalong", j.ravel().tolist(), b)
        m = a % 3 == 1
        add("mask", [], a[m])
        b = a.copy()
        b[m] = np.arange(int(m.sum())) - 50
        add("maskset", [], b)
        add("argwhere", [], np.argwhere(m))
        if n > 1:
            m1 = m[(slice(None),) + (0,) * (n - 1)]
            add("mask1", [], a[m1])
            b = a.copy()
            b[m1] = 9
            add("maskfill1", [], b)
            g0, g1 = np.array([[0], [1]]), np.array([2, 0, -1])
            add("gather2", [], a[g0, g1])
            b = a.copy()
            b[g0, g1] = (np.arange(6).reshape((2, 3) + (1,) * (n - 2)))
            add("scatter2", [], b)
        add("gather1", [], a[np.array([1, -1, 0, 1])])
    return out


def prints():
    f = np.float64
    cases = [np.arange(5), np.arange(12).reshape(3, 4) - 5, np.array([1.0, 2.5, -3.25]), np.array([]), np.zeros((0, 3)), np.array(1.5), np.array(1e20), np.array(-0.0),
             np.array([1e-5, 1.0]), np.array([1e10, 1.0]), np.array([1e16]), np.array([np.nan, 1, np.inf]), np.array([np.nan, -np.inf, 100.5]),
             np.array([np.inf]), np.array([np.nan]), np.array([-np.inf, np.nan]), np.linspace(0, 1, 7), np.array([1 / 3, 2 / 3, 100]), np.array([0.0, 0.0]), np.array([-0.0, 1]),
             np.array([1e-300, 1e300]), np.array([5e-324]), np.array([123456.789, 0.001]), np.array([999999999.9999999999]), np.array([0.1 + 0.2]), np.array([1.000000004, 1.00000000501]),
             np.arange(24).reshape(2, 3, 4), np.arange(1200), np.arange(1200).reshape(30, 40) * 1.5, np.arange(2000).reshape(2, 10, 100), np.arange(60) * 1.25,
             np.arange(40).reshape(2, 20) * 1e6, np.array([True, False]), np.array([[True], [False]]), np.array(True), np.array([1 + 2j, -3.5j, 0]), np.array([np.nan * 1j, 1 + np.inf * 1j]),
             np.array(1 + 2j), np.array(2j), np.array(1.5 - 0j), np.array([1e10 + 1j, 2 - 1e-9j]), np.array([-128, 127]), np.array([255]), np.array([[1.5, np.nan], [-np.inf, 3]]),
             np.array([2.0**k for k in range(-20, 20, 7)]), np.array([1e5, 1e-3, 12.0]), np.array([1e3, 1.0]), np.array([1000.5, 1.0]), np.array([[[[1]]]]), np.array([12345678.12345678, 1.5])]
    out = []
    for a in cases:
        for dt in [None, "float32"]:
            b = a
            if dt:
                if a.dtype != np.float64:
                    continue
                with np.errstate(all="ignore"):
                    b = a.astype(dt)
            name = str(b.dtype)
            data = [num(v) for v in b.ravel()] if b.dtype.kind != "c" else [x for v in b.ravel() for x in (num(v.real), num(v.imag))]
            with np.printoptions(precision=3):
                short = str(b)
            with np.printoptions(threshold=10**9, linewidth=40):
                narrow = str(b) if b.size <= 60 else ""
            out.append({"dtype": name, "a": {"shape": list(b.shape), "data": data}, "want": str(b), "three": short, "narrow": narrow})
    return out


if __name__ == "__main__":
    json.dump({"pads": pads(), "rearranged": rearranged(), "prints": prints()}, open("rearrange.json", "w"), separators=(",", ":"))
