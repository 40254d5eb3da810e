"""What the command printed, brought to Whose standard deviation: its numbers, what it left out, and why nothing can be pasted."""

from __future__ import annotations

import json

import pytest

from bn_core.dataset import read_report
from pages.whose_standard_deviation import run_of_command
from tests.pages.conftest import charts, rerun, text, traces

CHANNEL = {"name": "x", "count": 4, "not_finite": 0, "mean": 1.0, "std": 1.0, "min": 0.0, "max": 2.0}
EMPTY = {"count": 0, "mean": None, "std": None, "min": None, "max": None}
OWN = "mean of the images’ stds"


@pytest.fixture
def bring(open_app):
    """Return a function that opens the page, and brings a report of channels that are so different from `CHANNEL`."""

    def call(*channels, lang="en", table=None, **beside):
        of = {"samples": 30, "divided_by": 1, "unit": "arrays", **(table or {})}
        tables = {"tables": {"x.npy": {**of, "channels": [CHANNEL | changed for changed in channels]}}}
        app = open_app("whose_standard_deviation", lang=lang)
        app.file_uploader(key="run_of_command").set_value([("s.json", json.dumps(tables | beside).encode(), "application/json")])
        return rerun(app)

    return call


def shown(app):
    """Return what the page says of the report as HTML."""
    bodies = [element.proto.body for element in app.get("html")]
    return "".join(body for body in bodies if not body.startswith("<script")).partition("<b>x.npy</b>")[2]


def pasted(app):
    return [code.value for code in app.code if code.value.startswith("PyTorch  ")]


def test_a_channel_without_values_is_called_empty_and_one_of_equal_values_constant(bring):
    empty, constant, both = bring(EMPTY), bring({"std": 0.0}), bring({"std": 0.0}, EMPTY)
    assert "A channel is empty" in text(empty)
    assert "A channel is constant" in text(constant)
    assert "A channel is constant" not in text(empty)
    assert "A channel is empty" in text(both)
    assert [pasted(app) for app in (empty, constant, both)] == [[], [], []]
    assert "값이 하나도 없는 채널" in text(bring(EMPTY, lang="ko"))


def test_of_too_many_channels_it_is_said_that_they_are_too_many_to_paste(bring):
    assert "More than 16 channels" in text(bring(*[{}] * 17))
    assert len(pasted(bring(*[{}] * 16))) == 1


def test_what_was_left_out_is_said_with_how_much_it_is(bring):
    skipped = [{"name": f"<{n}>.png", "reason": "is damaged"} for n in range(5)]
    app = bring({"not_finite": 3}, {"not_finite": 2}, skipped=skipped, notes={"animated, first frame taken": 7})
    assert "NaN or infinite, left out: 5" in text(app)
    assert "Could not be read, left out: 5 (&lt;0&gt;.png, &lt;1&gt;.png, &lt;2&gt;.png, …)" in text(app)
    assert "7 × animated, first frame taken" in text(app)
    assert "left out" not in shown(bring({}))


@pytest.mark.parametrize(
    ("unit", "en", "ko"),
    [
        ("images", "images: 30", "이미지 30장"),
        ("arrays", "arrays: 30", "배열 30개"),
        ("rows", "rows: 30", "행 30개"),
        ("of another command", "samples: 30", "샘플 30개"),
    ],
)
def test_it_is_said_of_what_there_are_so_many(bring, unit, en, ko):
    assert f"<b>x.npy</b> · {en} · values as stored" in text(bring({}, table={"unit": unit}))
    assert ko in text(bring({}, table={"unit": unit}, lang="ko"))


def test_only_of_images_there_is_a_mean_of_their_own_stds(bring):
    arrays, images = (shown(bring(changed)) for changed in ({}, {"mean_of_each_images_own_std": 0.5}))
    assert (OWN in arrays, OWN in images) == (False, True)


def test_bins_far_from_0_are_drawn_apart(bring):
    edges = [1e6 + n / 1024 for n in range(5)]
    app = bring({"histogram": {"edges": edges, "counts": [1, 1, 1, 1]}, "mean": 1e6, "min": 1e6, "max": 1e6})
    assert traces(app, "run_of_command")[0]["x"] == [edges[0], *edges]


def test_a_file_is_read_once_however_often_the_page_runs_and_so_is_what_is_none(bring, monkeypatch):
    read = []

    def counted(data):
        read.append(data)
        return read_report(data)

    monkeypatch.setattr(run_of_command, "read_report", counted)
    for app in (bring({}), bring({"std": -1.0})):
        rerun(app)
    assert len(read) == 2
    assert "not what the command prints" in app.warning[0].value
    assert "run_of_command" not in charts(app)
