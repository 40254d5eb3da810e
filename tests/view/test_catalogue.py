"""Every catalogue says everything the code says, and nothing else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bn_view.state.language import CATALOGUES, LANGUAGES

ROOT = Path(__file__).parents[2]
SOURCES = [ROOT / "app.py", *(ROOT / "bn_view").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]


def said_in_the_code():
    """Return every sentence marked for translation; from the syntax tree, as Babel's extraction does not look into f-strings."""
    calls = (node for file in SOURCES for node in ast.walk(ast.parse(file.read_bytes())) if isinstance(node, ast.Call))
    marked = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id in ("_", "gettext_noop")]
    assert not [ast.unparse(sentence) for sentence in marked if isinstance(sentence, ast.JoinedStr | ast.BinOp)]
    return {sentence.value for sentence in marked if isinstance(sentence, ast.Constant)}


@pytest.fixture(scope="module", params=[language for language in LANGUAGES if language != "en"])
def catalogue(request):
    with (CATALOGUES / f"{request.param}.po").open("rb") as file:
        return {m.id: m for m in read_po(file) if m.id}


def test_every_sentence_of_the_code_is_in_the_catalogue(catalogue):
    assert said_in_the_code() - {id for id, message in catalogue.items() if message.string} == set()


def test_the_catalogue_keeps_no_sentence_that_the_code_no_longer_says(catalogue):
    assert set(catalogue) - said_in_the_code() == set()


def shares_in_the_code():
    """Return the names of the values that are written with a percent sign."""
    text = "".join(file.read_text("utf-8") for file in SOURCES)
    return set(re.findall(r'\b(\w+)"?(?:=|: )f"[^"\n]*%\}[^"\n]*"', text))


def test_markdown_finds_the_end_of_a_bold_share(catalogue):
    """Behind a percent sign two asterisks close nothing where a letter follows at once, as Korean particles do."""
    shares = shares_in_the_code()
    assert {"none", "calm"} <= shares
    unclosed = re.compile(r"\{(?:" + "|".join(shares) + r")\}\*\*\w")
    assert [message.string for message in catalogue.values() if unclosed.search(message.string)] == []


def test_no_translation_is_marked_unsure(catalogue):
    assert [id for id, message in catalogue.items() if message.fuzzy] == []


def test_a_translation_names_the_same_values_as_its_sentence(catalogue):
    def names(text):
        return set(re.findall(r"\{(\w+)\}", text))

    assert [id for id, message in catalogue.items() if names(id) != names(message.string)] == []


@pytest.mark.parametrize(
    ("another", "word"),
    [
        ("잡음", "노이즈"),
        ("까닭", "이유"),
        ("스텝", "단계"),
        ("활성화값", "활성값"),
        ("함께 쓰", "공유하"),
        ("편향 분산", "편향분산"),
    ],
)
def test_korean_has_one_word_for_one_thing(another, word):
    with (CATALOGUES / "ko.po").open("rb") as file:
        translations = [message.string for message in read_po(file)]
    assert [text for text in translations if another in text] == []
    assert any(word in text for text in translations)
