"""What a chart is sent as a script comes out of it as it went in."""

from __future__ import annotations

import json
import re
from unittest.mock import patch

import pytest

from bn_view.widgets.live_chart import draw_in_places, draw_latest, encoded, in_places
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


def test_what_a_server_that_was_started_long_ago_sends_is_newer_to_a_browser_than_what_another_one_sent_it_before():
    seconds = 2_000_000_000

    def serial_at(moment):
        with patch("time.time_ns", lambda: moment * 10**9), patch("bn_view.widgets.live_chart.draw_script") as drawn:
            draw_latest("moved", encoded(in_places()))
        return int(re.search(r'"serial":(\d+)', drawn.call_args.args[0]).group(1))

    at_its_start = serial_at(seconds)
    of_the_other = (seconds + 1000) * 10**6  # which was started then
    assert at_its_start < of_the_other < serial_at(seconds + 1001)
    assert serial_at(seconds + 1001) < serial_at(seconds + 1000)  # a clock that is put back
