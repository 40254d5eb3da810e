"""A printed page: no sidebar, every chart and table on the sheet, nothing cut off or on top of another, black on white."""

from __future__ import annotations

import pytest

from tests.browser.test_every_page import PAGES

# Of an A4 sheet in CSS pixels; a browser prints up to twice as wide and makes that smaller.
SHEET = 794
QUERIES = {"lab": "?tables=1&lang=ko", "numpy_and_tensorflow": "?part=precision", "why_gamma_and_beta": "?undo=1"}
# A browser lays a page out anew to print it, and tells no script.
LIKE_PRINTING = "() => addEventListener('resize', (event) => event.stopImmediatePropagation(), true)"
TROUBLES = """(widest) => {
  const seen = (element) => element.checkVisibility() && !element.closest('.st-key-behind, .live-region')
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen)
  const named = (part) => `${part.tagName} ${part.closest('.live-chart')?.className ?? part.innerText?.slice(0, 30)}`
  const selector = '.live-chart .main-svg:first-child, table, .stSlider, img, :is(h1, h2, h3, p):not(.stSlider *)'
  const parts = all(selector).filter((part) => part.clientWidth)
  const boxes = new Map(parts.map((part) => [part, part.getBoundingClientRect()]))
  const troubles = all('[data-testid=stSidebar], [data-testid=stHeader], .stButton').map((part) => `printed: ${named(part)}`)
  for (const [part, box] of boxes) {
    if (box.right > widest || box.left < 0) troubles.push(`off the sheet: ${named(part)}`)
    for (let around = part.parentElement; around; around = around.parentElement) {
      const { right, bottom } = around.getBoundingClientRect()
      const cuts = getComputedStyle(around).overflow !== 'visible' && (box.right > right + 1 || box.bottom > bottom + 1)
      if (cuts) troubles.push(`cut off: ${named(part)} by ${around.className}`)
    }
    for (const [other, { left, right, top, bottom }] of boxes) {
      const apart = left > box.right - 1 || right < box.left + 1 || top > box.bottom - 1 || bottom < box.top + 1
      if (part !== other && !apart && !part.contains(other) && !other.contains(part))
        troubles.push(`one on another: ${named(part)}, ${named(other)}`)
    }
    if (part.matches('h1, h2, h3, p') && getComputedStyle(part).color !== 'rgb(0, 0, 0)') troubles.push(`pale: ${named(part)}`)
  }
  for (const text of all('.live-chart text'))
    if (text.textContent && getComputedStyle(text).fill !== 'rgb(0, 0, 0)') troubles.push(`pale: ${text.textContent}`)
  return { parts: parts.length, troubles: [...new Set(troubles)] }
}"""


@pytest.mark.parametrize("name", PAGES)
def test_a_printed_page_has_all_charts_and_tables_on_the_sheet_and_no_sidebar(open_lab, name):
    page = open_lab(PAGES[name] + QUERIES.get(name, ""), ready="h1", scheme="dark")
    page.evaluate(LIKE_PRINTING)
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": SHEET, "height": 1123})
    found = page.evaluate(TROUBLES, 2 * SHEET)
    assert found["parts"] > 2
    assert found["troubles"] == []
