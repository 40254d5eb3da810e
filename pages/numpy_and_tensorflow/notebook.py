"""The state on screen as a notebook and as a script that need nothing of ours: NumPy, Matplotlib, TensorFlow and scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from bn_view.state.language import _
from bn_view.state.settings import Value
from pages.numpy_and_tensorflow.code import batch_code

__all__ = ["notebook", "script"]

_STAGES = '''\
def groups_divided(x, centre, width):
    """A group whose values are all equal gives 0, not 0/0."""
    return np.divide(x - centre, width, out=np.zeros_like(x), where=width > 0)


def standardize(x):
    return groups_divided(x, x.mean(axis, keepdims=True), x.std(axis, keepdims=True))


def min_max_scale(x):
    least, greatest = x.min(axis, keepdims=True), x.max(axis, keepdims=True)
    return groups_divided(x, least, greatest - least)


def batch_norm(x):
    mean, variance = x.mean(axis, keepdims=True), x.var(axis, keepdims=True)
    return gamma * groups_divided(x, mean, np.sqrt(variance + epsilon)) + beta


stages = {
    "Before": x,
    "Standardization": standardize(x),
    "Min-max scaling": min_max_scale(x),
    "Batch normalization": batch_norm(x),
}
'''
_HISTOGRAMS = """\
import matplotlib.pyplot as plt

figure, charts = plt.subplots(1, 4, figsize=(16, 3), constrained_layout=True)
for chart, (name, values) in zip(charts, stages.items()):
    chart.hist(values.ravel(), bins=60)
    chart.axvline(values.mean(), color="grey", linestyle="dotted")
    chart.set_title(name)
plt.show()
"""
_TENSORFLOW = """\
try:
    import tensorflow as tf
except ImportError:
    print("TensorFlow is not installed here: pip install tensorflow")
else:
    mean, variance = tf.nn.moments(x, axis, keepdims=True)
    by_tensorflow = tf.nn.batch_normalization(x, mean, variance, beta, gamma, epsilon).numpy()
    print("NumPy and TensorFlow differ by at most", np.abs(by_tensorflow - stages["Batch normalization"]).max())
"""
_SCIKIT_LEARN = """\
from sklearn.preprocessing import MinMaxScaler, StandardScaler

rows = x.reshape(-1, int(np.prod([n for a, n in enumerate(x.shape) if a not in axis])))  # one column for each group
for name, scaler in {"Standardization": StandardScaler(), "Min-max scaling": MinMaxScaler()}.items():
    by_scikit_learn = scaler.fit_transform(rows).reshape(x.shape)
    print(name, "differs by at most", np.abs(by_scikit_learn - stages[name]).max())
"""
_STATISTICS = """\
def line(name, x):
    mean, deviation = x.mean(), x.std()
    z = (x - mean) / deviation if deviation > 0 else np.full(x.shape, np.nan)
    numbers = mean, deviation, x.min(), x.max(), (z**3).mean(), (z**4).mean() - 3
    return f"{name:<20}" + "".join(f"{number:>14.4f}" for number in numbers)


print(" " * 20 + "".join(f"{title:>14}" for title in ["mean", "std", "min", "max", "skewness", "kurtosis - 3"]))
for name, values in stages.items():
    print(line(name, values))
"""


def notebook(settings: Mapping[str, Value]) -> str:
    """Return the notebook (nbformat 4) as text."""
    cells = []
    for number, (heading, code) in enumerate(_parts(settings)):
        # Ids that nbformat draws itself would make another file of the same state each time.
        cells.append(new_markdown_cell(heading, id=f"heading-{number}"))
        cells.append(new_code_cell(code.rstrip(), id=f"code-{number}"))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return str(nbformat.writes(new_notebook(cells=cells, metadata={"kernelspec": kernel})))


def script(settings: Mapping[str, Value]) -> str:
    """Return the same as one Python script."""
    return "\n\n".join(f"# {heading.lstrip('# ')}\n\n{code.rstrip()}" for heading, code in _parts(settings)) + "\n"


def _parts(settings: Mapping[str, Value]) -> list[tuple[str, str]]:
    return [
        ("# " + _("The mini-batch"), batch_code(settings)),
        ("## " + _("Standardization, min-max scaling and batch normalization in NumPy"), _STAGES),
        ("## " + _("Histograms"), _HISTOGRAMS),
        ("## " + _("The same in TensorFlow"), _TENSORFLOW),
        ("## " + _("The same in scikit-learn"), _SCIKIT_LEARN),
        ("## " + _("Statistics"), _STATISTICS),
    ]
