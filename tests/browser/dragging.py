"""A thumb pressed and moved with the mouse, and what is seen of a chart meanwhile."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import FloatRect, Page

from tests.browser.driver import resting

MOVES = 30
# Counts what is drawn in each chart of the page, and the frames in which one of them was not there; notes the axes that changed
# their range without the word that an animated zoom has.
WATCH = """() => {
  cancelAnimationFrame(window.seen?.looks)
  window.seen = { drawn: {}, missing: 0, frames: 0, jumped: [] }
  const seen = window.seen
  const charts = [...document.querySelectorAll('.live-chart')]
  const nodes = charts.map((chart) => chart.querySelector('.main-svg'))
  const heights = charts.map((chart) => chart.clientHeight)
  const axesOf = ({ _fullLayout }) => Object.entries(_fullLayout).filter(([name]) => /^[xy]axis/.test(name))
  const rangesOf = (chart) => axesOf(chart).map(([, { range }]) => String(range))
  for (const chart of charts) {
    const name = chart.chart.name
    seen.drawn[name] = 0
    let last = -1
    let ranges = rangesOf(chart)
    const count = () => {
      seen.drawn[name] += seen.frames !== last
      last = seen.frames
      const now = rangesOf(chart)
      const zooms = (chart._fullLayout.annotations ?? []).some(({ text }) => text?.includes('…'))
      if (!zooms && String(now) !== String(ranges)) seen.jumped.push(`${name}: ${ranges} to ${now}`)
      ranges = now
    }
    chart.on('plotly_afterplot', count)
    // A line that moves alone is not drawn by Plotly, which does not say so of dots that glide either.
    new MutationObserver(count).observe(chart, { subtree: true, attributeFilter: ['d', 'transform'] })
  }
  const look = () => {
    seen.frames += 1
    const same = (chart, i) => chart.querySelector('.main-svg') === nodes[i] && chart.clientHeight > heights[i] / 2
    if (!charts.every((chart, i) => chart.isConnected && same(chart, i))) seen.missing += 1
    seen.looks = requestAnimationFrame(look)
  }
  look()
}"""
SEEN = "() => window.seen"


def value_of(page: Page, name: str) -> float:
    """Return where a slider stands: its number, or the index of its stop."""
    return float(page.locator(f".st-key-{name} input[type=range]").input_value())


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
    """Press the thumb, move it to a share of its track, one pointer move a frame, and leave the button down.

    A slider may take until the next frame to be where the pointer is, and what follows it one more.
    """
    x, y = press(page, name)
    track = _track(page, name)
    way = track["x"] + share * track["width"] - x
    for move in range(1, moves + 1):
        page.mouse.move(x + way * move / moves, y)
        page.evaluate("() => new Promise(requestAnimationFrame)")
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def jump(page: Page, name: str, share: float) -> None:
    """Click on the track of a slider, at a share of it, and wait for the server's figure."""
    track = _track(page, name)
    page.mouse.click(track["x"] + share * track["width"], track["y"] + track["height"] / 2)
    resting(page)


def _track(page: Page, name: str) -> FloatRect:
    box = page.locator(f".st-key-{name} [data-testid=stSlider] [role=group] > div").first.bounding_box()
    assert box is not None
    return box


def release(page: Page) -> None:
    """Let the thumb go, and wait until every chart is there as the server says for where it stands."""
    page.mouse.up()
    resting(page)


def sliders(page: Page) -> list[str]:
    """Return the keys of the sliders that the page draws and that can be moved."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stMain] input[type=range]:enabled')]
          .map((input) => input.closest('[class*=st-key-]').className.match(/st-key-(\\w+)/)[1])"""
    )
    return found


def followers(page: Page, name: str) -> list[str]:
    """Return the charts that a slider moves before its release."""
    found: list[str] = page.evaluate(
        """(slider) => [...document.querySelectorAll('.live-chart')].map(({ chart }) => chart)
          .filter((chart) => window.liveChart.motionOf(chart).sliders?.includes(slider)).map(({ name }) => name)""",
        name,
    )
    return found


def seen(page: Page) -> dict[str, Any]:
    """Return what was drawn and seen since `WATCH`."""
    found: dict[str, Any] = page.evaluate(SEEN)
    return found


# An axis that zooms, or a value on its way, is drawn frame after frame.
STILL = """() => {
  const drawn = String(Object.values(window.seen.drawn))
  const still = drawn === window.seen.before && (window.seen.still ?? 0) + 1
  Object.assign(window.seen, { before: drawn, still })
  return still > 5
}"""


def still(page: Page) -> None:
    """Wait until no chart is drawn any more, after `WATCH`."""
    page.wait_for_function(STILL)


# What each chart shows, with six digits and without points that have no place; a line that moves alone is taken from where it is.
PICTURES = """() => Object.fromEntries([...document.querySelectorAll('.live-chart')].map((chart) => {
  const rounded = (part) => (typeof part === 'number' ? Number(part.toPrecision(6)) : part)
  const short = (_key, part) => (ArrayBuffer.isView(part) ? [...part] : rounded(part))
  const shown = (trace, at) => {
    const unpacked = (key, part) => (part?.bdata ? chart._fullData[at][key] : part)
    const placed = (part) => (Array.isArray(part) && trace.y ? part.filter((_, i) => trace.y[i] !== null) : part)
    // What only a pointer at rest would show is not seen while it drags a thumb.
    const seen = Object.entries(trace).filter(([key]) => key !== 'customdata' && (key !== 'text' || trace.mode !== 'markers'))
    return Object.fromEntries(seen.map(([key, part]) => [key, placed(unpacked(key, part))]))
  }
  const axes = Object.entries(chart._fullLayout).filter(([name]) => /^[xy]axis/.test(name)).map(([, axis]) => axis.range)
  const lines = [...chart.querySelectorAll('.shapelayer path')].map((path) => path.getAttribute('d'))
  return [chart.chart.name, JSON.parse(JSON.stringify({ alt: chart.ariaLabel, data: chart.data.map(shown), axes, lines }, short))]
}))"""


def pictures(page: Page) -> dict[str, Any]:
    """Return what each chart of the page shows: traces, axes, lines upon it, and what is said of it."""
    found: dict[str, Any] = page.evaluate(PICTURES)
    return found


WORDS = """() => {
  const words = []
  const walker = document.createTreeWalker(document.querySelector('[data-testid=stMain]'), NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode
    const counts = !parentElement.closest('svg, style, script, [role=status], [data-waits]')
    if (counts && data.trim()) words.push(data.trim())
  }
  return words
}"""


def words(page: Page) -> list[str]:
    """Return what is written beside the charts, but for what is dimmed."""
    found: list[str] = page.evaluate(WORDS)
    return found


FAINT = "[data-testid=stMain] [data-waits]"


def dimmed(page: Page) -> int:
    """Return how much of the page is dimmed, for only the server can bring it up to date."""
    return page.locator(FAINT).count()


def undimmed(page: Page) -> None:
    """Wait until nothing is dimmed."""
    page.wait_for_function("(faint) => !document.querySelector(faint)", arg=FAINT)
