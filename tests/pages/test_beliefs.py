"""The page of beliefs: predict, run, see what happens; in full in English, and what differs in Korean."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from bn_view.state import address
from bn_view.state.settings import defaults
from bn_view.words.numbers import short
from pages.beliefs import progress
from pages.beliefs.all import BELIEFS
from pages.beliefs.dial import Dial, Dials
from pages.beliefs.questions import asking_at
from pages.beliefs.result import question_of, setup_chart
from tests.pages.conftest import chart, charts, rerun, text, traces
from tests.view.checked import checked
from workers.worker import tensorflow_is_installed

PAGE = "beliefs"
NUMBERS = list(BELIEFS)
KERAS = [number for number, belief in BELIEFS.items() if belief.witness]
OF_KERAS_ALONE = 17  # its whole table
SHOWS_WHAT_GOES_IN = 1
PROGRESS = f"Predicted **{{}}** of {len(NUMBERS)}, **{{}}** right"
WRONG = {"true": "false", "false": "depends", "depends": "true"}
needs_tensorflow = pytest.mark.skipif(not tensorflow_is_installed(), reason="TensorFlow is not installed (none for Python 3.14)")


@pytest.fixture
def no_tensorflow(monkeypatch):
    monkeypatch.setattr("bn_view.widgets.ask.tensorflow_is_installed", lambda: False)


_answers = {}


@pytest.fixture
def answer(open_app):
    """Return the page with the answer of a belief: to be read only, as it is opened once for all tests."""

    def open_once(number):
        if number not in _answers:
            _answers[number] = click(open_app(PAGE, belief=number), "show_belief")
        return _answers[number]

    return open_once


def click(app, key):
    app.button(key=key).click()
    return rerun(app)


def has_table(app):
    return any(element.value.startswith("|") for element in app.markdown)


def predict_and_run(app, verdict):
    return click(click(app, f"predict_{verdict}"), "run_belief")


@pytest.mark.parametrize("number", NUMBERS)
def test_every_belief_goes_from_prediction_to_answer_of_which_nothing_is_there_before(open_app, number):
    app = open_app(PAGE, belief=number)
    assert PROGRESS.format(0, 0) in text(app)
    assert "**Why**" not in text(app)
    assert not has_table(app)
    assert app.button(key="run_belief").disabled
    app = click(app, f"predict_{BELIEFS[number].verdict}")
    assert PROGRESS.format(1, 0) in text(app)
    app = click(app, "run_belief")
    assert PROGRESS.format(1, 1) in text(app)
    assert "**Why**" in text(app)
    assert "{" not in text(app)
    assert has_table(app) or (number == OF_KERAS_ALONE and not tensorflow_is_installed())
    assert not app.error


@pytest.mark.parametrize("number", NUMBERS)
def test_every_answer_is_there_in_korean_as_well(open_app, no_tensorflow, number):
    app = open_app(PAGE, belief=number, lang="ko")
    assert f"{len(NUMBERS)}개 중 **0**개 예측, **0**개 맞음" in text(app)
    assert BELIEFS[number].claim not in text(app)
    app = click(app, "show_belief")
    assert "**왜?**" in text(app)
    assert BELIEFS[number].why not in text(app)
    assert "{" not in text(app)
    assert has_table(app) == (number != OF_KERAS_ALONE)


def test_a_teacher_sees_the_answer_without_a_prediction_and_it_does_not_count(answer):
    app = answer(13)
    assert PROGRESS.format(0, 0) in text(app)
    assert "### False" in text(app)
    assert "13 –" in app.button_group[0].options


@pytest.mark.parametrize(
    ("verdict", "heading"),
    [("false", ":green[✓ False, as you predicted]"), ("depends", ":red[✗ False. You predicted: It depends]")],
)
def test_a_verdict_has_a_sign_and_a_colour(open_app, verdict, heading):
    assert f"### {heading}" in text(predict_and_run(open_app(PAGE, belief=2), verdict))


def test_a_wrong_prediction_is_told_and_marked(open_app):
    app = predict_and_run(open_app(PAGE, belief=2), "depends")
    assert "✗ False. You predicted: It depends" in text(app)
    assert "2 ✗" in app.button_group[0].options


@pytest.mark.parametrize(("verdict", "sign"), [("false", "✓"), ("true", "✗")])
def test_what_an_experiment_cannot_decide_for_all_is_not_called_false(open_app, verdict, sign):
    app = predict_and_run(open_app(PAGE, belief=15), verdict)
    assert f"{sign} Not the reason, as far as this experiment goes. You predicted: {verdict.title()}" in text(app)


def test_a_prediction_is_kept_and_marked_through_a_visit_to_another_belief(open_app):
    app = click(open_app(PAGE, belief=5), "predict_false")
    assert "5 …" in app.button_group[0].options
    app = click(app, "next_belief")
    assert BELIEFS[6].claim in text(app)
    app = click(app, "previous_belief")
    assert BELIEFS[5].claim in text(app)
    assert not app.button(key="run_belief").disabled


def test_the_page_leads_through_every_belief_and_counts(open_app):
    app = open_app(PAGE)
    assert app.button(key="previous_belief").disabled
    for number in NUMBERS[:4]:
        verdict = BELIEFS[number].verdict
        app = click(predict_and_run(app, WRONG[verdict] if number % 2 else verdict), "next_belief")
    assert PROGRESS.format(4, 2) in text(app)
    for number in NUMBERS[4:-1]:
        assert BELIEFS[number].claim in text(app)
        app = click(app, "next_belief")
    assert BELIEFS[NUMBERS[-1]].claim in text(app)
    assert app.button(key="next_belief").disabled


def test_the_address_keeps_the_progress(open_app):
    app = click(predict_and_run(open_app(PAGE, belief=2), "depends"), "next_belief")
    app = click(click(click(app, "predict_true"), "next_belief"), "show_belief")
    kept = app.query_params["progress"]
    assert len(kept) <= len(NUMBERS)
    again = open_app(PAGE, progress=kept)
    assert PROGRESS.format(2, 0) in text(again)
    assert again.button_group[0].options[:5] == ["1", "2 ✗", "3 …", "4 –", "5"]


@pytest.mark.parametrize("progress", ["8", "x", "0" * (len(NUMBERS) + 1), "²"])
def test_an_impossible_progress_is_refused_in_a_sentence(open_app, progress):
    app = open_app(PAGE, progress=progress)
    assert f"`progress={progress}`" in app.warning[0].value
    assert PROGRESS.format(0, 0) in text(app)


def test_the_links_of_the_lesson_take_the_progress_along(open_app):
    app = open_app("home", progress="06")
    hrefs = re.findall(r'class="lesson-step".*?href="([^"]+)"', text(app))
    assert hrefs
    assert all("progress=06" in href for href in hrefs)


def test_every_belief_that_was_predicted_rightly_is_marked_so_and_no_other():
    for number, belief in BELIEFS.items():
        for predicted in WRONG:
            mark = progress.Progress({number: predicted}, {number}).mark(number)
            assert mark == (progress.RIGHT if predicted == belief.verdict else progress.WRONG)


# Links have these numbers: a belief keeps its own.
@pytest.mark.parametrize(("number", "claim"), [(2, "`axis` means"), (15, "distributions from shifting"), (18, "is useless")])
def test_a_link_opens_the_belief_of_its_number(open_app, number, claim):
    app = open_app(PAGE, belief=number)
    assert claim in BELIEFS[number].claim
    assert BELIEFS[number].claim in text(app)
    assert not app.warning


@pytest.mark.parametrize("number", ["0", str(NUMBERS[-1] + 1), "x"])
def test_an_impossible_number_is_refused_in_a_sentence(open_app, number):
    app = open_app(PAGE, belief=number)
    assert number in app.warning[0].value
    assert BELIEFS[1].claim in text(app)


# What lessons.md says was computed, to the digits given there.
@pytest.mark.parametrize(
    ("number", "figures"),
    [
        (1, ["−1.71** before, **−1.71** after", "| −1.1957 | −1.2045 |"]),
        (2, ["gives **1,024** means", "gives **1**"]),
        (3, ["**1.25**", "**1.67**", "| 2.00 |", "| 1.11 |"]),
        (4, ["**0.0316**", "**0.5**"]),
        (5, ["**2.96** in Keras", "**26.6** in PyTorch"]),
        (7, ["**0.296** after 1", "**18.9** after 100", "**29.7** after 500"]),
        (8, ["| 0.500 | 0.500 | 0.00 |"]),
        (10, ["| 0.0928 |"]),
        (18, ["√(σ² + ε) = 2.08"]),
    ],
)
def test_the_computed_figures_stand_on_the_page(answer, number, figures):
    assert [figure for figure in figures if figure not in text(answer(number))] == []


@needs_tensorflow
@pytest.mark.parametrize(
    ("number", "row"),
    [
        (3, "| Keras, run just now | 1.25 |"),
        (8, "| Keras, run just now, one value, β = 0 | 0 | 0 | – |"),
        (17, "| `trainable=False`, `training=True` | 0.00 | 0.00 |"),
    ],
)
def test_keras_is_run_where_the_belief_is_about_it(answer, number, row):
    assert row in text(answer(number))


@pytest.mark.parametrize("number", KERAS)
def test_without_tensorflow_a_sentence_says_what_is_missing_and_the_rest_is_there(open_app, no_tensorflow, number):
    app = click(open_app(PAGE, belief=number), "show_belief")
    assert "pip install tensorflow" in app.info[0].value
    assert "run just now" not in text(app)
    assert "**Why**" in text(app)


@pytest.mark.parametrize(
    "number", [pytest.param(number, marks=needs_tensorflow if number == OF_KERAS_ALONE else ()) for number in NUMBERS]
)
def test_every_belief_has_a_picture_that_says_its_present_numbers_to_a_screen_reader(answer, number):
    trace, alternative = chart(answer(number), "belief")
    checked(charts(answer(number))["belief"]["figure"])
    assert np.isfinite(np.asarray(trace["z"] if "z" in trace else trace["y"], float)).all()
    assert "z" in trace or len(trace["x"]) <= 200
    assert re.search(r"\d", alternative)
    assert "*" not in alternative


def drawn(trace):
    return [trace.get(values) for values in "xyz"]


@pytest.mark.parametrize("number", NUMBERS)
def test_before_the_run_its_place_shows_what_is_compared_but_no_result(open_app, answer, number):
    before, after = (charts(app)["belief"]["figure"] for app in (open_app(PAGE, belief=number), answer(number)))
    checked(before)
    if number == SHOWS_WHAT_GOES_IN:  # the same shapes, on another axis
        assert [len(trace["y"]) for trace in before["data"]] == [len(trace["y"]) for trace in after["data"]]
        assert before["layout"]["xaxis"]["title"]["text"] == "before standardizing"
        return
    hidden, asked = ([trace for trace in before["data"] if ("meta" in trace) is seen] for seen in (False, True))
    assert not any(value is not None for trace in hidden if "y" in trace for value in trace["y"])
    if BELIEFS[number].before is None:
        results = [drawn(trace) for trace in after["data"] if "meta" not in trace]
        assert results
        assert not [trace for trace in before["data"] if drawn(trace) in results]
        assert asked
        assert re.search(r'class="dial-says">[^<]*\?</b>', text(open_app(PAGE, belief=number)))
    else:
        words = [said["text"] for said in before["layout"]["annotations"]]
        words += [text for trace in asked for text in trace.get("text", [])]
        assert any("?" in said for said in words)
        names = [[trace["name"] for trace in traces if "name" in trace] for traces in (hidden, after["data"])]
        assert names[0] == names[1]


def test_the_picture_of_one_sample_shows_its_pixels_apart_and_all_features_at_beta(answer):
    image, features = traces(answer(8), "belief")
    assert sum(image["y"]) == 32 * 32
    assert set(features["x"]) == {0.5}


def test_the_picture_of_folding_shows_that_only_a_layer_without_bias_hides_the_error(answer):
    right, unscaled, added, _dots = (np.array(trace["y"]) for trace in traces(answer(13), "belief"))
    assert (right < 1e-13).all()
    assert unscaled[0] < 1e-13 < 0.1 < added[0]
    assert (np.diff(unscaled) > 0).all()


def test_the_picture_of_a_bias_is_flat_in_training_and_rises_in_inference_to_the_table_s_numbers(answer):
    training, inference, _dots = (np.array(trace["y"]) for trace in traces(answer(12), "belief"))
    assert (training < 1e-12).all()
    assert f"**{inference[-1]:.1f}**" in text(answer(12))
    assert inference[0] == pytest.approx(inference[-1])
    assert inference[4] == 0


@pytest.mark.parametrize("number", NUMBERS)
def test_above_the_picture_of_an_answer_its_result_stands(answer, number):
    (above,) = re.findall(r'class="dial-says">([^<]*)</b>', text(answer(number)))
    assert above
    assert "?" not in above


DIALS = {number: belief.dial for number, belief in BELIEFS.items() if belief.dial}


def test_a_belief_with_a_slider_under_its_answer_has_one_under_its_question_as_well(open_app, answer):
    assert set(range(1, 8)) <= set(DIALS)
    assert {number for number, belief in BELIEFS.items() if belief.before} == set(DIALS)
    for number, dial in DIALS.items():
        asked = open_app(PAGE, belief=number).select_slider
        assert [slider.key for slider in asked] == [BELIEFS[number].before().setting.name]
        assert [slider.key for slider in answer(number).select_slider] == [dial().setting.name]


@pytest.mark.parametrize("number", DIALS)
def test_a_slider_under_a_question_moves_its_picture_and_asks_at_each_stop(number):
    before = BELIEFS[number].before()
    assert len(set(before.says)) == len(before.setting.stops)
    assert all("?" in says for says in before.says)
    assert {part["path"][0] for part in before.motion("")["frames"]} >= {"numbers"}
    for figure in before.figures:
        checked(figure)
    assert before.figures[0] != before.figures[-1]


@pytest.mark.parametrize("number", [5, 7])
def test_batches_come_in_with_the_slider_and_none_behind_it(number):
    before = BELIEFS[number].before()
    for stop in before.setting.stops:
        *_curves, dots = before.figure_at(stop)["data"]
        seen = [x for x, y in zip(dots["x"], dots["y"], strict=True) if y is not None]
        assert seen == [x for x in dots["x"] if x <= stop]


@pytest.mark.parametrize("number", DIALS)
def test_a_slider_under_an_answer_begins_where_the_experiment_was_and_each_stop_has_a_picture_and_a_sentence(number):
    dial = DIALS[number]()
    assert dial.setting.default in dial.setting.stops
    assert len(dial.setting.stops) == len(dial.figures) == len(dial.says)
    for figure in dial.figures:
        checked(figure)
    assert len(dial.motion("")["frames"]) > 1
    assert len(set(dial.says)) > 1


def never(*_given):
    raise RuntimeError("nobody has asked for this")


@pytest.mark.parametrize("number", [number for number, belief in BELIEFS.items() if belief.before is None])
def test_of_an_experiment_that_nobody_has_run_what_goes_in_is_seen_and_a_question_asked(monkeypatch, number):
    family = import_module(BELIEFS[number].experiment.__module__)
    for name in [name for name, part in vars(family).items() if hasattr(part, "cache_info") and not name.startswith("_")]:
        monkeypatch.setattr(family, name, never)  # what an experiment computes
    asked = replace(BELIEFS[number], experiment=never)
    sent = setup_chart(asked)
    checked(sent["figure"])
    assert any(trace["meta"] for trace in sent["figure"]["data"] if "meta" in trace)
    assert sent["alt"].endswith("?")
    assert question_of(asked).endswith("?")


def test_a_question_on_a_slider_takes_the_figure_of_one_stop():
    asked = []
    ratios = DIALS[3]()

    def figure_at(value):
        asked.append(value)
        return ratios.figure_at(value)

    asking_at(Dial(Dials.values_in_batch, figure_at, never), short).figure_at(8.0)
    assert asked == [8.0]


def numbers_in(words):
    return set(re.findall(r"\d[\d.,]*", words))


@pytest.mark.parametrize("number", DIALS)
def test_no_cover_shows_a_number_that_only_the_answer_tells(number):
    dial, before = DIALS[number](), BELIEFS[number].before()
    for stop in before.setting.stops:
        value = stop if before.setting is dial.setting else dial.setting.default
        cover = before.figure_at(stop)
        names = [trace.get("name") or "" for trace in cover["data"]]
        words = " ".join([*names, *(said["text"] for said in cover["layout"]["annotations"])])
        assert not numbers_in(words) & (numbers_in(dial.says_at(value)) - {short(value)})


@pytest.mark.parametrize("number", DIALS)
def test_what_moves_an_answer_s_picture_comes_once_wherever_its_slider_stands(open_app, number):
    setting = DIALS[number]().setting
    first, last = (
        charts(click(open_app(PAGE, belief=number, **{setting.name: stop}), "show_belief"))["belief"]
        for stop in setting.stops[:: len(setting.stops) - 1]
    )
    assert first["motion"] == last["motion"]
    assert first["at"] == {setting.name: 0}
    assert last["at"] == {setting.name: len(setting.stops) - 1}


def test_the_translated_momentum_is_named_as_pytorch_s_call_has_it(answer):
    assert "| PyTorch, momentum=0.1 (= 1 − 0.9) |" in text(answer(5))


def test_two_peaks_are_normal_after_standardizing_only_where_they_were_one_normal_peak_before():
    kurtoses = [re.findall(r"−?\d+\.\d+", words) for words in DIALS[1]().says]
    assert all(before == after for before, after in kurtoses)
    one, *_others, two = (float(before.replace("−", "-")) for before, _after in kurtoses)
    assert abs(one) < 0.1
    assert two < -1.5


def test_the_normal_curves_beside_what_is_standardized_come_down_to_0_within_the_picture():
    for figure in (BELIEFS[1].before().figure_at(7.0), DIALS[1]().figure_at(7.0)):
        low, high = figure["layout"]["xaxis"]["range"]
        for curve in (trace for trace in figure["data"] if trace["line"].get("dash") == "dash"):
            assert low < min(curve["x"]) < max(curve["x"]) < high
            assert max(curve["y"][0], curve["y"][-1]) < 0.01 * max(curve["y"])


@pytest.mark.parametrize("number", [n for n in NUMBERS if BELIEFS[n].link])
def test_a_link_names_a_page_and_a_state_that_exist(number):
    link = BELIEFS[number].link
    assert import_module(f"pages.{link.page or 'lab'}.page").render
    state = {**defaults(), **link.settings}
    assert state.keys() == defaults().keys()
    assert address.read(address.parameters(state), {}) == (state, {})


@pytest.mark.parametrize("number", NUMBERS)
def test_every_belief_says_where_it_shows_or_what_to_read_and_papers_are_for_reading(number):
    belief = BELIEFS[number]
    assert belief.seen or belief.reading
    assert all("//arxiv.org/" in source.address for source in belief.reading)
    assert all(
        source.address is None or re.match("https://(github|stackoverflow).com/", source.address) for source in belief.seen
    )


@pytest.mark.parametrize(
    ("language", "shows", "read"), [("en", "Where it shows:", "To read:"), ("ko", "실제 사례:", "읽을거리:")]
)
def test_no_paper_stands_where_a_belief_shows(open_app, language, shows, read):
    both, papers_alone = text(open_app(PAGE, belief=12, lang=language)), text(open_app(PAGE, belief=15, lang=language))
    assert f"{shows} [matterport/Mask_RCNN PR 1455]" in both
    assert f"{read} [Ioffe & Szegedy 2015]" in both
    assert shows not in papers_alone
    assert "[Santurkar et al. 2018]" in papers_alone


def test_no_heading_says_before_the_prediction_that_what_is_believed_is_wrong(open_app):
    assert "오해" not in text(open_app(PAGE, belief=12, lang="ko"))


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_believed_and_why_it_is_not_so_hold_no_results(number):
    """Results are computed: a sentence with a decimal fraction would be one typed in, settings aside."""
    belief = BELIEFS[number]
    settings = {"0.9", "0.99"}
    assert set(re.findall(r"\d+\.\d+", belief.why + belief.claim)) <= settings


def test_no_verdict_can_be_guessed_from_the_others():
    verdicts = [belief.verdict for belief in BELIEFS.values()]
    assert set(verdicts) == {"true", "false", "depends"}


@pytest.mark.parametrize("mode", ["presenter", "teacher"])
def test_a_teacher_finds_the_way_to_a_class_and_nobody_else(open_app, mode):
    assert "Let the class vote" in text(open_app(PAGE, **{mode: 1}))
    assert "Let the class vote" not in text(open_app(PAGE))


def test_a_link_to_a_room_of_former_times_says_that_classes_have_codes_now(open_app):
    assert "code" in open_app(PAGE, room=1234).info[0].value
    assert not open_app(PAGE).info
