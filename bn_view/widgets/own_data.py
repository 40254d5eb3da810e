"""Bringing one's own data: files, the camera, or typed numbers."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from bn_view.data.files.content import Content, Sentence, UnreadableError
from bn_view.data.files.reading import read, read_numbers
from bn_view.data.sources.own import COMPANY, OwnImages, Upload, bring, choices, present_upload
from bn_view.data.uploads import drop, take_refusal
from bn_view.state.language import _, gettext_noop
from bn_view.state.room import IT_MADE_ROOM
from bn_view.state.session import present
from bn_view.widgets import taken_once
from bn_view.widgets.controls import choice, toggle

_FILES = "own_files"
# Who brings one file after another that cannot be read leaves the server to others in between.
_PAUSE_SECONDS = 0.1


def draw_own_data() -> None:
    """Draw what takes data, and what was taken; what cannot be read is answered with a sentence, and what was there stays."""
    trouble: Sentence | None = st.session_state.get("own_trouble")
    if trouble is not None:
        st.warning(_said(trouble))
    upload = present_upload()
    if upload is not None:
        _draw_taken(upload)
    elif st.session_state.get("own_upload") is not None:
        st.info(_(IT_MADE_ROOM))
    elif trouble is None:
        st.info(_("Until you bring something, the random images are shown. A link never holds anybody’s own data."))
    key = taken_once.key_of(_FILES)
    st.file_uploader(
        _("Photos, a zip of them, an array (.npy, .npz) or a table (.csv, .parquet)"),
        accept_multiple_files=True,
        key=key,
        on_change=_take_files,
        args=(key,),
    )
    draw_refusal()
    st.text_input(_("or 2 to 200 numbers"), key="own_numbers", placeholder="70, 80, 65", on_change=_take, args=(_read_numbers,))
    # Only then, as a camera is asked for as soon as it is drawn.
    if st.toggle(_("or the camera"), key="own_camera_on"):
        st.camera_input(_("Camera"), key="own_camera", label_visibility="collapsed", on_change=_take, args=(_read_photo,))
    st.caption(_("It stays in the memory of this session, and is gone with it."))


def draw_refusal() -> None:
    """Draw the sentence about files that were not taken, which is seen while Streamlit marks one."""
    sentence = _(
        "What is marked was not taken: it is too large, or the server has no room. "
        "Choose a smaller file, or try again in a minute."
    )
    st.html(f'<p class="refusal" role="alert">{sentence}</p>')


def _draw_taken(upload: Upload) -> None:
    shape = present(OwnImages).of(upload).shape
    count = shape[0]
    st.markdown(_("**{name}** as (N, H, W, C): {shape}").format(name=_plain(upload.name), shape=shape))
    for note in upload.notes:
        st.caption(_said(note))
    for setting in choices(upload):
        choice(setting)
    if count == 1:
        st.caption(_("It is image 0; beside it stand {count} random ones.").format(count=COMPANY - 1))
    elif count < COMPANY:
        toggle(OwnImages.among_random)
    st.button(_("Remove"), key="own_remove", icon=":material/delete:", on_click=_remove)


def _take(read_it: Callable[[], Content | None]) -> None:
    try:
        content = read_it()
    except UnreadableError as error:
        time.sleep(_PAUSE_SECONDS)
        st.session_state.own_trouble = error.sentence
        return
    st.session_state.own_trouble = None
    if content is not None:
        bring(content)


def _take_files(key: str) -> None:
    files = taken_once.take(_FILES, key)
    if files is not None:
        taken_once.renew(_FILES)  # what is chosen next takes the place of this
        _take(partial(_read_files, files))


def _read_files(files: list[UploadedFile]) -> Content | None:
    chosen = [(file.name, file.getvalue()) for file in files]
    drop(files)
    content = read(chosen) if chosen else None
    if take_refusal():
        raise UnreadableError(gettext_noop("The server had no room for some of the files: try again in a minute."))
    return content


def _read_numbers() -> Content | None:
    text = st.session_state.own_numbers
    return read_numbers(text) if text.strip() else None


def _read_photo() -> Content | None:
    photo = st.session_state.own_camera
    return read([(photo.name, photo.getvalue())]) if photo is not None else None


def _remove() -> None:
    bring(None)
    st.session_state.own_trouble = None
    st.session_state.own_numbers = ""


def _said(sentence: Sentence) -> str:
    template, words = sentence
    return _(template).format(**{name: _plain(str(word)) for name, word in words.items()})


def _plain(text: str) -> str:
    """Return a name that somebody chose without what Markdown would make of it."""
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]()<>#+-.!|~$:" else letter for letter in text)
