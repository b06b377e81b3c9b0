"""Writes numpy_types.txt: what NumPy says of shape and type of expressions.

Each line is an expression of the text form, a tab, and dtype(shape) or the
word error. Run with NumPy 2: python3 numpy_types.py > numpy_types.txt
"""
import itertools
import warnings

import numpy as np

warnings.simplefilter("ignore")

DTYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
          "float32", "float64", "complex64", "complex128"]
SHORT = ["b", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8", "c8", "c16"]
env = {f"{s}": np.ones(3, d) for s, d in zip(SHORT, DTYPES)}
shapes = {"s": (), "v3": (3,), "v4": (4,), "m34": (3, 4), "m43": (4, 3), "m14": (1, 4), "m31": (3, 1), "t234": (2, 3, 4),
          "t213": (2, 1, 3), "e": (0,), "e03": (0, 3)}
env |= {k: np.ones(v) for k, v in shapes.items()}
env["k"] = np.array([0, 2, 1, 1])
env["k22"] = np.array([[0, 1], [1, 0]])
names = {n: getattr(np, n) for n in (
    "add subtract multiply divide floor_divide remainder fmod power minimum maximum fmin fmax arctan2 hypot copysign nextafter "
    "bitwise_and bitwise_or bitwise_xor left_shift right_shift equal not_equal less less_equal greater greater_equal "
    "negative absolute sign square reciprocal sqrt cbrt floor ceil trunc rint exp exp2 expm1 log log2 log10 log1p sin cos tan "
    "arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh invert conj isnan isinf isfinite signbit real imag angle "
    "sum prod mean var std min max ptp any all count_nonzero nansum nanprod nanmean nanvar nanstd nanmin nanmax argmin argmax "
    "cumsum cumprod sort argsort reshape transpose swapaxes moveaxis flip roll stack concatenate tile diff dot outer trace "
    "squeeze expand_dims ravel broadcast_to where clip matmul einsum take take_along_axis logical_and logical_or logical_xor "
    "logical_not").split()}
scope = {"__builtins__": {}, "abs": abs, "inf": np.inf, "nan": np.nan} | names | {d: np.dtype(d).type for d in DTYPES} | env


def emit(text):
    try:
        r = np.asarray(eval(text, dict(scope)))
        shape = "(" + ",".join(map(str, r.shape)) + ("," if r.ndim == 1 else "") + ")"
        print(f"{text}\t{r.dtype}{shape}")
    except Exception:
        print(f"{text}\terror")


for a, b in itertools.product(SHORT, SHORT):
    for op in "add", "divide", "floor_divide", "power", "maximum", "equal", "bitwise_and", "subtract", "matmul":
        emit(f"{op}({a}, {b})")
for a in SHORT:
    for op in ("negative absolute sign square sqrt exp log1p floor rint arctan invert conj isnan signbit real logical_not "
               "sum prod mean var std min max ptp any all count_nonzero nansum nanmean nanvar nanmin argmax cumsum cumprod "
               "sort argsort diff angle").split():
        emit(f"{op}({a})")
    for lit in "1", "-1", "2.5", "1j", "True":
        for op in "add", "multiply", "divide", "power", "minimum":
            emit(f"{op}({a}, {lit})")
            emit(f"{op}({lit}, {a})")
    emit(f"clip({a}, 0, 1)")
    emit(f"where(b, {a}, 0)")
    emit(f"where(b, {a}, 0.5)")
for a, b in itertools.product(shapes, shapes):
    for op in "add", "matmul", "dot", "outer":
        emit(f"{op}({a}, {b})")
    emit(f"concatenate(({a}, {b}), axis=0)")
    emit(f"concatenate(({a}, {b}), axis=-1)")
    emit(f"stack(({a}, {b}), axis=1)")
for a in shapes:
    for axis in "0", "1", "-1", "2", "(0, 1)", "(0, -1)", "(1, 1)", "()", "None":
        for op in "sum", "mean", "max":
            emit(f"{op}({a}, axis={axis})")
        emit(f"var({a}, axis={axis}, keepdims=True, ddof=1)")
        emit(f"flip({a}, axis={axis})")
        emit(f"squeeze({a}, axis={axis})")
        emit(f"expand_dims({a}, axis={axis})")
    for axis in "0", "1", "-1", "2":
        for op in "argmin", "cumsum", "sort", "diff":
            emit(f"{op}({a}, axis={axis})")
        emit(f"take({a}, k, axis={axis})")
        emit(f"take({a}, k22, axis={axis})")
        emit(f"roll({a}, 1, axis={axis})")
        emit(f"swapaxes({a}, 0, {axis})")
        emit(f"moveaxis({a}, 0, {axis})")
    for shape in "(12,)", "(-1,)", "(2, -1)", "(-1, 0)", "(3, 4)", "(5, -1)", "(2, 3, 4)", "()":
        emit(f"reshape({a}, {shape})")
        emit(f"broadcast_to({a}, {shape})")
        emit(f"tile({a}, {shape})")
    for ix in "0", "-1", "3", "1:", "::-1", "1:3, ::2", "..., 0", "None", "0, None, 1", ":, None", "5:1:-2", "10:", "0, 0, 0", "..., None, ::-1":
        emit(f"{a}[{ix}]")
    emit(f"{a}.T")
    emit(f"transpose({a}, (1, 0))")
    emit(f"trace({a})")
for text in ("einsum('ij,jk->ik', m34, m43)", "einsum('ij,jk', m34, m43)", "einsum('ij->', m34)", "einsum('ii', m34)",
             "einsum('...j,j->...', t234, v4)", "einsum('...j,kj->...k', t234, m34)", "einsum('ij,ij->i', m34, m34)",
             "einsum('ij,kj->ik', m34, m14)", "einsum('i,j,k->kji', v3, v4, v3)", "einsum('ij,jk->iz', m34, m43)",
             "einsum('ij,jk->ii', m34, m43)", "einsum('i,->i', v3, s)", "einsum('ij', t234)", "einsum('ba', m34)",
             "take_along_axis(v3, k, axis=0)", "take_along_axis(m34, k22, axis=0)", "take_along_axis(t234, k, axis=2)",
             "-v3**2", "2**-v3", "v3[k]", "m34 @ v4", "v3 @ m34", "t234 @ m43", "m34.T @ m34", "(v3 < 2) & (v3 > 0)", "~(v3 < 2)",
             "f4 * float32(2)", "f4 * float64(2)", "i1 + int16(2)", "v3 + 1j", "u1 + 255", "u1 + 256", "i1 - 129", "b + True"):
    emit(text)
