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


if __name__ == '__main__':
    for part in (least_squares, exponential):
        part(np.random.default_rng(7))
    with open('reference.json', 'w') as f:
        f.write('{\n' + ',\n'.join(json.dumps(k) + ': ' + json.dumps(v, separators=(',', ':')) for k, v in out.items()) + '\n}\n')
