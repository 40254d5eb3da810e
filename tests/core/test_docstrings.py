"""The examples in the docstrings say what really comes out."""

import ast
import doctest
import importlib
import inspect
import pkgutil

import pytest

import bn_core

MODULES = ["bn_core", *(m.name for m in pkgutil.walk_packages(bn_core.__path__, "bn_core."))]
FUNCTIONS = [name for name in bn_core.__all__ if inspect.isfunction(getattr(bn_core, name))]


@pytest.fixture(scope="module")
def described():
    """Return what the source says of each name: of dataclasses, named tuples and constants Python has a text of its own."""
    found = {}
    for module in MODULES:
        body = ast.parse(inspect.getsource(importlib.import_module(module))).body
        for node, below in zip(body, [*body[1:], ast.Pass()], strict=True):
            match node:
                case ast.ClassDef(name) | ast.FunctionDef(name):
                    found[name] = ast.get_docstring(node)
                case ast.Assign([ast.Name(name)]) | ast.AnnAssign(ast.Name(name)):
                    found[name] = ast.get_docstring(ast.Module([below], []))
    return found


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_give_what_they_show(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_public_function_shows_an_example(name):
    assert ">>> " in getattr(bn_core, name).__doc__


@pytest.mark.parametrize("name", bn_core.__all__)
def test_every_public_name_exists_and_is_described_where_it_is_defined(name, described):
    assert hasattr(bn_core, name)
    assert described[name]
