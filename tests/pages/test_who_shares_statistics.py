"""Who shares statistics, in both languages: the block, its numbers, and the calls."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from bn_core import batch_norm, random_images, summary
from bn_view.state import room
from pages.who_shares_statistics.neighbours import moves, to_blacken
from pages.who_shares_statistics.norms import NORMS, Norm
from pages.who_shares_statistics.scripts import BLOCK, EPSILON, libraries, script
from pages.who_shares_statistics.settings import Sharing
from tests.pages.conftest import chart, rerun, sent, text, traces, words
from tests.reading import read_number

PAGE = "who_shares_statistics"
COUNTS = {"batch": 6, "position": 96, "layer": 4, "layer_position": 64, "instance": 24, "group": 8, "rms": 4, "rms_position": 64}


def normalized(norm, groups=1):
    return NORMS[norm].compute(BLOCK, NORMS[norm].axes, groups, EPSILON)


def marked(app):
    """Return how many values lie in the frame of the picked statistic, which may be in pieces."""
    bars, frame = traces(app, "sharing")[:2]
    pieces = [(frame["x"][at : at + 4], frame["y"][at : at + 4]) for at in range(0, len(frame["x"]), 6)]
    middles = [(x, top + height / 2) for x, top, height in zip(bars["x"], bars["base"], bars["y"], strict=True)]
    return sum(min(xs) < x < max(xs) and min(ys) < y < max(ys) for x, y in middles for xs, ys in pieces)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_normalization_opens_in_both_languages(open_app, language, norm):
    app = open_app(PAGE, lang=language, norm=norm)
    title = {"en": "Which values share a mean and a variance?", "ko": "어떤 값들이 평균과 분산을 공유할까요?"}[language]
    assert f"<h1>{title}</h1>" in text(app)
    assert not app.warning
    assert [code.value for code in app.code] == [script(library, NORMS[norm], 2).strip() for library in libraries(NORMS[norm])]


@pytest.mark.parametrize("norm", COUNTS)
def test_there_are_as_many_coloured_sets_as_are_said(open_app, norm):
    app = open_app(PAGE, norm=norm)
    points, said = chart(app, "sharing")
    values = BLOCK.size // COUNTS[norm]
    assert set(points["customdata"]) == set(range(COUNTS[norm]))
    count = f"<b>{COUNTS[norm]}</b>"
    each = f"{count} means, {count} variances" if NORMS[norm].centred else f"{count} root mean squares"
    assert f"{each} <span>each of {values} values</span>" in words(app)["counts"]
    assert f"{COUNTS[norm]} sets of {values} of 384 values" in said
    assert marked(app) == values
    assert sum(chart(app, "after")[0]["y"]) == values


@pytest.mark.parametrize(
    ("norm", "keras", "pytorch"),
    [
        ("layer_position", "LayerNormalization(axis=-1)", "LayerNorm(6)"),
        ("rms_position", "RMSNormalization(axis=-1)", "RMSNorm(6)"),
    ],
)
def test_the_norms_of_transformers_stand_there_with_their_calls(open_app, norm, keras, pytorch):
    shown = text(open_app(PAGE, norm=norm))
    assert f"| Keras | `{keras}` |" in shown
    assert f"| PyTorch | `{pytorch}` |" in shown


@pytest.mark.parametrize("groups", [1, 2, 3, 6])
def test_group_norm_has_a_set_for_each_image_and_group(open_app, groups):
    app = open_app(PAGE, norm="group", groups=groups)
    assert f"<b>{4 * groups}</b> variances" in text(app)
    assert f"`GroupNormalization(groups={groups})`" in text(app)


@pytest.mark.parametrize("norm", NORMS)
def test_the_histogram_after_is_that_of_the_normalized_block(open_app, norm):
    y = normalized(norm, groups=2)
    trace, said = chart(open_app(PAGE, norm=norm), "after")
    picked = y[NORMS[norm].statistics(y.shape, 2) == 0]
    assert sum(trace["y"]) == picked.size
    assert f"{picked.size} values" in said
    assert f"to {summary(picked).maximum:.2f}" in said


def on(trace):
    """Return the numbers that a trace writes."""
    return [read_number(re.sub("<.*?>", "", shown)) for shown in trace["text"]]


@pytest.mark.parametrize(
    ("norm", "of", "said"),
    [
        ("layer", np.mean, "its mean. By a line: the mean of its set."),
        ("rms", lambda x: np.sqrt((x**2).mean()), "its root mean square. By a line: that of its set."),
    ],
)
def test_a_tile_bears_its_own_mean_and_a_bracket_that_of_its_set_as_is_said(open_app, norm, of, said):
    app = open_app(PAGE, norm=norm)
    _every, _picked, tiles, brackets = traces(app, "sharing")[:4]
    assert on(tiles) == pytest.approx([of(BLOCK[n, ..., c]) for n in range(4) for c in range(6)], abs=0.051)
    assert on(brackets) == pytest.approx([of(image) for image in BLOCK], abs=0.051)
    assert f"Number: {said}" in text(app)


def test_where_each_tile_is_a_set_there_is_no_bracket_and_nothing_said_of_one(open_app):
    app = open_app(PAGE, norm="instance")
    assert traces(app, "sharing")[3]["text"] == []
    assert "Number: its mean." in text(app)
    assert "By a line" not in text(app)


@pytest.mark.parametrize("norm", NORMS)
def test_the_block_shows_the_values_after_in_the_same_places_when_after_is_chosen(open_app, norm):
    before, after = (traces(open_app(PAGE, norm=norm, block=stage), "sharing") for stage in ("before", "after"))
    assert [before[0][part] for part in ("x", "base", "y")] == [after[0][part] for part in ("x", "base", "y")]
    y = normalized(norm, groups=2)
    for (bars, *_), values, scale in (
        (before, BLOCK, (BLOCK.min(), BLOCK.max())),
        (after, y, (-np.abs(y).max(), np.abs(y).max())),
    ):
        greys = [int(shade[1:3], 16) for shade in bars["marker"]["color"]]
        assert [f"#{grey:02x}{grey:02x}{grey:02x}" for grey in greys] == bars["marker"]["color"]
        expected = np.interp(values.transpose(0, 1, 3, 2).reshape(-1), scale, (0x1C, 0xF2))
        np.testing.assert_allclose(greys, expected, rtol=0, atol=0.51)


def test_after_normalization_each_set_has_mean_0_and_never_minus_0(open_app):
    assert set(traces(open_app(PAGE, norm="layer", block="after"), "sharing")[3]["text"][1:]) == {"0.00"}


def test_where_no_tile_belongs_to_one_set_none_bears_a_number(open_app):
    app = open_app(PAGE, norm="position")
    assert traces(app, "sharing")[2]["text"] == traces(app, "sharing")[3]["text"] == []
    assert "Number: " not in text(app)


@pytest.mark.parametrize(("norm", "said"), [("instance", "μ {mean:.3g}, σ {std:.3g}"), ("rms", "RMS {root:.3g}")])
def test_a_value_that_is_pointed_at_says_what_it_shares(open_app, norm, said):
    points, _said = chart(open_app(PAGE, norm=norm), "sharing")
    last = BLOCK[NORMS[norm].statistics(BLOCK.shape, 1) == COUNTS[norm] - 1]
    numbers = {"mean": last.mean(), "std": last.std(), "root": np.sqrt((last**2).mean())}
    assert points["hovertext"][-1] == said.format(**numbers)


def test_rms_norm_keeps_a_mean_and_has_root_mean_square_1(open_app):
    shown = text(open_app(PAGE, norm="rms", set=2))
    of_one = normalized("rms")[NORMS["rms"].statistics(BLOCK.shape, 1) == 2]
    assert f"<b>{of_one.mean():.3g}</b>" in shown
    assert ">root mean square<" in shown
    assert shown.count("<b>1.00</b>") == 1


def test_the_slider_marks_another_set(open_app):
    app = open_app(PAGE, norm="instance")
    app.slider(key="set").set_value(23)
    rerun(app)
    assert ">set 23<" in text(app)
    assert chart(app, "sharing")[1].endswith("set 23 is marked.")


def test_a_link_from_when_sets_were_counted_from_1_shows_its_set_and_gets_the_new_address(open_app):
    app = open_app(PAGE, norm="instance", statistic=3)
    assert ">set 2<" in text(app)
    assert app.query_params == {"norm": "instance", "set": "2"}


def test_an_old_link_to_a_set_that_never_was_is_refused_in_a_sentence(open_app):
    app = open_app(PAGE, norm="instance", statistic=999)
    assert "`statistic=999`" in app.warning[0].value
    assert ">set 0<" in text(app)


def test_a_set_beyond_the_last_becomes_the_last(open_app):
    app = open_app(PAGE, norm="position", set=95)
    app.session_state["norm"] = "layer"
    rerun(app)
    assert app.slider(key="set").value == 3
    assert ">set 3<" in text(app)


def test_the_hint_tells_the_two_meanings_of_axis_apart(open_app):
    (hint,) = open_app(PAGE).info
    assert "**reduced** in NumPy" in hint.value
    assert "**kept** in Keras" in hint.value


def test_the_note_s_batch_has_1024_statistics_against_1(open_app):
    shown = text(open_app(PAGE))
    assert "**1,024** statistics per pixel position" in shown
    assert "**1** per channel" in shown
    assert "**0.447**" in shown


def test_a_link_that_makes_no_sense_is_answered_with_a_sentence(open_app):
    (warning,) = open_app(PAGE, norm="weight", groups=4, set=97).warning
    assert all(part in warning.value for part in ("`norm=weight`", "`groups=4`", "`set=97`"))


def test_the_block_shows_what_its_sentence_says():
    assert BLOCK.shape == (4, 4, 4, 6)
    assert np.ptp(BLOCK.mean((1, 2, 3))) > 8


def test_another_row_is_another_choice_with_its_numbers_and_scripts(open_app, monkeypatch):
    def compute(x, axes, _groups, epsilon):
        return batch_norm(x, axis=axes, epsilon=epsilon).output

    every = Norm("Everything", "One for all.", (0, 1, 2, 3), compute, layers={"Keras": "Everything()"})
    monkeypatch.setitem(NORMS, "everything", every)
    monkeypatch.setitem(Sharing.norm.titles, "everything", every.title)
    app = open_app(PAGE, norm="everything", set=3)
    assert "<b>1</b> variances <span>each of 384 values</span>" in text(app)
    assert [code.value for code in app.code] == [script(library, every, 1).strip() for library in libraries(every)]


def test_other_images_come_without_what_moves_the_block_again(open_app):
    first, other = ([json.loads(data) for data in sent(open_app(PAGE, seed=seed)).values()] for seed in (678, 9))
    assert [data for data in first if data.get("motions")] == [data for data in other if data.get("motions")] != []
    assert [data["words"] for data in first if "words" in data] != [data["words"] for data in other if "words" in data]


def test_a_large_mini_batch_waits_for_room_here_too(open_app, monkeypatch):
    monkeypatch.setattr(room, "MOST_SECONDS", 0.0)
    with room.ROOM.place(10**12):
        app = open_app(PAGE, images=64, height=64, width=64, batch_size=64, seed=9)
        assert app.warning[0].value.startswith("Too many work on large mini-batches right now.")
        assert "neighbours" not in words(app)
    app.button(key="try_again_for_room").click()
    assert "turns black" in words(rerun(app))["neighbours"]


@pytest.mark.parametrize("norm", NORMS)
def test_a_black_neighbour_moves_the_other_images_where_images_share_statistics_and_nowhere_else(open_app, norm):
    said, batch = words(open_app(PAGE, norm=norm))["neighbours"], random_images()[:10]
    blackened = batch.copy()
    blackened[1] = batch.min()
    before, after = (NORMS[norm].compute(of, NORMS[norm].axes, 1, EPSILON) for of in (batch, blackened))
    others = np.abs(after - before).max((1, 2, 3))[[0, *range(2, 10)]]
    assert ("no other image changes" in said) == (0 not in NORMS[norm].axes)
    assert ("the others change as well" in said) == (others.max() > 0.01)
    assert said.count("<img ") == 3


def test_where_the_neighbour_is_black_already_the_next_image_turns_black():
    images = random_images()[:4]
    assert to_blacken(images) == 1
    images[1:3] = images.min()
    assert to_blacken(images) == 3
    images[3] = images.min()
    assert to_blacken(images) == 0
    assert to_blacken(np.zeros((3, 2, 2, 1))) is None


def test_of_equal_images_none_can_turn_black(open_app):
    assert "no image can turn black" in words(open_app(PAGE, spread=1, shift=1, height=1, width=1, images=2))["neighbours"]


@pytest.mark.parametrize(("channels", "said"), [(1, "Channels here: 1, groups: 1."), (3, "Channels here: 3, groups: 1.")])
def test_where_the_images_cannot_make_the_groups_that_are_chosen_it_is_said_how_many_they_make(open_app, channels, said):
    assert said in words(open_app(PAGE, norm="group", groups=2, channels=channels))["neighbours"]
    assert "Channels here" not in words(open_app(PAGE, norm="group", groups=channels, channels=channels))["neighbours"]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e6])
@pytest.mark.parametrize("norm", ["batch", "layer", "instance", "rms"])
def test_what_another_image_moves_is_told_from_rounding_in_every_precision_and_at_every_scale(norm, scale, dtype):
    images = (scale * np.random.default_rng(0).normal(size=(10, 32, 32, 3))).astype(dtype)
    blackened = images.copy()
    blackened[1] = images.min()
    before, after = (NORMS[norm].compute(of, NORMS[norm].axes, 1, EPSILON) for of in (images, blackened))
    first, black, *others = moves(before, after)
    assert black > 0
    assert {of > 0 for of in (first, *others)} == {norm == "batch"}
