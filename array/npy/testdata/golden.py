"""Writes golden.npz and plain.npy with NumPy. Run: python3 golden.py here.

golden.npz holds one file per element type, byte order, memory order and
format version, called e.g. f8_big_F_v2. Element i of each (in C order) is
value(i) below; the Go test has the same rule.
"""
import io
import zipfile
import numpy as np


def values(dt, n):
    i = np.arange(n)
    v = (i * 37) % 101 - 50
    if dt.kind == "b":
        return i % 3 == 0
    if dt.kind == "u":
        v = abs(v)
    if dt.kind == "c":
        return (v - 0.5j * v).astype(dt)
    return v.astype(dt)


shapes = {"C": (2, 3, 4), "F": (2, 3, 4), "scalar": (), "empty": (3, 0, 2), "line": (5,)}

if __name__ == "__main__":
    with zipfile.ZipFile("golden.npz", "w", zipfile.ZIP_DEFLATED) as z:
        for code in "b1 i1 i2 i4 i8 u1 u2 u4 u8 f4 f8 c8 c16".split():
            for order, mark in (("little", "<"), ("big", ">")):
                for form, shape in shapes.items():
                    for version in (1, 2, 3):
                        if form != "C" and form != "F" and version > 1:
                            continue
                        dt = np.dtype(mark + code)
                        a = values(dt, int(np.prod(shape))).astype(dt).reshape(shape)
                        if form == "F":
                            a = np.asfortranarray(a)
                        b = io.BytesIO()
                        np.lib.format.write_array(b, a, version=(version, 0))
                        z.writestr(zipfile.ZipInfo(f"{code}_{order}_{form}_v{version}.npy", (1980, 1, 1, 0, 0, 0)),
                                   b.getvalue(), zipfile.ZIP_DEFLATED)
    np.save("plain.npy", values(np.dtype("<f8"), 24).reshape(4, 6))
