"""Makes reference.json: operands, and what NumPy and SciPy make of them, for functions
whose results have no other check. Every entry is an array by its name.

    python3 reference.py        needs numpy, scipy
"""
import json
import numpy as np, scipy.linalg as sl, scipy.sparse.linalg as ssl

out = {}


def put(name, x):
    x = np.asarray(x)
    out[name] = {'shape': list(x.shape), 're': [float(v) for v in np.real(x).ravel()]}
    if np.iscomplexobj(x):
        out[name]['im'] = [float(v) for v in np.imag(x).ravel()]
    return x


def draw(rng, *shape, cx=False):
    x = rng.standard_normal(shape)
    return x + 1j * rng.standard_normal(shape) if cx else x


def least_squares(rng):
    a = put('lstsq a', draw(rng, 9, 3) @ draw(rng, 3, 6))
    b = put('lstsq b', draw(rng, 9, 2))
    x, _, rank, s = sl.lstsq(a, b, cond=1e-10, lapack_driver='gelsd')
    assert rank == 3
    put('lstsq x', x), put('lstsq s', s)


def exponential(rng):
    for cx in (False, True):
        tag = 'complex' if cx else 'real'
        a, e = put('expm a ' + tag, draw(rng, 5, 5, cx=cx)), put('expm e ' + tag, draw(rng, 5, 5, cx=cx))
        b = put('expm b ' + tag, draw(rng, 5, 2, cx=cx))
        x, d = sl.expm_frechet(a, e)
        put('expm x ' + tag, x), put('expm derivative ' + tag, d)
        put('expm action ' + tag, ssl.expm_multiply(-0.7 * a, b))
        # the exact condition: the largest singular value of the derivative as a matrix
        k = np.array([sl.expm_frechet(a, u.reshape(5, 5), compute_expm=False).ravel() for u in np.eye(25)]).T
        put('expm cond ' + tag, np.linalg.norm(k, 2) * np.linalg.norm(a) / np.linalg.norm(x))


def bands(rng):
    d, e = put('tridiagonal d', draw(rng, 12)), put('tridiagonal e', draw(rng, 11))
    put('tridiagonal w', sl.eigvalsh_tridiagonal(d, e))
    for cx in (False, True):
        tag = 'complex' if cx else 'real'
        low = draw(rng, 4, 12, cx=cx)
        low[0] = low[0].real
        for k in range(1, 4):
            low[k, -k:] = 0
        up = np.zeros_like(low)
        for k in range(4):
            up[3 - k, k:] = low[k, :12 - k].conj()
        put('band lower ' + tag, low), put('band upper ' + tag, up)
        put('band w ' + tag, sl.eigvals_banded(low, lower=True))


def conditions(rng):
    """by definition: angles of eigenvectors, least singular values"""
    for cx in (False, True):
        tag = 'complex' if cx else 'real'
        n = 9
        a = draw(rng, n, n, cx=cx) * 3. ** -np.arange(n)
        put('eigcond a ' + tag, a)
        w, left, right = sl.eig(a, left=True, right=True)
        put('eigcond w ' + tag, w)
        put('eigcond s ' + tag, np.abs(np.sum(left.conj() * right, axis=0)))
        sep = []
        for k in range(n):
            rest = sl.null_space(right[:, k:k + 1].conj().T)
            sep.append(sl.svdvals(rest.conj().T @ a @ rest - w[k] * np.eye(n - 1))[-1])
        put('eigcond sep ' + tag, sep)
        t, z, k = sl.schur(a, sort='lhp', output='complex')
        r = sl.solve_sylvester(t[:k, :k], -t[k:, k:], t[:k, k:])
        put('subspace s ' + tag, 1 / np.sqrt(1 + np.linalg.norm(r) ** 2))
        op = np.kron(np.eye(n - k), t[:k, :k]) - np.kron(t[k:, k:].T, np.eye(k))
        put('subspace sep ' + tag, sl.svdvals(op)[-1])
        assert 0 < k < n


def riccati(rng):
    n, m = 5, 2
    for cx in (False, True):
        tag = 'complex' if cx else 'real'
        a, b = put('riccati a ' + tag, 0.4 * draw(rng, n, n, cx=cx) - np.eye(n) / 2), put('riccati b ' + tag, draw(rng, n, m, cx=cx))
        g = draw(rng, n, n, cx=cx)
        q = put('riccati q ' + tag, (g @ g.conj().T + (g @ g.conj().T).conj().T) / 2 + np.eye(n))
        g = draw(rng, m, m, cx=cx)
        r = put('riccati r ' + tag, (g @ g.conj().T + (g @ g.conj().T).conj().T) / 2 + 2 * np.eye(m))
        e = put('riccati e ' + tag, np.eye(n) + 0.2 * draw(rng, n, n, cx=cx))
        s = put('riccati s ' + tag, 0.1 * draw(rng, n, m, cx=cx))
        for kind, solve in ('continuous', sl.solve_continuous_are), ('discrete', sl.solve_discrete_are):
            put(kind + ' s ' + tag, solve(a, b, q, r, s=s))
            # SciPy 1.17 balances pencils with e wrongly, and without is left with errors of
            # 1e-10: the equation in E'XE is solved, and held against what SciPy says.
            i = np.linalg.inv(e)
            for name, cross in ('e', None), ('both', s):
                x = i.conj().T @ solve(i @ a, i @ b, q, r, s=cross) @ i
                assert np.allclose(x, solve(a, b, q, r, e=e, s=cross, balanced=False), rtol=1e-6)
                put(kind + ' ' + name + ' ' + tag, x)


def angles(rng):
    for cx in (False, True):
        tag = 'complex' if cx else 'real'
        a = put('angles a ' + tag, draw(rng, 9, 4, cx=cx))
        mix = np.hstack([a[:, :2] + 0.05 * draw(rng, 9, 2, cx=cx), draw(rng, 9, 1, cx=cx)])
        b = put('angles b ' + tag, mix)
        put('angles ' + tag, sl.subspace_angles(a, b))


if __name__ == '__main__':
    for part in (least_squares, exponential, bands, conditions, riccati, angles):
        part(np.random.default_rng(7))
    with open('reference.json', 'w') as f:
        f.write('{\n' + ',\n'.join(json.dumps(k) + ': ' + json.dumps(v, separators=(',', ':')) for k, v in out.items()) + '\n}\n')
