"""Pictures of the pages, from a fresh server.

``python -m tests.browser.screenshots`` makes the README's picture; with a folder behind it, every page (or the pages named after
the folder) in both languages, light and dark, on a laptop and a phone, to be looked at.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser

from bn_view.state.language import LANGUAGES
from pages.numpy_and_tensorflow.settings import NumpyAndTensorFlow
from pages.training_and_inference.settings import TrainingAndInference
from tests.browser.driver import ROOT, chromium, resting, serving

README_PICTURE = Path(__file__).with_name("lab.png")
PAGES = {
    "training-run": "/training?trained=1",
    **{f"numpy_and_tensorflow-{part}": f"/numpy_and_tensorflow?part={part}" for part in NumpyAndTensorFlow.part.titles},
    **{
        f"training_and_inference-{topic}": f"/training_and_inference?topic={topic}" for topic in TrainingAndInference.topic.titles
    },
    **{file.parent.name: f"/{file.parent.name}" for file in sorted(ROOT.glob("pages/*/page.py"))},
    "lab": "/",
}
LAPTOP, PHONE = (1440, 900), (390, 844)


def picture(
    browser: Browser,
    address: str,
    file: Path,
    *,
    language: str = "en",
    scheme: Literal["light", "dark"] = "light",
    size: tuple[int, int] = LAPTOP,
    whole: bool = False,
) -> None:
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
    resting(page)
    if whole:
        # Streamlit scrolls inside the page, so that the window grows to show all of it.
        height = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": width, "height": height})
        resting(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_function(
        "() => document.querySelectorAll("
        "'.stPlotlyChart:not(:has(.js-plotly-plot)), [data-testid=stSkeleton], .stProgress').length === 0"
    )
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    page.screenshot(path=file)
    context.close()


def main() -> None:
    with serving() as (_process, address), chromium() as browser:
        if len(sys.argv) == 1:
            picture(browser, address, README_PICTURE)
            return
        folder = Path(sys.argv[1])
        folder.mkdir(parents=True, exist_ok=True)
        asked = {name: path for name, path in PAGES.items() if not sys.argv[2:] or name.startswith(tuple(sys.argv[2:]))}
        schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
        for (name, path), language, scheme, size in product(asked.items(), LANGUAGES, schemes, (LAPTOP, PHONE)):
            file = folder / f"{name}-{language}-{scheme}-{size[0]}.png"
            picture(browser, address + path, file, language=language, scheme=scheme, size=size, whole=True)


if __name__ == "__main__":
    main()
