"""Take it home: the state on screen as a notebook and as a script that need no code of ours."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from bn_view.data.batches import Batch, present_batch
from bn_view.data.mini_batch import Affine, MiniBatch
from bn_view.data.sources import Source
from bn_view.state.language import _, gettext_noop
from bn_view.state.session import fragment
from bn_view.widgets import controls
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, kept
from bn_view.widgets.sidebar import sidebar
from pages.numpy_and_tensorflow import preview
from pages.numpy_and_tensorflow.mini_batch_code import cell
from pages.numpy_and_tensorflow.settings import NumpyAndTensorFlow

FILE, NOTEBOOK_TYPE = "batch_normalization", "application/x-ipynb+json"
# What follows the normalized mini-batch: heading and code.
PARTS = {
    gettext_noop("Standardization and min-max scaling"): '''\
def groups_divided(x, centre, width):
    """A group whose values are all equal gives 0, not 0/0."""
    return np.divide(x - centre, width, out=np.zeros_like(x), where=width > 0)


def standardize(x):
    return groups_divided(x, x.mean(axis, keepdims=True), x.std(axis, keepdims=True))


def min_max_scale(x):
    least, greatest = x.min(axis, keepdims=True), x.max(axis, keepdims=True)
    return groups_divided(x, least, greatest - least)


stages = {
    "Before": x,
    "Standardization": standardize(x),
    "Min-max scaling": min_max_scale(x),
    "Batch normalization": y,
}
''',
    gettext_noop("Histograms"): """\
figure, charts = plt.subplots(1, 4, figsize=(16, 3), constrained_layout=True)
for chart, (name, values) in zip(charts, stages.items()):
    chart.hist(values.ravel(), bins=60)
    chart.axvline(values.mean(), color="grey", linestyle="dotted")
    chart.set_title(name)
plt.show()
""",
    gettext_noop("The same in TensorFlow"): """\
try:
    import tensorflow as tf
except ImportError:
    print("TensorFlow is not installed here: pip install tensorflow")
else:
    mean, variance = tf.nn.moments(x, axis, keepdims=True)
    by_tensorflow = tf.nn.batch_normalization(x, mean, variance, beta, gamma, epsilon).numpy()
    is_nan = np.isnan(by_tensorflow)  # 0/0, where all values of a group are equal and epsilon is 0
    print("NaN in TensorFlow:", is_nan.sum(), "of", is_nan.size, "values")
    print("NumPy and TensorFlow differ by at most", np.abs(by_tensorflow - y)[~is_nan].max(initial=0))
""",
    gettext_noop("The same in scikit-learn"): """\
from sklearn.preprocessing import MinMaxScaler, StandardScaler

rows = x.reshape(-1, int(np.prod([n for a, n in enumerate(x.shape) if a not in axis])))  # one column for each group
for name, scaler in {"Standardization": StandardScaler(), "Min-max scaling": MinMaxScaler()}.items():
    by_scikit_learn = scaler.fit_transform(rows).reshape(x.shape)
    print(name, "differs by at most", np.abs(by_scikit_learn - stages[name]).max())
""",
    gettext_noop("Statistics"): """\
def line(name, x):
    mean, deviation = x.mean(), x.std()
    z = (x - mean) / deviation if deviation > 0 else np.full(x.shape, np.nan)
    numbers = mean, deviation, x.min(), x.max(), (z**3).mean(), (z**4).mean() - 3
    return f"{name:<20}" + "".join(f"{number:>14.4f}" for number in numbers)


print(" " * 20 + "".join(f"{title:>14}" for title in ["mean", "std", "min", "max", "skewness", "kurtosis - 3"]))
for name, values in stages.items():
    print(line(name, values))
""",
}


def draw() -> None:
    """Draw the notebook's first cell and its output, the sliders that change both, and the buttons that download all cells."""
    sidebar(with_batch_size=True)
    batch = present_batch()
    draw_heading(
        _("How do I run this myself?"),
        _("This cell runs as it is, in Colab too."),
        experiment=_("drag γ."),
        parts=NumpyAndTensorFlow.part,
    )
    with st.container(key="stage"):
        st.html(preview.places())
        beside = st.container(key="controls")
    draw_in_places("still", kept(("take_home", batch.key), lambda: preview.still(batch)))
    with beside:
        _notebook(batch)
    st.markdown(f"## {_('The cells that follow it')}")
    st.code(script(_parts_behind()), language="python")


@fragment
def _notebook(batch: Batch) -> None:
    """Draw the buttons and the sliders and, in its place, the cell; a released slider runs this alone."""
    buttons = st.container(key="downloads")
    affine = controls.affine_sliders(batch.middle_variance)
    contents = parts(batch.source, batch.settings, affine)
    download = partial(buttons.download_button, on_click="ignore", width="stretch")
    download(_("Download as notebook"), partial(notebook, contents), f"{FILE}.ipynb", NOTEBOOK_TYPE, type="primary")
    download(_("Download as script"), partial(script, contents), f"{FILE}.py", "text/x-python")
    batch.take_room()
    draw_in_places("cells", kept(("take_home", batch.key, affine.key), lambda: preview.moved(batch, affine)))


def parts(source: Source, chosen: MiniBatch, affine: Affine) -> Mapping[str, str]:
    """Return each heading of what is taken home with its code, beginning with the cell that is seen on the page."""
    return {f"# {_('Batch normalization')}": cell(source, chosen, affine), **_parts_behind()}


def _parts_behind() -> dict[str, str]:
    """Return those behind the first, which no setting changes."""
    return {f"## {_(heading)}": part for heading, part in PARTS.items()}


def notebook(contents: Mapping[str, str]) -> str:
    """Return a notebook (nbformat 4) as text."""
    import nbformat  # here, as a server's start should not wait for it
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    cells = []
    for number, (heading, code) in enumerate(contents.items()):
        # Ids that nbformat draws itself would make another file of the same state each time.
        cells.append(new_markdown_cell(heading, id=f"heading-{number}"))
        cells.append(new_code_cell(code.rstrip(), id=f"code-{number}"))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return str(nbformat.writes(new_notebook(cells=cells, metadata={"kernelspec": kernel})))


def script(contents: Mapping[str, str]) -> str:
    """Return the same as one Python script."""
    return "\n\n".join(f"# {heading.lstrip('# ')}\n\n{code.rstrip()}" for heading, code in contents.items()) + "\n"
