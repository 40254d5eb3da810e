"""Every call on the page about shared statistics gives what the page shows: run in NumPy, in Keras and in PyTorch."""

from __future__ import annotations

import numpy as np
import pytest

from pages.who_shares_statistics import scripts
from pages.who_shares_statistics.norms import NORMS
from pages.who_shares_statistics.settings import Sharing

CASES = [
    (library, name, groups)
    for name, norm in NORMS.items()
    for groups in (Sharing.groups.titles if norm.grouped else (1,))
    for library in scripts.libraries(norm)
]
NEEDS = {"Keras": ("tensorflow", "keras"), "PyTorch": ("torch",)}


@pytest.mark.parametrize(("library", "norm", "groups"), CASES)
def test_the_script_makes_the_page_s_block_and_normalizes_it_as_the_page_does(library, norm, groups):
    for module in NEEDS.get(library, ()):
        pytest.importorskip(module, reason=f"{module} is not installed", exc_type=ImportError)
    scope = {}
    exec(scripts.script(library, NORMS[norm], groups), scope)
    np.testing.assert_array_equal(scope["x"], scripts.BLOCK)
    expected = NORMS[norm].compute(scripts.BLOCK, NORMS[norm].axes, groups, scripts.EPSILON)
    np.testing.assert_allclose(scope["y"], expected, rtol=0, atol=1e-10)


@pytest.mark.parametrize(("library", "norm", "groups"), CASES)
def test_the_call_in_the_table_is_that_of_the_script(library, norm, groups):
    script, call = (make(library, NORMS[norm], groups) for make in (scripts.script, scripts.call))
    if library == "NumPy":
        assert f"axis = {call[call.index('axis=') + 5 : -1]} " in script
    else:
        assert call.removesuffix(")") in script
