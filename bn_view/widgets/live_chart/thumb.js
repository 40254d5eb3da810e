// One animation loop for all charts of the page runs while a finger, mouse or key is on a slider, and rests otherwise.
const FAINT = 0.3
const LINGER_MS = 1000 // a key repeats, and the server's figure may come a moment after the release

const thumb = { name: null, pressed: false, until: 0, frame: 0, value: null }
const followers = () => [...charts.values()].filter((chart) => motionOf(chart)?.sliders.includes(thumb.name))

const waits = (chart) => chart.ahead && movedSliders(motionOf(chart), chart.at).length
const faint = new Set() // elements, also of a page that was left

/** Fade what only the server can bring up to date: all charts where none follows. */
function fade() {
  const moved = followers()
  const selectors = moved.length ? moved.map((chart) => motionOf(chart).afterRelease[thumb.name]).filter(Boolean) : [".live-chart"]
  for (const element of selectors.flatMap((selector) => [...document.querySelectorAll(selector)])) {
    element.style.opacity = FAINT
    faint.add(element)
  }
}

function showAgain() {
  for (const element of faint) element.style.opacity = ""
  faint.clear()
}

function followThumb(now) {
  const value = input(thumb.name)?.value
  if (value === undefined) Object.assign(thumb, { pressed: false, until: 0 }) // its page was left
  else if (value !== thumb.value) {
    thumb.value = value
    for (const chart of followers()) {
      chart.ahead = true
      draw(chart)
    }
    fade()
    thumb.until = now + LINGER_MS
  }
  thumb.frame = thumb.pressed || now < thumb.until || followers().some(waits) ? requestAnimationFrame(followThumb) : 0
  if (!thumb.frame) rest()
}

/** Show all again, as the server says, and tell a screen reader what came of the move. */
function rest() {
  showAgain()
  const said = followers().map((chart) => chart.root.ariaLabel)
  for (const region of document.querySelectorAll(".live-region")) region.textContent = said[0] ?? ""
}

function touch(event) {
  const slider = event.target.closest?.('[data-testid="stSlider"]')?.closest('[class*="st-key-"]')
  if (!slider) return
  const name = slider.className.match(/st-key-(\w+)/)[1]
  Object.assign(thumb, { name, pressed: event.type === "pointerdown", until: performance.now() + LINGER_MS })
  if (thumb.frame) return
  thumb.value = input(name)?.value
  thumb.frame = requestAnimationFrame(followThumb)
}

function release() {
  thumb.pressed = false
  showAgain()
  thumb.until = performance.now() + LINGER_MS
}

function watch() {
  const listeners = { pointerdown: touch, keydown: touch, pointerup: release, pointercancel: release }
  for (const [type, listener] of Object.entries(listeners)) document.addEventListener(type, listener, true)
  new MutationObserver(() => [fillEmptyPlaces, fillEmptyCharts].forEach((fill) => fill())).observe(document.body, { childList: true, subtree: true })
}

if (!window.liveChart.watches) watch()
window.liveChart.watches = true
