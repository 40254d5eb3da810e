"""What each step of the lesson asks a class: in the words of the page, and with an answer that bn_core gives."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

import app
import bn_core
from app import LESSON_QUESTIONS
from bn_view.data.sources import RandomImages
from bn_view.state.language import LANGUAGES
from bn_view.state.settings import all_settings
from classroom import questions
from classroom.questions import Choice, Drawing, Number
from pages.home.lesson import STEPS
from pages.numpy_and_tensorflow import digits
from pages.training_and_inference.values import images_of
from pages.who_shares_statistics.scripts import BLOCK
from witnesses.measurement import around

BY_STEP = {step.title: LESSON_QUESTIONS[step.name]() for step in STEPS if step.name in LESSON_QUESTIONS}
ASKED = list(BY_STEP.values())


def right_in_words(question):
    return question.kind.options[question.answer]["en"]


def test_each_step_but_the_beliefs_asks_and_in_the_place_of_its_page():
    assert list(LESSON_QUESTIONS) == [step.name for step in STEPS if step.page != "beliefs"]
    modules = [ask.__module__.split(".")[1] for ask in LESSON_QUESTIONS.values()]
    assert modules == [step.page or "lab" for step in STEPS if step.page != "beliefs"]


def test_each_step_has_a_name_of_its_own():
    assert len({step.name for step in STEPS}) == len(STEPS)


def test_neither_a_step_that_is_inserted_nor_a_reworded_title_moves_votes_to_another_question(monkeypatch):
    def keys():
        return [asked.key for number in range(1, len(app.STEPS) + 1) if (asked := app._asked_in_lesson(number, {}))]

    before = keys()
    assert before[0] == "lesson/lab"
    reworded = [replace(step, title=f"{step.title}, reworded") for step in STEPS]
    monkeypatch.setattr(app, "STEPS", (replace(STEPS[1], name="another"), *reworded))
    assert keys() == before


def test_one_chooses_gives_numbers_and_draws():
    kinds = Counter(type(question.kind) for question in ASKED)
    assert kinds[Number] >= 1
    assert kinds[Drawing] >= 3
    assert kinds[Choice] >= 3


@pytest.mark.parametrize("question", ASKED, ids=list(BY_STEP))
def test_a_question_is_said_in_every_language_and_goes_through_the_database(question):
    assert question.text.keys() == set(LANGUAGES)
    assert question.text["ko"] != question.text["en"]
    assert "{" not in "".join(question.text.values())
    assert questions.read(questions.written(question)) == questions.read(questions.written(question))
    assert question.answer is not None
    assert question.is_right(question.answer)


def test_a_class_is_asked_in_the_words_of_the_page():
    assert [question.text["en"] for question in ASKED] == [step.question for step in STEPS if step.page != "beliefs"]
    block = BLOCK.shape
    assert f"{block[0]} images with {block[-1]} channels" in BY_STEP["Who shares statistics"].text["en"]
    count = images_of(RandomImages()).count
    assert f"to all {count}" in BY_STEP["Batch size"].text["en"]


def test_what_an_answer_says_of_a_drawing_is_what_is_computed():
    said = {step.title: step.answer for step in STEPS}
    peaks = BY_STEP["A linear map"]
    middles = np.linspace(-3, 3, peaks.kind.places)
    assert {*middles[np.argsort(peaks.answer)[-2:]]} == {-1, 1}
    assert "two peaks again, at −1 and 1" in said["A linear map"].lower()
    ends = BY_STEP["Why gamma and beta"].answer
    assert ends[0] + ends[-1] < 1
    assert "hardly anything at the ends" in said["Why gamma and beta"]
    scatter = BY_STEP["Batch size"].answer
    assert round(scatter[1], -1) == 70
    assert scatter[-1] == 0
    assert "about 70% with 2, 0% with all 30" in said["Batch size"]


def test_what_a_step_reveals_it_has_set_otherwise_before():
    for step in STEPS:
        assert set(step.reveals) <= set(step.settings) <= set(all_settings())
        assert all(step.settings[name] != value for name, value in step.reveals.items())


def test_what_a_step_covers_can_stand_in_a_style_sheet():
    for step in STEPS:
        assert "<" not in step.covered


def test_the_two_peaks_stay_two():
    question = BY_STEP["A linear map"]
    heights = np.array(question.answer)
    assert sum(heights) == pytest.approx(100, abs=1)
    middle = len(heights) // 2
    assert heights[middle] < 1
    assert heights[:middle].max() > 30
    assert heights[middle + 1 :].max() > 30
    assert not question.is_right(tuple(np.roll(heights, 4)))


def test_the_sigmoid_leaves_its_ends_empty():
    heights = BY_STEP["Why gamma and beta"].answer
    standardized = bn_core.standardize(bn_core.random_images()[:10], axis=(0, 1, 2))
    expected = np.histogram(1 / (1 + np.exp(-standardized)), 10, (0, 1))[0] / standardized.size
    assert heights == pytest.approx(100 * expected, abs=0.1)
    assert heights[0] + heights[-1] < 1


def test_the_scatter_falls_from_all_to_nothing_about_with_the_root():
    heights = BY_STEP["Batch size"].answer
    assert (heights[0], heights[-1]) == (100.0, 0.0)
    assert heights[1] == pytest.approx(100 / np.sqrt(2), rel=0.05)
    assert list(heights) == sorted(heights, reverse=True)


def test_the_image_that_is_looked_at_comes_out_higher_beside_a_black_one():
    images = bn_core.random_images()[:10]
    black = images.copy()
    black[6] = images.min()
    before, after = (bn_core.standardize(batch, axis=(0, 1, 2))[0].mean() for batch in (images, black))
    assert after > before
    assert right_in_words(BY_STEP["Step by step"]) == "Yes, it comes out higher"


def test_choices_and_numbers_say_what_the_lesson_s_answers_say():
    assert right_in_words(BY_STEP["Lab"]) == "The axis alone"
    assert BY_STEP["Who shares statistics"].answer == 6
    assert right_in_words(BY_STEP["Two modes"]) == "No, some of the gap stays"
    assert right_in_words(BY_STEP["Training"]) == "Only the one with batch normalization"
    assert BY_STEP["Precision"].answer == 0


def test_what_the_step_says_of_digits_is_what_its_page_shows():
    pytest.importorskip("tensorflow")
    (step,) = (step for step in STEPS if step.name == "precision")

    def right_digits(mean):
        said = digits.texts(around(mean, digits.ORDER), mean)
        return {name: sum(map(str.isdigit, said[f"{name}_same"])) for name in digits.ORDER}, int(said["all"]), said

    right, every, said = right_digits(step.settings["data_mean"])
    assert BY_STEP["Precision"].answer == right["textbook"] == right["tf_nn"] == right["keras"] == 0
    assert right["bn_core"] == every == BY_STEP["Precision"].kind.high
    assert not said["textbook"].startswith(said["exact"][0])  # the sign
    right, every, _said = right_digits(0.0)
    assert min(right.values()) > every / 2
