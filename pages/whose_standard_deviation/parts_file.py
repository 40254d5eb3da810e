"""The parts of the data set as CSV, and what they say of the whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bn_view.state.language import _
from bn_view.widgets.csv_file import Rows, draw_csv
from pages.whose_standard_deviation.values import DataSet, in_parts


@dataclass
class Cut:
    """The parts as they were drawn last."""

    data: DataSet
    part_size: int
    apart: float

    def rows(self, whole: str, wrong: str, other: str) -> Rows:
        """Return count of values, mean and standard deviation of each part, then of `whole`; and under two names wrong ones."""
        now = in_parts(self.data, self.part_size, self.apart)
        counts = np.asarray(now.parts.count)
        columns = (counts.tolist(), now.parts.mean.tolist(), np.sqrt(now.parts.variance).tolist())
        yield from ([n, *of_part] for n, of_part in enumerate(zip(*columns, strict=True)))
        yield [whole, int(counts.sum()), now.spread.mean.item(), now.deviation]
        yield [wrong, "", "", now.mean_of_deviations]
        yield [other, "", "", now.root_of_mean_variance]


def draw_parts_file(cut: Cut) -> None:
    """Draw the button that saves the parts, one a row."""
    names = _("All values"), _("mean of the parts’ stds"), _("root of the mean of their variances")
    draw_csv("standard_deviations", [_("part"), _("values"), _("mean"), _("std")], lambda: cut.rows(*names))
