"""What a chart is sent as a script comes out of it as it went in."""

from __future__ import annotations

import json
import re
from unittest.mock import patch

import pytest

from bn_view.widgets.live_chart import draw_in_places, encoded, in_places
from tests.view.checked import in_json


def body_of(words):
    with patch("bn_view.widgets.live_chart.draw_script") as drawn:
        draw_in_places("words", encoded(in_places(words={"said": words})))
    return drawn.call_args.args[0]


@pytest.mark.parametrize(
    "words", ["a < b", "<b>1</b><br>", "</script><script>", "<!-- -->", r"C:\x3c/b", r"\\<i>", "\u2028 σ², 배치 정규화"]
)
def test_words_come_out_of_a_script_as_they_went_in_and_nothing_in_it_looks_like_a_tag(words):
    data = body_of(words).partition("document.currentScript, ")[2].removesuffix("])</script>")
    assert json.loads(in_json(data))["words"]["said"] == words
    # For which the browser would take out all of the script.
    assert not re.search(r"<[/\w!]", data)
