"""The statistics of mini-batches as CSV: of every update, and of every size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bn_view.state.language import _
from bn_view.widgets.csv_file import draw_csv
from pages.training_and_inference.settings import Running
from pages.training_and_inference.spread import of_sizes
from pages.training_and_inference.values import Given


@dataclass
class Updates:
    """The stream as it was drawn last, with another momentum or without."""

    given: Given
    settings: Running

    def rows(self) -> list[list[str | float]]:
        """Return the running statistics after each update, and those of its mini-batch: at the start there is none."""
        stream = self.given.stream(self.settings)
        batches = zip(stream.batches.mean[:, 0].tolist(), stream.stored_variance(stream.batches).tolist(), strict=True)
        running = zip(stream.running.mean[:, 0].tolist(), stream.running.variance[:, 0].tolist(), strict=True)
        both = zip(running, [("", ""), *batches], strict=True)
        return [[update, *kept, *own] for update, (kept, own) in enumerate(both)]


def draw_updates_file(updates: Updates) -> None:
    """Draw the button that saves the running statistics, an update a row."""
    statistics = [_("running mean"), _("running variance"), _("mean of the mini-batch"), _("variance of the mini-batch")]
    draw_csv("running_statistics", [_("update"), *statistics], updates.rows)


def draw_sizes_file(given: Given) -> None:
    """Draw the button that saves how far means and variances of mini-batches lie apart, a size a row."""
    columns = {
        "low_mean": _("mean, 5th percentile"),
        "high_mean": _("mean, 95th percentile"),
        "scatter": _("std of the means"),
        "expected": _("expected std of the means"),
        "low_variance": _("variance, 5th percentile"),
        "high_variance": _("variance, 95th percentile"),
        "average": _("variance, average"),
    }
    draw_csv("batch_sizes", [_("batch size"), *columns.values()], lambda: rows_of_sizes(given, columns))


def rows_of_sizes(given: Given, names: Iterable[str]) -> list[list[str | float]]:
    """Return these numbers of the mini-batches of each size, behind it."""
    sizes = of_sizes(given.images, given.size, given.seed)
    numbers = zip(*(sizes.numbers[name].tolist() for name in names), strict=True)
    return [[size, *of_size] for size, of_size in zip(sizes.sizes, numbers, strict=True)]
