"""How long a released slider takes until the exact figure stands: the lab against a bare page, every other page against the lab.

From the root of the repository, on a quiet machine: ``python -m tests.benchmarks.release``. The bare page has one slider and four
charts of 60 bars that follow it. All pages are moved in turn in one Chromium; the exit status is 1 where a target is missed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import streamlit

from tests.benchmarks.ratios import Table, Times, machine
from tests.browser.driver import chart_of, chromium, serving, settled

ROUNDS = 25
LAB = [("lab, batch of 10", "/"), ("lab, batch of 256", "/?images=256&batch_size=256")]
# Page, slider, and the chart that follows it.
OTHERS = [
    ("linear_map", "gamma", "map"),
    ("step_by_step", "gamma", "travel"),
    ("who_shares_statistics", "set", "after"),
    ("why_gamma_and_beta", "gamma", "activation"),
    ("training_and_inference", "updates", "running"),
    ("training_and_inference?topic=two_modes", "updates", "modes"),
    ("training_and_inference?topic=batch_size", "batch_size", "mini_batches"),
    ("numpy_and_tensorflow?part=take_home", "gamma", "taken"),
]
BARE = """
import numpy as np
import plotly.graph_objects as go
import streamlit as st

scale = st.slider("gamma", -3.0, 3.0, 1.0, 0.01, key="gamma")
for name in ("batch_norm", "b", "c", "d"):
    figure = go.Figure(go.Bar(x=np.arange(60.0) * scale, y=np.arange(60.0)))
    st.plotly_chart(figure, key=f"chart_{name}")
"""
# A chart of ours holds the figure that the server sent last; it stands on the frame after it came.
RELEASED = """charts => new Promise(resolve => {
  const chart = name => document.querySelector(`:is(.st-key-chart_${name} .js-plotly-plot, .js-plotly-plot.chart_${name})`)
  const data = () => charts.map(chart).map(drawn => drawn?.chart?.figure ?? drawn?.data)
  const before = data()
  let released = 0
  document.addEventListener('keyup', () => { released = performance.now() }, { once: true, capture: true })
  const look = () => {
    if (released && data().every((now, i) => now && now !== before[i])) {
      requestAnimationFrame(() => resolve(performance.now() - released))
    } else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})"""


def main() -> int:
    print(machine(Streamlit=streamlit.__version__))
    table = Table()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        script = Path(folder) / "bare.py"
        script.write_text(BARE)
        with serving(script) as (_bare, bare_address), serving() as (_lab, lab_address):
            pages = {"bare": (browser.new_page(), bare_address, "gamma", ["batch_norm", "b", "c", "d"])}
            pages |= {
                name: (browser.new_page(reduced_motion="reduce"), lab_address + path, "gamma", ["batch_norm"])
                for name, path in LAB
            }
            pages |= {name: (browser.new_page(), f"{lab_address}/{name}", slider, [chart]) for name, slider, chart in OTHERS}
            for page, address, _slider, charts in pages.values():
                page.goto(address)
                settled(page, chart_of(f"chart_{charts[0]}"))
            seconds: dict[str, list[float]] = {name: [] for name in pages}
            for round_ in range(ROUNDS):
                for name, (page, _address, slider, charts) in pages.items():
                    seconds[name].append(move(page, slider, charts, "ArrowLeft" if round_ % 2 else "ArrowRight"))
    bare = Times(seconds.pop("bare"))
    table.heading("Release to exact figure", "lab", "bare", "lab / bare")
    for name, _path in LAB:
        ratio_of_medians(table, name, Times(seconds[name]), bare)
    table.heading("Release to exact figure", "page", "lab", "page / lab")
    for name, _slider, _chart in OTHERS:
        ratio_of_medians(table, name, Times(seconds[name]), Times(seconds[LAB[0][0]]))
    return 1 if table.missed else 0


def ratio_of_medians(table: Table, name: str, times: Times, against: Times) -> None:
    ratio = times.median / against.median
    cells = [f"{times.median * 1e3:.0f} ms", f"{against.median * 1e3:.0f} ms", f"{ratio:.2f}"]
    table.row("medians", name, cells, "<= 1.5", ratio <= 1.5)


def move(page, slider: str, charts: list[str], key: str) -> float:
    """Move the slider by one step and return the seconds from release to the exact figure."""
    page.bring_to_front()
    page.locator(f".st-key-{slider} input[type=range]").focus()
    page.evaluate(f"charts => {{ window.exact = ({RELEASED})(charts) }}", charts)
    page.keyboard.press(key)
    milliseconds = page.evaluate("() => window.exact")
    settled(page, chart_of(f"chart_{charts[0]}"))
    return float(milliseconds) / 1e3


if __name__ == "__main__":
    sys.exit(main())
