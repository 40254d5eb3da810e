// What Streamlit's slider lacks: it takes a finger at once, and offers no box to type a value.
const [SLIDER, TRACK, VALUE] = ['[data-testid="stSlider"]', '[role="group"]', '[data-testid="stSliderThumbValue"]']
const WAYS = { PageUp: "previous", PageDown: "next" } // the keys of a clicker
const sliderOf = ({ target }, part) => target.closest?.(`${SLIDER} ${part}`)?.closest(SLIDER)
const shownBy = (slider) => slider.querySelector(VALUE)?.textContent
const frame = () => new Promise(requestAnimationFrame)
const MOUSE = { pointerId: -1, pointerType: "mouse", isPrimary: true, buttons: 1, bubbles: true, cancelable: true, composed: true }
/** The place on the slider's scale of what was typed, an end of it for what lies beyond; NaN for what is no number. */
function place(text, range, stops) {
  const [least, most] = stops ? [stops[0], stops.at(-1)] : [Number(range.min), Number(range.max)]
  // A comma is Korea's and America's of thousands where there are any, and Europe's of decimals elsewhere.
  const plain = text.trim().replaceAll(",", most < 1000 ? "." : "").replaceAll("−", "-")
  const number = Math.min(Math.max(Number(plain || NaN), least), most)
  if (!stops || Number.isNaN(number)) return number
  const distances = stops.map((stop) => (stop === number ? 0 : Math.abs(Math.log(stop / number))))
  return distances.indexOf(Math.min(...distances))
}
/** Move the slider as a key does: the browser's own input says where, a press and release of the thumb that it is meant. */
async function moveTo(range, wanted) {
  while (range.disabled) await frame() // the connection is cut
  moveSlider(range, wanted)
  await frame().then(frame) // until the slider is drawn there
  const focused = document.activeElement
  range.closest(SLIDER).querySelector(VALUE).parentElement.dispatchEvent(new PointerEvent("pointerdown", MOUSE))
  window.dispatchEvent(new PointerEvent("pointerup", MOUSE))
  focused?.focus()
}
/** Open a box over the value of a slider, which the next key takes the place of. */
function openBox(slider) {
  const [range, another] = slider.querySelectorAll('input[type="range"]')
  const [box, stops] = [document.createElement("input"), window.liveChart.stops[sliderAt(slider)]]
  const shown = String(stops?.[range.value] ?? shownBy(slider)) // a power of ten as one types it
  if (another || range.disabled || Number.isNaN(place(shown, range, stops))) return
  Object.assign(box, { className: "typed-value", inputMode: "decimal", ariaLabel: range.ariaLabel, value: shown })
  box.onblur = () => {
    const wanted = place(box.value, range, stops)
    box.remove()
    slider.removeAttribute("data-typed")
    if (!Number.isNaN(wanted) && wanted !== Number(range.value)) moveTo(range, wanted)
  }
  box.onkeydown = (event) => {
    event.stopPropagation()
    if (event.key === "Escape") box.value = ""
    if (event.key === "Escape" || event.key === "Enter") range.focus()
  }
  box.style.setProperty("--share", (range.value - range.min) / (range.max - range.min))
  slider.append(box)
  slider.setAttribute("data-typed", "")
  box.focus()
  box.select()
}
let [held, pressed] = [null, {}] // a finger until it moves sideways or is lifted; a slider whose value was pressed, with its words and input
const give = () => (held = void held.target.dispatchEvent(new PointerEvent("pointerdown", held)))
const onSliders = {
  pointerdown(event) {
    if (!event.isTrusted) return
    const slider = sliderOf(event, VALUE)
    const range = sliderOf(event, TRACK)?.querySelector('input[type="range"]:enabled')
    pressed = { slider, said: slider && shownBy(slider), range }
    if (event.pointerType !== "touch" || !event.isPrimary || !sliderOf(event, TRACK)) return
    event.stopImmediatePropagation()
    held = event
  },
  touchstart: (event) => sliderOf(event, TRACK) && event.stopImmediatePropagation(),
  pointermove: ({ pointerId, clientX: x, clientY: y }) =>
    pointerId === held?.pointerId && Math.abs(x - held.clientX) > Math.abs(y - held.clientY) && give(),
  pointerup(event) {
    if (event.pointerId === held?.pointerId) give()
    // Streamlit drops what is released then: the slider would stand where the server knows nothing of.
    const { slider, said, range } = pressed
    if (range?.disabled) moveTo(range, range.value)
    pressed = {}
    // Afterwards, as the slider takes the focus when it is released. From a pressed choice the arrow keys lead on in the lesson.
    if (slider && shownBy(slider) === said) setTimeout(openBox, 0, slider)
    else if (event.isTrusted) setTimeout(() => document.querySelector(".stApp:has(.lesson-title) [role=radio]:focus")?.blur())
  },
  pointercancel: () => ([held, pressed] = [null, {}]),
  touchend: (event) => event.cancelable && sliderOf(event, TRACK) && event.preventDefault(), // no mouse after the finger
  keydown(event) {
    const { target, key, ctrlKey, metaKey, altKey } = event
    const way = !/text|number/.test(target.type) && document.querySelector(`.st-key-${WAYS[key]}_step button`)
    if (way) {
      event.preventDefault()
      event.stopImmediatePropagation() // or a slider would move
      way.click()
    }
    const slider = target.type === "range" && target.closest(SLIDER)
    // What opens the box is typed in it: the browser gives a key to what has the focus afterwards.
    if (slider && /^(Enter|[-.\d])$/.test(key) && !ctrlKey && !metaKey && !altKey) openBox(slider)
  },
}
for (const [type, listener] of Object.entries(onSliders)) addEventListener(type, listener, { capture: true, passive: false })
