"""Loads every .npy and .npz file of a folder with NumPy, holds its elements
against golden.values and saves each array again beside it as .out.npy."""
import glob
import sys
import numpy as np
from golden import values

for path in sorted(glob.glob(sys.argv[1] + "/*.np[yz]")):
    loaded = np.load(path, allow_pickle=False)
    for name, a in loaded.items() if path.endswith("z") else [("", loaded)]:
        if not np.array_equal(a.ravel(), values(a.dtype, a.size).ravel()):
            sys.exit(f"{path} {name}: NumPy reads {a!r}")
        if path.endswith("y"):
            with open(path[:-4] + ".out", "wb") as f:
                np.lib.format.write_array(f, a, version=(int(path[-5]), 0))
