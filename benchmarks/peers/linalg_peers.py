"""Linear algebra of OpenBLAS through SciPy, and of NumPy and SciPy.

Matrices are in column order, as LAPACK wants them, and are kept: like scicore,
each call copies its operand first.
"""

import numpy as np
import scipy
from scipy.linalg import get_blas_funcs, get_lapack_funcs
from scipy.sparse import coo_array, diags_array

VERSION = scipy.__version__


def centred(n, dtype, seed):
    r = np.random.default_rng(seed)
    a = r.random(n) * 2 - 1
    if np.issubdtype(dtype, np.complexfloating):
        a = a + 1j * (r.random(n) * 2 - 1)
    return a.astype(dtype)


def square(n, dtype, seed=1):
    return np.asfortranarray(centred(n * n, dtype, seed).reshape(n, n))


def blas(name):
    def make(n, dt):
        a, b, c = square(n, dt, 1), square(n, dt, 2), np.zeros((n, n), dt, order="F")
        f = get_blas_funcs(name, (a,))
        if name == "gemm":
            return {"openblas": lambda: f(1.0, a, b, beta=0.0, c=c, overwrite_c=1)}
        if name == "syrk":
            return {"openblas": lambda: f(1.0, a, beta=0.0, c=c, overwrite_c=1, lower=1)}
        if name == "trsm":
            a += n * np.eye(n, dtype=dt)
            return {"openblas": lambda: f(1.0, a, b, lower=1, overwrite_b=1)}
        x, y = centred(n, dt, 3), np.zeros(n, dt)
        return {"openblas": lambda: f(1.0, a, x, beta=0.0, y=y, overwrite_y=1)}
    return make


def workspace(name, a, **how):
    """The sizes LAPACK asks for: with the least ones it works unblocked."""
    sizes = get_lapack_funcs(name + "_lwork", (a,))(*(a.shape if name != "syevd" and name != "heevd" and name != "geev" else a.shape[:1]), **how)[:-1]
    names = {1: ["lwork"], 2: ["lwork", "liwork"], 3: ["lwork", "liwork", "lrwork"]}[len(sizes)]
    return {k: int(np.real(v)) for k, v in zip(names, sizes)}


def hermitian(name, n, dt, **how):
    a = square(n, dt)
    name = ("he" if np.issubdtype(dt, np.complexfloating) else "sy") + name
    f, how = get_lapack_funcs(name, (a,)), {**how, **workspace(name, a, lower=1)}
    return {"openblas": lambda: f(a, lower=1, **how)}


def lapack(name, **how):
    def make(n, dt):
        a = square(n, dt)
        f = get_lapack_funcs(name, (a,))
        more = {} if name == "getrf" else workspace(name, a, **how)
        return {"openblas": lambda: f(a, **how, **more)}
    return make


def cholesky(n, dt):
    a = square(n, dt)
    a = np.asfortranarray(a @ a.conj().T + n * np.eye(n, dtype=dt))
    f = get_lapack_funcs("potrf", (a,))
    return {"openblas": lambda: f(a, lower=1)}


def stack(n, dt, seed):
    return centred(10000 * n * n, dt, seed).reshape(10000, n, n)


def solves(n, dt):
    a, b = stack(n, dt, 1) + n * np.eye(n, dtype=dt), centred(10000 * n, dt, 2).reshape(10000, n, 1)
    return {"numpy": lambda: np.linalg.solve(a, b)}


def products(n, dt):
    a, b, out = stack(n, dt, 1), stack(n, dt, 2), np.empty((10000, n, n), dt)
    return {"numpy": lambda: np.matmul(a, b, out=out)}


def spmv(make):
    def case(n, dt):
        a, x = make(n, dt), np.ones(n, dt)
        return {"scipy": lambda: a @ x}
    return case


def laplacian(n, dt):
    side = int(round(n ** 0.5))
    return diags_array([-1.0, -1.0, 4.0, -1.0, -1.0], offsets=[-side, -1, 0, 1, side], shape=(n, n)).tocsr().astype(dt)


def ten_per_row(n, dt):
    cols = np.random.default_rng(7).integers(0, n, 10 * n)
    return coo_array((np.ones(10 * n, dt), (np.repeat(np.arange(n), 10), cols)), shape=(n, n)).tocsr()


WORK = {
    "gemm": blas("gemm"), "syrk": blas("syrk"), "trsm": blas("trsm"), "gemv": blas("gemv"),
    "lu": lapack("getrf"), "cholesky": cholesky, "qr": lapack("geqrf"),
    "eigh": lambda n, dt: hermitian("evd", n, dt), "eigvalsh": lambda n, dt: hermitian("evd", n, dt, compute_v=0),
    "svd": lapack("gesdd"), "svdvals": lapack("gesdd", compute_uv=0), "eig": lapack("geev", compute_vl=0),
    "10000 solves": solves, "10000 products": products,
    "spmv laplacian": spmv(laplacian), "spmv random": spmv(ten_per_row),
}
