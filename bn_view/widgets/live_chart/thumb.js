// One animation loop for all charts of the page runs while a finger, mouse or key is on a slider, and rests otherwise.
const LINGER_MS = 1000 // a key repeats, and the server's figure may come a moment after the release
const thumb = { name: null, pressed: false, until: 0, frame: 0, value: null }
const followers = () => charts().filter((chart) => motionOf(chart).sliders?.includes(thumb.name))
/** Mark what only the server can bring up to date, which a style sheet makes faint: all charts where none follows. */
function fade() {
  const moved = followers().map((chart) => motionOf(chart).afterRelease[thumb.name] ?? [])
  const waiting = moved.length ? moved.flat() : [".live-chart", "[class*=after-release]"]
  if (waiting.length) for (const element of document.querySelectorAll(waiting)) element.dataset.waits = ""
}
const showAgain = () => document.querySelectorAll("[data-waits]").forEach((element) => delete element.dataset.waits)
function followThumb(now) {
  const value = input(thumb.name)?.value
  if (value === undefined) Object.assign(thumb, { pressed: false, until: 0 }) // its page was left
  else if (value !== thumb.value) {
    Object.assign(thumb, { value, until: now + LINGER_MS })
    for (const chart of followers()) draw(Object.assign(chart, { ahead: true }))
    fade()
  }
  thumb.frame = thumb.pressed || now < thumb.until ? requestAnimationFrame(followThumb) : 0
  if (!thumb.frame) rest()
}
/** Show all again, as the server says, and tell a screen reader what came of the move; nothing more where a chart has left the page. */
function rest(words = followers()[0]?.root.ariaLabel ?? "") {
  showAgain()
  Object.assign(document.querySelector(".live-region") ?? {}, { textContent: words })
}
function touch({ target, type }, name = sliderAt(target)) {
  if (!name) return
  Object.assign(thumb, { name, pressed: thumb.pressed || type === "pointerdown", since: performance.now(), until: performance.now() + LINGER_MS })
  if (!thumb.frame) Object.assign(thumb, { value: input(name)?.value, frame: requestAnimationFrame(followThumb) })
}
const release = () => (Object.assign(thumb, { pressed: false, until: performance.now() + LINGER_MS }), showAgain())
const listeners = { pointerdown: touch, keydown: touch, pointerup: release, pointercancel: release }
for (const [type, listener] of Object.entries(listeners)) document.addEventListener(type, listener, true)
// An arrow key moves the slider, and does not go on in the lesson as well.
document.body.addEventListener("keydown", (event) => event.target.type === "range" && event.stopPropagation())
