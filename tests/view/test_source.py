"""The code on the page computes what the page shows, and the notebook runs where nothing of ours is."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from bn_view.data.batches import batch_of, normalized
from bn_view.data.mini_batch import Affine, MiniBatch
from bn_view.data.sources import Digits, RandomImages
from pages.numpy_and_tensorflow import article
from pages.numpy_and_tensorflow.mini_batch_code import cell, mini_batch_code
from pages.numpy_and_tensorflow.speed import witness_script
from pages.numpy_and_tensorflow.take_home import notebook, parts, script
from witnesses.article import GOLDEN
from witnesses.batch_norms import WITNESSES
from workers.worker import tensorflow_is_installed

NAMES = [name for name, witness in WITNESSES.items() if tensorflow_is_installed() or not witness.needs_tensorflow]
NOTE = (RandomImages(), MiniBatch(), Affine())
RANDOM = (
    RandomImages(seed=7, images=20, channels=3, height=8, width=4),
    MiniBatch(batch_size=6, mini_batch=3, grouping="channel"),
    Affine(),
)
# The corners of all digits are empty: groups whose values are all equal, which must not divide 0 by 0.
DIGITS = (Digits(), MiniBatch(data="digits", batch_size=50, mini_batch=2), Affine(gamma=-2.0, beta=1.5, epsilon=0.1))
BARE = (DIGITS[0], DIGITS[1].replace(grouping="position"), Affine(epsilon=0.0))
ALL = (DIGITS[0], DIGITS[1].replace(grouping="all"), DIGITS[2])


@pytest.mark.parametrize("state", [NOTE, RANDOM, ALL])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", NAMES)
def test_the_script_of_a_witness_gives_what_the_page_measures(state, dtype, name):
    scope = {}
    exec(witness_script(mini_batch_code(*state), dtype, name), scope)
    source, chosen, affine = state
    x = batch_of(source, chosen).before.values.astype(dtype)
    np.testing.assert_array_equal(scope["x"], x)
    y = WITNESSES[name].prepare(x, affine.gamma, affine.beta, chosen.axes, affine.epsilon)()
    np.testing.assert_array_equal(np.asarray(scope["y"]), y)


def test_the_article_s_code_runs_from_step_to_step():
    assert set(article.CODE) == set(GOLDEN)
    scope = {}
    for step, code in article.CODE.items():
        if step == "tensorflow" and not tensorflow_is_installed():
            pytest.skip("TensorFlow is not installed (none for Python 3.14)")
        exec(code, scope)
    assert np.asarray(scope["y"]).max() == pytest.approx(GOLDEN["tensorflow"].maximum, abs=1e-9)


def statistics_lines(source, chosen, affine):
    """What the page's table shows for the same state, in the notebook's layout."""
    batch = batch_of(source, chosen)
    stages = {
        "Before": batch.before,
        "Standardization": batch.standardized,
        "Min-max scaling": batch.min_max,
        "Batch normalization": normalized(batch, affine),
    }
    for name, stage in stages.items():
        s = stage.summary
        numbers = [s.mean, s.standard_deviation, s.minimum, s.maximum, s.skewness, s.excess_kurtosis]
        yield [*name.split(), *(round(number, 4) + 0.0 for number in numbers)]


def as_read(line):
    return [float(part) + 0.0 if part.lstrip("-").replace(".", "").isdigit() else part for part in line.split()]


@pytest.mark.parametrize("state", [RANDOM, DIGITS])
def test_the_notebook_runs_without_this_project_and_ends_with_the_page_s_statistics(state, tmp_path, monkeypatch):
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setenv("MPLBACKEND", "agg")
    made = nbformat.reads(notebook(parts(*state)), as_version=4)
    nbformat.validate(made)
    NotebookClient(made, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert "bn_core" not in json.dumps(made)
    last = "".join(output["text"] for output in made.cells[-1].outputs)
    assert [as_read(line) for line in last.splitlines()[1:]] == list(statistics_lines(*state))
    if tensorflow_is_installed():
        printed = "".join(o.get("text", "") for cell in made.cells for o in cell.get("outputs", []))
        difference = re.search(r"NumPy and TensorFlow differ by at most (\S+)", printed).group(1)
        assert float(difference) < 1e-12


@pytest.mark.skipif(not tensorflow_is_installed(), reason="TensorFlow is not installed")
@pytest.mark.parametrize("state", [DIGITS, BARE], ids=["with epsilon", "without epsilon"])
def test_the_notebook_counts_tensorflow_s_nan_and_compares_the_other_values(state, monkeypatch, capsys):
    monkeypatch.setenv("MPLBACKEND", "agg")
    first, *_others, in_tensorflow = list(parts(*state).values())[:4]
    scope = {}
    exec(f"import numpy as np\n{first}", scope)
    scope["plt"].close()
    capsys.readouterr()
    exec(in_tensorflow, scope)
    count, size, difference = re.search(
        r"NaN in TensorFlow: (\d+) of (\d+) values\n.* at most (\S+)", capsys.readouterr().out
    ).groups()
    x, _source, affine = scope["x"], *state[::2]
    is_0_by_0 = (np.ptp(x, scope["axis"], keepdims=True) == 0) & (affine.epsilon == 0)
    assert (int(count), int(size)) == (np.broadcast_to(is_0_by_0, x.shape).sum(), x.size)
    assert float(difference) < 1e-12


@pytest.mark.parametrize("state", [NOTE, DIGITS, BARE], ids=["note", "digits", "without epsilon"])
def test_the_cell_above_the_histogram_makes_its_values_and_its_counts(state, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    source, chosen, affine = state
    output, scope = normalized(batch_of(source, chosen), affine), {}
    before, normalizing = cell(source, chosen, affine).split("gamma, beta, epsilon =")
    exec(before, scope)
    with np.errstate(all="raise"):
        exec(f"gamma, beta, epsilon ={normalizing}", scope)
    np.testing.assert_allclose(scope["y"].min(), output.summary.minimum)
    np.testing.assert_allclose(scope["y"].std(), output.summary.standard_deviation)
    heights = [bar.get_height() for bar in scope["plt"].gca().containers[0]]
    scope["plt"].close()
    assert np.count_nonzero(heights - output.histogram.counts) <= 2  # a value on an edge may fall to either side of it


def test_the_script_is_the_notebook_in_one_file(tmp_path):
    file = tmp_path / "bn.py"
    file.write_text(script(parts(*NOTE)), encoding="utf-8")
    environment = {**os.environ, "MPLBACKEND": "agg"}
    environment.pop("PYTHONPATH", None)
    ran = subprocess.run([sys.executable, str(file)], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert [as_read(line) for line in ran.stdout.splitlines()[-4:]] == list(statistics_lines(*NOTE))


def test_a_state_has_one_notebook_and_another_state_another():
    same, other = (notebook(parts(RandomImages(), MiniBatch(), Affine(gamma=gamma))) for gamma in (1.0, 2.0))
    assert same == notebook(parts(*NOTE))
    assert same != other
    assert "RandomState(678)" in mini_batch_code(*NOTE)
