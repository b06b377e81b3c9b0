"""Writes brackets.json: what NumPy's a[…] gives and a[…] = v leaves for random
mixtures of slices, index arrays, masks, integers, newaxis and ellipsis.
Run: python3 brackets.py in this directory.
"""
import json
import random
import numpy as np

random.seed(11)
SHAPES = [(5,), (4, 3), (2, 3, 4), (3, 1, 2, 4), (2, 3, 2, 2, 3)]


def bound(n):
    return random.choice([None, None, random.randint(-n - 2, n + 2)])


def piece(axes):
    """One item that takes some of the axes: its description, its Python form
    and how many axes it takes."""
    n = axes[0] if axes else 0
    kind = random.choice(["slice", "slice", "at", "idx", "idx", "idx", "mask", "new", "all"])
    if not axes or kind == "new":
        return {"new": True}, None, 0
    if kind == "all":
        return {"all": True}, slice(None), 1
    if kind == "slice":
        s = slice(bound(n), bound(n), random.choice([1, 1, 2, -1, -2]))
        return {"slice": [s.start, s.stop, s.step]}, s, 1
    if kind == "at":
        i = random.randint(-n, n - 1)
        return {"at": i}, i, 1
    if kind == "idx":
        shape = random.choice([(), (2,), (1,), (3,), (2, 1), (1, 2), (2, 3), (0,)])
        a = np.array([random.randint(-n, n - 1) for _ in range(int(np.prod(shape)))], dtype=np.int64).reshape(shape)
        return {"idx": a.ravel().tolist(), "shape": list(shape)}, a, 1
    k = random.randint(0, min(2, len(axes)))
    m = np.array([random.random() < 0.5 for _ in range(int(np.prod(axes[:k])))]).reshape(axes[:k])
    return {"mask": m.ravel().tolist(), "shape": list(m.shape)}, m, k


def case():
    shape = random.choice(SHAPES)
    a = np.arange(int(np.prod(shape))).reshape(shape)
    items, index, left = [], [], list(shape)
    dots = random.random() < 0.3
    while random.random() < 0.85 and len(items) < 6:
        d, p, n = piece(left)
        items.append(d)
        index.append(p)
        left = left[n:]
    if dots:
        at = random.randint(0, len(items))
        # Items before the ellipsis take leading axes, those behind trailing
        # ones: only an ellipsis at the end leaves the lengths right.
        at = len(items) if left else at
        items.insert(at, {"ellipsis": True})
        index.insert(at, Ellipsis)
    try:
        got = a[tuple(index)]
    except IndexError as e:
        if "broadcast" not in str(e):
            raise
        return {"shape": list(shape), "sel": items, "fails": True}
    v = -1 - np.arange(got.size).reshape(got.shape)
    b = a.copy()
    b[tuple(index)] = v
    return {"shape": list(shape), "sel": items, "fails": False, "got": got.ravel().tolist(), "gotshape": list(got.shape), "set": b.ravel().tolist()}


cases = []
while len(cases) < 600:
    c = case()
    if len(c.get("got", [])) <= 80:
        cases.append(c)
json.dump(cases, open("brackets.json", "w"), separators=(",", ":"))
