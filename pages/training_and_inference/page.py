"""Training and inference: running statistics, the two modes, and what the batch size does, each with a screen of its own."""

from __future__ import annotations

from bn_view.state.session import get
from bn_view.widgets.sidebar import sidebar
from pages.training_and_inference import batch_size, running_statistics, two_modes, values
from pages.training_and_inference.settings import TrainingAndInference


def render() -> None:
    """Draw the chosen topic, which has the choice of all below its title."""
    topic = get(TrainingAndInference.topic)
    sidebar(with_grouping=False, with_batch_size=topic != "batch_size", with_number=topic == "two_modes")
    given = values.present_given()
    if topic == "running_statistics":
        running_statistics.draw(given)
    elif topic == "two_modes":
        two_modes.draw(given)
    else:
        batch_size.draw(given)
