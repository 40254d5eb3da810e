"""What the command prints as JSON is read back as it was; what anybody else wrote is not believed."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from bn_core.dataset import MOST_PASTED, read_report
from bn_core.dataset.summary import MOST_CHANNELS

CHANNEL = {"name": "x", "count": 2, "not_finite": 0, "mean": 1.0, "std": 1.0, "min": 0.0, "max": 2.0}
EMPTY = {"count": 0, "mean": None, "std": None, "min": None, "max": None}


def report(*, channels=1, beside=None, **changed):
    table = {"samples": 1, "divided_by": 1, "channels": [CHANNEL | changed] * channels}
    return json.dumps({"tables": {"x": table}, **(beside or {})}).encode()


def test_a_report_is_read_back_with_every_digit_and_gives_the_lines_that_the_command_gave(ask, tmp_path):
    rng = np.random.default_rng(0)
    for name in "abc":
        Image.fromarray(rng.integers(0, 256, (8, 8, 3), np.uint8)).save(tmp_path / f"{name}.png")
    said = ask(tmp_path)
    [table] = read_report(said.text.encode()).tables
    [printed] = said.tables.values()
    assert (table.samples, table.divided_by, table.unit) == (3, 255, "images")
    for channel, of_file in zip(table.channels, printed["channels"], strict=True):
        assert (channel.name, channel.count, channel.std) == (of_file["name"], of_file["count"], of_file["std"])
        assert channel.own_std == of_file["mean_of_each_images_own_std"]
        np.testing.assert_array_equal(channel.counts, of_file["histogram"]["counts"])
    assert len(table.to_paste()) == 3
    assert f"{table.channels[0].mean:.6g}" in table.to_paste()[0]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b"{}",
        b'{"tables": 3}',
        b'{"tables": {"x": []}}',
        b"[" * 100_000,
        report(std=-1.0),
        report(mean="1"),
        report(mean=True),
        report(count=-1),
        report(count=1e300),
        report().replace(b"1.0", b"NaN"),
        report().replace(b"1.0", b"1e999"),
        report().replace(b"1.0", b"9" * 5000),
        report(name=7),
        report(histogram={"edges": [0, 1], "counts": [1, 2]}),
        report(histogram={"edges": [1, 0], "counts": [2]}),
        report(histogram={"edges": [0, 1], "counts": [0]}),
        report(histogram={"edges": [0, 1], "counts": [3]}),
        report(histogram={"edges": [0, 1, 3], "counts": [1, 1]}),
        report(histogram={"edges": [0, 1e-12, 3e-12], "counts": [1, 1]}),
        report(histogram={"edges": [-1.7e308, 1.7e308], "counts": [2]}),
        report(histogram={"edges": list(range(302)), "counts": [1] * 301}, count=301),
        report(mean=None),
        report(max=None),
        report(count=0),
        report(**EMPTY | {"count": 2}),
        report(**EMPTY | {"std": 1.0}),
        report(channels=0),
        report(beside={"tables": {}}),
        report(beside={"skipped": 3}),
        report(beside={"skipped": [{"name": 3}]}),
        report(beside={"notes": {"animated": "many"}}),
    ],
)
def test_what_is_no_report_is_refused(data):
    with pytest.raises(ValueError, match="not what the command prints"):
        read_report(data)


def test_what_a_refused_report_has_wrong_is_named():
    with pytest.raises(ValueError, match="2 edges of 2 bins"):
        read_report(report(histogram={"edges": [0, 1], "counts": [1, 2]}))
    with pytest.raises(ValueError, match="not a count: 'two'"):
        read_report(report(count="two"))


RANDOM = np.random.default_rng(1).random((50, 8, 8, 3))


@pytest.mark.parametrize(
    "values",
    [
        RANDOM,
        100 - 20 * RANDOM.astype("float32"),
        1e6 + 1e-3 * RANDOM,
        1e-200 * RANDOM,
        (1e4 * RANDOM - 5e3).astype("int16"),
        (256 * RANDOM).astype("uint8"),
        np.where(RANDOM < 0.5, [np.nan, np.inf, 0.0], [1.0, np.inf, 1e-9]),
    ],
    ids=["of 0 to 1", "float32", "far from 0", "tiny", "int16", "bytes", "with holes and an empty channel"],
)
def test_whatever_the_command_counts_is_read_back(ask, tmp_path, values):
    np.save(tmp_path / "x.npy", values)
    said = ask(tmp_path, "--channels-last")
    [table] = read_report(said.text.encode()).tables
    assert [channel.not_finite for channel in table.channels] == said.of_all("not_finite")
    assert [channel.counts.sum() for channel in table.channels] == said.of_all("count")


def test_what_could_not_be_read_and_what_was_read_otherwise_come_with_the_tables(ask, tmp_path):
    Image.new("RGB", (4, 4)).save(tmp_path / "good.png")
    (tmp_path / "bad.png").write_bytes(b"no picture")
    (tmp_path / "notes.txt").write_text("not looked at")
    read = read_report(ask(tmp_path).text.encode())
    assert [name.rpartition("/")[2] for name in read.skipped] == ["bad.png"]
    assert read.notes == {"files of another kind in a folder, not looked at": 1}


def test_a_constant_channel_has_no_lines_to_paste_and_an_empty_one_neither():
    for changed in ({"std": 0.0}, EMPTY):
        [table] = read_report(report(**changed)).tables
        assert table.to_paste() == []


def test_more_channels_than_the_command_pastes_have_no_lines_on_the_page_either():
    (few,), (many,) = (read_report(report(channels=count)).tables for count in (MOST_PASTED, MOST_PASTED + 1))
    assert (len(few.to_paste()), many.to_paste()) == (3, [])


def test_a_name_that_cannot_be_printed_is_shown_without_what_cannot():
    [table] = read_report(report(name="\ud800\x1b[31mred")).tables
    assert table.channels[0].name == "��[31mred"


def test_as_many_channels_as_the_command_takes_are_read_back():
    (table,) = read_report(report(channels=MOST_CHANNELS)).tables
    assert len(table.channels) == MOST_CHANNELS
