"""With a class, what gives an answer away is not seen before its teacher runs the question: from before the class is opened."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app import LESSON_QUESTIONS
from bn_view.state import address
from classroom import classes, votes
from classroom.classes import Phase
from pages.beliefs.all import BELIEFS
from pages.home.lesson import STEPS
from tests.browser.driver import resting

PROJECTOR = {"width": 1280, "height": 720}
# Of each step, what shows its answer.
GIVES_AWAY = {
    "lab": [".chart_batch_norm .plot-container", ".chart_standardized .plot-container", ".st-key-formula"],
    "linear_map": [".chart_after .plot-container", ".live-words-kept"],
    "step_by_step": [".chart_exchanged .plot-container", ".live-words-exchanged", ".live-words-exchanged_table"],
    "who_shares_statistics": [".chart_sharing .plot-container", ".live-words-counts"],
    "why_gamma_and_beta": [".chart_activation_output .plot-container", ".live-words-on_curve"],
    "running_statistics": [".chart_running .plot-container", ".live-words-rule", ".st-key-momentum"],
    "two_modes": [".chart_modes .plot-container", ".chart_gap .plot-container"],
    "batch_size": [".chart_mini_batches .plot-container", ".chart_of_sizes_output .plot-container"],
    "training": [".chart_sweep .plot-container", ".chart_curves .plot-container"],
    "numpy_and_tensorflow": [".chart_float64 .plot-container", ".chart_float32 .plot-container"],
    "precision": [".chart_errors .plot-container", ".live-words-digits", ".live-words-verdict"],
}
SEEN = """(selectors) => selectors.filter((selector) => [...document.querySelectorAll(selector)].some((element) =>
  element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.getBoundingClientRect().height > 0))"""
# What of the page lies under the column of the class, or under the question.
OVERLAPPED = """() => {
  const rail = document.querySelector('.st-key-class_rail').getBoundingClientRect()
  const others = [...document.querySelectorAll('.lesson-title h1, .live-chart, .stSlider, .stButtonGroup, .stButton')]
  const is_seen = (other) => !other.closest('.st-key-class_rail') && other.checkVisibility({ visibilityProperty: true })
  const is_under = (other) => {
    const range = document.createRange()
    range.selectNodeContents(other)
    const { left, right, top, bottom } = (other.matches('h1') ? range : other).getBoundingClientRect()
    return right > rail.left + 1 && left < rail.right - 1 && bottom > rail.top + 1 && top < rail.bottom - 1
  }
  return others.filter(is_seen).filter(is_under).map((other) => other.className || other.innerText)
}"""
# What is said or shown beside it that lies on a chart or on a choice, numbers that reach beyond their place, narrow charts.
CLASHING = """() => {
  const is_seen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.st-key-class_rail')
  const seen = (selector) => [...document.querySelectorAll(selector)].filter(is_seen)
  const written = (one) => {
    const range = document.createRange()
    range.selectNodeContents(one)
    return range.getBoundingClientRect()
  }
  const is_on = (one, other) => {
    const [a, b] = [written(one), other.getBoundingClientRect()]
    const meet = (from, to) => Math.min(a[to], b[to]) > Math.max(a[from], b[from]) + 1
    return meet('left', 'right') && meet('top', 'bottom')
  }
  const words = seen('[class^="live-words-"], .stSlider :is([data-testid="stWidgetLabel"], [data-testid="stSliderThumbValue"])')
  const others = seen('.live-chart, .stMain [role="radiogroup"]')
  const is_cut = (cell) => written(cell).right > cell.closest('[class^="live-words-"]').getBoundingClientRect().right + 1
  return [
    ...words.filter((one) => others.some((other) => is_on(one, other))).map((one) => `on a chart or a choice: ${one.innerText}`),
    ...seen('.st-key-stage [class^="live-words-"] td').filter(is_cut).map((cell) => `cut off: ${cell.innerText}`),
    ...seen('.live-chart').filter((chart) => chart.clientWidth < 150).map((chart) => `narrow: ${chart.className}`),
  ]
}"""
# Numbers of a picture of votes that stand beside another height than their line, the lowest at its foot.
ASTRAY = """() => [...document.querySelectorAll('.class-picture')].flatMap((picture) => {
  const { top, height, width } = picture.querySelector('img').getBoundingClientRect()
  const numbers = [...picture.querySelectorAll('.numbers i')]
  const middle = (one) => (({ top, bottom }) => (top + bottom) / 2)(one.getBoundingClientRect())
  const line = (place) => top + height * (3 + 190 * place / (numbers.length - 1)) / 196
  return [
    ...numbers.filter((one, place) => Math.abs(middle(one) - line(place)) > 3).map((one) => `astray: ${one.innerText}`),
    ...(width < 0.6 * document.querySelector('.st-key-class_rail').clientWidth ? ['narrow'] : []),
  ]
})"""
# Of what a class has predicted, what lies on the reason below it.
ON_REASON = """() => {
  const reason = document.querySelector('.class-reason')?.getBoundingClientRect().top ?? Infinity
  const parts = [...document.querySelectorAll('.class-result > *, .class-result :is(tr, .across, .marks)')]
  return parts.filter((one) => one.getBoundingClientRect().bottom > reason + 1).map((one) => `on the reason: ${one.innerText}`)
}"""
# Of what is asked in large type, what the window cuts off or the column of the class covers; itself where it is not there.
CUT = """() => {
  const rail = document.querySelector('.st-key-class_rail').getBoundingClientRect()
  const asked = [...document.querySelectorAll('.class-board li, .class-board .class-picture, .class-board .class-line')]
  const is_cut = ({ top, bottom, left, right }) => bottom - top < 30 || bottom > innerHeight || left < 0 || right > rail.left
  const cut = asked.filter((one) => is_cut(one.getBoundingClientRect())).map((one) => one.innerText)
  return asked.length ? cut : ['nothing is asked']
}"""
SCROLLS = (
    "() => (({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 2)(document.querySelector('.st-key-class_rail'))"
)


def at(step):
    """Return the address of a step."""
    return address.link(step.page, {**step.settings, "lesson": STEPS.index(step) + 1}).removeprefix(".")


@pytest.fixture
def lead(open_lab, server):
    """Return a function that opens an address as the teacher of a new class; it gives the page and the class."""

    def open_as_teacher(path, language="en", **size):
        opened = classes.open_class()
        whole = f"/{path.lstrip('/')}&presenter=1&lang={language}&class_code={opened.code}&class_key={opened.secret}"
        page = open_lab(whole, ready=".class-open", watch=_wait_longer, **(size or PROJECTOR))
        return page, opened

    return open_as_teacher


def _wait_longer(page):
    page.set_default_timeout(120_000)  # TensorFlow's process may have to start


def run(page, opened):
    page.locator(".st-key-run_class button").click()
    page.locator(".st-key-run_class button").wait_for(state="detached")
    resting(page)
    assert classes.find(opened.code).phase is Phase.RUN


@pytest.mark.parametrize("step", [step for step in STEPS if step.name in LESSON_QUESTIONS], ids=lambda step: step.name)
def test_the_answer_of_a_step_is_not_on_the_page_until_the_class_runs_it(lead, step):
    page, opened = lead(at(step))
    for selector in GIVES_AWAY[step.name]:  # of a name that the page no longer has, nothing would be seen either
        expect(page.locator(selector.removesuffix(" .plot-container")).first).to_be_attached(timeout=60_000)
    for phase in (Phase.WAIT, Phase.VOTE, Phase.DISCUSS, Phase.VOTE_AGAIN):
        if phase is not Phase.WAIT:
            person = votes.join(opened.code)
            classes.move(opened.code, opened.secret, phase)
            page.locator(f".st-key-{WAY_OUT[phase]} button").wait_for()
            resting(page)
            if phase is not Phase.DISCUSS:
                votes.cast(opened.code, person, 1 if phase is Phase.VOTE else 2, classes.find(opened.code).question.answer)
                expect(page.locator(".class-count")).to_contain_text("1 of")
        assert page.evaluate(SEEN, [*GIVES_AWAY[step.name], ".stMain .stSlider", ".stMain .stButtonGroup"]) == [], phase
        assert page.evaluate(CUT) == [], phase
        assert step.answer not in page.content(), phase
        assert page.locator(".class-open .class-picture, .class-bars, .class-said").count() == 0
        assert page.evaluate(SEEN, [".stMain :has(> .st-key-stage) ~ *"]) == []
    run(page, opened)
    assert step.answer in page.locator(".class-reason").inner_text()
    seen = GIVES_AWAY[step.name]
    assert page.evaluate(SEEN, seen) == seen


@pytest.mark.parametrize("step", [step for step in STEPS if step.name in LESSON_QUESTIONS], ids=lambda step: step.name)
def test_on_a_projector_without_a_class_what_gives_an_answer_away_is_seen_while_the_answer_is_unfolded(open_lab, step):
    page = open_lab(
        f"/{at(step).lstrip('/')}&presenter=1&lang=en", ready=".lesson-title .answer", watch=_wait_longer, **PROJECTOR
    )
    away = GIVES_AWAY[step.name]
    for selector in GIVES_AWAY[step.name]:
        expect(page.locator(selector.removesuffix(" .plot-container")).first).to_be_attached(timeout=60_000)
    resting(page)
    assert page.evaluate(SEEN, away) == []
    page.locator(".lesson-title .answer summary").focus()
    page.keyboard.press("Enter")
    for name, value in step.reveals.items():
        page.wait_for_url(f"**{name}={value}**")
    resting(page)
    assert page.evaluate(SEEN, [".st-key-alone button, .st-key-alone input, .st-key-alone p"]) == []
    page.wait_for_function(f"(away) => ({SEEN})(away).length === away.length", arg=GIVES_AWAY[step.name])
    widths = page.locator(".live-chart .main-svg").evaluate_all("(charts) => charts.map((chart) => chart.clientWidth)")
    assert min(widths) > 100
    page.locator(".lesson-title .answer summary").click()
    page.wait_for_function(f"(away) => ({SEEN})(away).length === 0", arg=GIVES_AWAY[step.name])


WAY_OUT = {Phase.VOTE: "close_vote", Phase.DISCUSS: "reopen_vote", Phase.VOTE_AGAIN: "run_class"}


def test_the_other_image_is_covered_whatever_it_has_become_and_is_itself_again_when_the_question_is_put_anew(lead):
    step = next(step for step in STEPS if step.name == "step_by_step")
    page, opened = lead(at(step).replace("becomes=itself", "becomes=white"))
    assert page.evaluate(SEEN, GIVES_AWAY[step.name]) == []
    run(page, opened)
    assert page.evaluate(SEEN, GIVES_AWAY[step.name]) == GIVES_AWAY[step.name]
    # From a phone one comes to the same step, as the class sees it.
    assert classes.find(opened.code).link == "step_by_step?lesson=3&pixel_image=0&companion_becomes=black"
    page.locator(".st-key-put_anew button").click()
    page.locator(".st-key-open_vote button").wait_for()
    resting(page)
    assert "companion_becomes=itself" in page.url
    assert "moves by up to 0" in page.locator(".live-words-exchanged").text_content()
    assert page.evaluate(SEEN, GIVES_AWAY[step.name]) == []


@pytest.mark.parametrize("step", [step for step in STEPS if step.reveals], ids=lambda step: step.name)
def test_a_class_that_comes_back_to_what_it_has_run_sees_what_was_revealed_until_it_is_asked_again(lead, step):
    page, opened = lead(at(step))
    number = STEPS.index(step) + 1
    ((name, value),) = step.reveals.items()
    run(page, opened)

    def come_back():
        for way, there in (("previous", number - 1), ("next", number)):
            page.locator(f".st-key-{way}_step button").click()
            page.wait_for_url(f"**lesson={there}**")
            asked = LESSON_QUESTIONS[STEPS[there - 1].name]().text["en"]
            page.get_by_role("heading", name=asked, level=1).wait_for()
            resting(page)

    come_back()
    assert f"{name}={value}" in page.url
    assert page.evaluate(SEEN, GIVES_AWAY[step.name]) == GIVES_AWAY[step.name]
    page.locator(".st-key-put_anew button").click()
    page.locator(".st-key-open_vote button").wait_for()
    come_back()
    assert f"{name}={value}" not in page.url
    run(page, opened)
    page.locator(".st-key-next_question button").click()
    page.wait_for_url(f"**lesson={number + 1}**")
    page.locator(".st-key-open_vote button").wait_for()


@pytest.mark.parametrize("step", ["lab", "running_statistics", "training"])
def test_nothing_is_told_either_while_the_class_is_about_to_be_opened(open_lab, step):
    step = next(one for one in STEPS if one.name == step)
    page = open_lab(f"/{at(step).lstrip('/')}&presenter=1&class_code=new", ready=".st-key-open_class button", **PROJECTOR)
    assert page.evaluate(SEEN, GIVES_AWAY[step.name]) == []
    assert step.answer not in page.content()


@pytest.mark.parametrize("number", [1, 3, 6])
def test_the_answer_of_a_belief_is_not_on_the_page_until_the_class_runs_it(lead, number):
    page, opened = lead(f"beliefs?belief={number}&progress={'0' * (number - 1)}6")  # the teacher has seen it
    told = [BELIEFS[number].why.partition(".")[0]]
    for phase in (Phase.WAIT, Phase.VOTE):
        classes.move(opened.code, opened.secret, phase)
        page.locator(f".st-key-{'open' if phase is Phase.WAIT else 'close'}_vote button").wait_for()
        resting(page)
        assert [why for why in told if why in page.locator("body").inner_text()] == []
        assert page.evaluate(SEEN, [".st-key-numbers", ".st-key-reason", ".st-key-reason_uncovers"]) == []
    run(page, opened)
    assert page.evaluate(SEEN, [".st-key-reason, .st-key-reason_uncovers"]) != []


@pytest.mark.parametrize(
    ("language", "width", "height"), [("en", 1280, 720), ("ko", 1280, 720), ("en", 1440, 900), ("ko", 1440, 900)]
)
def test_beside_a_class_nothing_lies_under_its_column_and_all_of_that_is_seen(lead, language, width, height):
    page, opened = lead(at(STEPS[0]), language, width=width, height=height)
    found = {}
    for number, step in enumerate(STEPS, start=1):
        page.wait_for_url(f"**lesson={number}**")
        for phase in (Phase.WAIT, Phase.RUN):
            if phase is Phase.RUN:
                classes.move(opened.code, opened.secret, Phase.VOTE)
                votes.cast(opened.code, votes.join(opened.code), 1, classes.find(opened.code).question.answer)
                page.locator(".st-key-close_vote button").wait_for()
                run(page, opened)
            else:
                page.locator(".st-key-open_vote button").wait_for()
                resting(page)
                qr, code = (page.locator(part).bounding_box() for part in (".class-qr", ".class-code"))
                assert qr["width"] >= height / 4.5  # seen from the back of a room
                assert code["height"] >= 40
            found[step.name, phase] = page.evaluate(OVERLAPPED) + (["scrolls"] if page.evaluate(SCROLLS) else [])
            found[step.name, phase] += (
                [fault for look in (CLASHING, ASTRAY, ON_REASON) for fault in page.evaluate(look)] if phase is Phase.RUN else []
            )
        if number < len(STEPS):
            page.locator(".st-key-next_step button").click()
    assert {where: what for where, what in found.items() if what} == {}
