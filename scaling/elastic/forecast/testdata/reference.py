"""Writes reference.json: forecasts and measures by statsmodels and NumPy.

pip install statsmodels; python3 reference.py
"""

import json

import numpy as np
from statsmodels.tsa.holtwinters import ExponentialSmoothing

M, H = 24, 48
rng = np.random.default_rng(20261121)
t = np.arange(10 * M + H)
y = 200 + 0.05 * t + 60 * np.sin(2 * np.pi * t / M) + 25 * np.cos(4 * np.pi * t / M) + rng.normal(0, 8, t.size)
y = np.round(y, 3)
past, future = y[:-H], y[-H:]


def smooth(seasonal, alpha, beta, gamma, damp):
    level = past[: 2 * M].mean()
    first = past[: 2 * M].reshape(2, M).mean(axis=0)
    initial = first - level if seasonal == "add" else first / level
    fit = ExponentialSmoothing(
        past, trend="add", damped_trend=True, seasonal=seasonal, seasonal_periods=M,
        initialization_method="known", initial_level=level, initial_trend=0.0, initial_seasonal=initial,
    ).fit(smoothing_level=alpha, smoothing_trend=beta, smoothing_seasonal=gamma, damping_trend=damp, optimized=False)
    return dict(ratio=seasonal == "mul", alpha=alpha, beta=beta, gamma=gamma, damp=damp, fitted=fit.fittedvalues.tolist(), forecast=fit.forecast(H).tolist())


def measures(f):
    scale = np.abs(past[M:] - past[:-M]).mean()
    return dict(
        mase=np.abs(future - f).mean() / scale,
        smape=(200 * np.abs(future - f) / (np.abs(future) + np.abs(f))).mean(),
    )


def msis(low, high, alpha):
    scale = np.abs(past[M:] - past[:-M]).mean()
    out = (high - low) + 2 / alpha * (low - future) * (future < low) + 2 / alpha * (future - high) * (future > high)
    return out.mean() / scale


naive = np.tile(past[-M:], 2)
low, high = naive - 12, naive + 15
smoothed = [
    smooth(s, *p) for s in ("add", "mul") for p in ((0.1, 0.01, 0.2, 0.98), (0.4, 0.1, 0.3, 0.9), (0.02, 0.0, 0.5, 0.98))
]
json.dump(
    dict(
        season=M, past=past.tolist(), future=future.tolist(), smoothed=smoothed,
        measures=[measures(np.array(s["forecast"])) for s in smoothed],
        naive=dict(forecast=naive.tolist(), **measures(naive)),
        interval=dict(below=12, above=15, alpha=0.05, msis=msis(low, high, 0.05), coverage=((low <= future) & (future <= high)).mean()),
    ),
    open("reference.json", "w"), indent=None, separators=(",", ":"),
)
