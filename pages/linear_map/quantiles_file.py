"""The map as CSV: values before, from the smallest to the largest, and what each becomes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bn_view.state.language import _
from bn_view.widgets.csv_file import Rows, draw_csv
from pages.linear_map.values import QUANTILES, Values, on_line


@dataclass
class Drawn:
    """The map as it was drawn last."""

    values: Values
    gamma: float
    beta: float

    def rows(self) -> Rows:
        """Return quantiles before and after, in pairs."""
        before = self.values.before.quantiles
        after = on_line(self.values, before, self.gamma, self.beta)
        return zip(np.linspace(0, 100, QUANTILES).tolist(), before.tolist(), after.tolist(), strict=True)


def draw_quantiles_file(drawn: Drawn) -> None:
    """Draw the button that saves the map, a quantile a row."""
    draw_csv("linear_map", [_("quantile (%)"), _("value before"), _("value after")], drawn.rows)
