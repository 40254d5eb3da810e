"""One's own data on every page: what is brought is what is shown, and nobody else ever sees it."""

from __future__ import annotations

import gc
import time
import weakref

import numpy as np
import pytest

import bn_core
from bn_view.data.batches import KEPT
from bn_view.data.sources import own
from bn_view.widgets import own_data
from tests.pages.conftest import chart, charts, rerun, text, traces
from tests.view.test_files import npy, picture

PAGES = {
    "lab": {},
    "linear_map": {"shape": "batch"},
    "step_by_step": {},
    "who_shares_statistics": {},
    "why_gamma_and_beta": {},
    "training_and_inference": {},
    "whose_standard_deviation": {"data_set": "source"},
}
RANDOM = np.random.default_rng(4)
IMAGES = RANDOM.normal(50, 9, (12, 8, 8, 3))
pages = pytest.mark.parametrize("page", PAGES)


def bring(app, *files):
    chooser = next(one for one in app.file_uploader if one.key.startswith("own_files"))
    chooser.set_value([(name, data, "application/octet-stream") for name, data in files])
    return rerun(app)


def opened(open_app, page="lab", **parameters):
    return open_app(page, data="own", batch_size=12, **PAGES[page], **parameters)


@pages
def test_a_file_is_taken_on_every_page(open_app, page):
    app = bring(opened(open_app, page), ("x.npy", npy(IMAGES)))
    assert r"x\.npy" in text(app)
    assert "(12, 8, 8, 3)" in text(app)


@pages
@pytest.mark.parametrize(
    "file",
    [
        ("photo.png", picture(IMAGES[0].astype(np.uint8))),
        ("rows.csv", b"a,b\n1,2\n3,5\n4,9\n"),
        ("grey.npy", npy(IMAGES[..., 0])),
        ("two.npy", npy(IMAGES[:2])),
    ],
    ids=lambda file: file[0],
)
def test_every_kind_of_data_is_drawn_on_every_page(open_app, page, file):
    assert charts(bring(opened(open_app, page), file))


def test_the_lab_shows_what_bn_core_makes_of_the_file(open_app):
    app = bring(opened(open_app, gamma=1.5, beta=0.5), ("x.npy", npy(IMAGES)))
    counts = bn_core.histogram(bn_core.batch_norm(IMAGES, 1.5, 0.5, axis=(0, 1, 2), epsilon=1e-8).output, 60).counts
    assert list(chart(app, "batch_norm")[0]["y"][1:-1]) == counts.tolist()


def test_a_columns_own_mean_is_that_of_a_feature(open_app):
    table = "a,b\n" + "\n".join(f"{n},{100 * n}" for n in range(12))
    app = bring(opened(open_app, "whose_standard_deviation"), ("t.csv", table.encode()))
    assert "Normalize(mean=[5.5, 550.0], std=[3.45205, 345.205])" in "".join(code.value for code in app.code)


def test_channels_that_come_first_are_shown_as_they_are_taken(open_app):
    app = bring(opened(open_app, channels_at="first"), ("x.npy", npy(RANDOM.random((5, 3, 8, 3)))))
    assert "(5, 8, 3, 3)" in text(app)


def test_typed_numbers_become_the_data(open_app):
    app = opened(open_app, "whose_standard_deviation")
    app.text_input(key="own_numbers").set_value("70, 80, 65")
    app = rerun(app)
    _bars, means, _made = traces(app, "parts")
    assert means["x"] == [70, 80, 65]


@pytest.mark.parametrize("page", ["lab", "linear_map", "step_by_step", "why_gamma_and_beta", "training_and_inference"])
@pytest.mark.parametrize(
    "numbers",
    ["1 1.0000000000000002 100", "1e16 10000000000000002", "1e17 1e17", "0 0", "5e-324 0", "1e150 -1e150", "1e-150 1e150"],
)
def test_numbers_at_the_ends_of_float64_are_drawn_as_any_others(open_app, page, numbers):
    app = open_app(page, data="own", **PAGES[page])
    app.text_input(key="own_numbers").set_value(numbers)
    app = rerun(app)
    assert [one.value for one in app.warning if "there are no more" not in one.value] == []  # taken, not refused
    assert charts(app)


@pytest.mark.parametrize("numbers", ["0 0", "3 3 3", "1 1.0000000000000002", "1e150 -1e150"])
def test_reasons_are_drawn_for_numbers_that_float32_has_not_and_where_nothing_differs(open_app, numbers):
    app = open_app("numpy_and_tensorflow", data="own", part="differences")
    app.text_input(key="own_numbers").set_value(numbers)
    app = rerun(app)
    assert charts(app)


def test_a_picture_that_is_alone_stands_among_random_ones_and_leaks_into_them(open_app):
    app = bring(open_app("lab", data="own"), ("photo.png", picture(IMAGES[0].astype(np.uint8))))
    assert "image 0" in text(app)
    assert not app.warning
    counts = chart(app, "before")[0]["y"]
    assert sum(counts) == 10 * 8 * 8 * 3


def test_what_cannot_be_read_gets_a_sentence_and_the_last_data_stay(open_app):
    app = bring(opened(open_app), ("x.npy", npy(IMAGES)))
    before = chart(app, "before")[0]
    app = bring(app, ("bad.npy", npy(IMAGES)[:200]))
    assert r"bad\.npy is damaged" in app.warning[0].value
    assert chart(app, "before")[0] == before
    assert r"bad\.npy 파일이 손상" in bring(opened(open_app, lang="ko"), ("bad.npy", npy(IMAGES)[:200])).warning[0].value


def test_who_opens_the_link_sees_random_images_and_one_sentence(open_app):
    mine = bring(opened(open_app), ("x.npy", npy(IMAGES)))
    link = {name: value[0] if isinstance(value, list) else value for name, value in mine.query_params.items()}
    theirs, random = open_app("lab", **link), open_app("lab", batch_size=12)
    assert "A link never holds anybody’s own data" in theirs.info[0].value
    assert chart(theirs, "before")[0] == chart(random, "before")[0] != chart(mine, "before")[0]


def test_removed_data_make_place_for_random_images(open_app):
    app = bring(opened(open_app), ("x.npy", npy(IMAGES)))
    app.button(key="own_remove").click()
    app = rerun(app)
    assert chart(app, "before")[0] == chart(open_app("lab", batch_size=12), "before")[0]


def test_a_name_is_shown_as_it_is_and_not_as_what_markdown_or_html_would_make_of_it(open_app):
    app = bring(opened(open_app), ("<b>*x*</b>[a](b).npy", npy(IMAGES)))
    assert r"\<b\>\*x\*" in text(app)


def kept_of(number):
    """Return what a cache of all sessions holds of an upload."""
    return [key for key in KEPT._values if number in repr(key)]


def forgotten(number):
    """Wait until the caches have nothing of an upload; return whether they have."""
    until = time.monotonic() + 5
    while kept_of(number) and time.monotonic() < until:
        time.sleep(0.02)
    return not kept_of(number)


def test_data_are_gone_with_their_session_and_nobody_elses(open_app):
    others = bring(opened(open_app), ("y.npy", npy(IMAGES)))
    app = bring(opened(open_app), ("x.npy", npy(IMAGES)))
    held, number = weakref.ref(app.session_state.own_upload), app.session_state.own_upload.number
    array = weakref.ref(held().content.ways["last"])
    assert kept_of(number)
    del app
    gc.collect()
    assert held() is None
    assert array() is None
    assert forgotten(number)
    assert kept_of(others.session_state.own_upload.number)


def test_data_that_go_while_a_page_is_drawn_of_them_leave_a_sentence(open_app, monkeypatch):
    app = bring(opened(open_app), ("x.npy", npy(IMAGES)))
    upload = app.session_state.own_upload
    monkeypatch.setattr(own, "present_upload", lambda: upload)  # as the page has found it a moment before
    upload.content = None
    KEPT.clear()
    app.slider(key="gamma").set_value(1.7)
    assert "made room" in rerun(app).info[0].value


def test_the_oldest_data_go_when_all_sessions_hold_too_much_and_their_session_says_so(open_app, monkeypatch):
    monkeypatch.setattr(own, "_UPLOADS", own._Uploads())  # without those of other tests
    first = bring(opened(open_app), ("first.npy", npy(IMAGES)))
    monkeypatch.setattr(own, "MOST_BYTES", int(1.5 * IMAGES.nbytes))
    second = bring(opened(open_app), ("second.npy", npy(IMAGES)))
    assert r"second\.npy" in text(second)
    number = first.session_state.own_upload.number
    assert forgotten(number)
    first = rerun(first)
    assert r"first\.npy" not in text(first)
    assert "made room" in first.info[0].value


def test_a_choice_of_which_the_server_took_a_part_only_is_not_shown_as_if_it_were_all(open_app, monkeypatch):
    app = opened(open_app)
    monkeypatch.setattr(own_data, "take_refusal", lambda: True)
    bring(app, ("x.npy", npy(IMAGES)))
    assert "no room for some of the files" in app.warning[0].value
    assert r"x\.npy" not in text(app)
