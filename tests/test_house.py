"""What keeps the house small enough to read in an afternoon."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("bn_core", "bn_view", "pages", "witnesses", "workers")
FILES = [ROOT / "app.py", *(file for folder in FOLDERS for file in sorted(ROOT.glob(f"{folder}/**/*.py")))]
NAMES = [str(file.relative_to(ROOT)) for file in FILES]


def length(file):
    return len(file.read_text("utf-8").splitlines())


def test_no_python_file_is_longer_than_300_lines():
    assert [(name, length(file)) for name, file in zip(NAMES, FILES, strict=True) if length(file) > 300] == []


def test_a_page_says_on_80_lines_what_is_on_it():
    pages = sorted(ROOT.glob("pages/*/page.py"))
    assert pages
    assert [(page.parent.name, length(page)) for page in pages if length(page) > 80] == []


def test_types_are_known_without_a_cast_or_an_assertion():
    found = []
    for name, file in zip(NAMES, FILES, strict=True):
        for node in ast.walk(ast.parse(file.read_bytes())):
            is_cast = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "cast"
            if is_cast or isinstance(node, ast.Assert):
                found.append((name, node.lineno))
    assert found == []


def test_nothing_is_called_as_if_it_had_no_subject():
    assert not {Path(name).stem for name in NAMES} & {"utils", "helpers", "common", "misc"}
