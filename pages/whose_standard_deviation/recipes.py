"""Popular recipes for the mean and standard deviation of a data set: their code, and what they leave of the data."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.state.language import _
from bn_view.words.numbers import number
from bn_view.words.table import html_table
from pages.whose_standard_deviation.values import DataSet, moved_apart

# Of `images` (N, H, W, C) and `batches`, a list of such arrays; the first is right.
CODE: Mapping[str, str] = {
    "right": "images.std((0, 1, 2))",
    "mean_of_image_deviations": "images.std((1, 2)).mean(0)",
    "mean_of_batch_deviations": "np.mean([batch.std((0, 1, 2)) for batch in batches], 0)",
    "root_of_mean_batch_variance": "np.sqrt(np.mean([batch.var((0, 1, 2)) for batch in batches], 0))",
    "sums_in_float32": "np.sqrt(sum_of_squares / count - (sum_of_values / count) ** 2)",
    "of_stored_integers": "(255 * images).std((0, 1, 2))",
}


def table(data: DataSet, part_size: int, apart: float) -> str:
    """Return as HTML what each recipe takes for mean and std, and the mean and std of the data normalized with them."""
    images = moved_apart(data, apart)
    whole = bn_core.moments(images, (0, 1, 2))
    taken = {"right": bn_core.DataStatistics(whole.mean.reshape(-1), np.sqrt(whole.variance).reshape(-1))}
    taken |= {recipe: bn_core.statistics_by_recipe(recipe, images, part_size) for recipe in bn_core.STATISTICS_RECIPES}
    titles = _titles(part_size)
    rows = []
    for recipe, statistics in taken.items():
        after = bn_core.after_normalizing(whole, statistics)
        of_each = statistics.mean, statistics.deviation, after.mean, after.deviation
        named = f"{titles[recipe]}<br><code>{escape(CODE[recipe])}</code>"
        rows.append((named, *map(_of_channels, of_each)))
    return html_table(("", _("mean"), _("std"), _("mean afterwards"), _("std afterwards")), rows)


def to_paste(data: DataSet) -> Mapping[str, str]:
    """Return the lines that normalize with the mean and std of all values, for each library."""
    whole = bn_core.moments(data.look_up(), (0, 1, 2))
    mean, std = ([float(f"{value:.6g}") for value in of.reshape(-1)] for of in (whole.mean, np.sqrt(whole.variance)))
    variance = [float(f"{value:.6g}") for value in whole.variance.reshape(-1)]
    return {
        "PyTorch": f"from torchvision.transforms.v2 import Normalize\nnormalize = Normalize(mean={mean}, std={std})",
        "Keras": f"import keras\nnormalize = keras.layers.Normalization(mean={mean}, variance={variance})",
        "NumPy": f"import numpy as np\nx = (x - np.array({mean})) / np.array({std})",
    }


def _titles(part_size: int) -> Mapping[str, str]:
    return {
        "right": f"<b>{_('All values at once')}</b>",
        "mean_of_image_deviations": _("Mean of the images’ stds"),
        "mean_of_batch_deviations": _("Mean of the stds of mini-batches of {count}").format(count=part_size),
        "root_of_mean_batch_variance": _("Root of the mean variance of mini-batches of {count}").format(count=part_size),
        "sums_in_float32": _("Sums of values and squares in float32"),
        "of_stored_integers": _("Statistics of 0…255 for data of 0…1"),
    }


def _of_channels(values: NDArray[np.float64]) -> str:
    return ", ".join(map(number, values.tolist()))
