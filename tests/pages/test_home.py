"""Home: a lesson whose links lead to pages in the state that the step needs."""

from __future__ import annotations

import re
from html import unescape
from importlib import import_module
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

import bn_core
from bn_view.state.settings import all_settings
from pages.home.lesson import STEPS
from pages.who_shares_statistics.scripts import BLOCK
from tests.pages.conftest import charts, rerun, text
from tests.view.checked import checked

PAGES = Path(__file__).parents[2] / "pages"
# A link holds the settings of every page that is imported, which are all of them in the app.
for page in PAGES.glob("*/page.py"):
    import_module(f"pages.{page.parent.name}.page")


def cards(app):
    (lesson,) = (element.proto.body for element in app.get("html") if 'class="lesson-step"' in element.proto.body)
    return re.findall(r'<li class="lesson-step">.*?</li>', lesson)


def notes(app):
    return re.findall(r'<p class="note">(.*?)</p>', "".join(cards(app)))


def links(app):
    return [urlsplit(unescape(re.search(r'href="([^"]+)"', card).group(1))) for card in cards(app)]


@pytest.mark.parametrize(("language", "title"), [("en", "A lesson of 45 minutes"), ("ko", "45분 수업")])
def test_the_lesson_fills_forty_five_minutes_in_both_languages(open_app, language, title):
    app = open_app("home", lang=language)
    assert f"<h2>{title}</h2>" in text(app)
    assert len(cards(app)) == len(STEPS)
    assert not app.warning


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_step_is_a_link_to_a_page_that_opens_in_the_state_of_the_link(open_app, language):
    for step, link in zip(STEPS, links(open_app("home", lang=language)), strict=True):
        parameters = {name: values[0] for name, values in parse_qs(link.query).items()}
        assert parameters.pop("lang") == language
        page = link.path.strip("./") or "lab"
        assert (PAGES / page / "page.py").exists()
        app = open_app(page, lang=language, **parameters)
        assert not app.warning
        for name, value in step.settings.items():
            assert app.session_state[name] == value
        assert set(step.settings) <= set(all_settings())


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.title)
def test_every_number_in_a_question_is_what_the_page_opens_with(step):
    settings = {**{name: setting.default for name, setting in all_settings().items()}, **step.settings}
    numbers = {float(number.replace(",", "")) for number in re.findall(r"\d[\d,.]*\d|\d", step.question.replace("Float32", ""))}
    assert numbers <= {float(value) for value in settings.values() if isinstance(value, (int, float))}


def test_the_answer_that_counts_means_counts_those_of_the_page_whose_block_the_question_says(open_app):
    (step,) = (step for step in STEPS if step.page == "who_shares_statistics")
    images, _height, _width, channels = BLOCK.shape
    assert step.question.startswith(f"{images} images with {channels} channels each")
    for norm, said in zip(("batch", "layer"), re.findall(r"(\d+)[:,]", step.answer), strict=True):
        assert f"<b>{said}</b> means" in text(open_app(step.page, norm=norm))


def titles(app):
    return [element.proto.body for element in app.get("html") if 'class="lesson-title"' in element.proto.body]


def ways(app):
    return [button.label for button in app.button if button.key in ("previous_step", "next_step")]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_page_the_lesson_has_led_to_asks_its_question_and_leads_to_the_steps_beside_it(open_app, language):
    (link, *_others) = links(open_app("home", lang=language, presenter=1))
    app = open_app(**{name: values[0] for name, values in parse_qs(link.query).items()})
    (title,) = titles(app)
    assert re.search("<h1>(.+)</h1>", title)[1] in cards(open_app("home", lang=language))[0]
    assert ways(app) == {"en": ["← Lesson", "A linear map →"], "ko": ["← 수업", "선형 변환 →"]}[language]
    assert f"1/{len(STEPS)} · 5" in text(app)


def test_a_link_from_after_the_lesson_does_not_end_it_for_whoever_opens_it(open_app):
    assert "lesson" not in open_app(lesson=len(STEPS) + 1, gamma=2).query_params


def test_a_page_that_is_not_the_step_s_has_no_question(open_app):
    assert not titles(open_app())
    assert not titles(open_app(lesson=2))


@pytest.mark.parametrize("modes", [{}, {"presenter": 1}])
def test_the_list_of_steps_gives_no_answer_away(open_app, modes):
    steps = "".join(cards(open_app("home", **modes)))
    assert not [step.answer for step in STEPS if step.answer in steps]


def test_the_teacher_finds_each_answer_folded_beside_the_note(open_app):
    steps = cards(open_app("home", teacher=1))
    folded = '<details class="answer"><summary>Answer</summary><p>(.*?)</p></details>'
    assert [re.findall(folded, card) for card in steps] == [[step.answer] for step in STEPS]
    assert not [step.answer for step in STEPS if step.answer in re.sub(folded, "", "".join(steps))]


def test_the_button_begins_the_lesson_in_large_type(open_app):
    (begin,) = re.findall('class="begin" href="([^"]+)"', text(open_app("home", lang="ko")))
    asked = {name: values[0] for name, values in parse_qs(urlsplit(unescape(begin)).query).items()}
    assert asked == {"lesson": "1", "presenter": "1", "lang": "ko"}
    assert titles(open_app(**asked))


@pytest.mark.parametrize("modes", [{}, {"teacher": 1}])
def test_a_step_has_the_teacher_s_note_for_who_asked_for_notes(open_app, modes):
    assert (STEPS[0].note in text(open_app(lesson=1, **modes))) == bool(modes)


def test_a_page_that_asks_a_question_folds_its_answer_as_well(open_app):
    answer = "a straight line keeps the shape"
    shown = re.sub("<details.*?</details>", "", text(open_app("linear_map")))
    assert "Does standardizing make data normal?" in shown
    assert answer in text(open_app("linear_map"))
    assert answer not in shown


def test_the_presenter_mode_is_taken_along(open_app):
    assert all("presenter=1" in link.query for link in links(open_app("home", presenter=1)))


def test_notes_are_shown_and_hidden(open_app):
    app = open_app("home")
    assert not notes(app)
    app.toggle(key="teacher").set_value(True)
    assert notes(rerun(app)) == [step.note for step in STEPS]
    assert notes(open_app("home", presenter=1, teacher=1)) == [step.note for step in STEPS]


def film_of(app):
    return charts(app)["film"]


def test_the_film_is_the_lab_s_mini_batch_and_stays_on_its_axes_all_the_way(open_app):
    film = film_of(open_app("home", images=4, height=2, width=3, batch_size=4))
    values = bn_core.random_images(count=4, height=2, width=3)
    affine, (axis, *_rest) = film["motion"]["affine"], film["motion"]["frames"]
    ends = np.array([values.min(), values.max()])
    assert affine["bases"]["edges"][0] == pytest.approx(ends[0], rel=1e-4)
    assert affine["bases"]["edges"][-1] == pytest.approx(ends[1], rel=1e-4)
    assert axis["path"] == ["layout", "xaxis", "range"]
    for scale, shift, (low, high) in zip(affine["scales"], affine["shifts"], axis["states"], strict=True):
        assert (low <= scale * ends + shift).all()
        assert (scale * ends + shift <= high).all()


def test_in_the_middle_of_the_film_the_values_are_bn_core_s_and_at_its_ends_they_are_x_and_y(open_app):
    affine = film_of(open_app("home"))["motion"]["affine"]
    x = bn_core.random_images()[:10]
    ends = np.array([x.min(), x.max()])
    for stop, expected in (
        (0, x),
        (80, bn_core.standardize(x)),
        (160, bn_core.batch_norm(x, 0.6, 1.5, axis=(0, 1, 2, 3), epsilon=0.0).output),
    ):
        moved = affine["scales"][stop] * ends + affine["shifts"][stop]
        assert moved == pytest.approx([expected.min(), expected.max()], rel=1e-3, abs=1e-3)


def test_of_several_channels_the_film_shows_the_first_with_its_own_mean_and_says_so(open_app):
    app = open_app("home", channels=3)
    x = bn_core.random_images(channels=3)[:10]
    y = bn_core.batch_norm(x, axis=(0, 1, 2), epsilon=0.0).output[..., 0]
    affine = film_of(app)["motion"]["affine"]
    ends = np.array([x[..., 0].min(), x[..., 0].max()])
    assert affine["scales"][80] * ends + affine["shifts"][80] == pytest.approx([y.min(), y.max()], rel=1e-3, abs=1e-3)
    assert "First channel:" in text(app)
    assert "The chart shows the first channel." in film_of(app)["alt"]
    assert "First channel:" not in text(open_app("home"))


def test_what_moves_the_film_is_sent_once_wherever_its_slider_stands(open_app):
    first, later = (film_of(open_app("home", film=stop)) for stop in (0, 80))
    assert first["motion"] == later["motion"]
    assert first["figure"] != later["figure"]


def test_equal_values_have_a_film_as_well(open_app):
    checked(film_of(open_app("home", spread=1, shift=1, images=1, height=1, width=1))["figure"])


@pytest.mark.parametrize(
    ("stop", "formula", "mean", "std"),
    [(0, "x", "24.1", "14.5"), (80, "(x − μ) ÷ σ", "0.00", "1.00"), (160, "(x − μ) ÷ σ × γ + β", "1.50", "0.600")],
)
def test_the_film_says_what_has_happened_to_x_where_its_slider_stands(open_app, stop, formula, mean, std):
    said = film_of(open_app("home", film=stop))["alt"]
    assert f"{formula}: mean {mean}, std {std}" in said


def test_the_steps_of_the_film_have_the_numbers_that_they_take(open_app):
    x = bn_core.summary(bn_core.random_images()[:10])
    moved = [f"{x.mean:.1f}", f"{x.standard_deviation:.1f}", "0.600", "1.50"]
    assert re.findall(
        r"<small>([^<]*?)</small></li>", text(open_app("home")).partition("film-steps")[2].partition("</ol>")[0]
    ) == ["", *moved]
