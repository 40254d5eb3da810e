"""A run's losses and accuracies as CSV."""

from __future__ import annotations

from bn_view.state.language import _
from bn_view.widgets.csv_file import draw_csv
from pages.training.history import seen_of
from pages.training.sentences import arm_names
from workers.queue import Run


def draw_run_file(run: Run) -> None:
    """Draw the button that saves what the curves of a run show, an update a row."""
    names = arm_names()

    def rows() -> list[list[str | float]]:
        histories = seen_of(run).histories
        return [
            [names[arm], *point]
            for arm, history in histories.items()
            for point in zip(history.steps.tolist(), history.loss.tolist(), history.accuracy.tolist(), strict=True)
        ]

    draw_csv("training", ["", _("update"), _("loss"), _("accuracy")], rows)
