"""A thumb pressed and moved with the mouse, and what is seen of a chart meanwhile."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.driver import chart_of, resting

MOVES = 30
# Counts what is drawn in each chart of the page, and the frames in which one of them was not there; notes the ranges of axes.
WATCH = """() => {
  window.seen = { drawn: {}, missing: 0, frames: 0, ranges: {} }
  const charts = [...document.querySelectorAll('.live-chart')]
  const nodes = charts.map((chart) => chart.querySelector('.main-svg'))
  for (const chart of charts) {
    const name = chart.chart.name
    window.seen.drawn[name] = 0
    let last = -1
    const count = () => {
      window.seen.drawn[name] += window.seen.frames !== last
      last = window.seen.frames
    }
    chart.on('plotly_afterplot', count)
    // A line that moves alone is not drawn by Plotly.
    new MutationObserver(count).observe(chart, { subtree: true, attributeFilter: ['d'] })
  }
  const look = () => {
    window.seen.frames += 1
    const there = (chart, i) => chart.isConnected && chart.querySelector('.main-svg') === nodes[i] && chart.clientHeight > 50
    if (!charts.every(there)) window.seen.missing += 1
    window.seen.looks = requestAnimationFrame(look)
  }
  look()
}"""
SEEN = "() => window.seen"


def press(page: Page, name: str) -> tuple[float, float]:
    """Press the mouse on the thumb of a slider, by its key; return where."""
    page.locator(f".st-key-{name}").scroll_into_view_if_needed()
    thumb = page.locator(f".st-key-{name} [data-testid=stSliderThumbValue]").locator("..").bounding_box()
    assert thumb is not None
    x, y = thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    return x, y


def drag(page: Page, name: str, share: float, moves: int = MOVES) -> None:
    """Press the thumb, move it to a share of its track, one pointer move a frame, and leave the button down."""
    x, y = press(page, name)
    track = page.locator(f".st-key-{name} [data-testid=stSlider] [role=group] > div").first.bounding_box()
    assert track is not None
    way = track["x"] + share * track["width"] - x
    for move in range(1, moves + 1):
        page.mouse.move(x + way * move / moves, y)
        page.evaluate("() => new Promise(requestAnimationFrame)")


def sliders(page: Page) -> list[str]:
    """Return the keys of the sliders that the page draws and that can be moved."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stMain] input[type=range]:enabled')]
          .map((input) => input.closest('[class*=st-key-]').className.match(/st-key-(\\w+)/)[1])"""
    )
    return found


def seen(page: Page) -> dict[str, Any]:
    """Return what was drawn and seen since `WATCH`."""
    found: dict[str, Any] = page.evaluate(SEEN)
    return found


# What each chart shows, with six digits; a line that moves alone is taken from where it is drawn.
PICTURES = """() => Object.fromEntries([...document.querySelectorAll('.live-chart')].map((chart) => {
  const rounded = (part) => (typeof part === 'number' ? Number(part.toPrecision(6)) : part)
  const short = (_key, part) => (ArrayBuffer.isView(part) ? [...part] : rounded(part))
  const axes = Object.entries(chart._fullLayout).filter(([name]) => /^[xy]axis/.test(name)).map(([, axis]) => axis.range)
  const lines = [...chart.querySelectorAll('.shapelayer path')].map((path) => path.getAttribute('d'))
  return [chart.chart.name, JSON.parse(JSON.stringify({ alt: chart.ariaLabel, data: chart.data, axes, lines }, short))]
}))"""


def pictures(page: Page) -> dict[str, Any]:
    """Return what each chart of the page shows: traces, axes, lines upon it, and what is said of it."""
    found: dict[str, Any] = page.evaluate(PICTURES)
    return found


def release(page: Page, chart: str, name: str) -> None:
    """Let the thumb go, and wait until a chart is there as the server says for where it stands."""
    page.mouse.up()
    page.wait_for_function(
        """([chart, name]) => {
          const value = document.querySelector(`.st-key-${name} input[type=range]`).value
          return String(document.querySelector(chart).chart.at[name]) === value
        }""",
        arg=[chart_of(chart), name],
    )
    resting(page)
