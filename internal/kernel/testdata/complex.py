"""Writes complex.txt: values of complex functions to 17 digits, by mpmath.

Each line: function, x, y, real and imaginary part of f(x + iy), all as
hexadecimal floats. Run: python3 complex.py > complex.txt
"""
import math
import random

import mpmath as mp

mp.mp.prec = 2400
random.seed(5)

functions = {"exp": mp.exp, "log": mp.log, "sqrt": mp.sqrt, "sin": mp.sin, "cos": mp.cos, "tan": mp.tan,
             "sinh": mp.sinh, "cosh": mp.cosh, "tanh": mp.tanh,
             "expm1": lambda z: mp.exp(z) - 1, "exp2": lambda z: mp.exp(z * mp.log(2)), "log1p": lambda z: mp.log(1 + z),
             "log2": lambda z: mp.log(z) / mp.log(2), "log10": lambda z: mp.log(z) / mp.log(10)}
inverses = {"asin": mp.asin, "acos": mp.acos, "atan": mp.atan, "asinh": mp.asinh, "acosh": mp.acosh, "atanh": mp.atanh}
everywhere = ("log", "sqrt", "log1p", "log2", "log10")

points = [(1, 1), (-1, 1), (0.5, -3), (-0.25, 0.001), (3, 4), (-2, -7), (1e-8, 1e-8), (0.6, 0.8), (-0.8, 0.6000001),
          (0.9999999999, 1e-5), (20, 1), (25, 0.3), (-30, 2), (1e-300, 1e-300), (5e-324, -5e-324), (1e150, 1e150),
          (-3e-7, 4e5), (0.1, 100), (709.5, 1e-3), (1e-3, 709.5), (-300, 300), (1, -1e-20), (1e-20, 2),
          (math.pi / 2, 1e-9), (1.5, math.pi), (1e300, 1e300), (-1.7e308, 1.7e308)]
points += [(random.gauss(0, 3), random.gauss(0, 3)) for _ in range(60)]

for name, f in functions.items():
    for x, y in points:
        if name not in everywhere and max(abs(x), abs(y)) > 1e6:
            continue
        if name in ("sin", "cos", "tan") and abs(y) > 700 or name in ("exp", "sinh", "cosh", "tanh", "expm1", "exp2") and abs(x) > 709.6:
            continue
        w = f(mp.mpc(x, y))
        print(name, float(x).hex(), float(y).hex(), float(w.real).hex(), float(w.imag).hex())

# Both parts of the inverse functions count by themselves, so these points stand
# close to cuts, branch points and the unit circle, and at the ends of the range.
# No part is zero: mpmath knows one zero only.
points = [p for p in points if p[0] != 0 and p[1] != 0]
for near in (1, 1 - 2**-53, 1 + 2**-52, 0.999, 1.001, 0.5, 2):
    for tiny in (5e-324, 1e-310, 1e-200, 1e-160, 1e-30, 1e-17, 1e-10, 1e-4, 0.3):
        points += [(near, tiny), (-near, tiny), (tiny, -near), (-tiny, -near)]
for scale in (1e-309, 1e-200, 1e-154, 1e-100, 1e-20, 1e-9, 1e9, 1e20, 1e100, 1e153, 1e155, 1e200, 1.6e308):
    points += [(scale, 1), (1, scale), (-scale, scale / 3), (scale, -1e-5), (1e-5, scale), (scale / 7, -scale), (-scale, 1e-300), (1e-300, scale)]
points += [(math.cos(t), math.sin(t)) for t in (0.001, 0.1, 0.785, 1.2, 1.57, 2.5, 3.14)]
for name, f in inverses.items():
    for x, y in points:
        w = f(mp.mpc(x, y))
        print(name, float(x).hex(), float(y).hex(), float(w.real).hex(), float(w.imag).hex())
for x, y in points:
    w = mp.log(1 + mp.mpc(x, y))
    print("log1p", float(x).hex(), float(y).hex(), float(w.real).hex(), float(w.imag).hex())
