"""What the command prints as JSON is read back as it was; what anybody else wrote is not believed."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from bn_core.dataset import read_report

CHANNEL = {"name": "x", "count": 2, "not_finite": 0, "mean": 1.0, "std": 1.0, "min": 0.0, "max": 2.0}


def report(**changed):
    return json.dumps({"tables": {"x": {"samples": 1, "divided_by": 1, "channels": [CHANNEL | changed]}}}).encode()


def test_a_report_is_read_back_with_every_digit_and_gives_the_lines_that_the_command_gave(ask, tmp_path):
    rng = np.random.default_rng(0)
    for name in "abc":
        Image.fromarray(rng.integers(0, 256, (8, 8, 3), np.uint8)).save(tmp_path / f"{name}.png")
    said = ask(tmp_path)
    [table] = read_report(said.text.encode())
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
        report(histogram={"edges": [1, 0], "counts": [1]}),
        report(histogram={"edges": [0, 1], "counts": [0]}),
        report(histogram={"edges": list(range(302)), "counts": [1] * 301}),
    ],
)
def test_what_is_no_report_is_refused(data):
    with pytest.raises(ValueError, match="not what the command prints"):
        read_report(data)


def test_a_constant_channel_has_no_lines_to_paste_and_an_empty_one_neither():
    for changed in ({"std": 0.0}, {"mean": None, "std": None, "min": None, "max": None, "count": 0}):
        [table] = read_report(report(**changed))
        assert table.to_paste() == []


def test_a_name_that_cannot_be_printed_is_shown_without_what_cannot():
    [table] = read_report(report(name="\ud800\x1b[31mred"))
    assert table.channels[0].name == "��[31mred"
