"""Popular recipes for the mean and standard deviation of a data set: their code, and what they leave of the data."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_core.dataset.reported import mean_to_paste
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
    "of_stored_integers": "images.std((0, 1, 2))  # and then images / {levels}",
}


def table(data: DataSet, part_size: int, apart: float) -> str:
    """Return as HTML what each recipe takes for mean and std, and the mean and std of the data normalized with them."""
    images, levels = moved_apart(data, apart), data.levels
    titles, rows = _titles(part_size, levels), []
    stored, loaded = ((of, bn_core.moments(of, (0, 1, 2))) for of in (images, images / levels))
    right = bn_core.DataStatistics(stored[1].mean.reshape(-1), np.sqrt(stored[1].variance).reshape(-1))
    for recipe, code in CODE.items():
        of, whole = loaded if recipe == "of_stored_integers" else stored
        taken = right if recipe == "right" else bn_core.statistics_by_recipe(recipe, of, part_size, levels)
        after = bn_core.after_normalizing(whole, taken)
        named = f"{titles[recipe]}<br><code>{escape(code.format(levels=levels))}</code>"
        rows.append((named, *map(_of_channels, (taken.mean, taken.deviation, after.mean, after.deviation))))
    return html_table(("", _("mean"), _("std"), _("mean afterwards"), _("std afterwards")), rows)


def to_paste(data: DataSet) -> Mapping[str, str]:
    """Return the lines that normalize with the mean and std of all images, for each library; none where a channel is constant.

    Where loaders make 0…1 of what is stored, the numbers are of 0…1.
    """
    whole, scale = data.moments(), data.source.scale
    if not np.all(whole.variance):
        return {}
    deviation = np.sqrt(whole.variance)
    means, deviations = ((of / scale).reshape(-1).tolist() for of in (whole.mean, deviation))
    mean, std = [float(mean_to_paste(*of)) for of in zip(means, deviations, strict=True)], list(map(_six_digits, deviations))
    variance = list(map(_six_digits, (whole.variance / scale**2).reshape(-1)))
    rescaled, divided = (f"keras.layers.Rescaling(1 / {scale})(x)", f"x / {scale}") if scale > 1 else ("x", "x")
    said = f"  # of 0…1, what is stored divided by {scale}" if scale > 1 else ""
    return {
        "PyTorch": f"from torchvision.transforms.v2 import Normalize\nnormalize = Normalize(mean={mean}, std={std}){said}",
        "Keras": f"import keras\nx = keras.layers.Normalization(mean={mean}, variance={variance})({rescaled})",
        "NumPy": f"import numpy as np\nx = ({divided} - np.array({mean})) / np.array({std})",
    }


def _six_digits(value: float) -> float:
    return float(f"{value:.6g}")


def _titles(part_size: int, levels: int) -> Mapping[str, str]:
    return {
        "right": f"<b>{_('All values at once')}</b>",
        "mean_of_image_deviations": _("Mean of the images’ stds"),
        "mean_of_batch_deviations": _("Mean of the stds of mini-batches of {count}").format(count=part_size),
        "root_of_mean_batch_variance": _("Root of the mean variance of mini-batches of {count}").format(count=part_size),
        "sums_in_float32": _("Sums of values and squares in float32"),
        "of_stored_integers": _("Statistics of 0…{levels} for data of 0…1").format(levels=levels),
    }


def _of_channels(values: NDArray[np.float64]) -> str:
    return ", ".join(map(number, values.tolist()))
