"""Entry: page configuration, language, navigation."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from bn_view import controls
from bn_view.language import _
from pages import lab, numpy_and_tensorflow

VIEW = Path(__file__).parent / "bn_view"


def main() -> None:
    """Run the page that the address names."""
    st.set_page_config(page_title="Batch normalization", page_icon=str(VIEW / "icon.png"), layout="wide")
    st.html(VIEW / "page.css")
    controls.start_session()
    pages = [
        st.Page(lab.render, title=_("Lab"), default=True),
        st.Page(numpy_and_tensorflow.render, title=_("NumPy and TensorFlow"), url_path="numpy_and_tensorflow"),
    ]
    page = st.navigation(pages)
    with st.sidebar:
        controls.language_picker()
    page.run()


if __name__ == "__main__":
    main()
