"""What the values of each set have in common, as CSV."""

from __future__ import annotations

from bn_view.state.language import _
from bn_view.widgets.csv_file import draw_csv
from pages.who_shares_statistics.charts import numbers_of_sets
from pages.who_shares_statistics.norms import Norm


def draw_sets_file(norm: Norm, groups: int) -> None:
    """Draw the button that saves the numbers of all sets before and after, a set a row."""
    names = {"mean": _("mean"), "deviation": _("std"), "minimum": _("min"), "maximum": _("max"), "root": _("root mean square")}
    shown = names if not norm.centred else {name: title for name, title in names.items() if name != "root"}
    columns = [f"{stage}: {title}" for stage in (_("Before"), _("After")) for title in shown.values()]

    def rows() -> list[list[float]]:
        of_sets = zip(*numbers_of_sets(norm, groups).values(), strict=True)
        return [[n, *(of[name] for of in both for name in shown)] for n, both in enumerate(of_sets)]

    draw_csv("shared_statistics", [_("set"), *columns], rows)
