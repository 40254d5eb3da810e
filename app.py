"""Entry: page configuration, language, navigation."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from bn_view.state.language import _
from bn_view.widgets import controls
from pages.beliefs import page as beliefs
from pages.home import page as home
from pages.home.lesson_bar import draw_lesson_bar
from pages.lab import page as lab
from pages.linear_map import page as linear_map
from pages.numpy_and_tensorflow import page as numpy_and_tensorflow
from pages.step_by_step import page as step_by_step
from pages.training import page as training
from pages.training_and_inference import page as training_and_inference
from pages.who_shares_statistics import page as who_shares_statistics
from pages.why_gamma_and_beta import page as why_gamma_and_beta

VIEW = Path(__file__).parent / "bn_view"


def main() -> None:
    """Run the page that the address names."""
    controls.start_session()
    st.set_page_config(
        page_title="Batch normalization",
        page_icon=str(VIEW / "icon.png"),
        layout="wide",
        initial_sidebar_state="collapsed" if st.session_state.get("presenter") else "auto",
    )
    st.html(VIEW / "page.css")
    if st.session_state.get("presenter"):
        st.html(VIEW / "presenter.css")
    # A page's address is its file's name, so that a deep link finds it on a fresh server, which only knows the files.
    # In one list: Streamlit's sections nest lists in a way that axe finds broken.
    pages = [
        st.Page(home.render, title=_("Home"), url_path="home"),
        st.Page(lab.render, title=_("Lab"), default=True),
        st.Page(linear_map.render, title=_("A linear map"), url_path="linear_map"),
        st.Page(step_by_step.render, title=_("Step by step"), url_path="step_by_step"),
        st.Page(who_shares_statistics.render, title=_("Who shares statistics"), url_path="who_shares_statistics"),
        st.Page(why_gamma_and_beta.render, title=_("Why gamma and beta"), url_path="why_gamma_and_beta"),
        st.Page(training_and_inference.render, title=_("Training and inference"), url_path="training_and_inference"),
        st.Page(training.render, title=_("Training"), url_path="training"),
        st.Page(numpy_and_tensorflow.render, title=_("NumPy and TensorFlow"), url_path="numpy_and_tensorflow"),
        st.Page(beliefs.render, title=_("Beliefs"), url_path="beliefs"),
    ]
    page = st.navigation(pages)
    with st.sidebar:
        controls.language_picker()
    draw_lesson_bar(page.url_path)
    page.run()


if __name__ == "__main__":
    main()
