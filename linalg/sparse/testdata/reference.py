# Writes reference.json: what SciPy computes for small matrices.
#   python3 reference.py > reference.json
import json
import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as sl

rng = np.random.default_rng(20240611)


def numbers(x):
    x = np.asarray(x, dtype=complex).ravel()
    return [v for z in x for v in (z.real, z.imag)]


def parts(a):
    return {"rows": a.shape[0], "cols": a.shape[1], "ptr": a.indptr.tolist(), "idx": a.indices.tolist(), "val": numbers(a.data)}


def draw(m, n, density, cplx):
    a = sp.random(m, n, density, random_state=rng, data_rvs=rng.standard_normal).tocsr()
    return (a + 1j * sp.random(m, n, density, random_state=rng, data_rvs=rng.standard_normal).tocsr()).tocsr() if cplx else a


cases = []
for cplx in (False, True):
    vec = lambda n: rng.standard_normal(n) + (1j * rng.standard_normal(n) if cplx else 0)
    a, b = draw(15, 11, 0.3, cplx), draw(11, 13, 0.3, cplx)
    for m in (a, b):
        m.sort_indices()
    x, y = vec(11), vec(15)
    ab = (a @ b).tocsr()
    ab.sort_indices()
    s = (draw(20, 20, 0.15, cplx) + 3 * sp.eye(20)).tocsr()
    s.sort_indices()
    h = (s @ s.conj().T).tocsr()
    h.sort_indices()
    r = vec(20)
    tall = (sp.vstack([a, 2 * sp.eye(11)])).tocsr()
    tall.sort_indices()
    t = vec(26)
    damp = 0.5
    full = np.vstack([tall.toarray(), damp * np.eye(11)])
    cases.append({
        "complex": cplx, "a": parts(a), "b": parts(b), "x": numbers(x), "y": numbers(y),
        "ax": numbers(a @ x), "ahy": numbers(a.conj().T @ y), "ab": parts(ab),
        "fro": sl.norm(a), "one": sl.norm(a, 1), "inf": sl.norm(a, np.inf),
        "kron": numbers(sp.kron(a[:2], b[:3]).toarray()),
        "s": parts(s), "r": numbers(r), "spsolve": numbers(sl.spsolve(s.tocsc(), r)),
        "h": parts(h), "eigh": np.linalg.eigvalsh(h.toarray()).tolist(),
        "eigs": numbers(sorted(np.linalg.eigvals(s.toarray()), key=lambda z: -abs(z))),
        "svd": np.linalg.svd(a.toarray(), compute_uv=False).tolist(),
        "tall": parts(tall), "t": numbers(t), "damp": damp,
        "damped": numbers(np.linalg.lstsq(full, np.concatenate([t, np.zeros(11)]), rcond=None)[0]),
        "lstsq": numbers(np.linalg.lstsq(tall.toarray(), t, rcond=None)[0]),
    })
print(json.dumps(cases))
