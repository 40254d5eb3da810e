"""The witnesses' page in both languages, part by part, with TensorFlow and without."""

from __future__ import annotations

import copy
import itertools
import re
import sys
import threading
import time
from html import unescape
from unittest.mock import MagicMock

import numpy as np
import pytest

from bn_view.widgets.live_chart import encoded
from bn_view.words.numbers import short
from pages.numpy_and_tensorflow import article, digits, precision, speed, times
from pages.numpy_and_tensorflow.digits import ORDER, compared
from pages.numpy_and_tensorflow.settings import Layer, NumpyAndTensorFlow
from pages.numpy_and_tensorflow.units import time_in_words
from tests.pages.conftest import chart, charts, rerun, text, traces, words
from tests.reading import read_number
from witnesses import long_sum
from witnesses.batch_norms import ONE_PASS, WITNESSES
from witnesses.measurement import Around, Times, around
from workers.worker import WorkerDiedError, tensorflow_is_installed

PAGE = "numpy_and_tensorflow"
PARTS = list(NumpyAndTensorFlow.part.titles)
needs_tensorflow = pytest.mark.skipif(not tensorflow_is_installed(), reason="TensorFlow is not installed (none for Python 3.14)")


QUESTIONS = {
    "article": {"en": "Do NumPy and TensorFlow give the same numbers?", "ko": "NumPy와 TensorFlow의 값은 같을까요?"},
    "precision": {"en": "How precise is it, far from 0?", "ko": "0에서 멀어져도 정확할까요?"},
    "differences": {"en": "Why do my numbers differ?", "ko": "내 값은 왜 다를까요?"},
    "speed": {"en": "How long does batch normalization take?", "ko": "배치 정규화는 얼마나 걸릴까요?"},
    "take_home": {"en": "How do I run this myself?", "ko": "직접 실행하려면 어떻게 할까요?"},
}


@pytest.fixture(autouse=True)
def two_small_sizes(monkeypatch):
    """Let the speed be measured for 1 kB and 3 kB: a test is no benchmark."""
    monkeypatch.setattr("workers.speed.SIZES", (1_000, 3_000))
    speed._speed.clear()
    yield
    for thread in threading.enumerate():
        if thread.name == "speed":
            thread.join(60)


def measured(app):
    """Wait until the times are measured."""
    until = time.monotonic() + 60
    while any(button.key == "stop_measuring" for button in app.button):
        assert time.monotonic() < until
        time.sleep(0.1)
        rerun(app)
    return app


def followed(app, name):
    """Return what follows a slider in the words beside the charts, by the class's name."""
    return re.search(rf'class="{name}">(.*?)<', "".join(words(app).values())).group(1)


@pytest.fixture
def no_tensorflow(monkeypatch):
    monkeypatch.setattr("bn_view.widgets.ask.tensorflow_is_installed", lambda: False)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_part_opens_in_both_languages(open_app, language, part):
    app = open_app(PAGE, lang=language, part=part)
    question = QUESTIONS[part][language]
    assert f"<h1>{question}</h1>" in text(app)
    assert not app.error
    assert not app.warning


@needs_tensorflow
def test_every_row_of_the_golden_table_is_marked_equal(open_app):
    (table,) = (m.value for m in open_app(PAGE).markdown if "in the study note" in m.value)
    assert table.count("✓ equal to 10⁻⁹") == 5
    assert "✗" not in table
    assert "61.5292906137" in table


@needs_tensorflow
def test_numpy_and_tensorflow_differ_by_rounding_alone(open_app):
    said = words(open_app(PAGE))["differences"]
    single, double = (read_number(number) for number in re.findall("<b>(.+?)</b>", said))
    assert 0 < double <= 1e-14
    assert 0 < single <= 1e-6


def magnified(app, name, zoom):
    """Return the picture of a format and what is said of it when the browser has moved both to a zoom."""
    sent, stop = charts(app)[name], NumpyAndTensorFlow.zoom.stops.index(zoom)
    moved = {"figure": copy.deepcopy(sent["figure"]), "numbers": {}}
    for part in sent["motion"]["frames"]:
        path = part["path"] if part["path"][0] == "numbers" else ["figure", *part["path"]]
        place = moved
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = part["states"][stop]
    return moved["figure"], sent["motion"]["said"].format(**moved["numbers"]), moved["numbers"]


@needs_tensorflow
def test_under_the_magnifier_the_two_libraries_part_in_each_format_where_it_has_no_more_digits(open_app):
    app = open_app(PAGE)
    picture, said, _numbers = magnified(app, "float64", 1e6)
    numpy, tensorflow, *_marks = picture["data"]
    assert numpy["y"] == tensorflow["y"]
    assert "×10⁶: Still equal here: 14 decimals agree" in said
    for name, parts in (
        ("float32", "×5·10⁶ (limit): They part here, by 4.77·10⁻⁷"),
        ("float64", "×10¹⁵: They part here, by 8.88·10⁻¹⁶"),
    ):
        picture, said, _numbers = magnified(app, name, 1e15)
        numpy, tensorflow, *_marks = picture["data"]
        assert numpy["y"] != tensorflow["y"]
        assert sum(numpy["y"]) == sum(tensorflow["y"]) == 1
        assert parts in said


def test_without_a_magnifier_both_formats_show_all_values_on_the_same_axis_in_the_same_picture(open_app):
    app = open_app(PAGE)
    (single, _said, _numbers), (double, said, _numbers) = (magnified(app, name, 1) for name in ("float32", "float64"))
    assert single["layout"]["xaxis"] == double["layout"]["xaxis"]
    assert [trace["y"] for trace in single["data"][:3]] == [trace["y"] for trace in double["data"][:3]]
    assert "10,240 values: no visible difference" in said


@needs_tensorflow
def test_it_opens_where_float32_has_parted_and_float64_has_not(open_app):
    app = open_app(PAGE)
    for name, parted, said in (
        ("float32", True, "They part here, by"),
        ("float64", False, "Still equal here: 14 decimals agree"),
    ):
        numpy, tensorflow, *_marks = charts(app)[name]["figure"]["data"]
        assert (numpy["y"] != tensorflow["y"]) == parted
        assert said in words(app)[f"{name}_zoom"]


def marked(app, zoom):
    """Return where the mark is, from −1 to 1."""
    _numpy, _other, mark, *_strip = magnified(app, "float32", zoom)[0]["data"]
    return mark["x"][0]


@needs_tensorflow
@pytest.mark.parametrize("name", ["float32", "float64"])
def test_each_zoom_narrows_the_window_of_the_strip_and_what_differs_is_in_it_to_the_last(open_app, name):
    """From ×1,000 on all zooms looked alike."""
    app, stops = open_app(PAGE), NumpyAndTensorFlow.zoom.stops
    *_marks, others, (difference,) = (trace["x"] for trace in magnified(app, name, 1)[0]["data"])
    nearest = min(at for at in others if at is not None)
    reaches = [magnified(app, name, zoom)[0]["layout"]["shapes"][0]["x0"] for zoom in stops]
    end = sum(reach > reaches[-1] for reach in reaches)
    assert all(wide > narrow for wide, narrow in itertools.pairwise(reaches[: end + 1]))
    assert set(reaches[end:]) == {reaches[-1]}
    assert difference <= reaches[-1] < nearest
    assert reaches[0] >= max(at for at in others if at is not None)


def test_a_picture_and_its_caption_change_at_the_same_moment(open_app):
    """Bars glided from zoom to zoom, on the axis and below the words of the next."""
    assert all("glides" not in charts(open_app(PAGE))[name]["motion"] for name in ("float32", "float64"))


def test_the_magnifier_goes_to_the_value_that_is_marked_as_the_one_where_the_libraries_differ_most(open_app):
    app = open_app(PAGE)
    at = marked(app, 1) * 3
    assert f"{at:.4f}".replace("-", "−") in re.sub("<[^>]*>", "", words(app)["float32"])
    ways = [abs(marked(app, zoom)) for zoom in (1, 2, 5, 10)]
    assert ways == sorted(ways, reverse=True)
    assert ways[-1] == 0


@needs_tensorflow
def test_each_zoom_marks_one_digit_more_and_where_one_format_stays_behind_its_heading_says_so(open_app):
    app = open_app(PAGE)

    def seen_and_said(zoom, name):
        _picture, _said, numbers = magnified(app, name, zoom)
        return len(numbers["seen"].partition(".")[2]), numbers["zoom"].endswith("(limit)")

    assert [seen_and_said(10.0**zoom, "float64") for zoom in (0, 3, 9)] == [(0, False), (3, False), (9, False)]
    assert [seen_and_said(10.0**zoom, "float32")[1] for zoom in (5, 6, 7, 15)] == [False, False, True, True]


def test_wherever_the_zoom_stands_the_server_makes_both_pictures_once(open_app, monkeypatch):
    first = charts(open_app(PAGE))
    monkeypatch.setattr("pages.numpy_and_tensorflow.magnifier.chart", lambda *_args: pytest.fail("made again"))
    assert charts(open_app(PAGE, zoom=1e3)) == first


def test_what_misleads_is_said_in_the_note_s_critics_numbers(open_app):
    shown = text(open_app(PAGE))
    # Each number of the step that it is of.
    correlations = "correlate by 0.581 after min-max, 0.893 after standardization and 0.758 after batch norm"
    for number in (
        correlations,
        "0.0928",
        "1,024 means",
        "0.447",
        "from 24.1 to 30.3 before",
        "0.605 from where",
        "0.209",
        "0.00 after",
    ):
        assert number in shown


@pytest.mark.parametrize("step", NumpyAndTensorFlow.step.titles)
def test_every_step_shows_its_histogram_its_code_and_two_images(open_app, step):
    if step == "tensorflow" and not tensorflow_is_installed():
        pytest.skip("TensorFlow is not installed (none for Python 3.14)")
    app = open_app(PAGE, step=step)
    assert sum(chart(app, "step")[0]["y"]) == (30 if step in ("data", "min_max", "standardized") else 10) * 1024
    assert len(app.code) == 1
    (images,) = (element.proto.body for element in app.get("html") if "Images 0 and 6" in element.proto.body)
    assert "each image stretched" in images


def test_one_colour_scale_for_all_steps_is_that_of_the_images(open_app):
    app = open_app(PAGE, step="numpy", article_colours=1)
    assert any(
        "Images 0 and 6: black\u00a0=\u00a0−12.2, white\u00a0=\u00a061.5" in element.proto.body for element in app.get("html")
    )


@needs_tensorflow
@pytest.mark.parametrize(
    "state", [{}, {"data": "digits", "epsilon": 0}, {"grouping": "channel", "channels": 3, "dtype": "float32"}]
)
def test_speed_has_a_row_for_every_witness(open_app, state):
    app = measured(open_app(PAGE, part="speed", **state))
    (table,) = (m.value for m in app.markdown if "| Keras |" in m.value)
    assert len(table.splitlines()) == 2 + len(WITNESSES) + 1
    assert "PyTorch | not run here; its defaults: `eps=1e-05`, `momentum=0.1`" in table


def near(write, number):
    """How a number may be written that a line has rounded: on the border of two roundings either way is right."""
    return {write(number * (1 + nudge)) for nudge in (-1e-4, 0, 1e-4)}


def lines_of(app):
    """Return the bands, the lines and the dots of the speed."""
    *curves, dots = traces(app, "times")
    return [[of for of in curves if (of.get("fill") == "toself") == is_band] for is_band in (True, False)] + [dots]


@pytest.mark.parametrize("state", [{"data_size": 1000}, {"data_size": 3000, "dtype": "float32"}])
def test_the_times_are_a_line_for_each_witness_in_the_band_of_its_quartiles_and_words_at_the_size_of_the_slider(open_app, state):
    app = measured(open_app(PAGE, part="speed", **state))
    bands, lines, dots = lines_of(app)
    titles = {name: row.title for name, row in WITNESSES.items() if tensorflow_is_installed() or not row.needs_tensorflow}
    assert [line["name"] for line in lines] == list(titles.values())
    assert all(line["x"] == [1_000, 3_000] for line in lines)
    for band, line in zip(bands, lines, strict=True):
        assert band["x"] == [1_000, 3_000, 3_000, 1_000]
        low, high = band["y"][:2], band["y"][:1:-1]
        assert all(first <= median <= third for first, median, third in zip(low, line["y"], high, strict=True))
    chart = charts(app)["times"]
    assert chart["figure"]["layout"]["shapes"][0]["x0"] == state["data_size"]
    stop = [1_000, 3_000].index(state["data_size"])
    seconds = {name: line["y"][stop] for name, line in zip(titles, lines, strict=True)}
    fastest, slowest = (end(seconds, key=seconds.get) for end in (min, max))
    for name, line in zip(titles, lines, strict=True):
        assert followed(app, f"times-{name}") in near(time_in_words, seconds[name])
        assert followed(app, f"times-{name}_ratio") in near(lambda times: f"×{short(times, 2)}", seconds[name] / seconds[fastest])
        (states,) = (part["states"] for part in chart["motion"]["frames"] if part["path"] == ["numbers", name])
        assert all(said in near(time_in_words, y) for said, y in zip(states, line["y"], strict=False))
        assert states[2] == "–"
        assert dots["y"][lines.index(line)] == seconds[name]
        assert f"{titles[name]}: {states[stop]}" in chart["alt"]
    assert followed(app, "times-fastest") == titles[fastest]
    said = re.sub("<.*?>", "", words(app)["lead"])
    (ratio,) = re.findall(rf"{titles[slowest]} takes (\S+) times as long as {titles[fastest]}", said)
    assert ratio in near(lambda ratio: short(ratio, 2), seconds[slowest] / seconds[fastest])


def test_among_the_times_a_row_says_that_pytorch_is_not_run_here(open_app):
    assert "PyTorch</th><td colspan='2'>not run here" in words(open_app(PAGE, part="speed"))["times"]


def test_it_is_said_who_is_ahead_at_both_ends_of_the_lines_and_up_to_where_the_call_takes_the_time():
    def known(**medians):
        return {name: Times(median * 0.8, median, median * 1.2) for name, median in medians.items()}

    titles = {"textbook": "NumPy", "bn_core": "bn_core", "keras": "Keras"}
    of_sizes = [
        known(textbook=1, bn_core=2, keras=10),
        known(textbook=2, bn_core=3, keras=19),
        known(textbook=9, bn_core=5, keras=30),
    ]
    ahead, flat = times._of_lines(of_sizes, titles)
    assert ahead == "At 1\u00a0kB **NumPy** is the fastest, at 10\u00a0kB **bn_core**."
    # Of each by its own times: it was said of all of them, of which most take many times as long, as it is of the slowest.
    assert flat.endswith("at 1\u00a0kB: **bn_core** up to 3\u00a0kB, **Keras** up to 3\u00a0kB.")
    assert times._of_lines(of_sizes[:1], titles) == []
    assert times._of_lines(of_sizes[:2], titles)[0] == "**NumPy** is the fastest from 1\u00a0kB to 3\u00a0kB."
    back = times._of_lines([of_sizes[0], of_sizes[2], of_sizes[1]], titles)
    assert back[0] == "**NumPy** is the fastest at 1\u00a0kB and at 10\u00a0kB, but not at every size between."
    # The last is below twice the first, but not all before it are.
    assert len(back) == 1
    four = [known(textbook=1), known(textbook=1.9), known(textbook=1.5), known(textbook=9)]
    assert times._of_lines(four, {"textbook": "NumPy"})[1].endswith("**NumPy** up to 10\u00a0kB.")


def test_of_half_a_measurement_nothing_is_concluded_and_it_is_said_who_has_been_measured(open_app, monkeypatch):
    monkeypatch.setattr("workers.speed.Speed._measure", lambda _speed: None)
    early = {name: Times(1e-6, 2e-6, 3e-6) for name in ("textbook", "bn_core")}
    monkeypatch.setattr("workers.speed.Speed.known", [early, early])
    app = open_app(PAGE, part="speed")
    (said,) = charts(app)["times"]["figure"]["layout"]["annotations"]
    assert said["text"] == "So far only<br>NumPy, bn_core"
    assert "lines" not in words(app) or not words(app)["lines"]


def test_until_two_are_measured_at_a_size_the_lead_says_that_alone(open_app, monkeypatch):
    """In large type it said “– takes – times as long as –”."""
    monkeypatch.setattr("workers.speed.Speed._measure", lambda _speed: None)
    app = open_app(PAGE, part="speed", data_size=1000)
    assert re.sub("<.*?>", "", words(app)["lead"]) == "1\u00a0kB: still measuring"
    app.button(key="stop_measuring").click()
    assert re.sub("<.*?>", "", words(rerun(app))["lead"]) == "1\u00a0kB: not measured"


def test_the_flat_part_of_the_lines_is_shaded_and_noise_is_called_noise():
    def known(**medians):
        return {name: Times(median * 0.8, median, median * 1.2) for name, median in medians.items()}

    titles = {"textbook": "NumPy", "keras": "Keras"}
    of_sizes = [known(textbook=1, keras=9), known(textbook=1.5, keras=9), known(textbook=3, keras=9)]
    assert times._flat_for_all(times._medians(of_sizes), titles) == 1
    assert not any("noise" in said for said in times._of_lines(of_sizes, titles))
    of_sizes[1]["keras"] = Times(9, 10, 19)
    assert times._of_lines(of_sizes, titles)[-1].endswith(
        "noise of this machine: a lead smaller than that says nothing at 3\u00a0kB."
    )


def test_who_is_ahead_is_said_once_all_sizes_are_measured(open_app, monkeypatch):
    app = measured(open_app(PAGE, part="speed"))
    assert "the fastest" in words(app)["lines"]
    monkeypatch.setattr("workers.speed.Speed.is_complete", False)
    monkeypatch.setattr("workers.speed.Speed.look", lambda _speed: None)
    assert not words(open_app(PAGE, part="speed", data_size=1000))["lines"]


def test_before_anything_is_measured_the_chart_says_what_is_being_measured(open_app, monkeypatch):
    monkeypatch.setattr("workers.speed.Speed._measure", lambda _speed: None)
    (said,) = charts(open_app(PAGE, part="speed"))["times"]["figure"]["layout"]["annotations"]
    assert said["text"] == "Measuring 1\u00a0kB"


def test_who_comes_later_finds_the_times_measured_and_asks_for_nothing(open_app, monkeypatch):
    first = traces(measured(open_app(PAGE, part="speed")), "times")
    monkeypatch.setattr("workers.speed.Speed.look", lambda *_args: pytest.fail("measured again"))
    assert traces(open_app(PAGE, part="speed", gamma=2), "times") == first


def test_a_stopped_measuring_stays_stopped_until_it_is_to_go_on(open_app, monkeypatch):
    with monkeypatch.context() as nothing_measured:
        nothing_measured.setattr("workers.speed.Speed._measure", lambda _speed: None)
        app = open_app(PAGE, part="speed")
        app.button(key="stop_measuring").click()
        rerun(app)
    monkeypatch.setattr("workers.speed.SIZES", (1_000, 3_000))
    assert all(line["x"] == [] for line in lines_of(rerun(app))[1])
    app.button(key="measure_on").click()
    assert all(line["x"] == [1_000, 3_000] for line in lines_of(measured(rerun(app)))[1])


def test_what_the_memory_has_no_room_for_is_said_with_its_size(open_app, monkeypatch):
    monkeypatch.setattr("workers.speed.SIZES", (1_000, 100_000_000))
    monkeypatch.setattr("workers.speed.free_bytes", lambda: 200_000_000)
    app = measured(open_app(PAGE, part="speed"))
    assert "100\u00a0MB would take 700\u00a0MB of memory, and the server has 200\u00a0MB left." in text(app)
    _bands, (line, *_lines), _dots = lines_of(app)
    assert line["x"] == [1_000]


def test_the_reasons_have_the_size_that_numpy_gives_them_on_the_mini_batch_on_screen(open_app):
    app = open_app(PAGE, part="differences", mini_batch=1, layer_epsilon=0.01, layer_momentum=0.9)
    said, alt = sizes_of(app), chart(app, "reasons")[1]
    random = np.random.RandomState(678)
    images = [random.randn(32, 32, 1) * random.randint(5) + random.randint(60) for _ in range(30)]
    x = np.stack(images)[10:20]
    mean, variance, m = x.mean(), x.var(), x.size
    usual, mine = ((x - mean) / np.sqrt(variance + epsilon) for epsilon in (1e-5, 0.01))
    keras, pytorch = ((x - s * mean) / np.sqrt(1 - s + s * variance + 1e-5) for s in (0.1, 0.9))
    by_position = (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5)
    in_float32 = x.astype(np.float32)
    of_float32 = (in_float32 - in_float32.mean()) / np.sqrt(in_float32.var() + np.float32(0.01))
    exact = in_float32.astype(float)
    expected = {
        "size of ε": np.abs(usual - mine).max(),
        "where ε is added": np.abs(mine - (x - mean) / (np.sqrt(variance) + 0.01)).max(),
        "meaning of momentum": np.abs(keras - pytorch).max(),
        "variance: m or m − 1": np.abs(usual - (x - mean) / np.sqrt(variance * m / (m - 1) + 1e-5)).max(),
        "averaged axes": np.abs(usual - by_position).max(),
        "training or inference": np.abs(mine - x / np.sqrt(1 + 0.01)).max(),
    }
    rounded = said.pop("float32 or float64")
    assert said == {reason: pytest.approx(size, rel=6e-3) for reason, size in expected.items()}
    assert rounded == pytest.approx(np.abs(of_float32 - (exact - exact.mean()) / np.sqrt(exact.var() + 0.01)).max(), rel=0.5)
    assert re.search("meaning of momentum: ([^;]*)", alt)[1] == short(expected["meaning of momentum"])


def test_a_new_layer_s_output_in_inference_has_the_epsilon_of_the_slider_as_its_formula_says(open_app):
    """It showed 59.94, with an epsilon of 10⁻⁵, beside x / √(1 + ε) and a slider at 0.1."""
    ends = {}
    for epsilon in (0.001, 0.1):
        *_lines, other = traces(open_app(PAGE, part="differences", reason="mode", layer_epsilon=epsilon), "apart")
        ends[epsilon] = other["x"][-1]
    assert ends[0.1] == pytest.approx(ends[0.001] * np.sqrt(1.001 / 1.1), rel=1e-4)


def sizes_of(app):
    """Return the size that each bar says above it, by its reason, from above."""
    _bars, texts = traces(app, "reasons")
    named = (re.fullmatch("<b>(.*?)</b>\u2002(.*)", text).groups() for text in texts["text"])
    return {reason: read_number(size) for reason, size in named}


def test_a_bar_is_as_long_as_its_size_is_powers_of_ten_above_the_rounding_of_float32(open_app):
    app = open_app(PAGE, part="differences")
    bars, _texts = traces(app, "reasons")
    for length, size in zip(bars["x"], sizes_of(app).values(), strict=True):
        assert length == pytest.approx(np.log10(size * 2**24), abs=5e-3)
    layout = charts(app)["reasons"]["figure"]["layout"]
    # The axis ends at the power of ten behind the largest.
    assert layout["xaxis"]["range"] == [0, pytest.approx(np.log10(100 * 2**24))]
    assert layout["xaxis"]["ticktext"][-2:] == ["1", "100"]


def test_the_largest_reason_is_picked_first_and_its_bar_alone_has_the_full_colour(open_app):
    app = open_app(PAGE, part="differences")
    (picker,) = (element for element in app.selectbox if element.key == "reason")
    assert picker.value == next(iter(NumpyAndTensorFlow.reason.titles))
    first, *others = traces(app, "reasons")[0]["marker"]["color"]
    assert next(iter(sizes_of(app))) == "training or inference"
    assert first not in others
    assert len(set(others)) == 1


def apart_of(app):
    """Return by how much the picture of a reason says that both outputs differ."""
    *_names, size, _farther = charts(app)["apart"]["figure"]["layout"]["annotations"]
    return read_number(re.search("<b>(.*?)</b>", size["text"])[1])


@pytest.mark.parametrize("reason", ["momentum", "variance"])
def test_what_moves_inference_alone_says_that_it_moves_nothing_in_training(open_app, reason):
    app = open_app(PAGE, part="differences", reason=reason)
    assert followed(app, "layer-stressed").startswith("In training it moves nothing")


def test_the_picture_of_a_reason_joins_the_same_values_and_marks_the_one_that_its_number_says(open_app):
    for reason, title in NumpyAndTensorFlow.reason.titles.items():
        app = open_app(PAGE, part="differences", reason=reason)
        joined, gap, one, other = traces(app, "apart")
        assert joined["x"] == [x for pair in zip(one["x"][:-1], other["x"][:-1], strict=True) for x in (*pair, None)]
        assert one["x"][:-1] == sorted(one["x"][:-1])
        assert tuple(gap["x"]) == (one["x"][-1], other["x"][-1])
        size = sizes_of(app)[title]
        assert apart_of(app) == pytest.approx(size, rel=6e-3)
        # They have as many digits as an eye can tell apart.
        assert abs(gap["x"][0] - gap["x"][1]) == pytest.approx(times_of(app) * size, rel=1e-2, abs=1e-4)


def times_of(app):
    """Return how many times as far apart as they are the picture of a reason says that it draws both outputs."""
    said = charts(app)["apart"]["figure"]["layout"]["annotations"][3]["text"]
    return read_number(said.partition("×")[2]) if said.strip() else 1


def test_a_difference_that_no_eye_would_see_is_drawn_larger_the_more_so_the_longer_its_bar(open_app):
    """Lines stood upright for every epsilon, whatever the number above them said."""
    slants = []
    for epsilon in (1e-5, 1e-3, 1e-1):
        app = open_app(PAGE, part="differences", reason="place", layer_epsilon=epsilon)
        _joined, gap, *_rows = traces(app, "apart")
        slants.append(abs(gap["x"][0] - gap["x"][1]))
    assert slants == sorted(slants)
    assert all(0.25 < slant < 2.5 for slant in slants)
    assert [times_of(open_app(PAGE, part="differences", reason=reason)) for reason in ("mode", "momentum", "axis")] == [1, 1, 1]


@pytest.mark.parametrize("reason", NumpyAndTensorFlow.reason.titles)
def test_both_values_stand_in_digits_and_those_that_differ_are_told_apart(open_app, reason):
    app = open_app(PAGE, part="differences", reason=reason)
    same = followed(app, "layer-same")
    one, other = (followed(app, f"layer-{way}_rest") for way in ("one", "other"))
    assert one[0] != other[0]
    size = abs(read_number(same + one) - read_number(same + other))
    assert size == pytest.approx(apart_of(app), rel=0.05)


def test_the_reasons_are_ranked_the_largest_first_and_keep_their_places_while_a_slider_makes_one_larger(open_app):
    sizes = sizes_of(open_app(PAGE, part="differences"))
    assert list(sizes.values()) == sorted(sizes.values(), reverse=True)
    app = open_app(PAGE, part="differences", layer_epsilon=0.1)
    moved = sizes_of(app)
    # Where the slider makes another order, it is said for which epsilon the one on screen holds.
    assert "by their effect at Keras’s defaults" in text(app)
    assert list(moved) == list(sizes)
    assert list(moved.values()) != sorted(moved.values(), reverse=True)


@pytest.mark.parametrize("reason", ["mode", "momentum", "place", "axis"])
def test_whichever_reason_is_picked_both_sliders_move_the_bars_and_the_picture(open_app, reason):
    app = open_app(PAGE, part="differences", reason=reason)
    (picker,) = (element for element in app.selectbox if element.key == "reason")
    assert picker.value == reason
    sliders = {slider.key for slider in (*app.slider, *app.select_slider)}
    assert sliders == {"layer_epsilon", "layer_momentum"}
    for name in ("reasons", "apart"):
        assert set(charts(app)[name]["motion"]["sliders"]) == sliders


@pytest.mark.parametrize(
    ("picked", "slider", "stop", "taken"),
    [
        ("mode", "layer_momentum", 0.5, "momentum"),
        ("axis", "layer_epsilon", 0.1, "epsilon"),
        ("mode", "layer_epsilon", 0.1, "mode"),
        ("place", "layer_epsilon", 0.1, "place"),
    ],
)
def test_a_released_slider_picks_the_reason_that_it_moved_before(open_app, picked, slider, stop, taken):
    app = open_app(PAGE, part="differences", reason=picked)
    (moved,) = (element for element in (*app.slider, *app.select_slider) if element.key == slider)
    frames = charts(app)["apart"]["motion"]["frames"]
    stops = Layer.settings[slider].stops
    rerun(moved.set_value(stop) and app)
    (picker,) = (element for element in app.selectbox if element.key == "reason")
    assert picker.value == taken
    now = charts(app)["apart"]["figure"]
    for part in frames:
        if part["slider"] == slider and part["path"][0] == "layout":
            drawn = now
            for key in part["path"]:
                drawn = drawn[key]
            assert part["states"][stops.index(stop)] == pytest.approx(drawn)


def test_a_layer_s_sliders_move_bars_and_code_to_what_the_server_says_there(open_app):
    at = {"layer_epsilon": Layer.layer_epsilon.stops.index(0.1), "layer_momentum": 25}
    moved = charts(open_app(PAGE, part="differences", framework="pytorch"))["reasons"]["motion"]["frames"]
    app = open_app(PAGE, part="differences", framework="pytorch", layer_epsilon=0.1, layer_momentum=0.25)
    drawn = traces(app, "reasons")
    for part in moved:
        state = part["states"][at[part["slider"]]]
        if part["path"][0] == "data" and "marker" not in part["path"]:  # which bar is picked, the next test has
            _data, trace, key, dot = part["path"]
            assert state == pytest.approx(drawn[trace][key][dot])
        elif part["path"][1] in ("epsilon", "keras", "pytorch"):
            assert state == followed(app, f"layer-{part['path'][1]}")
    assert followed(app, "layer-keras") == "0.75"


def test_a_group_of_one_value_has_no_variance_over_m_minus_1_and_shows_a_dash(open_app):
    app = open_app(PAGE, part="differences", images=3, batch_size=2, mini_batch=1, grouping="position")
    _bars, texts = traces(app, "reasons")
    assert "<b>variance: m or m − 1</b>\u2002–" in texts["text"]


@pytest.mark.parametrize(("language", "sentence"), [("en", "PyTorch is not run here"), ("ko", "PyTorch를 실행하지는 않습니다")])
def test_it_is_said_plainly_that_pytorch_is_not_run(open_app, language, sentence):
    assert sentence in text(open_app(PAGE, part="differences", lang=language))


def digits_of(app, mean):
    """Return the digits of each row, right and wrong, when the browser has moved them to a mean."""
    stop = NumpyAndTensorFlow.data_mean.stops.index(mean)
    said = {part["path"][1]: part["states"][stop] for part in charts(app)["errors"]["motion"]["frames"]}
    rows = [name.removesuffix("_same") for name in said if name.endswith("_same")]
    return said["exact"], {name: (said[f"{name}_same"], said[f"{name}_rest"]) for name in rows}


@needs_tensorflow
def test_far_from_0_the_digits_of_bn_core_are_right_and_not_even_the_sign_of_the_others(open_app):
    exact, rows = digits_of(open_app(PAGE, part="precision"), 1e5)
    assert exact.startswith("−2.44")
    assert len(rows["bn_core"][0]) >= len(exact) - 1
    assert 0 < len(rows["scikit_learn"][0]) < len(rows["bn_core"][0])
    assert {rows[name][0] for name in ("textbook", "tf_nn", "keras", "one_pass")} == {""}
    assert not rows["textbook"][1].startswith("−")


@needs_tensorflow
def test_near_0_every_one_has_most_of_its_digits_and_bn_core_all(open_app):
    exact, rows = digits_of(open_app(PAGE, part="precision"), 0)
    assert rows["bn_core"] == (exact, "")
    assert min(len(right) for right, _wrong in rows.values()) >= len("−2.440")


@pytest.mark.parametrize("mean", [0, 1e4])
def test_what_is_right_begins_like_the_exact_value_and_what_is_wrong_does_not_go_on_like_it(open_app, mean):
    exact, rows = digits_of(open_app(PAGE, part="precision"), mean)
    for right, wrong in rows.values():
        assert exact.startswith(right)
        assert not wrong or exact[len(right)] != wrong[0] or len(right + wrong) != len(exact)


def test_a_value_of_another_sign_or_that_is_none_has_no_right_digit():
    assert compared(2.440777, -2.440777) == ("", "2.440777")
    assert compared(float("nan"), -2.440777) == ("", "NaN")
    assert compared(-2.440779, -2.440777) == ("−2.44077", "9")
    assert compared(-2.440779, -2.440777).digits_right == 6


def test_the_rows_stand_from_the_most_precise_to_the_least_below_the_exact_value(open_app, no_tensorflow):
    app = open_app(PAGE, part="precision")
    rows = re.findall(r"<tr><th scope='row'>(?:<span.*?</span> )?(.*?)</th>", words(app)["digits"])
    titles = {name: row.title for name, row in WITNESSES.items()} | {"one_pass": ONE_PASS.title}
    assert rows == ["exact", *(titles[name] for name in ORDER if name not in ("tf_nn", "keras"))]


def test_the_digits_on_screen_are_those_that_numpy_itself_gives(open_app, no_tensorflow):
    shown = digits_of(open_app(PAGE, part="precision"), 1e4)[1]["textbook"]
    x = (np.random.default_rng(678).standard_normal((64, 32, 32, 3)) + 1e4).astype(np.float32)
    y = (x - x.mean((0, 1, 2))) / np.sqrt(x.var((0, 1, 2)))
    assert read_number("".join(shown)) == pytest.approx(float(y[0, 0, 1, 1]), abs=1e-6)


def test_wherever_the_mean_stands_the_server_makes_all_digits_once(open_app, monkeypatch):
    first = charts(open_app(PAGE, part="precision"))["errors"]
    monkeypatch.setattr("bn_view.widgets.ask.ask", lambda *_args: pytest.fail("asked"))
    monkeypatch.setattr("pages.numpy_and_tensorflow.digits.lines_figure", lambda *_args: pytest.fail("made again"))
    assert charts(open_app(PAGE, part="precision", data_mean=1e6))["errors"] == first


@needs_tensorflow
def test_what_needs_no_tensorflow_is_drawn_before_its_process_has_answered_and_all_afterwards(open_app, monkeypatch):
    asked, drawn, known = [], [], {}
    original = precision.draw_in_places

    def answer(_function, means, names):
        asked.append((names, len(drawn)))
        return [Around(1.5, dict.fromkeys(names, 1.5), dict.fromkeys(names, 1e-7)) for _mean in means]

    def draws(key, data):
        drawn.append(data.decode())
        original(key, data)

    monkeypatch.setattr("bn_view.widgets.ask.ask", answer)
    monkeypatch.setattr("bn_view.widgets.ask._known", lambda: known)
    monkeypatch.setattr(precision, "draw_in_places", draws)
    monkeypatch.setattr(precision, "kept", lambda _key, make: encoded(make()))
    app = open_app(PAGE, part="precision")
    assert asked == [(("bn_core", "scikit_learn", "textbook", "one_pass"), 0), (("tf_nn", "keras"), 1)]
    first, last = drawn
    assert "…" in first
    assert "…" not in last
    assert last.count("<tr>") == first.count("<tr>") == 1 + len(ORDER)
    assert len(traces(app, "errors")) == len(ORDER)
    # Once the server knows all, nothing is drawn twice.
    drawn.clear()
    rerun(app)
    assert len(drawn) == 1


@needs_tensorflow
def test_the_magnifier_shows_bn_core_beside_numpy_until_tensorflow_has_answered(open_app, monkeypatch):
    asked, drawn, known = [], [], {}
    draw = article.draw_in_places

    def answer(_function, x, _gamma, _beta, _axis, _epsilon, names):
        asked.append((names[-1], len(drawn)))
        return {name: x * (1 + 1e-5 * (name != "textbook")) for name in names}

    def draws(key, data):
        drawn.append(data.decode())
        draw(key, data)

    monkeypatch.setattr("bn_view.widgets.ask.ask", answer)
    monkeypatch.setattr("bn_view.widgets.ask._known", lambda: known)
    monkeypatch.setattr(article, "draw_in_places", draws)
    monkeypatch.setattr(article, "kept", lambda _key, make: encoded(make()))
    app = open_app(PAGE)
    assert asked == [("bn_core", 0), ("bn_core", 0), ("tf_nn", 1), ("tf_nn", 1)]
    assert ["bn_core, outlined" in of for of in drawn] == [True, False]
    assert ["TensorFlow, outlined" in of for of in drawn] == [False, True]
    # Once the server knows TensorFlow's, nothing is drawn twice.
    drawn.clear()
    rerun(app)
    assert ["TensorFlow, outlined" in of for of in drawn] == [True]


def test_a_line_is_as_high_as_decimals_of_all_values_are_right_and_the_cursor_is_at_the_mean(open_app, no_tensorflow):
    app = open_app(PAGE, part="precision")
    lines = {line["name"]: line for line in traces(app, "errors")}
    means = NumpyAndTensorFlow.data_mean.stops
    for mean in (0.0, 1e3):
        errors = around(mean, ["textbook", "bn_core"]).errors
        for name, title in (("textbook", "NumPy"), ("bn_core", "bn_core")):
            assert lines[title]["y"][means.index(mean)] == pytest.approx(-np.log10(2 * errors[name]), abs=0.01)
    # E[x²] − E[x]² becomes less than 0, and the value no number.
    assert lines[ONE_PASS.title]["y"][means.index(300)] == 0
    sent = charts(app)["errors"]
    cursor = sent["motion"]["cursor"]
    assert cursor["values"] == lines["NumPy"]["x"]
    assert sent["figure"]["layout"]["shapes"][0]["x0"] == means.index(NumpyAndTensorFlow.data_mean.default)


def test_of_lines_that_coincide_the_first_is_seen_and_who_points_at_it_reads_each():
    of = {"bn_core": 1e-7, "textbook": 1e-2, "tf_nn": 1.001e-2, "keras": 1.002e-2}
    arounds = [Around(1.5, dict.fromkeys(of, 1.5), of)] * len(NumpyAndTensorFlow.data_mean.stops)
    figure = digits.lines_figure(arounds, NumpyAndTensorFlow.data_mean.stops, {name: name for name in of}, 0)
    assert [line.get("opacity", 1) for line in figure["data"]] == [1, 1, 0, 0]
    assert all(line.get("hoverinfo") != "skip" for line in figure["data"])


def test_nothing_can_be_stopped_where_nothing_is_added(open_app, no_tensorflow):
    app = open_app(PAGE, part="precision")
    assert {button.key: button.disabled for button in app.button if button.label == "Stop"} == {"nothing_to_stop": True}


def test_lines_that_coincide_have_one_name_and_every_other_its_own():
    y = {"NumPy": [4, 0], "tf.nn": [4, 0.05], "Keras": [4, 0], "bn_core": [6, 6]}
    names = {"textbook": "NumPy", "tf_nn": "tf.nn", "keras": "Keras", "bn_core": "bn_core"}
    lines = [{"name": name, "x": [0, 1], "y": of, "line": {"color": "red"}} for name, of in y.items()]
    assert [at["text"] for at in digits._names(lines, names)] == ["NumPy =<br>tf.nn = Keras", "bn_core"]


def test_the_zone_of_large_changes_has_a_name(open_app):
    (zone,) = charts(open_app(PAGE, part="differences"))["reasons"]["figure"]["layout"]["annotations"]
    assert zone["text"] == "more than 1 standard deviation of the output"


def test_it_is_said_how_many_digits_are_right(open_app, no_tensorflow):
    said = re.sub("<.*?>", "", words(open_app(PAGE, part="precision"))["verdict"])
    assert said == "At a mean of 10,000 bn_core has 7 of 7 digits right, NumPy 0."


def test_the_largest_error_of_usual_activations_is_that_of_all_that_is_shaded(open_app, no_tensorflow):
    app = open_app(PAGE, part="precision")
    layout, lines = charts(app)["errors"]["figure"]["layout"], traces(app, "errors")
    (_cursor, shaded) = layout["shapes"]
    fewest = min(y for line in lines for x, y in zip(line["x"], line["y"], strict=True) if shaded["x0"] <= x <= shaded["x1"])
    mantissa, power = re.search(r"largest error of all is ([\d.]+)·10([⁻⁰-⁹]+)", text(app)).groups()
    error = float(mantissa) * 10.0 ** int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))
    assert error == pytest.approx(10**-fewest / 2, rel=0.01)


def test_a_picture_of_few_values_uses_its_width_wherever_the_momentum_stands(open_app):
    for momentum in (0.5, 0.7, 0.9, 0.99):
        app = open_app(PAGE, part="differences", reason="momentum", layer_momentum=momentum)
        *_lines, one, other = traces(app, "apart")
        low, high = charts(app)["apart"]["figure"]["layout"]["xaxis"]["range"]
        assert max(*one["x"], *other["x"]) - min(*one["x"], *other["x"]) > 0.6 * (high - low)


@needs_tensorflow
def test_the_long_sum_runs_to_its_end_and_stays(open_app):
    app = open_app(PAGE, part="precision")
    app.button(key="run_long_sum").click()
    rerun(app)
    assert "`np.mean(axis=(0, 1, 2))` **0.32768**" in text(app)
    assert "`bn_core.moments` **0.49995**" in text(app)
    assert "`tf.nn.moments` **0.32768**" in text(app)
    trace, alt = chart(app, "long_sum")
    assert trace["x"][-1] == len(trace["x"]) * long_sum.SLAB == long_sum.IMAGES
    assert "NumPy falls to 0.32768, bn_core stays at 0.49995" in alt
    assert "0.32768" in text(rerun(app))


@pytest.mark.parametrize("part", PARTS)
def test_without_tensorflow_every_part_works_and_one_sentence_says_what_is_missing(open_app, no_tensorflow, part):
    app = open_app(PAGE, part=part)
    (said,) = app.info
    assert "pip install tensorflow" in said.value
    shown = text(app)
    if part == "article":
        assert shown.count("✓ equal") == 1 + 4
    if part == "speed":
        assert "tf.nn" not in shown
        assert [line["name"] for line in lines_of(app)[1]] == ["NumPy", "bn_core", "scikit-learn"]


def test_a_worker_that_died_gives_a_sentence_and_a_button_and_the_next_run_works(open_app, monkeypatch):
    def dies(self, answer, *, seconds):
        raise WorkerDiedError("killed")

    with monkeypatch.context() as broken:
        broken.setattr("workers.worker.Worker.result", dies)
        app = open_app(PAGE, part="speed")
        while not any(button.key == "measure_on" for button in app.button):
            rerun(app)
    assert "ended before it answered" in app.error[0].value
    again = next(button for button in app.button if button.label == "Try again")
    again.click()
    app.button(key="measure_on").click()
    assert not rerun(app).error


def test_the_cell_that_is_seen_and_those_below_it_are_what_is_taken_home_and_none_is_shown_twice(open_app):
    app = open_app(PAGE, part="take_home", gamma=2, epsilon=0.1)
    (others,) = app.code
    cell = re.search("<pre.*?>(.*)</pre>", words(app)["cell"], re.DOTALL).group(1)
    seen = unescape(re.sub("<.*?>", "", cell))
    assert "gamma, beta, epsilon = 2, 0, 0.1" in seen
    assert others.value.startswith("# Standardization and min-max scaling")
    assert "gamma, beta, epsilon" not in others.value


@pytest.mark.parametrize("state", [{"gamma": 2, "beta": -1}, {"data": "digits", "epsilon": 0}, {"grouping": "position"}])
def test_the_cell_runs_by_itself_and_prints_and_counts_what_the_page_shows(open_app, capsys, monkeypatch, state):
    app = open_app(PAGE, part="take_home", **state)
    cell = re.search("<pre.*?>(.*)</pre>", words(app)["cell"], re.DOTALL).group(1)
    pyplot = MagicMock()
    monkeypatch.setitem(sys.modules, "matplotlib", MagicMock(pyplot=pyplot))
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", pyplot)
    exec(unescape(re.sub("<.*?>", "", cell)), {})
    printed = [float(number) for number in re.findall(r"-?\d+\.\d+", capsys.readouterr().out)]
    output = words(app)["printed"]
    shown = [read_number(number) for number in re.findall(r'<b[^>]*title="[^"]*"[^>]*>', output)]
    assert printed == pytest.approx(shown, abs=0.006)
    (values,), how = pyplot.hist.call_args
    trace, _alt = chart(app, "taken")
    assert np.histogram(values, how["bins"])[0].tolist() == trace["y"][1:-1]


def test_a_mini_batch_beyond_the_last_is_taken_home_as_the_last(open_app):
    cell = re.sub("<.*?>", "", words(open_app(PAGE, part="take_home", mini_batch=898))["cell"])
    assert "x = images[20:30]" in cell


def test_a_link_that_makes_no_sense_is_answered_with_a_sentence(open_app):
    (warning,) = open_app(PAGE, part="nothing", data_mean="inf").warning
    assert "`part=nothing`" in warning.value
    assert "`data_mean=inf`" in warning.value


def test_a_long_sum_whose_worker_dies_keeps_the_last_result_and_tries_again(open_app, no_tensorflow, monkeypatch):
    def dies(self, answer, *, seconds):
        raise WorkerDiedError("killed")

    monkeypatch.setattr(long_sum, "IMAGES", 2 * long_sum.SLAB)
    app = open_app(PAGE, part="precision")
    app.button(key="run_long_sum").click()
    result = "`bn_core.moments` **0."
    assert result in text(rerun(app))
    with monkeypatch.context() as broken:
        broken.setattr("workers.worker.Worker.result", dies)
        app.button(key="run_long_sum").click()
        rerun(app)
    assert app.error
    assert result in text(app)
    app.button(key="again_add_slab").click()
    assert not rerun(app).error
    assert result in text(app)


def test_the_chosen_script_is_in_the_link(open_app):
    app = open_app(PAGE, part="speed", witness="bn_core")
    assert "from bn_core import batch_norm" in app.code[0].value
    app.selectbox(key="witness").set_value("textbook")
    assert "witness" not in rerun(app).query_params
