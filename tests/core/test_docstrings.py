"""The examples in the docstrings say what really comes out."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import bn_core

MODULES = ["bn_core", *(m.name for m in pkgutil.walk_packages(bn_core.__path__, "bn_core."))]
FUNCTIONS = [name for name in bn_core.__all__ if inspect.isfunction(getattr(bn_core, name))]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_give_what_they_show(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_public_function_shows_an_example(name):
    assert ">>> " in getattr(bn_core, name).__doc__


@pytest.mark.parametrize("name", bn_core.__all__)
def test_every_public_name_exists_and_is_described(name):
    assert inspect.getdoc(getattr(bn_core, name))
