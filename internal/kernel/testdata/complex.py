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
             "sinh": mp.sinh, "cosh": mp.cosh, "tanh": mp.tanh}

points = [(1, 1), (-1, 1), (0.5, -3), (-0.25, 0.001), (3, 4), (-2, -7), (1e-8, 1e-8), (0.6, 0.8), (-0.8, 0.6000001),
          (0.9999999999, 1e-5), (20, 1), (25, 0.3), (-30, 2), (1e-300, 1e-300), (5e-324, -5e-324), (1e150, 1e150),
          (-3e-7, 4e5), (0.1, 100), (709.5, 1e-3), (1e-3, 709.5), (-300, 300), (1, -1e-20), (1e-20, 2),
          (math.pi / 2, 1e-9), (1.5, math.pi), (1e300, 1e300), (-1.7e308, 1.7e308)]
points += [(random.gauss(0, 3), random.gauss(0, 3)) for _ in range(60)]

for name, f in functions.items():
    for x, y in points:
        if name not in ("log", "sqrt") and max(abs(x), abs(y)) > 1e6:
            continue
        if name in ("sin", "cos", "tan") and abs(y) > 700 or name in ("exp", "sinh", "cosh", "tanh") and abs(x) > 709.6:
            continue
        w = f(mp.mpc(x, y))
        print(name, float(x).hex(), float(y).hex(), float(w.real).hex(), float(w.imag).hex())
