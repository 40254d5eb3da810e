"""One step of one arm: images of what it gets wrong, a histogram for each layer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bn_core.network.network import Recipe
from pages.training.history import heats, history_of
from pages.training.step_figures import digits_figure, heights, network_figure
from pages.training.wrong_digits import SHOWN, wrong_digits
from tests.view.checked import checked
from witnesses.digits import digit_split
from workers.steps import Task, advance

HISTORY = history_of(advance(0, Task(Recipe(steps=40, depth=3, width=16, batch_size=32), "batch_norm", 10), 0, 60))


def test_a_row_of_digits_is_as_wide_as_there_is_room_for_and_each_has_its_caption():
    wrong = wrong_digits(HISTORY, 0)
    image, captions = checked(digits_figure(wrong)).data
    assert np.shape(image.z) == wrong.pixels.shape
    assert len(captions.text) == SHOWN < wrong.total


def test_where_fewer_are_wrong_than_there_is_room_for_the_rest_stays_empty():
    labels, (snapshot, *_) = digit_split().y_test, HISTORY.snapshots
    predicted = labels.copy()
    predicted[:2] = (labels[:2] + 1) % 10
    nearly = replace(HISTORY, snapshots=[replace(snapshot, predicted=predicted)], steps=np.array([0]))
    seen = wrong_digits(nearly, 0)
    assert (seen.total, seen.captions[2:]) == (2, [""] * (SHOWN - 2))
    assert not seen.pixels[:, 18:].any()


def test_each_layer_s_histogram_at_a_step_is_its_column_in_the_picture_of_all_steps():
    rows = heats(HISTORY)
    figure = checked(network_figure(rows, 2, "batch_norm", x_title="layer {layer}"))
    assert len(figure.data) == len(rows) == len(heights(rows, 2))
    for trace, (shares, low, high) in zip(figure.data, rows, strict=True):
        np.testing.assert_allclose(np.asarray(trace.y, float) / 255, np.cbrt(shares[:, 2]), atol=0.01)
        assert low < trace.x0 < trace.x0 + trace.dx * (len(trace.y) - 1) < high
    assert figure.layout.xaxis3.title.text == "layer 3"
