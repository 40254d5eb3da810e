"""What the command answers, what it refuses, and how it ends."""

from __future__ import annotations

import re
import subprocess
import sys

import numpy as np
import pytest

from bn_core.dataset.command import main
from tests.dataset.conftest import noise, saved


@pytest.fixture
def images(tmp_path):
    for i in range(5):
        saved(tmp_path / "images", f"{i}.png", noise(8, 8, 3, seed=i))
    return tmp_path / "images"


def test_the_lines_to_paste_normalize_what_was_counted(capsys, images):
    assert main([str(images)]) == 0
    text = capsys.readouterr().out
    assert "values 0…1, which is value / 255" in text
    x = np.stack([noise(8, 8, 3, seed=i) for i in range(5)])
    line = re.search(r"NumPy +(.*)", text)[1]
    normalized = eval(line, {"x": x, "np": np})
    np.testing.assert_allclose(normalized.mean(axis=(0, 1, 2)), 0, atol=1e-5)
    np.testing.assert_allclose(normalized.std(axis=(0, 1, 2)), 1, atol=1e-5)
    mean, deviation = re.search(r"transforms.Normalize\(mean=(.*), std=(.*)\)", text).groups()
    np.testing.assert_allclose((x / 255 - eval(mean)) / eval(deviation), normalized)
    assert "keras.layers.Rescaling(1 / 255), keras.layers.Normalization(mean=" in text


def test_channels_first_are_pasted_along_their_axis(capsys, tmp_path):
    x = np.random.default_rng(0).normal([[[1.0]], [[9.0]], [[5.0]]], 2.0, (20, 3, 6, 5))
    np.save(tmp_path / "x.npy", x)
    assert main([str(tmp_path / "x.npy")]) == 0
    text = capsys.readouterr().out
    normalized = eval(re.search(r"NumPy +(.*)", text)[1], {"x": x, "np": np})
    np.testing.assert_allclose(normalized.mean(axis=(0, 2, 3)), 0, atol=1e-5)
    assert "Normalization(axis=-3, " in text


def test_the_bits_are_the_same_with_any_number_of_workers(ask, tmp_path, small_chunks):
    np.save(tmp_path / "x.npy", np.random.default_rng(0).normal(3, 1, (3000, 7)))
    assert ask(tmp_path / "x.npy", workers=2).text == ask(tmp_path / "x.npy", workers=1).text


def test_strict_stops_at_the_first_damage(ask, images):
    (images / "0 broken.png").write_bytes(b"nothing")
    said = ask(images, "--strict")
    assert (said.status, said.text) == (1, "")
    assert said.errors.splitlines()[-1] == "stopped, as --strict says"
    assert ask(images).status == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere"],
        ["--workers", "0", "."],
        ["--workers", "two", "."],
        ["--channel-axis", "x", "."],
        ["--state", "no/folder/state", "."],
        ["x://y"],
    ],
)
def test_wrong_arguments_are_one_sentence_and_status_2(capsys, arguments, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    try:
        status = main(arguments)
    except SystemExit as end:
        status = end.code
    assert status == 2
    sentence = capsys.readouterr().err.splitlines()[-1]
    assert sentence.count("error: ") == 1
    assert " _" not in sentence  # no name of ours


def test_a_folder_without_data_is_one_sentence_and_status_1(ask, tmp_path):
    (tmp_path / "readme.txt").write_text("x")
    assert ask(tmp_path).status == 1


def test_a_file_of_no_known_kind_is_named(ask, tmp_path):
    (tmp_path / "x.txt").write_text("x")
    assert "x.txt is of no kind that is known" in ask(tmp_path / "x.txt").errors


def test_values_are_rounded_to_a_dtype_first(ask, tmp_path):
    x = np.random.default_rng(0).normal(1000, 1, (500, 2))
    np.save(tmp_path / "x.npy", np.append(x, [[1e9, 1.0]], axis=0))
    said = ask(tmp_path / "x.npy", "--dtype", "float16")
    assert said.of_all("not_finite") == [1, 0]
    np.testing.assert_allclose(said.of_all("mean")[0], x[:, 0].astype(np.float16).astype(float).mean(), rtol=1e-12)


def test_without_a_histogram_there_is_none(ask, tmp_path):
    np.save(tmp_path / "x.npy", np.arange(9.0))
    assert "histogram" not in ask(tmp_path / "x.npy", "--no-histogram").channels[0]


def test_a_constant_channel_gives_no_line_that_divides_by_zero(capsys, tmp_path):
    np.save(tmp_path / "x.npy", np.ones((9, 2)))
    assert main([str(tmp_path / "x.npy")]) == 0
    text = capsys.readouterr().out
    assert "NumPy" not in text
    assert "constant" in text


def test_it_runs_as_a_module(images):
    run = subprocess.run([sys.executable, "-m", "bn_core.dataset", images], capture_output=True, text=True, check=True)
    assert "PyTorch  transforms.Normalize(mean=[" in run.stdout
    assert run.stderr == ""
