"""Every call on the page about shared statistics gives what the page shows: run in NumPy, in Keras and in PyTorch."""

from __future__ import annotations

import numpy as np
import pytest

from bn_core import normalize
from bn_core.sharing import NORMS
from pages.who_shares_statistics import norms as norm_calls

CASES = [(norm, 1) for norm in NORMS if norm != "group"] + [("group", groups) for groups in (1, 2, 3, 6)]
NEEDS = {"Keras": ("tensorflow", "keras"), "PyTorch": ("torch",)}


@pytest.mark.parametrize("library", norm_calls.LIBRARIES)
@pytest.mark.parametrize(("norm", "groups"), CASES)
def test_the_script_makes_the_page_s_block_and_normalizes_it_as_the_page_does(library, norm, groups):
    for module in NEEDS.get(library, ()):
        pytest.importorskip(module, reason=f"{module} is not installed", exc_type=ImportError)
    scope = {}
    exec(norm_calls.script(library, norm, groups), scope)
    np.testing.assert_array_equal(scope["x"], norm_calls.block())
    expected = normalize(norm_calls.block(), norm, groups, epsilon=norm_calls.EPSILON)
    np.testing.assert_allclose(scope["y"], expected, rtol=0, atol=1e-10)


@pytest.mark.parametrize("library", norm_calls.LIBRARIES)
@pytest.mark.parametrize(("norm", "groups"), CASES)
def test_the_call_in_the_table_is_that_of_the_script(library, norm, groups):
    script, call = norm_calls.script(library, norm, groups), norm_calls.call(library, norm, groups)
    if library == "NumPy":
        assert f"axis = {call[call.index('axis=') + 5 : -1]} " in script
    else:
        assert call.removesuffix(")") in script
