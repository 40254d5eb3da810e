"""The lab in both languages, at the extremes of its controls and with links that make no sense."""

from __future__ import annotations

import re

import numpy as np
import pytest

import bn_core
from bn_view.data.mini_batch import BINS, PRESETS, Affine, MiniBatch
from bn_view.data.sources import RandomImages
from bn_view.state import room
from bn_view.state.settings import Real, Stops, Whole
from pages.lab.view import View
from tests.pages.conftest import chart, charts, rerun, text, traces, words

STAGES = ("before", "standardized", "min_max", "batch_norm")


DRAWN = {**RandomImages.settings, **MiniBatch.settings, **Affine.settings, **View.settings}
DEFAULTS = {name: setting.default for name, setting in DRAWN.items()}


def extremes():
    for name, setting in DRAWN.items():
        if isinstance(setting, Whole | Real):
            yield from ((name, setting.least), (name, setting.most))
        elif isinstance(setting, Stops):
            yield from ((name, setting.stops[0]), (name, setting.stops[-1]))


def counts(trace):
    return np.array(trace["y"][1:-1])


def test_the_lab_opens_on_the_note_s_images_with_one_mean_a_channel_as_layers_have_it(open_app):
    app = open_app()
    expected = bn_core.batch_norm(bn_core.random_images()[:10], axis=(0, 1, 2), epsilon=1e-8).output
    np.testing.assert_array_equal(counts(chart(app, "batch_norm")[0]), bn_core.histogram(expected, BINS).counts)


def test_the_example_of_the_note_has_its_golden_numbers(open_app):
    app = open_app(preset="note")
    batch = bn_core.random_images()[:10]
    expected = bn_core.histogram(bn_core.batch_norm(batch, axis=0, epsilon=1e-8).output, BINS)
    np.testing.assert_array_equal(counts(chart(app, "batch_norm")[0]), expected.counts)
    assert "from −2.03 to 2.22" in chart(app, "batch_norm")[1]
    assert not app.warning


@pytest.mark.parametrize(("language", "title"), [("en", "What does batch normalization do"), ("ko", "배치 정규화를 하면")])
def test_the_language_of_the_link_is_spoken(open_app, language, title):
    assert title in text(open_app(lang=language))


def test_switching_the_language_keeps_every_value(open_app):
    app = open_app(gamma=-1.5, beta=2, epsilon=0.1, seed=7, batch_size=5, grouping="channel", shared_x=1)
    before = {name: app.session_state[name] for name in DRAWN}
    trace, _ = chart(app, "batch_norm")
    app.session_state["lang"] = "ko"
    rerun(app)
    assert {name: app.session_state[name] for name in DRAWN} == before
    assert {part: chart(app, "batch_norm")[0][part] for part in "xy"} == {part: trace[part] for part in "xy"}
    assert chart(app, "batch_norm")[1].startswith("배치 정규화 히스토그램")


@pytest.mark.parametrize(("name", "value"), list(extremes()))
def test_the_extremes_of_every_control_work(open_app, name, value):
    app = open_app(**{name: value})
    for stage in STAGES:
        assert counts(chart(app, stage)[0]).sum() > 0


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("grouping", ["position", "channel", "all"])
def test_each_way_of_sharing_statistics_holds_for_all_three_operations(open_app, grouping, channels):
    app = open_app(grouping=grouping, channels=channels, gamma=2, beta=1, epsilon=0.001)
    batch = bn_core.random_images(channels=channels)[:10]
    axis = {"position": 0, "channel": (0, 1, 2), "all": None}[grouping]
    outputs = {
        "before": batch,
        "standardized": bn_core.standardize(batch, axis),
        "min_max": bn_core.min_max_scale(batch, axis),
        "batch_norm": bn_core.batch_norm(batch, 2, 1, axis=axis, epsilon=0.001).output,
    }
    for stage, output in outputs.items():
        np.testing.assert_array_equal(counts(chart(app, stage)[0]), bn_core.histogram(output, BINS).counts)


def test_handwritten_digits_are_real_images_with_dead_corners(open_app):
    app = open_app(data="digits", batch_size=100, grouping="position")
    assert chart(app, "before")[1].startswith("Histogram of 6,400 values")
    assert "Groups that hold one value only" in text(app)


def examples(app):
    """The menu of examples: after each choice another widget."""
    return next(menu for menu in app.selectbox if menu.key.startswith("example_"))


def choose(app, example):
    examples(app).select(example)
    rerun(app)


@pytest.mark.parametrize("name", [name for name in PRESETS if name != "note"])  # which has its own test
def test_an_example_is_one_choice_and_does_the_same_whichever_was_chosen_before_it(open_app, name):
    app = open_app(seed=7, images=40)
    choose(app, "note")  # an example does the same whichever was chosen before it
    choose(app, name)
    wanted = {**DEFAULTS, **PRESETS[name]}
    assert {key: app.session_state[key] for key in DRAWN} == wanted


@pytest.mark.parametrize(("example", "grouping"), [("note", "position"), ("reset", "channel")])
def test_the_note_and_reset_lead_back_to_the_start(open_app, example, grouping):
    app = open_app(seed=7, gamma=2, grouping="all", data="digits", batch_size=3)
    choose(app, example)
    assert {key: app.session_state[key] for key in DRAWN} == {**DEFAULTS, "grouping": grouping}
    assert examples(app).value is None  # ready for another choice


def test_gamma_1_beta_0_epsilon_0_shows_a_difference_of_0_from_standardization(open_app):
    assert "Largest difference from standardization: <b>0</b>" in text(open_app(preset="standardization"))


def test_a_new_seed_draws_other_images(open_app):
    app = open_app()
    before, _ = chart(app, "before")
    next(b for b in app.button if b.label == "New seed").click()
    rerun(app)
    assert app.session_state["seed"] != DEFAULTS["seed"]
    assert chart(app, "before")[0] != before


def test_what_a_link_asks_in_vain_is_said_in_one_sentence_and_the_rest_is_kept(open_app):
    app = open_app(gamma="zzz", batch_size=999999, seed=-1, epsilon="nan", preset="nothing", lang="xx", beta=2, images=40)
    assert {key: app.session_state[key] for key in DRAWN} == {**DEFAULTS, "beta": 2.0, "images": 40}
    (warning,) = app.warning
    for said in ("gamma=zzz", "batch_size=999999", "seed=-1", "epsilon=nan", "preset=nothing", "lang=xx"):
        assert f"`{said}`" in warning.value


def test_what_somebody_sets_is_no_longer_the_link_s(open_app):
    app = open_app(gamma="zzz", beta="yyy")
    app.slider(key="gamma").set_value(2.0)
    (warning,) = rerun(app).warning
    assert "gamma" not in warning.value
    assert "`beta=yyy`" in warning.value


def test_parameters_of_somebody_else_stay_in_the_address(open_app):
    app = open_app(utm_source="mail", gamma=2)
    assert app.query_params["utm_source"] == "mail"


def test_a_script_in_a_link_is_shown_as_text(open_app):
    (warning,) = open_app(gamma="`<img src=x onerror=alert(1)>").warning
    assert "`gamma=<img src=x onerror=alert(1)>`" in warning.value


def test_a_batch_larger_than_the_images_holds_them_all_and_says_so(open_app):
    app = open_app(images=5, batch_size=64)
    assert [w.value for w in app.warning] == ["The mini-batch holds all 5 images: there are no more."]
    assert chart(app, "before")[1].startswith("Histogram of 5,120 values")


def test_the_batch_size_ends_at_the_number_of_images(open_app):
    app = open_app(images=5, batch_size=64)
    assert (app.slider(key="batch_size").value, app.slider(key="batch_size").max) == (5, 5)
    assert app.query_params["batch_size"] == "5"
    app = open_app(data="digits")
    assert app.slider(key="batch_size").max == 256


def test_of_two_images_there_is_no_batch_size_to_choose(open_app):
    app = open_app(images=2, batch_size=2)
    assert [w.value for w in app.warning] == ["The mini-batch holds all 2 images: there are no more."]
    assert [s.key for s in app.slider] == ["gamma", "beta"]
    app.number_input(key="images").set_value(7).run()
    assert app.slider(key="batch_size").max == 7


@pytest.mark.parametrize("typed", [None, 12.5])
def test_a_box_keeps_its_number_where_none_or_no_whole_one_is_typed_and_says_so(open_app, typed):
    app = open_app(images=40)
    app.number_input(key="images").set_value(typed).run()
    assert [w.value for w in app.warning] == ["A whole number from 2 to 1024, please: 40 stays."]
    assert app.number_input(key="images").value == 40
    app.number_input(key="images").set_value(1e3).run()
    assert not app.warning
    assert app.query_params["images"] == "1000"


def test_a_mini_batch_that_does_not_exist_becomes_the_last_and_says_so(open_app):
    app = open_app(mini_batch=898)
    assert [w.value for w in app.warning] == ["The last mini-batch is number 2: it is shown."]
    assert app.session_state["mini_batch"] == 2


def test_a_link_from_when_mini_batches_were_counted_from_1_opens_the_same_one(open_app):
    app = open_app(batch=2)
    assert app.session_state["mini_batch"] == 1
    assert app.query_params["mini_batch"] == "1"


def test_constant_images_with_epsilon_0_give_beta_and_a_sentence(open_app):
    app = open_app(spread=1, shift=1, epsilon=0, beta=2)
    assert "Groups that hold one value only: 1." in text(app)
    assert "from 2.00 to 2.00" in chart(app, "batch_norm")[1]


@pytest.mark.parametrize(
    ("state", "axis"), [({"grouping": "position"}, 0), ({"spread": 1, "shift": 2, "grouping": "channel"}, (0, 1, 2))]
)
def test_epsilon_says_how_large_the_variance_is_that_it_is_added_to(open_app, state, axis):
    images = bn_core.random_images(max_spread=state.get("spread", 5), max_shift=state.get("shift", 60))[:10]
    label = open_app(**state).select_slider(key="epsilon").label
    variance = np.median(images.var(axis))
    assert label == f"ε epsilon: added to σ² ≈ {variance:.3g}"


@pytest.mark.parametrize(("grouping", "said"), [("channel", True), ("all", True), ("position", False)])
def test_the_images_that_make_the_spikes_are_named_where_there_are_spikes(open_app, grouping, said):
    images = bn_core.random_images(count=30)[:10]
    constant = [str(i) for i, image in enumerate(images) if image.min() == image.max()]
    assert constant
    named = f"Spikes: constant images {', '.join(constant)}" in text(open_app(grouping=grouping))
    assert named == said
    assert "Spikes" not in text(open_app(data="digits"))


def test_nothing_is_said_of_spikes_where_gamma_is_0_and_all_values_are_one(open_app):
    assert "Spikes" not in text(open_app(gamma=0.0, beta=1.0))


@pytest.mark.parametrize(("batch_size", "said"), [(12, True), (10, False), (4, False)])
def test_how_many_images_of_the_mini_batch_are_shown_is_said_where_these_are_not_all(open_app, batch_size, said):
    assert ("Before, 10 of 12" in text(open_app(batch_size=batch_size))) == said


@pytest.mark.parametrize(("shared_x", "said"), [(0, True), (1, False)])
def test_a_mark_says_what_is_grey_where_the_axis_zooms_out(open_app, shared_x, said):
    assert ("beyond ±4" in text(open_app(shared_x=shared_x))) == said


def test_the_texture_a_constant_image_gains_is_said_with_its_size(open_app):
    said = text(open_app(grouping="position"))
    assert "Image 6 is constant before; after, its std is 0.0928" in said
    said = text(open_app(grouping="all"))
    assert "Image 6 is constant before and after." in said


def test_where_every_image_is_constant_none_is_named_alone(open_app):
    said = text(open_app(spread=1, shift=1))
    assert "Every image is constant, before and after." in said
    assert "Image 0 is constant" not in said


def test_every_chart_has_its_numbers_as_a_table_on_demand(open_app):
    app = open_app(tables=1)
    shown = text(app)
    tables = re.findall(r'<div class="histogram-table".*?</table>', shown)
    assert len(tables) == len(STAGES)
    for table in tables:
        assert sum(int(n) for n in re.findall(r"<td>(\d+)</td></tr>", table)) == 10 * 32 * 32


@pytest.mark.parametrize("state", [{"gamma": 3}, {"gamma": 3, "beta": 5}, {"data": "digits", "batch_size": 100}])
def test_one_x_axis_for_all_covers_every_chart(open_app, state):
    app = open_app(shared_x=1, **state)
    ranges = {tuple(sent["figure"]["layout"]["xaxis"]["range"]) for sent in charts(app).values()}
    assert len(ranges) == 1
    (low, high) = ranges.pop()
    for stage in STAGES:
        edges = chart(app, stage)[0]["x"]
        assert low <= min(edges)
        assert max(edges) <= high


def ways_of(app):
    """Return where the values before and after are that the picture leads from one to the other."""
    trace, *_others = traces(app, "batch_norm")
    ends = [end for end in zip(trace["y"], trace["x"], strict=True) if None not in end]
    return tuple(np.sort([x for y, x in ends if (y == 1) == is_above]) for is_above in (True, False))


@pytest.mark.parametrize("state", [{}, {"gamma": -2, "beta": 1}, {"gamma": 0}, {"gamma": 3, "epsilon": 10}, {"shared_x": 1}])
def test_the_ways_lead_from_values_before_on_their_axis_to_where_bn_core_brings_them(open_app, state):
    app = open_app(**state)
    x = bn_core.random_images()[:10]
    followed = np.array([x.min(), x.mean() - x.std(), x.mean(), x.mean() + x.std(), x.max()])
    affine = {"gamma": 1, "beta": 0, "epsilon": 1e-8} | {name: state[name] for name in state if name != "shared_x"}
    expected = bn_core.batch_norm_inference(followed, x.mean(), x.var(), **affine)
    starts, ends = ways_of(app)
    np.testing.assert_allclose(ends, np.sort(expected), atol=1e-3)
    above, below = (charts(app)[name]["figure"]["layout"] for name in ("before", "batch_norm"))
    share = [np.interp(places, layout["xaxis"]["range"], [0, 1]) for places, layout in ((followed, above), (starts, below))]
    np.testing.assert_allclose(*share, atol=1e-4)  # as far to the right
    assert [above["margin"][side] for side in "lr"] == [below["margin"][side] for side in "lr"]


@pytest.mark.parametrize(("grouping", "axes"), [("channel", (0, 1, 2)), ("position", (0,))])
@pytest.mark.parametrize("affine", [{"gamma": 1, "beta": 0}, {"gamma": -2, "beta": 1}, {"gamma": 0, "beta": -1}])
def test_the_standard_deviation_is_drawn_as_a_length_from_the_mean_on_before_and_after(open_app, grouping, axes, affine):
    app = open_app(grouping=grouping, epsilon=10, **affine)
    x = bn_core.random_images()[:10]
    for name, values in (("before", x), ("batch_norm", bn_core.batch_norm(x, axis=axes, epsilon=10, **affine).output)):
        _band, mean, length, *_others = charts(app)[name]["figure"]["layout"]["shapes"]
        drawn = mean["x0"], length["x0"], length["x1"]
        np.testing.assert_allclose(drawn, (values.mean(), values.mean(), values.mean() + values.std()), atol=1e-9)
        assert ("x0" in mean["label"]["texttemplate"], "dx" in length["label"]["texttemplate"]) == (True, True)


@pytest.mark.parametrize(("state", "count"), [({"grouping": "position"}, "1,024"), ({"channels": 3}, "3")])
def test_where_there_are_several_means_no_way_is_drawn_and_it_is_said_why(open_app, state, count):
    app = open_app(**state)
    assert len(traces(app, "batch_norm")) == 1
    assert f"{count} means and variances: no single map carries all values." in text(app)
    assert "no single map" not in text(open_app())


def test_reset_leaves_what_belongs_to_other_pages_and_the_presenter(open_app):
    app = open_app(gamma=2, momentum=0.5, presenter=1)
    choose(app, "reset")
    parameters = app.query_params
    assert "gamma" not in parameters
    assert (parameters["momentum"], parameters["presenter"]) == ("0.5", "1")


def test_a_browser_that_says_that_no_language_is_chosen_keeps_that_of_the_link(open_app):
    app = open_app(lang="ko")
    app.session_state["lang"] = None
    assert "배치 정규화를 하면" in text(rerun(app))


def test_a_refused_language_is_named_until_one_is_chosen(open_app):
    app = open_app(lang="xx")
    assert "`lang=xx`" in app.warning[0].value
    app.segmented_control(key="lang").set_value("ko")
    assert not rerun(app).warning


def test_a_link_writes_no_heading_of_its_own(open_app):
    app = open_app(seed="\n\n# Hi")
    assert "`seed=# Hi`" in app.warning[0].value


def test_a_large_mini_batch_for_which_there_is_no_room_gets_a_sentence_and_a_second_try(open_app, monkeypatch):
    monkeypatch.setattr(room, "MOST_SECONDS", 0.0)
    large = {"images": 64, "height": 64, "width": 64, "batch_size": 64, "seed": 9}
    with room.ROOM.place(10**12):
        app = open_app(**large)
        (warning,) = app.warning
        assert warning.value.startswith("Too many work on large mini-batches right now.")
        assert "Histogram" not in text(app)
    app.button(key="try_again_for_room").click()
    rerun(app)
    assert not app.warning
    assert counts(chart(app, "before")[0]).sum() == 64 * 64 * 64


def test_a_small_mini_batch_needs_no_room(open_app):
    with room.ROOM.place(10**12):
        assert counts(chart(open_app(seed=10), "before")[0]).sum() == 10 * 32 * 32


def _row_after(app):
    """Return what black and white stand for in the row of images after, and how its picture is drawn."""
    row = words(app)["images"]
    ends = re.search("black\u00a0=\u00a0(\\S+), white\u00a0=\u00a0([^<]+)<", row).groups()
    return [float(end.replace("−", "-")) for end in ends], re.search('role="img".*?style="(.*?)"', row).group(1)


@pytest.mark.parametrize(("gamma", "turned"), [(1.5, None), (-1.5, "invert(1)"), (0, "contrast(0)")])
def test_images_that_one_linear_map_moved_are_the_picture_before_or_its_negative_or_grey(open_app, gamma, turned):
    scale, style = _row_after(open_app(gamma=gamma, beta=2))
    output = bn_core.batch_norm(bn_core.random_images()[:10], gamma, 2, axis=(0, 1, 2), epsilon=1e-8).output
    assert scale == pytest.approx([output.min(), output.max()], rel=5e-3)
    assert "var(--images-before)" in style
    assert style.partition("filter:")[2] == (turned or "")


@pytest.mark.parametrize("state", [{"grouping": "position"}, {"channels": 3}, {"colours": "batch"}])
def test_images_that_several_maps_moved_or_whose_scale_stays_have_a_picture_of_their_own(open_app, state):
    assert "url(data:image/png" in _row_after(open_app(**state))[1]


def test_a_small_mini_batch_is_drawn_from_the_picture_of_the_larger_ones(open_app):
    pictures = {words(open_app(batch_size=size))["picture"] for size in (2, 7, 10, 30)}
    assert len(pictures) == 1
    assert "* var(--images-in-it) / 2)" in words(open_app(batch_size=2))["images_before"]
    assert words(open_app(batch_size=8, mini_batch=1))["picture"] not in pictures
