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

import bn_core
from bn_view.data.batches import AXES
from bn_view.state.settings import DEFAULTS
from pages.numpy_and_tensorflow.code import ARTICLE_CODE, WITNESS_CODE, batch_code, witness_script
from pages.numpy_and_tensorflow.notebook import notebook, script
from witnesses.article import GOLDEN
from witnesses.batch_norms import NEED_TENSORFLOW, WITNESSES
from workers.worker import tensorflow_is_installed

NAMES = [name for name in WITNESSES if tensorflow_is_installed() or name not in NEED_TENSORFLOW]
STATES = [
    {},
    {"seed": 7, "images": 20, "channels": "3", "height": 8, "width": 4, "batch_size": 6, "batch": 4, "grouping": "channel"},
    {"data": "digits", "batch_size": 50, "batch": 3, "grouping": "all", "gamma": -2.0, "beta": 1.5, "epsilon": 0.1},
]


def batch_of(settings):
    if settings["data"] == "digits":
        from witnesses.digits import digit_images

        images = digit_images()
    else:
        names = {"seed": "seed", "count": "images", "height": "height", "width": "width", "channels": "channels"}
        names |= {"max_spread": "spread", "max_shift": "shift"}
        images = bn_core.random_images(**{name: int(settings[setting]) for name, setting in names.items()})
    first = (settings["batch"] - 1) * settings["batch_size"]
    return images[first : first + settings["batch_size"]]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", NAMES)
def test_the_code_of_a_witness_gives_what_the_witness_gives(state, dtype, name):
    settings = {**DEFAULTS, **state, "dtype": dtype}
    scope = {}
    exec(witness_script(settings, name), scope)
    x = batch_of(settings).astype(dtype)
    np.testing.assert_array_equal(scope["x"], x)
    expected = WITNESSES[name](x, settings["gamma"], settings["beta"], AXES[settings["grouping"]], settings["epsilon"])
    np.testing.assert_allclose(scope["y"], expected, atol=1e-6 if dtype == "float32" else 1e-14)


def test_every_witness_has_its_code():
    assert set(WITNESS_CODE) == set(WITNESSES)


def test_the_article_s_code_runs_from_step_to_step():
    assert set(ARTICLE_CODE) == set(GOLDEN)
    scope = {}
    for step, code in ARTICLE_CODE.items():
        if step == "tensorflow" and not tensorflow_is_installed():
            pytest.skip("TensorFlow is not installed (none for Python 3.14)")
        exec(code, scope)
    assert np.asarray(scope["y"]).max() == pytest.approx(GOLDEN["tensorflow"].maximum, abs=1e-9)


def statistics_lines(settings):
    """What the page's table shows for the same state, in the notebook's layout."""
    x, axis = batch_of(settings), AXES[settings["grouping"]]
    stages = {
        "Before": x,
        "Standardization": bn_core.standardize(x, axis),
        "Min-max scaling": bn_core.min_max_scale(x, axis),
        "Batch normalization": bn_core.batch_norm(
            x, settings["gamma"], settings["beta"], axis=axis, epsilon=settings["epsilon"]
        ).output,
    }
    for name, values in stages.items():
        s = bn_core.summary(values)
        numbers = [s.mean, s.standard_deviation, s.minimum, s.maximum, s.skewness, s.excess_kurtosis]
        yield [*name.split(), *(round(number, 4) + 0.0 for number in numbers)]


def as_read(line):
    return [float(part) + 0.0 if part.lstrip("-").replace(".", "").isdigit() else part for part in line.split()]


@pytest.mark.parametrize("state", STATES)
def test_the_notebook_runs_without_this_project_and_ends_with_the_page_s_statistics(state, tmp_path, monkeypatch):
    settings = {**DEFAULTS, **state}
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setenv("MPLBACKEND", "agg")
    made = nbformat.reads(notebook(settings), as_version=4)
    nbformat.validate(made)
    NotebookClient(made, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert "bn_core" not in json.dumps(made)
    last = "".join(output["text"] for output in made.cells[-1].outputs)
    assert [as_read(line) for line in last.splitlines()[1:]] == list(statistics_lines(settings))
    if tensorflow_is_installed():
        said = "".join(o.get("text", "") for cell in made.cells for o in cell.get("outputs", []))
        difference = re.search(r"NumPy and TensorFlow differ by at most (\S+)", said).group(1)
        assert float(difference) < 1e-12


def test_the_script_is_the_notebook_in_one_file(tmp_path):
    settings = dict(DEFAULTS)
    file = tmp_path / "bn.py"
    file.write_text(script(settings), encoding="utf-8")
    environment = {**os.environ, "MPLBACKEND": "agg"}
    environment.pop("PYTHONPATH", None)
    ran = subprocess.run([sys.executable, str(file)], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert [as_read(line) for line in ran.stdout.splitlines()[-4:]] == list(statistics_lines(settings))


def test_a_state_has_one_notebook_and_another_state_another():
    assert notebook(DEFAULTS) == notebook(dict(DEFAULTS))
    assert notebook(DEFAULTS) != notebook({**DEFAULTS, "gamma": 2.0})
    assert "RandomState(678)" in batch_code(DEFAULTS)
