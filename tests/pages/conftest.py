"""The whole app without a browser, opened at an address."""

from __future__ import annotations

import functools
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import script_runner
from streamlit.testing.v1 import AppTest

from bn_view.widgets.live_chart import encoded
from tests.view.checked import in_json, unpacked

APP = Path(__file__).parents[2] / "app.py"
MAIN = sys.modules["__main__"]
SCRIPT = r'(?s)<script data-key="(?P<key>\w+)">[^{]*\[document\.currentScript, (?P<data>.*)\]\)</script>'
# Streamlit looks through every installed package for components at each AppTest's first run, which takes longer than most pages.
manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)
# Other tests have imported Keras into this process, which no server does: Streamlit would clear its session after every run.
script_runner._clean_problem_modules = lambda: None
# A test without a browser cannot follow a page's own address: the page is drawn as `app.main` would draw it.
ALONE = """
from bn_view.data.mini_batch import PRESETS
from bn_view.state import session
from pages.{page} import page
with session.page(PRESETS):
    session.warn_of_refused()
    page.render()
"""


@pytest.fixture(autouse=True)
def _main_module() -> Iterator[None]:
    """Put the main module back, which a page is while it is drawn: a process that another test starts would import the page."""
    yield
    sys.modules["__main__"] = MAIN


@pytest.fixture
def open_app() -> Callable[..., AppTest]:
    """Return a function that opens the app, or one page of it, with parameters and fails on any exception."""

    def open_address(page: str | None = None, **parameters: object) -> AppTest:
        alone = ALONE.format(page=page)
        app = AppTest.from_string(alone, default_timeout=60) if page else AppTest.from_file(str(APP), default_timeout=60)
        app.query_params.update({name: str(value) for name, value in parameters.items()})
        return rerun(app)

    return open_address


def rerun(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def charts(app: AppTest) -> dict[str, dict[str, Any]]:
    """Return what each chart of the page was sent, by its name: "figure", "alt" and, where sliders move it, "motion"."""
    each = {chart["name"]: chart for data in _sent(app) for chart in data.get("charts", [data])}
    for name, motion in ((name, motion) for data in _sent(app) for name, motion in data.get("motions", {}).items()):
        each[name]["motion"] = each[name].get("motion", {}) | motion
    return {name.removeprefix("chart_"): chart for name, chart in each.items()}


def _sent(app: AppTest) -> list[dict[str, Any]]:
    """Return what was sent with a chart, or with several."""
    return [json.loads(data) for data in sent(app).values()]


def sent(app: AppTest) -> dict[str, bytes]:
    """Return what the charts' components and scripts were sent, by their name, in JSON."""
    components = [c.proto for c in app.get("bidi_component") if c.proto.component_name in ("live_chart", "live_charts")]
    scripts = [script for element in app.get("html") if (script := re.fullmatch(SCRIPT, element.proto.body))]
    each = [(proto.id.rpartition("-")[2], proto.bytes) for proto in components]
    each += [(script["key"], in_json(script["data"]).encode()) for script in scripts]
    assert len(dict(each)) == len(each)
    return dict(each)


def words(app: AppTest) -> dict[str, str]:
    """Return the words that were sent with charts, as HTML, by the name of their place."""
    return {name: html for data in _sent(app) for name, html in data.get("words", {}).items()}


def traces(app: AppTest, name: str) -> list[dict[str, Any]]:
    """Return the traces of a chart."""
    found: list[dict[str, Any]] = unpacked(charts(app)[name]["figure"]["data"])
    return found


def chart(app: AppTest, name: str) -> tuple[dict[str, Any], str]:
    """Return the last trace of a chart, which is what it is about, and the sentence a screen reader says for it."""
    return traces(app, name)[-1], charts(app)[name]["alt"]


def weight(app: AppTest) -> int:
    """Return how many bytes charts and text of a page are, without the motions, which a browser has when a slider is released."""
    of_charts = sum(len(encoded({**data, "motions": {}})) for data in _sent(app))
    return of_charts + sum(len(m.value.encode()) for m in app.markdown)


def text(app: AppTest) -> str:
    """Return the words of a page, without the marks by which a slider finds its numbers."""
    as_html = [re.sub(r"(?s)<(style|script)\b[^>]*>.*?</\1>", "", element.proto.body) for element in app.get("html")]
    everything = "\n".join([element.value for element in app.markdown] + as_html + list(words(app).values()))
    marks = r'<span (?:class="(?:stream|sizes|sharing|before|after)-\w+"(?: title="[^"]*")?|title="[^"]*")>(.*?)</span>'
    return re.sub(marks, r"\1", everything)
