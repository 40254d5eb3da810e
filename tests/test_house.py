"""What keeps the house small enough to read in an afternoon."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("bn_core", "bn_view", "classroom", "pages", "witnesses", "workers")
FILES = [ROOT / "app.py", *(file for folder in FOLDERS for file in sorted(ROOT.glob(f"{folder}/**/*.py")))]
SHEETS = [file for folder in FOLDERS for file in sorted(ROOT.glob(f"{folder}/**/*.css"))]
# A phone loads none of the charts' scripts, and the charts none of a phone's.
OF_PHONES = ROOT / "bn_view/phone"
SCRIPTS = [file for folder in FOLDERS for file in sorted(ROOT.glob(f"{folder}/**/*.js"))]
NAMES = [str(file.relative_to(ROOT)) for file in FILES]


def length(file):
    return len(file.read_text("utf-8").splitlines())


def test_no_file_is_longer_than_300_lines_and_all_javascript_than_500_and_a_phones_than_400():
    assert [(file.name, length(file)) for file in (*FILES, *SHEETS, *SCRIPTS) if length(file) > 300] == []
    assert 0 < sum(length(file) for file in SCRIPTS if file.parent != OF_PHONES) <= 500
    assert 0 < sum(length(file) for file in SCRIPTS if file.parent == OF_PHONES) <= 400


def test_a_style_sheet_has_rules_for_what_there_is_only():
    nodes = [node for file in FILES for node in ast.walk(ast.parse(file.read_bytes()))]
    said = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    in_classes = [line for node in nodes if isinstance(node, ast.ClassDef) for line in node.body if isinstance(line, ast.Assign)]
    settings = {target.id for line in in_classes for target in line.targets if isinstance(target, ast.Name)}
    # A chart is named in one string, or in an f-string by what comes behind "chart_".
    there = said | settings | {f"chart_{name}" for name in said}
    named = re.compile(r"\.(?:st-key-|live-words-|(?=chart_))(\w+)")
    dead = {(file.name, name) for file in SHEETS for name in named.findall(file.read_text("utf-8")) if name not in there}
    assert dead == set()


def test_a_style_sheet_that_pages_share_names_nothing_of_one_page():
    text = {file: file.read_text("utf-8") for file in FILES}
    named = re.compile(r"\.(?:st-key-|live-words-|(?=chart_))(\w+)")
    of_one_page = {}
    for name in {name for sheet in SHEETS if sheet.parent.name == "styles" for name in named.findall(sheet.read_text("utf-8"))}:
        if name in text[ROOT / "app.py"]:  # the bar of the lesson, which is above every page
            continue
        where = {file.parent if file.parent.parent.name == "pages" else ROOT for file in FILES if f'"{name}"' in text[file]}
        if len(where) == 1 and ROOT not in where:
            of_one_page[name] = where.pop().name
    assert of_one_page == {}


def test_a_style_sheet_has_no_opening_angle_bracket_for_which_streamlit_would_drop_all_of_them():
    assert [file.name for file in SHEETS if "<" in file.read_text("utf-8")] == []


def parts(selector, separators):
    """Cut a selector where one of the separators stands outside of all brackets."""
    depth, cut = 0, [""]
    for letter in selector:
        depth += (letter in "([") - (letter in ")]")
        if letter in separators and depth == 0:
            cut.append("")
        else:
            cut[-1] += letter
    return [part.strip() for part in cut if part.strip()]


def test_a_rule_that_asks_what_an_element_has_names_whom_in_it_it_is_for():
    # For one that may be for anybody in it, a browser looks at all of the page anew whenever a chart writes a number.
    for_anybody = set()
    for file in SHEETS:
        text = re.sub(r"/\*.*?\*/", "", file.read_text("utf-8"), flags=re.DOTALL)
        for selector in (one for rule in re.findall(r"([^{}@]+)\{", text) for one in parts(rule, ",")):
            *around, last = parts(selector, " >~+\n")
            names = re.match(r"[a-z.]|\[(?!class|data-testid)|:is\([a-z.]", last)
            if any(":has(" in part for part in around) and not names:
                for_anybody.add((file.name, " ".join(selector.split())))
    assert for_anybody == set()


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
