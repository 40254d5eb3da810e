"""The group's way as a picture: what each row shows, on which axis, and how little is sent."""

from __future__ import annotations

import numpy as np
import pytest

from bn_core import random_images, trace
from bn_view.words.numbers import number
from pages.step_by_step.settings import PHASES
from pages.step_by_step.travel_figure import travel_figure
from pages.step_by_step.way import drawn_of, way_of
from tests.reading import read_number
from tests.view.checked import checked

NAMES = [phase.symbols for phase in PHASES]


def figure(count=10, gamma=1.0, beta=0.0, shown=5, epsilon=1e-8, values=None):
    group = random_images().ravel()[:: 30720 // count][:count] if values is None else np.asarray(values, float)
    followed = trace(group, (0,), gamma, beta, axis=0, epsilon=epsilon)
    return checked(
        travel_figure(
            way_of(followed, drawn_of(followed)),
            shown,
            numbers="vwxyz",
            raw_title="raw",
            normalized_title="normalized",
            border="another ruler",
        )
    ), followed


def named(fig, name):
    return next(t for t in fig.data if t.name == name)


def read_on(axis, places):
    """Return the numbers that stand at `places`, read off the ticks of the axis."""
    at, numbers = axis.tickvals, [read_number(text) for text in axis.ticktext]
    slope = (numbers[-1] - numbers[0]) / (at[-1] - at[0])
    return numbers[0] + (np.array(places) - at[0]) * slope


@pytest.mark.parametrize("gamma", [1.0, -2.5, 0.0])
def test_each_row_shows_the_values_of_its_step_on_its_own_axis(gamma):
    fig, followed = figure(gamma=gamma, beta=1.5)
    for i, (name, values) in enumerate(zip(NAMES, followed.steps(followed.group), strict=True)):
        axis = fig.layout.xaxis2 if i < 2 else fig.layout.xaxis
        np.testing.assert_allclose(read_on(axis, named(fig, name).x), values, atol=0.002)


def test_the_picked_value_s_path_goes_through_every_row_with_its_number():
    fig, followed = figure(gamma=2.0, beta=1.0)
    path, numbers = (next(t for t in fig.data if t.mode == mode) for mode in ("lines+markers", "markers+text"))
    assert [text.strip("</b>") for text in numbers.text[:5]] == [
        number(at) for at in np.ravel(followed.steps(followed.value)).tolist()
    ]
    assert [named(fig, name).x[0] for name in NAMES] == list(path.x)


@pytest.mark.parametrize("shown", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("count", [10, 10240])
def test_only_the_steps_so_far_are_drawn_and_the_axes_stand_still(shown, count):
    fig, _ = figure(count, shown=shown, gamma=2.0)
    whole, _ = figure(count, gamma=2.0)
    assert [t.name for t in fig.data if t.name in NAMES and t.opacity == 1] == NAMES[:shown]
    for axis in ("xaxis", "xaxis2", "yaxis"):
        assert fig.layout[axis] == whole.layout[axis]


def test_the_values_in_the_units_of_the_data_stand_on_a_ground_of_their_own():
    layout = figure()[0].layout
    (border,) = (label for label in layout.annotations if label.text == "another ruler")
    (ground,) = (shape for shape in layout.shapes if shape.type == "rect" and shape.xref == "paper" and shape.x1 == 1)
    assert [ground.y0 < height < ground.y1 for height in (4, 3, 2, 1, 0)] == [True, True, False, False, False]
    assert ground.y0 - 0.1 < border.y < ground.y0 + 0.1


@pytest.mark.parametrize("gamma", [2.0, -1.5, 0.0])
@pytest.mark.parametrize("epsilon", [1e-8, 10.0])
def test_the_standard_deviation_is_written_wherever_a_step_changes_it(epsilon, gamma):
    fig, followed = figure(epsilon=epsilon, gamma=gamma)
    after = np.sqrt(followed.variance / (followed.variance + epsilon))
    first, divided, stretched = (f"σ {number(of)}" for of in (np.sqrt(followed.variance), after, abs(gamma) * after))
    assert [shape.label.text for shape in fig.layout.shapes[:5]] == [first, None, divided, stretched, None]
    # And once more on the lines of the rows' names, for a phone.
    labels = [(label.text, label.y) for label in fig.layout.annotations if label.text.startswith("σ")]
    assert labels == [(first, 4), (divided, 2), (stretched, 1)]


def test_a_larger_gamma_stretches_its_own_row_and_leaves_the_one_above():
    (one, _), (three, _) = figure(gamma=1.0), figure(gamma=3.0)
    np.testing.assert_array_equal(named(three, NAMES[2]).x, named(one, NAMES[2]).x)
    np.testing.assert_allclose(np.ptp(named(three, NAMES[3]).x), 3 * np.ptp(named(one, NAMES[3]).x), rtol=1e-3)


def test_one_line_goes_through_the_zeros_of_both_axes():
    layout = figure(gamma=2.0, beta=1.0)[0].layout
    (line,) = (shape for shape in layout.shapes if shape.type == "line" and shape.x0 == shape.x1)
    for axis in (layout.xaxis, layout.xaxis2):
        assert line.x0 == axis.tickvals[axis.ticktext.index("0")]
    assert (line.y0, line.y1) == layout.yaxis.range


def test_beside_each_row_stands_large_what_is_done_to_all_values_and_below_it_the_number_with_which_it_is():
    notes = figure()[0].layout.annotations
    numbers, steps = notes[:5], notes[5:10]
    assert [note.text for note in steps] == [f"<b>{name}</b>" for name in (*NAMES[:-1], "+ β = y")]
    assert [note.text for note in numbers] == list("vwxyz")
    assert [step.y for step in steps] == [number.y for number in numbers] == list(range(5))[::-1]
    assert min(step.font.size for step in steps) > 1.4 * max(number.font.size for number in numbers)


def test_a_picked_value_beyond_the_picture_stands_at_its_rim_with_its_number_beside():
    fig, followed = figure(gamma=3.0, beta=5.0, values=[9, 0, 0, 0, 0])
    assert followed.output > 8
    path, numbers = (next(t for t in fig.data if t.mode == mode) for mode in ("lines+markers", "markers+text"))
    assert path.x[4] == 1
    assert numbers.text[4] == f"<b>{number(followed.output)}</b>"


def test_a_large_group_is_sent_as_a_histogram():
    fig, followed = figure(30720)
    assert followed.count == 30720
    assert len(fig.to_json()) < 20_000
    ridge = named(fig, "x")
    assert max(ridge.y) <= 5
    np.testing.assert_allclose(
        read_on(fig.layout.xaxis2, [ridge.x[0], ridge.x[-1]]), [followed.group.min(), followed.group.max()], atol=0.01
    )


@pytest.mark.parametrize("values", [[7, 7, 7], [0, 0], [5], [1e-9, 2e-9], [-250, 250], [7] * 100])
@pytest.mark.parametrize("epsilon", [0.0, 10.0])
def test_groups_of_equal_values_and_groups_of_one_can_be_drawn(values, epsilon):
    fig, _ = figure(values=values, gamma=-3, beta=-5, epsilon=epsilon)
    for trace_ in fig.data:
        assert np.isfinite([x for x in trace_.x if x is not None]).all()
    assert all(0 <= x <= 1 for t in fig.data if t.mode == "lines+markers" for x in t.x)
