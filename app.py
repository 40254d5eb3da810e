"""Entry: the list of pages, and the frame around each of them."""

from __future__ import annotations

import errno
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache, partial
from typing import TypeVar

import streamlit as st
from starlette.middleware import Middleware
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime import get_instance
from streamlit.runtime.pages_manager import PagesManager

from bn_view.data.mini_batch import PRESETS
from bn_view.data.uploads import Uploads
from bn_view.icon import ICON
from bn_view.phone.routes import routes
from bn_view.predicting.asked import Asked
from bn_view.predicting.lead import draw_class
from bn_view.state import address, session
from bn_view.state.language import _, in_each_language
from bn_view.state.settings import Choice
from bn_view.widgets.controls import language_picker
from bn_view.widgets.scripts import draw_styles_and_scripts
from bn_view.widgets.take_away import draw_take_away
from classroom.questions import Question
from pages.beliefs import page as beliefs
from pages.beliefs.choosing import taken_keys
from pages.home import page as home
from pages.home.lesson import STEPS, place_in_lesson, values_at
from pages.home.lesson_bar import draw_lesson_bar, go_to, pass_by, step_on
from pages.lab import lesson_question as lab_question
from pages.lab import page as lab
from pages.linear_map import lesson_question as linear_map_question
from pages.linear_map import page as linear_map
from pages.numpy_and_tensorflow import lesson_question as numpy_and_tensorflow_question
from pages.numpy_and_tensorflow import page as numpy_and_tensorflow
from pages.numpy_and_tensorflow.settings import NumpyAndTensorFlow
from pages.step_by_step import lesson_question as step_by_step_question
from pages.step_by_step import page as step_by_step
from pages.training import lesson_question as training_question
from pages.training import page as training
from pages.training_and_inference import lesson_question as training_and_inference_question
from pages.training_and_inference import page as training_and_inference
from pages.training_and_inference.settings import TrainingAndInference
from pages.who_shares_statistics import lesson_question as who_shares_statistics_question
from pages.who_shares_statistics import page as who_shares_statistics
from pages.whose_standard_deviation import page as whose_standard_deviation
from pages.why_gamma_and_beta import lesson_question as why_gamma_and_beta_question
from pages.why_gamma_and_beta import page as why_gamma_and_beta
from workers import limits
from workers.worker import stop_all

T = TypeVar("T")
_log = logging.getLogger(__name__)
# The topics of a page, by its address.
TOPICS: Mapping[str, Choice[str]] = {
    "training_and_inference": TrainingAndInference.topic,
    "numpy_and_tensorflow": NumpyAndTensorFlow.part,
}

# What each step of the lesson asks, by its name; the last one leads to the beliefs, which ask themselves.
LESSON_QUESTIONS: Mapping[str, Callable[[], Question]] = {
    "lab": lab_question.question,
    "linear_map": linear_map_question.question,
    "step_by_step": step_by_step_question.question,
    "who_shares_statistics": who_shares_statistics_question.question,
    "why_gamma_and_beta": why_gamma_and_beta_question.question,
    "running_statistics": training_and_inference_question.of_running_statistics,
    "two_modes": training_and_inference_question.of_two_modes,
    "batch_size": training_and_inference_question.of_batch_size,
    "training": training_question.question,
    "numpy_and_tensorflow": numpy_and_tensorflow_question.of_the_article,
    "precision": numpy_and_tensorflow_question.of_precision,
}
# What a question is about, where its page has no picture of it that does not tell the answer.
PICTURES_OF_QUESTIONS: Mapping[str, Callable[[], str]] = {
    "lab": lab_question.picture,
    "linear_map": linear_map_question.picture,
    "who_shares_statistics": who_shares_statistics_question.picture,
}


def main() -> None:
    """Run the page that the address names, between the settings it needs and the address that keeps them."""
    with session.page(PRESETS):
        _draw()


def _draw() -> None:
    session.keep_address()
    presenter = session.get(session.Teaching.presenter)
    # In one list, which streamlit.css numbers and parts as the lesson is. A page's address is its folder's name.
    at_bare_address = st.Page(lab.render, title=_("Lab"), default=True)  # as links that were shared long ago have it
    pages = (
        st.Page(home.render, title=_("Home"), url_path="home"),
        at_bare_address,
        st.Page(linear_map.render, title=_("A linear map"), url_path="linear_map"),
        st.Page(step_by_step.render, title=_("Step by step"), url_path="step_by_step"),
        st.Page(who_shares_statistics.render, title=_("Who shares statistics"), url_path="who_shares_statistics"),
        st.Page(why_gamma_and_beta.render, title=_("Why gamma and beta"), url_path="why_gamma_and_beta"),
        st.Page(training_and_inference.render, title=_("Training and inference"), url_path="training_and_inference"),
        st.Page(training.render, title=_("Training"), url_path="training"),
        st.Page(numpy_and_tensorflow.render, title=_("NumPy and TensorFlow"), url_path="numpy_and_tensorflow"),
        st.Page(whose_standard_deviation.render, title=_("Whose standard deviation"), url_path="whose_standard_deviation"),
        st.Page(beliefs.render, title=_("Beliefs"), url_path="beliefs"),
    )
    draw_styles_and_scripts(presenter, [place_in_lesson(page.url_path) for page in pages])
    typed = st.Page(lab.render, title=_("Lab"), url_path="lab", visibility="hidden")  # what one types who knows the other pages'
    page = st.navigation([*pages, typed])
    if page is typed:
        st.switch_page(at_bare_address, query_params=st.query_params.to_dict())
    tab = f"{page.title} · {_('See batch normalization')}"
    st.set_page_config(tab, ICON, layout="wide", initial_sidebar_state="collapsed" if presenter else "auto")
    with st.sidebar:
        language_picker()
    pass_by(page.url_path)
    is_beliefs = page.url_path == "beliefs"  # which ask a class themselves
    by_address = {one.url_path: one for one in pages}
    asked = _asked_in_lesson(step_on(page.url_path), by_address)
    phase = None if is_beliefs else draw_class(asked)
    taken = taken_keys() if is_beliefs else ()
    draw_lesson_bar(page.url_path, by_address, taken_keys=taken, asked=asked, phase=phase)
    session.warn_of_refused()
    page.run()
    draw_take_away(with_link=page.url_path != "")
    _draw_next(page, pages)


def _asked_in_lesson(number: int, pages: Mapping[str, StreamlitPage]) -> Asked | None:
    """Return what a step of the lesson asks; None on a page to which none has led, and where the page asks itself."""
    if number == 0 or (step := STEPS[number - 1]).name not in LESSON_QUESTIONS:
        return None
    question = partial(_question_of, step.name, step.answer)
    return Asked(
        f"lesson/{step.name}",
        question,
        # As the class has seen it once it was run: the page puts first what the step is about.
        address.link(step.page, {**values_at(number), **step.reveals}),
        covered=step.covered,
        unanswered_at={name: step.settings[name] for name in step.reveals},
        reveals=step.reveals,
        seen=step.seen,
        picture=PICTURES_OF_QUESTIONS.get(step.name),
        go_on=partial(go_to, number + 1, pages),
    )


@cache
def _question_of(name: str, answer: str) -> Question:
    """Return the question of a step with its answer in words, too: computed once for all sessions."""
    return replace(LESSON_QUESTIONS[name](), why=in_each_language(answer))


def _draw_next(page: StreamlitPage, pages: Sequence[StreamlitPage]) -> None:
    """Draw the way on: to the page's next topic, and after its last one to the next page."""
    label, icon = _("Next: {title}"), ":material/arrow_forward:"
    topic = TOPICS.get(page.url_path)
    following_topic = topic and _after(session.get(topic), list(topic.titles))
    if topic and following_topic:
        title = label.format(title=_(topic.titles[following_topic]))
        st.button(title, "next_topic", icon=icon, type="tertiary", on_click=session.put, args=(topic, following_topic))
    elif following := _after(page, pages):
        st.page_link(following, label=label.format(title=following.title), icon=icon)


def _after(one: T, all_of_them: Sequence[T]) -> T | None:
    """Return what follows one of them; None after the last."""
    return next(iter(all_of_them[all_of_them.index(one) + 1 :]), None)


@asynccontextmanager
async def _serving(_app: st.App) -> AsyncIterator[None]:
    # The page is drawn once for nobody: what Streamlit imports, compiles and looks up at its first run costs no visitor anything.
    await get_instance().does_script_run_without_error()
    limits.spare_collections()
    limits.send_at_once()
    try:
        yield
    finally:
        stop_all()


def _say_what_is_missing(error: Exception) -> bool:
    """Say in a sentence what this server lacks, and return whether that was it: all else is a mistake of ours, shown as it is."""
    if isinstance(error, ModuleNotFoundError):
        st.error(_("This server lacks {module}, which this needs.").format(module=f"`{error.name}`"))
    elif isinstance(error, OSError) and error.errno == errno.ENOSPC:
        st.error(_("This server has no room left, on its disk or in its shared memory. Please try again later."))
    else:
        return False
    _log.error("a page could not be drawn", exc_info=error)
    return True


if __name__ == "__main__":  # a run of a page
    main()
else:  # the server, which imports this file once
    # A folder called pages means Streamlit's older kind of pages until the first run says otherwise: a visitor whose link is the
    # first to reach a fresh server would be told that the page does not exist.
    PagesManager.uses_pages_directory = False
    limits.raise_open_files()
    limits.spare_open_files()
    limits.give_back_freed_arrays()
    limits.share_freed_memory()
    app = st.App(
        __file__,
        lifespan=_serving,
        routes=routes(),
        middleware=[Middleware(Uploads)],
        on_script_error=_say_what_is_missing,
    )
