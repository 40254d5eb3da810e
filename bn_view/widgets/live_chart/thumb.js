// One animation loop for all charts of the page runs while a finger, mouse or key is on a slider, and rests otherwise.
const FAINT = 0.3
const LINGER_MS = 1000 // a key repeats, and the server's figure may come a moment after the release

const thumb = { name: null, pressed: false, until: 0, frame: 0, value: null }
const followers = () => [...charts.values()].filter((chart) => motionOf(chart).sliders?.includes(thumb.name))

/** Fade what only the server can bring up to date, or show it again. */
function fade(opacity) {
  const waiting = followers().flatMap((chart) => motionOf(chart).afterRelease[thumb.name] ?? [])
  for (const element of waiting.length ? document.querySelectorAll(waiting) : []) element.style.opacity = opacity
}

function followThumb(now) {
  const value = input(thumb.name)?.value
  if (value !== thumb.value) {
    Object.assign(thumb, { value, until: now + LINGER_MS })
    for (const chart of followers()) draw(Object.assign(chart, { ahead: true }))
    fade(FAINT)
  }
  thumb.frame = thumb.pressed || now < thumb.until ? requestAnimationFrame(followThumb) : 0
  if (!thumb.frame) rest()
}

/** Show all again, as the server says, and tell a screen reader what came of the move. */
function rest() {
  fade("")
  const said = followers()[0]?.root.ariaLabel ?? ""
  for (const region of document.querySelectorAll(".live-region")) region.textContent = said
}

function touch({ target, type }) {
  const names = [...charts.values()].flatMap((chart) => motionOf(chart).sliders ?? [])
  const name = names.find((name) => target.closest?.(`.st-key-${name}`))
  if (!name) return
  Object.assign(thumb, { name, pressed: type === "pointerdown", until: performance.now() + LINGER_MS })
  if (!thumb.frame) Object.assign(thumb, { value: input(name)?.value, frame: requestAnimationFrame(followThumb) })
}

function release() {
  Object.assign(thumb, { pressed: false, until: performance.now() + LINGER_MS })
  fade("")
}

const listeners = { pointerdown: touch, keydown: touch, pointerup: release, pointercancel: release }
for (const [type, listener] of Object.entries(listeners)) document.addEventListener(type, listener, true)
