"""The page of beliefs: predict, run, see what happens, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bn_view.state import address
from bn_view.state.settings import DEFAULTS
from pages.beliefs.all import beliefs
from tests.pages.conftest import chart, rerun, text
from workers.worker import tensorflow_is_installed

PAGE = "beliefs"
PAGES = Path(__file__).parents[2] / "pages"
BELIEFS = beliefs()
NUMBERS = list(BELIEFS)
KERAS = [number for number, belief in BELIEFS.items() if belief.witness]
PROGRESS = {
    "en": f"Predicted **{{}}** of {len(NUMBERS)}, **{{}}** right",
    "ko": f"{len(NUMBERS)}개 중 **{{}}**개 예측, **{{}}**개 맞음",
}
WRONG = {"true": "false", "false": "depends", "depends": "true"}
needs_tensorflow = pytest.mark.skipif(not tensorflow_is_installed(), reason="TensorFlow is not installed (none for Python 3.14)")


@pytest.fixture
def no_tensorflow(monkeypatch):
    monkeypatch.setattr("bn_view.widgets.ask.tensorflow_is_installed", lambda: False)
    monkeypatch.setattr("pages.beliefs.page.tensorflow_is_installed", lambda: False)


def click(app, key):
    app.button(key=key).click()
    return rerun(app)


def predict_and_run(app, verdict):
    return click(click(app, f"predict_{verdict}"), "run_belief")


def shown(app):
    return click(app, "show_belief")


def has(app, key):
    return any(button.key == key for button in app.button)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_belief_goes_from_prediction_to_answer_in_both_languages(open_app, language, number):
    app = open_app(PAGE, belief=number, lang=language)
    progress = PROGRESS[language]
    assert progress.format(0, 0) in text(app)
    assert app.button(key="run_belief").disabled
    app = click(app, f"predict_{BELIEFS[number].verdict}")
    assert progress.format(1, 0) in text(app)
    app = click(app, "run_belief")
    assert progress.format(1, 1) in text(app)
    why = {"en": "**Why**", "ko": "**까닭**"}[language]
    assert why in text(app)
    assert "{" not in text(app)
    assert any(m.value.startswith("|") for m in app.markdown)
    assert not app.error


@pytest.mark.parametrize("number", NUMBERS)
def test_nothing_of_the_answer_is_on_the_page_before_a_prediction(open_app, number):
    said = text(open_app(PAGE, belief=number))
    assert "**Why**" not in said
    assert "|" not in said


def test_a_teacher_sees_the_answer_without_a_prediction_and_it_does_not_count(open_app):
    app = shown(open_app(PAGE, belief=13))
    assert PROGRESS["en"].format(0, 0) in text(app)
    assert "#### False" in text(app)
    assert "13 –" in app.button_group[0].options


def test_a_wrong_prediction_is_told_and_marked(open_app):
    app = predict_and_run(open_app(PAGE, belief=2), "depends")
    assert "✗ False. You predicted: It depends" in text(app)
    assert "2 ✗" in app.button_group[0].options


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
    for number in NUMBERS:
        wrong = number % 2
        verdict = BELIEFS[number].verdict
        app = predict_and_run(app, WRONG[verdict] if wrong else verdict)
        if number != NUMBERS[-1]:
            app = click(app, "next_belief")
    right = sum(number % 2 == 0 for number in NUMBERS)
    assert PROGRESS["en"].format(len(NUMBERS), right) in text(app)
    assert app.button(key="next_belief").disabled


def test_the_first_belief_has_none_before_it(open_app):
    assert open_app(PAGE).button(key="previous_belief").disabled


@pytest.mark.parametrize("number", [2, 15, 18])
def test_a_link_opens_the_belief_of_its_number(open_app, number):
    app = open_app(PAGE, belief=number)
    assert BELIEFS[number].claim in text(app)
    assert not app.warning


@pytest.mark.parametrize("number", ["0", "19", "x"])
def test_an_impossible_number_is_refused_in_a_sentence(open_app, number):
    app = open_app(PAGE, belief=number)
    assert number in app.warning[0].value
    assert BELIEFS[1].claim in text(app)


# What lessons.md says was computed, to the digits given there.
@pytest.mark.parametrize(
    ("number", "figures"),
    [
        (1, ["-1.71442** before, **-1.71442** after", "| -1.19570 | -1.20452 |"]),
        (2, ["gives **1024** means", "gives **1**"]),
        (3, ["**1.25**", "**1.667**", "| 2.00 |", "| 1.11 |"]),
        (4, ["**0.0316**", "**0.5**"]),
        (5, ["**2.96** in Keras", "**26.62** in PyTorch"]),
        (7, ["**0.30** after 1", "**18.9** after 100", "**29.7** after 500"]),
        (8, ["| 0.50 | 0.50 | 0.00 |"]),
        (10, ["| 0.093 |"]),
        (18, ["√(σ² + ε) = 2.080"]),
    ],
)
def test_the_computed_figures_stand_on_the_page(open_app, number, figures):
    said = text(shown(open_app(PAGE, belief=number)))
    assert [figure for figure in figures if figure not in said] == []


@needs_tensorflow
@pytest.mark.parametrize(
    ("number", "row"),
    [
        (3, "| Keras itself, asked now | 1.25 |"),
        (8, "| Keras itself, one value, β = 0 | 0 | 0 | – |"),
        (17, "| `trainable=False`, `training=True` | 0.00 | 0.00 |"),
    ],
)
def test_keras_is_asked_where_the_belief_is_about_it(open_app, number, row):
    assert row in text(shown(open_app(PAGE, belief=number)))


@pytest.mark.parametrize("number", KERAS)
def test_without_tensorflow_a_sentence_says_what_is_missing_and_the_rest_is_there(open_app, no_tensorflow, number):
    app = shown(open_app(PAGE, belief=number))
    assert "pip install tensorflow" in app.info[0].value
    assert "Keras itself" not in text(app)
    assert "**Why**" in text(app)


@pytest.mark.parametrize("number", [n for n in NUMBERS if n in (1, 3, 4, 5, 6, 7, 9, 14, 15, 18)])
def test_a_chart_says_its_present_numbers_to_a_screen_reader(open_app, number):
    trace, alternative = chart(shown(open_app(PAGE, belief=number)), "belief")
    assert len(trace["x"]) <= 200
    assert re.search(r"\d", alternative)
    assert "*" not in alternative


@pytest.mark.parametrize("number", [n for n in NUMBERS if BELIEFS[n].link])
def test_a_link_names_a_page_and_a_state_that_exist(number):
    link = BELIEFS[number].link
    assert (PAGES / (link.page or "lab") / "page.py").exists()
    values, refused = address.read(address.parameters({**DEFAULTS, **link.settings}))
    assert refused == {}
    assert values == {**DEFAULTS, **link.settings}


@pytest.mark.parametrize("number", NUMBERS)
def test_every_belief_names_its_source(number):
    sources = BELIEFS[number].sources
    assert sources
    assert all(source.address is None or source.address.startswith("https://") for source in sources)


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_believed_and_why_it_is_not_so_hold_no_results(number):
    """Results are computed when asked for: a sentence with a decimal fraction would be one typed in, settings aside."""
    belief = BELIEFS[number]
    settings = {"0.9", "0.99"}
    assert set(re.findall(r"\d+\.\d+", belief.why + belief.claim)) <= settings


def test_no_verdict_can_be_guessed_from_the_others():
    verdicts = [belief.verdict for belief in BELIEFS.values()]
    assert set(verdicts) == {"true", "false", "depends"}
