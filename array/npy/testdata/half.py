"""Writes half.npz with NumPy: float16 of every exponent, in both byte orders and
memory orders, and beside each what NumPy widens it to. Run: python3 half.py here.
"""
import io
import zipfile
import numpy as np

edges = [(e << 10) + f for e in range(64) for f in (0, 1, 2, 511, 512, 1022, 1023)]
bits = np.array(edges + list(range(0, 2**16, 40))[: 2048 - len(edges)], dtype=np.uint16)
halves = bits.view("<f2")
with np.errstate(invalid="ignore"):
    wide = halves.astype("<f4")
forms = {"C": (32, 64), "F": (32, 64), "line": (2047,), "scalar": (), "empty": (3, 0)}
with zipfile.ZipFile("half.npz", "w", zipfile.ZIP_DEFLATED) as z:
    for order, mark in (("little", "<"), ("big", ">")):
        for form, shape in forms.items():
            n = int(np.prod(shape))
            for kind, a in (("half", halves.astype(mark + "f2")), ("wide", wide)):
                a = a[-n:].reshape(shape) if n else a[:0].reshape(shape)
                if form == "F":
                    a = np.asfortranarray(a)
                b = io.BytesIO()
                np.lib.format.write_array(b, a)
                z.writestr(zipfile.ZipInfo(f"{order}_{form}_{kind}.npy", (1980, 1, 1, 0, 0, 0)), b.getvalue(), zipfile.ZIP_DEFLATED)
