"""One value followed step by step: its formulas, its group, and what the other images do to it."""

from __future__ import annotations

import re

import numpy as np
import pytest

import bn_core
from bn_view.data.mini_batch import AXES, EPSILONS
from bn_view.words.numbers import number
from pages.step_by_step.exchange import replace_image
from pages.step_by_step.settings import PHASES, PIXEL, StepByStep
from tests.pages.conftest import chart as last_trace
from tests.pages.conftest import charts, rerun, text, words
from tests.reading import read_number
from tests.view.test_formulas import as_shown, assert_formulas_say, random_states, result

PAGE = "step_by_step"
NUMBER = r"(−?[\d.]+)"


def formulas(app):
    (markdown,) = (element.value for element in app.markdown if "$$" in element.value)
    return as_shown(markdown, words(app))


def row(app, name):
    """Return before, after and change of a row of the table."""
    cells = f"<td>{NUMBER}</td><td><b>{NUMBER}</b></td><td>{NUMBER}</td>"
    (found,) = re.findall(rf'<th scope="row">{name}</th>{cells}', text(app))
    return [read_number(number) for number in found]


def alternative(app, name):
    return last_trace(app, name)[1]


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "How does x become y?"), ("ko", "x는 어떻게 y가 될까요?")],
)
def test_the_page_opens_in_both_languages_on_the_middle_pixel_of_image_9(open_app, language, title):
    app = open_app(PAGE, lang=language, grouping="position")
    assert f"<h1>{title}</h1>" in text(app)
    assert r"\mathbf{22.8178}" in formulas(app)["mean"]
    assert not app.warning


@pytest.mark.parametrize("state", {s["grouping"]: s for s in random_states(10, seed=1)}.values(), ids=lambda s: s["grouping"])
def test_the_numbers_in_the_formulas_are_those_of_batch_norm(open_app, state):
    app = open_app(PAGE, **state)
    assert not app.warning
    assert_formulas_say(formulas(app), state)


@pytest.mark.parametrize(
    ("grouping", "sentence"),
    [
        ("position", "<b>10 values</b> share one mean and one variance: row 3, column 4, channel 1 of every image."),
        ("channel", "<b>10,240 values</b> share one mean and one variance: all of channel 1, in every image."),
        ("all", "<b>30,720 values</b> share one mean and one variance: all of the mini-batch."),
    ],
)
def test_who_shares_the_statistics_is_counted(open_app, grouping, sentence):
    app = open_app(PAGE, grouping=grouping, channels=3, pixel_row=3, pixel_column=4, pixel_channel=1)
    assert sentence in text(app)
    assert sentence.split()[0].removeprefix("<b>") in alternative(app, "travel")


@pytest.mark.parametrize(
    ("grouping", "becomes"), [("position", "itself"), ("position", "negative"), ("channel", "white"), ("all", "black")]
)
def test_an_exchanged_image_changes_the_others_as_batch_norm_says(open_app, grouping, becomes):
    app = open_app(PAGE, grouping=grouping, companion=3, companion_becomes=becomes, gamma=2, beta=-1, epsilon=0.1, pixel_image=1)
    x = bn_core.random_images()[:10]
    # Before gamma and beta: they do the same to both.
    results = [bn_core.batch_norm(batch, axis=AXES[grouping], epsilon=0.1) for batch in (x, replace_image(x, 3, becomes))]
    pixel = {"position": (0, 16, 16, 0), "channel": (0, 0, 0, 0), "all": (0, 0, 0, 0)}[grouping]
    expected = {
        "mean": [r.mean[pixel] for r in results],
        "variance": [r.variance[pixel] for r in results],
        "x̂ of the picked pixel": [r.output[1, 16, 16, 0] for r in results],
    }
    for name, (before, after) in expected.items():
        np.testing.assert_allclose(row(app, name), [before, after, after - before], atol=0.000051)
    moved = np.abs(results[1].output[1] - results[0].output[1]).max()
    assert f"its x̂ moves by up to <b>{moved:.3g}</b>" in text(app)


@pytest.mark.parametrize(
    ("state", "other"),
    [
        ({"pixel_image": 9, "companion": 9}, 0),
        ({"pixel_image": 9, "companion": 77}, 0),
        ({"pixel_image": 1, "batch_size": 2}, 0),
        ({"pixel_image": 6}, 7),
        ({"companion": 9}, 0),
    ],
)
def test_the_picked_image_is_never_the_exchanged_one(open_app, state, other):
    assert open_app(PAGE, **state).session_state["companion"] == other


def test_a_mini_batch_of_one_image_has_no_other_to_exchange(open_app):
    app = open_app(PAGE, images=3, batch_size=2, mini_batch=1, beta=2, grouping="position")
    assert "This mini-batch holds one image: there is no other." in text(app)
    assert result(formulas(app)["output"]) == 2


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        ({"pixel_row": 50}, {"pixel_row": 31}),
        ({"pixel_image": 200, "pixel_channel": 2}, {"pixel_image": 9}),
        ({"channels": 3, "pixel_channel": 2, "pixel_column": 50}, {"pixel_column": 31, "pixel_channel": 2}),
        ({"data": "digits", "pixel_column": 20}, {"pixel_column": 7, "pixel_row": 4}),
    ],
)
def test_a_pixel_beyond_the_data_becomes_the_nearest_and_says_so(open_app, asked, taken):
    app = open_app(PAGE, **asked)
    (warning,) = app.warning
    assert "the nearest pixel is picked" in warning.value
    assert {name: app.session_state[name] for name in taken} == taken
    assert all(app.query_params.get(name, str(getattr(StepByStep, name).default)) == str(value) for name, value in taken.items())


def test_where_nobody_asked_for_a_pixel_the_middle_is_picked_without_a_word(open_app):
    app = open_app(PAGE, data="digits")
    assert (app.session_state["pixel_row"], app.session_state["pixel_column"]) == (4, 4)
    assert not app.warning


def test_an_image_to_exchange_beyond_the_mini_batch_becomes_the_last_and_says_so(open_app):
    app = open_app(PAGE, companion=77, pixel_image=1)
    assert [w.value for w in app.warning] == ["The images of the mini-batch end at 9: image 9 is exchanged."]


def test_a_link_that_makes_no_sense_is_answered_with_a_sentence(open_app):
    (warning,) = open_app(PAGE, pixel_row=-1, phase="nowhere", companion="x").warning
    for parameter in ("pixel_row=-1", "phase=nowhere", "companion=x"):
        assert f"`{parameter}`" in warning.value


@pytest.mark.parametrize("end", ["least", "most"])
def test_the_ends_of_every_box_work(open_app, end):
    app = open_app(PAGE, **{setting.name: getattr(setting, end) for setting in (*PIXEL, StepByStep.companion)})
    assert formulas(app)


@pytest.mark.parametrize("state", [{}, {"spread": 1, "shift": 1}, {"height": 1, "width": 1}, {"grouping": "all"}])
@pytest.mark.parametrize(("epsilon", "gamma"), [(EPSILONS[0], -3), (EPSILONS[0], 0), (EPSILONS[-1], 3)])
def test_the_extremes_of_the_sliders_and_of_the_data_can_be_drawn(open_app, epsilon, gamma, state):
    assert formulas(open_app(PAGE, epsilon=epsilon, gamma=gamma, beta=-5, **state))


@pytest.mark.parametrize(
    ("phase", "marked"), [("x", [1]), ("centred", [2]), ("normalized", [3, 4]), ("gamma", [5]), ("beta", [5])]
)
def test_the_picture_goes_as_far_as_the_chosen_step_and_its_formula_is_marked(open_app, phase, marked):
    app = open_app(PAGE, phase=phase, gamma=2, beta=1)
    count = [step.word for step in PHASES].index(phase) + 1
    followed = bn_core.trace(bn_core.random_images()[:10], (9, 16, 16, 0), 2, 1, axis=(0, 1, 2), epsilon=1e-8)
    steps = alternative(app, "travel").rstrip(".").split("step after step: ")[1].split("; ")
    assert [part.split(": ")[1] for part in steps] == [number(float(at)) for at in followed.steps(followed.value)][:count]
    (style,) = (h.proto.body for h in app.get("html") if "<style>" in h.proto.body)
    (of_step,) = (rule for rule in style.split("}") if f'data-row="{count - 1}"' in rule)
    assert [int(n) for n in re.findall(r"nth-child\((\d)\)", of_step)] == marked


def test_a_box_picks_another_value_and_the_link_follows(open_app):
    app = open_app(PAGE)
    app.number_input(key="pixel_row").set_value(3)
    rerun(app)
    assert f"{bn_core.random_images()[9, 3, 16, 0]:.4f}-" in formulas(app)["centred"]
    assert app.query_params["pixel_row"] == "3"
    assert "row 3, column 16 is picked" in alternative(app, "pixels")


def test_the_steps_ahead_of_the_chosen_one_are_faint(open_app):
    app = open_app(PAGE, phase="centred")
    assert alternative(app, "travel").count(";") == 1
    rows = [trace for trace in charts(app)["travel"]["figure"]["data"] if trace.get("meta") == "row"]
    assert [row["opacity"] == 1 for row in rows] == [True, True, False, False, False]


def test_a_group_of_equal_values_stands_in_one_place(open_app):
    app = open_app(PAGE, spread=1, shift=1, grouping="all")
    rows = [trace for trace in charts(app)["travel"]["figure"]["data"] if trace.get("meta") == "row"]
    assert [len(set(row["x"])) for row in rows] == [1] * 5


def test_the_page_opens_where_scale_and_shift_do_something_and_its_address_says_nothing_of_it(open_app):
    app = open_app(PAGE)
    assert (app.slider(key="gamma").value, app.slider(key="beta").value) == (1.5, 2.0)
    assert not {"gamma", "beta"} & app.query_params.keys()
    app.slider(key="gamma").set_value(1.0)
    assert rerun(app).query_params["gamma"] == "1"


def test_a_link_that_names_gamma_keeps_it(open_app):
    app = open_app(PAGE, gamma=1)
    assert (app.slider(key="gamma").value, app.slider(key="beta").value) == (1.0, 2.0)
    assert app.query_params["gamma"] == "1"


@pytest.mark.parametrize(
    ("gamma", "beta", "said"), [(1, 0, ["γ = 1: the same", "β = 0: the same"]), (-0.5, 2, ["γ = −0.500", "β = 2.00"])]
)
def test_the_rows_of_gamma_and_beta_say_their_numbers_and_where_they_leave_all_as_it_is(open_app, gamma, beta, said):
    annotations = charts(open_app(PAGE, gamma=gamma, beta=beta))["travel"]["figure"]["layout"]["annotations"]
    assert [annotation["text"] for annotation in annotations[3:5]] == said
